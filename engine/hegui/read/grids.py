"""Tables of any format: what a value is, whether a table holds data, and cells with spans laid out on a grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from hegui.model.document import GridCell

_PROSE = 120
"""Characters of a cell that is no label: the longest label of any form has 45."""
_VALUE = re.compile(r"[-+]?[\d０-９][\d０-９,，.．]*%?|[-—－–/／]{1,2}")

_NOTE_MARK = re.compile(r"[\[【〔（(]?(?:\d{1,3}|[^\W\d_]\d{0,3}|[①-⓿➀-➓*＊※†‡])[\]】〕）)]?|[\[【〔（(\]】〕）)]")

SpannedCell = tuple[str, int, int]
"""A cell as the source gives it, in its row: text, rowspan, colspan. A rowspan of 0 reaches to the end of its group."""


class Layout(NamedTuple):
    """Cells with their places, and how many rows and columns they make up."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int


@lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Whether a text is a number, or a mark in its place."""
    return _VALUE.fullmatch(text) is not None


def is_note_mark(text: str) -> bool:
    """Whether a text that is raised above its line is the mark of a note, and no part of the line: ¹ [2] ③ *."""
    return _NOTE_MARK.fullmatch(text) is not None


def several_numbers(lines: Iterable[str]) -> bool:
    """Whether the lines of a cell are more than one number: which of them is meant, or whether they are one broken in
    two, cannot be told."""
    return sum(map(is_value, lines)) > 1


def holds_data(texts: Iterable[str]) -> bool:
    """Whether cells with these texts make up a table, not the layout of a page: at least two, not mostly prose."""
    lengths = [len(text) for text in texts if text]
    return len(lengths) >= 2 and sum(length for length in lengths if length > _PROSE) * 2 <= sum(lengths)


def lay_out(groups: Iterable[Sequence[Sequence[SpannedCell]]], limit: int) -> Layout | None:
    """Give every cell its row and column, as a browser does: each takes the first free column of its row.

    `groups` are row groups (thead, tbody), which no rowspan leaves. Where a cell would run into one that reaches down
    from above, it ends before it, and the next cell still starts where it would have: so a span that is too long in the
    source shifts nothing. No cell spans more than `limit` columns. Columns at the right edge in which no cell starts
    are no columns.

    Returns None where a cell would start beyond `limit` columns: no table of a report is so wide.
    """
    cells: list[GridCell] = []
    cell = partial(tuple.__new__, GridCell)  # as GridCell(…), in a third of the time: a page has hundreds
    top = columns = right = 0
    for group in groups:
        bottom = top + len(group)
        reach: list[int] = []  # for each column, the first row into which nothing reaches down from above
        for row, source in enumerate(group, top):
            start = column = 0
            for text, rowspan, colspan in source:
                while column < len(reach) and reach[column] > row:
                    column += 1
                start = column
                if rowspan == colspan == 1:
                    cells.append(cell((text, row, start, 1, 1)))
                    column += 1
                    continue
                width = 1
                widest = min(colspan, limit)
                while width < widest and not (start + width < len(reach) and reach[start + width] > row):
                    width += 1
                end = min(row + rowspan, bottom) if rowspan else bottom
                reach.extend([0] * (start + width - len(reach)))
                reach[start : start + width] = [end] * width
                cells.append(cell((text, row, start, end - row, width)))
                right = max(right, start + width)
                column += colspan
            if start >= limit:
                return None
            if source and start >= columns:
                columns = start + 1
        top = bottom
    if right > columns:
        cells = [cell._replace(colspan=min(cell.colspan, columns - cell.column)) for cell in cells]
    return Layout(tuple(cells), top, columns)
