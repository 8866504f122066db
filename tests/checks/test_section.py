"""The kinds `section`, `particular`, `list` and `enumeration`: how a report is divided and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from made_rules import compiled, rule
from prose_reports import report

from hegui.model.document import Place
from hegui.model.report import Dated, Dates, Report, Signature
from hegui.model.rule import Outcome, Result
from hegui.rules.check import Context
from hegui.rules.ruleset import RuleSet


@pytest.fixture
def context(ruleset: RuleSet) -> Context:
    return Context(ruleset.forms, ruleset.lexicons, thorough=True)


def judged(context: Context, kind: str, message: str, on: Report, **params: Any) -> Outcome:
    return compiled(rule(kind, message, **params), context)(on, {})


# -- subsections -----------------------------------------------------------------------------------------------------

WANTED = {"其他事项": "其[他它]", "收费": "处理费"}


@pytest.mark.parametrize(
    ("text", "missing", "order"),
    [
        ("无。", [], ""),
        ("（一）其他事项\n无。\n（二）信息处理费\n无。", [], ""),
        ("（一）信息处理费。无。\n（二）其他事项。无。", [], "收费 → 其他事项"),
        ("（一）其他事项\n未收信息处理费。\n（二）建议提案\n无。", ["收费"], ""),
        ("（一）信息处理费\n（二）提案\n（三）其它事项", [], "收费 → 其他事项"),
    ],
)
def test_subsections_are_known_by_their_headings(context: Context, text: str, missing: list[str], order: str) -> None:
    keys: Mapping[str, Any] = {"within": "六", "headings": WANTED}
    found = judged(context, "section", "{部分}没有{标题}", report({"六": text}), expect="present", **keys)
    assert [finding.message for finding in found.findings] == [f"第六部分没有{name}" for name in missing]
    found = judged(context, "section", "{次序}", report({"六": text}), expect="order", **keys)
    assert [finding.message for finding in found.findings] == ([order] if order else [])


def test_what_stands_there_instead_is_quoted_in_its_place(context: Context) -> None:
    text = "（一）其他事项。无。\n（二）建议提案。无。"
    keys = {"expect": "present", "within": "六", "headings": WANTED}
    (finding,) = judged(context, "section", "", report({"六": text}), **keys).findings
    assert [evidence.quote for evidence in finding.evidence] == ["（一）其他事项", "（二）建议提案"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"expect": "titles", "within": "六", "headings": WANTED}, "expect"),
        ({"expect": "present", "within": "六"}, "headings"),
        ({"expect": "present", "within": "七", "headings": WANTED}, "没有“七”这一部分"),
    ],
)
def test_what_cannot_be_asked_of_subsections_is_refused(context: Context, keys: Mapping[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        judged(context, "section", "", report(), **keys)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("收到建议3件，均已办结，未收取信息处理费，没有其他需要报告的事项。", Result.FAIL),
        ("（一）其他事项。无。\n（二）处理费。无。", Result.PASS),
        ("1.其他事项。收到建议3件，均已办结，没有其他需要报告的事项，处理费未收取。", Result.CANNOT_ASSESS),
        ("其他事项\n收到建议3件，均已办结，没有其他需要报告的事项，处理费未收取。", Result.CANNOT_ASSESS),
    ],
)
def test_a_part_without_subsections_lacks_them_where_the_rule_says_so(
    context: Context, text: str, result: Result
) -> None:
    keys = {"expect": "present", "within": "六", "headings": WANTED, "undivided": "reported"}
    outcome = judged(context, "section", "{部分}没有“{标题}”一节", report({"六": text}), **keys)
    assert outcome.result is result, outcome.reason
    assert [finding.key for finding in outcome.findings] == ([*WANTED] if result is Result.FAIL else [])
    assert judged(context, "section", "", report({"六": None}), **keys).result is Result.NOT_APPLICABLE


def test_the_order_of_subsections_asks_for_none(context: Context) -> None:
    keys = {"expect": "order", "within": "六", "headings": WANTED, "undivided": "reported"}
    with pytest.raises(ValueError, match="只与 expect: present 一起用"):
        judged(context, "section", "", report(), **keys)


# -- particulars -----------------------------------------------------------------------------------------------------

SIGNED = Dated(date(2025, 1, 10), "2025年1月10日", Place(line=99))


def test_each_particular_of_all_that_is_missing_is_named_and_the_end_is_quoted(context: Context) -> None:
    names = ["署名机关", "成文日期"]
    (finding,) = judged(context, "particular", "没有{缺项}", report(), all_of=names, name="落款").findings
    assert (finding.key, finding.message) == ("落款", "没有署名机关和成文日期")
    assert finding.evidence[0].quote == "2024年我局未收取信息处理费。"
    signed = replace(report(), dates=Dates(signed=SIGNED))
    assert judged(context, "particular", "没有{缺项}", signed, all_of=names).findings[0].message == "没有署名机关"
    signed = replace(signed, signature=Signature("某局", Place()))
    assert judged(context, "particular", "没有{缺项}", signed, all_of=names).result is Result.PASS


@pytest.mark.parametrize(
    "changes",
    [
        {"dates": Dates(period_end=SIGNED)},
        {"signature": Signature("某局", Place())},
        {"metadata": {"来源": "某局"}},
    ],
)
def test_any_one_of_several_is_enough(context: Context, changes: Mapping[str, Any]) -> None:
    keys = {"any_of": ["导语", "统计期限", "署名机关", "页面信息"], "on_page": ["来源"]}
    bare = report({"导语": None})
    assert judged(context, "particular", "", bare, **keys).result is Result.FAIL
    assert judged(context, "particular", "", replace(bare, **changes), **keys).result is Result.PASS
    assert judged(context, "particular", "", replace(bare, gaps=True), **keys).result is Result.CANNOT_ASSESS


@pytest.mark.parametrize("keys", [{}, {"all_of": ["导语"], "any_of": ["导语"]}, {"all_of": ["页面信息"]}])
def test_a_rule_on_particulars_says_which(context: Context, keys: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"all_of|on_page"):
        judged(context, "particular", "", report(), **keys)


# -- lists -----------------------------------------------------------------------------------------------------------


def test_two_lists_have_the_names_that_the_rule_gives_them(context: Context) -> None:
    keys: Mapping[str, Any] = {"expect": "count", "scope": "五", "lists": ["缺点", "办法"], "turn": ["今后"]}

    def outcome(text: str) -> Outcome:
        return judged(context, "list", "{缺点}项对{办法}项", report({"五": text}), **keys)

    assert outcome("一是甲；二是乙。今后，一是丙；二是丁；三是戊。").findings[0].message == "2项对3项"
    assert outcome("1.甲。2.乙。今后：（一）丙。（二）丁。").result is Result.PASS
    assert outcome("一是甲；二是乙。").reason == "没有分别列出缺点和办法"
    assert outcome("甲乙。今后一是丙；二是丁。").reason == "缺点或办法没有逐项编号"
    with pytest.raises(ValueError, match="expect: count"):
        judged(context, "list", "", report(), expect="count", scope=["一", "五"])


def test_neighbours_of_one_list_are_numbered_alike(context: Context) -> None:
    text = "1.甲。\n2、乙。\n（一）丙\n（二）丁"
    (finding,) = judged(context, "list", "{前}与{后}", report({"一": text}), expect="style").findings
    assert (finding.message, [evidence.quote for evidence in finding.evidence]) == ("1.与1、", ["1.甲。", "2、乙。"])


ITEMS = {"甲": ["甲"], "乙": ["乙"], "丙": ["丙"]}


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("包括甲、乙、丙三项。", []),
        ("包括甲、乙。", ["没有列出“丙”"]),
        ("包括甲、乙等。", []),
        ("包括甲、乙、丙四项。", ["称有 4 项，应为 3 项"]),
        ("包括甲。", []),
        ("甲、乙。", []),
    ],
)
def test_a_sentence_that_lists_names_all_and_counts_them(context: Context, text: str, messages: list[str]) -> None:
    keys = {"items": ITEMS, "opener": "包括", "number": "(?P<n>[三四])项", "open_end": "等"}
    outcome = judged(context, "enumeration", "{说明}", report({"一": text}), scope="一", **keys)
    assert [finding.message for finding in outcome.findings] == messages
