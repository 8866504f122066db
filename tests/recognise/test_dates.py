"""Dates and periods in every spelling; a day that does not exist has no value; no other pair of days is the period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.proving.draft import national_form
from hegui.recognise.dates import PeriodReader, find_dates
from hegui.recognise.text import squeeze
from tools.numerals import DATE_STYLES, written_date

PERIOD = PeriodReader([national_form("2021").period])
DAYS = st.dates(date(2008, 1, 1), date(2030, 12, 31))


@given(day=DAYS, style=st.sampled_from(sorted(DATE_STYLES)), before=st.sampled_from(["", "截至", "于", "（"]))
def test_a_written_date_is_read_back(day: date, style: str, before: str) -> None:
    text = squeeze(f"{before}{written_date(day.year, day.month, day.day, style)}，")
    assert [found.value for found in find_dates(text)] == [day]


@pytest.mark.parametrize(
    "printed",
    [
        "2025年1月10日",
        "2025年01月10日",
        "2025年 1 月 10 日",
        "2025.1.10",
        "2025-01-10",
        "2025/1/10",
        "２０２５年１月１０日",
        "二〇二五年一月十日",
        "二○二五年一月十日",
        "二零二五年一月十日",
        "二O二五年一月十日",
        "20251月10日",
    ],
)
def test_every_spelling_of_one_day(printed: str) -> None:
    assert [found.value for found in find_dates(squeeze(printed))] == [date(2025, 1, 10)]


def test_a_day_that_does_not_exist_has_no_value() -> None:
    assert [(found.value, found.year) for found in find_dates("2025年2月30日")] == [(None, 2025)]


@pytest.mark.parametrize("text", ["2024年", "2024年1月", "12345-67-8", "15件", "第20条第1项", "202513月5日"])
def test_what_is_no_date(text: str) -> None:
    assert not list(find_dates(text))


PERIODS = [
    "统计期限为2024年1月1日至2024年12月31日。",
    "统计时限：2024年1月1日至12月31日",
    "统计期限从2024年1月1日起，至2024年12月31日止。",
    "数据的统计期限自2024年1月1日起至2024年12月31日止。",
    "从2024年1月1日起到12月31日止。",
    "统计期为2024年1月1日—2024年12月31日。",
    "起止时间为2024年1月1日-2024年12月31日",
    "统计时间2024年1月1日~12月31日",
    "2024年1月1日——12月31日",
    "2024年1月1日至12月31日期间，共公开信息3条。",
    "统计期限为 2024 年 1 月 1 日至 2024 年 12 月 31 日",
    "统计期限为2024年1月1日零时起至2024年12月31日24时止",
    "统计期限为2024年1月1日起至本年12月31日止",
    "统计期限为2024.1.1-2024.12.31",
    "统计期限从2024-01-01至2024-12-31",
    "统计期限从2024/1/1到2024/12/31止",
    "统计期限为二〇二四年一月一日至二〇二四年十二月三十一日",
    "统计期限自20241月1日起至202412月31日止",
    "统计期限为2024年1月至12月",
    "统计期限为2024年1-12月",
    "统计期限为2024年度",
]


@pytest.mark.parametrize("text", PERIODS)
def test_every_wording_of_the_period(text: str) -> None:
    period = PERIOD.find(squeeze(text))
    assert period is not None
    assert (period.start_date, period.end_date) == (date(2024, 1, 1), date(2024, 12, 31))


@given(start=DAYS, days=st.integers(1, 700))
def test_a_wrong_period_is_read_as_it_is_printed(start: date, days: int) -> None:
    end = start + timedelta(days)
    words = f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日"
    period = PERIOD.find(f"本报告所列数据的统计期限为{words}。")
    assert period is not None
    assert (period.start_date, period.end_date) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月1日至3月5日举办培训班。",
        "2024年度工作顺利。",
        "2024年1月1日施行，2024年5月1日废止。",
        "统计数据真实。",
    ],
)
def test_other_days_are_no_period(text: str) -> None:
    assert PERIOD.find(squeeze(text)) is None
