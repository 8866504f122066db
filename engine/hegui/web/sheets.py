"""The form of a year that a unit fills in: what goes on from last year, what is saved, what the audit says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

import hegui
from hegui.guarding.scratch import Scratch
from hegui.history.models import Report
from hegui.web import jobs, standings
from hegui.web.models import Campaign, Sheet, Unit, User
from hegui.web.setup import Setup, current


class Fault(NamedTuple):
    """What the audit says of a report that is being written."""

    message: str
    severity: hegui.Severity
    cells: tuple[str, ...]
    """The cells that it is about, by their names."""


def saved(campaign: Campaign, unit: Unit) -> Sheet:
    """What a unit has saved so far; a new one where that is nothing."""
    found = Sheet.objects.filter(campaign=campaign, unit=unit).first()
    return found or Sheet(campaign=campaign, unit=unit, content={}, at=timezone.now())


def form_of(sheet: Sheet) -> hegui.FilledForm:
    """The form as far as it is filled in. Raises hegui.UsageError where there is none of that year."""
    content = sheet.content
    signed = content.get("signed")
    return hegui.FilledForm.of(
        sheet.unit.name,
        sheet.campaign.year,
        texts=content.get("texts"),
        cells=content.get("cells"),
        signed=date.fromisoformat(signed) if signed else None,
        last=last_year(sheet),
        rules=_setup(sheet.campaign).loaded(),
    )


def last_year(sheet: Sheet) -> hegui.Audit | None:
    """The last audit of the unit's report of the year before."""
    earlier = Report.objects.filter(listed=sheet.unit.name, year=sheet.campaign.year - 1).exclude(total=None)
    row = earlier.order_by("-run").first()
    return jobs.audit_of(row) if row else None


def save(
    sheet: Sheet, texts: Mapping[str, str], cells: Mapping[str, str], signed: date | None, user: User, seen: int
) -> None:
    """Keep what was filled in. Raises hegui.UsageError where somebody else saved it after `seen`."""
    content = {"texts": dict(texts), "cells": dict(cells), "signed": signed.isoformat() if signed else None}
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=sheet.campaign.pk)
        kept = saved(sheet.campaign, sheet.unit)
        if kept.number != seen:
            raise hegui.UsageError(f"{kept.by}刚刚保存过，请在另一页打开看过以后再填，以免互相覆盖。")
        kept.content, kept.by, kept.at, kept.number = content, str(user), timezone.now(), seen + 1
        kept.save()
        standings.begin(sheet.campaign, sheet.unit, user)


def faults(sheet: Sheet, form: hegui.FilledForm, *, tables_only: bool) -> list[Fault]:
    """What the audit finds in the report as it stands, the gravest first; or in its tables alone."""
    setup = _setup(sheet.campaign)
    project = hegui.Project(
        setup.loaded(), scheme=sheet.campaign.scheme, province=setup.province, city=setup.city, cache=False
    )
    with Scratch() as folder:
        path = Path(folder) / f"{sheet.unit.pk}.html"
        path.write_bytes(form.page())
        (audit,) = project.audit(path, partial=True, timestamp=False).reports
    found = [
        Fault(finding.message, verdict.severity, tuple(_cells(finding.evidence)))
        for verdict in audit.verdicts
        if verdict.result is hegui.Result.FAIL and (not tables_only or verdict.category == "tables")
        for finding in verdict.findings
    ]
    gravity = list(hegui.Severity)
    return sorted(found, key=lambda fault: gravity.index(fault.severity))


def _cells(evidence: Iterable[hegui.Evidence]) -> Iterable[str]:
    for one in evidence:
        if one.table and one.row:
            yield ".".join(filter(None, (one.table, one.row, one.column)))


def _setup(campaign: Campaign) -> Setup:
    return current.setup.with_packs(campaign.packs)
