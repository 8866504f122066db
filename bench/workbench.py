"""The workbench under load: an office of thousands of units and several years, many people at once.

`python -m bench.workbench [UNITS] [YEARS] [PEOPLE] [SECONDS]`. Every page beside the health page, in the same run under
the same load; and the verdict on an upload beside the command line's.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import httpx
from django.utils import timezone
from tabulate import tabulate

import hegui
from hegui.history import database
from hegui.history.models import Concern, Event, Finding, Report, Run
from hegui.web.models import Appointment, Campaign, Job, JobState, Unit, User
from hegui.web.roles import Role
from tools.serving import served

UNITS, YEARS, PEOPLE, SECONDS = 3000, 5, 50, 20.0
AIM = 20
"""Times the health page that the 95th percentile of a page may take."""
_LAST = 2024
_COUNTIES = 30
_FAULTS = 3
"""Of a report."""
_REPORTS = Path(__file__).parents[1] / "reports"
_PASSWORD = "ben-ch-hegui-2025"


class Office(NamedTuple):
    place: str
    campaigns: list[int]
    units: list[int]
    reports: list[int]
    findings: list[str]
    cookies: list[str]
    """Of people who are signed in."""


def fill(place: str, units: int, years: int, people: int) -> Office:
    """A database of that many units, each with a report a year and faults in it."""
    database.connect(place, default=True)
    admin = User.objects.create("admin", "管理员", _PASSWORD, must_change=False)
    Appointment.objects.create(user=admin, role=Role.ADMINISTRATOR, unit=None)
    below = _units(units)
    sample = hegui.Project(cache=False).audit(sorted(_REPORTS.glob("*.html")))
    office = Office(place, [], [unit.pk for unit in below], [], [], [])
    for year in range(_LAST - years + 1, _LAST + 1):
        _year(office, sample, below, year, admin)
    for number in range(people):
        role = (Role.REVIEWER, Role.APPROVER, Role.AUDITOR)[number % 3]
        user = User(account=f"p{number}", name=f"某{number}", must_change=False)
        user.set_unusable_password()
        user.save()
        Appointment.objects.create(user=user, role=role, unit=None)
        office.cookies.append(_sign_in(user))
    return office


def _units(count: int) -> list[Unit]:
    city = Unit.objects.create(name="某市", level="city", path="")
    city.path = f"/{city.pk}/"
    city.save()
    counties = [Unit(name=f"第{number}县", level="county", parent=city, path="") for number in range(_COUNTIES)]
    Unit.objects.bulk_create(counties)
    bureaus = [
        Unit(name=f"{above.name}第{number}局", level="department", parent=above, path="")
        for number in range(count)
        for above in [counties[number % _COUNTIES]]
    ]
    Unit.objects.bulk_create(bureaus, batch_size=500)
    for unit in [*counties, *bureaus]:
        above = unit.parent
        unit.path = f"{above.path if above else '/'}{unit.pk}/"
    Unit.objects.bulk_update([*counties, *bureaus], ["path"], batch_size=500)
    return bureaus


def _year(office: Office, sample: hegui.AuditRun, units: Sequence[Unit], year: int, admin: User) -> None:
    """A campaign of a year with its audit, in rows that are written at once."""
    now = timezone.now()
    campaign = Campaign.objects.create(title=f"{year} 年度审查", year=year, made_by=admin, made_at=now)
    number = hegui.History(office.place).save(sample, campaign.title)
    run = Run.objects.get(number=number)
    kept = list(run.reports.order_by("position"))
    made = [
        Report(
            run=run,
            position=len(kept) + position,
            body_id=kept[position % len(kept)].body_id,
            path=f"报告/{unit.name}.html",
            unit=unit.name,
            listed=unit.name,
            year=year,
            total=60 + position % 40,
        )
        for position, unit in enumerate(units)
    ]
    Report.objects.bulk_create(made, batch_size=500)
    found = [
        Finding(
            fingerprint=sha256(f"{year}/{unit.pk}/{fault}".encode()).hexdigest()[:16],
            rule=f"rule-{fault}",
            title="收支平衡",
            severity=("error", "warning", "info")[fault],
            unit=unit.name,
            year=year,
            path=f"报告/{unit.name}.html",
            message="表三各列不平衡",
            run=run,
            number=1,
            detection="new",
        )
        for unit in units
        for fault in range(_FAULTS)
    ]
    Finding.objects.bulk_create(found, batch_size=500)
    Concern.objects.bulk_create([Concern(finding=one, unit=one.unit) for one in found], batch_size=500)
    seen = {"at": now, "kind": "new", "by": "", "reason": "", "on_detection": "", "on_review": "open"}
    Event.objects.bulk_create([Event(finding=one, number=1, run=run, **seen) for one in found], batch_size=500)
    Job.objects.create(campaign=campaign, by=admin, at=now, state=JobState.DONE, run=run)
    office.campaigns.append(campaign.pk)
    office.reports.extend(one.pk for one in made[:50])
    office.findings.extend(one.pk for one in found[:50])


def _sign_in(user: User) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from hegui.web.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "hegui.web.accounts.Backend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def pages_of(office: Office, choose: random.Random) -> dict[str, str]:
    """The address of each kind of page, for a campaign, report and finding by chance."""
    campaign = choose.choice(office.campaigns)
    return {
        "健康检查（基准）": "health",
        "批次列表": "campaigns/",
        "批次进度": f"campaigns/{campaign}/",
        "问题清单": f"campaigns/{campaign}/findings?severity=error&page={choose.randint(1, 20)}",
        "统计与排名": f"campaigns/{campaign}/overview",
        "整改通知": f"campaigns/{campaign}/notices/",
        "报告": f"reports/{choose.choice(office.reports)}/",
        "带批注的报告": f"reports/{choose.choice(office.reports)}/marked",
        "问题": f"findings/{choose.choice(office.findings)}/",
    }


def load(address: str, office: Office, seconds: float) -> dict[str, list[float]]:
    """Seconds of each answer by kind of page, while all people ask at once."""
    times: dict[str, list[float]] = defaultdict(list)
    over = time.monotonic() + seconds

    def ask(number: int, cookie: str) -> None:
        choose = random.Random(number)
        with httpx.Client(base_url=address, cookies={"sessionid": cookie}, timeout=120) as client:
            while time.monotonic() < over:
                name, page = choose.choice(list(pages_of(office, choose).items()))
                begun = time.perf_counter()
                answer = client.get(page)
                times[name].append(time.perf_counter() - begun)
                assert answer.status_code == 200, (page, answer.status_code)

    threads = [threading.Thread(target=ask, args=one) for one in enumerate(office.cookies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def verdict(address: str, place: str, cookie: str) -> tuple[float, float]:
    """Seconds from an upload to its verdict, and of the same file by the command line."""
    sample = next(_REPORTS.glob("05-*.html"))
    with httpx.Client(base_url=address, cookies={"sessionid": cookie}, timeout=120) as client:
        campaign = Campaign.objects.create(
            title="一份", year=_LAST, made_by=User.objects.get(account="admin"), made_at=timezone.now()
        )
        page = client.get(f"campaigns/{campaign.pk}/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token
        data = {"csrfmiddlewaretoken": token[1]}
        begun = time.perf_counter()
        answer = client.post(
            f"campaigns/{campaign.pk}/upload",
            data=data,
            files={"files": (sample.name, sample.read_bytes())},
            headers={"Origin": address.rstrip("/")},
        )
        assert answer.status_code == 302, answer.status_code
        while not Job.objects.filter(campaign=campaign, state=JobState.DONE).exists():
            time.sleep(0.02)
        uploaded = time.perf_counter() - begun
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "hegui", "audit", str(sample)], capture_output=True, check=False)
    return uploaded, time.perf_counter() - begun


def table(units: int = UNITS, years: int = YEARS, people: int = PEOPLE, seconds: float = SECONDS) -> str:
    with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
        key = "x" * 50
        from django.conf import settings

        settings.SECRET_KEY = key
        place = str(Path(folder) / "工作台.db")
        office = fill(place, units, years, people)
        with served(place, HEGUI_SECRET_KEY=key) as address:
            times = load(address, office, seconds)
            uploaded, alone = verdict(address, place, office.cookies[0])
    base = _p95(times["健康检查（基准）"])
    rows = [
        (name, len(taken), 1000 * median(taken), 1000 * _p95(taken), _p95(taken) / base)
        for name, taken in times.items()
    ]
    rows.sort(key=lambda row: row[-1])
    told = tabulate(rows, headers=("页面", "次数", "中位 ms", "p95 ms", "p95 与基准之比"), floatfmt=".1f")
    return (
        f"工作台：{units} 个单位、{years} 个年度，{people} 人同时使用（p95 不超过基准的 {AIM} 倍）\n{told}\n"
        f"上传一份到有结论 {uploaded:.2f} 秒，命令行审查同一份 {alone:.2f} 秒；机器负载 {os.getloadavg()[0]:.1f}"
    )


def _p95(taken: Sequence[float]) -> float:
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]


if __name__ == "__main__":
    given: list[Any] = [int(one) for one in sys.argv[1:]]
    print(table(*given))
