"""What a rule itself says about its points counts before what the scheme says, in the scheme that it names only."""

from __future__ import annotations

from typing import Any

import pytest

from hegui.judge.scheme import scheme_of
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict

SCHEME: dict[str, Any] = {
    "name": "default",
    "title": "百分制",
    "of": 100,
    "per": "finding",
    "points": {"error": 5, "warning": 2, "info": 0},
    "rules": {"a-rule": 8},
    "grades": [{"title": "合格", "from": 0}],
}


def failed(points: dict[str, Any]) -> Verdict:
    findings = tuple(Finding("有误", key, (Evidence(line=1),), fingerprint=key) for key in "12")
    return Verdict("a-rule", "某规则", "national", "tables", Severity.ERROR, Result.FAIL, "", findings, points)


@pytest.mark.parametrize(
    ("points", "total"),
    [
        ({}, 84),
        ({"ten-point": 1}, 84),
        ({"default": 3}, 94),
        ({"default": 0}, 100),
        ({"default": {"points": 3, "per": "rule"}}, 97),
        ({"default": {"points": 3, "cap": 4}}, 96),
    ],
)
def test_a_rule_may_have_points_of_its_own(points: dict[str, Any], total: float, score_of: Any) -> None:
    assert score_of([failed(points)], scheme_of(SCHEME)).total == total
