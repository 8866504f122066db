"""Points by what was counted: the value of a cell, the size of a difference, the severity of each finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from handmade import national_form
from hegui.judge.audit import audit_of
from hegui.judge.counting import counted_of
from hegui.judge.scheme import scheme_of
from hegui.judge.score import score
from hegui.model.audit import CountedCell, Score
from hegui.model.verdict import Difference, Finding, Severity

FORMS = {"2021": national_form("2021")}
CORRECTED, LAWSUITS = "table4.行政复议.结果纠正", "table4.结果纠正.未经复议直接起诉"
SCHEME: Mapping[str, Any] = {
    "name": "made-up",
    "title": "试用",
    "of": 100,
    "points": {"error": 5, "warning": 2, "info": 0},
    "grades": [{"title": "合格", "from": 0}],
}


@pytest.fixture
def scored(make_rule: Any, make_verdict: Any, make_report: Any) -> Any:
    """The score of a report that breaks a rule of these points, with these findings and cells of its table 4."""

    def _scored(
        points: Any, *findings: Mapping[str, Any], cells: Any = None, result: str = "fail", **more: Any
    ) -> Score:
        verdict = make_verdict(make_rule("a-rule"), result, len(findings) or 1)
        if findings:
            told = zip(verdict.findings, findings, strict=True)
            verdict = replace(verdict, findings=tuple(replace(one, **keys) for one, keys in told))
        scheme = scheme_of({**SCHEME, "rules": {"a-rule": points}, **more}, forms=FORMS)
        summary = audit_of(make_report(), (verdict,)).summary()
        tables = {"table4": cells or {}}
        return score(summary, scheme, counted=lambda named: counted_of("2021", tables, named))

    return _scored


def test_each_case_that_a_cell_counts_costs_points(scored: Any) -> None:
    cells = {"行政复议": {"结果纠正": 3}, "未经复议直接起诉": {"结果纠正": 1}}
    made = scored({"points": 2, "per": {"cell": CORRECTED}}, cells=cells)
    (deduction,) = made.deductions
    assert (made.total, deduction.points) == (94, 6)
    assert deduction.cells == (CountedCell("table4", "行政复议", "结果纠正", 3),)
    assert "行政复议.结果纠正 3，每 1 例扣 2 分" in deduction.why
    both = scored({"points": 2, "per": {"cell": [CORRECTED, LAWSUITS]}, "cap": 7}, cells=cells)
    assert (both.total, len(both.deductions[0].cells)) == (93, 2)
    assert "本条最多扣 7 分" in both.deductions[0].why


@pytest.mark.parametrize("cells", [{}, {"行政复议": {"结果纠正": None}}, {"行政复议": {"结果纠正": -1}}])
def test_a_cell_that_was_not_read_costs_nothing_but_coverage(scored: Any, cells: Any) -> None:
    made = scored({"points": 2, "per": {"cell": CORRECTED}}, cells=cells)
    assert (made.total, made.coverage, made.deductions) == (100, 0, ())


def test_a_cell_may_count_a_bonus(scored: Any) -> None:
    bonus = {"rules": {"a-rule": {"points": 0.5, "per": {"cell": CORRECTED}, "cap": 1}}, "exceeds": True}
    made = scored(0, cells={"行政复议": {"结果纠正": 3}}, result="pass", bonus=bonus)
    assert (made.total, made.bonuses[0].cells[0].value) == (101, 3)


def test_points_may_go_by_the_size_of_differences(scored: Any) -> None:
    apart = [{"difference": Difference(3, 0.1)}, {"difference": Difference(0.5, None)}, {}]
    made = scored({"points": 2, "per": "difference"}, *apart)
    assert made.total == 91
    assert "相差 4.5，每差 1 扣 2 分" in made.deductions[0].why


def test_points_may_go_by_the_severity_of_each_finding(scored: Any) -> None:
    points = {"points": {"error": 3, "warning": 0.5}, "per": "finding"}
    warned: Mapping[str, Any] = {"severity": Severity.WARNING}
    made = scored(points, {}, warned, warned)
    assert made.total == 96
    assert "1 处各 3 分，2 处各 0.5 分" in made.deductions[0].why
    assert scored({**points, "per": "rule"}, {}, warned).total == 97
    assert scored({**points, "per": "rule"}, warned, {"severity": Severity.INFO}).total == 99.5


def test_what_is_waived_is_not_counted(scored: Any) -> None:
    from hegui.model.verdict import Waived

    waived = {"waiver": Waived("同意", "某人", "2025-01-01", None)}
    made = scored({"points": 2, "per": {"cell": CORRECTED}}, waived, cells={"行政复议": {"结果纠正": 3}})
    assert made.total == 100
    assert made.before_waivers is not None
    assert made.before_waivers.total == 94


def test_a_finding_without_a_difference_tells_none() -> None:
    assert Finding("有误", "处", ()).difference is None
