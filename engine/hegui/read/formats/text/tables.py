"""Tables in a plain text whose rows stand on one line each: Markdown tables, rows of cells between pipes, tabs, commas.

A text that lost its table has one cell a line, with bare pipes and tabs as padding (`0 |`, `|||`): no table here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hegui.read.characters import OUTLINE_NUMBERS
from hegui.read.grids import is_value

_PIPE = re.compile(r"(?<!\\)\|")
_TAB = re.compile("\t")
_SIDE_BY_SIDE = {_PIPE: re.compile(r"[^\s|]\s*\|[\s|]*[^\s|]"), _TAB: re.compile(r"\S[^\S\t]*+\t\s*+\S")}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
"""A large number, and no row of cells."""
_HEADING = re.compile(rf"{OUTLINE_NUMBERS[0].pattern}|第[一二三四五六七八九十]{{1,3}}(?:章|部分)")
"""What by itself in a row is the heading of another table; among pairs it may be a name without its number."""
_SENTENCE_ENDS = ("。", "！", "？")
_IN_A_SENTENCE = re.compile(r"[^\d,\"\s.+-]\d{1,3},\d{3}(?!\d)")
"""A large number right behind a word."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_FEWEST_CELLS = 3
_FEWEST_VALUES = 2
_FEWEST_PAIRS = 4
"""Names with a number behind each that make a list."""
_DELIMITER = re.compile(r"\|?(?:\s*:?-{3,}:?\s*\|)*\s*:?-{3,}:?\s*\|?$")


class Table(NamedTuple):
    """Lines `first` up to `end` (from 0, `end` excluded), and their cells, trimmed, blank ones empty."""

    first: int
    end: int
    rows: list[list[str]]


class _Row(NamedTuple):
    """A line with separators (pipes or tabs)."""

    number: int
    cells: list[str]
    enclosed: bool
    """Whether it begins and ends with the separator."""
    is_delimiter: bool

    @property
    def filled(self) -> int:
        return sum(map(bool, self.cells))

    @property
    def is_side_by_side(self) -> bool:
        """Whether it holds cells side by side, blank or not."""
        return self.filled > 1 or (self.filled == 1 and self.enclosed and len(self.cells) > 3)


def find_tables(lines: Sequence[str]) -> Iterator[Table]:
    """The tables of a text, pipe rows first, those between commas last."""
    for separator in (_PIPE, _TAB):
        for run in _runs(lines, separator):
            table = _trimmed(run, separator)
            if _is_table(table, separator):
                rows = [row.cells for row in table if not row.is_delimiter]
                first = 0 if any(row[0] for row in rows) else 1  # pipes at both ends make blank columns
                last = 0 if any(row[-1] for row in rows) else 1
                cells = [row[first : len(row) - last] for row in rows]
                yield Table(table[0].number, table[-1].number + 1, cells)
    yield from _between_commas(lines)


def cells_of(line: str, fewest: int = _FEWEST_CELLS) -> list[str] | None:
    """The cells of a line as a spreadsheet exports it, or None for any other line."""
    bare = line.strip()
    if "," not in bare or "|" in bare or "\t" in bare or _IN_A_SENTENCE.search(_QUOTED.sub("", bare)):
        return None
    try:
        cells = [cell.strip() for cell in next(csv.reader([bare], strict=True))]
    except csv.Error:
        return None
    return cells if len(cells) >= fewest else None


def _between_commas(lines: Sequence[str]) -> Iterator[Table]:
    """Rows of as many cells each that follow one another, with values among them. A numbered heading or a sentence by
    itself parts tables; rows of one cell at both ends are none.
    """
    run: list[_Row] = []
    for number, line in enumerate([*lines, ""]):
        cells = cells_of(line, fewest=2)
        row = _Row(number, cells, enclosed=False, is_delimiter=False) if cells else None
        if row is not None and row.filled == 1:
            text = "".join(row.cells)
            if text.endswith(_SENTENCE_ENDS) or (len(row.cells) >= _FEWEST_CELLS and _HEADING.match(text)):
                row = None
        if row is None or (run and len(row.cells) != len(run[0].cells)):
            yield from _exported(run)
            run = []
        if row is not None:
            run.append(row)


