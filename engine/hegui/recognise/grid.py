"""Tables whose cells the source still names: label path of the row × header of the column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import dropwhile
from typing import NamedTuple

from hegui.model.document import Grid, GridCell, Place
from hegui.model.form import CellPath, Label, TableBlock
from hegui.model.report import Cell, CellKind, MatchedBy, Table
from hegui.read.characters import is_legible
from hegui.recognise.frame import NOUGHT, Frame, Framed, remembered
from hegui.recognise.knowledge import LabelHit, TableKnowledge, name_of
from hegui.recognise.labels import (
    ColumnOrder,
    Header,
    LabelBook,
    RowSeen,
    follows_form,
    labelled,
    order_of,
    place_rows,
    read_header,
    similar,
    without_doubts,
)
from hegui.recognise.numerals import is_value, read_cell
from hegui.recognise.text import label_key

GridRow = Sequence[GridCell]


class _Blank(NamedTuple):
    """A table with noughts for its numbers, and the grid and the cell in it from which each of them comes."""

    table: Table
    numbers: Sequence[tuple[CellPath, int, int]]

    def filled(self, grids: Sequence[Grid]) -> Table:
        """The table with the numbers of grids that have the same frames."""
        cells = dict(self.table.cells)
        for path, grid, index in self.numbers:
            text = grids[grid].cells[index].text
            if text != NOUGHT:
                nought = cells[path]
                cells[path] = Cell(text, *read_cell(text), nought.place, nought.how)
        return replace(self.table, cells=cells)


def recognise_framed(parts: Sequence[Framed], table: TableKnowledge) -> Table:
    """As `recognise_grids`, for grids like which others may have been read before."""
    grids = [part.grid for part in parts]
    if not any(grid.boxes or grid.doubts for grid in grids):
        blank = _blank(tuple([part.frame for part in parts]), table)
        if blank is not None:
            return blank.filled(grids)
    return recognise_grids(grids, table)


@remembered
def _blank(frames: Sequence[Frame], table: TableKnowledge) -> _Blank | None:
    """The table that grids of these frames hold, None where it may depend on their numbers: where not every one of them
    gets its place, whether they are the same may tell (a merged one is repeated)."""
    read = recognise_grids([frame.grid for frame in frames], table)
    noughts = [
        (cell_place(frame.grid, cell), number, index)
        for number, frame in enumerate(frames)
        for index, cell in enumerate(frame.grid.cells)
        if cell.text == NOUGHT
    ]
    path_of = {cell.place: path for path, cell in read.cells.items()}
    numbers = {path_of[place]: (number, index) for place, number, index in noughts if place in path_of}
    if len(numbers) < len(noughts):
        return None
    return _Blank(read, [(path, *source) for path, source in numbers.items()])


def recognise_grids(grids: Sequence[Grid], table: TableKnowledge) -> Table:
    """One table from the grids over which it is spread, in reading order."""
    reader = _read_transposed if table.table.transposed else _read_rows
    book = LabelBook(table)
    cells, unplaced = reader(grids, table, book)
    texts = (cell.text for grid in grids for cell in grid.cells)
    form = table.table
    found = Table(form.id, cells, book.seen(texts), grids[0].place, table.form.id, tuple(unplaced), "grid", form.paths)
    return without_doubts(found)


def cell_place(grid: Grid, cell: GridCell) -> Place:
    """Where a cell stands, by rows and columns from 1, on its page where that is known."""
    at = grid.place
    page, box = grid.boxes.get((cell.row, cell.column), (at.page, at.box))
    return Place(at.line, at.paragraph, page, at.table, cell.row + (at.row or 1), cell.column + 1, box)


def data_cells(grid: Grid, data: Iterable[GridCell]) -> list[Cell]:
    """What cells with data hold."""
    if grid.boxes or grid.doubts:
        return [_boxed_cell(grid, cell) for cell in data]
    at = grid.place
    first = at.row or 1
    return [_cell(text, at, row + first, column + 1) for text, row, column, _, _ in data]


@lru_cache(maxsize=1 << 14)
def _cell(text: str, table: Place, row: int, column: int) -> Cell:
    """A data cell. Most reports have the same nought in the same place, so that it is found here."""
    return Cell(text, *read_cell(text), table._replace(row=row, column=column))


def _boxed_cell(grid: Grid, cell: GridCell) -> Cell:
    place = cell_place(grid, cell)
    if (cell.row, cell.column) in grid.doubts:
        return Cell(cell.text, CellKind.NOT_FOUND, None, place)
    return Cell(cell.text, *read_cell(cell.text), place)


def _rows(grid: Grid) -> list[list[GridCell]]:
    rows: list[list[GridCell]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    return rows


def _see_groups(grid: Grid, row: GridRow, table: TableKnowledge, book: LabelBook) -> None:
    for cell in row:
        hit = table.groups.get(label_key(cell.text))
        if hit:
            book.see(hit.label, "group", cell.text, hit.how, cell_place(grid, cell))


def _read_rows(grids: Sequence[Grid], table: TableKnowledge, book: LabelBook) -> tuple[dict[CellPath, Cell], list[str]]:
    """Tables 2 and 3: each row has its label and its numbers."""
    blocks = table.table.blocks
    seen: dict[int, list[RowSeen]] = {index: [] for index in range(len(blocks))}
    orders: dict[int, ColumnOrder] = {}
    width = max(len(block.columns) for block in blocks)
    current = 0
    for grid in grids:
        rows = _rows(grid)
        labels = [_row_label(row, table) for row in rows]
        start = None if grid.spans else _first_value_column(rows, labels, table)
        header: list[GridRow] = []
        for row, found in zip(rows, labels, strict=True):
            if found is None:
                _see_groups(grid, row, table, book)
                if _has_number(row):
                    own: GridRow = [cell for cell in row if not _is_group(cell, table)]
                    bare = next(cell for cell in own if cell.text)
                    text = bare.text if label_key(bare.text) in table.unnumbered_rows else ""
                    if text:
                        own = _values(own, bare, len(blocks[current].columns), width, grid.spans, start)
                    seen[current].append(RowSeen(None, text, MatchedBy.POSITION, grid.place, data_cells(grid, own)))
                elif row:
                    header.append(row)
                continue
            label_cell, hit = found
            if label_cell.column:
                _see_groups(grid, [cell for cell in row if cell.column < label_cell.column], table, book)
            current = table.block_of[hit.label.key]
            if header and current not in orders:
                orders[current] = _order(grid, header, blocks[current], table, book)
            header = []
            data = _values(row, label_cell, len(blocks[current].columns), width, grid.spans, start)
            place = cell_place(grid, label_cell)
            seen[current].append(RowSeen(hit.label, label_cell.text, hit.how, place, data_cells(grid, data)))
    cells: dict[CellPath, Cell] = {}
    unplaced: list[str] = []
    for index, block in enumerate(blocks):
        placed = place_rows(seen[index], block, orders.get(index, ColumnOrder(block.columns)), book)
        cells.update(placed.cells)
        unplaced += placed.unplaced
    return cells, unplaced


def _has_number(row: GridRow) -> bool:
    return any(read_cell(cell.text)[0] is CellKind.NUMBER for cell in row)


def _is_group(cell: GridCell, table: TableKnowledge) -> bool:
    return label_key(cell.text) in table.groups


def _row_label(row: GridRow, table: TableKnowledge) -> tuple[GridCell, LabelHit] | None:
    """The last label before the first number."""
    best: tuple[GridCell, LabelHit] | None = None
    words: GridCell | None = None
    for cell in row:
        key = label_key(cell.text)
        if not key:
            continue
        if key not in table.rows and is_value(cell.text):
            break
        hit = table.row(cell.text)
        if hit is not None:
            best = cell, hit
        elif key not in table.known:
            words = cell
    if best is None and words is not None:
        hit = similar(words.text, table.rows, table.row_keys)
        best = (words, hit) if hit else None
    return best


def _order(
    grid: Grid, header: Sequence[GridRow], block: TableBlock, table: TableKnowledge, book: LabelBook
) -> ColumnOrder:
    """The order of columns by the texts of their header: labels, or pieces of them one over another (商业 企业)."""
    texts = {label_key(cell.text): cell for row in reversed(header) for cell in reversed(row) if cell.text}
    read = read_header([label_key(cell.text) for row in header for cell in row], block.columns, table)
    if len(read.columns) < len(block.columns):
        stacked = _stacked(header, block, table)
        if len(stacked) > len(read.columns):
            texts |= {key: cell for key, _, cell in stacked.values()}
            columns = {name: column for name, (_, column, _) in stacked.items()}
            read = Header(columns, {name: key for name, (key, _, _) in stacked.items()}, {}, rest=True)
    worn = [cell for row in header for cell in row if not is_legible(cell.text)]
    for label in block.columns:
        key = read.keys.get(name_of(label))
        if key is not None:
            cell = texts.get(key)
            if cell is None or label_key(cell.text) != key:
                cell = next((cell for cell in worn if key in label_key(cell.text)), None)
            text, place = (cell.text, cell_place(grid, cell)) if cell else (key, grid.place)
            book.see(label, "column", text, table.columns[key].how, place)
    order = order_of(block.columns, read, table)
    own = [texts.get(read.keys.get(name_of(label), "")) for label in (order.full or ())]
    across = [cell.column for cell in own if cell]
    if grid.boxes and across != sorted(across):  # torn by the end of a page: what stands under what is not known
        return ColumnOrder(None)
    return order


def _stacked(
    header: Sequence[GridRow], block: TableBlock, table: TableKnowledge
) -> dict[str, tuple[str, int, GridCell]]:
    """Name of a column → its key, its grid column and its lowest cell, by the texts that stand over one another."""
    stacks: dict[int, list[GridCell]] = {}
    for row in header:
        for cell in row:
            for column in range(cell.column, cell.column + cell.colspan):
                stacks.setdefault(column, []).append(cell)
    names = {name_of(label) for label in block.columns}
    found: dict[str, tuple[str, int, GridCell]] = {}
    for column, stack in sorted(stacks.items()):
        for depth in range(1, len(stack) + 1):
            key = label_key("".join(cell.text for cell in stack[-depth:]))
            hit = table.columns.get(key) or table.columns.get(key := label_key(stack[-depth].text))
            if hit and name_of(hit.label) in names:
                found.setdefault(name_of(hit.label), (key, column, stack[-depth]))
                break
    return found


def _values(
    row: GridRow, label: GridCell, wanted: int, width: int, spans: bool, start: int | None
) -> Sequence[GridCell]:
    """The cells behind a row's label, without what stands for merged cells in a table of `width` columns of numbers."""
    values = [cell for cell in row if cell.column >= label.column + label.colspan]
    if len(values) <= wanted:
        return values
    if not spans and start is not None:
        inside = [cell for cell in values if start <= cell.column < start + wanted]
        outside = [cell for cell in values if cell not in inside]
        return values if any(cell.text for cell in outside) else inside
    if len(values) <= width and len({cell.text for cell in values}) == 1:
        return values[:wanted]  # a number that was merged over the table's width, and is repeated in each column
    return _without_padding(values, wanted)


