"""The kind `topic`: matters that a part must speak of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from made_rules import compiled, rule
from prose_reports import report

from hegui.model.rule import Outcome, Result
from hegui.rules.check import Context, Judge

LEXICONS: Mapping[str, Any] = {
    "figures": {
        "none": "未|没有",
        "topics": {
            "网站公开数": {"about": "网站", "stated": r"网站[^。]{0,9}\d+条"},
            "解读数": {"about": "解读", "stated": r"解读[^。]{0,9}\d+篇"},
        },
    },
    "outline": {"item": "（[一二三]）|[一二三]是", "subheading": "（[一二三]）[^。；，：]{0,20}"},
}


def judge(message: str = "没有{事项}", **params: Any) -> Judge:
    return compiled(rule("topic", message, **params), Context({}, LEXICONS, thorough=True))


def of(judge: Judge, parts: Mapping[str, str | None], **fields: Any) -> Outcome:
    return judge(report(parts, **fields), {})


def test_each_topic_that_is_missing_is_a_finding() -> None:
    rule = judge(
        "没有{事项}",
        scope=["一", "六"],
        topics={"培训": ["培训"], "公报": ["公报", "期刊"], "热线": ["热线"]},
    )
    outcome = of(rule, {"一": "培训2次。", "六": "公报3期。"})
    assert [(finding.key, finding.message) for finding in outcome.findings] == [("热线", "没有热线")]


def test_what_is_ignored_does_not_count() -> None:
    rule = judge(scope="一", topics={"培训": ["培训"]}, ignore=["《[^》]{0,20}》"])
    assert of(rule, {"一": "印发《培训方案》。"}).result is Result.FAIL


def test_a_topic_may_be_in_the_picture_that_was_not_read() -> None:
    rule = judge(scope="一", topics={"培训": ["培训"]})
    assert of(rule, {"一": "见图。"}, pictures=("一",)).result is Result.CANNOT_ASSESS


# -- topics of a lexicon ---------------------------------------------------------------------------------------------

STATED: Mapping[str, Any] = {
    "scope": "一",
    "lexicon": "figures",
    "topics": ["网站公开数", "解读数"],
    "under": "主动公开",
}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("（一）主动公开。网站公开12条，解读3篇。", []),
        ("（一）主动公开。网站公开12条，没有需要解读的文件。", []),
        ("（一）主动公开。加强网站建设。没有别的。", ["网站公开数", "解读数"]),
        ("（一）主动公开。解读3篇。\n（二）平台建设。网站公开12条。", ["网站公开数"]),
        ("一是主动公开，网站公开12条。\n解读3篇。\n二是平台。", []),
        ("网站公开12条，解读3篇。", []),
    ],
)
def test_it_is_stated_under_its_heading_or_said_that_there_is_none(text: str, missing: list[str]) -> None:
    assert [finding.key for finding in of(judge(**STATED), {"一": text}).findings] == missing


def test_the_sentence_that_leaves_out_the_number_is_quoted() -> None:
    found = of(judge(**STATED), {"一": "（一）主动公开。工作有序。加强网站建设，公开信息。"}).findings
    assert [finding.evidence[0].quote for finding in found] == [
        "加强网站建设，公开信息",
        "（一）主动公开。工作有序。加强网站建设，公开信息。",
    ]


def test_a_topic_that_the_lexicon_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="最接近的是“解读数”"):
        judge(**{**STATED, "topics": ["解读条数"]})


# -- what is told in other words -------------------------------------------------------------------------------------

CAREFUL: Mapping[str, Any] = {
    "scope": "五",
    "topics": {"问题": ["不足"], "措施": ["改进"]},
    "headings": {"问题": "（一）问题[。：]?", "措施": "（二）措施[。：]?"},
    "unrelated": ["成绩", "^无$"],
}


@pytest.mark.parametrize(
    ("text", "result", "missing"),
    [
        ("人手不足。今后改进。", Result.PASS, []),
        ("取得很大成绩。今后改进。", Result.FAIL, ["问题"]),
        ("村口的灯坏了三个月没有人修。今后改进。", Result.CANNOT_ASSESS, []),
        ("（一）问题。灯坏了三个月。\n（二）措施。换了新灯。", Result.PASS, []),
        ("（一）问题\n灯坏了三个月。\n（二）措施\n换了新灯。", Result.PASS, []),
        ("（一）问题\n无。\n（二）措施\n换了新灯。", Result.FAIL, ["问题"]),
        ("（一）问题\n灯坏了三个月。\n（二）措施\n取得很大成绩。", Result.FAIL, ["措施"]),
    ],
)
def test_a_rule_accuses_only_where_every_sentence_is_placed(text: str, result: Result, missing: list[str]) -> None:
    outcome = of(judge(**CAREFUL), {"五": text})
    assert outcome.result is result, outcome.reason
    assert [finding.key for finding in outcome.findings] == missing


def test_what_is_missing_is_shown_where_it_belongs() -> None:
    rule = judge(scope="一", topics={"评议": ["评议"]}, home="监督保障")
    found = of(rule, {"一": "（一）主动公开。信息12条。\n（二）监督保障。培训2次。"}).findings
    assert [finding.evidence[0].quote for finding in found] == ["（二）监督保障。培训2次。"]


def test_of_an_empty_section_the_heading_is_shown() -> None:
    found = of(judge(scope="一", topics={"评议": ["评议"]}), {"一": ""}).findings
    assert found[0].evidence[0].quote == "一、一"


@pytest.mark.parametrize(("last", "result"), [("一", Result.CANNOT_ASSESS), ("四", Result.FAIL), ("五", Result.FAIL)])
def test_a_section_behind_which_nothing_stands_may_have_been_cut(last: str, result: Result) -> None:
    behind: dict[str, str | None] = {
        key: None for key in "二三四五六" if "一二三四五六".index(key) > "一二三四五六".index(last)
    }
    rule = judge(scope="一", topics={"评议": ["评议"]})
    assert of(rule, {"一": "培训2次。", **behind}).result is result


def test_what_only_the_opening_mentions_is_not_judged() -> None:
    rule = judge(scope="一", topics={"培训": ["培训"], "公报": ["公报"]}, body_from="^（一）")
    outcome = of(rule, {"一": "重视培训。\n（一）主动公开。信息12条。"})
    assert [finding.key for finding in outcome.findings] == ["公报"]
    assert of(rule, {"一": "重视培训。\n（一）主动公开。公报3期。"}).result is Result.CANNOT_ASSESS


def test_a_heading_of_a_topic_that_the_rule_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="最接近的是“问题”"):
        judge(scope="五", topics={"问题": ["不足"]}, headings={"问题们": "（一）问题"})


# -- so many of them ---------------------------------------------------------------------------------------------------

WORK = {"培训": ["培训"], "公报": ["公报"], "热线": ["热线"], "专区": ["专区"]}


def test_so_many_of_the_topics_are_enough() -> None:
    rule = judge("只有{项数}项（{已报告}），少于{至少}项，没有{事项}", scope="一", topics=WORK, at_least=3)
    assert of(rule, {"一": "培训2次，公报3期，设立专区。"}).result is Result.PASS
    (finding,) = of(rule, {"一": "培训2次，公报3期。"}).findings
    assert (finding.key, finding.message) == ("topics", "只有2项（培训、公报），少于3项，没有热线、专区")
    assert finding.evidence[0].formula == "2 < 3：已报告培训、公报；没有报告热线、专区"
    none = of(rule, {"一": "全年公开信息12条。"}).findings[0]
    assert none.message == "只有0项（（无）），少于3项，没有培训、公报、热线、专区"


def test_all_topics_wanted_by_number_are_told_of_together() -> None:
    rule = judge("只有{项数}项，没有{事项}", scope="一", topics=WORK, at_least=4)
    (finding,) = of(rule, {"一": "培训2次，公报3期。"}).findings
    assert finding.message == "只有2项，没有热线、专区"


def test_what_was_not_read_only_matters_where_too_few_were_found() -> None:
    rule = judge(scope=["一", "二"], topics=WORK, at_least=1)
    assert of(rule, {"一": "培训2次。"}, pictures=("二",)).result is Result.PASS
    assert of(rule, {"一": "公开信息。"}, pictures=("二",)).result is Result.CANNOT_ASSESS


def test_what_the_opening_only_names_counts_neither_way() -> None:
    rule = judge(scope="一", topics=WORK, at_least=2, body_from="（一）")
    outcome = of(rule, {"一": "抓好热线工作。\n（一）培训。培训2次。"})
    assert (outcome.result, outcome.reason) == (Result.CANNOT_ASSESS, "热线只在引言里提到，请人工核对")


def test_more_topics_than_there_are_cannot_be_wanted() -> None:
    with pytest.raises(ValueError, match="at_least 为 5，而事项只有 4 项"):
        judge(scope="一", topics=WORK, at_least=5)


# -- counts in units ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("组织培训3次。", True),
        ("组织培训三期、200余人次。", True),
        ("举办政务公开培训，累计1.2万余人次参加。", True),
        ("本年没有组织培训。", True),
        ("组织培训。全年召开会议3次。", False),
        ("组织第3次培训。", False),
        ("组织培训，实行一次性告知。", False),
        ("组织培训，发布信息120条。", False),
    ],
)
def test_a_topic_is_reported_by_a_count_in_its_units(text: str, reported: bool) -> None:
    counted = {"培训": {"about": "培训", "counted": ["次", "期", "人次"]}}
    rule = judge(scope="一", topics=counted, none="未|没有")
    assert of(rule, {"一": text}).result is (Result.PASS if reported else Result.FAIL)


def test_what_names_a_matter_is_told_with_what_states_it() -> None:
    with pytest.raises(ValueError, match="还要写 stated（表明已经报告的文字）或 counted（计数的单位）"):
        judge(scope="一", topics={"培训": {"about": "培训"}})
