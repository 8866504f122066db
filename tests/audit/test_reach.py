"""What a workbook and a scan let one judge."""

from __future__ import annotations

from typing import Any

import pytest

from hegui.audit.judge import judge
from hegui.audit.record import record
from hegui.model.audit import Audit
from hegui.model.document import Source
from hegui.model.rule import Evidence, Finding, Outcome, Result
from hegui.rules.check import failed
from hegui.rules.ruleset import RuleSet

_SCAN = Source("扫描.pdf", "ab" * 32, "pdf", ocr=True)


@pytest.fixture(scope="module")
def parameters(ruleset: RuleSet) -> Any:
    """The national ones: which rules judge by words is their matter."""
    return ruleset.parameters


def _found(key: str, paragraph: int) -> Finding:
    return Finding(f"{key}有误", key, (Evidence(quote=key, paragraph=paragraph),))


def _says(outcome: Outcome) -> Any:
    return lambda report, parameters: outcome


def test_of_a_workbook_the_tables_are_judged_alone(make_report: Any, make_rule: Any, make_ruleset: Any) -> None:
    rules = make_ruleset(
        make_rule("sums", _says(failed(_found("合计", 1)))),
        make_rule("sections", _says(failed(_found("缺第一部分", 1))), category="structure"),
    )
    by_rule = {v.rule.id: v for v in judge(make_report(source=Source("表.xlsx", "", "xlsx")), rules)}
    assert by_rule["sums"].result is Result.FAIL
    assert by_rule["sections"].result is Result.CANNOT_ASSESS
    assert "没有报告正文" in by_rule["sections"].reason


@pytest.mark.parametrize(("category", "expected"), [("wording", Result.CANNOT_ASSESS), ("figures", Result.FAIL)])
def test_of_a_scan_what_rests_on_single_words_is_no_finding(
    make_report: Any, make_rule: Any, make_ruleset: Any, parameters: Any, category: str, expected: Result
) -> None:
    rule = make_rule("a-rule", _says(failed(_found("错字", 1))), category=category)
    (verdict,) = judge(make_report(source=_SCAN), make_ruleset(rule, parameters=parameters))
    assert verdict.result is expected
    (read,) = judge(make_report(), make_ruleset(rule, parameters=parameters))
    assert read.result is Result.FAIL
    if expected is Result.CANNOT_ASSESS:
        assert "错字有误" in verdict.reason


def test_of_a_scan_what_rests_on_a_doubtful_paragraph_is_no_finding(
    make_report: Any, make_rule: Any, make_ruleset: Any, parameters: Any
) -> None:
    rules = make_ruleset(
        make_rule("both", _says(failed(_found("甲", 1), _found("乙", 2))), category="figures"),
        make_rule("doubtful", _says(failed(_found("甲", 1))), category="figures"),
        parameters=parameters,
    )
    by_rule = {v.rule.id: v for v in judge(make_report(source=_SCAN, doubts=frozenset([1])), rules)}
    assert [finding.key for finding in by_rule["both"].findings] == ["乙"]
    assert "甲有误" in by_rule["both"].reason
    assert by_rule["doubtful"].result is Result.CANNOT_ASSESS


def test_the_record_marks_what_was_recognised(make_report: Any, make_rule: Any, make_ruleset: Any) -> None:
    ruleset = make_ruleset(make_rule("a-rule", _says(failed(_found("甲", 1)))))
    for source, marked in ((_SCAN, True), (Source("a.pdf", "", "pdf"), None)):
        report = make_report(source=source)
        (row,) = record([Audit(source, report, judge(report, ruleset))], ruleset)["reports"]
        assert row["source"].get("ocr") is marked
        assert row["verdicts"][0]["findings"][0]["evidence"][0].get("ocr") is marked
