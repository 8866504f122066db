"""Lines of text to tables without lines, and to the text between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hegui.model.document import Box
from hegui.read.pdf.aligned.columns import Columns, header_of
from hegui.read.pdf.aligned.labels import group_columns, labels_and_groups, row_labels
from hegui.read.pdf.aligned.regions import is_number, is_row, parts, regions
from hegui.read.pdf.aligned.texts import Text, height_of, text_of
from hegui.read.pdf.lines import Line, Piece


@dataclass(frozen=True, slots=True)
class AlignedCell:
    """A cell of a table without lines. Without text it has no place."""

    text: str
    row: int
    column: int
    colspan: int = 1
    page: int = 0
    box: Box | None = None
    doubtful: bool = False
    """Whether its text may belong to another cell: texts of two cells came to stand in one."""


@dataclass(frozen=True, slots=True)
class AlignedTable:
    page: int
    rows: int
    columns: int
    cells: Sequence[AlignedCell]


def with_tables(lines: Sequence[Line]) -> Iterator[AlignedTable | list[Line]]:
    """Lines that follow each other, parted into tables without lines and the text between them."""
    text: list[Line] = []
    position = 0
    for start, end in regions(lines):
        text += lines[position:start]
        tables = [table for part in parts(lines[start:end]) if (table := _table(part))]
        if tables and text:
            yield text
            text = []
        if tables:
            yield from tables
        else:
            text += lines[start:end]
        position = end
    text += lines[position:]
    if text:
        yield text


def _table(lines: Sequence[Line]) -> AlignedTable | None:
    first = next((index for index, line in enumerate(lines) if is_row(line) or is_number(line)), None)
    if first is None:
        return None
    rows = [line for line in lines[first:] if is_row(line) or is_number(line)]
    columns = Columns(rows, lines[:first])
    header, beside = _header_and_labels(lines, first, columns)
    labels, groups = labels_and_groups(beside, rows)
    grouped = group_columns(groups)
    width = len(grouped) + bool(labels)
    heads = header_of(header, columns, width)
    cells = [
        AlignedCell(text.text, number, column, span, text.page, text.box)
        for number, row in enumerate(heads)
        for text, column, span in row
    ]
    top = len(heads)
    for number, (line, label) in enumerate(zip(rows, row_labels(labels, rows), strict=True), top):
        cells += _row(number, line, label, width, columns)
    for column, texts in enumerate(grouped):
        for text in texts:
            nearest = min(range(len(rows)), key=lambda index: abs(height_of(rows[index]) - text.middle))
            cells.append(AlignedCell(text.text, top + nearest, column, 1, text.page, text.box))
    return AlignedTable(lines[0].page, top + len(rows), width + len(columns.spans), _merged(cells))


def _merged(cells: Iterable[AlignedCell]) -> list[AlignedCell]:
    """Cells in order; what came to stand in one place is one cell."""
    places: dict[tuple[int, int], AlignedCell] = {}
    for cell in cells:
        known = places.get((cell.row, cell.column))
        places[cell.row, cell.column] = replace(known, text=known.text + cell.text) if known else cell
    return [places[place] for place in sorted(places)]


def _header_and_labels(
    lines: Sequence[Line], first: int, columns: Columns
) -> tuple[list[Text], list[tuple[Line, Piece]]]:
    """The texts of the header, and what stands beside the numbers below it."""
    header: list[Text] = []
    beside: list[tuple[Line, Piece]] = []
    heads = [index for index, line in enumerate(lines[:first]) if line.right > columns.left]
    begin = heads[-1] + 1 if heads else 0
    for index, line in enumerate(lines):
        for piece in line.pieces:
            if index < begin:
                header.append(text_of(piece, line.page))
            elif piece.right <= columns.left + 0.1:
                beside.append((line, piece))
    return header, beside


def _row(number: int, line: Line, label: Text | None, width: int, columns: Columns) -> Iterable[AlignedCell]:
    """The cells of a row of numbers, blank ones where a column has none."""
    if label:
        yield AlignedCell(label.text, number, width - 1, 1, label.page, label.box)
    elif width:
        yield AlignedCell("", number, width - 1)
    placed: dict[int, list[Piece]] = {}
    for piece in line.pieces:
        if piece.right > columns.left + 0.1:
            placed.setdefault(columns.of(piece.box).start, []).append(piece)
    mixed = any(len(pieces) > 1 for pieces in placed.values())
    for column in range(len(columns.spans)):
        pieces = placed.get(column, [])
        text = " ".join(piece.text for piece in pieces)
        box = pieces[0].box if pieces else None
        yield AlignedCell(text, number, width + column, 1, line.page, box, mixed and len(pieces) != 1)
