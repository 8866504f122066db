"""Characters to lines of text, in pieces with wide gaps between them, and lines to the text of a table's cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf
from operator import attrgetter, itemgetter

from hegui.model.document import Box
from hegui.read.characters import WIDE
from hegui.read.grids import is_value
from hegui.read.pages.page import Glyph

_WORD_GAP = 0.35
"""Ems between two Latin letters or digits from which on they are two words."""
_PIECE_GAP = 0.5
"""Ems between two pieces of a line."""
_EVEN = 2.5
"""How many times the least gap the widest may be in text that is spaced out evenly."""
_OFF = 0.15
"""Share of its height by which a character's middle must keep inside a line."""
_AROUND = 8
"""Lines near the top of a piece of text among which its own must be."""
_OVERPRINT = 0.35
"""Share of its width by which a character may stand beside the same one and still be its shadow."""

_BY_LEFT = itemgetter(1)
_PADDING = 11.0
"""Points that a cell may keep free on both sides of its text together."""
_CLOSING = "，。、；：？！）”》〉】〕」』％%"
_OPENING = "（“《〈【〔「『"
_WORD = re.compile(rf"[{_OPENING}]*(?:[0-9A-Za-z.,:/%+-]+|.)[{_CLOSING}]*")
_BROKEN = 3
"""Digits from which on the first part of a number may stand in a line of its own."""


class Placed:
    """Something that stands on a page."""

    __slots__ = ()
    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom


@dataclass(frozen=True, slots=True)
class Piece(Placed):
    """Text in one line without wide gaps, and where it stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    gap: float
    """Ems to the piece before it; infinite before the first."""


class Line(Placed):
    """A line of text on a page: its characters from left to right, and where it stands."""

    def __init__(self, page: int, glyphs: Sequence[Glyph]) -> None:
        self.page = page
        self.glyphs = glyphs
        self.left, self.top, self.right, self.bottom = _around(glyphs)

    @cached_property
    def em(self) -> float:
        """The size of its characters."""
        return max(_size(self.glyphs), 0.1)  # a broken font has characters without size

    @property
    def is_wide(self) -> bool:
        """Whether it has Chinese characters, whose width tells their size."""
        return any(glyph.text >= WIDE for glyph in self.glyphs)

    @cached_property
    def text(self) -> str:
        """Its pieces with a blank between them; single characters far apart are one word."""
        if len(self.glyphs) == 1:
            return self.glyphs[0].text
        first, *others = self.pieces
        text, before = first.text, first
        for piece in others:
            alone = len(before.text) == len(piece.text) == 1 and before.text >= WIDE and piece.text >= WIDE
            text += piece.text if alone else " " + piece.text
            before = piece
        return text

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """Parted at wide gaps. Chinese text that is spaced out evenly stays together."""
        return list(self._parted())

    @cached_property
    def values(self) -> list[Piece]:
        """The pieces that are numbers, or marks in their place."""
        return [piece for piece in self.pieces if is_value(piece.text)]

    def _parted(self) -> Iterator[Piece]:
        em, glyphs = self.em, self.glyphs
        gaps = [after.left - before.right for before, after in pairwise(glyphs)]
        start, gap_before = 0, inf
        if gaps and max(gaps) > _PIECE_GAP * em:
            wide = [before.text >= WIDE and after.text >= WIDE for before, after in pairwise(glyphs)]
            between = [gap for gap, both in zip(gaps, wide, strict=True) if both]
            even = len(between) > 1 and max(between) < _EVEN * min(between)
            for index, (gap, both) in enumerate(zip(gaps, wide, strict=True), 1):
                if gap > _PIECE_GAP * em and not (both and even):
                    yield _piece(glyphs[start:index], em, gap_before)
                    start, gap_before = index, gap
        yield _piece(glyphs[start:], em, gap_before)


def _around(glyphs: Sequence[Glyph]) -> Box:
    if len(glyphs) == 1:
        return glyphs[0][1:5]
    _, lefts, tops, rights, bottoms, *_ = zip(*glyphs, strict=True)
    return lefts[0], min(tops), max(rights), max(bottoms)


def _size(glyphs: Sequence[Glyph]) -> float:
    """The width of the Chinese characters of a line; of one without, its height less what lies below the letters."""
    wide = sorted([glyph[3] - glyph[1] for glyph in glyphs if glyph[0] >= WIDE])
    if wide:
        return wide[len(wide) // 2]
    high = sorted([glyph[4] - glyph[2] for glyph in glyphs])
    return 0.9 * high[len(high) // 2]


def _piece(glyphs: Sequence[Glyph], em: float, gap: float) -> Piece:
    """With blanks where one is written, or where Latin words or numbers stand apart."""
    parts = [glyphs[0].text]
    word_gap = _WORD_GAP * em
    for before, glyph in pairwise(glyphs):
        if glyph.apart or (glyph.left - before.right > word_gap and is_latin(before.text) and is_latin(glyph.text)):
            parts.append(" ")
        parts.append(glyph.text)
    return Piece("".join(parts), *_around(glyphs), gap / em if em else inf)


def is_latin(text: str) -> bool:
    """Whether a character belongs to a word or number that blanks set off."""
    return "!" <= text[0] <= "~"


class _Run:
    """Characters written one after the other in one line."""

    __slots__ = ("bottom", "glyphs", "right", "top")

    def __init__(self, glyph: Glyph) -> None:
        self.glyphs = [glyph]
        self.top, self.bottom, self.right = glyph.top, glyph.bottom, glyph.right

    def takes(self, glyph: Glyph) -> bool:
        """Add the character that was written next; False where it does not stand next in the line."""
        _, left, top, right, bottom, _, _, _ = glyph
        if left <= self.right - (bottom - top):
            return False
        if not (self.top < (top + bottom) / 2 < self.bottom or top < (self.top + self.bottom) / 2 < bottom):
            return False
        self.glyphs.append(glyph)
        self.right = right
        if top < self.top:  # noqa: PLR1730 -- min and max take twice as long, and a page has thousands of characters
            self.top = top
        if bottom > self.bottom:  # noqa: PLR1730
            self.bottom = bottom
        return True

    def is_level_with(self, other: _Run) -> bool:
        """Whether both stand at one height: the middle of the less tall one lies well within the other."""
        small, large = (self, other) if self.bottom - self.top < other.bottom - other.top else (other, self)
        slack = _OFF * (small.bottom - small.top)
        return large.top + slack < (small.top + small.bottom) / 2 < large.bottom - slack

    def join(self, other: _Run) -> None:
        """Take over what stands at the same height. The taller one says where the line is."""
        self.glyphs += other.glyphs
        if other.bottom - other.top > self.bottom - self.top:
            self.top, self.bottom = other.top, other.bottom


def lines_of(glyphs: Sequence[Glyph], page: int) -> list[Line]:
    """Characters in the order in which they were written, to lines from the top down."""
    if len(glyphs) == 1:  # most cells of a table
        return [Line(page, glyphs)]
    lines: list[_Run] = []
    for run in sorted(_runs(glyphs), key=attrgetter("top")):
        for line in reversed(lines[-_AROUND:]):
            if line.is_level_with(run):
                line.join(run)
                break
        else:
            lines.append(run)
    found = [Line(page, _without_shadows(sorted(line.glyphs, key=_BY_LEFT))) for line in lines]
    return sorted(found, key=attrgetter("middle"))


def _runs(glyphs: Iterable[Glyph]) -> list[_Run]:
    runs: list[_Run] = []
    for glyph in glyphs:
        if not (runs and runs[-1].takes(glyph)):
            runs.append(_Run(glyph))
    return runs


def _without_shadows(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Without the characters that were printed again a little to the side, to look bold."""
    kept = [glyphs[0]]
    for glyph in glyphs[1:]:
        last = kept[-1]
        if glyph.text != last.text or glyph.left - last.left > _OVERPRINT * (last.right - last.left):
            kept.append(glyph)
    return kept


