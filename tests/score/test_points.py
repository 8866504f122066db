"""What a rule itself says about its points counts before what the scheme says, in the scheme that it names only."""

from __future__ import annotations

from typing import Any

import pytest

from hegui.model.rule import Result, Severity
from hegui.score import Judged, judged_record, scheme_of, score

SCHEME: dict[str, Any] = {
    "name": "default",
    "title": "百分制",
    "of": 100,
    "per": "finding",
    "points": {"error": 5, "warning": 2, "info": 0},
    "rules": {"a-rule": 8},
    "grades": [{"title": "合格", "from": 0}],
}


def failed(points: dict[str, Any]) -> Judged:
    return Judged("a-rule", "某规则", "tables", Severity.ERROR, Result.FAIL, ("1", "2"), points)


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
def test_a_rule_may_have_points_of_its_own(points: dict[str, Any], total: float) -> None:
    assert score([failed(points)], scheme_of(SCHEME, None)).total == total


def test_they_survive_in_a_stored_audit() -> None:
    verdict = {
        "rule": "a-rule",
        "title": "某规则",
        "category": "tables",
        "severity": "error",
        "points": {"default": 3},
        "verdict": "fail",
        "findings": [{"fingerprint": "1"}, {"fingerprint": "2"}],
    }
    assert judged_record(verdict) == failed({"default": 3})
