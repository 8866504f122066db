"""Ruling lines to grids: where lines cross there are cells, where a line is missing between two they are one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hegui.model.document import Box
from hegui.read.pdf.cells import cell_text, is_value
from hegui.read.pdf.lines import Line, lines_of
from hegui.read.pdf.page import Glyph

_TOUCH = 3.0
"""Points between lines that belong together: the two of a double line, the ends of lines that are to meet."""
_SHORT = 8.0
"""Points below which a line rules nothing."""
_MOST = 600
"""Lines of a page, after what belongs together was joined."""


class Ruling(NamedTuple):
    """A line: its place across (the height of a level line), and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell of a ruled table by its place in the grid, where it stands, and its text."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    lines: list[Line] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table, or the part of it that stands on one page."""

    page: int
    xs: Sequence[float]
    """Where the columns part, from the left edge to the right one."""
    ys: Sequence[float]
    cells: Sequence[RuledCell]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def ruled_tables(glyphs: Sequence[Glyph], boxes: Sequence[Box], page: int) -> tuple[list[RuledTable], list[Glyph]]:
    """The ruled tables of a page from the top down, and the characters that stand outside them."""
    level, upright = _rulings(boxes)
    frames = [frame for frame in map(_Frame.of, _connected(level, upright)) if frame is not None]
    frames = [frame for frame in frames if not any(other is not frame and other.within(frame) for other in frames)]
    outside: list[Glyph] = []
    inside: dict[int, dict[int, list[Glyph]]] = {}
    for glyph in glyphs:
        _, left, top, right, bottom, *_ = glyph
        x, y = (left + right) / 2, (top + bottom) / 2
        for number, frame in enumerate(frames):
            if frame.left <= x < frame.right and frame.top <= y < frame.bottom:
                inside.setdefault(number, {}).setdefault(frame.cell_at(x, y), []).append(glyph)
                break
        else:
            outside.append(glyph)
    tables: list[RuledTable] = []
    for number, own in inside.items():
        table = frames[number].table(own, page)
        if _lacks_lines(table):
            outside += [glyph for cell in own.values() for glyph in cell]
        else:
            tables.append(table)
    return sorted(tables, key=lambda table: table.ys[0]), outside


def _lacks_lines(table: RuledTable) -> bool:
    """Whether numbers stand side by side in one cell: then its lines do not part the columns."""
    return any(
        sum(is_value(piece.text) for piece in line.pieces) > 1
        for cell in table.cells
        for line in cell.lines
        if len(line.glyphs) > 1 and len(line.pieces) > 1
    )


def _rulings(boxes: Iterable[Box]) -> tuple[list[Ruling], list[Ruling]]:
    """Level and upright lines. The dots of a dotted line count for both until they were joined."""
    level: list[Ruling] = []
    upright: list[Ruling] = []
    for left, top, right, bottom in boxes:
        if bottom - top <= _TOUCH:
            level.append(Ruling((top + bottom) / 2, left, right))
        if right - left <= _TOUCH:
            upright.append(Ruling((left + right) / 2, top, bottom))
    return _joined(level), _joined(upright)


def _joined(lines: list[Ruling]) -> list[Ruling]:
    """Lines that run on in one another or beside one another are one."""
    joined: list[Ruling] = []
    for row in _clusters(sorted(lines)):
        at = sum(line.at for line in row) / len(row)
        start = end = None
        for line in sorted(row, key=lambda line: line.start):
            if end is None or start is None:
                start, end = line.start, line.end
            elif line.start <= end + _TOUCH:
                end = max(end, line.end)
            else:
                joined.append(Ruling(at, start, end))
                start, end = line.start, line.end
        if start is not None and end is not None:
            joined.append(Ruling(at, start, end))
    return [line for line in joined if line.end - line.start >= _SHORT][:_MOST]


def _clusters(lines: Sequence[Ruling]) -> Iterator[list[Ruling]]:
    cluster: list[Ruling] = []
    for line in lines:
        if cluster and line.at - cluster[0].at > _TOUCH:
            yield cluster
            cluster = []
        cluster.append(line)
    if cluster:
        yield cluster


