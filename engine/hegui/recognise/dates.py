"""Dates as printed: 2025年1月10日, 2025.1.10, 20250110, 二〇二五年一月十日, and the period of the statistics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from hegui.model.form import PeriodForm
from hegui.recognise.numerals import chinese_number

NUMERAL = "零〇○OＯ0一二三四五六七八九十"
_ZERO = dict.fromkeys(map(ord, "○OＯ0"), "〇")
DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?:年|[-./]|(?=(?:1[0-2]|0?[1-9])月))(?P<m>\d{1,2})(?:月|[-./])(?P<d>\d{1,2})(?:日|号|(?!\d))"
    rf"|(?P<cy>[二一][{NUMERAL}]{{3}})年(?P<cm>[{NUMERAL}]{{1,2}})月(?P<cd>[{NUMERAL}]{{1,3}})[日号]"
)
"""A full date. The 年 may be lost, as some pages lose it, where a month stands behind."""
UNFINISHED = re.compile(r"20\d{2}年\d{0,2}月日?$")
"""A date without its day, at the end of a line."""
_COMPACT = re.compile(r"^(20\d{2})([01]\d)([0-3]\d)(?!\d)")
_TO = r"(?:零时|0时)?起?，?(?:开始)?(?:至|到|—+|-+|~|–|－|―|─)+"
_JOINED = re.compile(_TO)
_FROM_TO = re.compile(
    rf"(?P<y>20\d{{2}})年?(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日?{_TO}"
    r"(?P<y2>20\d{2}年?|本年|当年|同年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日?"
)
_WHOLE_YEAR = r"[^。\n]{0,12}?(?P<y>20\d{2})年(?:0?1月?(?:至|到|—+|-|~|–)12月|全年|度)"


class PrintedDate(NamedTuple):
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


def year_of(text: str) -> int | None:
    """A year of four digits or Chinese numerals; None for anything else."""
    if text.isdecimal():
        return int(text)
    return chinese_number(text.translate(_ZERO)) if text else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str) -> Iterator[PrintedDate]:
    """Every full date in the text, in order."""
    for match in DATE.finditer(text):
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            numbers = [chinese_number(match[name].translate(_ZERO)) for name in ("cy", "cm", "cd")]
            if any(number is None for number in numbers):
                continue
            year, month, day = (number or 0 for number in numbers)
        yield PrintedDate(_day(year, month, day), year, match.start(), match.end())


def find_compact_date(text: str) -> Iterator[PrintedDate]:
    """As `find_dates`; a date at the beginning may also be written as a computer does: 20250113."""
    return find_dates(_COMPACT.sub(r"\1-\2-\3", text))


class PeriodReader:
    """Finds the statistical period in a report's prose, by the ways in which forms speak of it."""

    def __init__(self, forms: Iterable[PeriodForm]) -> None:
        ways = dict.fromkeys((PeriodForm(), *forms))
        self._cues = re.compile("|".join(way.cues for way in ways))
        self._whole_year = re.compile(f"(?:{'|'.join(way.lead for way in ways)}){_WHOLE_YEAR}")

    def find(self, text: str) -> Period | None:
        """Two days joined by 至 that span the year, or that the text calls the period; or the year as a whole."""
        for match in _FROM_TO.finditer(text):
            year, second = int(match["y"]), match["y2"] or ""
            start = _day(year, int(match["m"]), int(match["d"]))
            end = _day(int(second[:4]) if second[:1] == "2" else year, int(match["m2"]), int(match["d2"]))
            if self._is_period(text, match.start(), match.end(), start, end):
                return Period(start, end, match.start(), match.end())
        for first, last in pairwise(find_dates(text)):
            joined = _JOINED.fullmatch(text, first.end, last.start)
            if joined and self._is_period(text, first.start, last.end, first.value, last.value):
                return Period(first.value, last.value, first.start, last.end)
        whole = self._whole_year.search(text)
        if whole is None:
            return None
        return Period(date(int(whole["y"]), 1, 1), date(int(whole["y"]), 12, 31), whole.start("y"), whole.end())

    def _is_period(self, text: str, start: int, end: int, first: date | None, last: date | None) -> bool:
        if first and last and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return True
        sentence = max(text.rfind("。", 0, start), text.rfind("\n", 0, start)) + 1
        return self._cues.search(text, sentence, end + 40) is not None
