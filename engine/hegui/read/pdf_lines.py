"""Characters to lines of text: what stands at one height, from left to right, in pieces with wide gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf
from statistics import median

from hegui.model.document import Box
from hegui.read.pdf_pages import Glyph

_WORD_GAP = 0.35
"""Ems between two Latin letters or digits from which on they are two words."""
_PIECE_GAP = 0.5
"""Ems between two pieces of a line."""
_WIDE = "\u2e80"
"""From this character on they are as wide as they are high."""
_OFF = 0.15
"""Share of its height by which a character's middle must keep inside a line."""
_AROUND = 8
"""Lines near the top of a piece of text among which its own must be."""
_OVERPRINT = 0.35
"""Share of its width by which a character may stand beside the same one and still be its shadow."""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Line:
    """A line of text on a page: its characters from left to right."""

    page: int
    glyphs: Sequence[Glyph]

    @cached_property
    def left(self) -> float:
        return self.glyphs[0].left

    @cached_property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @cached_property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @cached_property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom

    @cached_property
    def em(self) -> float:
        """The size of its characters: the width of the Chinese ones."""
        wide = [glyph.right - glyph.left for glyph in self.glyphs if glyph.text >= _WIDE]
        return median(wide) if wide else 0.9 * median(glyph.bottom - glyph.top for glyph in self.glyphs)

    @cached_property
    def text(self) -> str:
        """Its pieces with a blank between them; single characters far apart are one word."""
        text = self.pieces[0].text
        for before, piece in pairwise(self.pieces):
            alone = len(before.text) == len(piece.text) == 1 and before.text >= _WIDE and piece.text >= _WIDE
            text += piece.text if alone else " " + piece.text
        return text

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """Parted at wide gaps. Chinese text that is spaced out evenly stays together."""
        em, glyphs = self.em, self.glyphs
        if len(glyphs) == 1:
            return [_piece(glyphs, em, inf)]
        gaps = [after.left - before.right for before, after in pairwise(glyphs)]
        if max(gaps) <= _PIECE_GAP * em:
            return [_piece(glyphs, em, inf)]
        wide = [before.text >= _WIDE and after.text >= _WIDE for before, after in pairwise(glyphs)]
        between = [gap for gap, both in zip(gaps, wide, strict=True) if both]
        even = len(between) > 1 and max(between) < 2.5 * min(between)
        pieces: list[Piece] = []
        start, before = 0, inf
        for index, (gap, both) in enumerate(zip(gaps, wide, strict=True), 1):
            if gap > _PIECE_GAP * em and not (both and even):
                pieces.append(_piece(glyphs[start:index], em, before))
                start, before = index, gap
        return [*pieces, _piece(glyphs[start:], em, before)]


def _piece(glyphs: Sequence[Glyph], em: float, gap: float) -> Piece:
    return Piece(
        text_of(glyphs, em),
        glyphs[0].left,
        min(glyph.top for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        gap / em,
    )


def is_latin(text: str) -> bool:
    """Whether a character belongs to a word or number that blanks set off."""
    return "!" <= text[0] <= "~"


def text_of(glyphs: Sequence[Glyph], em: float) -> str:
    """The characters of a line with blanks where one is written, or where Latin words or numbers stand apart."""
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
        middle = (glyph.top + glyph.bottom) / 2
        if not (self.top < middle < self.bottom or glyph.top < (self.top + self.bottom) / 2 < glyph.bottom):
            return False
        return glyph.left > self.right - (glyph.bottom - glyph.top)

    def add(self, glyph: Glyph) -> None:
        self.glyphs.append(glyph)
        self.right = glyph.right
        if glyph.top < self.top:
            self.top = glyph.top
        if glyph.bottom > self.bottom:
            self.bottom = glyph.bottom

    def join(self, other: _Run) -> None:
        """Take over what stands at the same height. The higher-built one says where the line is."""
        self.glyphs += other.glyphs
        if other.bottom - other.top > self.bottom - self.top:
            self.top, self.bottom = other.top, other.bottom


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """Characters in the order in which they were written, to lines from the top down."""
    lines: list[_Run] = []
    for run in sorted(_runs(glyphs), key=lambda run: run.top):
        for line in reversed(lines[-_AROUND:]):
            if _level(line, run):
                line.join(run)
                break
        else:
            lines.append(run)
    found = [Line(page, _without_shadows(sorted(line.glyphs, key=lambda glyph: glyph.left))) for line in lines]
    return sorted(found, key=lambda line: line.middle)


def _runs(glyphs: Iterable[Glyph]) -> list[_Run]:
    runs: list[_Run] = []
    for glyph in glyphs:
        if runs and runs[-1].takes(glyph):
            runs[-1].add(glyph)
        else:
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
