"""Ruling lines to tables: where lines cross there are cells, where a line is missing between two they are one.

Tables that go on on the next page are put together, without a repeated header, a broken row made whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hegui.model.document import Box
from hegui.read.characters import OUTLINE_NUMBERS
from hegui.read.grids import is_value, several_numbers
from hegui.read.pages.lines import Cell, cell_text, goes_on, joined, lines_of
from hegui.read.pages.page import Glyph

_TOUCH = 3.0
"""Points between lines that belong together: the two of a double line, the ends of lines that are to meet."""
_SHORT = 8.0
"""Points below which a line rules nothing."""
_MOST = 600
"""Lines of a page, after what belongs together was joined."""
_SAME_COLUMN = 4.0
"""Points by which the columns of two parts may differ."""


class _Ruling(NamedTuple):
    """A line: its position across (the height of a horizontal line), and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class RuledTable:
    """A ruled table, or the part of it that stands on one page."""

    page: int
    box: Box
    """On its first page."""
    xs: list[float]
    """Where the columns part, from the left edge to the right one."""
    rows: int
    cells: list[Cell]


def ruled_tables(glyphs: Sequence[Glyph], boxes: Sequence[Box], page: int) -> tuple[list[RuledTable], list[Glyph]]:
    """The ruled tables of a page from the top down, and the characters that stand outside them."""
    horizontal, vertical = _rulings(boxes)
    frames = [frame for frame in map(_Frame.of, _connected(horizontal, vertical)) if frame is not None]
    frames = [frame for frame in frames if not any(other is not frame and other.is_inside(frame) for other in frames)]
    outside: list[Glyph] = []
    inside: dict[_Frame, dict[int, list[Glyph]]] = defaultdict(lambda: defaultdict(list))
    for glyph in glyphs:
        _, left, top, right, bottom, _, _, _ = glyph
        x, y = (left + right) / 2, (top + bottom) / 2
        for frame in frames:
            if frame.left <= x < frame.right and frame.top <= y < frame.bottom:
                inside[frame][frame.cell_at(x, y)].append(glyph)
                break
        else:
            outside.append(glyph)
    tables: list[RuledTable] = []
    for frame, own in inside.items():
        table = frame.table(own, page)
        if _lacks_lines(table):
            outside += [glyph for cell in own.values() for glyph in cell]
        else:
            tables.append(table)
    return sorted(tables, key=lambda table: table.box[1]), outside


def _lacks_lines(table: RuledTable) -> bool:
    """Whether numbers stand side by side in one cell: then its lines do not part the columns."""
    return any(
        sum(is_value(piece.text) for piece in line.pieces) > 1
        for cell in table.cells
        for line in cell.lines
        if len(line.glyphs) > 1 and len(line.pieces) > 1
    )


def _rulings(boxes: Iterable[Box]) -> tuple[list[_Ruling], list[_Ruling]]:
    """Horizontal and vertical lines. The dots of a dotted line count for both until they were joined."""
    horizontal: list[_Ruling] = []
    vertical: list[_Ruling] = []
    for left, top, right, bottom in boxes:
        if bottom - top <= _TOUCH:
            horizontal.append(_Ruling((top + bottom) / 2, left, right))
        if right - left <= _TOUCH:
            vertical.append(_Ruling((left + right) / 2, top, bottom))
    return _joined(horizontal), _joined(vertical)


def _joined(lines: list[_Ruling]) -> list[_Ruling]:
    """Lines that run on in one another or beside one another are one."""
    joined: list[_Ruling] = []
    for row in _rows(sorted(lines)):
        at = sum(line.at for line in row) / len(row)
        row.sort(key=lambda line: line.start)
        start, end = row[0].start, row[0].end
        for line in row[1:]:
            if line.start <= end + _TOUCH:
                end = max(end, line.end)
            else:
                joined.append(_Ruling(at, start, end))
                start, end = line.start, line.end
        joined.append(_Ruling(at, start, end))
    return [line for line in joined if line.end - line.start >= _SHORT][:_MOST]


