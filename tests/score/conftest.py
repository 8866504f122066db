"""Verdicts and schemes made by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hegui.model.rule import Basis, Result, Rule, RuleSource, Scope, Severity
from hegui.score import Judged, Scheme, scheme_of


def _rule(rule_id: str, category: str = "tables", severity: str = "error") -> Rule:
    return Rule(
        id=rule_id,
        title=f"规则 {rule_id}",
        category=category,
        basis=Basis("某文件"),
        severity=Severity(severity),
        check="made-up",
        params={},
        message="",
        advice="",
        scope=Scope(),
        cases=(),
        source=RuleSource("national", "", 1),
    )


def _verdict(rule: Rule, result: str = "fail", findings: int = 1) -> Judged:
    found = findings if result == "fail" else 0
    fingerprints = tuple(f"{rule.id}-{number}" for number in range(found))
    return Judged(rule.id, rule.title, rule.category, rule.severity, Result(result), fingerprints)


def _scheme(*rules: Rule, **changes: Any) -> Scheme:
    data: dict[str, Any] = {
        "name": "made-up",
        "title": "试用",
        "of": 100,
        "points": {"error": 5, "warning": 2, "info": 0},
        "grades": [{"title": "合格", "from": 60}, {"title": "不合格", "from": 0}],
    }
    return scheme_of({**data, **changes}, rules)


@pytest.fixture(scope="session")
def make_rule() -> Callable[..., Rule]:
    return _rule


@pytest.fixture(scope="session")
def make_verdict() -> Callable[..., Judged]:
    return _verdict


@pytest.fixture(scope="session")
def make_scheme() -> Callable[..., Scheme]:
    return _scheme
