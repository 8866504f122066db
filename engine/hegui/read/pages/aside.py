"""What a page shows and what is no part of its text: characters that are struck out, and the raised marks of notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from hegui.model.document import Box
from hegui.read.grids import is_note_mark
from hegui.read.pages.page import Glyph, Page

_SMALLER = 0.9
"""Share of the height of the character before it that a raised one has at most."""
_RAISED = 0.2
"""Share of that height by which it stands above the foot of the one before it, at least."""
_NEAR = 0.4
"""Share of that height by which it stands apart from it, at most."""
_THROUGH = (0.3, 0.75)
"""Between which shares of a character's height, from above, a line runs through it and not under it."""
_ENDS = 0.5
"""Share of a character's height by which such a line may begin and end beside it: it is as long as what it strikes."""
_THICK = 2.0


def with_marks(page: Page) -> Page:
    """The page with such characters marked (`Glyph.aside`) and without the lines that run through them."""
    glyphs = list(page.glyphs)
    for index in _note_marks(glyphs):
        glyphs[index] = glyphs[index]._replace(aside=True)
    strikes = list(_strikes(page.lines, glyphs))
    if not strikes:
        return replace(page, glyphs=glyphs)
    struck = {index for _, indices in strikes for index in indices}
    glyphs = [glyph._replace(aside=True) if index in struck else glyph for index, glyph in enumerate(glyphs)]
    lines = {id(line) for line, _ in strikes}
    return replace(page, glyphs=glyphs, lines=[line for line in page.lines if id(line) not in lines], strikes=True)


def _note_marks(glyphs: Sequence[Glyph]) -> Iterator[int]:
    """The characters of marks of notes: smaller than what was written before them, and above its foot."""
    heights = [glyph[4] - glyph[2] for glyph in glyphs]
    end = 0
    for index, (before, height) in enumerate(pairwise(heights), 1):
        if height > _SMALLER * before or index < end:
            continue
        base, end = glyphs[index - 1], index
        while end < len(glyphs) and _is_raised(glyphs[end], glyphs[end - 1], base):
            end += 1
        if end > index and is_note_mark("".join(glyph.text for glyph in glyphs[index:end])):
            yield from range(index, end)


def _is_raised(glyph: Glyph, before: Glyph, base: Glyph) -> bool:
    height = base.bottom - base.top
    if glyph.bottom - glyph.top > _SMALLER * height or glyph.turned or base.turned:
        return False
    above = base.bottom - glyph.bottom
    return _RAISED * height < above < height and abs(glyph.left - before.right) < _NEAR * height


def _strikes(lines: Sequence[Box], glyphs: Sequence[Glyph]) -> Iterator[tuple[Box, list[int]]]:
    """Lines that run through characters, and which these are."""
    level = [line for line in lines if line[3] - line[1] <= _THICK and line[3] - line[1] < line[2] - line[0]]
    if not level:
        return
    order = sorted(range(len(glyphs)), key=lambda index: glyphs[index].top + glyphs[index].bottom)
    middles = [(glyphs[index].top + glyphs[index].bottom) / 2 for index in order]
    reach = max(0.5 - _THROUGH[0], _THROUGH[1] - 0.5) * max((glyph.bottom - glyph.top for glyph in glyphs), default=0)
    for line in level:
        left, top, right, bottom = line
        at = (top + bottom) / 2
        near = order[bisect_left(middles, at - reach) : bisect_right(middles, at + reach)]
        through = [index for index in near if _runs_through(line, at, glyphs[index])]
        if not through:
            continue
        slack = _ENDS * max(glyphs[index].bottom - glyphs[index].top for index in through)
        begins, ends = (min(glyphs[i].left for i in through), max(glyphs[i].right for i in through))
        if abs(begins - left) < slack and abs(ends - right) < slack:
            yield line, through


def _runs_through(line: Box, at: float, glyph: Glyph) -> bool:
    height = glyph.bottom - glyph.top
    least, most = _THROUGH
    across = line[0] < (glyph.left + glyph.right) / 2 < line[2]
    return across and glyph.top + least * height < at < glyph.top + most * height
