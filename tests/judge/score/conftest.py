"""Verdicts and schemes made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from handmade import make_report
from hegui.judge.audit import audit_of
from hegui.judge.scheme import Scheme, scheme_of
from hegui.judge.score import score
from hegui.model.audit import Score
from hegui.model.rule import Basis, Rule, RuleSource, Scope
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict

__all__ = ["make_report"]


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


def _verdict(rule: Rule, result: str = "fail", findings: int = 1) -> Verdict:
    found = findings if result == "fail" else 0
    return Verdict(
        rule.id,
        rule.title,
        rule.source.pack,
        rule.category,
        rule.severity,
        Result(result),
        "",
        tuple(
            Finding("有误", str(number), (Evidence(line=1),), fingerprint=f"{rule.id}-{number}")
            for number in range(found)
        ),
    )


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
def make_verdict() -> Callable[..., Verdict]:
    return _verdict


@pytest.fixture(scope="session")
def score_of(make_report: Any) -> Callable[[Sequence[Verdict], Scheme], Score]:
    """The score of a report with these verdicts."""
    return lambda verdicts, scheme: score(audit_of(make_report(), tuple(verdicts)).summary(), scheme)


@pytest.fixture(scope="session")
def make_scheme() -> Callable[..., Scheme]:
    return _scheme
