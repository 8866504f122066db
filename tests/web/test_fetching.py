"""The reports of a campaign are fetched from the addresses of its roster: first they are listed, then had and filed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.urls import reverse
from office_at_work import Office

from hegui.proving import edit, load_draft
from hegui.web import child, jobs, standings, tasks, worker
from hegui.web.models import Campaign, Filing, JobKind, JobState
from hegui.web.office import make_campaign
from hegui.web.setup import Setup
from tools.layouts import document_of

REPORT = document_of(edit(load_draft("bureau"), {}), "html")


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """A site with one report, and what it was asked for."""
    asked: list[str] = []

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path == "/report.html" else 404)
            self.end_headers()
            self.wfile.write(REPORT if self.path == "/report.html" else b"")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def campaign(office: Office, address: str) -> Campaign:
    roster = f"单位名称,网址\n某局,{address}/report.html\n丙局,{address}/missing.html\n丁局,\n"
    return make_campaign("2024年度", 2024, "default", office.users["city"], ("名册.csv", roster.encode()), Setup())


def test_what_would_be_fetched_is_listed_before_anything_is_asked(office: Office, site: Any) -> None:
    address, asked = site
    made = campaign(office, address)
    page = office.client("city").get(reverse("fetch", args=[made.pk])).content.decode()
    assert f"{address}/report.html" in page
    assert "将从 1 个网站下载 2 个单位的报告" in page
    assert "没有网址的 1 个单位" in page
    assert asked == []
    assert not made.jobs.exists()


def test_who_has_filed_is_left_out(office: Office) -> None:
    made = campaign(office, "http://example.com")
    unit = made.units.get(name="某局")
    filing = Filing.objects.create(
        campaign=made, name="某局.html", source=made.roster, by=office.users["city"], at=made.made_at
    )
    standings.file(made, unit, office.users["city"], filing)
    assert [one.unit for one in tasks.addresses_of(made, everybody=False)[0]] == ["丙局"]
    assert [one.unit for one in tasks.addresses_of(made, everybody=True)[0]] == ["某局", "丙局"]


def test_without_a_roster_it_is_told_what_to_do(office: Office) -> None:
    answer = office.client("reviewer").get(reverse("fetch", args=[office.campaign.pk]))
    assert (answer.status_code, "请传一份有“网址”一列的名册" in answer.content.decode()) == (409, True)


def test_reports_are_fetched_filed_and_audited(office: Office, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address, asked = site
    made = campaign(office, address)
    client = office.client("city")
    monkeypatch.setenv(tasks.PRIVATE, "1")
    assert client.post(reverse("fetch", args=[made.pk])).status_code == 302
    job = jobs.take("test")
    assert job and job.kind == JobKind.FETCH
    worker.do(job, Setup())
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "下载 1 份报告，其中新的 1 份；1 处没有取到。")
    assert {"/report.html", "/missing.html"} <= set(asked)
    assert list(made.filings.values_list("name", flat=True)) == ["某局.html"]
    register = client.get(reverse("result", args=[job.pk]))
    text = b"".join(register.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "网站回应 404" in text
    assert made.jobs.filter(kind=JobKind.AUDIT, state=JobState.QUEUED).count() == 1


def test_inside_the_network_nothing_is_asked_unless_the_server_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    made = campaign(office, "http://127.0.0.1:9")
    job = jobs.enqueue(made, office.users["city"], JobKind.FETCH, all=True)
    for value, allowed in (("", False), ("1", True)):
        monkeypatch.setenv(tasks.PRIVATE, value)
        tasks.KINDS[JobKind.FETCH].lay_out(job, Setup(), tmp_path)
        assert json.loads((tmp_path / child.TASK).read_text("utf-8"))["allow_private"] is allowed
