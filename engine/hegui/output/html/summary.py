"""The jurisdiction in figures: one pass over the reports gathers what the overview and the list of units show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Literal, NamedTuple

from hegui.model.renderer import Record
from hegui.output.html.context import Context
from hegui.output.text import clean, shorten
from hegui.output.view import LATE, SEVERITIES, audited, stands

UNKNOWN = "单位未识别"

Ranks = dict[str, tuple[str, int | None]]
"""Path of a report → the group and rank of its unit."""

_NAME = 60


class Entry(NamedTuple):
    """A line of the list of units: a report, or a unit of the roster without one.

    A unit is `missing` when it filed none, `unclear` when a report may be its own.
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


class Fault(NamedTuple):
    """A rule that some unit broke."""

    rule: str
    title: str
    category: str
    severity: str
    units: int
    points: float


@dataclass
class Summary:
    """Everything but the reports themselves. Entries are in the order of the reports, then the missing units."""

    entries: list[Entry] = field(default_factory=list)
    categories: dict[str, float | None] = field(default_factory=dict)
    """Categories that bear points → the points that each can cost, None without a limit."""
    faults: list[Fault] = field(default_factory=list)
    """The commonest first."""
    of: float = 100
    """Full marks."""
    scheme: str = ""
    """How it was scored, in words."""

    @property
    def audited(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == "audited"]

    @property
    def scored(self) -> list[Entry]:
        """Reports that enough of could be judged to be graded; where the scheme has no grades, all."""
        graded = [entry for entry in self.audited if entry.grade is not None]
        return graded or self.audited

    @property
    def median(self) -> float | None:
        totals = [entry.total for entry in self.scored if entry.total is not None]
        return median(totals) if totals else None

    @property
    def years(self) -> list[int]:
        return sorted({entry.year for entry in self.audited if entry.year})

    @property
    def groups(self) -> list[str]:
        """Groups in the order of their first unit, what has none last."""
        found = dict.fromkeys(entry.group for entry in self.entries)
        return sorted(found, key=lambda group: group == UNKNOWN)

    @property
    def grades(self) -> dict[str | None, int]:
        """Grades from the best → how many reports have them; None: reports without a grade."""
        best: dict[str | None, float] = {}
        for entry in self.audited:
            best[entry.grade] = max(best.get(entry.grade, 0), entry.total or 0)
        counts = Counter(entry.grade for entry in self.audited)
        return {grade: counts[grade] for grade in sorted(best, key=lambda one: (one is None, -best[one]))}

    def by_group(self) -> Iterator[tuple[str, list[Entry]]]:
        """Groups that have a report, with their reports."""
        for group in self.groups:
            if members := [entry for entry in self.audited if entry.group == group]:
                yield group, members


def summarise(record: Record, context: Context) -> Summary:
    """Read all reports once; nothing of them is kept but their line in the list."""
    summary = Summary()
    ranks = _ranks(record["corpus"].get("ranking", ()))
    faults: dict[str, Fault] = {}
    for report in record["reports"]:
        if score := report["score"]:
            summary.of, summary.scheme = score["of"], clean(score["title"])
            summary.categories |= {one["category"]: one["of"] for one in score["categories"]}
        failed = [verdict for verdict in context.failed(report) if stands(verdict)]
        summary.entries.append(_entry(report, context.name(report), failed, ranks))
        _count(report, failed, faults)
    summary.entries.extend(_without_report(record["corpus"]))
    summary.faults = sorted(faults.values(), key=lambda fault: (-fault.units, -fault.points, fault.rule))
    return summary


def _ranks(ranking: Iterable[Record]) -> Ranks:
    return {
        unit["path"]: (clean(group["group"]), unit.get("rank"))
        for group in ranking
        for unit in (*group["units"], *group["unranked"])
    }


def _entry(report: Record, name: str, failed: list[Record], ranks: Ranks) -> Entry:
    group, rank = ranks.get(report["source"]["path"], (_group(report["unit"]), None))
    place = (shorten(name, _NAME), group, report["year"], clean(report["source"]["path"]))
    if not audited(report):
        return Entry("unread", *place, remark="；".join(clean(error["message"]) for error in report["errors"]))
    score = report["score"]
    severities = [verdict["severity"] for verdict in failed]
    return Entry(
        "audited",
        *place,
        total=score["total"],
        grade=score["grade"] and clean(score["grade"]),
        rank=rank,
        coverage=score["coverage"],
        counts=tuple(severities.count(severity) for severity in SEVERITIES),
        lost={one["category"]: one["lost"] for one in score["categories"]},
        failed=tuple(clean(verdict["rule"]) for verdict in failed),
        remark=_lateness(failed),
    )


def _lateness(failed: Iterable[Record]) -> str:
    late = (finding for verdict in failed if verdict["rule"] == LATE for finding in verdict["findings"])
    return "；".join(clean(finding["message"]) for finding in late)


def _group(unit: Mapping[str, object]) -> str:
    """What a unit is compared with where nothing ranks it: units of its tier and kind."""
    kind, tier = unit.get("kind"), unit.get("tier")
    if not kind:
        return UNKNOWN
    return clean(f"{kind}" if tier in (None, "乡") else f"{tier}级{kind}")


def _without_report(corpus: Record) -> Iterator[Entry]:
    candidates = {name for one in corpus.get("ambiguous", ()) for name in one["candidates"]}
    for unit in corpus.get("units", ()):
        if unit["report"] is None:
            state: Literal["missing", "unclear"] = "unclear" if unit["name"] in candidates else "missing"
            yield Entry(state, shorten(clean(unit["name"]), _NAME), _group(unit), unit.get("year"))


def _count(report: Record, failed: list[Record], faults: dict[str, Fault]) -> None:
    points: Counter[str] = Counter()
    for deduction in report["score"]["deductions"] if audited(report) else ():
        points[clean(deduction["rule"])] += deduction["points"]
    for verdict in failed:
        rule = clean(verdict["rule"])
        new = Fault(rule, clean(verdict["title"]), verdict["category"], verdict["severity"], 0, 0)
        before = faults.get(rule, new)
        faults[rule] = before._replace(units=before.units + 1, points=before.points + points[rule])
