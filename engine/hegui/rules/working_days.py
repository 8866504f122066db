"""Days and working days: dates moved by them, counted between dates, and a date put off to the next working day.

Working days are those of the yearly arrangement of holidays by the General Office of the State Council
(国务院办公厅关于部分节假日安排的通知), with the weekends that are worked in exchange. It comes as data by year with the
package chinesecalendar; a year that the installed release does not know yet is `UndeterminedError`, never guessed at.

Days are counted as 民法典 第二百零一条 has it: the day at which a period begins is not counted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

_NEW_YEAR_BEGINS = (12, 25)
"""The last days of December may be rearranged for New Year's Day, by the arrangement of the following year."""


class UndeterminedError(ValueError):
    """Why a date or a count cannot be told, as a Chinese phrase."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, or so many working days, to be added to a date or taken from it."""

    count: int | Fraction
    working: bool = False

    def __radd__(self, day: date) -> date:
        return self._from(day, self._whole())

    def __rsub__(self, day: date) -> date:
        return self._from(day, -self._whole())

    def _whole(self) -> int:
        if Fraction(self.count).denominator != 1:
            raise UndeterminedError("天数不是整数，无法计算")
        return int(self.count)

    def _from(self, day: date, count: int) -> date:
        if self.working:
            return _working_day_from(day, count)
        try:
            return day + timedelta(days=count)
        except OverflowError:
            raise UndeterminedError("天数过大，无法计算") from None


def days_between(start: date, end: date) -> int:
    """How many days `end` is after `start`; negative where it is before."""
    return (end - start).days


def working_days_between(start: date, end: date) -> int:
    """How many working days there are after `start` up to and with `end`; negative, counted alike, where `end` is
    before. Raises UndeterminedError.
    """
    calendar = _calendar(start, end)
    return bisect_right(calendar, end) - bisect_right(calendar, start)


def next_working_day(day: date) -> date:
    """The day itself where it is a working day, else the first one after it (民法典 第二百零三条).

    Raises UndeterminedError.
    """
    calendar = _calendar(day)
    return _at(calendar, bisect_left(calendar, day))


def _working_day_from(day: date, count: int) -> date:
    """The working day so many after the day or, where negative, before it; the day itself for none."""
    if count == 0:
        return day
    calendar = _calendar(day)
    place = bisect_right(calendar, day) + count - 1 if count > 0 else bisect_left(calendar, day) + count
    return _at(calendar, place)


def _at(calendar: Sequence[date], place: int) -> date:
    if place < 0:
        raise _unknown(calendar[0].year - 1)
    if place >= len(calendar):
        raise _unknown(calendar[-1].year + 1)
    return calendar[place]


def _unknown(year: int) -> UndeterminedError:
    return UndeterminedError(f"{year} 年的放假安排还没有载入")


def _calendar(*days: date) -> Sequence[date]:
    """All known working days in order, where these days are among those that are known. Raises UndeterminedError."""
    calendar, (first, last) = _working_days()
    for day in days:
        if not first <= day <= last:
            raise _unknown(day.year if day.year != last.year else day.year + 1)
    return calendar


@cache
def _working_days() -> tuple[Sequence[date], tuple[date, date]]:
    """The working days, and the first and last day of which it is known whether they are."""
    from chinese_calendar import holidays, workdays

    first = date(min(holidays).year, 1, 1)
    last = date(max(holidays).year, *_NEW_YEAR_BEGINS) - timedelta(days=1)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in every if day in workdays or (day.weekday() < 5 and day not in holidays)], (first, last)
