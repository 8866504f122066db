"""Tables as they are printed: rows of cells with spans, ready for any layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hegui.model.form import CellPath, Label, TableBlock, TableForm
from hegui.proving.draft import Cells, Draft


class SheetCell(NamedTuple):
    """A printed cell. `path` is set for data cells; `narrow` marks a column label that offices break over lines."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    path: CellPath | None = None
    narrow: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """A narrow label of four characters in two lines, every other text in one."""
        if self.narrow and len(self.text) == 4:
            return self.text[:2], self.text[2:]
        return (self.text,)


class Sheet(NamedTuple):
    """A printed table: cells by row in order, those that a span covers left out."""

    id: str
    width: int
    rows: tuple[tuple[SheetCell, ...], ...]


ONE_PAGE = 20
"""So many rows stand on a page of those layouts that break a table."""

Position = tuple[int, int]
"""Row and column, from 0."""


def sheet_of(draft: Draft, table_id: str, low_reviews: bool = False) -> Sheet | None:
    """A table of the draft, or None where the draft has none.

    `low_reviews` prints the results of 行政复议 in table 4 in the lowest row of the header, as many offices do.
    """
    cells = draft.tables.get(table_id)
    if not cells:
        return None
    table = draft.form.table(table_id)
    blocks = [_Printer(draft, table, block, cells) for block in table.blocks]
    width = max(block.width for block in blocks)
    rows: list[tuple[SheetCell, ...]] = []
    for block in blocks:
        rows.extend(block.rows(width, low_reviews))
    return Sheet(table_id, width, tuple(rows))


def covered(sheet: Sheet) -> dict[Position, tuple[Position, SheetCell]]:
    """For every position the upper left position of the cell that covers it, and the cell."""
    places: dict[Position, tuple[Position, SheetCell]] = {}
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


@dataclass(frozen=True, slots=True)
class _Header:
    """A printed label of a draft with what is printed under or beside it. A leaf is a row or a column, in a transposed
    table a column under its row."""

    text: str
    parts: tuple[_Header, ...] = ()
    row: Label | None = None
    column: Label | None = None

    @property
    def leaves(self) -> tuple[_Header, ...]:
        return tuple(leaf for part in self.parts for leaf in part.leaves) or (self,)

    @property
    def depth(self) -> int:
        return 1 + max((part.depth for part in self.parts), default=0)


class _Printer:
    """Prints one block of a table with the labels of the draft, without the rows and columns that it drops."""

    def __init__(self, draft: Draft, table: TableForm, block: TableBlock, cells: Cells) -> None:
        self._labels = draft.labels
        self._table = table
        self._block = block
        self._cells = cells
        if table.transposed:
            self._rows: tuple[_Header, ...] = (_Header(""),)
            self._columns = tuple(self._headers(block.row_headers, self._over_columns))
        else:
            self._rows = tuple(self._headers(block.row_headers, self._row))
            self._columns = tuple(self._headers(block.column_headers, self._column))
        self._row_depth = 0 if table.transposed else max((header.depth for header in self._rows), default=0)
        self._column_depth = max((header.depth for header in self._columns), default=0)

    @property
    def width(self) -> int:
        return self._row_depth + len(_leaves(self._columns))

    def rows(self, width: int, low_reviews: bool) -> Iterator[tuple[SheetCell, ...]]:
        if not self._rows or not self._columns:
            return
        if self._block.heading:
            yield (SheetCell(self._text("group", self._block.heading), colspan=width),)
        slack = width - self.width
        for level in range(self._column_depth):
            cells = list(self._header_row(self._columns, level, 0, low_reviews))
            if level == 0 and self._row_depth:
                corner = self._text("group", self._table.corner) if self._table.corner else ""
                cells.insert(0, SheetCell(corner, rowspan=self._column_depth, colspan=self._row_depth))
            yield _stretched(cells, slack)
        for row in self._rows:
            for labels, leaf in self._label_rows(row, self._row_depth):
                yield _stretched([*labels, *self._data_row(leaf)], slack)

    def _headers(self, labels: Iterable[Label], leaf: Callable[[Label], _Header | None]) -> Iterator[_Header]:
        """The labels as they are printed: groups over what is left of their parts, those without a text left out."""
        for label in labels:
            if not label.parts:
                header = leaf(label)
                if header:
                    yield header
            elif parts := tuple(self._headers(label.parts, leaf)):
                axis = "row" if label.mergeable else "group"
                yield from (_Header(self._text(axis, label), parts),) if label.text else parts

    def _row(self, row: Label) -> _Header | None:
        kept = any(self._block.path(row, column) in self._cells for column in self._block.columns)
        return _Header(self._text("row", row), row=row) if kept else None

    def _column(self, column: Label) -> _Header | None:
        kept = any(self._block.path(row, column) in self._cells for row in self._block.rows)
        return _Header(self._text("column", column), column=column) if kept else None

    def _over_columns(self, row: Label) -> _Header | None:
        def leaf(column: Label) -> _Header | None:
            kept = self._block.path(row, column) in self._cells
            return _Header(self._text("column", column), row=row, column=column) if kept else None

        columns = tuple(self._headers(self._block.column_headers, leaf))
        return _Header(self._text("row", row), columns) if columns else None

    def _text(self, axis: str, label: Label) -> str:
        return self._labels.get(f"{self._table.id}.{axis}.{label.key}", label.text)

    def _header_row(self, headers: Iterable[_Header], level: int, depth: int, low_reviews: bool) -> Iterator[SheetCell]:
        for header in headers:
            remaining = self._column_depth - depth
            below = remaining - header.depth if header.parts and low_reviews else 0
            if depth == level:
                rowspan = 1 + below if header.parts else remaining
                narrow = not header.parts and self._column_depth > 1
                yield SheetCell(header.text, rowspan, len(header.leaves), narrow=narrow)
            elif header.parts:
                yield from self._header_row(header.parts, level, depth + 1 + below, low_reviews)

    def _label_rows(self, header: _Header, depth: int) -> Iterator[tuple[list[SheetCell], _Header]]:
        if not header.parts:
            yield ([SheetCell(header.text, colspan=depth)] if depth else []), header
            return
        group = [SheetCell(header.text, rowspan=len(header.leaves))]
        for part in header.parts:
            for labels, leaf in self._label_rows(part, depth - 1):
                yield [*group, *labels], leaf
                group = []

    def _data_row(self, row: _Header) -> Iterator[SheetCell]:
        for column in _leaves(self._columns):
            over, own = row.row or column.row, column.column
            assert over and own
            path = self._block.path(over, own)
            yield SheetCell(self._cells.get(path, ""), path=path)


def _leaves(headers: Iterable[_Header]) -> list[_Header]:
    return [leaf for header in headers for leaf in header.leaves]


def _stretched(cells: list[SheetCell], slack: int) -> tuple[SheetCell, ...]:
    if slack and cells:
        cells[-1] = cells[-1]._replace(colspan=cells[-1].colspan + slack)
    return tuple(cells)
