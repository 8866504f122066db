"""What characters the glyphs of an embedded font are, where an OFD file has its text in codes that mean nothing outside
it. Needs the extra `hegui[fonts]`; without that such text is not read.

A font may be made for one file, its codes given out as they came. What it says is believed where it names its glyphs,
where text of the file that can be read bears it out, or where its codes are scattered over Chinese as only those of
real text are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import pairwise

from hegui.read.characters import WIDE
from hegui.read.pages.page import UNKNOWN, character

_FEWEST = 8
"""Chinese characters from which on one can tell whether the codes of a font are scattered."""
_BORNE_OUT = 3
"""Glyphs whose characters are known otherwise, from which on a font that is right about all of them is believed."""


class Font:
    """An embedded font: its glyphs by their numbers, and the characters they are as far as that can be told."""

    def __init__(self, names: Mapping[int, str] = {}, codes: Mapping[int, int] = {}) -> None:
        self._named = names
        """Glyph to the character by its name."""
        self._codes = codes
        """Code to glyph."""
        self._mapped = {glyph: text for code, glyph in codes.items() if (text := character(code)) != UNKNOWN}
        """Glyph to the character by whose code the font knows it."""
        self._is_scattered = _are_scattered(self._mapped.values())
        self._borne_out = 0
        self._refuted = False

    @classmethod
    def of(cls, content: bytes) -> Font:
        """The font in a file; an empty one where it is damaged or of an unknown kind, or where the extra is missing."""
        try:
            from fontTools import agl
            from fontTools.ttLib import TTFont
        except ImportError:
            return cls()
        try:
            font = TTFont(BytesIO(content), lazy=True)
            numbers = {name: number for number, name in enumerate(font.getGlyphOrder())}
            cmap = font.getBestCmap() or {}
            has_names = "CFF " in font or font["post"].formatType == 2
        except Exception:  # whatever a broken font makes of it
            return cls()
        names = {number: text for name, number in numbers.items() if len(text := agl.toUnicode(name)) == 1}
        return cls(names if has_names else {}, {code: numbers[name] for code, name in cmap.items() if name in numbers})

    def text(self, sign: str, text: str, glyph: int | None) -> str:
        """What a sign of the file looks like, drawn by a glyph where the file names that: its `text` where it has one,
        which tells something of the font; else what the font says, `UNKNOWN` where it cannot be told."""
        if glyph is None:
            glyph = self._codes.get(ord(sign), 0)
        mapped = self._mapped.get(glyph)
        if text != UNKNOWN:
            self._borne_out += mapped == text
            self._refuted = self._refuted or mapped not in (text, None)
            return text
        if (named := self._named.get(glyph)) is not None:
            return named if mapped in (named, None) else UNKNOWN
        is_believed = not self._refuted and (self._is_scattered or self._borne_out >= _BORNE_OUT)
        return mapped if mapped is not None and is_believed else UNKNOWN


def _are_scattered(texts: Iterable[str]) -> bool:
    """Whether Chinese characters stand apart in their order, most of them: nobody who counts up leaves gaps."""
    codes = sorted({ord(text) for text in texts if len(text) == 1 and text >= WIDE})
    gaps = sum(after - before > 1 for before, after in pairwise(codes))
    return len(codes) >= _FEWEST and gaps * 2 > len(codes)
