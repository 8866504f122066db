"""The text of a table's cell: its lines joined, be it set level or upright."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from hegui.model.document import Box
from hegui.read.pdf.lines import Line, is_latin
from hegui.read.pdf.page import Glyph

_VALUE = re.compile(r"[-+]?[\d０-９][\d０-９,，.．]*%?|[-—－–/／]{1,2}")
_PADDING = 11.0
"""Points that a cell may keep free on both sides of its text together."""
_BROKEN = 3
"""Digits from which on the first part of a number may stand in a line of its own."""


@lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Whether a text is a number, or a mark in its place."""
    return _VALUE.fullmatch(text) is not None


def cell_text(glyphs: Sequence[Glyph], lines: Sequence[Line], box: Box) -> str:
    """The text of a cell from its characters as they were written, and the same in lines."""
    if not lines:
        return ""
    if len(lines) == 1:
        return lines[0].text
    if _is_upright(glyphs):
        return "".join(glyph.text for glyph in glyphs)
    return joined(lines, box[0], box[2])


def joined(lines: Sequence[Line], left: float, right: float) -> str:
    """Lines between two margins as one text. A number that fills its line goes on in the next one."""
    text = lines[0].text
    for before, line in pairwise(lines):
        meet = is_latin(before.text[-1]) and is_latin(line.text[0])
        text += (" " if meet and not _breaks_number(before, line, left, right) else "") + line.text
    return text


def fills(line: Line, box: Box) -> bool:
    """Whether a line of a cell has no room for one more character."""
    return box[2] - box[0] - (line.right - line.left) < _PADDING + line.em


def _breaks_number(before: Line, line: Line, left: float, right: float) -> bool:
    digits = len(before.text) - len(before.text.rstrip("0123456789"))
    room = right - left - (before.right - before.left)
    return digits >= _BROKEN and line.text[0].isdigit() and room < _PADDING + before.em


def _is_upright(glyphs: Sequence[Glyph]) -> bool:
    """Whether characters were written one below the other, or turned on their side."""
    if any(glyph.turned for glyph in glyphs):
        return True
    if all(is_latin(glyph.text) for glyph in glyphs):  # 1 over 2 is not 12
        return False
    steps = sum(
        after.top > before.top + 0.6 * (before.bottom - before.top)
        and abs(after.left + after.right - before.left - before.right) < before.right - before.left
        for before, after in pairwise(glyphs)
    )
    return steps * 4 >= (len(glyphs) - 1) * 3
