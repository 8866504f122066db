"""Numbers as reports print them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def chinese(number: int) -> str:
    """A number from 0 to 99,999,999 in Chinese numerals: 26 is 二十六, 1286 is 一千二百八十六."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1_000 else ""
        return f"{chinese(high)}万{gap}{chinese(low) if low else ''}"
    if number == 0:
        return "零"
    text = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += _DIGITS[digit] + _PLACES[place]
        elif text and number % 10**place and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def full_width(number: int) -> str:
    return str(number).translate(_FULL_WIDTH)


STYLES: Mapping[str, Callable[[int], str]] = {
    "plain": str,
    "separated": lambda number: f"{number:,}",
    "full_width": full_width,
    "chinese": chinese,
}
"""Ways of printing a whole number: 1286, 1,286, １２８６, 一千二百八十六."""


def written_date(year: int, month: int, day: int, style: str) -> str:
    """A date as printed: `plain` 2025年1月5日, `padded` 2025年01月05日, `dots`, `dashes`, or `chinese`."""
    match style:
        case "padded":
            return f"{year}年{month:02}月{day:02}日"
        case "dots":
            return f"{year}.{month}.{day}"
        case "dashes":
            return f"{year}-{month:02}-{day:02}"
        case "chinese":
            digits = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
            return f"{digits}年{chinese(month)}月{chinese(day)}日"
        case _:
            return f"{year}年{month}月{day}日"


DATE_STYLES = ("plain", "padded", "dots", "dashes", "chinese")
