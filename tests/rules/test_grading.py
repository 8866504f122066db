"""Severity by the size of a difference: findings are as grave as the level that they reach."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.checks.continuity import CONTINUITY_CHECK
from hegui.checks.pattern import PATTERN_CHECK
from hegui.model.verdict import Difference, Finding, Outcome, Result, Severity
from hegui.rules.grading import Levels, check_levels, difference, graded, levels_of, severity_of

LEVELS: Levels = levels_of({"warning": "差额比 > 0.05", "error": "差额比 > 0.2"})


def _finding(apart: Difference | None, severity: Severity | None = None) -> Finding:
    return Finding("有误", "处", (), difference=apart, severity=severity)


def _of(*findings: Finding, reason: str = "") -> Outcome:
    return graded(Outcome(Result.FAIL, reason, findings), LEVELS)


def test_a_rule_is_as_grave_as_its_gravest_level() -> None:
    assert severity_of({"info": "差额 > 0", "warning": "差额 > 3"}) is Severity.WARNING
    assert (severity_of("info"), levels_of("info")) == (Severity.INFO, {})


@pytest.mark.parametrize(
    ("left", "right", "severity"),
    [(125, 100, None), (75, 100, None), (120, 100, Severity.WARNING), (94, 100, Severity.WARNING), (3, 0, None)],
)
def test_a_finding_reaches_a_level(left: int, right: int, severity: Severity | None) -> None:
    (finding,) = _of(_finding(difference(left, right))).findings
    assert finding.severity is severity


def test_what_reaches_no_level_is_no_finding() -> None:
    small = _finding(difference(105, 100))
    assert _of(small) == Outcome(Result.PASS)
    assert _of(small, reason="另有 1 处未能判断").result is Result.CANNOT_ASSESS
    assert len(_of(small, _finding(difference(1, 2))).findings) == 1


def test_what_tells_no_difference_stays() -> None:
    decided = _finding(difference(1, 1000), Severity.INFO)
    assert _of(_finding(None), decided).findings == (_finding(None), decided)


@given(left=st.integers(-999, 999), right=st.integers(-999, 999), more=st.integers(1, 99))
def test_more_apart_is_never_lighter(left: int, right: int, more: int) -> None:
    farther = left + more if left >= right else left - more

    def rank(value: int) -> int:
        found = _of(_finding(difference(value, right))).findings
        return list(Severity).index(found[0].severity or Severity.ERROR) if found else len(Severity)

    assert rank(farther) <= rank(left)


@given(left=st.fractions(-99, 99, max_denominator=10), right=st.fractions(-99, 99, max_denominator=10))
def test_a_difference_has_no_sign_and_is_a_share_of_the_right_side(left: Fraction, right: Fraction) -> None:
    apart = difference(left, right)
    assert apart.by == pytest.approx(float(abs(left - right)), abs=1e-6)
    assert (apart.share is None) == (right == 0)


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ({"error": "差额比 > 0.05", "warning": "差额比 > 0.2"}, "永远用不上"),
        ({"error": "差额 > 0", "info": "差额 > 3"}, "永远用不上"),
        ({"error": "差额率 > 0.05"}, "没有“差额率”"),
        ({"error": "差额 + 3"}, "差额 + 3"),
    ],
)
def test_levels_that_do_not_fit_together_are_told(levels: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("+", "\\+")):
        check_levels(levels_of(levels), CONTINUITY_CHECK)


def test_a_kind_that_compares_nothing_has_no_levels() -> None:
    with pytest.raises(ValueError, match="没有差额"):
        check_levels(LEVELS, PATTERN_CHECK)
    check_levels({}, PATTERN_CHECK)
    check_levels(LEVELS, CONTINUITY_CHECK)
