"""Cases found for rules that have none."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.model.rule import Result, Scope
from hegui.proving.cases import CaseRunner, outcome_of, with_only
from hegui.proving.examples import example_of
from hegui.proving.propose import propose
from hegui.rules.ruleset import CompiledRule, RuleSet

_PLAIN = st.text("甲乙丙丁年月日0", min_size=1, max_size=4)
_PATTERNS = st.recursive(
    st.one_of(_PLAIN, st.sampled_from([r"\d", "[甲乙]", "[^，。]", "."])),
    lambda part: st.one_of(
        st.tuples(part, part).map("".join),
        st.tuples(part, part).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(part, st.sampled_from(["?", "+", "{2}", "{0,3}", "*"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
        part.map(lambda inner: f"(?P<a>{inner})" if "?P" not in inner else inner),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(_PATTERNS)
def test_an_example_is_matched_by_its_pattern(pattern: str) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error:
        return  # a name given twice
    example = example_of(pattern)
    if example is None:
        assert compiled.search(""), pattern  # what matches nothing needs no example
    else:
        assert compiled.search(example)


@pytest.mark.parametrize("pattern", ["(", "甲(?=乙)", "(?!)", ""])
def test_where_there_is_no_example_none_is_given(pattern: str) -> None:
    assert example_of(pattern) is None


@pytest.mark.long
@pytest.mark.parametrize(
    "rule",
    [
        "title-form",
        "editing-residue",
        "overview-aspects",
        "fee-statement",
        "overview-length",
        "table3-column-balance",
        "table2-rules-power",
        "sections-order",
        "stale-year",
        "date-valid",
        "assessment-results",
    ],
)
def test_cases_are_found_and_hold(ruleset: RuleSet, rule: str) -> None:
    compiled = next(each for each in ruleset.rules if each.rule.id == rule)
    bare = CompiledRule(replace(compiled.rule, cases=({"fail": {}}, {"pass": {}})), compiled.judge)
    proposal = propose(bare, ruleset)
    assert proposal.failing is not None
    assert proposal.passing is not None
    assert proposal.alarms == ()
    proved = replace(bare.rule, cases=(proposal.failing, proposal.passing))
    runner = CaseRunner(replace(ruleset, rules=(CompiledRule(proved, compiled.judge),)))
    for case in runner.cases_of(proved):
        assert outcome_of(case, with_only(runner.ruleset, runner.ruleset.rules[0])).ok


def test_cases_are_of_units_that_the_rule_is_for(ruleset: RuleSet) -> None:
    compiled = next(each for each in ruleset.rules if each.rule.id == "fee-statement")
    local = replace(compiled.rule, scope=Scope(provinces=("江西省",)), cases=({"fail": {}}, {"pass": {}}))
    proposal = propose(CompiledRule(local, compiled.judge), ruleset)
    assert proposal.clean is Result.PASS
    assert proposal.failing is not None
    assert proposal.failing["fail"]["unit"].startswith("江西省")
