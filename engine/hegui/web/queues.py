"""What a list of findings, or of what could not be judged, is filtered for; a report's page goes through the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from hegui.history.models import Finding, Report, Unjudged
from hegui.history.state import Detection
from hegui.history.words import SEVERITIES
from hegui.web import access
from hegui.web.models import Campaign, User
from hegui.web.roles import Capability

UNJUDGED = "unjudged"
"""Asks for what could not be judged: a rule by its id, or `all`."""
ALL = "all"
_NAMES = ("review", "detection", "severity", "rule", "claimed", "wants", "unit", UNJUDGED)
GRAVEST_FIRST = Case(
    *(When(severity=name, then=Value(rank)) for rank, name in enumerate(SEVERITIES)),
    default=Value(len(SEVERITIES)),
    output_field=IntegerField(),
)
_WITH_REPORT_FIRST = Case(When(path="", then=Value(1)), default=Value(0), output_field=IntegerField())
"""Units that have not filed are told on the board, and do not stand before what is to be reviewed."""


def chosen(asked: Mapping[str, str]) -> dict[str, str]:
    """What of the parameters of a page filters."""
    return {name: value for name in _NAMES if (value := asked.get(name, "").strip())}


def query(asked: Mapping[str, str]) -> str:
    """The same as the beginning of an address's query (`a=b&`); empty where nothing filters."""
    return "".join(f"{urlencode({name: value})}&" for name, value in chosen(asked).items())


def findings(found: QuerySet[Finding], asked: Mapping[str, str], user: User) -> QuerySet[Finding]:
    """Those asked for, those of a report first, the gravest of them first.

    What is gone or whose rule is off is there only where it is asked for.
    """
    for name, value in chosen(asked).items():
        match name, value:
            case "claimed", _:
                found = found.filter(claimed=str(user) if value == "mine" else "")
            case "wants", "sign":
                found = found.exclude(proposed="")
            case "wants", _:
                found = found.filter(revisit=True)
            case "unit", _:
                found = found.filter(unit__contains=value)
            case "unjudged", _:
                pass
            case _:
                found = found.filter(**{name: value})
    if not asked.get("detection"):
        found = found.exclude(detection__in=(Detection.GONE, Detection.RULE_OFF))
    return found.order_by(_WITH_REPORT_FIRST, GRAVEST_FIRST, "unit", "rule", "fingerprint")


def unjudged(reports: QuerySet[Report], asked: Mapping[str, str]) -> QuerySet[Report]:
    """The reports on which something could not be judged."""
    told = Unjudged.objects.filter(body=OuterRef("body"))
    rule, unit = asked.get(UNJUDGED, ALL), asked.get("unit", "").strip()
    if rule != ALL:
        told = told.filter(rule=rule)
    if unit:
        reports = reports.filter(listed__contains=unit)
    return reports.filter(Exists(told)).order_by("position")


class Neighbours(NamedTuple):
    """The reports before and after one, and how many there are."""

    before: Report | None
    after: Report | None
    total: int


def neighbours(row: Report, campaign: Campaign | None, asked: Mapping[str, str], user: User) -> Neighbours:
    """The next reports of the same audit, as a list is filtered; without a filter, of all."""
    reports = access.reports_of(user).filter(run=row.run_id)
    filters = chosen(asked)
    if UNJUDGED in filters:
        reports = unjudged(reports, asked)
    elif filters:
        found = access.findings_of(user, Capability.SEE)
        found = findings(access.in_campaign(found, campaign) if campaign else found, asked, user)
        reports = reports.filter(path__in=found.order_by().values("path"))
    return Neighbours(
        reports.filter(position__lt=row.position).order_by("-position").first(),
        reports.filter(position__gt=row.position).order_by("position").first(),
        reports.count(),
    )
