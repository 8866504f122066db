"""Who is best and worst: units ranked among their like, and how each group did as a whole.

Like is who has the same tier, level and kind, reports on the same year and is scored by the same table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean, quantiles
from typing import Any, NamedTuple

from hegui.judge.totals import broken, share, standing_on_several
from hegui.model.audit import Amount, Summary, UnitYear, VerdictSummary
from hegui.model.report import Level
from hegui.model.run import CorpusAudit, FrequentFault, ParentGroup, RankedUnit, RankingGroup, RosterEntry, UnrankedUnit
from hegui.model.verdict import Severity

UNKNOWN = "单位未识别"
"""The group of units of which no kind was recognised."""
_TIERS = ("省", "市", "县", "乡", None)
_OWN_TIER = "乡"
"""Kinds of organs of this tier bear it in their name."""


class _Fault(NamedTuple):
    """A rule that failed."""

    rule: str
    title: str
    severity: Severity


class ScoredUnit(NamedTuple):
    """A scored report as a ranking sees it."""

    name: str
    path: str
    year: int | None
    level: Level | None
    kind: str | None
    tier: str | None
    parent: str | None
    total: Amount
    of: Amount
    coverage: Amount
    grade: str | None
    """None where the coverage is below the scheme's minimum: then there is no rank, either."""
    note: str
    faults: tuple[_Fault, ...]
    """Its own and those found in comparing it with others, each rule once, without what is waived."""
    table: str
    """The table by which it was scored, where the scheme has several."""

    @property
    def group(self) -> tuple[int, int, str, str, str]:
        """What like units have in common, so that groups come in order: the last year and the highest tier first."""
        return -(self.year or 0), _TIERS.index(self.tier), self.level or "", self.kind or "", self.table

    @property
    def is_ranked(self) -> bool:
        return self.grade is not None and self.kind is not None


def scored_units(summaries: Iterable[Summary], corpus: CorpusAudit) -> list[ScoredUnit]:
    """All scored reports of a run, with what its `corpus` says of their units."""
    listed = {entry.report: entry for entry in corpus.units or () if entry.report}
    beside = standing_on_several(corpus)
    return [_scored(one, listed.get(one.source.path), beside) for one in summaries if one.score is not None]


def _scored(
    summary: Summary, listed: RosterEntry | None, beside: Mapping[UnitYear, Sequence[VerdictSummary]]
) -> ScoredUnit:
    """What the roster says of a unit goes before what was recognised."""
    unit, score = summary.unit, summary.score
    assert score is not None
    name = listed.name if listed else unit.in_findings
    return ScoredUnit(
        name=name or summary.source.path,
        path=summary.source.path,
        year=summary.year,
        level=(listed and listed.level) or unit.level,
        kind=(listed and listed.kind) or unit.kind,
        tier=(listed and listed.tier) or unit.tier,
        parent=listed.parent if listed else None,
        total=score.total,
        of=score.of,
        coverage=score.coverage,
        grade=score.grade,
        note=score.note,
        faults=tuple(map(_fault, broken(summary.verdicts, beside.get(summary.unit_year, ())))),
        table=score.table,
    )


def _fault(verdict: VerdictSummary) -> _Fault:
    return _Fault(verdict.rule, verdict.title, verdict.severity)


def ranking(units: Iterable[ScoredUnit]) -> tuple[RankingGroup, ...]:
    """One entry a group of like units; equal totals share a rank, and the next rank is left out."""
    groups: dict[tuple[int, int, str, str, str], list[ScoredUnit]] = {}
    for one in units:
        groups.setdefault(one.group, []).append(one)
    return tuple(_group(members) for _, members in sorted(groups.items()))


def parents(units: Iterable[ScoredUnit]) -> tuple[ParentGroup, ...]:
    """One entry for each unit that others report to, on each year: how those others did that have the same table."""
    groups: dict[tuple[int, str, str], list[ScoredUnit]] = {}
    for one in units:
        if one.parent is not None:
            groups.setdefault((-(one.year or 0), one.parent, one.table), []).append(one)
    return tuple(
        ParentGroup(parent=parent, year=-year or None, **_spread(members))
        for (year, parent, _), members in sorted(groups.items())
    )


def _group(members: Sequence[ScoredUnit]) -> RankingGroup:
    first = members[0]
    return RankingGroup(
        group=group_name(first.kind, first.tier),
        year=first.year,
        level=first.level,
        kind=first.kind,
        tier=first.tier,
        units=tuple(_ranked(members)),
        unranked=tuple(
            UnrankedUnit(one.name, one.path, one.parent, one.note if first.kind else "未识别出报告单位，不知与谁比较。")
            for one in members
            if not one.is_ranked
        ),
        **_spread(members),
    )


def _ranked(members: Iterable[ScoredUnit]) -> Iterator[RankedUnit]:
    ranked = sorted((one for one in members if one.is_ranked), key=lambda one: -one.total)
    ranks: dict[Amount, int] = {}
    for place, one in enumerate(ranked, 1):
        rank = ranks.setdefault(one.total, place)
        assert one.grade is not None
        yield RankedUnit(rank, one.name, one.path, one.parent, one.total, one.grade, one.coverage, len(one.faults))


def group_name(kind: str | None, tier: str | None) -> str:
    """What units of a tier and kind are called together."""
    if kind is None:
        return UNKNOWN
    return kind if tier in (None, _OWN_TIER) else f"{tier}级{kind}"


def _spread(members: Sequence[ScoredUnit]) -> dict[str, Any]:
    """The keys of a `Spread`."""
    ranked = [one for one in members if one.is_ranked]
    faults = Counter(fault for one in members for fault in one.faults)
    return {
        "of": members[0].of,
        "table": members[0].table,
        "count": len(members),
        "ranked": len(ranked),
        **_quartiles([one.total for one in ranked]),
        "grades": dict(Counter(one.grade for one in sorted(ranked, key=lambda one: -one.total))),
        "most_frequent": tuple(
            FrequentFault(*fault, count, share(count, len(members)))
            for fault, count in sorted(faults.items(), key=lambda item: (-item[1], item[0].rule))
        ),
    }


def _quartiles(totals: Sequence[Amount]) -> dict[str, Amount | None]:
    if not totals:
        return dict.fromkeys(("mean", "highest", "upper_quartile", "median", "lower_quartile", "lowest"))
    lower, middle, upper = (
        quantiles(totals, n=4, method="inclusive") if len(totals) > 1 else (*totals, *totals, *totals)
    )
    return {
        "mean": round(fmean(totals), 2),
        "highest": max(totals),
        "upper_quartile": round(upper, 2),
        "median": round(middle, 2),
        "lower_quartile": round(lower, 2),
        "lowest": min(totals),
    }
