"""The jurisdiction in figures: one pass over the reports gathers what the overview and the list of units show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar

from msgspec.structs import replace

from hegui.judge.ranking import UNKNOWN, group_name
from hegui.judge.totals import (
    LATE,
    MISSING,
    UNEXPECTED,
    comparable,
    faults,
    missing_units,
    on_several,
    share,
    totals_of,
)
from hegui.model.audit import Amount, Audit
from hegui.model.run import AuditRun, CorpusAudit
from hegui.model.totals import RuleTotal
from hegui.model.verdict import Verdict
from hegui.output.text import clean, shorten
from hegui.output.view import broken_by, name, path, perhaps, ranks, several, standing

T = TypeVar("T")

_NAME = 60


class Entry(NamedTuple):
    """A line of the list of units: a report, or a unit of the roster without one.

    A unit is `missing` when it filed none, `unclear` when that cannot be said: a report may be its own.
    """

    state: Literal["audited", "unread", "missing", "unclear"]
    name: str
    group: str
    year: int | None = None
    path: str = ""
    total: float | None = None
    grade: str | None = None
    rank: int | None = None
    coverage: float | None = None
    counts: tuple[int, ...] = (0, 0, 0)
    """Number of rules that failed, by severity, those waived left out."""
    lost: Mapping[str, float] = {}
    """Points lost by category."""
    failed: tuple[str, ...] = ()
    """The rules that failed."""
    remark: str = ""
    """Why it could not be audited, or by how much it came late."""

    @property
    def points(self) -> float:
        """All points lost, as far as categories tell."""
        return sum(self.lost.values())


@dataclass
class Summary:
    """Everything but the reports themselves. Entries are in the order of the reports, then the missing units."""

    entries: list[Entry] = field(default_factory=list)
    categories: dict[str, float | None] = field(default_factory=dict)
    """Categories that bear points → the points that each can cost, None without a limit."""
    faults: list[RuleTotal] = field(default_factory=list)
    """The commonest first."""
    totals: list[Amount] = field(default_factory=list)
    """Of the reports that may be compared."""
    of: float = 100
    """Full marks; where tables differ in them, the highest."""
    scheme: str = ""
    """How it was scored, in words."""

    @property
    def audited(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == "audited"]

    @property
    def years(self) -> list[int]:
        return sorted({entry.year for entry in self.audited if entry.year})

    @property
    def groups(self) -> list[str]:
        """Groups in the order of their first unit, what has none last."""
        found = dict.fromkeys(entry.group for entry in self.entries)
        return sorted(found, key=lambda group: group == UNKNOWN)

    def by_group(self) -> Iterator[tuple[str, list[Entry]]]:
        """Groups that have a report, with their reports."""
        for group in self.groups:
            if members := [entry for entry in self.audited if entry.group == group]:
                yield group, members


def summarise(run: AuditRun) -> Summary:
    """Read all reports once; nothing of them is kept but their line in the list."""
    summary = Summary()
    ranked, beside, told = ranks(run), on_several(run.corpus), totals_of(run)
    scores, alike = [], _Alike()
    for audit in run.reports:
        if score := audit.score:
            scores.append(replace(score, categories=(), deductions=(), bonuses=()))
            summary.of = max(summary.of, score.of) if summary.scheme else score.of
            summary.scheme = clean(score.title)
            summary.categories |= {one.category: one.of for one in score.categories}
        group, rank = ranked.get(audit.source.path, (group_name(audit.unit.kind, audit.unit.tier), None))
        summary.entries.append(alike.one(_entry(audit, broken_by(audit, beside), group, rank)))
    summary.entries.extend(_without_report(run.corpus))
    summary.faults = [rule for rule in told.rules if rule.reports]
    summary.totals = comparable(scores)[0]
    return summary


class _Alike:
    """Of hundreds of thousands of reports most lost the same points by the same rules: that is held once for all."""

    def __init__(self) -> None:
        self._held: dict[object, Any] = {}

    def one(self, entry: Entry) -> Entry:
        return entry._replace(
            group=self._same(entry.group, entry.group),
            counts=self._same(entry.counts, entry.counts),
            lost=self._same(tuple(entry.lost.items()), entry.lost),
            failed=self._same(entry.failed, entry.failed),
        )

    def _same(self, key: object, value: T) -> T:
        held: T = self._held.setdefault((type(value), key), value)
        return held


def _entry(audit: Audit, broken: Sequence[Verdict], group: str, rank: int | None) -> Entry:
    called = clean(audit.unit.in_findings or name(audit))
    place = (shorten(called, _NAME), clean(group), audit.year, path(audit.source.path))
    if not (score := audit.score):
        return Entry("unread", *place, remark="；".join(clean(error.message) for error in audit.errors))
    late = (finding for verdict in broken if verdict.rule == LATE for finding in standing(verdict))
    return Entry(
        "audited",
        *place,
        total=score.total,
        grade=score.grade and clean(score.grade),
        rank=rank,
        coverage=share(score.coverage, 1),
        counts=tuple(faults(broken).values()),
        lost={one.category: one.lost for one in score.categories},
        failed=tuple(clean(verdict.rule) for verdict in broken),
        remark="；".join(clean(finding.message) for finding in late),
    )


def _without_report(corpus: CorpusAudit) -> Iterator[Entry]:
    missing = missing_units(corpus)
    for unit in corpus.units or ():
        if unit.report is None:
            state: Literal["missing", "unclear"] = "missing" if unit.name in missing else "unclear"
            yield Entry(state, shorten(clean(unit.name), _NAME), clean(group_name(unit.kind, unit.tier)), unit.year)


# -- the filing of reports -------------------------------------------------------------------------------------------


class Filing(NamedTuple):
    """What is wrong with the filing of reports, for people: a heading, and who with what to say of each."""

    title: str
    lines: list[tuple[int | None, str, str]]
    """Number of the entry where there is one, name of the unit or file, remark."""
    counted: str = "份"
    """What they are counted in: reports, or units."""


def filings(run: AuditRun, summary: Summary) -> list[Filing]:
    """Reports that are missing, late, unreadable, or of which it is not known whose they are."""
    entries = list(enumerate(summary.entries))
    unexpected = (verdict for verdict in run.corpus.verdicts if verdict.rule == UNEXPECTED)
    strangers = [finding for verdict in unexpected for finding in standing(verdict)]
    return [
        Filing("未报送", [(None, one.name, one.group) for _, one in entries if one.state == "missing"], "家"),
        Filing("未见报告，待核实", [(None, one.name, one.group) for _, one in entries if one.state == "unclear"], "家"),
        Filing("逾期公布", [(number, one.name, one.remark) for number, one in entries if LATE in one.failed]),
        Filing("归属不明", [(None, path(one.path), clean(perhaps(one))) for one in run.corpus.ambiguous]),
        Filing("有几份报告", [(None, clean(one.unit), clean(several(one))) for one in run.corpus.repeated], "家"),
        Filing("不在名册", [(None, clean("、".join(one.units)), clean(one.message)) for one in strangers], "家"),
        Filing("无法审查", [(number, one.path, one.remark) for number, one in entries if one.state == "unread"]),
    ]


def between_reports(run: AuditRun) -> list[Verdict]:
    """Faults that show only when reports are compared with one another or with earlier years."""
    standing_ones = (verdict for verdict in run.corpus.verdicts if verdict.stands)
    return [
        replace(verdict, findings=tuple(standing(verdict)))
        for verdict in standing_ones
        if verdict.rule not in (MISSING, UNEXPECTED)
    ]
