"""Numbers as reports write them: 1,234 １２ 一百二十三 3.5万; cells with a number, a blank or a mark; item numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from hegui.model.report import CellKind, Number
from hegui.read.characters import is_legible
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
_NOTE_MARK = r"(?:[①-⓿➀-➓㈠-㈩¹²³⁰-⁹*※†‡#△▲☆★]|[\[〔【][^\[\]〔〕【】]*[\]〕】])\s*"
_REMARKED = re.compile(rf"(?:{_NOTE_MARK})*(?P<bare>.{{1,40}}?)\s*(?:（(?P<words>[^（）]*)）\s*|{_NOTE_MARK})*")
"""Words in brackets, or the mark of a note, at a number: 22（其中修订16件） 45① *45."""
_WORD = re.compile("(?![一不无])[㐀-鿿]")
"""With what no number begins, and nothing that stands in its place."""
_SEVERAL = re.compile(r"(?!\d+、\d+$)[-+]?\d[\d,.]*[^\d/~.-]*[\s，；、（\u4e00-\u9fff][^\d/~.-]*\d")
"""Two numbers with a blank, a comma or words between them: which of them is meant cannot be told. 9、1 is no number:
nothing that a copy does to a cell makes one."""
_LONGEST = 24
"""Characters; what is longer is no number that a report could mean."""
ITEM = re.compile(
    r"(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]|第[一二三四五六七八九十]{1,3}(?:部分|章))"
)
"""The number with which an item or a part begins: 一、 （一） 1. 第一部分."""


@lru_cache(maxsize=4096)
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
    return value if text.replace("一十", "十") == chinese_numeral(value).replace("一十", "十") else None


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


def chinese_numeral(value: int) -> str:
    """A whole number as it is read out: 1203 is 一千二百零三."""
    for name, scale in (("亿", 10**8), ("万", 10**4)):
        if value >= scale:
            high, low = divmod(value, scale)
            gap = "零" if 0 < low < scale // 10 else ""
            return f"{chinese_numeral(high)}{name}{gap}{chinese_numeral(low) if low else ''}"
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
    """What a table cell holds: a number with its value, a blank, a mark in a number's place, or other text.

    A remark behind a number, in brackets or as the mark of a note, is no part of it. Where a second number stands
    beside it, or a character cannot be read, what is meant cannot be told: then the cell counts as not found.
    """
    text = normal(raw).strip()
    if not text:
        return CellKind.BLANK, None
    if text in _MARKS:
        return CellKind.MARK, None
    value = _counted(text)
    if value is not None:
        return CellKind.NUMBER, value
    if not is_legible(text):
        return CellKind.NOT_FOUND, None
    remarked = _REMARKED.fullmatch(text)
    if remarked and not (remarked["words"] and _counted(remarked["words"]) is not None):
        bare = remarked["bare"]
        if bare in _MARKS:
            return CellKind.MARK, None
        value = _counted(bare)
        if value is not None:
            return CellKind.NUMBER, value
    return CellKind.NOT_FOUND if _SEVERAL.match(text) else CellKind.TEXT, None


def _counted(text: str) -> Number | None:
    """The value of a number in digits, with or without the unit that is counted."""
    bare = _CELL_UNIT.sub("", text)
    return None if _CHINESE.fullmatch(bare) else parse_number(bare)


def is_value(raw: str) -> bool:
    """True for what may stand in a data cell: a number or a mark."""
    return not _WORD.match(raw) and read_cell(raw)[0] in (CellKind.NUMBER, CellKind.MARK)
