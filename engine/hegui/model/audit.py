"""The audit of one report: what was read, what the rules say of it, and the score.

A field with a default is a key that is left out of the JSON where it says nothing; every other key is always there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from hegui.model.correction import Corrected
from hegui.model.report import CellKind, Level, MatchedBy, Unit
from hegui.model.verdict import Decided, Finding, Result, Severity, Verdict, Waived

Amount = int | float
"""A number as JSON has it: whole where it is whole."""
Cells = dict[str, Amount | dict[str, Amount | None] | None]
"""A table by the names of a cell's path. None: blank or a mark; a key that is absent was not found."""
UnitYear = tuple[str | None, int | None]
"""A unit as findings on several reports name it, and the year of its report."""


class Problem(Struct, frozen=True):
    """Something that broke and is not the unit's fault."""

    kind: Literal["read", "not-a-report", "plugin", "rule"]
    message: str
    where: str = ""


class AuditedFile(Struct, frozen=True, omit_defaults=True):
    """The file: its path as the user named it, SHA-256 in hex, format by content."""

    path: str
    sha256: str | None
    format: str | None
    ocr: bool = False
    """Something in it was recognised from pictures."""


class AuditedUnit(Struct, frozen=True, omit_defaults=True):
    """The unit as recognised, completed by the roster. Everything is None where no unit was recognised."""

    name: str | None
    level: Level | None
    kind: str | None
    tier: str | None
    province: str | None
    city: str | None
    county: str | None
    roster: str | None = None
    """Its name on the roster, where it is on one."""
    known_as: str | None = None
    """Its name in findings on several reports, where its place tells it from another unit."""

    @property
    def known(self) -> Unit | None:
        """The unit by what decides which rules and points are for it; None where its level or kind is not known."""
        if self.level is None or self.kind is None:
            return None
        return Unit(self.name or "", self.level, self.kind, self.tier, self.province, self.city, self.county)

    @property
    def in_findings(self) -> str | None:
        """The name that findings on several reports give it; None where no unit was recognised."""
        return self.known_as or self.roster or self.name


class ReportDates(Struct, frozen=True):
    """None for what is not stated or is no date that exists."""

    period_start: date | None
    period_end: date | None
    signed: date | None
    published: date | None


class AuditedSection(Struct, frozen=True):
    """A section that was found."""

    key: str
    title: str
    """Its heading as printed."""
    how: MatchedBy


class OddCell(Struct, frozen=True, omit_defaults=True):
    """A cell that is no plain number, or that was matched by likeness only."""

    table: str
    row: str
    column: str | None
    raw: str
    kind: CellKind
    how: MatchedBy
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


class PrintedPassage(Struct, frozen=True, omit_defaults=True):
    """A paragraph as printed, so that a report can be shown and compared without its file."""

    section: str
    text: str
    paragraph: int | None = None
    line: int | None = None
    page: int | None = None


class CategoryLoss(Struct, frozen=True):
    """Points lost in a category of rules, before any veto; `of` is the most that the scheme takes there.

    Rules of several categories that a scheme limits together count in none of these: `category` is what the scheme
    calls them.
    """

    category: str
    lost: Amount
    of: Amount | None


class CountedCell(Struct, frozen=True):
    """A cell by which points were counted."""

    table: str
    row: str
    column: str | None
    value: Amount

    @property
    def name(self) -> str:
        """As files name it, without its table."""
        return self.row if self.column is None else f"{self.row}.{self.column}"


class Deduction(Struct, frozen=True, omit_defaults=True):
    """Points lost, and to which findings."""

    rule: str
    points: Amount
    why: str
    fingerprints: tuple[str, ...]
    cells: tuple[CountedCell, ...] = ()
    """What was counted, where that was the value of cells."""


class Addition(Struct, frozen=True, omit_defaults=True):
    """Bonus points, and for what: findings, the cells counted, or that a rule is met."""

    rule: str
    points: Amount
    why: str
    fingerprints: tuple[str, ...] = ()
    cells: tuple[CountedCell, ...] = ()


class ScoreBefore(Struct, frozen=True):
    """What the score would be without waivers."""

    total: Amount
    grade: str | None


class Score(Struct, frozen=True, omit_defaults=True):
    """`total` of `of` points: `of` minus all deductions and plus all bonuses."""

    scheme: str
    title: str
    total: Amount
    of: Amount
    coverage: Amount
    """What could be judged, 0 to 1: the points that the applicable rules could cost, without those of the rules that
    could not be judged."""
    grade: str | None
    note: str
    """Why there is no grade and what to look at, and which veto was cast."""
    categories: tuple[CategoryLoss, ...]
    deductions: tuple[Deduction, ...]
    before_waivers: ScoreBefore | None = None
    bonuses: tuple[Addition, ...] = ()
    """Where they exceed the full mark, `total` is more than `of`."""
    table: str = ""
    """The table for units of this kind, where the scheme has several."""


