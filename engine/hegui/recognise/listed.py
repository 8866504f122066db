"""Tables that are written as a list, as forms for data entry are: each line names one cell by its row and its column,
with the groups over them or without (`（三）不予公开/1.属于国家秘密/自然人`), and gives its number.

The name may stand in one column or in several: the last then names something in each line, those before it only where
it changes. Nothing is guessed: a line whose name isn't made up of the form's labels alone names no cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from hegui.model.document import Grid, GridCell
from hegui.model.form import CellPath, TableBlock
from hegui.model.report import Cell, CellKind, MatchedBy, Table
from hegui.recognise.frame import Frame, remembered
from hegui.recognise.grid import cell_place, data_cells
from hegui.recognise.knowledge import Named, TableKnowledge, name_of
from hegui.recognise.labels import LabelBook, without_doubts
from hegui.recognise.numerals import is_value, read_cell

_ENOUGH = 3
"""Lines that name both a row and a column, as no line of a printed table does, make a list."""


class _Line(NamedTuple):
    """The cell of the form that a line names, the labels by which it does, and where the last of them stands."""

    path: CellPath
    labels: Sequence[Named]
    at: GridCell

    @property
    def names_both(self) -> bool:
        return {"row", "column"} <= {label.axis for label in self.labels}


def read_lists(grids: Iterable[Grid], known: TableKnowledge) -> Table | None:
    """The table that grids list cell by cell, None where none does.

    It has the labels that are printed: in a list none is lacking. A cell that is not listed, or twice with different
    numbers, is not found; nor is any where it can't be told which column holds the numbers.
    """
    book = LabelBook(known)
    cells: dict[CellPath, Cell] = {}
    first: Grid | None = None
    for grid in grids:
        lines = _lines(grid, known)
        if sum(line.names_both for line in lines.values()) < _ENOUGH:
            continue
        first = first or grid
        for line, cell in _values(grid, lines):
            place = cell_place(grid, line.at)
            for axis, hit, key in line.labels:
                book.see(hit.label, axis, hit.label.text if hit.how is MatchedBy.EXACT else key, hit.how, place)
            if cells.setdefault(line.path, cell).raw != cell.raw:
                cells[line.path] = cell._replace(kind=CellKind.NOT_FOUND, value=None)
    if first is None:
        return None
    form = known.table
    lacking = [path for path in form.paths if path not in cells and path not in _merged(cells, form.blocks)]
    unplaced = (f"各格逐行列出，其中没有“{'·'.join(lacking[0])}”等 {len(lacking)} 格",) if lacking else ()
    labels = tuple(seen for seen in book.seen() if seen.text is not None)
    return without_doubts(Table(form.id, cells, labels, first.place, known.form.id, unplaced, "list", form.paths))


@remembered
def may_list(frame: Frame) -> bool:
    """Whether no row holds many more numbers than words, as those of a printed table do: a closer look is slow."""
    rows = groupby((cell for cell in frame.grid.cells if cell.text), attrgetter("row"))
    return all(sum(1 if is_value(cell.text) else -1 for cell in own) < 2 for _, own in rows)


def _lines(grid: Grid, known: TableKnowledge) -> Mapping[int, _Line]:
    """Row of the grid → the cell of the form that it names."""
    named = {cell: known.names(cell.text) for cell in grid.cells if cell.text}
    across = sorted({cell.column for cell, labels in named.items() if labels})
    rows: dict[int, dict[int, GridCell]] = {}
    for cell in named:
        if cell.column in across:
            for row in range(cell.row, cell.row + cell.rowspan):
                rows.setdefault(row, {})[cell.column] = cell
    lines: dict[int, _Line] = {}
    name: dict[int, Sequence[Named]] = {}
    for row, own in sorted(rows.items()):
        name = {column: labels for column, labels in name.items() if column < min(own)}
        name |= {column: named[cell] for column, cell in own.items()}
        labels = [label for column in sorted(name) for label in name[column]]
        if across[-1] in own and all(name.values()) and (path := _path(labels, known)):
            lines[row] = _Line(path, labels, own[across[-1]])
    return lines


def _path(labels: Sequence[Named], known: TableKnowledge) -> CellPath | None:
    """The one cell that labels name: a row, a column where there are several, and groups over them alone."""
    rows = {hit.label.key: hit.label for axis, hit, _ in labels if axis == "row"}
    merged = {key for key, row in rows.items() if not rows.keys().isdisjoint(row.merges)}
    own = [row for key, row in rows.items() if key not in merged]
    columns = {name_of(hit.label) for axis, hit, _ in labels if axis == "column"}
    if len(own) != 1 or len(columns) > 1:
        return None
    (row,) = own
    block = known.table.blocks[known.block_of[row.key]]
    under = [column for column in block.columns if not columns or name_of(column) in columns]
    if len(under) != 1:
        return None
    (column,) = under
    covered = {row.key, *row.merges, name_of(column)}
    for axis, hit, _ in labels:
        parts = {name_of(leaf) for leaf in hit.label.leaves} if hit.label.parts else covered
        is_other_block = hit.label in known.headings and hit.label is not block.heading
        if axis == "group" and (is_other_block or parts.isdisjoint(covered)):
            return None
    return block.path(row, column)


def _values(grid: Grid, lines: Mapping[int, _Line]) -> Iterator[tuple[_Line, Cell]]:
    """What stands behind each name, if one column alone behind the names holds numbers."""
    behind = [cell for cell in grid.cells if cell.row in lines and cell.column > lines[cell.row].at.column]
    holding = {cell.column for cell in behind if read_cell(cell.text)[0] is CellKind.NUMBER}
    if len(holding) == 1:
        own = [cell for cell in behind if cell.column in holding]
        for cell, read in zip(own, data_cells(grid, own), strict=True):
            yield lines[cell.row], read


def _merged(cells: Mapping[CellPath, Cell], blocks: Iterable[TableBlock]) -> set[CellPath]:
    """The cells for which those of a merged row stand."""
    return {
        path
        for block in blocks
        for row in block.rows
        for merging in row.merges
        for own, path in zip(block.row_paths[row.key], block.row_paths[merging], strict=True)
        if own in cells
    }
