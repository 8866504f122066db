"""Tables without lines: numbers that stand in columns, labels beside them and over them.

Columns are where numbers stand one below the other. A label may take several lines, with its numbers beside the middle
or the first of them: labels go to rows so that they stand as near to their numbers as possible. A title that stands
across the columns begins a part with columns of its own.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import inf
from operator import attrgetter
from statistics import fmean, median

from hegui.model.document import Box
from hegui.read.pdf_cells import is_value
from hegui.read.pdf_lines import Line, Piece

_SAME_SIZE = 0.12
"""Share by which the letters of a table's lines may differ in size."""
_ABOUT_SAME = 0.25
"""The same where one has no Chinese characters, so that its size is a guess."""
_APART = 0.9
"""Ems between a number and what stands before it."""
_WRAPPED = 0.45
"""Ems between the lines of one cell of a header, at most."""
_LEVEL = 0.3
"""Heights by which the middles of texts of one row may differ."""
_LEADING = 1.6
"""Ems from one line of a label to the next, at most."""
_HIGHEST = 12.0
"""Ems from the top of a header to the first numbers, at most."""
_TALLEST = 8
"""Lines of a label."""
_REACH = 8.0
"""Ems from a row of numbers within which the lines of its label usually stand."""
_ALONE = 0.6
"""What it costs, in ems, that numbers have no label."""
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")
_GROUP = re.compile(r"[（(]")


@dataclass(frozen=True, slots=True)
class AlignedCell:
    """A cell of a table without lines. Without text it has no place."""

    text: str
    row: int
    column: int
    colspan: int = 1
    page: int = 0
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class AlignedTable:
    page: int
    rows: int
    columns: int
    cells: Sequence[AlignedCell]


@dataclass(frozen=True, slots=True)
class _Text:
    """Pieces that are one text: where they stand, on a scale that goes on from page to page."""

    text: str
    page: int
    box: Box
    middle: float
    first: float
    """Middle of its first line."""

    @property
    def centre(self) -> float:
        return (self.box[0] + self.box[2]) / 2


_PAGE = 10_000.0
"""Points from one page to the next on that scale: more than any page has."""


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


def _values(line: Line) -> list[Piece]:
    return [piece for piece in line.pieces if is_value(piece.text)]


def _is_row(line: Line) -> bool:
    """Whether numbers stand apart in it, side by side or behind a label."""
    if len(line.glyphs) < 2 or len(line.pieces) < 2:
        return False
    apart = [piece for piece in _values(line) if piece.gap > _APART]
    return len(apart) > 1 or (bool(apart) and apart[-1] is line.pieces[-1])


def _is_number(line: Line) -> bool:
    """Whether it is a number alone: in a table it is a row whose label stands above and below it."""
    return len(line.pieces) == 1 and is_value(line.pieces[0].text)


