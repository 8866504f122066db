"""What all reports come to is counted once, for every output that tells it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from msgspec import convert

from hegui.model.audit import Score
from hegui.model.run import AuditRun
from hegui.output.tally import Marks, Rules

Json = dict[str, Any]

WAIVER = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": None}


def rules(record: Json) -> Rules:
    run = convert(record, AuditRun)
    counted = Rules(run)
    for audit in run.reports:
        counted.add(audit)
    return counted


def marks(*totals: tuple[float, str | None]) -> Marks:
    made = Marks()
    for total, grade in totals:
        score = {"scheme": "default", "title": "百分制", "total": total, "of": 100, "coverage": 1, "grade": grade}
        made.add(convert({"note": "", "categories": [], "deductions": [], **score}, Score))
    return made


def test_a_rule_is_counted_once_a_report_and_its_findings_each(several: Json) -> None:
    several["reports"].append(deepcopy(several["reports"][0]))
    first, second = rules(several).broken
    assert (first.verdict.rule, first.reports, first.units, first.findings, first.points) == ("balance", 2, 2, 4, 10)
    assert (second.verdict.rule, second.reports, second.examples) == ("labels", 2, ["清河县财政局"] * 2)


def test_what_is_waived_breaks_nothing(one: Json) -> None:
    for finding in one["reports"][0]["verdicts"][0]["findings"]:
        finding["waiver"] = WAIVER
    counted = rules(one)
    assert [rule.verdict.rule for rule in counted.broken] == ["labels"]
    assert {rule.verdict.rule: rule.findings for rule in counted.all}["balance"] == 0


def test_rules_come_in_the_order_of_the_audit(one: Json) -> None:
    names = [verdict["rule"] for verdict in one["reports"][0]["verdicts"]]
    assert [rule.verdict.rule for rule in rules(one).all] == names


def test_what_several_reports_show_counts_for_each_unit_with_a_report_or_without(one: Json) -> None:
    verdict = deepcopy(one["reports"][0]["verdicts"][1]) | {"rule": "near-duplicate", "category": "corpus"}
    verdict["findings"][0] |= {"units": ["清河县财政局", "清河县民政局"], "year": 2024}
    one["corpus"]["verdicts"] = [verdict]
    counted = rules(one)
    last = counted.all[-1]
    assert (last.verdict.rule, last.reports, last.units, last.findings) == ("near-duplicate", 1, 2, 1)
    assert last.examples == ["清河县财政局", "清河县民政局"]


def test_a_report_without_a_grade_has_no_part_in_the_median() -> None:
    assert marks((90, "优秀"), (60, "合格"), (10, None)).median == 75
    assert marks((10, None), (20, None)).median == 15
    assert Marks().median is None


def test_scores_out_of_different_full_marks_are_told_out_of_a_hundred() -> None:
    mixed = marks((90, "优秀"))
    score = {"scheme": "default", "title": "百分制", "total": 30, "of": 50, "coverage": 1, "grade": "合格"}
    assert (mixed.is_scaled, mixed.of, mixed.median) == (False, 100, 90)
    mixed.add(convert({"note": "", "categories": [], "deductions": [], **score}, Score))
    assert (mixed.is_scaled, mixed.of, mixed.totals, mixed.median) == (True, 100, [90, 60], 75)
    assert list(mixed.grades) == ["优秀", "合格"]


def test_grades_come_from_the_best() -> None:
    assert list(marks((60, "合格"), (99, None), (95, "优秀"), (70, "合格")).grades.items()) == [
        ("优秀", 1),
        ("合格", 2),
        (None, 1),
    ]
