"""Working days by the official arrangement of holidays, against a plain count of one day after another."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.rules.working_days import (
    Span,
    UndeterminedError,
    days_between,
    next_working_day,
    working_days_between,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(2010, 1, 1), date(2024, 12, 31))
COUNTS = st.integers(0, 300)


def is_working_day(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 1, 24), date(2025, 1, 24)),  # 周五
        (date(2025, 1, 25), date(2025, 1, 26)),  # 周六；周日补班
        (date(2025, 1, 28), date(2025, 2, 5)),  # 春节
        (date(2021, 1, 31), date(2021, 2, 1)),
        (date(2020, 1, 31), date(2020, 2, 3)),  # 春节假期延长
        (date(2023, 1, 28), date(2023, 1, 28)),  # 周六补班
    ],
)
def test_a_day_is_put_off_over_weekends_and_holidays_but_not_over_weekends_that_are_worked(
    day: date, working: date
) -> None:
    assert next_working_day(day) == working


@given(DAYS)
def test_a_day_is_put_off_to_the_first_working_day_from_it_on(day: date) -> None:
    naive = day
    while not is_working_day(naive):
        naive += DAY
    assert next_working_day(day) == naive
    assert next_working_day(naive) == naive


@settings(max_examples=60)
@given(DAYS, COUNTS)
def test_working_days_are_added_as_one_counts_them_day_by_day(day: date, count: int) -> None:
    later = earlier = day
    for _ in range(count):
        later += DAY
        while not is_working_day(later):
            later += DAY
        earlier -= DAY
        while not is_working_day(earlier):
            earlier -= DAY
    assert day + Span(count, working=True) == later
    assert day - Span(count, working=True) == earlier


@settings(max_examples=60)
@given(DAYS, st.integers(0, 400))
def test_working_days_between_are_those_after_the_first_day_up_to_the_last(day: date, length: int) -> None:
    end = day + length * DAY
    naive = sum(is_working_day(day + number * DAY) for number in range(1, length + 1))
    assert working_days_between(day, end) == naive
    assert working_days_between(end, day) == -naive


@given(DAYS, COUNTS)
def test_adding_and_counting_are_inverse(day: date, count: int) -> None:
    assert working_days_between(day, day + Span(count, working=True)) == count
    assert days_between(day, day + Span(count)) == count
    start = next_working_day(day)
    assert start + Span(count, working=True) - Span(count, working=True) == start


@given(DAYS, DAYS, COUNTS, COUNTS)
def test_a_later_day_or_more_days_never_come_to_an_earlier_one(
    day: date, other: date, count: int, another: int
) -> None:
    first, last = sorted((day, other))
    fewer, more = sorted((count, another))
    assert first + Span(count, working=True) <= last + Span(count, working=True)
    assert day + Span(fewer, working=True) <= day + Span(more, working=True)
    assert next_working_day(first) <= next_working_day(last)
    assert day + Span(count) <= day + Span(count, working=True)


def last_known_year() -> int:
    return max(chinese_calendar.holidays).year


@pytest.mark.parametrize("far", [1, 2, 70])
def test_the_calendar_of_a_year_that_is_not_known_is_not_guessed(far: int) -> None:
    year = last_known_year() + far
    with pytest.raises(UndeterminedError, match=f"^{year} 年的放假安排还没有载入$"):
        next_working_day(date(year, 1, 31))
    with pytest.raises(UndeterminedError, match=r"^2003 年的放假安排还没有载入$"):
        working_days_between(date(2003, 12, 31), date(2004, 2, 1))


def test_the_last_days_of_a_year_hang_on_the_arrangement_of_the_next() -> None:
    year = last_known_year()
    with pytest.raises(UndeterminedError, match=f"^{year + 1} 年的"):
        next_working_day(date(year, 12, 30))
    with pytest.raises(UndeterminedError, match=f"^{year + 1} 年的"):
        date(year, 12, 1) + Span(60, working=True)
    with pytest.raises(UndeterminedError, match=r"^2003 年的"):
        date(2004, 1, 5) - Span(60, working=True)


def test_plain_days_need_no_calendar_and_end_with_the_calendar_of_python() -> None:
    assert date(2090, 1, 31) + Span(3) == date(2090, 2, 3)
    with pytest.raises(UndeterminedError, match="过大"):
        date(2025, 1, 31) + Span(10**15)
    with pytest.raises(UndeterminedError, match="过大"):
        date(2025, 1, 31) - Span(10**7)


def test_the_calendar_is_loaded_only_where_it_is_asked() -> None:
    code = (
        "import sys, hegui.rules.expression as e; e.parse('成文日期 + 3 个工作日 < 公布期限'); "
        "sys.exit('chinese_calendar' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