def _connected(level: Sequence[Ruling], upright: Sequence[Ruling]) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Lines by the table they make up: those that cross or touch, and those that these cross."""
    group = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    posts = [(at, start - _TOUCH, end + _TOUCH) for at, start, end in upright]
    for number, (height, start, end) in enumerate(level):
        left, right = start - _TOUCH, end + _TOUCH
        for other, (at, top, bottom) in enumerate(posts, len(level)):
            if top <= height <= bottom and left <= at <= right:
                group[root(number)] = root(other)
    tables: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index in range(len(group)):
        levels, uprights = tables.setdefault(root(index), ([], []))
        if index < len(level):
            levels.append(level[index])
        else:
            uprights.append(upright[index - len(level)])
    yield from tables.values()


def _edges(lines: Iterable[Ruling], ends: Iterable[float]) -> list[float]:
    """Where lines stand, and the ends of the lines that cross them where no line closes the table."""
    places = sorted({line.at for line in lines} | set(ends))
    edges: list[float] = []
    for place in places:
        if not edges or place - edges[-1] > _TOUCH:
            edges.append(place)
    return edges


class _Frame:
    """The grid that lines make: its edges, and which of its smallest cells are one."""

    def __init__(self, level: Sequence[Ruling], upright: Sequence[Ruling]) -> None:
        self.xs = _edges(upright, (min(line.start for line in level), max(line.end for line in level)))
        self.ys = _edges(level, (min(line.start for line in upright), max(line.end for line in upright)))
        self.left, self.right = self.xs[0], self.xs[-1]
        self.top, self.bottom = self.ys[0], self.ys[-1]
        self._walls = _drawn(upright, self.xs, self.ys)
        self._floors = _drawn(level, self.ys, self.xs)
        self.cells: list[tuple[int, int, int, int]] = []
        self._owner = self._merge()

    @classmethod
    def of(cls, lines: tuple[Sequence[Ruling], Sequence[Ruling]]) -> _Frame | None:
        level, upright = lines
        if not level or not upright:
            return None
        frame = cls(level, upright)
        is_table = len(frame.xs) > 2 and len(frame.ys) > 1 and len(frame.cells) > 1
        return frame if is_table else None

    def within(self, other: _Frame) -> bool:
        """Whether it stands inside the other, which then only lays out the page."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )

    def _merge(self) -> list[list[int]]:
        """The number of the cell to which each smallest one belongs. Cells grow to the right, then down."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        owner = [[-1] * columns for _ in range(rows)]
        for row in range(rows):
            for column in range(columns):
                if owner[row][column] >= 0:
                    continue
                right = column + 1
                while right < columns and owner[row][right] < 0 and (right, row) not in self._walls:
                    right += 1
                below = row + 1
                while below < rows and all(
                    (below, inner) not in self._floors
                    and owner[below][inner] < 0
                    and (inner == column or (inner, below) not in self._walls)
                    for inner in range(column, right)
                ):
                    below += 1
                for down in range(row, below):
                    owner[down][column:right] = [len(self.cells)] * (right - column)
                self.cells.append((row, column, below - row, right - column))
        return owner

    def cell_at(self, x: float, y: float) -> int:
        return self._owner[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]

    def table(self, glyphs: dict[int, list[Glyph]], page: int) -> RuledTable:
        cells = []
        for number, (row, column, rowspan, colspan) in enumerate(self.cells):
            box = self.xs[column], self.ys[row], self.xs[column + colspan], self.ys[row + rowspan]
            own = glyphs.get(number, [])
            lines = lines_of(own, page) if own else []
            cells.append(RuledCell(row, column, rowspan, colspan, box, lines, cell_text(own, lines, box)))
        return RuledTable(page, self.xs, self.ys, cells)


def _drawn(lines: Iterable[Ruling], across: Sequence[float], along: Sequence[float]) -> set[tuple[int, int]]:
    """Which sides of the smallest cells are drawn: the index of the edge and of the span that it closes."""
    sides: set[tuple[int, int]] = set()
    for line in lines:
        edge = min(bisect_right(across, line.at + _TOUCH) - 1, len(across) - 1)
        for span in range(max(bisect_right(along, line.start) - 1, 0), len(along) - 1):
            start, end = along[span], along[span + 1]
            if start >= line.end:
                break
            if min(end, line.end) - max(start, line.start) > (end - start) / 2:
                sides.add((edge, span))
    return sides