@dataclass(slots=True)
class Cell:
    """A cell by its place in the table's grid; the page and the box where it begins, no box where it is blank and no
    lines are drawn around it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    page: int
    box: Box | None
    lines: Sequence[Line] = ()
    doubtful: bool = False
    """Whether its text may belong to another cell: texts of two cells came to stand in one."""


def cell_text(glyphs: Sequence[Glyph], lines: Sequence[Line], box: Box) -> str:
    """The text of a cell from its characters as they were written, and the same in lines."""
    if not lines:
        return ""
    if len(lines) == 1:
        return lines[0].text
    if _is_vertical(glyphs):
        return "".join(glyph.text for glyph in glyphs)
    return joined(lines, box[0], box[2])


def joined(lines: Sequence[Line], left: float, right: float) -> str:
    """Lines between two margins as one text. A number that fills its line goes on in the next one."""
    text = lines[0].text
    for before, line in pairwise(lines):
        meet = is_latin(before.text[-1]) and is_latin(line.text[0])
        text += (" " if meet and not _breaks_number(before, line, left, right) else "") + line.text
    return text


def first_word(line: Line) -> float:
    """The width of what no line break parts at the beginning of a line: a word, or a character and what closes it."""
    word = _WORD.match(line.text)
    characters = len(word[0]) if word else 1
    return sum(glyph.right - glyph.left for glyph in line.glyphs[:characters])


def goes_on(line: Line, following: Line, box: Box) -> bool:
    """Whether a line of a cell has no room for the first word of another, which then may go on with it."""
    return box[2] - box[0] - (line.right - line.left) < _PADDING + max(first_word(following), line.em)


def fills(line: Line, box: Box) -> bool:
    """Whether a line of a cell has no room for one more character."""
    return box[2] - box[0] - (line.right - line.left) < _PADDING + line.em


def _breaks_number(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a number goes on: one of several digits, or one of a sentence, which begins and ends between words."""
    lead = before.text.rstrip("0123456789")
    digits = len(before.text) - len(lead)
    rest = line.text.lstrip("0123456789")
    within = digits > 0 and lead != "" and rest != "" and not (is_latin(lead[-1]) or is_latin(rest[0]))
    return (digits >= _BROKEN or within) and line.text[0].isdigit() and fills(before, (left, 0, right, 0))


def _is_vertical(glyphs: Sequence[Glyph]) -> bool:
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
