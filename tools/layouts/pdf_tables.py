"""Tables measured for a page: widths of columns, heights of rows, the lines of each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hegui.proving.sheets import Sheet, covered
from tools.layouts.pdf_type import broken

_PADDING = 2.5
_LABEL, _VALUE = 2.6, 1.0
"""Width of a column of labels that stands beside columns of values, relative to them."""


class MeasuredCell(NamedTuple):
    """A cell's box from the table's upper left corner, and its text in lines."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[str, ...]


class Measured(NamedTuple):
    """A table laid out for a width."""

    cells: tuple[MeasuredCell, ...]
    row_ends: tuple[float, ...]

    @property
    def height(self) -> float:
        return self.row_ends[-1] if self.row_ends else 0

    def rows_within(self, height: float) -> int:
        """How many whole rows fit into a height."""
        return sum(end <= height for end in self.row_ends)


def measure(sheet: Sheet, edges: Sequence[float], size: float) -> Measured:
    """Lay a table, or a part of one, out between the edges of its columns; rows are as high as their fullest cell."""
    places = covered(sheet)
    tops = {(row, column) for (row, column), (place, _) in places.items() if place == (row, column)}
    texts: dict[tuple[int, int], tuple[str, ...]] = {}
    heights = [size * 1.2 + 2 * _PADDING] * len(sheet.rows)
    for row, column in sorted(tops):
        cell = places[row, column][1]
        inside = edges[column + cell.colspan] - edges[column] - 2 * _PADDING
        texts[row, column] = lines = tuple(broken(cell.text, inside, size)) if cell.text else ()
        share = (len(lines) * size * 1.2 + 2 * _PADDING) / cell.rowspan
        for index in range(row, row + cell.rowspan):
            heights[index] = max(heights[index], share)
    ends: list[float] = []
    for height in heights:
        ends.append((ends[-1] if ends else 0) + height)
    cells = []
    for row, column in sorted(tops):
        cell = places[row, column][1]
        top = ends[row] - heights[row]
        bottom = ends[row + cell.rowspan - 1]
        cells.append(MeasuredCell(edges[column], top, edges[column + cell.colspan], bottom, texts[row, column]))
    return Measured(tuple(cells), tuple(ends))


def edges_of(sheet: Sheet, room: float) -> list[float]:
    """Left edges of the columns and the right edge of the last: the first columns of labels narrow, the last wide."""
    labels = _label_columns(sheet)
    weights = [1.0] * sheet.width
    if sheet.width > labels > 1:
        weights[:labels] = [0.55] * (labels - 1) + [_LABEL]
    elif labels:
        weights[0] = 1.4
    edges = [0.0]
    for weight in weights:
        edges.append(edges[-1] + weight * room / sum(weights))
    return edges


def _label_columns(sheet: Sheet) -> int:
    """Columns that hold no data cell anywhere."""
    holding = {column for (_, column), (_, cell) in covered(sheet).items() if cell.path}
    return min(holding, default=0)