def _rows(lines: Sequence[_Ruling]) -> Iterator[list[_Ruling]]:
    """Lines that stand at one place across."""
    row: list[_Ruling] = []
    for line in lines:
        if row and line.at - row[0].at > _TOUCH:
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _connected(
    horizontal: Sequence[_Ruling], vertical: Sequence[_Ruling]
) -> Iterator[tuple[list[_Ruling], list[_Ruling]]]:
    """Lines by the table they make up: those that cross or touch, and those that these cross."""
    group = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    verticals = [(at, start - _TOUCH, end + _TOUCH) for at, start, end in vertical]
    for number, (height, start, end) in enumerate(horizontal):
        left, right = start - _TOUCH, end + _TOUCH
        for other, (at, top, bottom) in enumerate(verticals, len(horizontal)):
            if top <= height <= bottom and left <= at <= right:
                group[root(number)] = root(other)
    tables: dict[int, tuple[list[_Ruling], list[_Ruling]]] = {}
    for index, line in enumerate((*horizontal, *vertical)):
        tables.setdefault(root(index), ([], []))[index >= len(horizontal)].append(line)
    yield from tables.values()


def _edges(lines: Iterable[_Ruling], crossing: Sequence[_Ruling]) -> list[float]:
    """Where lines stand, and the ends of the lines that cross them where no line closes the table."""
    ends = {min(line.start for line in crossing), max(line.end for line in crossing)}
    edges: list[float] = []
    for place in sorted({line.at for line in lines} | ends):
        if not edges or place - edges[-1] > _TOUCH:
            edges.append(place)
    return edges


class _Frame:
    """The grid that lines make: its edges, and which of its smallest cells are one."""

    def __init__(self, horizontal: Sequence[_Ruling], vertical: Sequence[_Ruling]) -> None:
        self.xs = _edges(vertical, horizontal)
        self.ys = _edges(horizontal, vertical)
        self.left, self.right = self.xs[0], self.xs[-1]
        self.top, self.bottom = self.ys[0], self.ys[-1]
        self._vertical_sides = _drawn(vertical, self.xs, self.ys)
        self._horizontal_sides = _drawn(horizontal, self.ys, self.xs)
        self.cells: list[tuple[int, int, int, int]] = []
        """Row, column, rows and columns of each."""
        self._owner = self._merge()

    @classmethod
    def of(cls, lines: tuple[Sequence[_Ruling], Sequence[_Ruling]]) -> _Frame | None:
        horizontal, vertical = lines
        if not horizontal or not vertical:
            return None
        frame = cls(horizontal, vertical)
        is_table = len(frame.xs) > 2 and len(frame.ys) > 1 and len(frame.cells) > 1
        return frame if is_table else None

    def is_inside(self, other: _Frame) -> bool:
        """Whether it stands inside the other, which then only lays out the page."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom

    def _merge(self) -> list[list[int]]:
        """The number of the cell to which each smallest one belongs. Cells grow to the right, then down."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        owner = [[-1] * columns for _ in range(rows)]
        for row in range(rows):
            for column in range(columns):
                if owner[row][column] >= 0:
                    continue
                right = column + 1
                while right < columns and owner[row][right] < 0 and (right, row) not in self._vertical_sides:
                    right += 1
                below = row + 1
                while below < rows and all(
                    (below, inner) not in self._horizontal_sides
                    and owner[below][inner] < 0
                    and (inner == column or (inner, below) not in self._vertical_sides)
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
            shown = glyphs.get(number, [])
            own = [glyph for glyph in shown if not glyph.aside] or shown
            lines = lines_of(own, page) if own else []
            text = cell_text(own, lines, box)
            parted = len(lines) > 1 and " " in text and several_numbers(line.text for line in lines)
            doubtful = parted or (bool(own) and own[0].aside)
            cells.append(Cell(row, column, rowspan, colspan, text, page, box, lines, doubtful))
        return RuledTable(page, (self.left, self.top, self.right, self.bottom), self.xs, len(self.ys) - 1, cells)


def _drawn(lines: Iterable[_Ruling], across: Sequence[float], along: Sequence[float]) -> set[tuple[int, int]]:
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


def is_continued(table: RuledTable, part: RuledTable) -> bool:
    """Whether a part on the next page goes on with a table, which then takes it over: its columns are the table's."""
    if part.page != table.cells[-1].page + 1:
        return False
    shift = table.xs[0] - part.xs[0]
    xs = [x + shift for x in part.xs]
    if abs(xs[-1] - table.xs[-1]) > _SAME_COLUMN:
        return False
    few, many = sorted((table.xs, xs), key=len)
    if any(all(abs(x - other) > _SAME_COLUMN for other in many) for x in few):
        return False
    if len(xs) > len(table.xs):  # cells across columns that only the new part has span them
        _renumber_columns(table.cells, table.xs, xs)
        table.xs = xs
    skipped = _repeated_rows(table, part)
    cells = [cell for cell in part.cells if cell.row >= skipped]
    _renumber_columns(cells, xs, table.xs)
    for cell in cells:
        cell.row += table.rows - skipped
    first = {cell.column: cell for cell in cells if cell.row == table.rows}
    reaching = {cell.column: cell for cell in table.cells if cell.row + cell.rowspan == table.rows}
    if _is_broken(reaching, first):
        _mend(reaching, first)
        for cell in cells:
            cell.row -= 1
        table.rows -= 1
    else:
        for group, rest in list(_groups_that_go_on(reaching, first)):
            _go_on(group, rest)
    table.cells += [cell for cell in cells if cell.rowspan]
    table.rows += part.rows - skipped
    return True


def _renumber_columns(cells: Sequence[Cell], xs: Sequence[float], others: Sequence[float]) -> None:
    """Number the columns of cells, which part at `xs`, by the places in `others` that are nearest to these."""
    columns = [_nearest(others, x) for x in xs]
    for cell in cells:
        cell.colspan = columns[cell.column + cell.colspan] - columns[cell.column]
        cell.column = columns[cell.column]


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))