class Audit(Struct, frozen=True, omit_defaults=True):
    """One path that was given or found: a report with its verdicts and score, or what kept it from being audited."""

    source: AuditedFile
    unit: AuditedUnit
    year: int | None
    form: str | None
    """Id of the form whose labels its tables bear; None without tables."""
    template: str | None
    """Id of the form by which it was read, which names its parts (`ruleset.forms` of the run)."""
    title: str | None
    dates: ReportDates
    sections: tuple[AuditedSection, ...]
    tables: dict[str, Cells]
    cells: tuple[OddCell, ...]
    notes: tuple[str, ...]
    """Remarks on reading, and what stood in the tables without a place."""
    passages: tuple[PrintedPassage, ...]
    verdicts: tuple[Verdict, ...]
    score: Score | None
    """None for what was not audited."""
    errors: tuple[Problem, ...]
    corrections: tuple[Corrected, ...] = ()
    """What a person has corrected in it."""

    @property
    def unit_year(self) -> UnitYear:
        """Under what findings on several reports name it."""
        return self.unit.in_findings, self.year

    def summary(self) -> Summary:
        """What an overview needs of it, and what its score follows from."""
        applied = [verdict for verdict in self.verdicts if verdict.result is not Result.NOT_APPLICABLE]
        return Summary(
            source=self.source,
            unit=self.unit,
            year=self.year,
            form=self.form,
            dates=self.dates,
            verdicts=tuple(
                VerdictSummary.of(verdict) for verdict in applied if verdict.result in (Result.FAIL, Result.ERROR)
            ),
            applied=tuple(map(AppliedRule.of, applied)),
            categories=tuple(dict.fromkeys(verdict.category for verdict in self.verdicts)),
            score=self.score,
            errors=self.errors,
            corrected=len(self.corrections),
        )

    def with_summary(self, summary: Summary) -> Audit:
        """The audit with what its summary has come to since: score, waivers and decisions, name among other reports."""
        marks = {
            finding.fingerprint: finding
            for verdict in summary.verdicts
            for finding in verdict.findings
            if finding.waiver or finding.decision
        }
        return replace(
            self,
            source=summary.source,
            unit=summary.unit,
            verdicts=tuple(_marked(verdict, marks) for verdict in self.verdicts) if marks else self.verdicts,
            score=summary.score,
        )


class FindingSummary(Struct, frozen=True, omit_defaults=True, gc=False):
    fingerprint: str
    waiver: Waived | None = None
    decision: Decided | None = None
    severity: Severity | None = None
    """Where it is not that of the verdict."""
    difference: Decimal | None = None

    @property
    def waived(self) -> bool:
        return self.waiver is not None


class VerdictSummary(Struct, frozen=True, omit_defaults=True):
    """A verdict without the words of its findings."""

    rule: str
    title: str
    category: str
    severity: Severity
    result: Result
    findings: tuple[FindingSummary, ...]
    points: Mapping[str, Any] = field(default_factory=dict)
    rule_severity: Severity | None = None

    @classmethod
    def of(cls, verdict: Verdict) -> VerdictSummary:
        findings = (
            FindingSummary(one.fingerprint, one.waiver, one.decision, one.severity, _apart(one))
            for one in verdict.findings
        )
        return cls(
            verdict.rule,
            verdict.title,
            verdict.category,
            verdict.severity,
            verdict.result,
            tuple(findings),
            verdict.points,
            verdict.rule_severity,
        )

    @property
    def stands(self) -> bool:
        """Whether the rule failed and has a finding that is not waived."""
        return self.result is Result.FAIL and not all(finding.waived for finding in self.findings)


class AppliedRule(Struct, frozen=True, array_like=True):
    """A rule that applies to a report: what it could cost, and whether it could be judged."""

    rule: str
    category: str
    severity: Severity
    points: Mapping[str, Any]
    judged: bool
    reason: str
    """Why it could not be."""

    @classmethod
    def of(cls, verdict: Verdict) -> AppliedRule:
        judged = verdict.result in (Result.PASS, Result.FAIL)
        reason = "" if judged else verdict.reason
        severity = verdict.rule_severity or verdict.severity
        return cls(verdict.rule, verdict.category, severity, verdict.points, judged, reason)


class Summary(Struct, frozen=True, kw_only=True):
    """What overviews, comparisons and the score need of an audit; of its verdicts those that failed or broke."""

    source: AuditedFile
    unit: AuditedUnit
    year: int | None
    form: str | None
    dates: ReportDates
    verdicts: tuple[VerdictSummary, ...]
    applied: tuple[AppliedRule, ...]
    """Rules that apply to the report."""
    categories: tuple[str, ...]
    """Those of all its rules, in their order."""
    score: Score | None
    errors: tuple[Problem, ...]
    corrected: int = 0
    """How many corrections were made in it."""

    @property
    def unit_year(self) -> UnitYear:
        """Under what findings on several reports name it."""
        return self.unit.in_findings, self.year

    @property
    def is_marked(self) -> bool:
        """Whether a finding is waived, or decided on."""
        return any(one.waiver or one.decision for verdict in self.verdicts for one in verdict.findings)

    @property
    def complete(self) -> bool:
        """Whether it was audited and no rule broke."""
        return not self.errors and all(verdict.result is not Result.ERROR for verdict in self.verdicts)


def amount(value: int | float | Decimal) -> Amount:
    """A whole number as such, another by its shortest decimal form, which for up to 15 digits is the printed one."""
    if isinstance(value, int):
        return value
    return int(value) if value == int(value) else float(value)


def _apart(finding: Finding) -> Decimal | None:
    return None if finding.difference is None else Decimal(str(finding.difference.by))


def _marked(verdict: Verdict, marks: Mapping[str, FindingSummary]) -> Verdict:
    if not any(finding.fingerprint in marks for finding in verdict.findings):
        return verdict
    return replace(
        verdict,
        findings=tuple(
            replace(one, waiver=mark.waiver, decision=mark.decision) if (mark := marks.get(one.fingerprint)) else one
            for one in verdict.findings
        ),
    )
