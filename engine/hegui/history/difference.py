"""What two states of the rules say of the same reports: which findings come, go or read otherwise, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from hegui.history.comparison import ComparedFinding, ComparedUnit, Comparison, Told, compare
from hegui.model.audit import Amount
from hegui.model.run import AuditRun, PackUsed
from hegui.model.verdict import Result
from hegui.output.view import place
from hegui.project.rules import Rules
from hegui.rules.describe import explain_rule
from hegui.rules.ruleset import RuleSet

Schema = Literal["hegui/difference/1"]
SCHEMA: Schema = "hegui/difference/1"

Kind = Literal["new", "gone", "changed"]

_NOT_JUDGED_BY = ("id", "category", "source", "cases", "finally", "check_title", "keys")
"""What of an explained rule does not decide what it says; its own keys are told one by one."""


class ChangedRule(Struct, frozen=True):
    """A rule that is written otherwise."""

    rule: str
    title: str
    keys: dict[str, tuple[Any, Any]]
    """What it was and is, by the key that differs; null where there is none."""


class ChangedFinding(Struct, frozen=True):
    """A finding that only one state of the rules has, or that the two tell otherwise."""

    rule: str
    title: str
    kind: Kind
    unit: str
    year: int | None
    path: str | None
    place: str
    """Where in the report; empty where it is of the report as a whole."""
    before: Told | None
    after: Told | None
    now: Result | None
    """What its rule comes to after, for one that is gone; null where there is no such rule any more."""
    fingerprint: str


class RuleCount(Struct, frozen=True):
    """How many findings of a rule come, go or change, and on how many units."""

    rule: str
    title: str
    new: int
    gone: int
    changed: int
    units: int


class ChangedScore(Struct, frozen=True):
    """A unit whose score or grade is another. No points where its report could not be audited."""

    unit: str
    year: int | None
    before: Amount | None
    after: Amount | None
    grade_before: str | None
    grade_after: str | None


class State(Struct, frozen=True):
    """One state of the rules."""

    ruleset: str
    """Digest of its rules."""
    packs: tuple[PackUsed, ...]
    complete: bool
    """False where a report could not be audited, or a rule broke."""


class Difference(Struct, frozen=True, kw_only=True):
    """Everything in which two states of the rules differ on some reports."""

    schema: Schema
    before: State
    after: State
    reports: int
    added: tuple[str, ...]
    """Rules, by their ids."""
    removed: tuple[str, ...]
    rules: tuple[ChangedRule, ...]
    counts: tuple[RuleCount, ...]
    findings: tuple[ChangedFinding, ...]
    scores: tuple[ChangedScore, ...]

    @property
    def complete(self) -> bool:
        return self.before.complete and self.after.complete


class RuleChanges(Struct, frozen=True):
    """Which rules only one of two rulesets has, and which are written otherwise."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    rules: tuple[ChangedRule, ...]


def difference(before: AuditRun, after: AuditRun, old: Rules, new: Rules) -> Difference:
    """Two audits of the same reports, each by its state of the rules, held against each other."""
    made = compare(before, after, new)
    findings = tuple(_changed(made, after))
    changes = rule_changes(old.ruleset, new.ruleset)
    return Difference(
        schema=SCHEMA,
        before=State(before.ruleset.digest, before.ruleset.packs, before.complete),
        after=State(after.ruleset.digest, after.ruleset.packs, after.complete),
        reports=len(after.reports),
        added=changes.added,
        removed=changes.removed,
        rules=changes.rules,
        counts=tuple(_counts(findings)),
        findings=findings,
        scores=tuple(_scores(made.units)),
    )


def rule_changes(old: RuleSet, new: RuleSet) -> RuleChanges:
    """What was written anew, left out or written otherwise, the cases of rules aside."""
    before, after = ({rule.id: rule.title for rule in ruleset.all_rules} for ruleset in (old, new))
    changed = ((rule, dict(keys_changed(_told(old, rule), _told(new, rule)))) for rule in after if rule in before)
    return RuleChanges(
        tuple(rule for rule in after if rule not in before),
        tuple(rule for rule in before if rule not in after),
        tuple(ChangedRule(rule, after[rule], keys) for rule, keys in changed if keys),
    )


def _told(ruleset: RuleSet, rule: str) -> Mapping[str, Any]:
    """What a rule says and how packs change it, as plain data."""
    explained = explain_rule(ruleset, rule) or {}
    own = {each["key"]: each["value"] for each in explained["keys"]}
    return {**own, **{key: value for key, value in explained.items() if key not in _NOT_JUDGED_BY}}


def keys_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """The keys whose values differ, each with how it was and how it is; None where there is none."""
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield key, (old.get(key), new.get(key))


def _changed(made: Comparison, after: AuditRun) -> Iterator[ChangedFinding]:
    """Rule by rule in the order in which they first occur, within it unit by unit."""
    results = {
        (audit.source.path, verdict.rule): verdict.result for audit in after.reports for verdict in audit.verdicts
    }
    together = {verdict.rule: verdict.result for verdict in after.corpus.verdicts}
    names = after.ruleset.any_form

    def row(unit: ComparedUnit, finding: ComparedFinding, kind: Kind) -> ChangedFinding:
        told = Told(finding.message, finding.severity)
        report = unit.after or unit.before
        path = report.path if report else None
        return ChangedFinding(
            rule=finding.rule,
            title=finding.title,
            kind=kind,
            unit=unit.name,
            year=unit.year,
            path=path,
            place=next(filter(None, (place(one, names) for one in finding.evidence)), ""),
            before=finding.was if kind == "changed" else told if kind == "gone" else None,
            after=None if kind == "gone" else told,
            now=results.get((path or "", finding.rule), together.get(finding.rule)) if kind == "gone" else None,
            fingerprint=finding.fingerprint,
        )

    rows: dict[str, list[ChangedFinding]] = {}
    for unit in made.units:
        new = (row(unit, finding, "new") for finding in unit.new)
        gone = (row(unit, finding, "gone") for finding in (*unit.mended, *unit.unjudged))
        changed = (row(unit, finding, "changed") for finding in unit.still if finding.was)
        for one in (*new, *gone, *changed):
            rows.setdefault(one.rule, []).append(one)
    for of_rule in rows.values():
        yield from of_rule


def _counts(findings: Iterable[ChangedFinding]) -> Iterator[RuleCount]:
    by_rule: dict[str, list[ChangedFinding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, of_rule in by_rule.items():
        kinds = [finding.kind for finding in of_rule]
        units = len({(finding.unit, finding.year) for finding in of_rule})
        yield RuleCount(rule, of_rule[0].title, kinds.count("new"), kinds.count("gone"), kinds.count("changed"), units)


def _scores(units: Iterable[ComparedUnit]) -> Iterator[ChangedScore]:
    for unit in units:
        old, new = ((report.total, report.grade) if report else (None, None) for report in (unit.before, unit.after))
        if old != new:
            yield ChangedScore(unit.name, unit.year, old[0], new[0], old[1], new[1])
