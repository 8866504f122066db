"""Points are lost for faults only, within limits, and every one of them can be traced."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.model.audit import Score
from hegui.model.rule import Result, Rule
from hegui.score import Judged, Scheme, score


def _lost(score: Score) -> dict[str, float]:
    return {deduction.rule: deduction.points for deduction in score.deductions}


def test_only_failures_cost_points(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    results = ("pass", "not_applicable", "cannot_assess", "error", "fail")
    verdicts = [make_verdict(make_rule(result), result) for result in results]
    made = score(verdicts, make_scheme())
    assert (made.total, made.of) == (95, 100)
    assert _lost(made) == {"fail": 5}


def test_a_deduction_says_for_what(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    (deduction,) = score([make_verdict(make_rule("late"), findings=2)], make_scheme()).deductions
    assert deduction == ("late", 5, "规则 late", ("late-0", "late-1"))


def test_a_fault_that_costs_nothing_is_no_deduction(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    assert score([make_verdict(make_rule("typo", severity="info"))], make_scheme()).deductions == ()


def test_coverage_is_the_share_of_applicable_rules_that_were_judged(
    make_rule: Any, make_verdict: Any, make_scheme: Any
) -> None:
    results = ["pass", "fail", "cannot_assess", "error", "not_applicable", "not_applicable"]
    verdicts = [make_verdict(make_rule(str(number)), result) for number, result in enumerate(results)]
    assert score(verdicts, make_scheme()).coverage == 0.5
    assert score([], make_scheme()).coverage == 0


@pytest.mark.parametrize(("unread", "grade"), [(2, "合格"), (3, None)])
def test_without_enough_coverage_there_is_no_grade(
    make_rule: Any, make_verdict: Any, make_scheme: Any, unread: int, grade: str | None
) -> None:
    results = ["pass"] * (10 - unread) + ["cannot_assess"] * unread
    verdicts = [make_verdict(make_rule(str(number)), result) for number, result in enumerate(results)]
    made = score(verdicts, make_scheme(minimum_coverage=0.8))
    assert made.grade == grade
    assert made.total == 100
    assert ("低于" in made.note) == (grade is None)


def test_of_a_group_only_the_dearest_counts(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    rules = [make_rule("cheap", severity="warning"), make_rule("dear"), make_rule("alone", severity="warning")]
    scheme = make_scheme(*rules, groups=[{"title": "同源", "rules": ["cheap", "dear"]}])
    made = score([make_verdict(rule) for rule in rules], scheme)
    assert _lost(made) == {"dear": 5, "alone": 2}
    assert "cheap" in made.deductions[0].why
    assert _lost(score([make_verdict(rules[0])], scheme)) == {"cheap": 2}


def test_a_category_costs_no_more_than_its_cap(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    verdicts = [make_verdict(make_rule(str(number))) for number in range(4)]
    made = score([*verdicts, make_verdict(make_rule("late", "dates"))], make_scheme(categories={"tables": 12}))
    assert _lost(made) == {"0": 5, "1": 5, "2": 2, "late": 5}
    assert "本类最多扣 12 分" in made.deductions[2].why
    assert {(loss.category, loss.lost, loss.cap) for loss in made.categories} == {
        ("tables", 12, 12),
        ("dates", 5, None),
    }


def test_the_total_never_falls_below_nothing(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    verdicts = [make_verdict(make_rule(str(number))) for number in range(30)]
    made = score(verdicts, make_scheme())
    assert (made.total, made.grade) == (0, "不合格")
    assert sum(_lost(made).values()) == 100


def _veto(at_most: float, *rules: str) -> dict[str, Any]:
    return {"title": f"否决{at_most}", "rules": list(rules), "at_most": at_most}


def test_a_veto_takes_the_rest_as_a_deduction_of_its_own(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    rule = make_rule("no-table")
    made = score([make_verdict(rule)], make_scheme(rule, vetoes=[_veto(59, "no-table")]))
    assert (made.total, made.grade) == (59, "不合格")
    assert [(one.rule, one.points) for one in made.deductions] == [("no-table", 5), ("no-table", 36)]
    assert "一票否决" in made.deductions[1].why
    assert made.deductions[1].fingerprints == ("no-table-0",)
    assert "否决59" in made.note


def test_the_hardest_veto_counts_and_a_low_total_stays(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    rules = [make_rule("one"), make_rule("two")]
    verdicts = [make_verdict(rule) for rule in rules]
    scheme = make_scheme(*rules, vetoes=[_veto(59, "one"), _veto(30, "two")])
    assert score(verdicts, scheme).total == 30
    low = make_scheme(*rules, points={"error": 45, "warning": 0, "info": 0}, vetoes=[_veto(59, "one")])
    made = score(verdicts, low)
    assert made.total == 10
    assert sum(_lost(made).values()) == 90


def test_a_veto_that_could_not_be_judged_is_not_cast(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    rule = make_rule("no-table")
    made = score([make_verdict(rule, "cannot_assess")], make_scheme(rule, vetoes=[_veto(0, "no-table")]))
    assert (made.total, made.note) == (100, "")


CATEGORIES = ("structure", "tables", "wording")
POINTS = st.integers(0, 60).map(lambda halves: halves / 2)


@st.composite
def _cases(draw: st.DrawFn, make_rule: Any, make_scheme: Any) -> tuple[list[Rule], Scheme]:
    """Rules of several categories and a scheme with everything that a scheme may have."""
    severities = st.sampled_from(["error", "warning", "info"])
    rules = [
        make_rule(f"{category}-{number}", category, draw(severities)) for category in CATEGORIES for number in range(4)
    ]
    ids = [rule.id for rule in rules]
    charges = st.fixed_dictionaries(
        {"points": POINTS}, optional={"per": st.sampled_from(["rule", "finding"]), "cap": POINTS}
    )
    veto = st.fixed_dictionaries(
        {"title": st.just("否决"), "rules": st.lists(st.sampled_from(ids), min_size=1), "at_most": st.integers(0, 99)}
    )
    scheme = make_scheme(
        *rules,
        per=draw(st.sampled_from(["rule", "finding"])),
        points={severity: draw(POINTS) for severity in ("error", "warning", "info")},
        rules=draw(st.dictionaries(st.sampled_from(ids), charges | POINTS)),
        categories=draw(st.dictionaries(st.sampled_from(CATEGORIES), POINTS)),
        groups=[
            {
                "title": category,
                "rules": draw(st.lists(st.sampled_from(ids[4 * at : 4 * at + 4]), min_size=1, unique=True)),
            }
            for at, category in enumerate(CATEGORIES)
        ],
        vetoes=draw(st.lists(veto, max_size=2)),
        minimum_coverage=draw(st.floats(0, 1)),
    )
    return rules, scheme


_RESULTS = st.lists(st.tuples(st.sampled_from(list(Result)), st.integers(1, 5)), min_size=12, max_size=12)


@pytest.fixture(scope="session")
def cases(make_rule: Any, make_scheme: Any) -> Any:
    return _cases(make_rule, make_scheme)


@given(data=st.data())
def test_every_point_lost_is_a_deduction(cases: Any, make_verdict: Any, data: st.DataObject) -> None:
    rules, scheme = data.draw(cases)
    verdicts = _verdicts(rules, data.draw(_RESULTS), make_verdict)
    made = score(verdicts, scheme)
    failed = {verdict.rule: verdict for verdict in verdicts if verdict.result is Result.FAIL}
    assert 0 <= made.total <= made.of
    assert sum(Decimal(str(one.points)) for one in made.deductions) == Decimal(str(made.of)) - Decimal(str(made.total))
    for deduction in made.deductions:
        assert deduction.points > 0
        assert deduction.why
        assert deduction.fingerprints == failed[deduction.rule].fingerprints
    assert (made.grade is None) == ("不评等级" in made.note)


@given(data=st.data())
def test_more_failures_never_raise_the_score(cases: Any, make_verdict: Any, data: st.DataObject) -> None:
    rules, scheme = data.draw(cases)
    before = data.draw(_RESULTS)
    worse = [
        (Result.FAIL, findings + more if result is Result.FAIL else findings) if more else (result, findings)
        for (result, findings), more in zip(
            before, data.draw(st.lists(st.integers(0, 2), min_size=12, max_size=12)), strict=True
        )
    ]
    first = score(_verdicts(rules, before, make_verdict), scheme)
    assert score(_verdicts(rules, worse, make_verdict), scheme).total <= first.total


def _verdicts(rules: Sequence[Rule], results: Sequence[tuple[Result, int]], make_verdict: Any) -> list[Judged]:
    return [make_verdict(rule, result.value, findings) for rule, (result, findings) in zip(rules, results, strict=True)]
