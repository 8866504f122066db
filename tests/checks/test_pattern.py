"""The kinds `pattern`, `topics`, `statement` and `length` as a clerk may use them in rules of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from prose_reports import CLEAN, report

from hegui.checks.text import TEXT_CHECKS
from hegui.model.rule import Basis, Outcome, Result, Rule, RuleSource, Scope, Severity
from hegui.rules.check import Context, Judge

KINDS = {check.name: check for check in TEXT_CHECKS}
LEXICONS: Mapping[str, Any] = {"outsourcing": {"cues": ["外包"], "subject": ["新媒体"], "says": ["未|没有|无"]}}


def judge(check: str, message: str = "{说明}", **params: Any) -> Judge:
    rule = Rule(
        id="some-rule",
        title="某规则",
        category="structure",
        basis=Basis("某文件"),
        severity=Severity.WARNING,
        check=check,
        params=params,
        message=message,
        advice="改正。",
        scope=Scope(),
        cases=(),
        source=RuleSource("某包", "some-rule.yaml", 1),
    )
    return KINDS[check].compile(rule, Context({}, LEXICONS, thorough=True))


def of(judge: Judge, parts: Mapping[str, str | None], **fields: Any) -> Outcome:
    return judge(report(parts, **fields), {})


# -- pattern ---------------------------------------------------------------------------------------------------------


def test_forbidden_words_are_found_in_their_scope_only() -> None:
    rule = judge("pattern", scope="五", forbid=[{"pattern": "外包", "says": "外包"}])
    assert of(rule, {"五": "新媒体外包。"}).result is Result.FAIL
    assert of(rule, {"一": "新媒体外包。"}).result is Result.PASS


def test_an_entry_may_have_a_scope_of_its_own() -> None:
    rule = judge("pattern", scope="五", forbid=[{"pattern": "外包", "says": "外包", "scope": ["一", "六"]}])
    assert of(rule, {"五": "新媒体外包。"}).result is Result.PASS
    assert of(rule, {"六": "新媒体外包。"}).result is Result.FAIL


def test_words_are_excused_by_their_own_sentence() -> None:
    rule = judge("pattern", forbid=[{"pattern": "外包", "says": "外包", "unless": "未|没有"}])
    assert of(rule, {"一": "没有将新媒体外包。"}).result is Result.PASS
    assert of(rule, {"一": "新媒体外包。没有其他情况。"}).result is Result.FAIL


def test_an_entry_holds_for_its_years() -> None:
    rule = judge("pattern", forbid=[{"pattern": "试行", "says": "旧文", "years": "2021-"}])
    assert of(rule, {"一": "试行"}, year=2020).result is Result.PASS
    assert of(rule, {"一": "试行"}, year=2021).result is Result.FAIL


def test_places_of_one_fault_are_one_finding() -> None:
    rule = judge(
        "pattern", "{说明}：{词}", forbid=[{"pattern": "[甲乙]", "says": "天干"}, {"pattern": "子", "says": "地支"}]
    )
    outcome = of(rule, {"一": "甲，子。\n乙，甲。"})
    assert [finding.message for finding in outcome.findings] == ["天干：甲、乙", "地支：子"]
    assert [evidence.line for evidence in outcome.findings[0].evidence] == [3, 4, 4]


def test_only_the_first_places_are_quoted() -> None:
    rule = judge("pattern", forbid=[{"pattern": "甲", "says": "甲"}])
    assert len(of(rule, {"一": "甲" * 40}).findings[0].evidence) == 5


def test_what_must_be_there_is_missed() -> None:
    rule = judge(
        "pattern",
        scope="六",
        require=[{"pattern": "建议", "says": "没有建议"}, {"pattern": "提案", "says": "没有提案"}],
    )
    outcome = of(rule, {"六": "办理建议3件。"})
    assert [finding.message for finding in outcome.findings] == ["没有提案"]
    assert outcome.findings[0].evidence[0].quote == "办理建议3件。"
    assert of(rule, {"六": None}).result is Result.CANNOT_ASSESS


def test_a_pattern_rule_without_patterns_is_refused() -> None:
    with pytest.raises(ValueError, match="forbid"):
        judge("pattern")


# -- topics ----------------------------------------------------------------------------------------------------------


def test_each_topic_that_is_missing_is_a_finding() -> None:
    rule = judge(
        "topics",
        "没有{事项}",
        scope=["一", "六"],
        topics={"培训": ["培训"], "公报": ["公报", "期刊"], "热线": ["热线"]},
    )
    outcome = of(rule, {"一": "培训2次。", "六": "公报3期。"})
    assert [(finding.key, finding.message) for finding in outcome.findings] == [("热线", "没有热线")]


def test_what_is_ignored_does_not_count() -> None:
    rule = judge("topics", scope="一", topics={"培训": ["培训"]}, ignore=["《[^》]{0,20}》"])
    assert of(rule, {"一": "印发《培训方案》。"}).result is Result.FAIL


def test_a_topic_may_be_in_the_picture_that_was_not_read() -> None:
    rule = judge("topics", scope="一", topics={"培训": ["培训"]})
    assert of(rule, {"一": "见图。"}, pictures=("一",)).result is Result.CANNOT_ASSESS


# -- statement -------------------------------------------------------------------------------------------------------


def test_a_statement_needs_subject_and_predicate_in_one_sentence() -> None:
    rule = judge("statement", "没有说明", lexicon="outsourcing", home="一")
    assert of(rule, {"一": "政务新媒体未外包。"}).result is Result.PASS
    assert of(rule, {"一": "政务新媒体有外包。未发生差错。"}).result is Result.FAIL
    assert "第五部分" in of(rule, {"五": "政务新媒体没有外包。"}).reason


@pytest.mark.parametrize("params", [{"lexicon": "nothing"}, {"subject": ["甲"], "says": ["乙"]}])
def test_a_statement_rule_that_lacks_its_words_is_refused(params: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"词表|cues"):
        judge("statement", "没有说明", **params)


# -- length ----------------------------------------------------------------------------------------------------------


def test_a_length_is_counted_without_line_breaks() -> None:
    rule = judge("length", "{字数}字，{判断}，{下限}至{上限}", scope="一", min=5, max=8)
    assert of(rule, {"一": "甲乙丙丁\n戊"}).result is Result.PASS
    assert of(rule, {"一": "甲乙\n丙丁"}).findings[0].message == "4字，过短，5至8"
    assert of(rule, {"一": "甲" * 9}).findings[0].key == "过长"


def test_a_province_sets_other_bounds_by_parameter() -> None:
    rule = judge("length", "{判断}", scope="一", min=5, max=8)
    text = report({"一": "甲" * 9})
    assert rule(text, {"some-rule": {"max": 1000}}).result is Result.PASS
    assert rule(text, {"some-rule": {"min": 20, "max": 1000}}).result is Result.FAIL


def test_bounds_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="大于"):
        judge("length", "{判断}", scope="一", min=9, max=8)


# -- words and citations ---------------------------------------------------------------------------------------------


def test_an_entry_of_a_word_list_must_be_wrong_and_right() -> None:
    from dataclasses import replace

    compile_words = KINDS["words"].compile
    rule = Rule(
        id="some-rule",
        title="",
        category="wording",
        basis=Basis(""),
        severity=Severity.INFO,
        check="words",
        params={"lexicon": "typos"},
        message="{误}",
        advice="",
        scope=Scope(),
        cases=(),
        source=RuleSource("", "", 1),
    )
    with pytest.raises(ValueError, match="wrong"):
        compile_words(rule, Context({}, {"typos": {"words": [{"wrong": "扩宽"}]}}))
    judged = compile_words(replace(rule), Context({}, {"typos": {"words": [{"wrong": "扩宽", "right": "拓宽"}]}}))
    assert judged(report({"一": f"{CLEAN['一']}扩宽。"}), {}).findings[0].message == "扩宽"
