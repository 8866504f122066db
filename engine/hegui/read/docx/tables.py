"""Where the cells of a Word table stand: rows name every cell, merged ones too, and say which go on from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lxml.etree import _Element

from hegui.read.docx.names import W, child, integer, is_on, shown, value
from hegui.read.reader import Limits, ReadError

_ROW = f"{W}tr"
_ROW_PROPERTIES = f"{W}trPr"
_CELL = f"{W}tc"
_CELL_PROPERTIES = f"{W}tcPr"
_BEFORE = f"{W}gridBefore"
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


def place_cells(table: _Element, limits: Limits) -> Placed:
    """Give every cell of a table its place. Columns at the right edge in which no cell starts are no columns.

    Raises:
        ReadError: the table has more cells than the limit.
    """
    cells: list[TableCell] = []
    above: dict[int, TableCell] = {}  # the merged cells that reach down to the last row, by column
    rows = 0
    clamped = False
    for row, element in enumerate(each for each in shown(table) if each.tag == _ROW):
        rows = row + 1
        properties = child(element, _ROW_PROPERTIES)
        if properties is not None and _is_left_out(properties):
            continue
        reaching: dict[int, TableCell] = {}
        column = 0 if properties is None else max(integer(value(child(properties, _BEFORE))) or 0, 0)
        for cell, width, merge in _cells(element):
            span = min(width, limits.columns)
            clamped = clamped or span < width
            placed = above.get(column) if merge == "continue" else None
            if placed is None:
                placed = TableCell(cell, row, column, 1, span)
                cells.append(placed)
                if len(cells) > limits.cells:
                    raise ReadError(f"表格的单元格超过 {limits.cells} 个，不像是年度报告。请检查文件是否正确。")
            else:
                placed.rowspan = row - placed.row + 1
                placed.colspan = min(placed.colspan, span)
            if merge:
                reaching[column] = placed
            column += span
        above = reaching
    columns = max((cell.column for cell in cells), default=-1) + 1
    for placed in cells:
        placed.colspan = min(placed.colspan, columns - placed.column)
    return Placed(cells, rows, columns, clamped)


def _cells(row: _Element) -> list[tuple[_Element, int, str | None]]:
    """The cells of a row with the columns that each spans, and whether a merge with cells below begins or goes on."""
    cells: list[tuple[_Element, int, str | None]] = []
    for cell in shown(row):
        if cell.tag != _CELL:
            continue
        properties = child(cell, _CELL_PROPERTIES)
        merging = {} if properties is None else {each.tag: each for each in properties}
        if _DELETED in merging:
            continue
        span = max(integer(value(merging.get(_SPAN))) or 1, 1)
        if cells and value(merging.get(_HORIZONTAL), "continue") == "continue":
            left, width, merge = cells[-1]
            cells[-1] = left, width + span, merge
        else:
            cells.append((cell, span, value(merging.get(_VERTICAL), "continue")))
    return cells


def _is_left_out(properties: _Element) -> bool:
    """Whether a row is deleted by a revision, or hidden."""
    return child(properties, f"{W}del") is not None or is_on(child(properties, f"{W}hidden"))
