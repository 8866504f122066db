"""What all reports come to is worked out once, for every output that tells it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from hegui.judge.totals import comparable, share, shares, totals_of
from hegui.model.audit import Score
from hegui.model.run import AuditRun
from hegui.model.totals import RuleTotal, Totals
from hegui.output.tally import Rules

Json = dict[str, Any]

WAIVER = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": None}


def rules(record: Json) -> Rules:
    run = convert(record, AuditRun)
    gathered = Rules(run)
    for audit in run.reports:
        gathered.add(audit)
    return gathered


def totals(record: Json) -> Totals:
    return totals_of(convert(record, AuditRun))


def graded(record: Json, *scores: tuple[float, str | None]) -> Totals:
    """The totals of a run whose reports have these points and grades."""
    [report] = record["reports"]
    record["reports"] = [deepcopy(report) for _ in scores]
    for one, (total, grade) in zip(record["reports"], scores, strict=True):
        one["score"] |= {"total": total, "grade": grade}
    return totals(record)


def score(total: float, of: float = 100) -> Score:
    about = {"scheme": "default", "title": "百分制", "coverage": 1, "note": "", "categories": [], "deductions": []}
    return convert({**about, "total": total, "of": of, "grade": "合格"}, Score)


def told(one: RuleTotal) -> tuple[Any, ...]:
    return one.rule, one.units, one.reports, one.findings, one.points


def test_a_rule_is_counted_once_a_report_and_its_findings_each(several: Json) -> None:
    several["reports"].append(deepcopy(several["reports"][0]))
    several["reports"][-1]["unit"]["name"] = "清河县民政局"
    assert list(map(told, totals(several).rules)) == [("balance", 2, 2, 4, 10), ("labels", 2, 2, 2, 3)]
    assert rules(several).all()[0].examples == ["清河县财政局", "清河县民政局"]


def test_what_is_waived_breaks_nothing(one: Json) -> None:
    for finding in one["reports"][0]["verdicts"][0]["findings"]:
        finding["waiver"] = WAIVER
    assert list(map(told, totals(one).rules)) == [("labels", 1, 1, 1, 1.5)]
    assert {rule.verdict.rule: rule.total for rule in rules(one).all()}["balance"] is None


def test_rules_come_in_the_order_of_the_audit(one: Json) -> None:
    names = [verdict["rule"] for verdict in one["reports"][0]["verdicts"]]
    assert [rule.verdict.rule for rule in rules(one).all()] == names


def test_what_several_reports_show_counts_for_each_unit_with_a_report_or_without(one: Json) -> None:
    verdict = deepcopy(one["reports"][0]["verdicts"][1]) | {"rule": "near-duplicate", "category": "corpus"}
    verdict["findings"][0] |= {"units": ["清河县财政局", "清河县民政局"], "year": 2024}
    one["corpus"]["verdicts"] = [verdict]
    last = rules(one).all()[-1]
    assert last.examples == ["清河县财政局", "清河县民政局"]
    assert last.total
    assert told(last.total) == ("near-duplicate", 2, 1, 1, 0)


def test_who_is_only_named_beside_others_is_not_without_faults(one: Json) -> None:
    verdict = deepcopy(one["reports"][0]["verdicts"][1]) | {"rule": "near-duplicate", "category": "corpus"}
    verdict["findings"][0] |= {"units": ["清河县财政局"], "year": 2024}
    one["reports"][0]["verdicts"] = []
    assert totals(one).without_faults == 1
    one["corpus"]["verdicts"] = [verdict]
    found = totals(one)
    assert (found.without_faults, found.faults["warning"]) == (0, 1)  # type: ignore[index]
    verdict["findings"][0]["waiver"] = WAIVER
    assert totals(one).without_faults == 1


@pytest.mark.parametrize(
    ("scores", "median"),
    [
        (((90, "优秀"), (60, "合格"), (10, None)), 75),
        (((10, None), (20, None)), 15),
        ((), None),
    ],
)
def test_a_report_without_a_grade_has_no_part_in_the_median(
    one: Json, scores: tuple[tuple[float, str | None], ...], median: float | None
) -> None:
    assert graded(one, *scores).median == median


def test_scores_out_of_different_full_marks_are_told_out_of_a_hundred() -> None:
    assert comparable([score(90)]) == ([90], 100)
    assert comparable([score(90), score(30, 50)]) == ([90, 60], 100)
    assert comparable([score(30, 50)]) == ([30], 50)


def test_grades_come_from_the_best_and_their_shares_add_up(one: Json) -> None:
    found = graded(one, (60, "合格"), (99, None), (95, "优秀")).grades
    assert [(each.grade, each.count, each.share) for each in found] == [
        ("优秀", 1, 0.334),
        ("合格", 1, 0.333),
        (None, 1, 0.333),
    ]


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20).filter(any))
def test_shares_add_up(counts: list[int]) -> None:
    told = shares(counts)
    assert sum(round(1000 * each) for each in told) == 1000
    assert all(abs(each - count / sum(counts)) <= 0.001 for each, count in zip(told, counts, strict=True))


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_only_nothing_is_nothing_and_only_the_whole_is_the_whole(part: int, more: int) -> None:
    assert share(0, more) == 0
    assert share(part, part) == (1 if part else 0)
    assert 0 < share(part + 1, part + 1 + more) < 1
