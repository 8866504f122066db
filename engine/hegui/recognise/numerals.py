"""Numbers as reports write them: 1,234 １２ 一百二十三 3.5万, and cells that hold one, a blank or a mark."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from hegui.model.report import CellKind, Number
from hegui.recognise.text import normal

_DIGITS = {character: index % 10 for index, character in enumerate("零一二三四五六七八九〇")} | {
    "两": 2,
    "○": 0,
    "O": 0,
}
_DIGITS["〇"] = 0
_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_ARABIC = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,，' ]\d{3})+(?:\.\d+)?")
_CELL_UNIT = re.compile(r"(?:件|宗|起|份|条|项|次|个|万元|元)$")
_MARKS = frozenset(
    ["/", "-", "--", "—", "——", "–", "－", "／", "\\", "无", "不适用", "*", "N/A", "n/a", "―", "─", "一"]
)


def parse_number(text: str) -> Number | None:
    """The exact value of a number written in digits or Chinese numerals, else None. `12abc` is no number."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    scale = 1
    while text and text[-1] in _MYRIADS and len(text) > 1 and not _is_chinese(text):
        scale *= _MYRIADS[text[-1]]
        text = text[:-1]
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[,，' ]", "", text)
    if _ARABIC.fullmatch(text) and text.isascii():
        return _exact(Decimal(text) * scale)
    value = chinese_number(text)
    return None if value is None else value * scale


def _is_chinese(text: str) -> bool:
    return all(character in _DIGITS or character in _SCALES or character in _MYRIADS for character in text)


def _exact(value: Decimal) -> Number:
    whole = int(value)
    return whole if whole == value else value


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral (一百二十三, 二〇二四, 十二, 三万五千), else None."""
    if not text or not _is_chinese(text):
        return None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SCALES:
            section += (digit or 1) * _SCALES[character]
            digit = 0
        else:
            total = (
                (total + section + digit) * _MYRIADS[character]
                if character == "亿"
                else total + (section + digit) * _MYRIADS[character]
            )
            section = digit = 0
    return total + section + digit


@lru_cache(maxsize=4096)
def read_cell(raw: str) -> tuple[CellKind, Number | None]:
    """What a table cell holds: a number with its value, a blank, a mark in a number's place, or other text."""
    text = normal(raw).strip()
    if not text:
        return CellKind.BLANK, None
    if text in _MARKS:
        return CellKind.MARK, None
    value = parse_number(_CELL_UNIT.sub("", text)) if not _is_chinese(text) else None
    if value is None:
        return CellKind.TEXT, None
    return CellKind.NUMBER, value


def is_value(raw: str) -> bool:
    """True for what may stand in a data cell: a number or a mark."""
    return read_cell(raw)[0] in (CellKind.NUMBER, CellKind.MARK)
