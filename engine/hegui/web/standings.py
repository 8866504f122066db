"""Where the report of each unit is in a campaign: moved on step by step, of which none is ever taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

import hegui
from hegui.history.models import Concern, Finding, Report, Run
from hegui.web import child, hooks, jobs
from hegui.web.models import Campaign, Filing, Job, Standing, StandingState, Step, Unit, User

_FROM: Mapping[StandingState, frozenset[StandingState]] = {
    StandingState.NONE: frozenset(StandingState) - {StandingState.NONE, StandingState.DRAFT},
    StandingState.DRAFT: frozenset({StandingState.NONE}),
    StandingState.FILED: frozenset(StandingState) - {StandingState.REVIEWED, StandingState.PASSED},
    StandingState.REVIEWED: frozenset({StandingState.FILED}),
    StandingState.PASSED: frozenset({StandingState.FILED, StandingState.REVIEWED}),
    StandingState.RETURNED: frozenset({StandingState.FILED, StandingState.REVIEWED, StandingState.PASSED}),
}
"""From where a report gets to each state."""


class OvertakenError(hegui.UsageError):
    """Something has happened to a report since it was looked at."""


def of(campaign: Campaign, unit: Unit) -> Standing:
    """Where a unit is; one that is not saved where nothing has happened."""
    return campaign.standings.filter(unit=unit).first() or Standing(campaign=campaign, unit=unit)


def allows(standing: Standing, to: StandingState) -> bool:
    return _state(standing) in _FROM[to]


def due(campaign: Campaign, unit: Unit) -> date | None:
    """The last day for a unit."""
    by_level = campaign.deadlines.get(unit.level) or campaign.deadlines.get("")
    day = campaign.own_deadlines.get(str(unit.pk)) or by_level
    return date.fromisoformat(day) if day else None


def begin(campaign: Campaign, unit: Unit, user: User) -> None:
    """Note that a unit has begun to fill in its report."""
    with transaction.atomic():
        standing = _held(campaign, unit)
        if allows(standing, StandingState.DRAFT):
            _append(standing, StandingState.DRAFT, str(user))


def file(campaign: Campaign, unit: Unit, user: User, filing: Filing) -> None:
    """Note that a unit has filed its report, within the transaction in which it does. Raises hegui.UsageError."""
    standing = _held(campaign, unit)
    hold_to_filing(standing)
    _append(standing, StandingState.FILED, str(user), filing=filing, at=filing.at)


def hold_to_filing(standing: Standing) -> None:
    """Raises hegui.UsageError where a report cannot be filed as things are."""
    if not allows(standing, StandingState.FILED):
        raise hegui.UsageError(f"报告现在是“{state_in_words(standing)}”，审查机关退回以后才能再报送。")


def decide(standing: Standing, to: StandingState, user: User, reason: str, seen: int) -> None:
    """Pass a report, or return it. `seen` is the number of the last step that the person saw.

    Raises hegui.UsageError; an OvertakenError where something has happened in between.
    """
    with transaction.atomic():
        held = _held(standing.campaign, standing.unit)
        if held.number != seen:
            last = held.steps.order_by("-number").first() if held.pk else None
            who = (last and last.by) or "新的一次审查"
            raise OvertakenError(f"这份报告已有新的情况（{who}），请看过后再定。")
        if to not in (StandingState.PASSED, StandingState.RETURNED) or not allows(held, to):
            raise hegui.UsageError(f"报告现在是“{state_in_words(held)}”，不能这样办。")
        if to is StandingState.RETURNED and held.campaign.closed_at:
            raise hegui.UsageError("批次已经关闭，退回以后单位不能重新报送；要退回的，请管理员先重新开放批次。")
        if to is StandingState.RETURNED and not reason.strip():
            raise hegui.UsageError("退回的，请写明理由，单位看得到。")
        _append(held, to, str(user), reason=reason.strip())


def note_review(finding: Finding, user: User) -> None:
    """Note that somebody looks at the reports that a finding concerns, within the transaction in which he does."""
    if finding.year is None:
        return
    names = Concern.objects.filter(finding=finding).values("unit")
    filed = Standing.objects.select_for_update().filter(
        campaign__year=finding.year, campaign__closed_at=None, unit__name__in=names, state=StandingState.FILED
    )
    for standing in filed:
        _append(standing, StandingState.REVIEWED, str(user))


def note_found(job: Job) -> None:
    """Note whose reports an audit has found among those that were uploaded, within the transaction that ends it."""
    campaign = job.campaign
    found = dict(_reports(campaign, job.run).order_by("position").values_list("listed", "path"))
    units = {unit.name: unit for unit in campaign.units.all() if unit.name in found}
    standings = {one.unit_id: one for one in campaign.standings.select_for_update()}
    filings = {filing.name: filing for filing in campaign.filings.filter(current=True)}
    for name, unit in units.items():
        filing = filings.get(file_of(found[name]))
        standing = standings.get(unit.pk) or Standing(campaign=campaign, unit=unit)
        if filing is None or not _is_news(standing, filing):
            continue
        _append(standing, StandingState.FILED, "", filing=filing, at=filing.at)


def note_withdrawn(filing: Filing, user: User, reason: str) -> None:
    """Note whose reports are gone with a file that was taken out, within the transaction in which it is."""
    campaign = filing.campaign
    current = campaign.filings.filter(current=True)
    names = set(current.values_list("name", flat=True))
    gone, left = set(), set()
    for unit, path in _reports(campaign, jobs.newest_run(campaign)).values_list("listed", "path"):
        name = file_of(path)
        if name == filing.name:
            gone.add(unit)
        elif name in names:
            left.add(unit)
    by_it = Step.objects.filter(filing__campaign=campaign, filing__name=filing.name).values("standing__unit")
    concerned = Q(unit__name__in=gone) | Q(unit__in=by_it) | Q(unit=filing.unit_id)
    others = Q(unit__name__in=left) | Q(unit__in=current.exclude(unit=None).values("unit"))
    for standing in campaign.standings.select_for_update().filter(concerned).exclude(others):
        if allows(standing, StandingState.NONE):
            _append(standing, StandingState.NONE, str(user), reason=reason)


def state_in_words(standing: Standing) -> str:
    return _state(standing).label


def _reports(campaign: Campaign, run: Run | None) -> QuerySet[Report]:
    """Those in an audit by which a unit has filed."""
    return Report.objects.filter(Q(year=campaign.year) | Q(year=None), run=run).exclude(total=None)


def file_of(path: str) -> str:
    """The name of the file that was uploaded, of a path in a run: of what lay in an archive, that of the archive."""
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) > 1 and parts[0] == child.FOLDER else ""


def _is_news(standing: Standing, filing: Filing) -> bool:
    """Whether a file that was found means that the unit has filed, which was not known."""
    match _state(standing):
        case StandingState.NONE | StandingState.DRAFT:
            return True
        case StandingState.RETURNED:
            last = standing.steps.order_by("-number").first()
            return last is None or filing.at > last.at
    return False


def _state(standing: Standing) -> StandingState:
    return StandingState(standing.state)


def _held(campaign: Campaign, unit: Unit) -> Standing:
    """Where a unit is, held until the transaction ends."""
    return of(Campaign.objects.select_for_update().get(pk=campaign.pk), unit)


def _append(
    standing: Standing,
    to: StandingState,
    by: str,
    *,
    reason: str = "",
    filing: Filing | None = None,
    at: datetime | None = None,
) -> None:
    """One more step. `at` is when the report was filed."""
    standing.state, standing.number = to, standing.number + 1
    if to is StandingState.NONE:
        standing.filed_at = None
    if to is StandingState.FILED and standing.filed_at is None:
        standing.filed_at = at
    standing.save()
    Step.objects.create(
        standing=standing, number=standing.number, to=to, at=timezone.now(), by=by, reason=reason, filing=filing
    )
    hooks.standing_changed(standing)
