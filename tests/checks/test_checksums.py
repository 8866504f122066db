"""Checksums of numbers that belong to persons, and that no audit prints what it accuses a report of printing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose_reports import report

from hegui.checks.checksums import is_card_number, is_identity_number
from hegui.rules.ruleset import RuleSet


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", "440524188001010014"])
def test_an_identity_number_with_its_checksum(number: str) -> None:
    assert is_identity_number(number)


@given(st.from_regex(r"\A[1-9][0-9]{16}\Z", fullmatch=True))
def test_one_checksum_of_eleven_is_right(digits: str) -> None:
    assert sum(is_identity_number(digits + check) for check in "0123456789X") == 1


@pytest.mark.parametrize(
    "number", ["", "11010519491231002", "110105194912310021", "1101051949123100２X", "A1010519491231002X"]
)
def test_other_numbers_are_no_identity_numbers(number: str) -> None:
    assert not is_identity_number(number)


@given(st.from_regex(r"\A[0-9]{15,18}\Z", fullmatch=True))
def test_one_luhn_digit_of_ten_is_right(digits: str) -> None:
    assert sum(is_card_number(digits + check) for check in "0123456789") == 1


@pytest.mark.parametrize(
    ("number", "right"), [("6222021234567890128", True), ("4111111111111111", True), ("４11", False)]
)
def test_card_numbers(number: str, right: bool) -> None:
    assert is_card_number(number) is right


@pytest.mark.parametrize(
    "secret",
    [
        "身份证号码11010519491231002X",
        "手机号13812345678",
        "银行卡号6222021234567890128",
        "发送至zhangsan88@163.com",
        "申请人王小明提出申请",
    ],
)
def test_what_is_found_is_masked(ruleset: RuleSet, secret: str) -> None:
    judge = next(compiled.judge for compiled in ruleset.rules if compiled.rule.id == "personal-data")
    outcome = judge(report({"一": f"公开信息12条。{secret}。"}), {})
    assert len(outcome.findings) == 1
    printed = str(outcome)
    assert "*" in printed
    for private in ("11010519491231002X", "13812345678", "6222021234567890128", "zhangsan88", "王小明"):
        assert private not in printed
