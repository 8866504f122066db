"""Bonus points come last: behind a gate, within a cap, never past a veto, each for something that can be shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.model.audit import Score


def _won(made: Score) -> dict[str, float]:
    return {one.rule: one.points for one in made.bonuses}


@pytest.fixture
def scored(make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any) -> Any:
    """The score of a report on which `open-day` and `training` come out so, and `faults` rules fail."""

    def _scored(faults: int = 0, open_day: str = "pass", training: str = "pass", **changes: Any) -> Score:
        rules = [make_rule("open-day", "statements"), make_rule("training", "statements")]
        broken = [make_rule(f"fault-{number}") for number in range(faults)]
        verdicts = [make_verdict(rule, result) for rule, result in zip(rules, (open_day, training), strict=True)]
        return score_of([*verdicts, *map(make_verdict, broken)], make_scheme(*rules, *broken, **changes))

    return _scored


BONUS = {"rules": {"open-day": 2, "training": 1.5}}


def test_a_rule_that_is_met_earns_points_and_one_that_is_not_costs_none(scored: Any) -> None:
    made = scored(2, training="fail", bonus=BONUS)
    assert (made.total, _won(made)) == (92, {"open-day": 2})
    assert {one.rule for one in made.deductions} == {"fault-0", "fault-1"}
    assert "规则 open-day" in made.bonuses[0].why


@pytest.mark.parametrize("result", ["cannot_assess", "not_applicable", "error"])
def test_what_is_not_known_to_be_met_earns_nothing(scored: Any, result: str) -> None:
    assert scored(2, open_day=result, training=result, bonus=BONUS).bonuses == ()


def test_the_total_is_above_the_full_mark_only_where_the_scheme_says_so(scored: Any) -> None:
    assert (scored(bonus=BONUS).total, scored(bonus=BONUS).bonuses) == (100, ())
    made = scored(bonus={**BONUS, "exceeds": True})
    assert (made.total, made.of, made.grade) == (103.5, 100, "合格")


@pytest.mark.parametrize(("faults", "total"), [(3, 88.5), (4, 80), (5, 75)])
def test_there_is_a_gate(scored: Any, faults: int, total: float) -> None:
    made = scored(faults, bonus={**BONUS, "above": 80})
    assert made.total == total
    assert ("附加分不计" in made.note) == (faults > 3)


def test_all_bonuses_together_have_a_cap(scored: Any) -> None:
    made = scored(2, bonus={**BONUS, "cap": 3})
    assert (made.total, _won(made)) == (93, {"open-day": 2, "training": 1})
    assert "附加分合计最多 3 分" in made.bonuses[1].why


def test_a_veto_comes_before_and_bounds_them(scored: Any) -> None:
    veto = [{"title": "缺表", "rules": ["fault-0"], "at_most": 60}]
    made = scored(1, bonus=BONUS, vetoes=veto)
    assert (made.total, made.bonuses) == (60, ())
    low = scored(1, bonus=BONUS, vetoes=veto, rules={"fault-0": 41})
    assert (low.total, _won(low)) == (60, {"open-day": 1})
    assert "总分不超过 60 分" in low.bonuses[0].why


def test_what_was_found_may_earn_points_too(scored: Any) -> None:
    bonus = {"rules": {"open-day": {"points": 2, "verdict": "fail", "per": "finding"}}}
    made = scored(2, open_day="fail", bonus=bonus)
    assert (made.total, made.bonuses[0].fingerprints) == (92, ("open-day-0",))
    assert scored(2, open_day="pass", bonus=bonus).total == 90


@given(
    faults=st.integers(0, 25),
    above=st.integers(0, 99),
    cap=st.integers(0, 10),
    exceeds=st.booleans(),
    at_most=st.integers(0, 99),
    points=st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
def test_entries_add_up_and_bounds_hold(
    make_rule: Any,
    make_verdict: Any,
    make_scheme: Any,
    score_of: Any,
    faults: int,
    above: int,
    cap: int,
    exceeds: bool,
    at_most: int,
    points: tuple[int, int],
) -> None:
    rules = [make_rule("open-day"), make_rule("training"), *(make_rule(f"fault-{number}") for number in range(faults))]
    scheme = make_scheme(
        *rules,
        bonus={"rules": dict(zip(("open-day", "training"), points, strict=True)), "above": above, "cap": cap}
        | {"exceeds": exceeds},
        vetoes=[{"title": "否决", "rules": ["fault-19"], "at_most": at_most}],
    )
    results = ["pass" if number < 2 else "fail" for number in range(len(rules))]
    made = score_of([make_verdict(rule, result) for rule, result in zip(rules, results, strict=True)], scheme)
    lost, won = (sum(Decimal(str(one.points)) for one in entries) for entries in (made.deductions, made.bonuses))
    assert Decimal(str(made.total)) == made.of - lost + won
    assert won <= cap
    assert not made.bonuses or made.of - lost > above
    assert made.total <= (at_most if faults > 19 else made.of + cap if exceeds else made.of)
