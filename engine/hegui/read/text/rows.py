"""Tables in a plain text whose rows stand on one line each: Markdown tables, pipe rows, tab separated rows.

A text that lost its table has one cell a line, with bare pipes and tabs as padding (`0 |`, `|||`): no table here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_PIPE = re.compile(r"(?<!\\)\|")
_TAB = re.compile("\t")
_SIDE_BY_SIDE = {_PIPE: re.compile(r"[^\s|]\s*\|[\s|]*[^\s|]"), _TAB: re.compile(r"\S\s*\t\s*\S")}
_DELIMITER = re.compile(r"\|?(?:\s*:?-{3,}:?\s*\|)*\s*:?-{3,}:?\s*\|?$")
_VALUE = re.compile(r"-?[\d０-９][\d０-９,，.．]*|[-—－–/／]{1,2}|无")


class Rows(NamedTuple):
    """A table: lines `first` up to `end` (from 0, `end` excluded), and its rows of cells, trimmed, blank ones empty."""

    first: int
    end: int
    rows: list[list[str]]


class _Line(NamedTuple):
    number: int
    cells: list[str]
    enclosed: bool
    """Whether the row begins and ends with the mark."""
    is_delimiter: bool

    @property
    def filled(self) -> int:
        return sum(map(bool, self.cells))

    @property
    def is_row(self) -> bool:
        """Whether it holds cells side by side, be they blank."""
        return self.filled > 1 or (self.filled == 1 and self.enclosed and len(self.cells) > 3)


def find_rows(lines: Sequence[str]) -> Iterator[Rows]:
    """The tables of a text, pipe rows first."""
    for mark in (_PIPE, _TAB):
        for run in _runs(lines, mark):
            table = _trimmed(run, mark)
            if _is_table(table, mark):
                rows = _without_border([line.cells for line in table if not line.is_delimiter])
                yield Rows(table[0].number, table[-1].number + 1, rows)


def _runs(lines: Sequence[str], mark: re.Pattern[str]) -> Iterator[list[_Line]]:
    """Marked lines that follow one another. In a text with a blank line after every line, blanks part nothing."""
    sign = mark.pattern[-1]
    marked = [number for number, line in enumerate(lines) if sign in line and not (mark is _TAB and "|" in line)]
    if not any(_SIDE_BY_SIDE[mark].search(lines[number]) for number in marked):
        return
    spaced = all(second - first > 1 for first, second in pairwise(marked))
    run: list[_Line] = []
    for number in marked:
        if run and number > run[-1].number + 1:
            between = lines[run[-1].number + 1 : number]
            if not spaced or any(line.strip() for line in between):
                yield run
                run = []
        run.append(_split(number, lines[number], mark))
    if run:
        yield run


def _split(number: int, line: str, mark: re.Pattern[str]) -> _Line:
    bare = line.strip()
    enclosed = mark is _PIPE and len(bare) > 1 and bare[0] == bare[-1] == "|"
    cells = [cell.strip() for cell in mark.split(bare if mark is _PIPE else line)]
    return _Line(number, cells, enclosed, _DELIMITER.match(bare) is not None)


def _trimmed(run: list[_Line], mark: re.Pattern[str]) -> list[_Line]:
    """Without the lines at both ends that only happen to stand beside a table: a cell by itself, prose with a pipe."""
    enclosed = mark is _PIPE and sum(line.enclosed for line in run) * 2 > len(run)

    def belongs(line: _Line) -> bool:
        return line.enclosed if enclosed else line.filled > 1 or len(line.cells) > 2

    numbers = [index for index, line in enumerate(run) if belongs(line)]
    return run[numbers[0] : numbers[-1] + 1] if numbers else []


def _is_table(table: list[_Line], mark: re.Pattern[str]) -> bool:
    """A delimiter row makes a table. Else most rows have cells side by side, with values among them or a border."""
    rows = [line for line in table if not line.is_delimiter]
    if not rows or len(rows) < len(table):
        return bool(rows)
    if sum(line.is_row for line in rows) * 2 < len(rows):
        return False
    wide = [line for line in rows if len(line.cells) > 2]
    if any(_VALUE.fullmatch(cell) for line in rows if line.filled > 1 for cell in line.cells):
        return bool(wide) if mark is _TAB or len(rows) == 1 else True
    return len(rows) > 1 and (all(line.enclosed for line in rows) if mark is _PIPE else len(wide) == len(rows))


def _without_border(rows: list[list[str]]) -> list[list[str]]:
    """Without the empty first and last column that pipes at both ends of each row make."""
    first = 0 if any(row[0] for row in rows) else 1
    last = 0 if any(row[-1] for row in rows) else 1
    return [row[first : len(row) - last] for row in rows]
