"""A page of a PDF: its characters with their boxes, thin boxes that may be ruling lines, pictures.

Everything is in points from the upper left corner of the page as its text is read: a page whose text runs upwards is
turned, whether or not it is shown so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from hegui.model.document import Box
from hegui.read.pdf.characters import UNKNOWN

_SCANNED = 0.5
"""Share of a page that pictures cover where it is a scan."""
_STAMP = 60
"""Characters that a scan may bear besides: page numbers, the name of the program that made it."""
_GARBLED = 0.3
"""Share of characters without meaning from which on a page cannot be read."""


class Glyph(NamedTuple):
    """A character and its box: its advance in the line by the height of its font."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    apart: bool
    """Whether a blank stands before it."""
    turned: bool
    """Whether it stands across the text of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its text is read."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    """In the order in which they were written."""
    lines: list[Box]
    """Thin boxes, upright or level."""
    pictures: list[Box]
    turn: int = 0
    """Quarter turns clockwise that it takes to show the page as it is seen."""
    is_overdrawn: bool = False
    """Whether more is drawn on it than is looked at, so that lines may be missing."""

    def shown(self, box: Box) -> Box:
        """A box where it is on the page as it is seen, rounded to a tenth of a point."""
        left, top, right, bottom = box
        for turn in range(self.turn):
            height = self.width if turn % 2 else self.height
            left, top, right, bottom = height - bottom, left, height - top, right
        return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)

    @property
    def is_scan(self) -> bool:
        covered = sum((right - left) * (bottom - top) for left, top, right, bottom in self.pictures)
        return covered > _SCANNED * self.width * self.height and len(self.glyphs) < _STAMP

    @property
    def is_garbled(self) -> bool:
        """Whether the fonts do not say what is written on it."""
        return self.unknown > _GARBLED

    @property
    def is_readable(self) -> bool:
        """Whether its text is there to be read, so that nothing need be recognised."""
        return bool(self.glyphs) and not self.is_scan and not self.is_garbled

    @property
    def unknown(self) -> float:
        """Share of the characters of which the font does not say what they are."""
        return [text for text, *_ in self.glyphs].count(UNKNOWN) / max(len(self.glyphs), 1)
