"""Rules of every kind may have conditions: where one does not hold the rule does not apply, where nobody can say so the
rule accuses nobody, and a finding quotes what made the rule apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from made_rules import rule

from hegui.checks.condition import conditional
from hegui.judge.audit import audit_of
from hegui.model.report import Report
from hegui.model.reports import Reports
from hegui.model.verdict import Outcome, Result
from hegui.project.corpus import gather
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.rules.check import PASSED, Check, Context, CorpusCheck, parameters_of
from hegui.rules.expression import ExpressionError
from hegui.rules.ruleset import RuleSet
from hegui.rules.trace import Premise, listen

FEE = "table2.行政事业性收费"
NOTHING_MORE = {"section": {"六": "无。"}}
FORBID: Mapping[str, Any] = {"scope": "六", "forbid": ["^无。?$"]}


def report_of(runner: CaseRunner, draft: str = "bureau", **edits: Any) -> Report:
    return runner.report_of(edit(load_draft(draft), edits))


def outcome(runner: CaseRunner, report: Report, **keys: Any) -> Outcome:
    """What a rule that forbids a part six of nothing but 无 says, under conditions."""
    made = rule("pattern", "只写“{词}”", **FORBID, **keys)
    context = Context(runner.ruleset.forms, runner.ruleset.lexicons, thorough=True)
    check = runner.ruleset.checks["pattern"]
    assert isinstance(check, Check)
    return check.compile(made, context)(report, {"deadlines": {"department": "01-31"}})


@pytest.mark.parametrize(
    ("conditions", "result"),
    [
        ({"when": f"{FEE} > 0"}, Result.FAIL),
        ({"when": f"{FEE} > 3.2"}, Result.NOT_APPLICABLE),
        ({"when": [f"{FEE} > 0", "table3.总计.本年新收 >= 30"]}, Result.NOT_APPLICABLE),
        ({"when": f"{FEE} > 3.2 or table3.总计.本年新收 == 26"}, Result.FAIL),
        ({"when": "合计(table3.总计.不予公开) > 0"}, Result.FAIL),
        ({"unless": f"{FEE} > 0"}, Result.NOT_APPLICABLE),
        ({"unless": [f"{FEE} > 9", "报告年度 == 2024"]}, Result.NOT_APPLICABLE),
        ({"unless": f"{FEE} > 9"}, Result.FAIL),
        ({"when": "正文.新收 == 26"}, Result.FAIL),
        ({"when": "正文.新收 > 26"}, Result.NOT_APPLICABLE),
        ({"when": "正文.行政强制 == 4 and 成文日期 <= 公布期限"}, Result.FAIL),
        ({"when": {"text": "公众号", "scope": "一", "says": "开设了公众号"}}, Result.FAIL),
        ({"when": {"text": ["短视频号", "公众号"], "says": "开设了新媒体"}}, Result.FAIL),
        ({"when": {"text": "公众号", "scope": "五", "says": "开设了公众号"}}, Result.NOT_APPLICABLE),
        ({"unless": {"text": "公众号", "scope": "一", "says": "开设了公众号"}}, Result.NOT_APPLICABLE),
        ({"when": f"{FEE} > 0", "unless": {"text": "公众号", "scope": "五", "says": "某"}}, Result.FAIL),
    ],
)
def test_a_rule_is_for_reports_for_which_its_conditions_hold(
    runner: CaseRunner, conditions: dict[str, Any], result: Result
) -> None:
    assert outcome(runner, report_of(runner, **NOTHING_MORE), **conditions).result is result


def test_the_reason_tells_the_condition_in_words(runner: CaseRunner) -> None:
    report = report_of(runner, **NOTHING_MORE)
    told = outcome(runner, report, when="table3.总计.本年新收 >= 30").reason
    assert told == "本规则适用于表三“总计·本年新收” ≥ 30 的报告（这份报告：26 < 30）"
    told = outcome(runner, report, unless={"text": "公众号", "says": "开设了公众号"}).reason
    assert told == "本规则不适用于开设了公众号的报告（这份报告：“公众号”）"
    told = outcome(runner, report, when="正文.新收 > 26").reason
    assert told == "本规则适用于正文所写的新收 > 26 的报告（这份报告：26 ≤ 26）"


def test_a_finding_quotes_what_made_the_rule_apply(runner: CaseRunner) -> None:
    words = {"text": "公众号", "says": "开设了公众号"}
    (finding,) = outcome(
        runner, report_of(runner, **NOTHING_MORE), when=[f"{FEE} > 0", "正文.新收 > 0", words]
    ).findings
    assert [each.quote for each in finding.evidence[:2]] == ["无。", "3.2"]
    assert finding.evidence[1].table == "table2"
    assert finding.evidence[1].formula == "3.2 > 0"
    assert "26件" in str(finding.evidence[2].quote)
    assert finding.evidence[3].quote == "公众号"


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ({"set": {FEE: None}}, "为空白"),
        ({"set": {FEE: "/"}}, "填“/”，不是数"),
        ({"drop": ["table2"]}, "未找到表二"),
    ],
)
def test_what_could_not_be_read_accuses_nobody(runner: CaseRunner, edits: dict[str, Any], why: str) -> None:
    for key in ("when", "unless"):
        told = outcome(runner, report_of(runner, **edits, **NOTHING_MORE), **{key: f"{FEE} > 0"})
        assert told.result is Result.CANNOT_ASSESS
        assert why in told.reason
        assert outcome(runner, report_of(runner, **edits), **{key: f"{FEE} > 0"}).result is Result.PASS


def test_the_rest_may_decide(runner: CaseRunner) -> None:
    report = report_of(runner, set={FEE: None}, **NOTHING_MORE)
    assert outcome(runner, report, when=f"{FEE} > 0 and 报告年度 > 2024").result is Result.NOT_APPLICABLE
    assert outcome(runner, report, when=[f"{FEE} > 0", "报告年度 > 2024"]).result is Result.NOT_APPLICABLE
    assert outcome(runner, report, when=f"{FEE} > 0 or 报告年度 == 2024").result is Result.FAIL


def test_a_figure_that_is_not_stated_fulfils_nothing_and_excuses_nothing(runner: CaseRunner) -> None:
    stated = "全年新收政府信息公开申请26件，其中自然人申请24件、商业企业申请2件；"
    silent = report_of(runner, replace={stated: ""}, **NOTHING_MORE)
    told = outcome(runner, silent, when="正文.新收 > 0")
    assert (told.result, "正文没有写明新收的数" in told.reason) == (Result.NOT_APPLICABLE, True)
    assert outcome(runner, silent, unless="正文.新收 > 30").result is Result.CANNOT_ASSESS
    twice = report_of(runner, append={"五": "全年新收政府信息公开申请62件。"}, **NOTHING_MORE)
    told = outcome(runner, twice, when="正文.新收 > 0")
    assert (told.result, "有几个数（26、62）" in told.reason) == (Result.CANNOT_ASSESS, True)


def test_words_that_a_scan_may_hide_are_not_held_to_be_missing(runner: CaseRunner) -> None:
    report = report_of(runner, **NOTHING_MORE)
    scanned = replace(report, source=replace(report.source, ocr=True))
    unless = {"text": "统一说明", "says": "另有说明"}
    assert outcome(runner, report, unless=unless).result is Result.FAIL
    assert outcome(runner, scanned, unless=unless).result is Result.CANNOT_ASSESS


def test_words_in_a_part_that_was_not_found_are_unknown(runner: CaseRunner) -> None:
    report = report_of(runner, drop=["section.五"], **NOTHING_MORE)
    told = outcome(runner, report, when={"text": "统一说明", "scope": "五", "says": "另有说明"})
    assert (told.result, "没有读到第五部分" in told.reason) == (Result.CANNOT_ASSESS, True)


def test_what_the_form_of_the_year_has_not_fulfils_no_condition(runner: CaseRunner) -> None:
    trial = report_of(runner, "trial", **NOTHING_MORE)
    told = outcome(runner, trial, when="table2.规章.制发 > 0")
    assert (told.result, "没有这一项" in told.reason) == (Result.NOT_APPLICABLE, True)
    assert outcome(runner, trial, unless="table2.规章.制发 > 0").result is Result.FAIL


def test_who_tries_a_rule_sees_its_conditions(runner: CaseRunner) -> None:
    with listen() as steps:
        outcome(runner, report_of(runner, **NOTHING_MORE), when=f"{FEE} > 0", unless="table3.总计.本年新收 > 30")
    assert [step for step in steps if isinstance(step, Premise)] == [
        Premise("表二“行政事业性收费” > 0", "3.2 > 0", True),
        Premise("并非表三“总计·本年新收” > 30", "26 ≤ 30", True),
    ]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("table2.行政事业性收废 > 0", "最接近的是“table2.行政事业性收费"),
        ("正文.新首 > 0", "最接近的是“正文.新收”"),
        ("报告年度 > 成文日期", "日期"),
        ({"text": "某(", "says": "某"}, "括号没有成对"),
        ({"text": "某", "scope": "七", "says": "某"}, "没有“七”这一部分"),
    ],
)
def test_a_condition_without_meaning_is_told(runner: CaseRunner, condition: Any, told: str) -> None:
    with pytest.raises((ExpressionError, ValueError), match=told):
        outcome(runner, report_of(runner), when=condition)


def test_a_rule_reads_the_parameters_of_its_conditions(ruleset: RuleSet) -> None:
    made = rule("pattern", "某", **FORBID, when="成文日期 <= 公布期限")
    assert "deadlines" in parameters_of(made, ruleset.checks["pattern"])
    assert "deadlines" not in parameters_of(rule("pattern", "某", **FORBID), ruleset.checks["pattern"])


def test_every_kind_has_conditions_and_a_kind_with_such_keys_of_its_own_is_refused(ruleset: RuleSet) -> None:
    assert all({"when", "unless"} <= check.properties.keys() for check in ruleset.checks.values())
    own = Check("some-kind", "某种", lambda _, __: lambda _, __: PASSED, {"when": {"type": "string"}})
    with pytest.raises(ValueError, match="“when”与各种类共有的条件同名"):
        conditional(own)


# -- many reports ----------------------------------------------------------------------------------------------------


def together(
    runner: CaseRunner, *requests: int | None, parameters: Mapping[str, Any] | None = None, **conditions: Any
) -> Outcome:
    """What a rule says that finds fault with every report it is given; reports have so many requests."""
    seen: list[str] = []

    def judge(corpus: Any, _: Any) -> Outcome:
        seen[:] = [report.unit.name for report in corpus.reports]
        return Outcome(Result.FAIL, findings=()) if seen else PASSED

    check = conditional(CorpusCheck("any", "某种", lambda _, __: judge, {}))
    assert isinstance(check, CorpusCheck)
    reports = [
        report_of(runner, unit=f"临澧县{name}局", set={"table3.总计.本年新收": number})
        for name, number in zip(("公安", "民政", "财政"), requests, strict=False)
    ]
    corpus = gather(Reports.of(map(audit_of, reports)), [], runner.ruleset)
    context = Context(runner.ruleset.forms, runner.ruleset.lexicons, thorough=True)
    told = check.compile(rule("any", "某", **conditions), context)(corpus, lambda _: parameters or {})
    return Outcome(told.result, told.reason or "、".join(seen), told.findings)


def test_of_many_reports_those_are_judged_for_which_the_conditions_hold(runner: CaseRunner) -> None:
    assert together(runner, 30, 29, when="table3.总计.本年新收 >= 30").reason == "临澧县公安局"
    assert together(runner, 30, 29, unless="table3.总计.本年新收 >= 30").reason == "临澧县民政局"
    assert together(runner, 30, 29, when="报告年度 >= 2024").reason == "临澧县公安局、临澧县民政局"


def test_where_none_of_them_is_meant_the_rule_does_not_apply(runner: CaseRunner) -> None:
    told = together(runner, 3, 4, when="table3.总计.本年新收 >= 30")
    assert told.result is Result.NOT_APPLICABLE
    assert told.reason == "本规则适用于表三“总计·本年新收” ≥ 30 的报告，没有这样的报告"


def test_a_report_of_which_nobody_can_say_is_not_accused(runner: CaseRunner) -> None:
    told = together(runner, 3, None, when="table3.总计.本年新收 >= 30")
    assert told.result is Result.CANNOT_ASSESS
    assert told.reason.startswith("无法判断本规则是否适用：临澧县民政局：")
    assert together(runner, 30, None, when="table3.总计.本年新收 >= 30").reason == "临澧县公安局"


def test_of_many_reports_no_words_are_asked_for(runner: CaseRunner) -> None:
    with pytest.raises(ValueError, match="只能写算式"):
        together(runner, 3, when={"text": "某", "says": "某"})


LEAST: Mapping[str, Any] = {"when": "table3.总计.本年新收 >= 起点", "limits": {"起点": "practice.least"}}


@pytest.mark.parametrize(("least", "result"), [(26, Result.FAIL), (27, Result.NOT_APPLICABLE)])
def test_a_condition_goes_by_a_limit_that_is_a_parameter(runner: CaseRunner, least: int, result: Result) -> None:
    made = rule("pattern", "只写“{词}”", **FORBID, **LEAST)
    check = runner.ruleset.checks["pattern"]
    judge: Any = check.compile(made, Context(runner.ruleset.forms, runner.ruleset.lexicons, thorough=True))
    assert judge(report_of(runner, **NOTHING_MORE), {"practice": {"least": least}}).result is result
    assert "practice" in parameters_of(made, check)


def test_of_many_reports_those_are_judged_that_reach_a_limit(runner: CaseRunner) -> None:
    assert together(runner, 30, 29, parameters={"practice": {"least": 30}}, **LEAST).reason == "临澧县公安局"


def test_a_limit_that_nothing_uses_is_told(runner: CaseRunner) -> None:
    with pytest.raises(ValueError, match="没有用在算式或条件"):
        outcome(runner, report_of(runner), limits=LEAST["limits"])