def _regions(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """From where to where tables run: rows of numbers, what stands between them, and the header above."""
    rows = [index for index, line in enumerate(lines) if _is_row(line) or _is_number(line)]
    last = 0
    while rows:
        first = end = rows.pop(0)
        if not _is_row(lines[first]):
            continue
        area = list(_values(lines[first]))
        while rows and all(_belongs(lines[index], lines[first], area) for index in range(end + 1, rows[0] + 1)):
            end = rows.pop(0)
            area += _values(lines[end])
        start = first
        while start > last and _belongs(lines[start - 1], lines[first], area, header=True):
            start -= 1
        while end + 1 < len(lines) and _is_label(lines[end + 1], lines[end], area):
            end += 1
        found = sum(map(_is_row, lines[start : end + 1]))
        if found > 1 or len(area) > 3:
            yield start, end + 1
            last = end + 1


def _same_size(line: Line, row: Line) -> bool:
    both_tell = line.is_wide and row.is_wide
    return abs(line.em - row.em) <= (_SAME_SIZE if both_tell else _ABOUT_SAME) * row.em


def _belongs(line: Line, row: Line, area: Sequence[Piece], *, header: bool = False) -> bool:
    """Whether a line may stand in a table: part of a label or of a header, or a title across its columns."""
    if not _same_size(line, row):
        return False
    if len(line.pieces) > 1:
        return True
    left, right = min(piece.left for piece in area), max(piece.right for piece in area)
    above = row.middle - line.middle if header else 0
    if line.right < left:
        return above < (1.5 if _SECTION.match(line.text) else _HIGHEST) * line.em
    if _SECTION.match(line.text):
        return False
    middle = (min(row.left, left) + right) / 2
    inside = left - 2 * line.em < line.left and line.right < right + 2 * line.em
    return inside or abs((line.left + line.right) / 2 - middle) < 2 * line.em


def _is_label(line: Line, last: Line, area: Sequence[Piece]) -> bool:
    """Whether a line below the last numbers ends the label beside them."""
    near = line.page == last.page and line.middle - last.middle < 1.5 * line.em
    return near and _same_size(line, last) and line.right < min(piece.left for piece in area)


def _parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Parts of a table that have a header each."""
    start = 0
    values: list[float] = []
    labels: list[float] = []
    for index, line in enumerate(lines):
        if _is_row(line) or (values and _is_number(line)):
            values += [piece.left for piece in _values(line)]
            labels += [piece.centre for piece in line.pieces if piece.left < min(values)][-1:]
        elif values and not _values(line) and _is_title(line, min(values), labels):
            yield lines[start:index]
            start, values, labels = index, [], []
    yield lines[start:]


def _is_title(line: Line, left: float, labels: Sequence[float]) -> bool:
    """Whether a line without numbers stands over the columns, which begin at `left`, or beyond the labels."""
    if line.right > left or not labels:
        return line.right > left
    middle = (line.left + line.right) / 2
    return line.left > median(labels) and all(abs(middle - label) > 1.5 * line.em for label in labels)


class _Columns:
    """Where the numbers of a part stand: from where to where each column runs."""

    def __init__(self, rows: Sequence[Line], header: Sequence[Line]) -> None:
        spans = sorted((piece.left, piece.right) for line in rows for piece in _values(line))
        self.spans: list[tuple[float, float]] = []
        for left, right in spans:
            if self.spans and left < self.spans[-1][1]:
                self.spans[-1] = self.spans[-1][0], max(right, self.spans[-1][1])
            else:
                self.spans.append((left, right))
        self.left = self.spans[0][0] if self.spans else 0.0
        self._add_blank_ones(header)

    def _add_blank_ones(self, header: Sequence[Line]) -> None:
        """Columns that have a header and no number."""
        for line in reversed(header):
            for piece in line.pieces:
                if piece.left > self.left and all(
                    piece.right < left or piece.left > right for left, right in self.spans
                ):
                    self.spans.insert(bisect(self.spans, (piece.left, piece.right)), (piece.left, piece.right))

    def of(self, box: Box) -> range:
        """The columns over or in which a box stands, at least one."""
        centres = [(left + right) / 2 for left, right in self.spans]
        inside = [index for index, centre in enumerate(centres) if box[0] <= centre <= box[2]]
        if inside:
            return range(inside[0], inside[-1] + 1)
        own = (box[0] + box[2]) / 2
        nearest = min(range(len(centres)), key=lambda index: abs(centres[index] - own))
        return range(nearest, nearest + 1)


def _table(lines: Sequence[Line]) -> AlignedTable | None:
    first = next((index for index, line in enumerate(lines) if _is_row(line) or _is_number(line)), None)
    if first is None:
        return None
    rows = [line for line in lines[first:] if _is_row(line) or _is_number(line)]
    columns = _Columns(rows, lines[:first])
    header, beside = _header_and_labels(lines, first, columns)
    labels, groups = _labels_and_groups(beside, rows)
    grouped = _group_columns(groups)
    width = len(grouped) + bool(labels)
    heads = _heads(header, columns, width)
    cells = [
        AlignedCell(text.text, number, column, span, text.page, text.box)
        for number, row in enumerate(heads)
        for text, column, span in row
    ]
    top = len(heads)
    for number, (line, label) in enumerate(zip(rows, _row_labels(labels, rows), strict=True), top):
        cells += _row(number, line, label, width, columns)
    for column, texts in enumerate(grouped):
        for text in texts:
            nearest = min(range(len(rows)), key=lambda index: abs(_height(rows[index]) - text.middle))
            cells.append(AlignedCell(text.text, top + nearest, column, 1, text.page, text.box))
    return AlignedTable(lines[0].page, top + len(rows), width + len(columns.spans), _merged(cells))


def _merged(cells: Iterable[AlignedCell]) -> list[AlignedCell]:
    """Cells in order; what came to stand in one place is one cell."""
    places: dict[tuple[int, int], AlignedCell] = {}
    for cell in cells:
        known = places.get((cell.row, cell.column))
        places[cell.row, cell.column] = replace(known, text=known.text + cell.text) if known else cell
    return [places[place] for place in sorted(places)]


def _heads(header: Sequence[_Text], columns: _Columns, width: int) -> list[list[tuple[_Text, int, int]]]:
    """The rows of a header: texts with their column and how many they span. `width` is that of the labels' columns."""
    over = [text for text in header if text.box[2] > columns.left or not width]
    beside = [text for text in header if text not in over]
    rows = [
        [(text, width + span.start, len(span)) for text in row for span in [columns.of(text.box)]]
        for row in _raised(_header_rows(over), columns)
    ]
    alone: list[list[tuple[_Text, int, int]]] = []
    for text in (text for row in _header_rows(beside) for text in row):
        size = text.box[3] - text.box[1]
        level = next((row for row in rows if abs(row[0][0].middle - text.middle) < _LEVEL * size), None)
        if level is None:
            alone.append([(text, width - 1, 1)])
        else:
            level.insert(0, (text, width - 1, 1))
    return alone + rows


def _height(row: Line) -> float:
    """Where the numbers of a row stand."""
    return row.page * _PAGE + fmean(piece.middle for piece in _values(row))


def _header_and_labels(
    lines: Sequence[Line], first: int, columns: _Columns
) -> tuple[list[_Text], list[tuple[Line, Piece]]]:
    """The texts of the header, and what stands beside the numbers below it."""
    header: list[_Text] = []
    beside: list[tuple[Line, Piece]] = []
    heads = [index for index, line in enumerate(lines[:first]) if line.right > columns.left]
    begin = heads[-1] + 1 if heads else 0
    for index, line in enumerate(lines):
        for piece in line.pieces:
            if index < begin:
                header.append(_text(piece, line.page))
            elif piece.right <= columns.left + 0.1:
                beside.append((line, piece))
    return header, beside


def _text(piece: Piece, page: int) -> _Text:
    middle = page * _PAGE + piece.middle
    return _Text(piece.text, page, piece.box, middle, middle)


def _joined(texts: Sequence[_Text]) -> _Text:
    boxes = [text.box for text in texts if text.page == texts[0].page]
    box = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    middle = sum(text.middle for text in texts) / len(texts)
    return _Text("".join(text.text for text in texts), texts[0].page, box, middle, texts[0].first)


def _header_rows(texts: Sequence[_Text]) -> list[list[_Text]]:
    """A header in rows; a text that goes on right below in the same place is one with it."""
    stacks: list[list[_Text]] = []
    for text in texts:
        for stack in stacks:
            last = stack[-1]
            size = last.box[3] - last.box[1]
            close = last.page == text.page and -0.5 * size < text.box[1] - last.box[3] < _WRAPPED * size
            if close and min(abs(last.centre - text.centre), abs(last.box[0] - text.box[0])) < size / 2:
                stack.append(text)
                break
        else:
            stacks.append([text])
    em = median(text.box[3] - text.box[1] for text in texts) if texts else 0
    joined = sorted((_joined(stack) for stack in stacks), key=lambda text: text.middle)
    rows: list[list[_Text]] = []
    for text in joined:
        if rows and text.middle - rows[-1][0].middle < _LEVEL * em:
            rows[-1].append(text)
        else:
            rows.append([text])
    return rows


def _raised(rows: Sequence[list[_Text]], columns: _Columns) -> list[list[_Text]]:
    """The same with texts of cells of two rows in the upper one. Such a text stands between the two: below titles of
    groups of columns, above the titles of their columns, and over a column that belongs to no group."""
    lowest = {column: text for row in rows for text in row for column in columns.of(text.box)}
    leaves = {id(text) for text in lowest.values()}
    raised: list[list[_Text]] = []
    for row in rows:
        stands_between = raised and row is not rows[-1] and all(id(text) in leaves for text in row)
        if stands_between and not any(id(text) in leaves for text in raised[-1]):
            raised[-1] += row
        else:
            raised.append(list(row))
    return raised


def _labels_and_groups(beside: Sequence[tuple[Line, Piece]], rows: Sequence[Line]) -> tuple[list[_Text], list[_Text]]:
    """Lines of labels from the top down, and of what stands to the left of them for several rows."""
    last = {id(line): piece for line, piece in beside}
    edge = _label_edge([last[id(line)] for line in rows if id(line) in last])
    own: dict[int, list[Piece]] = {}
    groups: list[_Text] = []
    order: list[Line] = []
    for line, piece in beside:
        if piece.right <= edge + 1:
            groups.append(_text(piece, line.page))
        else:
            if id(line) not in own:
                order.append(line)
            own.setdefault(id(line), []).append(piece)
    texts = [_joined([_text(piece, line.page) for piece in own[id(line)]]) for line in order]
    return texts, groups


def _label_edge(labels: Sequence[Piece]) -> float:
    """Where labels begin: the least left end of those that stand in line, by their middle or by their left end."""
    best: list[Piece] = []
    for piece in labels:
        size = (piece.bottom - piece.top) / 2
        for place in (attrgetter("centre"), attrgetter("left")):
            aligned = [other for other in labels if abs(place(other) - place(piece)) < size]
            best = max(best, aligned, key=len)
    return min((piece.left for piece in best), default=0.0)


def _group_columns(groups: Sequence[_Text]) -> list[list[_Text]]:
    """Labels of groups by the column in which they stand, each put together from its lines."""
    columns: list[list[_Text]] = []
    for text in sorted(groups, key=lambda text: text.centre):
        if columns and text.centre - columns[-1][0].centre < text.box[3] - text.box[1]:
            columns[-1].append(text)
        else:
            columns.append([text])
    return [list(_groups(sorted(column, key=lambda text: text.middle))) for column in columns]


def _groups(texts: Sequence[_Text]) -> Iterator[_Text]:
    stack: list[_Text] = []
    for text in texts:
        if stack and (text.middle - stack[-1].middle > 2.2 * (text.box[3] - text.box[1]) or _GROUP.match(text.text)):
            yield _joined(stack)
            stack = []
        stack.append(text)
    if stack:
        yield _joined(stack)


def _row_labels(labels: Sequence[_Text], rows: Sequence[Line]) -> Iterator[_Text | None]:
    """The label of each row of numbers, page by page."""
    for page, lines in groupby(rows, key=lambda line: line.page):
        own = [label for label in labels if label.page == page]
        beside = list(lines)
        heights = [_height(line) for line in beside]
        em = median(line.em for line in beside)
        cost, ends = min(_assigned(own, heights, em, top) for top in (False, True))
        if cost == inf:  # something stands far from all numbers
            cost, ends = min(_assigned(own, heights, em, top, inf) for top in (False, True))
        for start, end in pairwise([0, *ends]):
            yield _joined(own[start:end]) if end > start else None


def _assigned(
    labels: Sequence[_Text], heights: Sequence[float], em: float, top: bool, reach: float = _REACH
) -> tuple[float, list[int]]:
    """Least cost of giving every line of labels to a row in order, and where the labels of each row end.

    A label stands beside its numbers with its middle, or with its first line (`top`); its lines stand close together.
    No line stands farther from its numbers than `reach` ems: then the cost is infinite.
    """
    count = len(labels)
    best = [0.0] + [inf] * count
    sums, gaps = [0.0], [0.0]
    for before, label in zip([*labels[:1], *labels], labels, strict=False):
        sums.append(sums[-1] + label.middle)
        gaps.append(gaps[-1] + max(label.middle - before.middle - _LEADING * em, 0))
    middles = [label.middle for label in labels]
    chosen: list[list[int]] = []
    for height in heights:
        costs, taken = [cost + _ALONE * em for cost in best], [0] * (count + 1)
        near = range(bisect(middles, height - reach * em) + 1, bisect(middles, height + reach * em) + 1)
        for end in near:
            for size in range(1, min(_TALLEST, end) + 1):
                start = end - size
                at = middles[start] if top else (sums[end] - sums[start]) / size
                cost = best[start] + abs(at - height) + gaps[end] - gaps[start + 1]
                if cost < costs[end]:
                    costs[end], taken[end] = cost, size
        best = costs
        chosen.append(taken)
    ends: list[int] = []
    end = count
    for taken in reversed(chosen):
        ends.append(end)
        end -= taken[end]
    return best[count], ends[::-1]


def _row(number: int, line: Line, label: _Text | None, width: int, columns: _Columns) -> Iterable[AlignedCell]:
    """The cells of a row of numbers, blank ones where a column has none."""
    if label:
        yield AlignedCell(label.text, number, width - 1, 1, label.page, label.box)
    elif width:
        yield AlignedCell("", number, width - 1)
    placed: dict[int, list[Piece]] = {}
    for piece in line.pieces:
        if piece.right > columns.left + 0.1:
            placed.setdefault(columns.of(piece.box).start, []).append(piece)
    for column in range(len(columns.spans)):
        pieces = placed.get(column, [])
        text = " ".join(piece.text for piece in pieces)
        yield AlignedCell(text, number, width + column, 1, line.page, pieces[0].box if pieces else None)
