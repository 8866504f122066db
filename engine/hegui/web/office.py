"""What an office puts into the workbench: campaigns with their rosters, and the reports that are filed."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

import hegui
from hegui.guarding.scratch import Scratch
from hegui.history.models import Report, Source
from hegui.web import jobs, standings
from hegui.web import roster as rosters
from hegui.web.child import FOLDER
from hegui.web.models import Campaign, Filing, Unit, User
from hegui.web.setup import Setup

_LONGEST_NAME = 200
_LONGEST_SUFFIX = 20
_MOST_BEFORE = 100
"""Audits that are looked at for files of a unit."""
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


def make_campaign(
    title: str,
    year: int,
    scheme: str,
    user: User,
    roster: tuple[str, bytes] | None,
    setup: Setup,
    *,
    packs: Sequence[str] = (),
    opens: date | None = None,
    deadlines: Mapping[str, str] | None = None,
) -> Campaign:
    """A campaign for all units; with a roster (name and content of its file) for those, which become units of the
    workbench.

    Raises hegui.UsageError with every mistake in the roster; then nothing is kept.
    """
    with transaction.atomic():
        made = Campaign.objects.create(
            title=title,
            year=year,
            scheme=scheme,
            packs=list(packs),
            opens=opens,
            deadlines=dict(deadlines or {}),
            made_by=user,
            made_at=timezone.now(),
        )
        if roster:
            put_roster(made, roster, setup)
    return made


def put_roster(campaign: Campaign, roster: tuple[str, bytes], setup: Setup, *, seen: str | None = None) -> None:
    """Give a campaign a roster, in place of the one that it has; it is then of the lowest unit above all listed.

    `seen` is the digest of the roster that the person saw it with, empty for none; None: whatever it has. Raises
    hegui.UsageError with every mistake in the roster, or where another has been put in between.
    """
    name, content = roster
    project = rosters.read(setup.with_packs(campaign.packs), name, content)
    with transaction.atomic():
        held = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if seen is not None and seen != (held.roster_id or ""):
            raise hegui.UsageError("名册刚刚由别人换过，请再看一遍会有什么变化。")
        units = rosters.keep(project)
        campaign.roster, campaign.roster_name = keep(content), name[-_LONGEST_NAME:]
        campaign.root_id = rosters.root_of(units)
        numbers = {unit.name: str(unit.pk) for unit in units}
        days = {numbers[one.name]: one.deadline.of(campaign.year) for one in project.units if one.deadline}
        campaign.own_deadlines = {number: day.isoformat() for number, day in days.items() if day}
        campaign.save(update_fields=("roster", "roster_name", "root", "own_deadlines"))
        campaign.units.set(units)


def file_report(campaign: Campaign, name: str, content: bytes, user: User) -> Filing:
    """File a report. One of the same name takes the place of the one before, which is kept.

    Raises hegui.UsageError where the campaign is closed.
    """
    source = keep(content)
    with transaction.atomic():
        hold_open(campaign)
        return _file(campaign, safe_name(name), source.pk, user)


def file_uploaded(campaign: Campaign, name: str, content: bytes, user: User) -> int:
    """File a report, or each of those in an archive, so that each can be replaced alone; how many. All are filed, or
    none; nobody waits while they are unpacked and compressed.

    An archive that cannot be opened is filed as it is: its audit tells what is wrong. Raises as `file_report`.
    """
    reports = _unpacked(name, content) or [(name, keep(content).pk)]
    with transaction.atomic():
        hold_open(campaign)
        for inside, source in reports:
            _file(campaign, safe_name(inside), source, user)
    return len(reports)


def _unpacked(name: str, content: bytes) -> list[tuple[str, str]]:
    """The reports in an archive, by their names, as they are kept; none where it is no archive or cannot be opened."""
    with Scratch() as folder:
        uploaded = Path(folder, f"upload{PurePosixPath(safe_name(name)).suffix}")
        uploaded.write_bytes(content)
        try:
            return [(inside.replace("/", "-"), keep(one).pk) for inside, one in hegui.unpack_reports(uploaded)]
        except hegui.UsageError:
            return []


def file_own(campaign: Campaign, unit: Unit, name: str, content: bytes, user: User, despite: str = "") -> Filing:
    """File the report of a unit, by itself. It takes the place of all that was filed of the unit before, which is kept.

    Raises hegui.UsageError where the campaign does not take it now.
    """
    source = keep(content)
    with transaction.atomic():
        hold_to_time(campaign)
        files = campaign.filings.select_for_update().filter(current=True)
        audited = Report.objects.filter(listed=unit.name, run__job__campaign=campaign).order_by("-run")
        before = [path.removeprefix(f"{FOLDER}/") for path in audited.values_list("path", flat=True)[:_MOST_BEFORE]]
        files.filter(Q(unit=unit) | Q(unit=None, name__in=before)).update(current=False)
        filing = _file(campaign, _own_name(unit, name), source.pk, user, unit=unit, despite=despite)
        standings.file(campaign, unit, user, filing)
    return filing


def withdraw(filing: Filing, user: User, reason: str) -> None:
    """Take a file out of its campaign, which is then audited without it; it is kept.

    Raises hegui.UsageError where there is no reason, the file was taken out in between, or the campaign is closed.
    """
    if not reason.strip():
        raise hegui.UsageError("请写明撤下的理由，单位看得到。")
    with transaction.atomic():
        hold_open(filing.campaign)
        if not filing.campaign.filings.filter(pk=filing.pk, current=True).update(current=False):
            raise hegui.UsageError("这个文件已经撤下，或者已由后来的取代。")
        standings.note_withdrawn(filing, user, reason.strip())
        jobs.enqueue(filing.campaign, user)


def hold_open(campaign: Campaign) -> None:
    """Raises hegui.UsageError where a campaign is closed, which it is not until the transaction ends otherwise."""
    if Campaign.objects.select_for_update().get(pk=campaign.pk).closed_at:
        raise hegui.UsageError("这个批次已经关闭，报告不再增减；确需补报、撤下的，请管理员重新开放。")


def hold_to_time(campaign: Campaign) -> None:
    """As `hold_open`; also where units may not file yet."""
    hold_open(campaign)
    if campaign.opens and timezone.localdate() < campaign.opens:
        raise hegui.UsageError(f"还没有到报送的时间：{campaign.opens:%Y-%m-%d} 开始。")


def _own_name(unit: Unit, name: str) -> str:
    """A file is kept by the name of its unit, so that no two units have one."""
    return safe_name(f"{unit.name}{PurePosixPath(safe_name(name)).suffix}")


def _file(campaign: Campaign, name: str, source: str, user: User, **more: Any) -> Filing:
    campaign.filings.select_for_update().filter(name=name, current=True).update(current=False)
    return Filing.objects.create(campaign=campaign, name=name, source_id=source, by=user, at=timezone.now(), **more)


def safe_name(name: str) -> str:
    """The name of a file that was uploaded, as it may stand in any folder."""
    plain = unicodedata.normalize("NFC", name)
    shown = "".join(char for char in plain if unicodedata.category(char)[0] != "C" and char not in _NOT_IN_NAMES)
    stem, dot, suffix = shown.strip(" .").rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:_LONGEST_SUFFIX]}" or "报告"


def keep(content: bytes) -> Source:
    """A file, each content once."""
    kept, _ = Source.objects.get_or_create(
        sha256=sha256(content).hexdigest(), defaults={"content": zlib.compress(content)}
    )
    return kept
