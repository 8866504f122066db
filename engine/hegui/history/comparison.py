"""Two audits held against each other, unit by unit and finding by finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import Struct, structs

from hegui.model.audit import Amount, AuditedUnit, Score, UnitYear
from hegui.model.run import AuditRun
from hegui.model.verdict import Finding, Result, Severity, Verdict
from hegui.project.rules import Rules, load_unchecked
from hegui.recognise.identity import Locality, Sighting, Units

Schema = Literal["hegui/comparison/1"]
SCHEMA: Schema = "hegui/comparison/1"

_JUDGED = (Result.PASS, Result.FAIL, Result.NOT_APPLICABLE)


class ComparedRun(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Which audit was compared."""

    generated_at: str | None = None
    engine: str
    label: str | None = None
    number: int | None = None
    """Its number in a history."""
    ruleset: str
    """Digest of its rules."""


class ComparedReport(Struct, frozen=True):
    """A unit's report in one of the audits; without points where it could not be audited."""

    path: str
    total: Amount | None
    grade: str | None


class Told(Struct, frozen=True):
    """What a finding says, and how grave that is."""

    message: str
    severity: Severity


class ComparedFinding(Finding, frozen=True, omit_defaults=True, kw_only=True):
    """A finding, with what its verdict says of its rule."""

    rule: str
    title: str
    category: str
    severity: Severity
    was: Told | None = None
    """What the audit before said of it, where that was otherwise."""


class ComparedUnit(Struct, frozen=True):
    """What became of the findings on a unit's report of a year. A report is None where the audit has none."""

    name: str
    year: int | None
    before: ComparedReport | None
    after: ComparedReport | None
    mended: tuple[ComparedFinding, ...]
    """Gone, and its rule was judged again."""
    still: tuple[ComparedFinding, ...]
    new: tuple[ComparedFinding, ...]
    unjudged: tuple[ComparedFinding, ...]
    """Gone, but its rule could not be judged again."""

    @property
    def change(self) -> Amount | None:
        """By how much the score rose."""
        if not self.before or not self.after or self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total


class Totals(Struct, frozen=True):
    units: int
    mended: int
    still: int
    new: int
    unjudged: int
    better: int
    """Units whose score rose."""
    worse: int
    unchanged: int


class Comparison(Struct, frozen=True, kw_only=True):
    """What became of every finding between two audits, for each unit and in sum."""

    schema: Schema
    before: ComparedRun
    after: ComparedRun
    same_rules: bool
    units: tuple[ComparedUnit, ...]
    sum: Totals


_Fault = tuple[str, str, frozenset[str]]
"""What two audits must agree in to have found the same of a unit: rule, logical place, and the other units concerned.
(A fingerprint has the unit's name in it, which two reports may write differently.)"""


@dataclass(slots=True)
class _Side:
    """What one audit says of a unit's report of a year."""

    path: str | None = None
    score: Score | None = None
    results: dict[str, Result] = field(default_factory=dict)
    """By rule."""
    findings: dict[_Fault, ComparedFinding] = field(default_factory=dict)

    def note(self, verdict: Verdict, findings: Iterable[Finding], names: Collection[str | None] = ()) -> None:
        """Keep a verdict's findings on the unit, which goes by these `names`."""
        self.results[verdict.rule] = verdict.result
        for finding in findings:
            about = {
                **structs.asdict(finding),
                "rule": verdict.rule,
                "title": verdict.title,
                "category": verdict.category,
                "severity": finding.severity or verdict.severity,
            }
            others = frozenset(unit for unit in finding.units if unit not in names)
            self.findings[verdict.rule, finding.key, others] = ComparedFinding(**about)


def compare(before: AuditRun, after: AuditRun, rules: Rules | None = None) -> Comparison:
    """Two audits held against each other.

    A finding that is gone is mended only where its rule was judged again; where it could not be, it is unjudged.
    `rules`: what tells one unit by its names, by default all packs that there are.
    """
    names = _names(before, after, (rules or load_unchecked()).ruleset.lexicons)
    doubled = _doubled(before, names) | _doubled(after, names)
    olds, news = _sides(before, doubled, names), _sides(after, doubled, names)
    units = tuple(_unit(key, olds.get(key), news.get(key)) for key in dict.fromkeys((*olds, *news)))
    changes = [unit.change for unit in units if unit.change is not None]
    return Comparison(
        schema=SCHEMA,
        before=_about(before),
        after=_about(after),
        same_rules=before.ruleset.digest == after.ruleset.digest,
        units=units,
        sum=Totals(
            units=len(units),
            mended=sum(len(unit.mended) for unit in units),
            still=sum(len(unit.still) for unit in units),
            new=sum(len(unit.new) for unit in units),
            unjudged=sum(len(unit.unjudged) for unit in units),
            better=sum(change > 0 for change in changes),
            worse=sum(change < 0 for change in changes),
            unchanged=sum(change == 0 for change in changes),
        ),
    )