def _without_padding(values: list[GridCell], wanted: int) -> list[GridCell]:
    """Drop the blanks that stand for merged cells before or behind the numbers, where that leaves no doubt."""
    filled = [index for index, cell in enumerate(values) if cell.text]
    if not filled:
        return values[:wanted]
    first, last = filled[0], filled[-1]
    if last - first + 1 == wanted:
        return values[first : last + 1]
    if first == 0 and last < wanted:
        return values[:wanted]
    if last == len(values) - 1 and first >= len(values) - wanted:
        return values[-wanted:]
    return values


def _first_value_column(
    rows: Sequence[GridRow], labels: Sequence[tuple[GridCell, LabelHit] | None], table: TableKnowledge
) -> int | None:
    """Where blanks stand for merged cells: the column in which the numbers of every full row start, if they agree."""
    if len(table.table.blocks) != 1:
        return None
    wanted = len(table.table.blocks[0].columns)
    starts = set()
    for row, found in zip(rows, labels, strict=True):
        if found is not None:
            filled = [cell.column for cell in row if cell.column > found[0].column and cell.text]
            if len(filled) == wanted:
                starts.add(filled[0])
    return starts.pop() if len(starts) == 1 else None


def _read_transposed(
    grids: Sequence[Grid], table: TableKnowledge, book: LabelBook
) -> tuple[dict[CellPath, Cell], list[str]]:
    """Table 4: a row of numbers under a header of two or three lines, or a grid for 行政复议 and one for 行政诉讼."""
    cells: dict[CellPath, Cell] = {}
    problems: list[str] = []
    for grid in grids:
        labels = [(cell, key) for cell in grid.cells if (key := label_key(cell.text)) in table.known]
        for cell, key in labels:
            for axis, index in (("row", table.rows), ("column", table.columns), ("group", table.groups)):
                if hit := index.get(key):
                    book.see(hit.label, axis, cell.text, hit.how, cell_place(grid, cell))
        last = max((cell.row for cell, _ in labels), default=-1)
        over = dict.fromkeys(hit.label.key for _, key in labels if (hit := table.rows.get(key)))
        wanted = [path for path in table.table.paths if path[0] in over]
        header = [label_key(cell.text) for cell in grid.cells if cell.row <= last]
        for row in sorted(filter(None, _rows(grid)[last + 1 :]), key=lambda row: not _has_number(row)):
            values = list(dropwhile(_is_text, row))
            for form in (table.table.paths, wanted):
                if len(values) > len(form) > 0:
                    values = _without_padding(values, len(form))
                if len(values) == len(form) > 0:
                    paths = form if follows_form(header, table) else _paths_above(grid, values, table)
                    cells |= zip(paths, data_cells(grid, values), strict=True) if paths else ()
                    break
            else:
                problems.append(f"数据行应有 {len(table.table.paths)} 个数据格，读到 {len(row)} 个")
            break
    if cells:
        return cells, []
    return labelled(*_read_rows(grids, table, book)) or ({}, problems[:1] or ["没有找到能辨认的数据行"])


def _is_text(cell: GridCell) -> bool:
    return read_cell(cell.text)[0] is CellKind.TEXT


def _paths_above(grid: Grid, values: GridRow, table: TableKnowledge) -> list[CellPath] | None:
    """The path of each value by what stands above it, or None where the header does not say for all of them."""
    rows: dict[int, Label] = {}
    columns: dict[int, Label] = {}
    for cell in grid.cells:
        if cell.row >= values[0].row:
            break
        key = label_key(cell.text)
        hit = table.rows.get(key)
        target = rows if hit else columns
        hit = hit or table.columns.get(key)
        if hit:
            for column in range(cell.column, cell.column + cell.colspan):
                target[column] = hit.label
    if columns.keys() != {value.column for value in values}:
        return None
    paths = []
    for value in values:
        over = rows.get(value.column)
        if over is None:
            return None
        paths.append(table.table.blocks[0].path(over, columns[value.column]))
    return paths if len(set(paths)) == len(paths) else None
