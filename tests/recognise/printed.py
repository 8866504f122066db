"""Reports printed for the tests of recognition, as lines and as pages whose tables a test may print its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from html import escape
from random import Random

from hegui.model.form import CellPath
from hegui.model.report import Number, Report
from hegui.proving import Draft, edit, load_draft
from hegui.proving.outline import Line, outline
from hegui.proving.sheets import Sheet, SheetCell
from hegui.recognise.numerals import read_cell
from tools.compose import compose
from tools.layouts import document_of

Recognise = Callable[..., Report]
"""The fixture `recognised`: (content, suffix) to the report."""

UNIT = "安化县林业局"
TITLE = f"{UNIT}2024年政府信息公开工作年度报告"
HEADINGS = {
    "一": "总体情况",
    "二": "主动公开政府信息情况",
    "三": "收到和处理政府信息公开申请情况",
    "四": "政府信息公开行政复议、行政诉讼情况",
    "五": "存在的主要问题及改进情况",
    "六": "其他需要报告的事项",
}
WHOLE = {"2021": (10, 175, 15), "2019": (22, 161, 15)}
"""How many cells the three tables of a form have."""

TABLES = ("table2", "table3", "table4")
Rows = Sequence[Sequence[SheetCell]]


@cache
def body(signed: bool = False) -> str:
    """A department's report on 2024 from section 一 on, which names neither its unit nor, unless signed, a date."""
    dropped = ["preamble", "period"] if signed else ["preamble", "period", "signature"]
    draft = edit(load_draft("bureau"), {"unit": UNIT, "drop": dropped})
    lines = document_of(draft, "compact").decode().splitlines()
    return "\n".join(lines[next(index for index, line in enumerate(lines) if line.startswith("一、")) :]) + "\n"


def with_headings(printed: Callable[[str, str], str], text: str | None = None) -> str:
    """A report in which each heading is printed anew from its number and title."""
    lines = (text or body()).splitlines()
    for key, title in HEADINGS.items():
        lines[lines.index(f"{key}、{title}")] = printed(key, title)
    return "\n".join([TITLE, *lines])


@cache
def busy_draft(kind: str) -> Draft:
    """A clean random draft of this kind (see `compose.KINDS`) in whose tables many cells differ."""
    for seed in range(1000):
        draft = compose(Random(seed), kind)
        numbers = [cell for table_id in TABLES for cell in draft.tables[table_id].values()]
        reviews = [cell for cell in draft.tables["table4"].values() if cell != "0"]
        if sum(cell != "0" for cell in numbers) > 45 and len(reviews) > 4:
            return draft
    raise AssertionError("no draft with so many numbers")


def truth(draft: Draft) -> dict[str, dict[CellPath, Number | None]]:
    return {name: {path: read_cell(raw)[1] for path, raw in draft.tables[name].items()} for name in TABLES}


def wrong_cells(report: Report, draft: Draft) -> list[str]:
    """Cells that recognition placed and that do not hold what the draft has there."""
    right: Mapping[str, Mapping[CellPath, Number | None]] = truth(draft)
    return [
        f"{name}.{'.'.join(path)}：{cell.raw}，应为 {right[name].get(path, '无此格')}"
        for name, table in report.tables.items()
        for path, cell in table.cells.items()
        if cell.value is not None and cell.value != right[name].get(path)
    ]


def found(report: Report) -> tuple[int, ...]:
    """How many cells of each table were placed."""
    return tuple(len(report.tables[name].cells) if name in report.tables else 0 for name in TABLES)


def keys(report: Report) -> str:
    return "".join(section.key for section in report.sections)


def table(rows: Rows, tag: str = "td") -> str:
    return "<table>" + "".join(f"<tr>{''.join(_cell(cell, tag) for cell in row)}</tr>" for row in rows) + "</table>"


def _cell(cell: SheetCell, tag: str) -> str:
    spans = (("rowspan", cell.rowspan), ("colspan", cell.colspan))
    attributes = "".join(f' {name}="{count}"' for name, count in spans if count > 1)
    return f"<{tag}{attributes}>{escape(cell.text)}</{tag}>"


def page(
    draft: Draft,
    printed: Callable[[Sheet], str] = lambda sheet: table(sheet.rows),
    line: str = "<p>{}</p>",
    around: str = "{}",
    low_reviews: bool = False,
) -> str:
    """A web page of the draft: how to print a table, the element of a line, and what stands around them all."""
    items: Iterable[str] = (
        line.format(escape(item.text)) if isinstance(item, Line) else printed(item)
        for item in outline(draft, low_reviews)
        if isinstance(item, Line | Sheet)
    )
    return f"<html><body>{around.format(''.join(items))}</body></html>"


def only(table_id: str, printed: Callable[[Sheet], str]) -> Callable[[Sheet], str]:
    """Print one table in a way of its own, the others as they are."""
    return lambda sheet: printed(sheet) if sheet.id == table_id else table(sheet.rows)
