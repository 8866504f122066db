"""共性问题: which rules many units do not meet."""

from __future__ import annotations

from dataclasses import dataclass, field

from hegui.model.renderer import Record
from hegui.output.view import SEVERITIES, category_title, name
from hegui.output.xlsx.book import Book, Column

_COLUMNS = [
    Column("序号", 6, "centre"),
    Column("规则", 24),
    Column("规则名称", 34),
    Column("类别", 10, "centre"),
    Column("严重程度", 9, "centre"),
    Column("不符合的报告", 10, "centre"),
    Column("已判定的报告", 10, "centre"),
    Column("占比", 9, "percent"),
    Column("问题处数", 9, "centre"),
    Column("举例（单位）", 50),
    Column("整改建议", 44),
]
_SHARE = 7
_EXAMPLES = 5


@dataclass(slots=True)
class _Tally:
    """What a rule came to over all reports."""

    verdict: Record
    failed: int = 0
    judged: int = 0
    findings: int = 0
    advice: str = ""
    units: list[str] = field(default_factory=list)


class CommonSheet:
    """The rules that failed, those that most reports fail first."""

    def __init__(self, book: Book) -> None:
        self._sheet = book.sheet("共性问题", "政府信息公开工作年度报告共性问题", _COLUMNS)
        self._tallies: dict[str, _Tally] = {}

    def add(self, report: Record) -> None:
        for verdict in report["verdicts"]:
            if verdict["verdict"] in ("pass", "fail"):
                self._count(verdict, [name(report)])

    def _count(self, verdict: Record, units: list[str]) -> None:
        tally = self._tallies.setdefault(verdict["rule"], _Tally(verdict))
        tally.judged += len(units)
        if found := [finding for finding in verdict["findings"] if "waiver" not in finding]:
            tally.failed += len(units)
            tally.findings += len(found)
            tally.advice = tally.advice or found[0]["advice"]
            tally.units += units[: _EXAMPLES - len(tally.units)]

    def finish(self, record: Record) -> None:
        for verdict in record["corpus"]["verdicts"]:
            standing = (finding for finding in verdict["findings"] if "waiver" not in finding)
            units = dict.fromkeys(unit for finding in standing for unit in finding["units"])
            self._count(verdict, list(units))
        ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}
        failed = [tally for tally in self._tallies.values() if tally.failed]
        failed.sort(key=lambda tally: (-tally.failed, ranks[tally.verdict["severity"]], tally.verdict["rule"]))
        for number, tally in enumerate(failed, 1):
            verdict, examples = tally.verdict, "、".join(tally.units)
            among_reports = verdict["category"] != "corpus"
            self._sheet.add(
                [
                    number,
                    verdict["rule"],
                    verdict["title"],
                    category_title(verdict["category"]),
                    SEVERITIES[verdict["severity"]],
                    tally.failed,
                    tally.judged if among_reports else None,
                    tally.failed / tally.judged if among_reports else None,
                    tally.findings,
                    f"{examples} 等" if tally.failed > len(tally.units) else examples,
                    tally.advice,
                ]
            )
        self._sheet.data_bar(_SHARE, 0, 1)
        self._sheet.close()
