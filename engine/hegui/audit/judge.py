"""Judges one report by every rule of a ruleset."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256

from hegui.audit.guard import TIME_LIMIT, Guard
from hegui.audit.reach import beyond, certain
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Period, Result, Rule, Verdict
from hegui.rules.applies import applicability, issued
from hegui.rules.check import Parameters
from hegui.rules.ruleset import CompiledRule, RuleSet
from hegui.rules.schema import CATEGORIES

_RANK = {category: rank for rank, category in enumerate(CATEGORIES)}
"""Order in which verdicts stand; the categories that packs add come after the known ones."""

_FINGERPRINT = 16


def judge(report: Report, ruleset: RuleSet, seconds: float = TIME_LIMIT) -> tuple[Verdict, ...]:
    """One verdict a rule, by category and then in the ruleset's order. A check may take so many seconds."""
    day = issued(report)
    parameters = ruleset.parameters_for(report.unit, report.year, report.form, day)
    rules = sorted(ruleset.rules_for(report.unit, report.year, report.form, day), key=_rank)
    with Guard(seconds) as guard:
        return tuple(_verdict(compiled, report, day, ruleset, parameters, guard) for compiled in rules)


def _rank(compiled: CompiledRule) -> int:
    return _RANK.get(compiled.rule.category, len(_RANK))


def _verdict(
    compiled: CompiledRule,
    report: Report,
    day: Period | None,
    ruleset: RuleSet,
    parameters: Parameters,
    guard: Guard,
) -> Verdict:
    rule = compiled.rule
    if compiled.disabled:
        return Verdict(rule, Result.NOT_APPLICABLE, compiled.disabled)
    outcome = applicability(rule.scope, report.year, report.form, report.unit, day) or beyond(rule, report, ruleset)
    if outcome is None:
        outcome = guard.run(rule, compiled.judge, report, parameters)
    outcome = certain(outcome, rule, report, parameters)
    if outcome.result is not Result.FAIL:
        return Verdict(rule, outcome.result, outcome.reason)
    unit = report.unit.name if report.unit else ""
    findings, fingerprints = merged(outcome.findings, lambda finding: fingerprint(rule, unit, report.year, finding.key))
    return Verdict(rule, outcome.result, outcome.reason, findings, fingerprints)


def merged(
    findings: Iterable[Finding], fingerprint_of: Callable[[Finding], str]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Findings of one logical place become one, with everything that each has to say; and their fingerprints."""
    places: dict[str, list[Finding]] = {}
    for finding in findings:
        places.setdefault(fingerprint_of(finding), []).append(finding)
    return tuple(same[0] if len(same) == 1 else _union(same) for same in places.values()), tuple(places)


def _union(same: list[Finding]) -> Finding:
    messages = dict.fromkeys(finding.message for finding in same)
    evidence: dict[Evidence, None] = dict.fromkeys(item for finding in same for item in finding.evidence)
    return replace(same[0], message="；".join(messages), evidence=tuple(evidence))


def fingerprint(rule: Rule, unit: str, year: int | None, key: str) -> str:
    """Rule, unit, year and logical place: no line, page or value, so that it is the same in the next run."""
    place = "|".join((rule.id, unit, str(year or ""), key))
    return sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT]