def _repeated_rows(table: RuledTable, part: RuledTable) -> int:
    """How many rows at the top of a part repeat the header of a table."""
    for row in range(part.rows):
        own, again = ([cell.text for cell in each.cells if cell.row == row] for each in (table, part))
        words = [text for text in again if text]
        if own != again or any(map(is_value, words)) or not (words or row):
            return row
    return part.rows


def _groups_that_go_on(above: dict[int, Cell], first: dict[int, Cell]) -> Iterator[tuple[Cell, Cell]]:
    """The titles of groups of rows that go on in the first row of a part: a cell that stands beside a label, in the
    same columns above and below, and that begins no new group there. Words of its title may stand on both pages."""
    for column, rest in first.items():
        group = above.get(column)
        if group is None or group.colspan != rest.colspan:
            continue
        goes_on = not group.text or rest.text == group.text or not _begins_item(rest.text)
        if goes_on and _stands_beside_label(group, above.values()) and _stands_beside_label(rest, first.values()):
            yield group, rest


def _stands_beside_label(cell: Cell, row: Iterable[Cell]) -> bool:
    return any(other.column > cell.column and other.text and not is_value(other.text) for other in row)


def _go_on(group: Cell, rest: Cell) -> None:
    """Add the rest of a group's title, and its rows, to its beginning. The rest is left without rows."""
    if group.text != rest.text:
        group.text += rest.text
        group.lines = [*group.lines, *rest.lines]
    group.rowspan = rest.row + rest.rowspan - group.row
    rest.rowspan = 0


def _begins_item(text: str) -> bool:
    return any(number.match(text) for number in OUTLINE_NUMBERS)


def _is_broken(above: dict[int, Cell], first: dict[int, Cell]) -> bool:
    """Whether the first row of a part is the rest of the row before it, whose cells are `above`: words of a label
    without numbers of its own, the numbers whose label began on the page before, or words of a header. A label of which
    words stand on both pages filled its line."""
    shared = [(above[column], cell) for column, cell in first.items() if column in above]
    both = [(before, after) for before, after in shared if before.text and after.text]
    if any(is_value(before.text) or is_value(after.text) for before, after in both):
        return False
    if any(before.colspan != after.colspan for before, after in shared):
        return False
    numbers = [any(is_value(cell.text) for cell in row.values()) for row in (first, above)]
    if all(numbers) or (any(numbers) and not both):
        return False
    if not any(numbers) and (above.keys() != first.keys() or any(_begins_item(after.text) for _, after in both)):
        return False
    return all(before.lines and before.box and after.lines and _fills_its_line(before, after) for before, after in both)


def _fills_its_line(before: Cell, after: Cell) -> bool:
    """Whether the last line of a cell is full: it has no room for the first word of the rest, or is no character
    shorter than the widest line above it, which was full. That tells nothing where the rest begins an item."""
    assert before.box
    *wrapped, last = before.lines
    if goes_on(last, after.lines[0], before.box):
        return True
    room = max((line.right - line.left for line in wrapped), default=float("inf"))
    return last.right - last.left + last.em > room and not _begins_item(after.text)


def _mend(above: dict[int, Cell], first: dict[int, Cell]) -> None:
    """Add the rest of a broken row to its beginning. A cell that is taken over is left without rows."""
    for column, cell in first.items():
        before = above.get(column)
        if before is None:
            continue
        if before.text and cell.text and before.box:
            before.lines = [*before.lines, *cell.lines]
            before.text = joined(before.lines, before.box[0], before.box[2])
        elif cell.text:
            before.text, before.lines, before.page, before.box = cell.text, cell.lines, cell.page, cell.box
        before.rowspan += cell.rowspan - 1
        cell.rowspan = 0
