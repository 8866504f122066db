"""Who is best and worst: units ranked among their like, and how each group did as a whole.

Like is who has the same tier, level and kind and reports on the same year. What comes out is plain data, the keys
`ranking` and `parents` of an audit record's `corpus`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles
from typing import Any, NamedTuple

from hegui.model.renderer import Record, known_as
from hegui.model.rule import Result

_UNKNOWN = "单位未识别"
_TIERS = ("省", "市", "县", "乡", None)
_OWN_TIER = "乡"
"""Kinds of organs of this tier bear it in their name."""


class Fault(NamedTuple):
    """A rule that failed."""

    rule: str
    title: str
    severity: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A scored report as a ranking sees it."""

    name: str
    path: str
    year: int | None
    level: str | None
    kind: str | None
    tier: str | None
    parent: str | None
    total: float
    of: float
    coverage: float
    grade: str | None
    """None where the coverage is below the scheme's minimum: then there is no rank, either."""
    note: str
    faults: tuple[Fault, ...]
    """Its own and those found in comparing it with others, each rule once, without what is waived."""

    @property
    def group(self) -> tuple[int, int, str, str]:
        """What like units have in common, so that groups come in order: the last year and the highest tier first."""
        return -(self.year or 0), _TIERS.index(self.tier), self.level or "", self.kind or ""


def standings(rows: Iterable[Record], corpus: Mapping[str, Any]) -> list[Standing]:
    """The standings of all scored reports, from the rows of an audit record and its `corpus`."""
    units = {unit["report"]: unit for unit in corpus.get("units", ()) if unit["report"]}
    beside: dict[tuple[str, int | None], list[Fault]] = {}
    for fault, finding in _failures(corpus["verdicts"]):
        for unit in finding["units"]:
            beside.setdefault((unit, finding.get("year")), []).append(fault)
    return [_standing(row, units.get(row["source"]["path"], {}), beside) for row in rows if row["score"] is not None]


def _standing(
    row: Record, listed: Mapping[str, Any], beside: Mapping[tuple[str, int | None], Sequence[Fault]]
) -> Standing:
    """What the roster says of a unit goes before what was recognised."""
    score = row["score"]
    known = {**row["unit"], "name": known_as(row), **{key: value for key, value in listed.items() if value is not None}}
    own = [fault for fault, _ in _failures(row["verdicts"])]
    faults: dict[str, Fault] = {}
    for fault in (*own, *beside.get((known["name"], row["year"]), ())):
        faults.setdefault(fault.rule, fault)
    return Standing(
        name=known["name"] or row["source"]["path"],
        path=row["source"]["path"],
        year=row["year"],
        level=known["level"],
        kind=known["kind"],
        tier=known["tier"],
        parent=known.get("parent"),
        total=score["total"],
        of=score["of"],
        coverage=score["coverage"],
        grade=score["grade"],
        note=score["note"],
        faults=tuple(faults.values()),
    )


def _failures(verdicts: Iterable[Record]) -> Iterator[tuple[Fault, Record]]:
    """Every finding that is not waived, with the rule that failed."""
    for verdict in verdicts:
        if verdict["verdict"] == Result.FAIL:
            fault = Fault(verdict["rule"], verdict["title"], verdict["severity"])
            yield from ((fault, finding) for finding in verdict["findings"] if "waiver" not in finding)


def ranking(every: Iterable[Standing]) -> list[Record]:
    """One entry a group of like units; equal totals share a rank, and the next rank is left out."""
    groups: dict[tuple[int, int, str, str], list[Standing]] = {}
    for one in every:
        groups.setdefault(one.group, []).append(one)
    return [_group(members) for _, members in sorted(groups.items())]


def parents(every: Iterable[Standing]) -> list[Record]:
    """One entry for each unit that others report to, on each year: how those others did."""
    groups: dict[tuple[int, str], list[Standing]] = {}
    for one in every:
        if one.parent is not None:
            groups.setdefault((-(one.year or 0), one.parent), []).append(one)
    return [
        {"parent": parent, "year": -year or None, **_summary(members)}
        for (year, parent), members in sorted(groups.items())
    ]


def _group(members: Sequence[Standing]) -> Record:
    first = members[0]
    ranked = sorted((one for one in members if _is_ranked(one)), key=lambda one: -one.total)
    ranks: dict[float, int] = {}
    for place, one in enumerate(ranked, 1):
        ranks.setdefault(one.total, place)
    return {
        "group": _title(first),
        "year": first.year,
        "level": first.level,
        "kind": first.kind,
        "tier": first.tier,
        "units": [
            {
                "rank": ranks[one.total],
                **_unit(one),
                "total": one.total,
                "grade": one.grade,
                "coverage": one.coverage,
                "faults": len(one.faults),
            }
            for one in ranked
        ],
        "unranked": [
            {**_unit(one), "reason": one.note if first.kind else "未识别出报告单位，不知与谁比较。"}
            for one in members
            if not _is_ranked(one)
        ],
        **_summary(members),
    }


def _is_ranked(one: Standing) -> bool:
    return one.grade is not None and one.kind is not None


def _title(one: Standing) -> str:
    if one.kind is None:
        return _UNKNOWN
    return one.kind if one.tier in (None, _OWN_TIER) else f"{one.tier}级{one.kind}"


def _unit(one: Standing) -> Record:
    return {"name": one.name, "path": one.path, "parent": one.parent}


def _summary(members: Sequence[Standing]) -> Record:
    """How units did together. Totals and grades are of those that are ranked, faults of all."""
    ranked = [one for one in members if _is_ranked(one)]
    totals = [one.total for one in ranked]
    faults = Counter(fault for one in members for fault in one.faults)
    return {
        "of": members[0].of,
        "count": len(members),
        "ranked": len(ranked),
        **_spread(totals),
        "grades": dict(Counter(one.grade for one in sorted(ranked, key=lambda one: -one.total))),
        "most_frequent": [
            {**fault._asdict(), "count": count, "share": round(count / len(members), 4)}
            for fault, count in sorted(faults.items(), key=lambda item: (-item[1], item[0].rule))
        ],
    }


def _spread(totals: Sequence[float]) -> Record:
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
