"""Numbers and dates as reports print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.numerals import DATE_STYLES, STYLES, chinese, written_date


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (26, "二十六"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1286, "一千二百八十六"),
        (2005, "二千零五"),
        (3040, "三千零四十"),
        (10000, "一万"),
        (48236, "四万八千二百三十六"),
        (50007, "五万零七"),
    ],
)
def test_chinese_numerals(number: int, text: str) -> None:
    assert chinese(number) == text


@given(st.sets(st.integers(0, 99_999), min_size=2, max_size=2))
def test_different_numbers_read_differently_in_every_style(numbers: set[int]) -> None:
    for style in STYLES.values():
        assert len({style(number) for number in numbers}) == 2


def test_styles_and_dates() -> None:
    assert {name: style(1286) for name, style in STYLES.items()} == {
        "plain": "1286",
        "separated": "1,286",
        "full_width": "１２８６",
        "chinese": "一千二百八十六",
    }
    assert [written_date(2025, 1, 20, style) for style in DATE_STYLES] == [
        "2025年1月20日",
        "2025年01月20日",
        "2025.1.20",
        "2025-01-20",
        "二〇二五年一月二十日",
    ]
