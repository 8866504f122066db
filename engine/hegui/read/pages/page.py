"""A page as it is printed: its characters with their boxes, thin boxes that may be ruling lines, pictures.

Everything is in points from the upper left corner of the page as its text is read: a page whose text runs upwards is
turned, whether or not it is shown so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from hegui.model.document import Box

_SCANNED = 0.5
"""Share of a page that pictures cover where it is a scan."""
_STAMP = 60
"""Characters that a scan may have all the same: page numbers, the name of the program that made it."""
_GARBLED = 0.3
"""Share of characters without meaning from which on a page cannot be read."""

UNKNOWN = "\ufffd"
"""Stands for a glyph of which the font does not say what character it is."""
_RADICALS = dict(
    zip(
        "⺁⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals that look like a whole character and that Unicode does not make equal to it."""
_COMPATIBLE = (
    (0x2E80, 0x2FDF),  # radicals
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFB00, 0xFB06),  # ligatures of Latin letters
    (0xFE10, 0xFE1F),  # punctuation of vertical text
    (0xFE30, 0xFE4F),
    (0x2F800, 0x2FA1F),
)
_MEANINGLESS = ((0, 0), (0xD800, 0xF8FF), (0xFFFE, 0xFFFF), (0xF0000, 0xFFFFFFFF))
"""Halves of pairs, codes for private use, no characters."""
_HYPHEN = 0x02
"""What PDFium makes of a hyphen at the end of a line."""


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
    aside: bool = False
    """Whether it is shown and no part of the text: struck out, or of the raised mark of a note."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its text is read."""

    number: int
    """In the order of reading."""
    sheet: int
    """The number of the page as a viewer counts; two pages side by side are one to it."""
    width: float
    height: float
    glyphs: list[Glyph]
    """In the order in which they were written."""
    lines: list[Box]
    """Thin boxes, horizontal or vertical."""
    pictures: list[Box]
    turn: int = 0
    """Quarter turns clockwise that it takes to show the page as it is seen."""
    is_overdrawn: bool = False
    """Whether more is drawn on it than is looked at, so that lines may be missing."""
    strikes: bool = False
    """Whether any text on it is struck out."""
    begins: bool = False
    """Whether another document of the file begins with it."""
    hides_layers: bool = False
    """Whether something stands on a layer of it that is not shown."""
    half_from: float | None = None
    """Where two pages stand on one sheet: how far from its left edge this one begins."""

    def as_seen(self, box: Box) -> Box:
        """A box where it is on the page as it is seen, rounded to a tenth of a point."""
        left, top, right, bottom = box
        width = self.width
        if self.half_from is not None:
            left, right, width = left + self.half_from, right + self.half_from, 2 * self.width
        for turn in range(self.turn):
            height = width if turn % 2 else self.height
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
        return [glyph[0] for glyph in self.glyphs].count(UNKNOWN) / max(len(self.glyphs), 1)


def around(boxes: Iterable[Box]) -> Box:
    """The box around boxes, of which there must be one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@cache
def character(code: int) -> str:
    """The text of a code as it looks: fonts map their glyphs to radicals, ligatures and codes of their own.

    One character, several for a ligature, a blank for any blank, none for a control. A code that means nothing outside
    its font gives `UNKNOWN`: what it looks like cannot be told.
    """
    if any(first <= code <= last for first, last in _MEANINGLESS):
        return UNKNOWN
    text = chr(code)
    if any(first <= code <= last for first, last in _COMPATIBLE):
        return _RADICALS.get(text) or unicodedata.normalize("NFKC", text)
    if code == _HYPHEN:
        return "-"
    if text.isspace():
        return " "
    return text if unicodedata.category(text) not in ("Cc", "Cf") else ""
