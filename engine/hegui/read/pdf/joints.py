"""Tables that go on on the next page: their parts put together, a repeated header left out, a broken row made whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hegui.model.document import Box
from hegui.read.pdf.cells import fills, is_value, joined
from hegui.read.pdf.grids import RuledCell, RuledTable
from hegui.read.pdf.lines import Line

_TOUCH = 4.0
"""Points by which the columns of two parts may differ."""


@dataclass(slots=True)
class WholeCell:
    """A cell of a table that may go over pages: its place in the whole, the page and box where it begins."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    page: int
    box: Box
    lines: Sequence[Line]


@dataclass(slots=True)
class WholeTable:
    """The parts of a table on one page or several, as one."""

    page: int
    box: Box
    xs: list[float]
    rows: int
    cells: list[WholeCell]

    @classmethod
    def of(cls, part: RuledTable) -> WholeTable:
        cells = [_whole(cell, part.page, 0) for cell in part.cells]
        return cls(part.page, part.box, list(part.xs), len(part.ys) - 1, cells)

    def takes(self, part: RuledTable) -> bool:
        """Add a part on the next page, where its columns are those of this table; False where they are not."""
        shift = self.xs[0] - part.xs[0]
        own = [x + shift for x in part.xs]
        if abs(own[-1] - self.xs[-1]) > _TOUCH:
            return False
        few, many = sorted((self.xs, own), key=len)
        if any(all(abs(x - other) > _TOUCH for other in many) for x in few):
            return False
        if len(own) > len(self.xs):
            self._part_columns(own)
        columns = [_nearest(self.xs, x) for x in own]
        skipped = self._repeated(part)
        cells = [_whole(cell, part.page, self.rows - skipped) for cell in part.cells if cell.row >= skipped]
        for cell in cells:
            cell.column, cell.colspan = columns[cell.column], columns[cell.column + cell.colspan] - columns[cell.column]
        if self._goes_on(cells):
            self._mend(cells)
            for cell in cells:
                cell.row -= 1
            self.rows -= 1
        self.cells += [cell for cell in cells if cell.rowspan]
        self.rows += len(part.ys) - 1 - skipped
        return True

    def _part_columns(self, xs: list[float]) -> None:
        """Take over columns that only the new part has: cells across them span them."""
        columns = [_nearest(xs, x) for x in self.xs]
        for cell in self.cells:
            cell.colspan = columns[cell.column + cell.colspan] - columns[cell.column]
            cell.column = columns[cell.column]
        self.xs = xs

    def _repeated(self, part: RuledTable) -> int:
        """How many rows at the top of a part repeat the header of this table."""
        count = 0
        while count < len(part.ys) - 1:
            own = [(cell.text, cell.column) for cell in self.cells if cell.row == count]
            again = [(cell.text, cell.column) for cell in part.cells if cell.row == count]
            words = [text for text, _ in again if text]
            if [text for text, _ in own] != [text for text, _ in again] or any(map(is_value, words)):
                break
            if not words and not count:
                break
            count += 1
        return count

    def _last_row(self) -> dict[int, WholeCell]:
        return {cell.column: cell for cell in self.cells if cell.row == self.rows - 1}

    def _goes_on(self, cells: Sequence[WholeCell]) -> bool:
        """Whether the first row of a part is the rest of a row that was broken: words of a label without numbers of its
        own, or the numbers whose label began on the page before. The label's line was full, so it goes on."""
        first = {cell.column: cell for cell in cells if cell.row == self.rows}
        last = self._last_row()
        shared = [(last[column], cell) for column, cell in first.items() if column in last]
        both = [(before, after) for before, after in shared if before.text and after.text]
        if not both or any(is_value(before.text) or is_value(after.text) for before, after in both):
            return False
        if any(before.colspan != after.colspan for before, after in shared):
            return False
        numbers = [[is_value(cell.text) for cell in row.values()] for row in (first, last)]
        if all(map(any, numbers)) or not any(map(any, numbers)):
            return False
        return all(before.lines and fills(before.lines[-1], before.box) for before, _ in both)

    def _mend(self, cells: Sequence[WholeCell]) -> None:
        last = self._last_row()
        for cell in cells:
            if cell.row == self.rows and (before := last.get(cell.column)):
                if before.text and cell.text:
                    before.lines = [*before.lines, *cell.lines]
                    before.text = joined(before.lines, before.box[0], before.box[2])
                elif cell.text:
                    before.text, before.lines, before.page, before.box = cell.text, cell.lines, cell.page, cell.box
                cell.rowspan -= 1
                before.rowspan += cell.rowspan
                cell.rowspan = 0


def _whole(cell: RuledCell, page: int, down: int) -> WholeCell:
    row = cell.row + down
    return WholeCell(row, cell.column, cell.rowspan, cell.colspan, cell.text, page, cell.box, cell.lines)


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))
