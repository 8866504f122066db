"""Where the cells of a Word table stand: rows name every cell, merged ones too, and say which go on from above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml.etree import _Element

from hegui.read.docx_names import W, integer, is_on, shown, value

_ROW = f"{W}tr"
_CELL = f"{W}tc"
_SPAN, _VERTICAL, _HORIZONTAL, _DELETED = (f"{W}{name}" for name in ("gridSpan", "vMerge", "hMerge", "cellDel"))


@dataclass(slots=True)
class TableCell:
    """A cell as it is shown, merged with those that go on from it. `row` and `column` count from 0."""

    element: _Element
    row: int
    column: int
    rowspan: int
    colspan: int


class Placed(NamedTuple):
    """The cells of a table in reading order, and how many rows and columns they make up.

    Rows count every row of the source, those deleted or hidden too, so that a row can be found there again.
    """

    cells: list[TableCell]
    rows: int
    columns: int
    clamped: bool
    """Whether a cell spans more columns than the limit and was cut to it."""


def place_cells(table: _Element, limit: int) -> Placed | None:
    """Give every cell of a table its place.

    Returns None where a cell would start beyond `limit` columns: no table of a report is so wide. No cell spans more.
    Columns at the right edge in which no cell starts are no columns.
    """
    cells: list[TableCell] = []
    above: dict[int, TableCell] = {}  # by column, the cell that a cell below it may go on from
    rows = 0
    clamped = False
    for row, element in enumerate(child for child in shown(table) if child.tag == _ROW):
        rows = row + 1
        properties = element.find(f"{W}trPr")
        if properties is not None and _is_left_out(properties):
            continue
        column = 0 if properties is None else _count(properties.find(f"{W}gridBefore"), 0, limit)
        before: TableCell | None = None
        for cell, merging in _cells(element):
            if column >= limit:
                return None
            span = _count(merging.get(_SPAN), 1, limit)
            clamped = clamped or span < _count(merging.get(_SPAN), 1, 1 << 30)
            top = above.get(column) if _goes_on(merging.get(_VERTICAL)) else None
            if _goes_on(merging.get(_HORIZONTAL)) and before is not None:
                before.colspan += span
            elif top is not None:
                top.rowspan = row - top.row + 1
                top.colspan = min(top.colspan, span)
                before = None
            else:
                before = TableCell(cell, row, column, 1, span)
                cells.append(before)
                for covered in range(column, column + span):
                    above.pop(covered, None)
                above[column] = before
            column += span
    columns = max((cell.column for cell in cells), default=-1) + 1
    for placed in cells:
        placed.colspan = min(placed.colspan, columns - placed.column)
    return Placed(cells, rows, columns, clamped)


def _cells(row: _Element) -> Iterator[tuple[_Element, dict[str, _Element]]]:
    """The cells of a row that are not deleted, and their properties that merge them."""
    for cell in shown(row):
        if cell.tag == _CELL:
            properties = cell.find(f"{W}tcPr")
            merging = {} if properties is None else {each.tag: each for each in properties}
            if _DELETED not in merging:
                yield cell, merging


def _is_left_out(properties: _Element) -> bool:
    """Whether a row is deleted by a revision, or hidden."""
    return properties.find(f"{W}del") is not None or is_on(properties.find(f"{W}hidden"))


def _goes_on(merge: _Element | None) -> bool:
    return value(merge, "continue") == "continue"


def _count(element: _Element | None, least: int, most: int) -> int:
    return min(max(integer(value(element)) or 0, least), most)
