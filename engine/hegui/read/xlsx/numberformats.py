"""Numbers of a workbook as its number formats show them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_DAY = "yyyy-m-d"
_MONTH = "yyyy-m"
DATE_FORMATS = {
    "9": "0%",
    "10": "0.00%",
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "17": _MONTH,
    "55": _MONTH,
    **dict.fromkeys(["14", "15", "22", "27", "28", "29", "30", "31", "36", "50", "51", "52", "53", "54", "58"], _DAY),
    "57": _MONTH,
}
"""Codes of the built-in formats that change what a number looks like, in a Chinese Excel, by their numbers."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LARGEST = Decimal(10) ** 15


def shown(value: str, code: str, since_1904: bool = False) -> str:
    """A stored number as the format with this code shows it. A text that is no number is returned as it is.

    Signs of thousands, currency and the like are left out; a date is written 2024年1月10日. A format that shows no
    digit (a dash for zero) does not hide the number.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number) >= _LARGEST:
        return value
    bare = _LITERAL.sub("", code.partition(";")[0]).lower()
    if "y" in bare or ("d" in bare and "m" in bare):
        return _date(number, bare, since_1904) or value
    if "general" in bare or not re.search("[0#?]", bare) or "e" in bare:
        return _plain(Decimal(repr(float(number))))
    percent = "%" if "%" in bare else ""
    places = len(re.findall("[0#?]", bare.partition(".")[2]))
    unit = Decimal(1).scaleb(-min(places, 20))
    rounded = (number * 100 if percent else number).quantize(unit, ROUND_HALF_UP)
    return (_plain(rounded) if "#" in bare.partition(".")[2] else f"{rounded:f}") + percent


def _plain(number: Decimal) -> str:
    """Without an exponent, and without noughts at the end of a fraction; 0.1+0.2 is 0.3."""
    text = f"{number:.10f}" if number != number.to_integral_value() else f"{number.to_integral_value():f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(number: Decimal, code: str, since_1904: bool) -> str | None:
    days = int(number)
    if not 0 < days < 2_958_466:
        return None
    day = (date(1904, 1, 1) if since_1904 else date(1899, 12, 30)) + timedelta(days)
    return f"{day.year}年{day.month}月{day.day}日" if "d" in code else f"{day.year}年{day.month}月"