def _about(run: AuditRun) -> ComparedRun:
    return ComparedRun(
        generated_at=run.generated_at,
        engine=run.engine,
        label=run.label,
        number=run.number,
        ruleset=run.ruleset.digest,
    )


_Name = Callable[[AuditedUnit], str | None]
"""The name of a unit that is the same in both audits."""


def _names(before: AuditRun, after: AuditRun, lexicons: Mapping[str, Any]) -> _Name:
    def own(unit: AuditedUnit) -> tuple[str | None, Locality]:
        return unit.roster or unit.name, Locality(unit.province, unit.city, unit.county)

    seen: dict[Sighting, None] = {}
    for number, run in enumerate((before, after)):
        for summary in run.summaries():
            name, place = own(summary.unit)
            if name:
                seen[Sighting(name, place, (number, summary.year))] = None
    newest = {
        (one.name, one.place): max(group, key=lambda one: one.among[0]).name
        for group in Units(seen, lexicons).groups()
        for one in group
    }
    return lambda unit: newest.get(own(unit), own(unit)[0])  # type: ignore[arg-type]


def _doubled(run: AuditRun, names: _Name) -> set[UnitYear]:
    """The units that have more than one report of a year."""
    counts = Counter((names(report.unit), report.year) for report in run.summaries())
    return {key for key, count in counts.items() if count > 1}


def _sides(run: AuditRun, doubled: Collection[UnitYear], names: _Name) -> dict[UnitYear, _Side]:
    """By unit and year, in the order of the audit. The reports of a unit that has several go by their paths."""
    sides: dict[UnitYear, _Side] = {}
    called: dict[UnitYear, UnitYear] = {}  # by how findings on several reports name them
    for report in run.reports:
        name, year = names(report.unit), report.year
        key: UnitYear = (report.source.path, year) if not name or (name, year) in doubled else (name, year)
        side = sides[key] = _Side(report.source.path, report.score)
        called.setdefault(report.unit_year, key)
        for verdict in report.verdicts:
            side.note(verdict, verdict.findings)
    usual = next((year for year, _ in Counter(year for _, year in sides).most_common(1)), None)
    for verdict in run.corpus.verdicts:
        by_unit: dict[UnitYear, list[Finding]] = {}
        for finding in verdict.findings:
            for unit in finding.units:
                by_unit.setdefault((unit, usual if finding.year is None else finding.year), []).append(finding)
        for unit_year, findings in by_unit.items():
            own = called.setdefault(unit_year, unit_year)
            sides.setdefault(own, _Side()).note(verdict, findings, (unit_year[0], own[0]))
        for (name, _), own in called.items():
            sides[own].results.setdefault(verdict.rule, _without_finding(verdict, name))
    return sides


def _without_finding(verdict: Verdict, name: str | None) -> Result:
    """What a rule on several reports came to for a unit that it found nothing on. Where it had nothing to compare, it
    has not judged again."""
    if verdict.result is Result.FAIL:
        return Result.CANNOT_ASSESS if name and name in verdict.reason else Result.PASS
    return Result.CANNOT_ASSESS if verdict.result is Result.NOT_APPLICABLE else verdict.result


def _unit(key: UnitYear, old: _Side | None, new: _Side | None) -> ComparedUnit:
    before, after = old or _Side(), new or _Side()
    gone = [one for fault, one in before.findings.items() if fault not in after.findings]
    return ComparedUnit(
        name=key[0] or "",
        year=key[1],
        before=_report(before),
        after=_report(after),
        mended=tuple(one for one in gone if after.results.get(one.rule) in _JUDGED),
        still=tuple(
            _since(old, after.findings[fault]) for fault, old in before.findings.items() if fault in after.findings
        ),
        new=tuple(one for fault, one in after.findings.items() if fault not in before.findings),
        unjudged=tuple(one for one in gone if after.results.get(one.rule) not in _JUDGED),
    )


def _since(old: ComparedFinding, new: ComparedFinding) -> ComparedFinding:
    """A finding that is still there, with what was said of it where that was otherwise."""
    told = Told(old.message, old.severity)
    return new if told == Told(new.message, new.severity) else structs.replace(new, was=told)


def _report(side: _Side) -> ComparedReport | None:
    if side.path is None:
        return None
    score = side.score
    return ComparedReport(side.path, score.total if score else None, score.grade if score else None)
