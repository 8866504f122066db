"""Judges one report by every rule of a ruleset."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256

from msgspec.structs import replace

from hegui.judge.guard import TIME_LIMIT, Guard
from hegui.judge.norms import told_by
from hegui.judge.reach import because_broken, beyond, certain, elsewhere, scope_for
from hegui.judge.told import Told, told_of_report
from hegui.model.document import Source
from hegui.model.report import Report
from hegui.model.rule import Period, Rule
from hegui.model.verdict import GRAVEST_FIRST, Evidence, Finding, Outcome, Result, Severity, Verdict
from hegui.rules.check import fill
from hegui.rules.grading import graded
from hegui.rules.layers import Layered, Read
from hegui.rules.ruleset import CompiledRule, RuleSet
from hegui.rules.schema import CATEGORIES
from hegui.rules.scope import applicability, issued

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
    parameters: Layered,
    guard: Guard,
) -> Verdict:
    rule = compiled.rule
    if compiled.disabled:
        return verdict_of(rule, Outcome(Result.NOT_APPLICABLE, compiled.disabled))
    outcome = (
        elsewhere(compiled, report, ruleset)
        or applicability(scope_for(report, rule.scope, ruleset), report.year, report.form, report.unit, day)
        or beyond(rule, report, ruleset)
    )
    if outcome is None:
        outcome = _judged(compiled, report, parameters, guard)
    outcome = because_broken(certain(outcome, rule, report, parameters), report)
    if outcome.result is not Result.FAIL:
        return verdict_of(rule, outcome)
    unit = report.unit.name if report.unit else ""
    return verdict_of(
        rule,
        outcome,
        lambda finding: fingerprint(rule, unit, report.year, finding.key),
        lambda _: told_of_report(report),
        source=report.source,
    )


def _judged(compiled: CompiledRule, report: Report, parameters: Layered, guard: Guard) -> Outcome:
    """What the judge of a rule says, its findings told by the norms of the values that they rest on."""
    rule, read = compiled.rule, Read()
    outcome = guard.run(rule, compiled.judge, report, parameters.noted_in(read))
    if outcome.result is not Result.FAIL:
        return outcome
    again = compiled.remade or (lambda _: compiled.judge)
    told = told_by(rule, outcome, lambda _: read.words, lambda other: guard.run(rule, again(other), report, parameters))
    return graded(told, rule.levels)


def verdict_of(
    rule: Rule,
    outcome: Outcome,
    fingerprint_of: Callable[[Finding], str] = lambda _: "",
    told_of: Callable[[Finding], Told] = lambda _: Told(),
    *,
    severity: Severity | None = None,
    source: Source | None = None,
) -> Verdict:
    """What an outcome of a rule comes to: as grave as its gravest finding, or of the `severity` that its findings were
    sorted by. `source` is the file that was judged.

    `told_of` gives for a finding what its message and advice name beside what the kind of the rule put into them.
    """
    findings: tuple[Finding, ...] = ()
    found = severity or rule.severity
    if outcome.result is Result.FAIL:
        findings = tuple(
            _said(finding, rule, printed, told_of(finding), source)
            for printed, finding in _merged(outcome.findings, fingerprint_of).items()
        )
        found = severity or min(
            (one.severity or rule.severity for one in findings), key=GRAVEST_FIRST.index, default=rule.severity
        )
    lighter = found is not rule.severity and GRAVEST_FIRST.index(found) > GRAVEST_FIRST.index(rule.severity)
    return Verdict(
        rule=rule.id,
        title=rule.title,
        pack=rule.source.pack,
        category=rule.category,
        severity=found,
        result=outcome.result,
        reason=outcome.reason,
        findings=findings,
        points=dict(rule.points),
        rule_severity=rule.severity if lighter else None,
    )


def _said(finding: Finding, rule: Rule, printed: str, told: Told, source: Source | None) -> Finding:
    """A finding with what its rule says, its words filled in, and its fingerprint."""
    return replace(
        finding,
        message=fill(finding.message, told),
        advice=fill(finding.advice or rule.advice, told),
        basis=finding.basis or str(rule.basis),
        office=fill(rule.office, told),
        fingerprint=printed,
        evidence=_marked(finding.evidence, source),
        units=tuple(finding.units),
    )


def _merged(findings: Iterable[Finding], fingerprint_of: Callable[[Finding], str]) -> dict[str, Finding]:
    """Findings by their fingerprints; those of one logical place become one, with everything that each has to say."""
    places: dict[str, list[Finding]] = {}
    for finding in findings:
        places.setdefault(fingerprint_of(finding), []).append(finding)
    return {printed: same[0] if len(same) == 1 else _union(same) for printed, same in places.items()}


def _union(same: list[Finding]) -> Finding:
    messages = dict.fromkeys(finding.message for finding in same)
    evidence: dict[Evidence, None] = dict.fromkeys(item for finding in same for item in finding.evidence)
    return replace(same[0], message="；".join(messages), evidence=tuple(evidence))


def _marked(evidence: Iterable[Evidence], source: Source | None) -> tuple[Evidence, ...]:
    """The evidence, with the mark on what was recognised from a picture."""
    if source is None or not source.ocr:
        return tuple(evidence)
    return tuple(replace(one, ocr=True) if source.is_recognised(one.page) else one for one in evidence)


def fingerprint(rule: Rule, unit: str, year: int | None, key: str) -> str:
    """Rule, unit, year and logical place: no line, page or value, so that it is the same in the next run."""
    place = "|".join((rule.id, unit, str(year or ""), key))
    return sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT]
