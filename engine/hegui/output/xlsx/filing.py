"""未报送与逾期: who has not reported, who was late, and what could not be audited or matched."""

from __future__ import annotations

from hegui.model.renderer import Record
from hegui.output.view import LATE, MISSING, PROBLEMS, UNEXPECTED, audited, name, perhaps, waiver_in_words
from hegui.output.xlsx.book import Book, Column

_COLUMNS = [
    Column("序号", 6, "centre"),
    Column("情形", 14, "centre"),
    Column("单位", 36),
    Column("年度", 8, "centre"),
    Column("落款日期", 12, "centre"),
    Column("发布日期", 12, "centre"),
    Column("说明", 70),
    Column("文件", 50, printed=False),
]

_OF_ROSTER = {MISSING: "未报送", UNEXPECTED: "不在名册"}


class FilingSheet:
    """Late reports and unreadable files as they come, then what the roster shows."""

    def __init__(self, book: Book) -> None:
        self._sheet = book.sheet("未报送与逾期", "未报送、逾期和未能审查的报告", _COLUMNS)
        self._number = 0

    def add(self, report: Record) -> None:
        for verdict in report["verdicts"]:
            if verdict["rule"] == LATE:
                for finding in verdict["findings"]:
                    self._row("逾期", report, _words(finding))
        if not audited(report):
            for error in report["errors"]:
                self._row(PROBLEMS.get(error["kind"], error["kind"]), report, error["message"])

    def finish(self, record: Record) -> None:
        corpus = record["corpus"]
        for verdict in corpus["verdicts"]:
            if kind := _OF_ROSTER.get(verdict["rule"]):
                for finding in verdict["findings"]:
                    self._plain(kind, "、".join(finding["units"]), _words(finding), "")
        for one in corpus.get("ambiguous", ()):
            self._plain("单位不明", one["unit"] or "", perhaps(one), one["path"])
        self._sheet.close()

    def _row(self, kind: str, report: Record, message: str) -> None:
        self._number += 1
        dates = report["dates"]
        unit = name(report) if audited(report) else ""
        path = report["source"]["path"]
        self._sheet.add([self._number, kind, unit, report["year"], dates["signed"], dates["published"], message, path])

    def _plain(self, kind: str, unit: str, message: str, path: str) -> None:
        self._number += 1
        self._sheet.add([self._number, kind, unit, None, None, None, message, path])


def _words(finding: Record) -> str:
    """What is wrong, and whether it was let pass."""
    return "；".join(filter(None, (finding["message"], waiver_in_words(finding))))
