"""Reports made by hand from the text of their parts: what the kinds of rules for prose are tried on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hegui.model.document import Place, Source
from hegui.model.report import (
    Cell,
    CellKind,
    Dates,
    Level,
    MatchedBy,
    Passage,
    Report,
    Section,
    Signature,
    Table,
    Unit,
)
from hegui.proving.draft import national_form
from hegui.recognise.text import squeeze

SECTIONS = "一二三四五六"
UNIT = "临澧县公共事业监督管理局"

CLEAN: Mapping[str, str] = {
    "标题": f"{UNIT}2024年政府信息公开工作年度报告",
    "导语": "根据《中华人民共和国政府信息公开条例》编制本报告。统计期限为2024年1月1日至2024年12月31日。",
    "一": "（一）主动公开。公开信息12条。\n（二）依申请公开。收到申请3件。\n（三）政府信息管理。落实三审三校。\n"
    "（四）平台建设。完善网站栏目。\n（五）监督保障。纳入绩效考核。",
    "二": "",
    "三": "",
    "四": "",
    "五": "存在的问题：一是解读形式不够丰富；二是更新不够及时。\n下一步，一是丰富解读形式；二是加强日常更新。",
    "六": "2024年我局未收取信息处理费。",
}


def report(
    parts: Mapping[str, str | None] | None = None,
    *,
    unit: str = UNIT,
    kind: str = "部门",
    level: Level = Level.DEPARTMENT,
    year: int | None = 2024,
    organ: str | None = None,
    dropped: int | None = 0,
    pictures: tuple[str, ...] = (),
) -> Report:
    """The clean report but for these parts; None leaves a part out. `dropped` is 逾期不缴费 of table 3."""
    written = {name: text for name, text in {**CLEAN, **(parts or {})}.items() if text is not None}
    prose = ""
    passages: list[Passage] = []
    sections: list[Section] = []
    for name, text in written.items():
        begin = len(prose) + bool(prose)
        for raw in text.split("\n"):
            if squeezed := squeeze(raw):
                prose += "\n" if prose else ""
                passages.append(Passage(squeezed, raw, len(prose), name, Place(line=len(passages) + 1)))
                prose += squeezed
        if name in SECTIONS:
            start = min(begin, len(prose))
            sections.append(Section(name, name, name, MatchedBy.EXACT, Place(), start, len(prose)))
    return Report(
        source=Source("手工", "0" * 64, "text"),
        title=written.get("标题"),
        title_place=Place(line=1),
        unit=Unit(unit, level, kind),
        year=year,
        form="2021",
        template=national_form("2021"),
        dates=Dates(),
        signature=Signature(organ, Place(line=99) if organ else None),
        metadata={},
        sections=tuple(sections),
        tables={} if dropped is None else {"table3": _table(dropped)},
        passages=tuple(passages),
        prose=prose,
        figures=(),
        pictures=pictures,
    )


def _table(dropped: int) -> Table:
    cell = Cell(str(dropped), CellKind.NUMBER, Decimal(dropped), Place(line=50))
    return Table("table3", {("逾期不缴费", "总计"): cell}, (), Place(line=20), "2021")
