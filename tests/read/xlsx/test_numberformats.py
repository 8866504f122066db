"""Stored numbers as a workbook shows them."""

from __future__ import annotations

import pytest

from hegui.read.formats.xlsx import format_number


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("24", "", "24"),
        ("24.0", "General", "24"),
        ("0.30000000000000004", "", "0.3"),
        ("1E3", "", "1000"),
        ("3.4", "0", "3"),
        ("2.5", "0", "3"),
        ("3", "0.00", "3.00"),
        ("3.5", "0.##", "3.5"),
        ("1234", "#,##0_ ", "1234"),
        ("-2", "0;[Red]-0", "-2"),
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
        ("12", '0"件"', "12"),
        ("0.125", "0.0%", "12.5%"),
        ("45301", "yyyy-m-d", "2024年1月10日"),
        ("45301", 'yyyy"年"m"月"', "2024年1月"),
        ("45301", 'yyyy"年"m"月"d"日";@', "2024年1月10日"),
        ("不适用", "0", "不适用"),
        ("NaN", "0", "NaN"),
        ("1e400", "0", "1e400"),
        ("99999999999", "yyyy-m-d", "99999999999"),
        ("", "0", ""),
    ],
)
def test_numbers_are_shown_by_their_format(value: str, code: str, expected: str) -> None:
    assert format_number(value, code) == expected


def test_days_may_be_counted_from_1904() -> None:
    assert format_number("43839", "yyyy-m-d", since_1904=True) == "2024年1月10日"
