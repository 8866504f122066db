"""What a page needs, and which things a person may have it for: every page asks here, none goes by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from hegui.history.models import Concern, Event, Finding, Report
from hegui.history.state import Deed, Detection
from hegui.web.models import Campaign, Notice, Unit, User
from hegui.web.roles import DEEDS, OWN, Capability

V = TypeVar("V", bound=Callable[..., Any])

TELLING = (Deed.CONFIRM, Deed.ASK)
"""Deeds by which a unit learns of a finding."""


class Signed(HttpRequest):
    """A request of a person who is signed in."""

    user: User
    told: str
    """What the page wants to be written in the log."""


def needs(*capabilities: Capability) -> Callable[[V], V]:
    """Marks a page that takes any of these; without any, one that takes being signed in."""

    def mark(view: V) -> V:
        view.needs = capabilities  # type: ignore[attr-defined]
        return view

    return mark


def public(view: V) -> V:
    """Marks a page that anybody may see."""
    view.needs = ()  # type: ignore[attr-defined]
    marked: V = login_not_required(view)
    return marked


def units_of(user: User, capability: Capability) -> QuerySet[Unit]:
    """The units for which a person may do something."""
    return Unit.objects.filter(_reached(user, capability))


def campaigns_of(user: User, *capabilities: Capability) -> QuerySet[Campaign]:
    """The campaigns of which a person may see any unit: those of its own units, of units above and below them."""
    paths = [path for capability in capabilities for path in user.within(capability)]
    if not paths:
        return Campaign.objects.none()
    if "" in paths:
        return Campaign.objects.all()
    above = {int(number) for path in paths for number in path.strip("/").split("/")}
    below = (_reached(user, capability, "root__path") for capability in capabilities)
    return Campaign.objects.filter(Q(*below, Q(root=None), Q(root__in=above), _connector=Q.OR))


def campaigns_for(user: User, capability: Capability) -> QuerySet[Campaign]:
    """The campaigns all of whose units are a person's to do something for."""
    return Campaign.objects.filter(_reached(user, capability, "root__path"))


def awaited_of(user: User, capability: Capability, campaign: Campaign) -> QuerySet[Unit]:
    """The units whose reports a campaign awaits and for which a person may do something."""
    return campaign.units.filter(_reached(user, capability))


def findings_of(user: User, capability: Capability) -> QuerySet[Finding]:
    """The findings that concern units for which a person may do something; a unit has those that it was told of."""
    found = Finding.objects.exclude(detection=Detection.UNSEEN)
    if capability in (Capability.SEE_OWN, Capability.ANSWER):
        found = found.filter(Exists(Event.objects.filter(finding=OuterRef("pk"), kind__in=TELLING)))
    if user.reaches("", capability):
        return found
    names = units_of(user, capability).values("name")
    return found.filter(Exists(Concern.objects.filter(finding=OuterRef("pk"), unit__in=names)))


def in_campaign(found: QuerySet[Finding], campaign: Campaign) -> QuerySet[Finding]:
    """Those of the year and the units of a campaign."""
    found = found.filter(year=campaign.year)
    if campaign.root is None:
        return found
    names = Unit.objects.filter(path__startswith=campaign.root.path).values("name")
    return found.filter(Exists(Concern.objects.filter(finding=OuterRef("pk"), unit__in=names)))


def events_of(user: User, finding: Finding) -> QuerySet[Event]:
    """What happened to a finding, as far as a person may know: what the office says among itself is not the unit's."""
    happened = finding.events.order_by("number")
    if findings_of(user, Capability.SEE).filter(pk=finding.pk).exists():
        return happened
    return happened.filter(kind__in=(*TELLING, Deed.ANSWER, Deed.MEND))


def visible_findings(user: User) -> QuerySet[Finding]:
    """All findings that a person may see."""
    return findings_of(user, Capability.SEE) | findings_of(user, Capability.SEE_OWN)


def reports_of(user: User, capability: Capability = Capability.SEE) -> QuerySet[Report]:
    """The reports of units for which a person may do something, and those in his own campaigns of no known unit."""
    if user.reaches("", capability):
        return Report.objects.all()
    own = Q(listed__in=units_of(user, capability).values("name"))
    nobodys = ~Q(listed__in=Unit.objects.values("name"))
    return Report.objects.filter(own | nobodys & Q(run__job__campaign__in=campaigns_for(user, capability)))


def notices_of(user: User) -> QuerySet[Notice]:
    """The notices that a person may see: the office those to its units, a unit its own."""
    own = _reached(user, Capability.SEE_OWN, "unit__path")
    return Notice.objects.filter(own | _reached(user, Capability.SEE, "unit__path"))


def deeds_of(user: User, finding: Finding) -> list[Deed]:
    """What a person may do to a finding, were it in the state for it."""
    return deeds_of_each(user, [finding])[finding.pk]


def deeds_of_each(user: User, findings: Collection[Finding]) -> dict[str, list[Deed]]:
    """As `deeds_of`, for each of several findings by its fingerprint."""
    prints = [one.pk for one in findings]
    allowed = {
        capability: set(findings_of(user, capability).filter(pk__in=prints).values_list("pk", flat=True))
        for capability in set(DEEDS.values())
        if user.may(capability)
    }
    return {key: [deed for deed, capability in DEEDS.items() if key in allowed.get(capability, ())] for key in prints}


def _reached(user: User, capability: Capability, field: str = "path") -> Q:
    """That a unit is one for which a person may do something."""
    paths = user.within(capability)
    if capability in OWN:
        return Q(**{f"{field}__in": paths})
    if "" in paths:
        return ~Q(pk__in=())  # an empty one would vanish beside others
    return Q(*(Q(**{f"{field}__startswith": path}) for path in paths), _connector=Q.OR) if paths else Q(pk__in=())
