"""The board of a campaign: every unit whose report is awaited, and where it is. What the day decides is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from hegui.history.models import Report
from hegui.web import jobs
from hegui.web.models import Campaign, Filing, Reminder, StandingState, Unit
from hegui.web.roster import LEVELS

NOT_FILED, LATE, UNANSWERED = "none", "late", "unanswered"
STATES: Mapping[str, str] = {one.value or NOT_FILED: one.label for one in StandingState}
"""What a unit's report may be, in words."""
MORE: Mapping[str, str] = {LATE: "逾期", UNANSWERED: "催报后仍未报送"}
"""What is besides."""
_UNFILED = (StandingState.NONE, StandingState.DRAFT, StandingState.RETURNED)
HEADER = (
    "单位", "层级", "类别", "上级", "情况", "截止日期", "首次报送", "逾期", "得分",
    "催报次数", "最近催报", "仍要报送的理由",
)  # fmt: skip


def of(campaign: Campaign, units: QuerySet[Unit]) -> QuerySet[Any]:
    """Those of these units whose reports a campaign awaits, each with `state`, `filed_at`, `due`, `reminded` (when
    last) and `reminders` (how often), `despite` and `late`."""
    today = timezone.localdate()
    reminders = Reminder.objects.filter(campaign=campaign, unit=OuterRef("pk")).order_by().values("unit")
    despite = Filing.objects.filter(campaign=campaign, current=True, unit=OuterRef("pk")).values("despite")
    found = units.filter(pk__in=campaign.units.values("pk")).annotate(
        standing=FilteredRelation("standings", condition=Q(standings__campaign=campaign)),
        state=Coalesce(F("standing__state"), Value(""), output_field=CharField()),
        filed_at=F("standing__filed_at"),
        due=_due(campaign),
        reminded=Subquery(reminders.annotate(last=Max("at")).values("last")),
        reminders=Coalesce(Subquery(reminders.annotate(count=Count("pk")).values("count")), 0),
        despite=Coalesce(Subquery(despite[:1]), Value(""), output_field=TextField()),
    )
    late = Q(filed_at=None, due__lt=today) | Q(filed_at__date__gt=F("due"))
    return found.annotate(late=Case(When(late, then=Value(True)), default=Value(False))).select_related("parent")


def asked(found: QuerySet[Any], chosen: Mapping[str, str]) -> QuerySet[Any]:
    """Those that are asked for by `state`, `level`, `superior` and `name`."""
    match chosen.get("state", ""):
        case "":
            pass
        case state if state == NOT_FILED:
            found = found.filter(state="")
        case state if state == LATE:
            found = found.filter(late=True)
        case state if state == UNANSWERED:
            found = found.filter(unanswered())
        case state:
            found = found.filter(state=state)
    if level := chosen.get("level"):
        found = found.filter(level=level)
    if (superior := chosen.get("superior", "")).isdecimal():
        found = found.filter(parent=int(superior))
    if name := chosen.get("name", "").strip():
        found = found.filter(name__contains=name)
    return found.order_by("path")


def unanswered() -> Q:
    """That a unit was reminded and has not filed since."""
    return Q(state__in=_UNFILED, reminders__gt=0)


def awaited() -> Q:
    """That the report of a unit is yet to come: it was not filed, or returned."""
    return Q(state__in=_UNFILED)


def counts(found: QuerySet[Any]) -> dict[str, int]:
    """How many units are in each state, and late, and unanswered; and how many there are under the empty name."""
    asked = {key: Q(state="" if key == NOT_FILED else key) for key in STATES}
    asked |= {LATE: Q(late=True), UNANSWERED: unanswered(), "all": Q()}
    # Under names that no unit has: an aggregate hides what it counts where both are called the same.
    counted = found.order_by().aggregate(**{f"count_{key}": Count("pk", filter=one) for key, one in asked.items()})
    return {key: counted[f"count_{key}"] for key in asked}


@dataclass(frozen=True)
class Row:
    """A unit on the board."""

    unit: Unit
    state: str
    due: date | None
    filed_at: datetime | None
    late: str
    """By how many days, in words."""
    report: Report | None
    reminders: int
    reminded: datetime | None
    despite: str

    def as_list(self) -> tuple[str | int | float, ...]:
        """As `HEADER` has it."""
        unit, total = self.unit, self.report.total if self.report else None
        return (
            unit.name,
            LEVELS.get(unit.level, unit.level),
            unit.kind,
            unit.parent.name if unit.parent else "",
            self.state,
            _day(self.due),
            f"{timezone.localtime(self.filed_at):%Y-%m-%d %H:%M}" if self.filed_at else "",
            self.late,
            "" if total is None else total,
            self.reminders,
            f"{timezone.localtime(self.reminded):%Y-%m-%d %H:%M}" if self.reminded else "",
            self.despite,
        )


def rows(campaign: Campaign, found: Iterable[Any], reports: QuerySet[Report]) -> list[Row]:
    """What the board tells of units; `reports` are those that the person may see."""
    units = list(found)
    audited = reports.filter(run=jobs.newest_run(campaign), listed__in=[unit.name for unit in units])
    by_name = {report.listed: report for report in audited.order_by("position")}
    return [_row(unit, by_name.get(unit.name)) for unit in units]


def _row(unit: Any, report: Report | None) -> Row:
    late = ""
    if unit.late:
        day = timezone.localdate(unit.filed_at) if unit.filed_at else timezone.localdate()
        late = f"{'迟报' if unit.filed_at else '已逾期'} {(day - unit.due).days} 天"
    return Row(
        unit=unit,
        state=STATES[unit.state or NOT_FILED],
        due=unit.due,
        filed_at=unit.filed_at,
        late=late,
        report=report,
        reminders=unit.reminders,
        reminded=unit.reminded,
        despite=unit.despite,
    )


def _due(campaign: Campaign) -> Case:
    """The last day for a unit: as the roster says, else by its level."""
    own: dict[str, list[int]] = {}
    for number, day in campaign.own_deadlines.items():
        own.setdefault(day, []).append(int(number))
    days = {level: Value(date.fromisoformat(day)) for level, day in campaign.deadlines.items() if day}
    whens = [When(pk__in=numbers, then=Value(date.fromisoformat(day))) for day, numbers in own.items()]
    whens += [When(level=level, then=day) for level, day in days.items() if level]
    return Case(*whens, default=days.get("", Value(None)), output_field=DateField())


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
