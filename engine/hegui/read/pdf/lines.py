"""Characters to lines of text: what stands at one height, from left to right, in pieces with wide gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import attrgetter, itemgetter

from hegui.model.document import Box
from hegui.read.pdf.page import Glyph

_WORD_GAP = 0.35
"""Ems between two Latin letters or digits from which on they are two words."""
_PIECE_GAP = 0.5
"""Ems between two pieces of a line."""
_WIDE = "\u2e80"
"""From this character on they are as wide as they are high."""
_EVEN = 2.5
"""How many times the least gap the widest may be in text that is spaced out evenly."""
_OFF = 0.15
"""Share of its height by which a character's middle must keep inside a line."""
_AROUND = 8
"""Lines near the top of a piece of text among which its own must be."""
_OVERPRINT = 0.35
"""Share of its width by which a character may stand beside the same one and still be its shadow."""

_BY_LEFT = itemgetter(1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one line without wide gaps, and where it stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    gap: float
    """Ems to the piece before it; none before the first."""

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom


class Line:
    """A line of text on a page: its characters from left to right, and where it stands."""

    __slots__ = ("_pieces", "bottom", "em", "glyphs", "left", "page", "right", "top")

    def __init__(self, page: int, glyphs: Sequence[Glyph]) -> None:
        self.page = page
        self.glyphs = glyphs
        self.left, self.top, self.right, self.bottom = _around(glyphs)
        self.em = max(_size(glyphs), 0.1)  # a broken font has characters without size
        """The size of its characters."""
        self._pieces: Sequence[Piece] = ()

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom

    @property
    def is_wide(self) -> bool:
        """Whether it has Chinese characters, whose width tells their size."""
        return any(glyph.text >= _WIDE for glyph in self.glyphs)

    @property
    def text(self) -> str:
        """Its pieces with a blank between them; single characters far apart are one word."""
        if len(self.glyphs) == 1:
            return self.glyphs[0].text
        first, *others = self.pieces
        text, before = first.text, first
        for piece in others:
            alone = len(before.text) == len(piece.text) == 1 and before.text >= _WIDE and piece.text >= _WIDE
            text += piece.text if alone else " " + piece.text
            before = piece
        return text

    @property
    def pieces(self) -> Sequence[Piece]:
        """Parted at wide gaps. Chinese text that is spaced out evenly stays together."""
        if not self._pieces:
            self._pieces = list(self._parted())
        return self._pieces

    def _parted(self) -> Iterator[Piece]:
        em, glyphs = self.em, self.glyphs
        gaps = [after.left - before.right for before, after in pairwise(glyphs)]
        start, gap_before = 0, inf
        if gaps and max(gaps) > _PIECE_GAP * em:
            wide = [before.text >= _WIDE and after.text >= _WIDE for before, after in pairwise(glyphs)]
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
    wide = sorted([right - left for text, left, _, right, *_ in glyphs if text >= _WIDE])
    if wide:
        return wide[len(wide) // 2]
    high = sorted([bottom - top for _, _, top, _, bottom, *_ in glyphs])
    return 0.9 * high[len(high) // 2]


def _piece(glyphs: Sequence[Glyph], em: float, gap: float) -> Piece:
    return Piece(text_of(glyphs, em), *_around(glyphs), gap / em if em else inf)


def is_latin(text: str) -> bool:
    """Whether a character belongs to a word or number that blanks set off."""
    return "!" <= text[0] <= "~"


def text_of(glyphs: Sequence[Glyph], em: float) -> str:
    """The characters of a line with blanks where one is written, or where Latin words or numbers stand apart."""
    if len(glyphs) == 1:
        return glyphs[0].text
    parts = [glyphs[0].text]
    for before, glyph in pairwise(glyphs):
        if glyph.apart or (
            glyph.left - before.right > _WORD_GAP * em and is_latin(before.text) and is_latin(glyph.text)
        ):
            parts.append(" ")
        parts.append(glyph.text)
    return "".join(parts)


class _Run:
    """Characters written one after the other in one line."""

    __slots__ = ("bottom", "glyphs", "right", "top")

    def __init__(self, glyph: Glyph) -> None:
        self.glyphs = [glyph]
        self.top, self.bottom, self.right = glyph.top, glyph.bottom, glyph.right

    def takes(self, glyph: Glyph) -> bool:
        """Add the character that was written next; False where it does not stand next in the line."""
        _, left, top, right, bottom, *_ = glyph
        if left <= self.right - (bottom - top):
            return False
        if not (self.top < (top + bottom) / 2 < self.bottom or top < (self.top + self.bottom) / 2 < bottom):
            return False
        self.glyphs.append(glyph)
        self.right = right
        self.top = min(self.top, top)
        self.bottom = max(self.bottom, bottom)
        return True

    def join(self, other: _Run) -> None:
        """Take over what stands at the same height. The higher-built one says where the line is."""
        self.glyphs += other.glyphs
        if other.bottom - other.top > self.bottom - self.top:
            self.top, self.bottom = other.top, other.bottom


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """Characters in the order in which they were written, to lines from the top down."""
    glyphs = list(glyphs)
    if len(glyphs) == 1:  # most cells of a table
        return [Line(page, glyphs)]
    lines: list[_Run] = []
    for run in sorted(_runs(glyphs), key=attrgetter("top")):
        for line in reversed(lines[-_AROUND:]):
            if _level(line, run):
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


def _level(line: _Run, run: _Run) -> bool:
    """Whether two runs stand at one height: the middle of the lower-built one lies well within the other."""
    small, large = (line, run) if line.bottom - line.top < run.bottom - run.top else (run, line)
    slack = _OFF * (small.bottom - small.top)
    return large.top + slack < (small.top + small.bottom) / 2 < large.bottom - slack


def _without_shadows(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Without the characters that were printed again a little to the side, to look bold."""
    kept = [glyphs[0]]
    for glyph in glyphs[1:]:
        last = kept[-1]
        if glyph.text != last.text or glyph.left - last.left > _OVERPRINT * (last.right - last.left):
            kept.append(glyph)
    return kept
