"""What scoring sees of a verdict: which rule, how it came out, how many findings. Never their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from hegui.model.rule import Result, Severity, Verdict


class Judged(NamedTuple):
    """One rule's verdict on one unit, fresh or from a stored audit."""

    rule: str
    title: str
    category: str
    severity: Severity
    result: Result
    fingerprints: tuple[str, ...] = ()
    """One a finding."""
    points: Mapping[str, Any] = MappingProxyType({})
    """What the rule itself says a failure costs, by name of the scheme."""


def judged(verdict: Verdict) -> Judged:
    rule = verdict.rule
    return Judged(rule.id, rule.title, rule.category, rule.severity, verdict.result, verdict.fingerprints, rule.points)


def judged_record(verdict: Mapping[str, Any], counts: Callable[[Mapping[str, Any]], bool] = lambda _: True) -> Judged:
    """A verdict of an audit record; findings that do not count (`counts`) are as if they had not been made."""
    fingerprints = tuple(finding["fingerprint"] for finding in verdict["findings"] if counts(finding))
    result = Result(verdict["verdict"])
    if result is Result.FAIL and not fingerprints:
        result = Result.PASS
    return Judged(
        verdict["rule"],
        verdict["title"],
        verdict["category"],
        Severity(verdict["severity"]),
        result,
        fingerprints,
        verdict.get("points", {}),
    )
