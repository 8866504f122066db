"""Where tables without lines run, and the parts of them that have columns of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from hegui.read.pdf.cells import is_value
from hegui.read.pdf.lines import Line, Piece

_SAME_SIZE = 0.12
"""Share by which the letters of a table's lines may differ in size."""
_ABOUT_SAME = 0.25
"""The same where one has no Chinese characters, so that its size is a guess."""
_APART = 0.9
"""Ems between a number and what stands before it."""
_HIGHEST = 12.0
"""Ems from the top of a header to the first numbers, at most."""
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")


def values_of(line: Line) -> list[Piece]:
    return [piece for piece in line.pieces if is_value(piece.text)]


def is_row(line: Line) -> bool:
    """Whether numbers stand apart in it, side by side or behind a label."""
    if len(line.glyphs) < 2 or len(line.pieces) < 2:
        return False
    apart = [piece for piece in values_of(line) if piece.gap > _APART]
    return len(apart) > 1 or (bool(apart) and apart[-1] is line.pieces[-1])


def is_number(line: Line) -> bool:
    """Whether it is a number alone: in a table it is a row whose label stands above and below it."""
    return len(line.pieces) == 1 and is_value(line.pieces[0].text)


class _Area(NamedTuple):
    """From where to where numbers stand, and how many."""

    left: float
    right: float
    values: int

    @classmethod
    def of(cls, line: Line) -> _Area:
        values = values_of(line)
        return cls(min(piece.left for piece in values), max(piece.right for piece in values), len(values))

    def with_line(self, line: Line) -> _Area:
        other = self.of(line)
        return _Area(min(self.left, other.left), max(self.right, other.right), self.values + other.values)


def regions(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """From where to where tables run: rows of numbers, what stands between them, and the header above."""
    rows = [index for index, line in enumerate(lines) if is_row(line) or is_number(line)]
    last = 0
    while rows:
        first = end = rows.pop(0)
        if not is_row(lines[first]):
            continue
        area = _Area.of(lines[first])
        while rows and all(_belongs(lines[index], lines[first], area) for index in range(end + 1, rows[0] + 1)):
            end = rows.pop(0)
            area = area.with_line(lines[end])
        start = first
        while start > last and _belongs(lines[start - 1], lines[first], area, header=True):
            start -= 1
        while end + 1 < len(lines) and _is_label(lines[end + 1], lines[end], area):
            end += 1
        found = sum(map(is_row, lines[start : end + 1]))
        if found > 1 or area.values > 3:
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
    left, right = area.left, area.right
    above = row.middle - line.middle if header else 0
    if line.right < left:
        return above < (1.5 if _SECTION.match(line.text) else _HIGHEST) * line.em
    if _SECTION.match(line.text):
        return False
    middle = (min(row.left, left) + right) / 2
    inside = left - 2 * line.em < line.left and line.right < right + 2 * line.em
    return inside or abs((line.left + line.right) / 2 - middle) < 2 * line.em


def _is_label(line: Line, last: Line, area: _Area) -> bool:
    """Whether a line below the last numbers ends the label beside them."""
    near = line.page == last.page and line.middle - last.middle < 1.5 * line.em
    return near and _same_size(line, last) and line.right < area.left


def parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Parts of a table that have a header each."""
    start = 0
    left: float | None = None
    labels: list[float] = []
    for index, line in enumerate(lines):
        if is_row(line) or (left is not None and is_number(line)):
            edge = min(piece.left for piece in values_of(line))
            left = edge if left is None else min(left, edge)
            labels += [piece.centre for piece in line.pieces if piece.left < left][-1:]
        elif left is not None and not values_of(line) and _is_title(line, left, labels):
            yield lines[start:index]
            start, left, labels = index, None, []
    yield lines[start:]


def _is_title(line: Line, left: float, labels: Sequence[float]) -> bool:
    """Whether a line without numbers stands over the columns, which begin at `left`, or beyond the labels."""
    if line.right > left or not labels:
        return line.right > left
    middle = (line.left + line.right) / 2
    return line.left > median(labels) and all(abs(middle - label) > 1.5 * line.em for label in labels)
