"""总表: a row for each unit."""

from __future__ import annotations

from hegui.model.renderer import Record
from hegui.output.view import LEVELS, SEVERITIES, audited, category_title, failures, verdicts, waived
from hegui.output.xlsx.book import Book, Column
from hegui.output.xlsx.findings import SHEET
from hegui.rules.schema import CATEGORIES

_ABOUT = [
    Column("序号", 6, "centre"),
    Column("单位", 28, "link"),
    Column("层级", 9, "centre"),
    Column("类别", 13, "centre"),
    Column("年度", 7, "centre"),
    Column("豁免前得分", 8, "score"),
    Column("得分", 10, "score"),
    Column("覆盖率", 8, "percent"),
    Column("等级", 8, "centre"),
    Column("名次所在组", 14, "centre"),
    Column("名次", 6, "centre"),
]
_COUNTS = [
    *(Column(f"{words}项数", 6, "centre") for words in SEVERITIES.values()),
    Column("未能判定", 6, "centre"),
    Column("豁免处数", 6, "centre"),
    Column("文件", 60, printed=False),
]
_TOTAL, _COVERAGE = 6, 7


class UnitsSheet:
    """The units in the order of the audit; a unit's name leads to its findings."""

    def __init__(self, book: Book, record: Record) -> None:
        losses = [Column(f"{category_title(category)}扣分", 7, "points") for category in CATEGORIES]
        self._sheet = book.sheet("总表", "政府信息公开工作年度报告审查总表", [*_ABOUT, *losses, *_COUNTS], frozen=2)
        self._ranks = _ranks(record)
        self._most = 100.0
        self._number = 0

    def add(self, report: Record, row: int | None) -> None:
        """`row` is where its findings begin on their sheet, or None where it has none."""
        self._number += 1
        unit = report["unit"]
        score: Record = report["score"] or {}
        before = score.get("before_waivers", score)
        group, rank = self._ranks.get(report["source"]["path"], (None, None))
        lost = {one["category"]: one["lost"] for one in score.get("categories", ())}
        counts = failures(report)
        self._most = max(self._most, score.get("of", 0))
        self._sheet.add(
            [
                self._number,
                unit["name"] or "（未能认出）",
                LEVELS.get(unit["level"] or ""),
                unit["kind"],
                report["year"],
                before.get("total"),
                score.get("total"),
                score.get("coverage"),
                score.get("grade") or ("—" if audited(report) else "未能审查"),
                group,
                rank,
                *(lost.get(category, 0) if audited(report) else None for category in CATEGORIES),
                *(counts[severity] or None for severity in SEVERITIES),
                len(verdicts(report, "cannot_assess")) or None,
                waived(report) or None,
                report["source"]["path"],
            ],
            link=f"'{SHEET}'!A{row}" if row else "",
        )

    def finish(self) -> None:
        self._sheet.data_bar(_TOTAL, 0, self._most)
        self._sheet.data_bar(_COVERAGE, 0, 1)
        self._sheet.close()


def _ranks(record: Record) -> dict[str, tuple[str, int]]:
    """Group and rank of each report that is ranked, by its path."""
    return {
        unit["path"]: (group["group"], unit["rank"])
        for group in record["corpus"].get("ranking", ())
        for unit in group["units"]
    }
