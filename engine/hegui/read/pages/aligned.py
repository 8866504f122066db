"""Tables without lines: numbers that stand in columns, labels beside them and over them.

Columns are where numbers stand one below the other. A label may take several lines, with its numbers beside the middle
or the first of them: labels go to rows so that they stand as near to their numbers as possible. A title that stands
across the columns begins a part with columns of its own.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import NamedTuple

from hegui.model.document import Box
from hegui.read.characters import OUTLINE_NUMBERS
from hegui.read.grids import is_value
from hegui.read.pages.labels import Text, as_one, group_columns, height_of, labels_and_groups, row_labels, text_of
from hegui.read.pages.lines import Cell, Line, Piece

_LEADING = 0.45
"""Ems between the lines of one cell of a header, at most."""
_LEVEL = 0.3
"""Heights by which the middles of texts of one row may differ."""
_SAME_SIZE = 0.12
"""Share by which the letters of a table's lines may differ in size."""
_ABOUT_SAME = 0.25
"""The same where one has no Chinese characters, so that its size is a guess."""
_APART = 0.9
"""Ems between a number and what stands before it."""
_HIGHEST = 12.0
"""Ems from the top of a header to the first numbers, at most."""


@dataclass(frozen=True, slots=True)
class AlignedTable:
    page: int
    rows: int
    columns: int
    cells: Sequence[Cell]


def with_tables(lines: Sequence[Line]) -> Iterator[AlignedTable | list[Line]]:
    """Lines that follow each other, parted into tables without lines and the text between them."""
    text: list[Line] = []
    position = 0
    for start, end in _regions(lines):
        text += lines[position:start]
        tables = [table for part in _parts(lines[start:end]) if (table := _table(part))]
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
    first = next((index for index, line in enumerate(lines) if _is_row(line) or _is_number(line)), None)
    if first is None:
        return None
    rows = [line for line in lines[first:] if _is_row(line) or _is_number(line)]
    columns = _Columns(rows, lines[:first])
    header, beside = _header_and_labels(lines, first, columns)
    labels, groups = labels_and_groups(beside, rows)
    grouped = group_columns(groups)
    width = len(grouped) + bool(labels)
    heads = _header_cells(header, columns, width)
    cells = [
        Cell(number, column, 1, span, text.text, text.page, text.box)
        for number, row in enumerate(heads)
        for text, column, span in row
    ]
    top = len(heads)
    for number, (line, label) in enumerate(zip(rows, row_labels(labels, rows), strict=True), top):
        cells += _row_cells(number, line, label, width, columns)
    heights = list(map(height_of, rows))
    for column, texts in enumerate(grouped):
        for text in texts:
            nearest = min(range(len(rows)), key=lambda index: abs(heights[index] - text.middle))
            cells.append(Cell(top + nearest, column, 1, 1, text.text, text.page, text.box))
    return AlignedTable(lines[0].page, top + len(rows), width + len(columns.spans), _merged(cells))


def _merged(cells: Iterable[Cell]) -> list[Cell]:
    """Cells in order; what came to stand in one place is one cell."""
    places: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        known = places.setdefault((cell.row, cell.column), cell)
        if known is not cell:
            known.text += cell.text
    return [places[place] for place in sorted(places)]