def _exported(run: list[_Row]) -> Iterator[Table]:
    tabular = [index for index, row in enumerate(run) if row.filled > 1]
    rows = [row.cells for row in run[tabular[0] : tabular[-1] + 1]] if tabular else []
    numbers = [_GROUPED.fullmatch(",".join(row)) is not None for row in rows]
    if len(rows) > 1 and not all(numbers) and (_are_pairs(rows) or _hold_values(rows)):
        width = max(index + 1 for row in rows for index, cell in enumerate(row) if cell)
        first = run[tabular[0]].number
        yield Table(first, first + len(rows), [row[:width] for row in rows])


def _hold_values(rows: Sequence[Sequence[str]]) -> bool:
    return len(rows[0]) >= _FEWEST_CELLS and any(sum(map(is_value, row)) >= _FEWEST_VALUES for row in rows)


def _are_pairs(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows are names with a value as the last cell, but for some that are blank, headers or headings."""
    named = sum(is_value(row[-1]) and not is_value(row[0]) for row in rows)
    return named >= _FEWEST_PAIRS and named * 2 > len(rows)


def _runs(lines: Sequence[str], separator: re.Pattern[str]) -> Iterator[list[_Row]]:
    """Separated lines that follow one another. In a text with a blank line after every line, blanks part nothing."""
    sign = separator.pattern[-1]
    numbers = [number for number, line in enumerate(lines) if sign in line and not (separator is _TAB and "|" in line)]
    if not any(_SIDE_BY_SIDE[separator].search(lines[number]) for number in numbers):
        return
    spaced = all(second - first > 1 for first, second in pairwise(numbers))
    run: list[_Row] = []
    for number in numbers:
        if run and number > run[-1].number + 1:
            between = lines[run[-1].number + 1 : number]
            if not spaced or any(line.strip() for line in between):
                yield run
                run = []
        run.append(_row(number, lines[number], separator))
    if run:
        yield run


def _row(number: int, line: str, separator: re.Pattern[str]) -> _Row:
    bare = line.strip()
    enclosed = separator is _PIPE and len(bare) > 1 and bare[0] == bare[-1] == "|"
    cells = [cell.strip() for cell in separator.split(bare if separator is _PIPE else line)]
    return _Row(number, cells, enclosed, _DELIMITER.match(bare) is not None)


def _trimmed(run: list[_Row], separator: re.Pattern[str]) -> list[_Row]:
    """Without the lines at both ends that only happen to stand beside a table: a cell by itself, prose with a pipe."""
    enclosed = separator is _PIPE and sum(row.enclosed for row in run) * 2 > len(run)

    def belongs(row: _Row) -> bool:
        return row.enclosed if enclosed else row.filled > 1 or len(row.cells) > 2

    numbers = [index for index, row in enumerate(run) if belongs(row)]
    return run[numbers[0] : numbers[-1] + 1] if numbers else []


def _is_table(table: list[_Row], separator: re.Pattern[str]) -> bool:
    """A delimiter row makes a table. Else most rows have cells side by side, with values among them or a border."""
    rows = [row for row in table if not row.is_delimiter]
    if not rows or len(rows) < len(table):
        return bool(rows)
    if sum(row.is_side_by_side for row in rows) * 2 < len(rows):
        return False
    wide = [row for row in rows if len(row.cells) > 2]
    if any(is_value(cell) or cell == "无" for row in rows if row.filled > 1 for cell in row.cells):
        return bool(wide) if separator is _TAB or len(rows) == 1 else True
    return len(rows) > 1 and (all(row.enclosed for row in rows) if separator is _PIPE else len(wide) == len(rows))
