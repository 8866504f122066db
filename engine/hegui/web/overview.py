"""What leaders want to know of a campaign: how far it is, who is best and worst, which faults are common, and how that
was in the years before. Every number is that of the outputs, or of the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import hegui
from hegui.web import jobs
from hegui.web.models import Campaign

_YEARS = 10


@dataclass
class Fault:
    """A rule that failed: what it finds, on how many reports, of how many."""

    rule: str
    problem: str
    reports: int
    of: int

    @property
    def share(self) -> int:
        """Rounded down, so that only the whole is 100 %."""
        return self.reports * 100 // self.of if self.of else 0


@dataclass
class Trend:
    """A group over the years: its median by year, None where there was none."""

    group: str
    medians: list[float | None] = field(default_factory=list)


def run_of(campaign: Campaign) -> hegui.AuditRun | None:
    """The last audit of a campaign; of its reports only what is looked at is read."""
    run = jobs.newest_run(campaign)
    return jobs.history().run(run.number) if run else None


def groups_of(run: hegui.AuditRun, year: int) -> list[Any]:
    """The groups in which units of a year are ranked."""
    return [group for group in run.corpus.ranking if group.year == year]


def faults(run: hegui.AuditRun, year: int) -> list[Fault]:
    """The rules that failed on reports of a year, those that most reports break first.

    Units without a report are told where the progress is.
    """
    groups = groups_of(run, year)
    problems: dict[str, str] = {}
    reports: Counter[str] = Counter()
    for group in groups:
        for fault in group.most_frequent:
            problems[fault.rule] = run.ruleset.problem_of(fault.rule, fault.title)
            reports[fault.rule] += fault.count
    of = sum(group.count for group in groups)
    made = [Fault(rule, problems[rule], count, of) for rule, count in reports.items()]
    return sorted(made, key=lambda fault: (-fault.reports, fault.rule))


def trends(campaign: Campaign, run: hegui.AuditRun) -> tuple[list[int], list[Trend]]:
    """The years, the first first, and for each group its medians in the last audits of the campaigns of these years."""
    by_year = {campaign.year: groups_of(run, campaign.year)}
    earlier = Campaign.objects.filter(root=campaign.root_id, year__lt=campaign.year).order_by("-year", "-pk")
    for one in _first_of_years(earlier):
        if past := run_of(one):
            by_year[one.year] = groups_of(past, one.year)
    years = sorted(by_year)
    names = dict.fromkeys(name_of(group) for year in reversed(years) for group in by_year[year])
    medians = {year: {name_of(group): group.median for group in by_year[year]} for year in years}
    return years, [Trend(name, [medians[year].get(name) for year in years]) for name in names]


def name_of(group: Any) -> str:
    """What a group is called, with the table by which it was scored where the scheme has several."""
    return f"{group.group}（{group.table}）" if group.table else str(group.group)


def _first_of_years(campaigns: Iterable[Campaign]) -> Sequence[Campaign]:
    """The newest of each year."""
    newest: dict[int, Campaign] = {}
    for one in campaigns:
        newest.setdefault(one.year, one)
    return list(newest.values())[: _YEARS - 1]
