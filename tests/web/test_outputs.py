"""Every output of a campaign's last audit is made in the page as on the command line, byte for byte."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from office_at_work import Office

from environments import ROOT
from hegui.history.history import History
from hegui.proving import edit
from hegui.web import jobs, worker
from hegui.web.models import Job, JobKind, JobState
from hegui.web.office import file_report
from hegui.web.setup import Setup
from tools.county import make_county

SETTINGS = {"docx": {"office": "甲县政务公开办", "due": "2025-04-30"}, "html": {"title": "通览"}}


def _work() -> None:
    while job := jobs.take("甲"):
        worker.do(job, Setup())


@pytest.fixture
def audited(office: Office) -> Office:
    """With an audit of reports that were read: pages, and a Word file that is marked where it lies."""
    file_report(
        office.campaign, "收支不平.html", next((ROOT / "reports").glob("05-*")).read_bytes(), office.users["city"]
    )
    word = next(iter(make_county(4, layouts=("docx",), faults=False).filings()))
    faulty = word._replace(draft=edit(word.draft, {"set": {"table3.自然人.本年新收": 999}}))
    file_report(office.campaign, "报告.docx", faulty.render(), office.users["city"])
    jobs.enqueue(office.campaign, office.users["city"])
    _work()
    return office


def _ask(at: Office, name: str, account: str = "reviewer", **settings: Any) -> Any:
    address = reverse("outputs", args=[at.campaign.pk])
    return at.client(account).post(address, {"format": name, **settings})


def _made(office: Office) -> dict[str, bytes]:
    """The files of the newest output as they are downloaded."""
    job = Job.objects.filter(kind=JobKind.OUTPUT).latest("pk")
    assert job.state == JobState.DONE, job.message
    assert job.done > 0
    answer = office.client("auditor").get(reverse("result", args=[job.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    content = b"".join(answer.streaming_content)
    if not job.result_name.endswith(".zip"):
        return {job.result_name: content}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.slow
def test_the_files_are_those_of_the_command_line(audited: Office, workbench: str, tmp_path: Path) -> None:
    run = audited.campaign.jobs.latest("pk").run_id
    here = tmp_path / "命令行"
    (here / "报告").mkdir(parents=True)
    with History(workbench) as history:
        history.run(run).save(here / "audit.json")
        for filing in audited.campaign.filings.all():
            (here / "报告" / filing.name).write_bytes(history.source(filing.source_id) or b"")
    names = [name for name in Setup().loaded().formats if name != "terminal"]
    options = [f"{name}.{key}={value}" for name, given in SETTINGS.items() for key, value in given.items()]
    told = [word for option in options for word in ("--option", option)]
    command = ["render", "audit.json", "--format", ",".join(names), "--out", "结果", *told]
    subprocess.run([sys.executable, "-m", "hegui", *command], cwd=here, check=True)
    there = [path for path in (here / "结果").rglob("*.*") if not path.name.startswith(".")]
    expected = {path.relative_to(here / "结果").as_posix(): path.read_bytes() for path in there}
    made: dict[str, bytes] = {}
    for name in names:
        assert _ask(audited, name, **SETTINGS.get(name, {})).status_code == 302
        _work()
        made |= _made(audited)
    assert sorted(made) == sorted(expected)
    assert [name for name in made if made[name] != expected[name]] == []
    assert any(name.startswith("批注/") and name.endswith(".docx") for name in made), "it lay where it was audited"
    page = audited.client("reviewer").get(reverse("outputs", args=[audited.campaign.pk])).content.decode()
    assert all(f"下载 {name}" in page for name in ("audit.xlsx", "docx.zip"))


def test_an_own_template_is_uploaded(audited: Office) -> None:
    own, out = Document(), io.BytesIO()
    own.add_paragraph("致{{ 单位 }}")
    own.save(out)
    _ask(audited, "docx", notice_template=SimpleUploadedFile("../模板.docx", out.getvalue()))
    _work()
    letters = [content for name, content in _made(audited).items() if name.startswith("整改通知书/")]
    assert letters
    assert all(Document(io.BytesIO(one)).paragraphs[0].text.startswith("致") for one in letters)


def test_a_template_that_will_not_do_is_told(audited: Office) -> None:
    _ask(audited, "docx", notice_template=SimpleUploadedFile("模板.docx", b"nonsense"))
    _work()
    page = audited.client("reviewer").get(reverse("outputs", args=[audited.campaign.pk])).content.decode()
    assert "模板.docx 打不开" in page


def test_nobody_names_a_file_of_the_server(audited: Office) -> None:
    """A template is uploaded: a path that is typed in its place is none."""
    _ask(audited, "docx", notice_template="/etc/passwd")
    assert Job.objects.get(state=JobState.QUEUED).options["settings"] == {}


def test_what_is_not_right_is_told_in_the_page(office: Office) -> None:
    page = _ask(office, "docx", due="四月")
    assert (page.status_code, "日期应如" in page.content.decode()) == (400, True)
    assert _ask(office, "nothing").status_code == 404
    office.campaign.jobs.update(run=None)
    page = _ask(office, "xlsx")
    assert (page.status_code, "还没有审查过" in page.content.decode()) == (400, True)


def test_an_output_that_waits_can_be_cancelled(office: Office) -> None:
    _ask(office, "xlsx", account="approver")
    job = Job.objects.get(state=JobState.QUEUED)
    assert "等待" in office.client("approver").get(reverse("job", args=[job.pk])).content.decode()
    assert office.client("approver").post(reverse("cancel", args=[job.pk])).status_code == 302
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
