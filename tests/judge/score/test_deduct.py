"""Points are lost for faults only, within limits, and every one of them can be traced."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hegui.judge.scheme import Scheme
from hegui.model.audit import Score
from hegui.model.rule import Rule
from hegui.model.verdict import Result, Severity, Verdict


def _lost(made: Score) -> dict[str, float]:
    return {deduction.rule: deduction.points for deduction in made.deductions}


def test_only_failures_cost_points(make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any) -> None:
    results = ("pass", "not_applicable", "cannot_assess", "error", "fail")
    verdicts = [make_verdict(make_rule(result), result) for result in results]
    made = score_of(verdicts, make_scheme())
    assert (made.total, made.of) == (95, 100)
    assert _lost(made) == {"fail": 5}


def test_a_deduction_says_for_what(make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any) -> None:
    (deduction,) = score_of([make_verdict(make_rule("late"), findings=2)], make_scheme()).deductions
    assert (deduction.rule, deduction.points, deduction.why) == ("late", 5, "规则 late")
    assert deduction.fingerprints == ("late-0", "late-1")


def test_a_fault_that_costs_nothing_is_no_deduction(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    assert score_of([make_verdict(make_rule("typo", severity="info"))], make_scheme()).deductions == ()


def test_coverage_is_the_share_of_points_whose_rules_were_judged(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    results = ["pass", "fail", "cannot_assess", "error", "not_applicable", "not_applicable"]
    verdicts = [make_verdict(make_rule(str(number)), result) for number, result in enumerate(results)]
    assert score_of(verdicts, make_scheme()).coverage == 0.5
    assert score_of([], make_scheme()).coverage == 0
    free = [make_verdict(make_rule("trifle", severity="info"), "cannot_assess")]
    assert score_of(free + verdicts[:1], make_scheme()).coverage == 1
    assert score_of(free, make_scheme()).coverage == 0


def test_what_is_unjudged_weighs_what_it_could_cost(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    rules = [make_rule("dear"), make_rule("cheap", severity="warning"), make_rule("word", category="wording")]
    scheme = make_scheme(*rules, groups=[{"title": "同源", "rules": ["cheap", "dear"]}], categories={"wording": 1})

    def coverage(*unjudged: str) -> float:
        verdicts = [make_verdict(rule, "cannot_assess" if rule.id in unjudged else "pass") for rule in rules]
        return float(score_of(verdicts, scheme).coverage)

    assert coverage("dear") == coverage("dear", "cheap") == pytest.approx(1 / 6, abs=1e-4)
    assert coverage("cheap") == pytest.approx(4 / 6, abs=1e-4)
    assert coverage("word") == pytest.approx(5 / 6, abs=1e-4)


@pytest.mark.parametrize(("unread", "grade"), [(2, "合格"), (3, None)])
def test_without_enough_coverage_there_is_no_grade(
    make_rule: Any, make_verdict: Any, make_scheme: Any, unread: int, grade: str | None, score_of: Any
) -> None:
    results = ["pass"] * (10 - unread) + ["cannot_assess"] * unread
    verdicts = [make_verdict(make_rule(str(number)), result) for number, result in enumerate(results)]
    made = score_of(verdicts, make_scheme(minimum_coverage=0.8))
    assert made.grade == grade
    assert made.total == 100
    assert ("未评级" in made.note) == (grade is None)


def test_of_a_group_only_the_dearest_counts(make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any) -> None:
    rules = [make_rule("cheap", severity="warning"), make_rule("dear"), make_rule("alone", severity="warning")]
    scheme = make_scheme(*rules, groups=[{"title": "同源", "rules": ["cheap", "dear"]}])
    made = score_of([make_verdict(rule) for rule in rules], scheme)
    assert _lost(made) == {"dear": 5, "alone": 2}
    assert "cheap" in made.deductions[0].why
    assert _lost(score_of([make_verdict(rules[0])], scheme)) == {"cheap": 2}


def test_a_category_costs_no_more_than_its_cap(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    verdicts = [make_verdict(make_rule(str(number))) for number in range(4)]
    made = score_of([*verdicts, make_verdict(make_rule("late", "dates"))], make_scheme(categories={"tables": 12}))
    assert _lost(made) == {"0": 5, "1": 5, "2": 2, "late": 5}
    assert "本类最多扣 12 分" in made.deductions[2].why
    assert {(loss.category, loss.lost, loss.of) for loss in made.categories} == {
        ("tables", 12, 12),
        ("dates", 5, None),
    }


def test_the_total_never_falls_below_nothing(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    verdicts = [make_verdict(make_rule(str(number))) for number in range(30)]
    made = score_of(verdicts, make_scheme())
    assert (made.total, made.grade) == (0, "不合格")
    assert sum(_lost(made).values()) == 100


def _veto(at_most: float, *rules: str) -> dict[str, Any]:
    return {"title": f"否决{at_most}", "rules": list(rules), "at_most": at_most}


def test_a_veto_takes_the_rest_as_a_deduction_of_its_own(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    rule = make_rule("no-table")
    made = score_of([make_verdict(rule)], make_scheme(rule, vetoes=[_veto(59, "no-table")]))
    assert (made.total, made.grade) == (59, "不合格")
    assert [(one.rule, one.points) for one in made.deductions] == [("no-table", 5), ("no-table", 36)]
    assert "一票否决" in made.deductions[1].why
    assert made.deductions[1].fingerprints == ("no-table-0",)
    assert "否决59" in made.note


def test_the_hardest_veto_counts_and_a_low_total_stays(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    rules = [make_rule("one"), make_rule("two")]
    verdicts = [make_verdict(rule) for rule in rules]
    scheme = make_scheme(*rules, vetoes=[_veto(59, "one"), _veto(30, "two")])
    assert score_of(verdicts, scheme).total == 30
    low = make_scheme(*rules, points={"error": 45, "warning": 0, "info": 0}, vetoes=[_veto(59, "one")])
    made = score_of(verdicts, low)
    assert made.total == 10
    assert sum(_lost(made).values()) == 90


def test_a_veto_that_could_not_be_judged_is_not_cast(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    rule = make_rule("no-table")
    made = score_of([make_verdict(rule, "cannot_assess")], make_scheme(rule, vetoes=[_veto(0, "no-table")]))
    assert (made.total, made.note) == (100, "")


def test_what_is_less_grave_than_the_rule_costs_less_and_vetoes_nothing(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    rule = make_rule("other-year")
    scheme = make_scheme(rule, points={"error": 5, "warning": 2, "info": 0}, vetoes=[_veto(59, "other-year")])
    verdict = make_verdict(rule, findings=2)
    light, own = (replace(one, severity=Severity.WARNING) for one in verdict.findings)
    assert score_of([replace(verdict, findings=(light, own))], scheme).total == 98
    own = replace(own, severity=None)
    assert score_of([replace(verdict, findings=(light, own))], scheme).total == 59


CATEGORIES = ("structure", "tables", "wording")
POINTS = st.integers(0, 60).map(lambda halves: halves / 2)


def _groups(draw: st.DrawFn, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Of each category some rules of which the dearest counts, and one or two groups with a cap, of any categories."""
    dearest = [
        draw(st.lists(st.sampled_from(ids[4 * at : 4 * at + 4]), min_size=1, unique=True))
        for at in range(len(CATEGORIES))
    ]
    alone = [[name] for name in ids if not any(name in group for group in dearest)]
    shares = draw(st.lists(st.integers(0, 2), min_size=len(dearest) + len(alone), max_size=len(dearest) + len(alone)))
    capped = [
        {"title": f"合计{number}", "rules": rules, "cap": draw(POINTS)}
        for number in (1, 2)
        if (
            rules := [
                n for names, share in zip([*dearest, *alone], shares, strict=True) if share == number for n in names
            ]
        )
    ]
    return [*({"title": f"同源{at}", "rules": names} for at, names in enumerate(dearest)), *capped]


