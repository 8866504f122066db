"""The kind `pattern`: words that must stand, and words that must not, on whatever conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from made_rules import compiled, rule
from prose_reports import report

from hegui.model.rule import Outcome, Result
from hegui.rules.check import Context, Judge

LEXICONS: Mapping[str, Any] = {
    "typos": {"words": [{"wrong": "扩宽", "right": "拓宽"}, {"wrong": "布署", "right": "部署"}]},
    "terms": {"words": ["政府信息", "政府信息公开"]},
    "phrases": {"姓氏": ["王", "李"], "复姓": ["欧阳"]},
}


def judge(message: str = "{说明}", **params: Any) -> Judge:
    return compiled(rule("pattern", message, **params), Context({}, LEXICONS, thorough=True))


def of(judge: Judge, parts: Mapping[str, str | None], **fields: Any) -> Outcome:
    return judge(report(parts, **fields), {})


def test_forbidden_words_are_found_in_their_scope_only() -> None:
    rule = judge(scope="五", forbid=[{"pattern": "外包", "says": "外包"}])
    assert of(rule, {"五": "新媒体外包。"}).result is Result.FAIL
    assert of(rule, {"一": "新媒体外包。"}).result is Result.PASS


def test_an_entry_may_have_a_scope_of_its_own() -> None:
    rule = judge(scope="五", forbid=[{"pattern": "外包", "says": "外包", "scope": ["一", "六"]}])
    assert of(rule, {"五": "新媒体外包。"}).result is Result.PASS
    assert of(rule, {"六": "新媒体外包。"}).result is Result.FAIL


def test_words_are_excused_by_their_own_sentence() -> None:
    rule = judge(forbid=[{"pattern": "外包", "says": "外包", "unless": "未|没有"}])
    assert of(rule, {"一": "没有将新媒体外包。"}).result is Result.PASS
    assert of(rule, {"一": "新媒体外包。没有其他情况。"}).result is Result.FAIL


def test_words_anywhere_in_the_report_may_excuse() -> None:
    rule = judge(forbid=[{"pattern": "外包", "says": "外包", "unless_anywhere": "试行"}, {"pair": "《》"}])
    assert of(rule, {"一": "新媒体外包。", "五": "试行一年。"}).result is Result.PASS
    assert of(rule, {"一": "新媒体外包。"}).result is Result.FAIL
    paired = judge(forbid=[{"pair": "《》", "unless_anywhere": "残卷"}])
    assert of(paired, {"一": "《条例", "五": "残卷。"}).result is Result.PASS


def test_an_entry_holds_for_its_years() -> None:
    rule = judge(forbid=[{"pattern": "试行", "says": "旧文", "years": "2021-"}])
    assert of(rule, {"一": "试行"}, year=2020).result is Result.PASS
    assert of(rule, {"一": "试行"}, year=2021).result is Result.FAIL


def test_places_of_one_fault_are_one_finding() -> None:
    rule = judge("{说明}：{词}", forbid=[{"pattern": "[甲乙]", "says": "天干"}, {"pattern": "子", "says": "地支"}])
    outcome = of(rule, {"一": "甲，子。\n乙，甲。"})
    assert [finding.message for finding in outcome.findings] == ["天干：甲、乙", "地支：子"]
    assert [evidence.line for evidence in outcome.findings[0].evidence] == [3, 4, 4]


def test_only_the_first_places_are_quoted() -> None:
    rule = judge(forbid=[{"pattern": "甲", "says": "甲"}])
    assert len(of(rule, {"一": "甲" * 40}).findings[0].evidence) == 5


def test_what_must_be_there_is_missed() -> None:
    rule = judge(
        scope="六",
        require=[{"pattern": "建议", "says": "没有建议"}, {"pattern": "提案", "says": "没有提案"}],
    )
    outcome = of(rule, {"六": "办理建议3件。"})
    assert [finding.message for finding in outcome.findings] == ["没有提案"]
    assert outcome.findings[0].evidence[0].quote == "办理建议3件。"
    assert of(rule, {"六": None}).result is Result.CANNOT_ASSESS


def test_a_pattern_rule_without_patterns_is_refused() -> None:
    with pytest.raises(ValueError, match="forbid"):
        judge()


# -- words of a lexicon ----------------------------------------------------------------------------------------------


def test_each_wrong_word_is_a_finding_that_names_the_right_one() -> None:
    ours = judge("{词}应为{正}", forbid=[{"words": "typos"}])
    outcome = of(ours, {"一": "扩宽渠道，布署工作。", "五": "扩宽范围。"})
    assert [(finding.key, finding.message) for finding in outcome.findings] == [
        ("扩宽", "扩宽应为拓宽"),
        ("布署", "布署应为部署"),
    ]
    assert [evidence.section for evidence in outcome.findings[0].evidence] == ["一", "五"]


def test_the_right_word_may_be_part_of_the_wrong_one_and_the_report_may_excuse() -> None:
    words = {"typos": {"words": [{"wrong": "(公开|信息)\\1", "right": "\\1", "unless_anywhere": "叠字"}]}}
    made = compiled(rule("pattern", "{词}应为{正}", forbid=[{"words": "typos"}]), Context({}, words, thorough=True))
    assert [finding.message for finding in of(made, {"一": "信息信息12条。"}).findings] == ["信息信息应为信息"]
    assert of(made, {"一": "信息信息12条，叠字。"}).result is Result.PASS


def test_the_words_of_a_list_are_excused_by_their_sentence_and_by_what_stands_before_them() -> None:
    ours = judge("{词}应为{正}", forbid=[{"words": "typos", "unless": "误作", "not_after": "原文"}])
    assert of(ours, {"一": "扩宽渠道。"}).result is Result.FAIL
    assert of(ours, {"一": "“拓宽”误作“扩宽”。"}).result is Result.PASS
    assert of(ours, {"一": "原文是扩宽渠道。"}).result is Result.PASS
    assert of(ours, {"一": "误作。扩宽渠道。"}).result is Result.FAIL
    dated = judge("{词}应为{正}", forbid=[{"words": "typos", "years": "2021-"}])
    assert of(dated, {"一": "扩宽渠道。"}, year=2020).result is Result.PASS


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"words": "typos", "mask": [1, 1]}, "mask"),
        ({"words": "terms", "split_by": "，", "unless": "未"}, "unless"),
        ({"pair": "《》", "unless": "未"}, "unless"),
        ({"pattern": "外包", "ignore": ["未"]}, "ignore"),
    ],
)
def test_a_key_that_an_entry_would_not_be_judged_by_is_refused(entry: Mapping[str, Any], key: str) -> None:
    with pytest.raises(ValueError, match=f"不看“{key}”"):
        judge("{词}", forbid=[entry])


def test_an_entry_of_a_word_list_must_be_wrong_and_right() -> None:
    words = {"typos": {"words": [{"wrong": "扩宽"}]}}
    with pytest.raises(ValueError, match="right"):
        compiled(rule("pattern", "{词}", forbid=[{"words": "typos"}]), Context({}, words))


@pytest.mark.parametrize("words", [{"words": ["某+公司", "乙公司"]}, [{"word": "某+公司"}, {"word": "乙公司"}]])
def test_a_list_of_words_says_what_must_not_be_there(words: Any) -> None:
    context = Context({}, {"names": words}, thorough=True)
    made = compiled(rule("pattern", "提到{词}", forbid=[{"words": "names"}]), context)
    assert [finding.message for finding in of(made, {"一": "某+公司，某某公司。"}).findings] == ["提到某+公司"]
    with pytest.raises(ValueError, match=r"“\{正\}”不能用"):
        compiled(rule("pattern", "{词}应为{正}", forbid=[{"words": "names"}]), context)


def test_a_word_list_stands_in_a_pattern_for_any_of_its_words() -> None:
    context = Context({}, {"our-towns": [{"town": "甲镇"}, {"town": "乙镇"}]}, thorough=True)
    made = compiled(rule("pattern", "{词}", forbid=["{our-towns}政府网"]), context)
    assert [each.message for each in of(made, {"一": "乙镇政府网、丙镇政府网。"}).findings] == ["乙镇政府网"]
    with pytest.raises(ValueError, match="没有词表“our-town”，最接近的是“our-towns”"):
        compiled(rule("pattern", "{词}", forbid=["{our-town}政府网"]), context)
    with pytest.raises(ValueError, match="不是一列词"):
        compiled(rule("pattern", "{词}", forbid=["{typos}"]), Context({}, {"typos": {"topics": {}}}, thorough=True))


def test_a_word_is_interrupted_by_what_the_rule_says() -> None:
    ours = judge("{词}中夹有{夹字}", forbid=[{"words": "terms", "split_by": r"\d{1,3}"}])
    (finding,) = of(ours, {"一": "推进政府2信息公开。"}).findings
    assert (finding.message, finding.evidence[0].quote) == ("政府信息公开中夹有2", "政府2信息公开")
    assert of(ours, {"一": "政府信息2条。"}).result is Result.PASS


# -- marks without a partner -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("落实《条例》（试行）。", []),
        ("落实《条例的要求。", ["《条例的要求。"]),
        ("公开12条）。", ["公开12条）"]),
        ("《甲》《乙。", ["《乙。"]),
        ("1）甲；\n2）乙。", []),
    ],
)
def test_what_nothing_closes_or_opened_is_quoted_with_the_words_beside_it(text: str, quotes: list[str]) -> None:
    ours = judge(forbid=[{"pair": "《》"}, {"pair": "（）", "ignore": [r"(?:^|；)\d）"]}])
    outcome = of(ours, {"一": text})
    assert [evidence.quote for finding in outcome.findings for evidence in finding.evidence] == quotes


def test_a_pair_may_span_paragraphs_but_not_parts() -> None:
    ours = judge(forbid=[{"pair": "（）"}])
    assert of(ours, {"一": "（甲\n乙）"}).result is Result.PASS
    assert len(of(ours, {"一": "（甲（", "五": "乙）"}).findings[0].evidence) == 3


# -- what stands beside it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("账户6222021234567890128。", Result.FAIL),
        ("收费账户6222021234567890128。", Result.PASS),
        ("收费账户6222021234567890128，属于申请人。", Result.FAIL),
        ("编号6222021234567890128。", Result.PASS),
        ("账户6222021234567890129。", Result.PASS),
        ("账户已变更。6222021234567890128。", Result.PASS),
    ],
)
def test_words_before_it_in_its_sentence_and_its_checksum_decide(text: str, result: Result) -> None:
    entry = {"pattern": r"\d{19}", "after": "账户", "not_after": "收费", "always": "申请人", "verify": "银行卡号"}
    assert of(judge(forbid=[{**entry, "says": "卡号"}]), {"一": text}).result is result


def test_what_must_not_be_repeated_is_masked_and_every_place_is_told() -> None:
    ours = judge("{词}", forbid=[{"pattern": r"申请人(?P<词>\w{3})", "says": "姓名", "mask": [1, 0]}])
    (finding,) = of(ours, {"一": "".join(f"申请人王小{name}。" for name in "甲乙丙丁戊己")}).findings
    assert [evidence.quote for evidence in finding.evidence] == ["王**"] * 6
    assert finding.message == "王**"


# -- names in braces -------------------------------------------------------------------------------------------------


def test_a_name_in_braces_is_any_of_its_words() -> None:
    ours = judge(forbid=[{"pattern": "申请人(?:{姓氏}|{复姓})某", "says": "姓名"}])
    assert of(ours, {"一": "申请人欧阳某。"}).result is Result.FAIL
    assert of(ours, {"一": "申请人李某。"}).result is Result.FAIL
    assert of(ours, {"一": "申请人周某。"}).result is Result.PASS


def test_an_unknown_name_in_braces_is_refused() -> None:
    with pytest.raises(ValueError, match="没有“姓”"):
        judge(forbid=["申请人{姓}"])


@pytest.mark.parametrize(
    "entry", [{"says": "甲"}, {"pattern": "甲", "words": "typos"}, {"pair": "（）", "pattern": "甲"}]
)
def test_an_entry_forbids_one_thing(entry: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="forbid 的每一项"):
        judge(forbid=[entry])
