"""问题清单: a row for each finding, with room to note what was done about it."""

from __future__ import annotations

from collections.abc import Iterable

from hegui.model.renderer import Record
from hegui.output.view import (
    SEVERITIES,
    category_title,
    name,
    place,
    points_lost,
    verdicts,
    waiver_in_words,
)
from hegui.output.xlsx.book import Book, Column, Value

SHEET = "问题清单"

_COLUMNS = [
    Column("序号", 5, "centre"),
    Column("单位", 20),
    Column("类别", 9, "centre"),
    Column("严重程度", 6, "centre"),
    Column("规则名称", 18),
    Column("问题", 44),
    Column("位置", 18),
    Column("原文", 24),
    Column("扣分", 5, "points"),
    Column("依据", 24),
    Column("整改建议", 30),
    Column("整改情况", 10, "centre"),
    Column("备注", 16, printed=False),
    Column("算式（应有与实有）", 30, printed=False),
    Column("豁免", 24, printed=False),
    Column("年度", 7, "centre", printed=False),
    Column("规则", 26, printed=False),
    Column("指纹", 19, printed=False),
    Column("文件", 40, printed=False),
]
_SEVERITY, _MENDED = 3, 11
_STATES = ("未整改", "整改中", "已整改", "情况说明")
_SHADES = {"error": "error", "warning": "warning"}
_EVIDENCE = 5


class FindingsSheet:
    """Findings in the order of the audit, then those on several reports."""

    def __init__(self, book: Book) -> None:
        self._sheet = book.sheet(SHEET, "政府信息公开工作年度报告问题清单", _COLUMNS, frozen=2)
        self._number = 0

    def add(self, report: Record) -> int | None:
        """Write the findings of a report and return the row where they begin, or None where there is none."""
        about = name(report), report["year"], report["source"]["path"]
        return self._add(verdicts(report, "fail"), about, points_lost(report))

    def finish(self, record: Record) -> None:
        failed = [verdict for verdict in record["corpus"]["verdicts"] if verdict["verdict"] == "fail"]
        self._add(failed, ("", None, ""), {})
        self._sheet.choices(_MENDED, _STATES, "请选择整改情况")
        self._sheet.close()

    def _add(self, failed: list[Record], about: tuple[str, int | None, str], lost: dict[str, float]) -> int | None:
        begin = None
        for verdict in failed:
            for number, finding in enumerate(verdict["findings"]):
                row = self._row(verdict, finding, about, lost.get(verdict["rule"]) if number == 0 else None)
                begin = begin or row
        return begin

    def _row(self, verdict: Record, finding: Record, about: tuple[str, int | None, str], points: float | None) -> int:
        self._number += 1
        unit, year, path = about
        evidence = finding["evidence"][:_EVIDENCE]
        values: list[Value] = [
            self._number,
            "、".join(finding.get("units", ())) or unit,
            category_title(verdict["category"]),
            SEVERITIES[verdict["severity"]],
            verdict["title"],
            finding["message"],
            _joined(map(_place, evidence)),
            _joined(one.get("quote", "") for one in evidence),
            points,
            finding["basis"],
            finding["advice"],
            None,
            None,
            _joined(one.get("formula", "") for one in evidence),
            waiver_in_words(finding),
            year,
            verdict["rule"],
            finding["fingerprint"],
            path,
        ]
        return self._sheet.add(values, styles={_SEVERITY: _SHADES.get(verdict["severity"], "centre")})


def _place(evidence: Record) -> str:
    """A cell is found by the names of its row and column; counting rows is for who reads the file itself."""
    if "row" in evidence:
        evidence = {key: value for key, value in evidence.items() if key not in ("grid", "line")}
    return place(evidence)


def _joined(words: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(word for word in words if word))
