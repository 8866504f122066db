"""What every message and every advice may name: the unit, the year, the period and the file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hegui.judge.corpus import judge_corpus
from hegui.judge.report import judge
from hegui.model.rule import Evidence, Finding, Rule, Verdict
from hegui.proving.cases import CaseRunner
from hegui.rules.check import failed
from hegui.rules.ruleset import RuleSet

_EVERYTHING = "{单位}|{年度}|{统计期限}|{文件}"


def _failing(make_rule: Any, make_ruleset: Any, message: str, advice: str) -> RuleSet:
    compiled = make_rule(judge=lambda *_: failed(Finding(message, "处", (Evidence(),))))
    return make_ruleset(replace(compiled, rule=replace(compiled.rule, advice=advice)))  # type: ignore[no-any-return]


def test_message_and_advice_name_the_report(make_report: Any, make_rule: Any, make_ruleset: Any) -> None:
    report = make_report()
    ruleset = _failing(make_rule, make_ruleset, f"{{差额}}：{_EVERYTHING}", _EVERYTHING)
    (finding,) = judge(report, ruleset)[0].findings
    told = f"{report.unit.name}|{report.year}|{report.year}年1月1日至{report.year}年12月31日|{report.source.path}"
    assert (finding.message, finding.advice) == (f"{{差额}}：{told}", told)  # a name of the kind is left to the kind


def test_what_was_not_recognised_is_told_in_other_words(make_report: Any, make_rule: Any, make_ruleset: Any) -> None:
    report = replace(make_report(), unit=None, year=None)
    ruleset = _failing(make_rule, make_ruleset, "{单位}{年度}年度（{统计期限}）", "改正。")
    assert judge(report, ruleset)[0].findings[0].message == "本单位本年度（本年度）"


def test_a_rule_on_many_reports_names_the_one_it_found(ruleset: RuleSet) -> None:
    stock = ruleset.rule("carried-forward-continuity")
    assert stock is not None
    runner = CaseRunner(ruleset)
    case = next(each for each in runner.cases_of(stock) if each.accepted[0] == "fail")
    single = runner.with_only(stock)

    def saying(rule: Rule) -> Verdict:
        compiled = single.corpus_rules[0]
        return judge_corpus(case.report, replace(single, corpus_rules=(replace(compiled, rule=rule),)))[0]  # type: ignore[arg-type]

    finding = saying(replace(stock, advice=_EVERYTHING)).findings[0]
    unit, year, period, file = finding.advice.split("|")
    assert (unit, year) == (finding.units[0], str(finding.year))
    assert period == f"{year}年1月1日至{year}年12月31日"
    assert file.endswith(".html")


def test_a_column_of_the_roster_is_named_or_told_to_be_silent(
    make_report: Any, make_rule: Any, make_ruleset: Any
) -> None:
    report = make_report()
    ruleset = _failing(make_rule, make_ruleset, "{名册.科室}、{名册.人数}、{名册.别的}", "请{名册.科室}核对。")
    assert judge(report, ruleset)[0].findings[0].message == "、".join(["（名册没有写明）"] * 3)
    on_roster = replace(report.unit, listed=report.unit.name, listing={"科室": "法规科", "人数": ""})
    (finding,) = judge(replace(report, unit=on_roster), ruleset)[0].findings
    assert finding.message == "法规科、（名册没有写明）、（名册没有写明）"
    assert finding.advice == "请法规科核对。"
