"""Work in the background: uploads are audited, and a worker that dies loses nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from office_at_work import Office, opened

from environments import ROOT
from handmade import _run, audit_made_up
from hegui.history.history import History
from hegui.history.models import Finding, Report, Run
from hegui.web import jobs, worker
from hegui.web.models import Campaign, Filing, Job, JobState, Unit, User
from hegui.web.office import safe_name
from hegui.web.roles import Role
from hegui.web.setup import Setup

SAMPLES = sorted((ROOT / "reports").glob("*.html"))[:3]


def _upload(office: Office, *files: tuple[str, bytes], account: str = "reviewer") -> Any:
    data = {"files": [SimpleUploadedFile(name, content) for name, content in files]}
    return office.client(account).post(reverse("upload", args=[office.campaign.pk]), data)


def _waiting() -> Job:
    return Job.objects.get(state=JobState.QUEUED)


def test_what_is_uploaded_is_audited_and_can_be_gone_through(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("乡镇/报告.html", SAMPLES[2].read_bytes())
    files = [(path.name, path.read_bytes()) for path in SAMPLES[:2]]
    assert _upload(office, *files, ("一批.zip", packed.getvalue()), ("坏的.docx", b"nonsense")).status_code == 302
    taken = jobs.take("甲")
    assert taken and taken == Job.objects.get(state=JobState.RUNNING)
    worker.do(taken, Setup())
    taken.refresh_from_db()
    assert (taken.state, taken.message) == (JobState.DONE, "")
    assert (taken.done, taken.total) == (4, 4)
    reports = Report.objects.filter(run=taken.run_id)
    assert reports.count() == 4
    assert reports.exclude(total=None).count() == 3
    assert all(path.startswith("报告/") for path in reports.values_list("path", flat=True))
    page = office.client("city").get(reverse("campaign", args=[office.campaign.pk])).content.decode()
    assert "已完成" in page
    page = office.client("city").get(reverse("files", args=[office.campaign.pk])).content.decode()
    assert "未能审查" in page
    faulty = Finding.objects.filter(run=taken.run_id, units=[]).first()
    assert faulty is not None
    report = reports.get(path=faulty.path)
    page = office.client("city").get(reverse("report", args=[report.pk])).content.decode()
    assert faulty.fingerprint in page
    marked = office.client("city").get(reverse("marked", args=[report.pk])).content.decode()
    assert "<mark>" in marked or "remark" in marked


def test_a_file_of_the_same_name_takes_the_place_of_the_one_before(office: Office) -> None:
    _upload(office, ("报告.txt", b"one"))
    _upload(office, ("报告.txt", b"two"))
    assert Filing.objects.filter(name="报告.txt").count() == 2
    assert Filing.objects.get(name="报告.txt", current=True).source.sha256.startswith("3fc4ccfe7458")
    assert Job.objects.filter(state=JobState.QUEUED).count() == 1, "one audit takes both"


def test_a_report_of_an_archive_is_replaced_alone(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("乡镇/甲.txt", b"one")
        archive.writestr("乡镇/乙.txt", b"two")
        archive.writestr("乡镇/图.png", b"no report")
    _upload(office, ("一批.zip", packed.getvalue()), ("坏的.zip", b"PK\3\4 broken"))
    _upload(office, ("乡镇-甲.txt", b"one, mended"))
    now = {filing.name: filing.source.file for filing in Filing.objects.filter(current=True)}
    assert now == {"乡镇-甲.txt": b"one, mended", "乡镇-乙.txt": b"two", "坏的.zip": b"PK\3\4 broken"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\boot.ini", "boot.ini"),
        ("报告\u202e\x00.docx", "报告.docx"),
        ("长" * 250 + ".docx", "长" * 200 + ".docx"),
        ("...", "报告"),
    ],
)
def test_a_name_leads_nowhere(name: str, kept: str) -> None:
    assert safe_name(Path(name.replace("\\", "/")).name) == kept


def test_nobody_waits_while_an_upload_is_unpacked_and_what_is_not_filed_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("甲.txt", b"two")
        archive.writestr("乙.txt", b"three")
    compress, waited = zlib.compress, dict[bytes, bool]()

    def compressed(content: bytes) -> bytes:
        waited[content] = connection.in_atomic_block
        if content == b"three":
            Campaign.objects.update(closed_at=timezone.now())
        return compress(content)

    monkeypatch.setattr("hegui.web.office.zlib.compress", compressed)
    answer = _upload(office, ("一.txt", b"one"), ("一批.zip", packed.getvalue()), ("四.txt", b"four"))
    assert [waited[content] for content in (b"one", b"two", b"three")] == [False] * 3
    assert answer.status_code == 409
    assert "已存入 1 份报告。“一批.zip”和在它之后的没有存入" in answer.content.decode()
    assert [filing.name for filing in Filing.objects.all()] == ["一.txt"], "of the archive all or nothing"
    assert _waiting()


def test_nothing_and_too_much_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _upload(office).status_code == 400
    monkeypatch.setattr("hegui.web.forms.LARGEST", 3)
    assert _upload(office, ("报告.txt", b"four")).status_code == 400
    assert Filing.objects.count() == 0


def test_what_cannot_be_done_is_told_in_the_page(office: Office) -> None:
    Campaign.objects.update(scheme="没有这个方案")
    _upload(office, ("报告.txt", b"one"))
    taken = jobs.take("甲")
    assert taken
    worker.do(taken, Setup())
    taken.refresh_from_db()
    assert taken.state == JobState.FAILED
    page = office.client("reviewer").get(reverse("job", args=[taken.pk]))
    assert "没有这个方案" in page.content.decode()
    assert page.headers["HX-Refresh"] == "true"


def _kept(job: Job) -> None:
    job.run_id = jobs.history().save(_run(audit_made_up("甲县财政局", total=80)))


def _queue(office: Office) -> Job:
    return jobs.enqueue(office.campaign, office.users["reviewer"])


def test_only_one_worker_has_a_job_and_a_dead_one_loses_it(office: Office) -> None:
    queued = _queue(office)
    held = jobs.take("甲")
    assert held == queued
    assert jobs.take("乙") is None
    assert jobs.beat(held, 1, 2)
    Job.objects.filter(pk=held.pk).update(lease=timezone.now() - timedelta(seconds=1))
    again = jobs.take("乙")
    assert again == held
    assert not jobs.beat(held, 2, 2), "it is another's now"
    before = Run.objects.count()
    assert not jobs.finish(held, _kept)
    assert Run.objects.count() == before, "a result that came too late is not kept"
    assert jobs.finish(again, _kept)
    assert Run.objects.count() == before + 1
    assert jobs.take("丙") is None


def test_the_same_worker_that_lost_a_job_and_took_it_again_finishes_it_once(office: Office) -> None:
    _queue(office)
    first = jobs.take("甲")
    Job.objects.update(lease=timezone.now() - timedelta(seconds=1))
    second = jobs.take("甲")
    assert first and second
    assert not jobs.finish(first, _kept)
    assert jobs.finish(second, _kept)


def test_a_job_that_kills_every_worker_fails(office: Office) -> None:
    queued = _queue(office)
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs.take("甲") == queued
        Job.objects.update(lease=timezone.now() - timedelta(seconds=1))
    assert jobs.take("甲") is None
    queued.refresh_from_db()
    assert queued.state == JobState.FAILED
    assert "中途停止" in queued.message


def test_a_cancelled_job_is_let_go(office: Office) -> None:
    queued = _queue(office)
    held = jobs.take("甲")
    assert held
    assert office.client("reviewer").post(reverse("cancel", args=[queued.pk])).status_code == 302
    assert not jobs.beat(held, 1, 2)
    assert not jobs.finish(held, _kept)
    assert jobs.take("乙") is None
    assert not jobs.cancel(held), "it is over"


@pytest.fixture
def elsewhere(place: str) -> Iterator[str]:
    """An empty workbench on each kind of database."""
    yield from opened(place)


@pytest.mark.slow
def test_a_worker_killed_at_any_moment_loses_nothing(elsewhere: str) -> None:
    """Again and again a worker is killed in the middle; in the end each job is done, once, with all its findings."""
    user = User.objects.create("reviewer", "复核人", "chang-jiang-2025", must_change=False)
    user.appointments.create(role=Role.REVIEWER, unit=None)
    campaign = Campaign.objects.create(title="2024年度审查", year=2024, made_by=user, made_at=timezone.now())
    files = [(path.name, path.read_bytes()) for path in SAMPLES]
    _upload(Office({}, {"reviewer": user}, campaign), *files)
    command = [sys.executable, "-m", "hegui", "worker", "--history", elsewhere]
    moment = Random(20)

    def wait_for(**there: Any) -> None:
        for _ in range(1200):
            if Job.objects.filter(**there).exists():
                return
            time.sleep(0.05)
        raise AssertionError(list(Job.objects.values()))

    for _ in range(20 if os.environ.get("HEGUI_ATTACK") else 8):
        if not Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
            jobs.enqueue(campaign, user)
        with subprocess.Popen(command) as process:
            wait_for(attempts=1, state__in=(JobState.RUNNING, JobState.DONE), pk=Job.objects.latest("pk").pk)
            time.sleep(moment.uniform(0, 1.5))
            process.kill()
        over = timezone.now() - timedelta(seconds=1)
        Job.objects.filter(state=JobState.RUNNING).update(lease=over, attempts=0)
    with subprocess.Popen(command) as process:
        wait_for(pk=Job.objects.latest("pk").pk, state=JobState.DONE)
        process.terminate()
    done = Job.objects.filter(state=JobState.DONE)
    assert done.count() == Job.objects.count() == Run.objects.count()
    assert {one.run_id for one in done} == {one.number for one in History(elsewhere).audits()}
    assert {one.reports for one in History(elsewhere).audits()} == {len(files)}
    for finding in Finding.objects.all():
        assert [one.what for one in History(elsewhere).events(finding.pk)] in (["new"], ["new", "still"])


def test_a_roster_makes_units_each_below_its_superior(office: Office) -> None:
    roster = "单位名称,上级\n甲县,某市\n甲县财政局,甲县\n甲县教育局,甲县\n新县,某市\n新县卫生局,新县\n".encode()
    data = {"title": "2025年度", "year": 2025, "scheme": "default", "roster": SimpleUploadedFile("名册.csv", roster)}
    assert office.client("city").post(reverse("campaign-new"), data).status_code == 302
    units = {unit.name: unit for unit in Unit.objects.all()}
    county = units["甲县"]
    below = {unit.name for unit in units.values() if unit.path.startswith(county.path)}
    assert below == {"甲县", "甲县财政局", "甲县教育局"}
    assert units["新县卫生局"].path == f"/{units['某市'].pk}/{units['新县'].pk}/{units['新县卫生局'].pk}/"
    assert (county.pk, "乙县财政局" in units) == (office.units["甲县"].pk, True)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("单位名称,上级\n甲县,甲县\n", "成了圈"),
        ("单位名称,上级\n某市,甲县财政局\n", "成了圈"),
        ("没有表头\n", "名册.csv"),
    ],
)
def test_a_faulty_roster_changes_nothing_and_is_told(office: Office, lines: str, words: str) -> None:
    before = list(Unit.objects.order_by("pk").values())
    file = SimpleUploadedFile("名册.csv", lines.encode())
    data = {"title": "2025年度", "year": 2025, "scheme": "default", "roster": file}
    answer = office.client("city").post(reverse("campaign-new"), data)
    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert list(Unit.objects.order_by("pk").values()) == before
    assert Campaign.objects.count() == 1


def test_there_are_no_jobs_of_other_counties(office: Office) -> None:
    assert office.client("reviewer").get(reverse("job", args=[office.job.pk])).status_code == 200
    Campaign.objects.update(root=office.units["乙县"])
    assert office.client("reviewer").get(reverse("job", args=[office.job.pk])).status_code == 404
