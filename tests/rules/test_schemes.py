"""A scheme that does not fit together is told at the place where it is to be mended."""

from __future__ import annotations

from typing import Any

import pytest

from hegui.rules.schemes import KnownRules, scheme_mistakes

SCHEME: dict[str, Any] = {
    "name": "made-up",
    "title": "某方案",
    "of": 100,
    "points": {"error": 5, "warning": 2, "info": 0},
    "grades": [{"title": "合格", "from": 60}, {"title": "不合格", "from": 0}],
}
KNOWN = KnownRules({"table3-balance": "tables", "late": "dates"})


def _group(*rules: str) -> dict[str, Any]:
    return {"title": "同源", "rules": list(rules)}


def test_a_sound_scheme_has_no_mistake() -> None:
    sound = {**SCHEME, "categories": {"tables": 100}, "groups": [_group("late")], "rules": {"late": 3}}
    assert list(scheme_mistakes(sound, KNOWN)) == []


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"categories": {"tabels": 40}}, ("categories", "tabels"), "没有规则类别“tabels”，最接近的是“tables”"),
        ({"categories": {"tables": 140}}, ("categories", "tables"), "140 分超过满分 100"),
        ({"rules": {"table3-balanse": 5}}, ("rules", "table3-balanse"), "最接近的是“table3-balance”"),
        ({"groups": [_group("lat", "late")]}, ("groups", 0, "rules", 0), "没有规则“lat”，最接近的是“late”"),
        ({"vetoes": [{**_group("lat"), "at_most": 59}]}, ("vetoes", 0, "rules", 0), "没有规则“lat”"),
        ({"vetoes": [{**_group("late"), "at_most": 100}]}, ("vetoes", 0, "at_most"), "at_most 应低于满分 100"),
        ({"groups": [_group("table3-balance", "late")]}, ("groups", 0, "rules"), "分属不同类别"),
        ({"groups": [_group("late"), _group("late")]}, ("groups", 1, "rules", 0), "只能属于 groups 中没有 cap 的一组"),
        ({"grades": [{"title": "合格", "from": 60}]}, ("grades", 0, "from"), "最末一级的 from 应为 0"),
        (
            {"grades": [{"title": "甲", "from": 60}, {"title": "乙", "from": 60}, {"title": "丙", "from": 0}]},
            ("grades", 1, "from"),
            "从高到低",
        ),
        ({"grades": [{"title": "甲", "from": 120}, {"title": "乙", "from": 0}]}, ("grades", 0, "from"), "超过满分 100"),
    ],
)
def test_what_does_not_fit_together_is_told(changes: Any, place: Any, words: str) -> None:
    (mistake,) = scheme_mistakes({**SCHEME, **changes}, KNOWN)
    assert mistake.place == place
    assert words in mistake.message


def test_a_name_is_no_mistake_where_rules_could_not_be_loaded() -> None:
    assert list(scheme_mistakes({**SCHEME, "rules": {"of-a-broken-plugin": 5}}, None)) == []
