"""What an office puts into the workbench: campaigns with their rosters, and the reports that are filed."""

from __future__ import annotations

import unicodedata
import zlib
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from hegui.history.models import Source
from hegui.web import roster as rosters
from hegui.web.models import Campaign, Filing, User
from hegui.web.setup import Setup

_LONGEST_NAME = 200
_LONGEST_SUFFIX = 20
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


def make_campaign(
    title: str, year: int, scheme: str, user: User, roster: tuple[str, bytes] | None, setup: Setup
) -> Campaign:
    """A campaign for all units; with a roster (name and content of its file) these become units of the workbench.

    Raises hegui.UsageError with every mistake in the roster; then nothing is kept.
    """
    name, content = roster or ("", b"")
    project = rosters.read(setup, name, content) if roster else None
    with transaction.atomic():
        if project:
            rosters.keep(project)
        return Campaign.objects.create(
            title=title,
            year=year,
            scheme=scheme,
            roster=keep(content) if roster else None,
            roster_name=name,
            made_by=user,
            made_at=timezone.now(),
        )


def file_report(campaign: Campaign, name: str, content: bytes, user: User) -> Filing:
    """File a report. One of the same name takes the place of the one before, which is kept."""
    name = safe_name(name)
    with transaction.atomic():
        campaign.filings.select_for_update().filter(name=name, current=True).update(current=False)
        return Filing.objects.create(campaign=campaign, name=name, source=keep(content), by=user, at=timezone.now())


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
