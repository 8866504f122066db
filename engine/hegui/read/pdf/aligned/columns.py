"""The columns of a table without lines, and the rows of its header."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from statistics import median

from hegui.model.document import Box
from hegui.read.pdf.aligned.regions import values_of
from hegui.read.pdf.aligned.texts import Text, as_one
from hegui.read.pdf.lines import Line

_WRAPPED = 0.45
"""Ems between the lines of one cell of a header, at most."""
_LEVEL = 0.3
"""Heights by which the middles of texts of one row may differ."""


class Columns:
    """Where the numbers of a part stand: from where to where each column runs."""

    def __init__(self, rows: Sequence[Line], header: Sequence[Line]) -> None:
        spans = sorted((piece.left, piece.right) for line in rows for piece in values_of(line))
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


def header_of(header: Sequence[Text], columns: Columns, width: int) -> list[list[tuple[Text, int, int]]]:
    """The rows of a header: texts with their column and how many they span. `width` is that of the labels' columns."""
    over = [text for text in header if text.box[2] > columns.left or not width]
    beside = [text for text in header if text not in over]
    rows = [
        [(text, width + span.start, len(span)) for text in row for span in [columns.of(text.box)]]
        for row in _raised(_header_rows(over), columns)
    ]
    alone: list[list[tuple[Text, int, int]]] = []
    for text in (text for row in _header_rows(beside) for text in row):
        size = text.box[3] - text.box[1]
        level = next((row for row in rows if abs(row[0][0].middle - text.middle) < _LEVEL * size), None)
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
            size = last.box[3] - last.box[1]
            close = last.page == text.page and -0.5 * size < text.box[1] - last.box[3] < _WRAPPED * size
            if close and min(abs(last.centre - text.centre), abs(last.box[0] - text.box[0])) < size / 2:
                stack.append(text)
                break
        else:
            stacks.append([text])
    em = median(text.box[3] - text.box[1] for text in texts) if texts else 0
    joined = sorted((as_one(stack) for stack in stacks), key=lambda text: text.middle)
    rows: list[list[Text]] = []
    for text in joined:
        if rows and text.middle - rows[-1][0].middle < _LEVEL * em:
            rows[-1].append(text)
        else:
            rows.append([text])
    return rows


def _raised(rows: Sequence[list[Text]], columns: Columns) -> list[list[Text]]:
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