def _header_and_labels(
    lines: Sequence[Line], first: int, columns: _Columns
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


def _row_cells(number: int, line: Line, label: Text | None, width: int, columns: _Columns) -> Iterator[Cell]:
    """The cells of a row of numbers, blank ones where a column has none."""
    if label:
        yield Cell(number, width - 1, 1, 1, label.text, label.page, label.box)
    elif width:
        yield Cell(number, width - 1, 1, 1, "", 0, None)
    placed: dict[int, list[Piece]] = {}
    for piece in line.pieces:
        if piece.right > columns.left + 0.1:
            placed.setdefault(columns.of(piece.box).start, []).append(piece)
    mixed = any(len(pieces) > 1 for pieces in placed.values())
    for column in range(len(columns.spans)):
        pieces = placed.get(column, [])
        text = " ".join(piece.text for piece in pieces)
        box = pieces[0].box if pieces else None
        doubtful = mixed and len(pieces) != 1
        yield Cell(number, width + column, 1, 1, text, line.page, box, doubtful=doubtful)


class _Columns:
    """Where the numbers of a part stand: from where to where each column runs."""

    def __init__(self, rows: Sequence[Line], header: Sequence[Line]) -> None:
        spans = sorted((piece.left, piece.right) for line in rows for piece in line.values)
        self.spans: list[tuple[float, float]] = []
        for left, right in spans:
            if self.spans and left < self.spans[-1][1]:
                self.spans[-1] = self.spans[-1][0], max(right, self.spans[-1][1])
            else:
                self.spans.append((left, right))
        self.left = self.spans[0][0] if self.spans else 0.0
        for line in reversed(header):
            for piece in line.pieces:  # a column that has a header and no number
                apart = all(piece.right < left or piece.left > right for left, right in self.spans)
                if apart and piece.left > self.left:
                    self.spans.insert(bisect(self.spans, (piece.left, piece.right)), (piece.left, piece.right))
        self._centres = [(left + right) / 2 for left, right in self.spans]

    def of(self, box: Box) -> range:
        """The columns over or in which a box stands, at least one."""
        centres = self._centres
        inside = [index for index, centre in enumerate(centres) if box[0] <= centre <= box[2]]
        if inside:
            return range(inside[0], inside[-1] + 1)
        own = (box[0] + box[2]) / 2
        nearest = min(range(len(centres)), key=lambda index: abs(centres[index] - own))
        return range(nearest, nearest + 1)


_HeaderRow = list[tuple[Text, int, int]]
"""Texts with their column and how many they span."""


def _header_cells(header: Sequence[Text], columns: _Columns, width: int) -> list[_HeaderRow]:
    """The rows of a header. `width` is that of the labels' columns."""
    over = [text for text in header if text.box[2] > columns.left or not width]
    beside = [text for text in header if text not in over]
    rows = [
        [(text, width + span.start, len(span)) for text in row for span in [columns.of(text.box)]]
        for row in _raised(_header_rows(over), columns)
    ]
    alone: list[_HeaderRow] = []
    for text in (text for row in _header_rows(beside) for text in row):
        level = next((row for row in rows if abs(row[0][0].middle - text.middle) < _LEVEL * text.height), None)
        if level is None:
            alone.append([(text, width - 1, 1)])
        else:
            level.insert(0, (text, width - 1, 1))
    return alone + rows


def _header_rows(texts: Sequence[Text]) -> list[list[Text]]:
    """A header in rows; a text that goes on right below in the same place is one with it."""
    stacks: list[list[Text]] = []
    for text in texts:
        for stack in stacks:
            last = stack[-1]
            size = last.height
            close = last.page == text.page and -0.5 * size < text.box[1] - last.box[3] < _LEADING * size
            if close and min(abs(last.centre - text.centre), abs(last.box[0] - text.box[0])) < size / 2:
                stack.append(text)
                break
        else:
            stacks.append([text])
    em = median(text.height for text in texts) if texts else 0
    rows: list[list[Text]] = []
    for text in sorted(map(as_one, stacks), key=lambda text: text.middle):
        if rows and text.middle - rows[-1][0].middle < _LEVEL * em:
            rows[-1].append(text)
        else:
            rows.append([text])
    return rows


def _raised(rows: Sequence[list[Text]], columns: _Columns) -> list[list[Text]]:
    """The same with texts of cells of two rows in the upper one. Such a text stands between the two: below titles of
    groups of columns, above the titles of their columns, and over a column that belongs to no group."""
    lowest = {column: text for row in rows for text in row for column in columns.of(text.box)}
    leaves = {id(text) for text in lowest.values()}
    raised: list[list[Text]] = []
    for row in rows:
        stands_between = raised and row is not rows[-1] and all(id(text) in leaves for text in row)
        if stands_between and not any(id(text) in leaves for text in raised[-1]):
            raised[-1] += row
        else:
            raised.append(list(row))
    return raised


def _is_row(line: Line) -> bool:
    """Whether numbers stand apart in it, side by side or behind a label."""
    if len(line.glyphs) < 2 or len(line.pieces) < 2:
        return False
    apart = [piece for piece in line.values if piece.gap > _APART]
    return len(apart) > 1 or (bool(apart) and apart[-1] is line.pieces[-1])


def _is_number(line: Line) -> bool:
    """Whether it is a number alone: in a table it is a row whose label stands above and below it."""
    return len(line.pieces) == 1 and is_value(line.pieces[0].text)


def _begins_section(line: Line) -> bool:
    return OUTLINE_NUMBERS[0].match(line.text) is not None


class _Area(NamedTuple):
    """From where to where numbers stand, and how many."""

    left: float = inf
    right: float = -inf
    numbers: int = 0

    def with_line(self, line: Line) -> _Area:
        values = line.values
        left, right = min(piece.left for piece in values), max(piece.right for piece in values)
        return _Area(min(self.left, left), max(self.right, right), self.numbers + len(values))


def _regions(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """From where to where tables run: rows of numbers, what stands between them, and the header above."""
    rows = [index for index, line in enumerate(lines) if _is_row(line) or _is_number(line)]
    last = 0
    while rows:
        first = end = rows.pop(0)
        if not _is_row(lines[first]):
            continue
        area = _Area().with_line(lines[first])
        while rows and all(_belongs(lines[index], lines[first], area) for index in range(end + 1, rows[0] + 1)):
            end = rows.pop(0)
            area = area.with_line(lines[end])
        start = first
        while start > last and _belongs(lines[start - 1], lines[first], area, header=True):
            start -= 1
        while end + 1 < len(lines) and _is_label(lines[end + 1], lines[end], area):
            end += 1
        if sum(map(_is_row, lines[start : end + 1])) > 1 or area.numbers > 3:
            yield start, end + 1
            last = end + 1


def _same_size(line: Line, row: Line) -> bool:
    both_tell = line.is_wide and row.is_wide
    return abs(line.em - row.em) <= (_SAME_SIZE if both_tell else _ABOUT_SAME) * row.em


def _belongs(line: Line, row: Line, area: _Area, *, header: bool = False) -> bool:
    """Whether a line may stand in a table: part of a label or of a header, or a title across its columns."""
    if not _same_size(line, row):
        return False
    if len(line.pieces) > 1:
        return True
    left, right, _ = area
    above = row.middle - line.middle if header else 0
    if line.right < left:
        return above < (1.5 if _begins_section(line) else _HIGHEST) * line.em
    if _begins_section(line):
        return False
    middle = (min(row.left, left) + right) / 2
    inside = left - 2 * line.em < line.left and line.right < right + 2 * line.em
    return inside or abs(line.centre - middle) < 2 * line.em


def _is_label(line: Line, last: Line, area: _Area) -> bool:
    """Whether a line below the last numbers ends the label beside them."""
    near = line.page == last.page and line.middle - last.middle < 1.5 * line.em
    return near and _same_size(line, last) and line.right < area.left


def _parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Parts of a table that have a header each."""
    start = 0
    left: float | None = None
    labels: list[float] = []
    for index, line in enumerate(lines):
        if _is_row(line) or (left is not None and _is_number(line)):
            edge = min(piece.left for piece in line.values)
            left = edge if left is None else min(left, edge)
            labels += [piece.centre for piece in line.pieces if piece.left < left][-1:]
        elif left is not None and not line.values and _is_title(line, left, labels):
            yield lines[start:index]
            start, left, labels = index, None, []
    yield lines[start:]


def _is_title(line: Line, left: float, labels: Sequence[float]) -> bool:
    """Whether a line without numbers stands over the columns, which begin at `left`, or beyond the labels."""
    if line.right > left or not labels:
        return line.right > left
    return line.left > median(labels) and all(abs(line.centre - label) > 1.5 * line.em for label in labels)
