"""The characters of a PDF as they look: fonts map their glyphs to radicals, ligatures and codes of their own."""

from __future__ import annotations

import unicodedata
from functools import cache

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
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
_HYPHEN = 0x02
"""What PDFium makes of a hyphen at the end of a line."""


@cache
def character(code: int) -> str:
    """The text of a code: one character, several for a ligature, a blank for any blank, none for a control.

    A code that means nothing outside its font gives `UNKNOWN`: what it looks like cannot be told.
    """
    if any(first <= code <= last for first, last in _COMPATIBLE):
        text = chr(code)
        return _RADICALS.get(text) or unicodedata.normalize("NFKC", text)
    if code == _HYPHEN:
        return "-"
    if code in (0, 0xFFFE, 0xFFFF) or any(first <= code <= last for first, last in _PRIVATE):
        return UNKNOWN
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return UNKNOWN
    text = chr(code)
    if text.isspace():
        return " "
    return text if unicodedata.category(text) not in ("Cc", "Cf") else ""
