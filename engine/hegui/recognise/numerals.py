"""Numbers as reports write them: 1,234 １２ 一百二十三 3.5万, and cells that hold one, a blank or a mark."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from hegui.model.report import CellKind, Number
from hegui.recognise.text import normal

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_SAME = str.maketrans({"〇": "零", "○": "零", "两": "二", "廿": "二十", "卅": "三十"})
"""Other characters for the same number."""
_MYRIADS = {"万": 10**4, "亿": 10**8}
_CHINESE = re.compile("[零一二三四五六七八九十百千万亿〇○两廿卅]+")
_ARABIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[,，' ][0-9]{3})+(?:\.[0-9]+)?")
_CELL_UNIT = re.compile(r"(?:件|宗|起|份|条|项|次|个|万元|元)$")
_MARKS = frozenset(
    ["/", "-", "--", "—", "——", "–", "－", "／", "\\", "无", "不适用", "*", "N/A", "n/a", "―", "─", "一"]
)
"""一 alone in a cell is a dash that was typed as the character it looks like."""
_LONGEST = 24
"""Characters; what is longer is no number that a report could mean."""


def parse_number(text: str) -> Number | None:
    """The exact value of a number written in digits or Chinese numerals, else None. `12abc` is no number.

    Thousands separators, full-width digits, a sign, decimals and a closing 万 or 亿 are understood.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if _CHINESE.fullmatch(text):
        return chinese_number(text)
    text = normal(text)
    scale = 1
    while text and text[-1] in _MYRIADS:
        scale *= _MYRIADS[text[-1]]
        text = text[:-1]
    if _GROUPED.fullmatch(text):
        text = re.sub("[,，' ]", "", text)
    return _exact(Decimal(text) * scale) if _ARABIC.fullmatch(text) else None


def _exact(value: Decimal) -> Number:
    whole = int(value)
    return whole if whole == value else value


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral (一百二十三, 二〇二四, 十二, 三万五千), else None.

    What is not written as its value would be (十百, 一百二, 二十三四) is no number: its reader could only guess.
    """
    if not _CHINESE.fullmatch(text):
        return None
    text = text.translate(_SAME)
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS.index(character)) for character in text))
    value = _read(text)
    return value if text.replace("一十", "十") == _written(value).replace("一十", "十") else None


def _read(text: str) -> int:
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character in _PLACES:
            section += (digit or 1) * 10 ** _PLACES.index(character)
            digit = 0
        else:
            scale = _MYRIADS[character]
            total = (total + section + digit) * scale if total < scale else total + (section + digit) * scale
            section = digit = 0
    return total + section + digit


def _written(value: int) -> str:
    """A whole number as it is read out: 1203 is 一千二百零三."""
    for name, scale in (("亿", 10**8), ("万", 10**4)):
        if value >= scale:
            high, low = divmod(value, scale)
            gap = "零" if 0 < low < scale // 10 else ""
            return f"{_written(high)}{name}{gap}{_written(low) if low else ''}"
    text = ""
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            text += _DIGITS[digit] + _PLACES[place]
        elif text and value % 10**place and not text.endswith("零"):
            text += "零"
    return text or "零"


@lru_cache(maxsize=4096)
def read_cell(raw: str) -> tuple[CellKind, Number | None]:
    """What a table cell holds: a number with its value, a blank, a mark in a number's place, or other text."""
    text = normal(raw).strip()
    if not text:
        return CellKind.BLANK, None
    if text in _MARKS:
        return CellKind.MARK, None
    bare = _CELL_UNIT.sub("", text)
    value = None if _CHINESE.fullmatch(bare) else parse_number(bare)
    if value is None:
        return CellKind.TEXT, None
    return CellKind.NUMBER, value


def is_value(raw: str) -> bool:
    """True for what may stand in a data cell: a number or a mark."""
    return read_cell(raw)[0] in (CellKind.NUMBER, CellKind.MARK)
