"""One spelling for text that is written in many: squeezed prose for patterns, bare keys for labels."""

from __future__ import annotations

import re
from functools import lru_cache

_FULL = {ord(half): full for half, full in zip(",;:()!?", "，；：（）！？", strict=True)}
_HALF = {ord(full): ord(full) - 0xFEE0 for full in "０１２３４５６７８９％．＋－／＝［］｛｝＠＃＆＊～"}
_HALF |= {ord(full): ord(full) - 0xFEE0 for full in map(chr, range(0xFF21, 0xFF3B))}
_HALF |= {ord(full): ord(full) - 0xFEE0 for full in map(chr, range(0xFF41, 0xFF5B))}
_PROSE = _FULL | _HALF
_ODD = re.compile("[" + re.escape("".join(map(chr, _PROSE))) + "]")
_ANY_BLANK = re.compile("[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_BLANK = re.compile(r"(?<![!-~])\s+|\s+(?![!-~])")
_NUMBER = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十])(?=\D)")
_NOT_LABEL = re.compile(r"[^0-9A-Za-z㐀-鿿]+")


def normal(raw: str) -> str:
    """Punctuation full width, digits and Latin letters half width; character for character."""
    return raw.translate(_PROSE) if _ODD.search(raw) else raw  # most text needs nothing done, and to look is cheap


def squeeze(raw: str) -> str:
    """`normal`, without blanks except between Latin words."""
    text = normal(raw)
    return _BLANK.sub("", text) if _ANY_BLANK.search(text) else text


def unnumbered(key: str) -> str:
    """The key of a label without the number before it."""
    return _NUMBER.sub("", key)


@lru_cache(maxsize=4096)
def label_key(text: str) -> str:
    """A label reduced to what bears meaning: its characters and digits, without punctuation and blanks."""
    return _NOT_LABEL.sub("", text.translate(_HALF))
