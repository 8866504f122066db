"""The mutation pass: every rule of the repository is proved by its cases, and a rule that is not is found out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.model.rule import Rule
from hegui.project.host import Host
from hegui.proving.cases import CaseRunner
from hegui.proving.mutation import prove, prove_rule
from hegui.proving.mutation.changes import changed_expressions, changes, loose_changes
from hegui.rules.assembly import load_ruleset
from hegui.rules.expression import parse
from hegui.rules.ruleset import CompiledRule, RuleSet
from hegui.rules.schema import EXPRESSION, REGEX

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "plugins" / "example" / "hegui_example"


@pytest.mark.long
def test_no_rule_of_the_repository_is_without_proof(ruleset: RuleSet) -> None:
    proofs = {proof.rule: proof for proof in prove(ruleset)}
    assert proofs.keys() == {rule.id for rule in ruleset.all_rules}
    assert [rule for rule, proof in proofs.items() if not proof.proven] == []
    assert all(proof.mutants for proof in proofs.values())


def test_no_rule_of_the_pack_to_copy_is_without_proof() -> None:
    ruleset = load_ruleset(Host.load([EXAMPLE]))
    ids = [rule.id for rule in ruleset.all_rules if rule.source.pack == "example"]
    proofs = list(prove(ruleset, ids))
    assert len(proofs) == len(ids) > 0
    assert [proof.rule for proof in proofs if not proof.proven] == []


def test_a_number_of_conditions_is_shifted_and_each_left_out() -> None:
    changed = set(changed_expressions("至少(2, 甲 > 0, 乙 > 0, 丙 > 0)"))
    assert {"至少(1, 甲 > 0, 乙 > 0, 丙 > 0)", "至少(3, 甲 > 0, 乙 > 0, 丙 > 0)", "至少(2, 甲 > 0, 丙 > 0)"} <= changed


@pytest.mark.parametrize(
    "rule", ["table3-column-balance", "table2-stock-flow", "signed-after-period", "sections-order"]
)
def test_a_rule_of_many_cases_notices_every_change(ruleset: RuleSet, rule: str) -> None:
    (proof,) = prove(ruleset, [rule])
    assert proof.mutants > 1
    assert proof.survivors == ()


def _with_cases(ruleset: RuleSet, rule_id: str, *cases: Mapping[str, object]) -> tuple[Rule, CaseRunner]:
    compiled = next(each for each in ruleset.rules if each.rule.id == rule_id)
    rule = replace(compiled.rule, cases=cases)
    return rule, CaseRunner(replace(ruleset, rules=(CompiledRule(rule, compiled.judge),)))


def test_cases_that_never_fail_prove_nothing_but_silence(ruleset: RuleSet) -> None:
    rule, runner = _with_cases(ruleset, "template-leak", {"pass": {}})
    proof = prove_rule(rule, runner)
    assert not proof.proven
    assert len(proof.survivors) == proof.mutants > 10


def test_a_case_that_does_not_hold_proves_nothing(ruleset: RuleSet) -> None:
    rule, runner = _with_cases(ruleset, "template-leak", {"fail": {}}, {"pass": {}})
    assert not prove_rule(rule, runner).proven


def test_one_more_case_notices_one_more_change(ruleset: RuleSet) -> None:
    beyond = {"fail": {"set": {"table3.自然人.本年新收": 99}}}
    below = {"fail": {"set": {"table3.自然人.本年新收": 0}}}
    weak = prove_rule(*_with_cases(ruleset, "table3-column-balance", beyond))
    strong = prove_rule(*_with_cases(ruleset, "table3-column-balance", beyond, below))
    assert weak.mutants == strong.mutants
    assert set(strong.survivors) < set(weak.survivors)


# What is changed

_NAMES = st.sampled_from(["甲", "乙", "table3.总计.自然人", "3"])
_SUMS = st.recursive(
    _NAMES,
    lambda part: st.tuples(part, st.sampled_from("+-*/"), part).map(lambda t: f"({' '.join(t)})"),
    max_leaves=3,
)
_EXPRESSIONS = st.recursive(
    st.tuples(_SUMS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), _SUMS).map(" ".join),
    lambda part: st.tuples(part, st.sampled_from(["and", "or"]), part).map(lambda t: f"({' '.join(t)})"),
    max_leaves=3,
)


@settings(deadline=None, max_examples=50)
@given(_EXPRESSIONS)
def test_changed_expressions_are_others_and_still_of_the_language(source: str) -> None:
    changed = list(changed_expressions(source))
    assert changed
    plain = re.sub(r"[\s()]", "", source)
    for other in changed:
        assert re.sub(r"[\s()]", "", other) != plain
        parse(other)


def test_days_are_exchanged_for_working_days_dropped_and_shifted_by_one() -> None:
    assert set(changed_expressions("发布日期 <= 顺延(公布期限) + 3 个工作日")) >= {
        "发布日期 <= 顺延(公布期限) + 3 个工作日 + 1 天",
        "发布日期 <= 顺延(公布期限) + 3 个工作日 - 1 天",
        "发布日期 <= 顺延(公布期限) - 3 个工作日",
        "发布日期 <= 顺延(公布期限) + 3 天",
        "发布日期 <= 顺延(公布期限)",
        "发布日期 <= 公布期限 + 3 个工作日",
        "发布日期 < 顺延(公布期限) + 3 个工作日",
    }


def test_what_is_no_expression_is_left_alone() -> None:
    assert list(changed_expressions("import os")) == []


SCHEMA = {
    "properties": {
        "assert": {"type": "string", "format": EXPRESSION},
        "pattern": {"type": "string", "format": REGEX},
        "says": {"type": "string"},
        "expect": {"enum": ["a", "b", "c"]},
        "max": {"type": "integer"},
        "least": {"type": "integer", "minimum": 0, "default": 0},
        "scope": {"enum": list("abcdef"), "default": "a"},
        "words": {"type": "array", "minItems": 1, "items": {"type": "string", "format": REGEX}},
        "topics": {
            "type": "object",
            "additionalProperties": {"type": "array", "minItems": 1, "items": {"format": REGEX}},
        },
    },
    "required": ["pattern", "expect", "words", "topics", "assert"],
}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"pattern": "甲|乙"}, [{"pattern": "(?!)"}, {"pattern": "乙"}, {"pattern": "甲"}]),
        ({"pattern": r"甲(?:乙|丙)[|]\|"}, [{"pattern": "(?!)"}]),
        ({"says": "某"}, []),
        ({"expect": "a"}, [{"expect": "b"}, {"expect": "c"}]),
        ({"max": 3}, [{}, {"max": 4}, {"max": 2}]),
        ({"least": 0}, [{"least": 1}]),
        ({"scope": "a"}, []),
        ({"scope": "b"}, [{}]),
        ({"words": ["甲", "乙"]}, [{"words": ["乙"]}, {"words": ["甲"]}]),
        ({"words": ["甲"]}, [{"words": ["(?!)"]}]),
        ({"topics": {"一": ["甲"], "二": ["乙"]}}, [{"topics": {"二": ["乙"]}}, {"topics": {"一": ["甲"]}}]),
    ],
)
def test_each_change_is_in_one_place(data: dict[str, object], expected: list[dict[str, object]]) -> None:
    assert [change.data for change in changes(data, SCHEMA)] == expected


def test_days_numbers_and_lists_without_a_schema_are_shifted() -> None:
    def changed(data: object, read: dict[str, object] | None = None) -> list[object]:
        return [change.data for change in loose_changes(data, "参数", read)]

    assert changed("03-01") == ["03-02", "02-28"]
    assert changed(0.9) == [1.0, 0.8]
    assert changed(0.05) == [0.06, 0.04]
    assert changed({"a": 1, "b": "字"}) == [{"a": 2, "b": "字"}, {"a": 0, "b": "字"}]
    assert changed({"a": 1, "b": [2]}, {"b": {}}) == [{"a": 1, "b": []}]
