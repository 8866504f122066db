"""An office at work: units, accounts of each role, a campaign, an audit with findings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import reset_hashers
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace

from handmade import _run, _verdict, audit_made_up
from hegui.history import database
from hegui.history.history import History
from hegui.history.models import Finding, Report, Run
from hegui.web.models import Appointment, Campaign, Job, JobState, Notice, NoticeEvent, NoticeState, Unit, User
from hegui.web.office import keep
from hegui.web.roles import Role

PASSWORD = "chang-jiang-2025"
OWN, FOREIGN, SHARED = "a" * 16, "b" * 16, "c" * 16
"""Fingerprints of a finding on 甲县财政局, of one on 乙县财政局, and of one on both."""


@dataclass
class Office:
    """Two counties of a city, each with a bureau; everybody is of 甲县 but the city's administrator."""

    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    campaign: Any = None
    job: Any = None

    def user(self, account: str, role: Role | None = None, unit: str | None = None) -> User:
        made = User.objects.create(account, f"{account}某", PASSWORD, must_change=False)
        if role:
            Appointment.objects.create(user=made, role=role, unit=self.units[unit] if unit else None)
        self.users[account] = made
        return made

    def client(self, account: str | None) -> Client:
        client = Client()
        if account:
            client.force_login(self.users[account])
        return client

    def report(self, unit: str) -> Report:
        return Report.objects.get(listed=unit)


def make_notice(office: Office, unit: str) -> Notice:
    """A notice to a unit, of which nothing but its rows is there."""
    day = timezone.localdate()
    notice = Notice.objects.create(
        campaign=office.campaign,
        unit=office.units[unit],
        document=f"〔{day.year}〕1号",
        issued=day,
        due=day,
        run=office.job.run,
        paper=keep(b"paper"),
        number=1,
    )
    about = {"to": NoticeState.ISSUED, "at": timezone.now(), "by": "approver某（approver）", "due": day}
    NoticeEvent.objects.create(notice=notice, number=1, round=1, **about)
    return notice


@pytest.fixture
def workbench(empty: Path, tmp_path: Path) -> Iterator[str]:
    """The place of an empty database, which is this process's own."""
    place = tmp_path / "工作台.db"
    shutil.copy(empty, place)
    yield from opened(str(place))


def opened(place: str) -> Iterator[str]:
    settings.SECRET_KEY = "x" * 50
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    reset_hashers(setting="PASSWORD_HASHERS")  # where a test has hashed otherwise before
    alias = database.connect(place, default=True)
    yield place
    database.close(alias)


@pytest.fixture(scope="session")
def furnished(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Office]:
    """The office with its database, of which each test gets a copy."""
    place = tmp_path_factory.mktemp("office") / "工作台.db"
    shutil.copy(empty, place)
    for opened_place in opened(str(place)):
        made = made_at(opened_place)
    return place, made


@pytest.fixture
def office(workbench: str, furnished: tuple[Path, Office]) -> Office:
    place, made = furnished
    database.close(database.connect(workbench, default=True))
    shutil.copy(place, workbench)
    return deepcopy(made)


def made_at(workbench: str) -> Office:
    """The office in an empty database, which is this process's own."""
    made = Office()
    above_each = {"某市": "", "甲县": "某市", "乙县": "某市", "甲县财政局": "甲县", "乙县财政局": "乙县"}
    for name, parent in above_each.items():
        above = made.units.get(parent)
        unit = Unit.objects.create(name=name, parent=above, path="")
        unit.path = f"{above.path if above else '/'}{unit.pk}/"
        unit.save()
        made.units[name] = unit
    made.user("city", Role.ADMINISTRATOR)
    made.user("admin", Role.ADMINISTRATOR, "甲县")
    made.user("reviewer", Role.REVIEWER, "甲县")
    made.user("approver", Role.APPROVER, "甲县")
    made.user("auditor", Role.AUDITOR, "甲县")
    made.user("unit", Role.UNIT, "甲县财政局")
    made.user("nobody")
    now = timezone.now()
    made.campaign = Campaign.objects.create(
        title="2024年度审查", year=2024, root=made.units["甲县"], made_by=made.users["city"], made_at=now
    )
    made.campaign.units.set([made.units["甲县财政局"], made.units["乙县财政局"]])
    reports = [
        audit_made_up(unit, replace(_verdict("balance", "fail", key), title="收支平衡"), total=80)
        for unit, key in (("甲县财政局", "a"), ("乙县财政局", "b"))
    ]
    both = _verdict("copy", "fail", "c", units=("乙县财政局", "甲县财政局"), year=2024)
    number = History(workbench).save(_run(*reports, corpus=(both,)))
    made.job = Job.objects.create(
        campaign=made.campaign, by=made.users["city"], at=now, state=JobState.DONE, run=Run.objects.get(number=number)
    )
    assert set(Finding.objects.values_list("pk", flat=True)) == {OWN, FOREIGN, SHARED}
    return made
