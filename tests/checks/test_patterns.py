"""Patterns of rule files: what is refused, and that looking for a pattern's needs first never hides a match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_rules import CHECKS

from hegui.checks.patterns import Regex, any_of, regex
from hegui.rules.check import Context
from hegui.rules.deadlines import deadline_names
from hegui.rules.ruleset import RuleSet

THOROUGH = Context({}, {}, thorough=True)

LETTERS = "政府ab0"
LITERAL = st.text(LETTERS, min_size=1, max_size=3)
ATOM = st.one_of(
    LITERAL,
    st.sampled_from(
        [r"\d", ".", "[ab]", "[^a]", "[0-9]", r"\.", "[政府]", "(?=a)", "(?!b)", "(?<=a)", "(?<!府)", "(?i:A)", "{1"]
    ),
)


def _quantified(atom: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{}{}".format, atom, st.sampled_from(["", "", "?", "*", "+", "{0,2}", "{1,2}", "{2}", "??"]))


def _group(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    alternatives = st.lists(inner, min_size=1, max_size=3).map("|".join)
    opening = st.sampled_from(["(?:", "(", "(?P<名>", "(?=", "(?!"])
    return st.one_of(
        st.builds("{}{})".format, opening, alternatives), st.builds("{}{}".format, inner, inner), alternatives
    )


PATTERNS = st.recursive(_quantified(ATOM), lambda inner: _group(_quantified(inner)), max_leaves=6)
TEXTS = st.text(LETTERS + "AB.1", max_size=12)


@given(PATTERNS, TEXTS)
def test_a_text_that_matches_meets_the_needs_of_the_pattern(source: str, text: str) -> None:
    try:
        matches = re.search(source, text, re.MULTILINE) is not None
    except re.error:
        return
    assert not matches or Regex(source).may_be_in(text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("扩宽", "拓宽渠道"),
        ("(?:公示|公开)拦", "公开栏、公示栏"),
        ("责任追就|责任追纠", "责任追究"),
        ("(?:尊|遵)守护{0,2}", "遵循"),
        ("书签|标记{1,3}", "正文"),
    ],
)
def test_a_text_without_what_a_pattern_needs_is_passed_over(source: str, text: str) -> None:
    assert not Regex(source).may_be_in(text)


def test_bounds_are_those_of_a_paragraph() -> None:
    assert [match[0] for match in Regex("^（一）|：$").finditer("（一）如下：\n（一）无")] == ["（一）", "：", "（一）"]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [("(未闭合", "有误"), (".*无", "没有上限"), ("(?:甲|乙)+", "没有上限"), (".{2,}", "没有上限"), ("[甲", "有误")],
)
def test_a_faulty_pattern_is_refused_in_chinese(source: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        regex(source, THOROUGH)


def test_a_class_may_be_repeated_without_bound() -> None:
    assert regex(r"[^。]+。\d*", THOROUGH).search("甲乙。12")


def test_patterns_are_compiled_when_first_needed() -> None:
    pattern = regex("(未闭合", Context({}, {}))
    assert pattern.search("正文") is None
    with pytest.raises(ValueError, match="有误"):
        pattern.search("未闭合")


def test_one_of_several_is_enough_and_none_matches_nothing() -> None:
    assert any_of(["甲", "乙"], THOROUGH).search("乙")
    assert not any_of([], THOROUGH).search("乙")
    assert any_of(["甲", "乙"], THOROUGH).sub("", "甲丙乙") == "丙"


def test_every_pattern_of_the_ruleset_holds_when_examined(ruleset: RuleSet) -> None:
    ours = [compiled.rule for compiled in ruleset.rules if compiled.rule.check in CHECKS]
    assert len(ours) >= 50
    lexicons = dict(ruleset.lexicons)
    for layer in ruleset.local_lexicons:
        lexicons |= layer.values
    deadlines = deadline_names(ruleset.parameters)
    for rule in ours:
        CHECKS[rule.check].compile(rule, Context(ruleset.forms, lexicons, thorough=True, deadlines=deadlines))
