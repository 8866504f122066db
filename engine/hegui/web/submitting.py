"""A unit hands in its report: it is checked at once, and what the packs have chosen stops it, or is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

import hegui
from hegui.guarding.scratch import Scratch
from hegui.web import checking, jobs, office, standings
from hegui.web.models import Campaign, Filing, Unit, User
from hegui.web.setup import current

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Checked:
    """What the audit says of a report that is not filed yet."""

    report: hegui.Audit
    stops: tuple[hegui.Verdict, ...]
    """The failures that keep it from being filed."""
    why: tuple[str, ...] = ()
    """What else does: it cannot be read, is of another year or another unit."""

    @property
    def stopped(self) -> bool:
        return bool(self.stops or self.why)

    @property
    def others(self) -> list[tuple[hegui.Verdict, hegui.Finding]]:
        """What was found besides."""
        stopping = {verdict.rule for verdict in self.stops}
        return [
            (verdict, finding)
            for verdict in self.report.verdicts
            if verdict.result is hegui.Result.FAIL and verdict.rule not in stopping
            for finding in verdict.findings
        ]

    @property
    def unjudged(self) -> list[hegui.Verdict]:
        silent = (hegui.Result.CANNOT_ASSESS, hegui.Result.ERROR)
        return [verdict for verdict in self.report.verdicts if verdict.result in silent]


def check(name: str, content: bytes, campaign: Campaign | None = None, unit: Unit | None = None) -> Checked:
    """Audit a report as it would be in a campaign, and for a unit.

    Raises:
        checking.BusyError: It should be sent again later.
        hegui.UsageError: It could not be checked.
    """
    setup = current.setup.with_packs(campaign.packs) if campaign else current.setup
    scheme = campaign.scheme if campaign else "default"
    made = checking.check(setup, office.safe_name(name), content, scheme)
    with Scratch() as folder:
        stored = Path(folder) / "audit.json"
        stored.write_bytes(made)
        report = hegui.read_run(stored).reports[0]
    stops = hegui.Project(setup.loaded(), scheme=scheme).stopping(report)
    return Checked(report, stops, tuple(_why_not(report, campaign, unit)))


def submit(
    campaign: Campaign, unit: Unit, name: str, content: bytes, user: User, despite: str
) -> tuple[Filing | None, Checked]:
    """File the report of a unit, and have the campaign audited; None: it is stopped, and nothing is kept.

    Raises:
        checking.BusyError: It should be sent again later.
        hegui.UsageError: It could not be checked, or is not taken now.
    """
    with transaction.atomic():
        office.hold_to_time(campaign)
        standings.hold_to_filing(standings.of(campaign, unit))
    checked = check(name, content, campaign, unit)
    despite = despite.strip()[:LONGEST_REASON]
    if checked.stopped and not despite:
        return None, checked
    filing = office.file_own(campaign, unit, name, content, user, despite if checked.stopped else "")
    jobs.enqueue(campaign, user)
    return filing, checked


def _why_not(report: hegui.Audit, campaign: Campaign | None, unit: Unit | None) -> Sequence[str]:
    """What the rules do not know: what is awaited, and of whom."""
    why = [error.message for error in report.errors]
    if campaign and report.year and report.year != campaign.year:
        why.append(f"这是 {report.year} 年度的报告，应报送的是 {campaign.year} 年度的。")
    name = report.unit.roster or report.unit.name
    if unit and name and name != unit.name and Unit.objects.filter(name=name).exists():
        why.append(f"这是{name}的报告，不是{unit.name}的。")
    return why