@st.composite
def _cases(draw: st.DrawFn, make_rule: Any, make_scheme: Any) -> tuple[list[Rule], Scheme]:
    """Rules of several categories and a scheme with everything that a scheme may have."""
    severities = st.sampled_from(["error", "warning", "info"])
    rules = [
        make_rule(f"{category}-{number}", category, draw(severities)) for category in CATEGORIES for number in range(4)
    ]
    ids = [rule.id for rule in rules]
    levels = st.fixed_dictionaries(dict.fromkeys(("error", "warning", "info"), POINTS))
    charges = st.fixed_dictionaries(
        {"points": POINTS | levels}, optional={"per": st.sampled_from(["rule", "finding", "difference"]), "cap": POINTS}
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
        groups=_groups(draw, ids),
        vetoes=draw(st.lists(veto, max_size=2)),
        minimum_coverage=draw(st.floats(0, 1)),
    )
    return rules, scheme


_RESULTS = st.lists(st.tuples(st.sampled_from(list(Result)), st.integers(1, 5)), min_size=12, max_size=12)


@pytest.fixture(scope="session")
def cases(make_rule: Any, make_scheme: Any) -> Any:
    return _cases(make_rule, make_scheme)


@given(data=st.data())
def test_every_point_lost_is_a_deduction(cases: Any, make_verdict: Any, data: st.DataObject, score_of: Any) -> None:
    rules, scheme = data.draw(cases)
    verdicts = _verdicts(rules, data.draw(_RESULTS), make_verdict)
    made = score_of(verdicts, scheme)
    failed = {verdict.rule: verdict for verdict in verdicts if verdict.result is Result.FAIL}
    assert 0 <= made.total <= made.of
    assert sum(Decimal(str(one.points)) for one in made.deductions) == Decimal(str(made.of)) - Decimal(str(made.total))
    for deduction in made.deductions:
        assert deduction.points > 0
        assert deduction.why
        assert deduction.fingerprints == tuple(one.fingerprint for one in failed[deduction.rule].findings)
    assert (made.grade is None) == ("未评级" in made.note)


