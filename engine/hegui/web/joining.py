"""Files that match no unit are joined to one by hand, and stay so whatever is filed under their names."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

import hegui
from hegui.history.models import Report
from hegui.web import correcting, jobs
from hegui.web.models import Campaign, Correction, Unit, User

_MOST = 20
"""Units that are offered."""


def unmatched(campaign: Campaign, reports: QuerySet[Report]) -> QuerySet[Report]:
    """Those of these reports that are of no unit whose report the campaign awaits."""
    if not campaign.units.exists():
        return reports.filter(listed="")
    return reports.filter(~Q(listed__in=campaign.units.values("name")))


def joined(campaign: Campaign) -> QuerySet[Correction]:
    """What was joined and not taken back."""
    return campaign.corrections.filter(digest="", undoes=None, undone=None, given__has_key="unit").order_by("pk")


def offered(units: QuerySet[Unit], report: Report, asked: str) -> list[Unit]:
    """Units to which a file may belong: by what is asked for, else by likeness to what was read and to its name."""
    if asked:
        return list(units.filter(name__contains=asked).order_by("path")[:_MOST])
    names = dict(units.values_list("name", "pk"))
    like: list[str] = []
    for text in filter(None, (report.unit, PurePosixPath(report.path).stem)):
        like += get_close_matches(text, names, n=_MOST // 2, cutoff=0.4)
    found = units.in_bulk([names[name] for name in dict.fromkeys(like)])
    return [found[names[name]] for name in dict.fromkeys(like)]


def join(campaign: Campaign, path: str, unit: Unit, user: User) -> None:
    """Join a file to a unit, and have it judged again. Raises hegui.UsageError where it has been joined in between."""
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        if before := joined(campaign).filter(path=path).first():
            raise hegui.UsageError(f"{before.by}已把这个文件归入{before.given['unit']}；要改的，请先撤回。")
        Correction.objects.create(
            campaign=campaign,
            path=path,
            given={"unit": unit.name},
            at=timezone.now(),
            by=str(user),
            reason="归入单位",
        )
        jobs.enqueue(campaign, user)


def part(entry: Correction, user: User) -> None:
    """Take back that a file was joined, and have it judged again. Raises hegui.UsageError where it has been."""
    last = entry.campaign.corrections.filter(path=entry.path).order_by("-pk").first()
    correcting.undo(entry, user, seen=last.pk if last else 0)
