"""What a run comes to in figures: every count, median and share that any output tells is worked out here, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Protocol, TypeVar

from msgspec.structs import replace

from hegui.model.audit import Amount, Score, Summary, UnitYear, VerdictSummary, amount
from hegui.model.run import AuditRun, CorpusAudit
from hegui.model.totals import GradeTotal, RuleTotal, Totals
from hegui.model.verdict import GRAVEST_FIRST, Severity, Verdict

MISSING, UNEXPECTED, LATE = "report-missing", "report-unexpected", "published-by-deadline"
"""The rules on the filing of reports, of which outputs have more to say."""

_TENTH = Decimal("0.001")
"""Shares are told in percent with one decimal."""

_Verdict = TypeVar("_Verdict", bound=Verdict | VerdictSummary)


class Marked(Protocol):
    """What is said of a score: points, full mark, grade."""

    @property
    def total(self) -> Amount: ...
    @property
    def of(self) -> Amount: ...
    @property
    def grade(self) -> str | None: ...


def on_several(corpus: CorpusAudit) -> dict[UnitYear, list[Verdict]]:
    """The verdicts on several reports by each unit that they name and its year, with the findings on that one only."""
    found: dict[UnitYear, list[Verdict]] = {}
    for verdict in corpus.verdicts:
        by_unit: dict[UnitYear, list[int]] = {}
        for index, finding in enumerate(verdict.findings):
            for unit in dict.fromkeys(finding.units):
                by_unit.setdefault((unit, finding.year), []).append(index)
        for about, own in by_unit.items():
            findings = tuple(verdict.findings[index] for index in own)
            found.setdefault(about, []).append(replace(verdict, findings=findings))
    return found


def standing_on_several(corpus: CorpusAudit) -> dict[UnitYear, list[VerdictSummary]]:
    """The same in short, as far as it stands."""
    found = (
        (about, [VerdictSummary.of(one) for one in all_ if one.stands]) for about, all_ in on_several(corpus).items()
    )
    return {about: standing for about, standing in found if standing}


def broken(own: Iterable[_Verdict], beside: Iterable[_Verdict]) -> list[_Verdict]:
    """The verdicts on the rules that a report breaks, each rule once: its own, then those on several reports."""
    rules: dict[str, _Verdict] = {}
    for verdict in (*own, *beside):
        if verdict.stands:
            rules.setdefault(verdict.rule, verdict)
    return list(rules.values())


def faults(broken: Iterable[Verdict | VerdictSummary]) -> dict[Severity, int]:
    """Number of rules broken, by severity."""
    found = Counter(verdict.severity for verdict in broken)
    return {severity: found[severity] for severity in GRAVEST_FIRST}


def is_without_faults(
    score: Marked, broken: Iterable[Verdict | VerdictSummary], grades: Collection[str | None]
) -> bool:
    """Whether a report may be praised: enough of it could be judged to be graded, where any is, and hints are all that
    there is to say. `grades` are those of the run."""
    judged = score.grade is not None or all(grade is None for grade in grades)
    return judged and all(verdict.severity is Severity.INFO for verdict in broken)


def share(part: float, whole: float) -> Amount:
    """A share in tenths of a percent; what is not nought or the whole is never told as such."""
    if not 0 < part < whole:
        return 0 if part <= 0 else 1
    exact = (Decimal(str(part)) / Decimal(str(whole))).quantize(_TENTH, ROUND_HALF_UP)
    return amount(min(max(exact, _TENTH), 1 - _TENTH))


def shares(counts: Sequence[int]) -> list[Amount]:
    """The shares of parts in their sum, in tenths of a percent, so that they add up to 1."""
    whole = sum(counts)
    if not whole:
        return [0] * len(counts)
    tenths = int(1 / _TENTH)
    told = [count * tenths // whole for count in counts]
    by_rest = sorted(range(len(counts)), key=lambda index: (-(counts[index] * tenths % whole), index))
    for index in by_rest[: tenths - sum(told)]:
        told[index] += 1
    return [amount(each * _TENTH) for each in told]


def comparable(scores: Sequence[Marked]) -> tuple[list[Amount], Amount | None]:
    """The totals that may stand beside one another, and what they are out of.

    Those of reports that enough of could be judged to be graded; where none has a grade, of all. Where full marks
    differ, they are told out of a hundred.
    """
    full = {score.of for score in scores}
    graded = [score for score in scores if score.grade is not None] or scores
    if len(full) > 1:
        return [round(score.total * 100 / score.of, 2) for score in graded], 100
    return [score.total for score in graded], next(iter(full), None)


def totals_of(run: AuditRun) -> Totals:
    """Those that the run was stored with, else worked out."""
    return run.totals or totals(run.summaries(), run.corpus)


def totals(summaries: Iterable[Summary], corpus: CorpusAudit) -> Totals:
    """Reads every summary once."""
    counted = _Counted(standing_on_several(corpus))
    for summary in summaries:
        counted.add(summary)
    return counted.totals(corpus)


@dataclass(slots=True)
class _Rule:
    """What a rule comes to."""

    first: VerdictSummary
    units: set[str] = field(default_factory=set)
    reports: int = 0
    findings: int = 0
    points: Decimal = Decimal(0)


@dataclass(slots=True)
class _Counted:
    """What is known of the reports that were added."""

    beside: Mapping[UnitYear, Sequence[VerdictSummary]]
    reports: int = 0
    late: int = 0
    scores: list[Score] = field(default_factory=list)
    """Without what they were made of."""
    faultless: list[Score] = field(default_factory=list)
    faults: Counter[Severity] = field(default_factory=Counter)
    rules: dict[str, _Rule] = field(default_factory=dict)

    def add(self, summary: Summary) -> None:
        self.reports += 1
        if summary.score is None:
            return
        score = replace(summary.score, categories=(), deductions=(), bonuses=())
        self.scores.append(score)
        found = broken(summary.verdicts, self.beside.get(summary.unit_year, ()))
        self.faults.update(verdict.severity for verdict in found)
        self.late += any(verdict.rule == LATE for verdict in found)
        if is_without_faults(score, found, (None,)):
            self.faultless.append(score)
        for verdict in found:
            rule = self._rule(verdict)
            rule.reports += 1
            rule.units.add(summary.unit.in_findings or summary.source.path)
        for verdict in summary.verdicts:
            self._count_findings(verdict)
        for deduction in summary.score.deductions:
            if deduction.rule in self.rules:
                self.rules[deduction.rule].points += Decimal(str(deduction.points))

    def totals(self, corpus: CorpusAudit) -> Totals:
        for (unit, _), verdicts in self.beside.items():
            for verdict in verdicts:
                self._rule(verdict).units.add(unit or "")
        for told_of_many in map(VerdictSummary.of, corpus.verdicts):
            self._count_findings(told_of_many)
        grades = {score.grade for score in self.scores}
        told, of = comparable(self.scores)
        listed = len(corpus.units) if corpus.units is not None else None
        filed = sum(unit.report is not None for unit in corpus.units) if corpus.units is not None else None
        missing = None if listed is None else len(missing_units(corpus))
        return Totals(
            reports=self.reports,
            audited=len(self.scores),
            unread=self.reports - len(self.scores),
            without_faults=sum(is_without_faults(score, (), grades) for score in self.faultless),
            faults={severity: self.faults[severity] for severity in GRAVEST_FIRST},
            of=of,
            scaled=len({score.of for score in self.scores}) > 1,
            highest=max(told, default=None),
            median=amount(round(median(told), 2)) if told else None,
            lowest=min(told, default=None),
            grades=self._grades(),
            listed=listed,
            filed=filed,
            missing=missing,
            unclear=None if listed is None else max(listed - (filed or 0) - (missing or 0), 0),
            late=self.late,
            rules=self._rules(),
        )

    def _count_findings(self, verdict: VerdictSummary) -> None:
        if verdict.stands:
            self._rule(verdict).findings += sum(not finding.waived for finding in verdict.findings)

    def _grades(self) -> tuple[GradeTotal, ...]:
        best: dict[str | None, float] = {}
        counts: Counter[str | None] = Counter()
        for score in self.scores:
            counts[score.grade] += 1
            best[score.grade] = max(best.get(score.grade, 0), score.total / score.of)
        order = sorted(counts, key=lambda grade: (grade is None, -best[grade], grade or ""))
        each = shares([counts[grade] for grade in order])
        return tuple(GradeTotal(grade, counts[grade], part) for grade, part in zip(order, each, strict=True))

    def _rules(self) -> tuple[RuleTotal, ...]:
        found = (
            RuleTotal(
                name,
                rule.first.title,
                rule.first.category,
                rule.first.severity,
                len(rule.units),
                rule.reports,
                share(rule.reports, len(self.scores)),
                rule.findings,
                amount(rule.points),
            )
            for name, rule in self.rules.items()
        )
        return tuple(sorted(found, key=lambda one: (-one.units, -one.points, one.rule)))

    def _rule(self, verdict: VerdictSummary) -> _Rule:
        rule = self.rules.setdefault(verdict.rule, _Rule(verdict))
        if GRAVEST_FIRST.index(verdict.severity) < GRAVEST_FIRST.index(rule.first.severity):
            rule.first = verdict
        return rule


def missing_units(corpus: CorpusAudit) -> list[str]:
    """The units that filed nothing, once each: what the rule on it says, without what is waived."""
    found = (finding for verdict in corpus.verdicts if verdict.rule == MISSING for finding in verdict.findings)
    return list(dict.fromkeys(unit for finding in found if finding.waiver is None for unit in finding.units))
