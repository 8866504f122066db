"""A scheme says what a fault costs, and a scheme that does not fit together is refused with a sentence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hegui.rules.schema_packs import SCHEME
from hegui.rules.strict_yaml import read_yaml
from hegui.rules.validate import validate, validator
from hegui.score import SchemeError, scheme_of

SCHEMES = Path(__file__).resolve().parents[2] / "ruleset" / "schemes"


def test_a_rule_costs_what_its_severity_says_unless_it_is_named(
    make_rule: Any, make_verdict: Any, make_scheme: Any
) -> None:
    named, other = make_rule("named"), make_rule("other", severity="warning")
    scheme = make_scheme(named, other, rules={"named": 1.5})
    assert scheme.charge(make_verdict(named)).amount(3) == Decimal("1.5")
    assert scheme.charge(make_verdict(other)).amount(3) == 2


@pytest.mark.parametrize(("findings", "points"), [(1, "0.5"), (3, "1.5"), (4, "2"), (100, "2")])
def test_points_for_each_finding_end_at_the_cap(
    make_rule: Any, make_verdict: Any, make_scheme: Any, findings: int, points: str
) -> None:
    rule = make_rule("typo")
    scheme = make_scheme(rule, rules={"typo": {"points": 0.5, "per": "finding", "cap": 2}})
    assert scheme.charge(make_verdict(rule)).amount(findings) == Decimal(points)


def test_per_of_the_scheme_holds_where_a_rule_says_nothing(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    one, other = make_rule("one"), make_rule("other")
    scheme = make_scheme(one, other, per="finding", rules={"other": {"points": 3, "per": "rule"}})
    assert scheme.charge(make_verdict(one)).amount(4) == 20
    assert scheme.charge(make_verdict(other)).amount(4) == 3


@pytest.mark.parametrize(
    ("total", "grade"), [(100, "优秀"), (90, "优秀"), ("89.5", "合格"), (60, "合格"), (0, "不合格")]
)
def test_a_grade_begins_at_its_least_total(make_scheme: Any, total: Any, grade: str) -> None:
    grades = [{"title": "优秀", "from": 90}, {"title": "合格", "from": 60}, {"title": "不合格", "from": 0}]
    assert make_scheme(grades=grades).grade(Decimal(total)) == grade


def _group(*rules: str) -> dict[str, Any]:
    return {"title": "同源", "rules": list(rules)}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rules": {"table3-balanse": 5}}, "“table3-balanse”不存在，最接近的是“table3-balance”"),
        ({"groups": [_group("nowhere", "table3-balance")]}, "groups“同源”中的规则“nowhere”不存在"),
        ({"vetoes": [{**_group("nowhere"), "at_most": 59}]}, "vetoes“同源”中的规则“nowhere”不存在"),
        ({"vetoes": [{**_group("table3-balance"), "at_most": 100}]}, "at_most 应低于满分 100"),
        ({"groups": [_group("table3-balance", "late")]}, "分属不同类别"),
        ({"groups": [_group("table3-balance"), _group("table3-balance")]}, "“table3-balance”只能属于 groups 中的一组"),
        ({"grades": [{"title": "合格", "from": 60}]}, "最末一级为 0"),
        ({"grades": [{"title": "甲", "from": 0}, {"title": "乙", "from": 60}]}, "从高到低"),
        ({"grades": [{"title": "甲", "from": 0}, {"title": "乙", "from": 0}]}, "不得相同"),
        ({"grades": [{"title": "甲", "from": 120}, {"title": "乙", "from": 0}]}, "超过满分 100"),
    ],
)
def test_what_does_not_fit_together_is_refused(make_rule: Any, make_scheme: Any, changes: Any, words: str) -> None:
    with pytest.raises(SchemeError) as caught:
        make_scheme(make_rule("table3-balance"), make_rule("late", "dates"), **changes)
    assert "评分方案“made-up”" in str(caught.value)
    assert words in str(caught.value)


def test_a_name_is_no_mistake_where_rules_could_not_be_loaded() -> None:
    data = {**read_yaml(SCHEMES / "default.yaml").data, "rules": {"of-a-broken-plugin": 5}}
    assert scheme_of(data, None).charges.keys() == {"of-a-broken-plugin"}


def test_every_mistake_is_told_at_once(make_scheme: Any) -> None:
    with pytest.raises(SchemeError) as caught:
        make_scheme(rules={"a": 1, "b": 2}, grades=[{"title": "甲", "from": 1}])
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("path", sorted(SCHEMES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schemes_of_the_national_pack_have_the_right_shape(path: Path) -> None:
    file = read_yaml(path)
    assert validate(file, validator(SCHEME)) == []
    assert file.data["name"] == path.stem


def test_the_categories_of_the_default_scheme_make_up_its_total() -> None:
    data = read_yaml(SCHEMES / "default.yaml").data
    assert sum(data["categories"].values()) == data["of"]
