"""What a workbook, a scan and a report that breaks off let one judge."""

from __future__ import annotations

from typing import Any

import pytest

from hegui.judge.audit import audit_of
from hegui.judge.report import judge
from hegui.model.document import Place, Source
from hegui.model.form import Years
from hegui.model.report import Broken
from hegui.model.rule import Evidence, Finding, Outcome, Result, Scope
from hegui.rules.check import PASSED, cannot_assess, failed
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
    by_rule = {v.rule: v for v in judge(make_report(source=Source("表.xlsx", "", "xlsx")), rules)}
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
    by_rule = {v.rule: v for v in judge(make_report(source=_SCAN, doubts=frozenset([1])), rules)}
    assert [finding.key for finding in by_rule["both"].findings] == ["乙"]
    assert "甲有误" in by_rule["both"].reason
    assert by_rule["doubtful"].result is Result.CANNOT_ASSESS


def test_the_audit_marks_what_was_recognised(make_report: Any, make_rule: Any, make_ruleset: Any) -> None:
    ruleset = make_ruleset(make_rule("a-rule", _says(failed(_found("甲", 1)))))
    for source, marked in ((_SCAN, True), (Source("a.pdf", "", "pdf"), False)):
        report = make_report(source=source)
        audit = audit_of(report, judge(report, ruleset))
        assert audit.source.ocr is marked
        assert audit.verdicts[0].findings[0].evidence[0].ocr is marked


def test_of_a_report_that_breaks_off_what_cannot_be_told_says_so(
    make_report: Any, make_rule: Any, make_ruleset: Any
) -> None:
    rules = make_ruleset(
        make_rule("lost", _says(cannot_assess("未找到表三"))),
        make_rule("wrong", _says(failed(_found("合计", 1)))),
    )
    broken = Broken("二", "信息内容", Place())
    by_rule = {v.rule: v for v in judge(make_report(broken=broken), rules)}
    assert by_rule["lost"].reason == "未找到表三（文字在“信息内容”处中断）"
    assert by_rule["wrong"].result is Result.FAIL
    assert {v.rule: v for v in judge(make_report(), rules)}["lost"].reason == "未找到表三"


@pytest.mark.parametrize(
    ("form", "years", "expected"),
    [
        ("2021", Years(2019, None), Result.PASS),
        ("2021", Years(2022, None), Result.CANNOT_ASSESS),
        ("2021", Years(2019, 2020), Result.CANNOT_ASSESS),
        (None, Years(2019, None), Result.CANNOT_ASSESS),
    ],
)
def test_a_rule_for_all_years_of_the_forms_needs_no_year(
    make_report: Any,
    make_rule: Any,
    make_ruleset: Any,
    ruleset: RuleSet,
    form: str | None,
    years: Years,
    expected: Result,
) -> None:
    rule = make_rule("a-rule", _says(PASSED), scope=Scope(years=years))
    (verdict,) = judge(make_report(year=None, form=form), make_ruleset(rule, forms=ruleset.forms))
    assert verdict.result is expected
