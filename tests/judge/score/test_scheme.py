"""A scheme says what a fault costs, and a scheme that does not fit together is refused with a sentence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hegui.judge.scheme import Fault
from hegui.rules.schema_packs import SCHEME
from hegui.rules.strict_yaml import read_yaml
from hegui.rules.validate import validate, validator

SCHEMES = Path(__file__).resolve().parents[3] / "ruleset" / "schemes"


def test_a_rule_costs_what_its_severity_says_unless_it_is_named(
    make_rule: Any, make_verdict: Any, make_scheme: Any
) -> None:
    named, other = make_rule("named"), make_rule("other", severity="warning")
    scheme = make_scheme(named, other, rules={"named": 1.5})
    assert scheme.charge(named.id, {}).amount([Fault(named.severity)] * 3) == Decimal("1.5")
    assert scheme.charge(other.id, {}).amount([Fault(other.severity)] * 3) == 2


@pytest.mark.parametrize(("findings", "points"), [(1, "0.5"), (3, "1.5"), (4, "2"), (100, "2")])
def test_points_for_each_finding_end_at_the_cap(
    make_rule: Any, make_verdict: Any, make_scheme: Any, findings: int, points: str
) -> None:
    rule = make_rule("typo")
    scheme = make_scheme(rule, rules={"typo": {"points": 0.5, "per": "finding", "cap": 2}})
    assert scheme.charge(rule.id, {}).amount([Fault(rule.severity)] * findings) == Decimal(points)


def test_per_of_the_scheme_holds_where_a_rule_says_nothing(make_rule: Any, make_verdict: Any, make_scheme: Any) -> None:
    one, other = make_rule("one"), make_rule("other")
    scheme = make_scheme(one, other, per="finding", rules={"other": {"points": 3, "per": "rule"}})
    assert scheme.charge(one.id, {}).amount([Fault(one.severity)] * 4) == 20
    assert scheme.charge(other.id, {}).amount([Fault(other.severity)] * 4) == 3


@pytest.mark.parametrize(
    ("total", "grade"), [(100, "优秀"), (90, "优秀"), ("89.5", "合格"), (60, "合格"), (0, "不合格")]
)
def test_a_grade_begins_at_its_least_total(make_scheme: Any, total: Any, grade: str) -> None:
    grades = [{"title": "优秀", "from": 90}, {"title": "合格", "from": 60}, {"title": "不合格", "from": 0}]
    assert make_scheme(grades=grades).grade(Decimal(total)) == grade


@pytest.mark.parametrize("path", sorted(SCHEMES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schemes_of_the_national_pack_have_the_right_shape(path: Path) -> None:
    file = read_yaml(path)
    assert validate(file, validator(SCHEME)) == []
    assert file.data["name"] == path.stem


def test_the_categories_of_the_default_scheme_make_up_its_total() -> None:
    data = read_yaml(SCHEMES / "default.yaml").data
    assert sum(data["categories"].values()) == data["of"]
