"""Dates as printed: 2025年1月10日, 2025.1.10, 2025-01-10, 二〇二五年一月十日, and the period of the statistics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hegui.recognise.numerals import chinese_number

_NUMERAL = "零〇○Ｏ一二三四五六七八九十"
DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?:年|[-./])(?P<m>\d{1,2})(?:月|[-./])(?P<d>\d{1,2})(?:日|号|(?!\d))"
    rf"|(?P<cy>[二一][{_NUMERAL}]{{3}})年(?P<cm>[{_NUMERAL}]{{1,2}})月(?P<cd>[{_NUMERAL}]{{1,3}})[日号]"
)
_PERIOD = re.compile(
    r"(?P<y>20\d{2})年?(?P<m>\d{1,2})月(?P<d>\d{1,2})日?(?:零时|0时)?起?[，]?(?:开始)?(?:至|到|—+|-+|~|–|－|―|─)+"
    r"(?P<y2>20\d{2}年?|本年|当年|同年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日?"
)
_PERIOD_CUE = re.compile(r"统计|数据|期限|时限|起止|报告期|报告所列|本报告|期间")
_NUMERIC_PERIOD = re.compile(
    r"(?P<y>20\d{2})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?:至|到|—+|~)(?P<y2>20\d{2})[-./](?P<m2>\d{1,2})[-./](?P<d2>\d{1,2})"
)


class Found(NamedTuple):
    """A printed date: its value (None where no such day exists) and its offsets."""

    value: date | None
    year: int
    start: int
    end: int


class Period(NamedTuple):
    """The statistical period as printed, with offsets of the whole phrase."""

    start_date: date | None
    end_date: date | None
    start: int
    end: int


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str) -> Iterator[Found]:
    """Every full date in the text, in order."""
    for match in DATE.finditer(text):
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            numbers = [chinese_number(match[name].replace("Ｏ", "〇")) for name in ("cy", "cm", "cd")]
            if any(number is None for number in numbers):
                continue
            year, month, day = (number or 0 for number in numbers)
        yield Found(_day(year, month, day), year, match.start(), match.end())


def find_period(text: str) -> Period | None:
    """The period of the statistics: two days joined by 至, of which the text speaks as the period or which span the year."""
    for pattern in (_PERIOD, _NUMERIC_PERIOD):
        for match in pattern.finditer(text):
            second = match["y2"]
            year = int(match["y"])
            end_year = int(second[:4]) if second and second[0] == "2" else year
            days = tuple(int(match[name]) for name in ("m", "d", "m2", "d2"))
            whole_year = days == (1, 1, 12, 31)
            sentence = text[
                max(text.rfind("。", 0, match.start()), text.rfind("\n", 0, match.start())) + 1 : match.end() + 40
            ]
            if whole_year or _PERIOD_CUE.search(sentence):
                return Period(
                    _day(year, days[0], days[1]),
                    _day(end_year, days[2], days[3]),
                    match.start(),
                    match.end(),
                )
    return None
