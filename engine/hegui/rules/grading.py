"""Severity by the size of a difference: the levels that a rule states, from the gravest, and which of them a finding
reaches. What reaches none is no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product

from msgspec.structs import replace

from hegui.model.verdict import Difference, Finding, Outcome, Result, Severity
from hegui.rules.check import PASSED, AnyCheck, cannot_assess
from hegui.rules.evaluation import Exact, Term
from hegui.rules.expression import Bound, parse

Levels = Mapping[Severity, str]
"""The condition of each level, the gravest first; empty where a rule has one severity."""

BY, SHARE = "差额", "差额比"
"""What conditions call the two sides' difference, and its share of the right side."""

_BOUNDLESS = Fraction(10**15)
"""Stands for a share of nought: more than any."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_STEP = Fraction(1, 10**6)


class _Names:
    """The vocabulary of a condition."""

    def term(self, name: str) -> Term | None:
        return Term((name,)) if name in (BY, SHARE) else None

    def names(self) -> Iterator[str]:
        yield from (BY, SHARE)


def severity_of(written: str | Mapping[str, str]) -> Severity:
    """The severity that a rule states, of several the gravest."""
    return Severity(written) if isinstance(written, str) else next(iter(levels_of(written)))


def levels_of(written: str | Mapping[str, str]) -> Levels:
    """The levels that a rule states."""
    if isinstance(written, str):
        return {}
    return {severity: written[severity.value] for severity in Severity if severity.value in written}


def graded(outcome: Outcome, levels: Levels) -> Outcome:
    """The findings of an outcome with the severities of the levels that they reach.

    A finding that tells no difference, or whose severity its check has decided, stays as it is.
    """
    if not levels or outcome.result is not Result.FAIL:
        return outcome
    findings = tuple(one for each in outcome.findings if (one := _graded(each, levels)) is not None)
    if findings:
        return Outcome(Result.FAIL, outcome.reason, findings)
    return cannot_assess(outcome.reason) if outcome.reason else PASSED


def _graded(finding: Finding, levels: Levels) -> Finding | None:
    apart = finding.difference
    if apart is None or finding.severity is not None:
        return finding
    share = _BOUNDLESS if apart.share is None else _exact(apart.share)
    reached = _reached(levels, _exact(apart.by), share)
    if reached is None:
        return None
    return finding if reached is next(iter(levels)) else replace(finding, severity=reached)


def _reached(levels: Levels, by: Fraction, share: Fraction) -> Severity | None:
    values = {BY: by, SHARE: share}
    return next((severity for severity, condition in levels.items() if _bound(condition).holds(values.get)), None)


def check_levels(levels: Levels, check: AnyCheck) -> None:
    """Raises ValueError with a Chinese sentence where a rule's levels have a mistake."""
    if levels and not check.measures:
        first = next(iter(levels.values()))
        kind = f"{check.title}（{check.name}）"
        raise ValueError(f"“{first}”没有差额可比：{kind}不比较两个数，severity 请写 error、warning 或 info。")
    for condition in levels.values():
        _bound(condition)
    edges = {Fraction(number) for condition in levels.values() for number in _NUMBER.findall(condition)}
    sizes = sorted({max(edge + step, Fraction(0)) for edge in edges for step in (-_STEP, 0, _STEP)} | {_BOUNDLESS})
    reached = {_reached(levels, by, share) for by, share in product(sizes, repeat=2)}
    for severity, condition in levels.items():
        if severity not in reached:
            raise ValueError(f"severity 的 {severity}“{condition}”永远用不上：更重的级别都已包括；请把各级的界限改正。")


def difference(left: Exact | Decimal, right: Exact | Decimal) -> Difference:
    """How far the left side is from the right one, which is taken for right."""
    by = abs(_exact(left) - _exact(right))
    return Difference(_number(by), _number(by / abs(_exact(right))) if right else None)


def _exact(value: float | Exact | Decimal) -> Fraction:
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else round(float(value), 6)


@lru_cache(maxsize=256)
def _bound(condition: str) -> Bound:
    return parse(condition).bind(_Names())
