"""Rankings as a workbook and as a Word document."""

from __future__ import annotations

from collections.abc import Sequence

from hegui.model.run import ParentGroup, RankedUnit, RankingGroup, RulesetUsed
from hegui.output.lists import Heading, Table, as_document, as_workbook
from hegui.output.text import clean
from hegui.output.view import (
    RANKED,
    faults_in_words,
    group_title,
    members,
    percent,
    ranked_cells,
    spread_in_words,
)

_TITLE = "政府信息公开工作年度报告排名"
_WIDTHS = {"单位": 36.0}
_HEADINGS = tuple(Heading(title, _WIDTHS.get(title, 9), title != "单位") for title in RANKED)
_SPREAD = (
    Heading("组别", 34, short=False),
    *(Heading(title, 9) for title in ("报告", "参加排名", "中位数", "平均", "最高", "最低")),
    Heading("常见问题", 70, short=False),
)


def workbook(groups: Sequence[RankingGroup], parents: Sequence[ParentGroup], rules: RulesetUsed) -> bytes:
    """All units on one sheet, group after group; how each group did on another."""
    columns = (Heading("组别", 24, short=False), *_HEADINGS, Heading("上级", 30, short=False))
    columns += (Heading("说明", 40, short=False),)
    rows = []
    for group in groups:
        for unit in members(group):
            if isinstance(unit, RankedUnit):
                about: tuple[str | float | int, ...] = (unit.rank, clean(unit.name), unit.total, clean(unit.grade))
                cells = (*about, percent(unit.coverage), unit.faults)
            else:
                cells = ("", clean(unit.name), "", "不排名", "", "")
            why = "" if isinstance(unit, RankedUnit) else unit.reason
            rows.append((group_title(group), *cells, unit.parent or "", why))
    both: list[RankingGroup | ParentGroup] = [*groups, *parents]
    spread = [
        (
            group_title(one),
            one.count,
            one.ranked,
            *(one.median, one.mean, one.highest, one.lowest),
            faults_in_words(one, rules),
        )
        for one in both
    ]
    return as_workbook(
        (Table("排名", _TITLE, "", columns, rows), Table("各组概况", "各组得分概况", "", _SPREAD, spread))
    )


def document(groups: Sequence[RankingGroup], parents: Sequence[ParentGroup], rules: RulesetUsed) -> bytes:
    """A table for each group, with how it did above."""
    tables = []
    both: list[RankingGroup | ParentGroup] = [*groups, *parents]
    for one in both:
        rows = [ranked_cells(unit) for unit in one.units] if isinstance(one, RankingGroup) else []
        unranked = (
            [f"{unit.name}不排名：{unit.reason}" for unit in one.unranked] if isinstance(one, RankingGroup) else []
        )
        faults = faults_in_words(one, rules)
        words = "".join((spread_in_words(one), f"常见问题：{faults}。" if faults else "", *unranked))
        tables.append(Table("", group_title(one), words, _HEADINGS, rows))
    return as_document(_TITLE, "", tables)