@given(data=st.data())
def test_what_lies_together_costs_no_more_than_its_cap(
    cases: Any, make_verdict: Any, data: st.DataObject, score_of: Any
) -> None:
    rules, scheme = data.draw(cases)
    made = score_of(_verdicts(rules, data.draw(_RESULTS), make_verdict), dataclasses.replace(scheme, vetoes=()))
    lost = _lost(made)
    for group in scheme.limits:
        assert sum(lost.get(name, 0) for name in group.rules) <= group.cap
    for name, charge in scheme.charges.items():
        assert charge.cap is None or lost.get(name, 0) <= charge.cap
    assert all(one.of is None or one.lost <= one.of for one in made.categories)
    assert sum(one.lost for one in made.categories) == sum(lost.values())


@given(data=st.data())
def test_the_order_of_rules_does_not_matter(cases: Any, make_verdict: Any, data: st.DataObject, score_of: Any) -> None:
    rules, scheme = data.draw(cases)
    verdicts = _verdicts(rules, data.draw(_RESULTS), make_verdict)
    first, again = score_of(verdicts, scheme), score_of(data.draw(st.permutations(verdicts)), scheme)
    assert (again.total, again.grade, again.coverage) == (first.total, first.grade, first.coverage)
    if first.total:  # else the points may have run out in one category or another
        assert set(again.categories) == set(first.categories)


@given(data=st.data())
def test_more_failures_never_raise_the_score(cases: Any, make_verdict: Any, data: st.DataObject, score_of: Any) -> None:
    rules, scheme = data.draw(cases)
    before = data.draw(_RESULTS)
    worse = [
        (Result.FAIL, findings + more if result is Result.FAIL else findings) if more else (result, findings)
        for (result, findings), more in zip(
            before, data.draw(st.lists(st.integers(0, 2), min_size=12, max_size=12)), strict=True
        )
    ]
    first = score_of(_verdicts(rules, before, make_verdict), scheme)
    assert score_of(_verdicts(rules, worse, make_verdict), scheme).total <= first.total


def _verdicts(rules: Sequence[Rule], results: Sequence[tuple[Result, int]], make_verdict: Any) -> list[Verdict]:
    return [make_verdict(rule, result.value, findings) for rule, (result, findings) in zip(rules, results, strict=True)]
