"""Tables as they are printed: rows of cells with spans, ready for any layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hegui.model.form import CellPath
from hegui.testing.draft import Cells, Draft
from hegui.testing.forms import Block, Header, leaves, path_of, printed_form


class SheetCell(NamedTuple):
    """A printed cell. `path` is set for data cells; `narrow` marks a column label that offices break over lines."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    path: CellPath | None = None
    narrow: bool = False


class Sheet(NamedTuple):
    """A printed table: cells by row in order, those that a span covers left out."""

    id: str
    width: int
    rows: tuple[tuple[SheetCell, ...], ...]


Place = tuple[int, int]


def sheet_of(draft: Draft, table_id: str, low_reviews: bool = False) -> Sheet | None:
    """A table of the draft, or None where the draft has none.

    `low_reviews` prints the results of 行政复议 in table 4 in the lowest row of the header, as many offices do.
    """
    cells = draft.tables.get(table_id)
    if not cells:
        return None
    form = printed_form(draft.form)
    blocks = [_Printer(draft, table_id, block, cells) for block in form.tables[table_id]]
    width = max(block.width for block in blocks)
    rows: list[tuple[SheetCell, ...]] = []
    for block in blocks:
        rows.extend(block.rows(width, low_reviews))
    return Sheet(table_id, width, tuple(rows))


def covered(sheet: Sheet) -> dict[Place, tuple[Place, SheetCell]]:
    """For every place (row, column) the upper left place of the cell that covers it, and the cell."""
    places: dict[Place, tuple[Place, SheetCell]] = {}
    for row, cells in enumerate(sheet.rows):
        column = 0
        for cell in cells:
            while (row, column) in places:
                column += 1
            for down in range(cell.rowspan):
                for right in range(cell.colspan):
                    places[row + down, column + right] = ((row, column), cell)
            column += cell.colspan
    return places


def split(sheet: Sheet, at: int) -> tuple[Sheet, Sheet]:
    """The table broken over a page before row `at`: what spans the break goes on in a blank cell."""
    places = covered(sheet)
    upper = tuple(
        tuple(cell._replace(rowspan=min(cell.rowspan, at - row)) for cell in cells)
        for row, cells in enumerate(sheet.rows[:at])
    )
    carried = {
        place: cell._replace(text="", path=None, rowspan=place[0] + cell.rowspan - at)
        for (row, _), (place, cell) in places.items()
        if row == at and place[0] < at
    }
    first = [*carried.values(), *sheet.rows[at]]
    return sheet._replace(rows=upper), sheet._replace(rows=(tuple(first), *sheet.rows[at + 1 :]))


class _Printer:
    """Prints one block of a table with the labels of the draft, without the rows and columns that it drops."""

    def __init__(self, draft: Draft, table_id: str, block: Block, cells: Cells) -> None:
        self._draft = draft
        self._table = table_id
        self._block = block
        self._cells = cells
        printed = [
            (row.key, column.key)
            for row in leaves(block.rows)
            for column in leaves(block.columns)
            if path_of(row, column) in cells
        ]
        self._rows = _kept(block.rows, {row for row, _ in printed})
        self._columns = _kept(block.columns, {column for _, column in printed})
        self._labelled = any(header.label for header in self._rows)
        self._row_depth = max((header.depth for header in self._rows), default=0) if self._labelled else 0
        self._column_depth = max((header.depth for header in self._columns), default=0)

    @property
    def width(self) -> int:
        return self._row_depth + len(leaves(self._columns))

    def rows(self, width: int, low_reviews: bool) -> Iterator[tuple[SheetCell, ...]]:
        if not self._rows:
            return
        if self._block.heading:
            yield (SheetCell(self._block.heading, colspan=width),)
        slack = width - self.width
        for level in range(self._column_depth):
            cells = list(self._header_row(self._columns, level, 0, low_reviews))
            if level == 0 and self._labelled:
                corner = SheetCell(self._block.corner, rowspan=self._column_depth, colspan=self._row_depth)
                cells.insert(0, corner)
            yield _stretched(cells, slack)
        for row in self._rows:
            for labels, leaf in self._label_rows(row, self._row_depth):
                cells = [*labels, *self._data_row(leaf)]
                yield _stretched(cells, slack)

    def _header_row(
        self, headers: tuple[Header, ...], level: int, depth: int, low_reviews: bool
    ) -> Iterator[SheetCell]:
        for header in headers:
            remaining = self._column_depth - depth
            below = remaining - header.depth if header.parts and low_reviews else 0
            if depth == level:
                rowspan = 1 + below if header.parts else remaining
                yield SheetCell(
                    self._label("column" if not header.parts else "group", header),
                    rowspan=rowspan,
                    colspan=len(leaves((header,))),
                    narrow=not header.parts and self._column_depth > 1,
                )
            elif header.parts:
                yield from self._header_row(header.parts, level, depth + 1 + below, low_reviews)

    def _label_rows(self, header: Header, depth: int) -> Iterator[tuple[list[SheetCell], Header]]:
        if not header.parts:
            yield ([SheetCell(self._label("row", header), colspan=depth)] if depth else []), header
            return
        group = [SheetCell(self._label("group", header), rowspan=len(leaves((header,))))]
        for part in header.parts:
            for labels, leaf in self._label_rows(part, depth - 1):
                yield [*group, *labels], leaf
                group = []

    def _data_row(self, row: Header) -> Iterator[SheetCell]:
        for column in leaves(self._columns):
            path = path_of(row, column)
            yield SheetCell(self._cells.get(path, ""), path=path)

    def _label(self, axis: str, header: Header) -> str:
        key = header.key.rpartition(".")[2]
        return self._draft.labels.get(f"{self._table}.{axis}.{key}", header.label)


def _stretched(cells: list[SheetCell], slack: int) -> tuple[SheetCell, ...]:
    if slack and cells:
        cells[-1] = cells[-1]._replace(colspan=cells[-1].colspan + slack)
    return tuple(cells)


def _kept(headers: tuple[Header, ...], keys: set[str]) -> tuple[Header, ...]:
    kept: list[Header] = []
    for header in headers:
        if not header.parts:
            if header.key in keys:
                kept.append(header)
        elif parts := _kept(header.parts, keys):
            kept.append(Header(header.key, header.label, parts))
    return tuple(kept)
