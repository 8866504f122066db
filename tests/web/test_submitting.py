"""A unit files its own report: checked at once, stopped by what the packs have chosen, or filed and told why."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from office_at_work import Office

import hegui
from hegui.history.models import Report, Source
from hegui.proving import edit, load_draft
from hegui.web import checking, jobs, standings, tasks, worker
from hegui.web.models import Filing, JobState, Operation, Step
from hegui.web.office import file_report
from hegui.web.setup import Setup
from tools.layouts import document_of

UNBALANCED = {"set": {"table3.自然人.本年新收": 99}}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Drafts are checked in this process."""

    def check(setup: Setup, name: str, content: bytes, scheme: str) -> bytes:
        (tmp_path / name).write_bytes(content)
        project = hegui.Project(setup.loaded(), scheme=scheme, cache=False)
        project.audit(tmp_path / name, partial=True).save(tmp_path / "audit.json")
        return (tmp_path / "audit.json").read_bytes()

    monkeypatch.setattr(checking, "check", check)


def report(**edits: Any) -> bytes:
    return document_of(edit(load_draft("bureau"), {"unit": "甲县财政局", **edits}), "html")


def submit(office: Office, content: bytes, name: str = "年报.html", **more: Any) -> Any:
    address = reverse("submit", args=[office.campaign.pk, office.units["甲县财政局"].pk])
    headers = more.pop("headers", {})
    data = {"file": SimpleUploadedFile(name, content), **more}
    return office.client("unit").post(address, data, headers=headers)


def own_page(office: Office, account: str = "unit") -> str:
    address = reverse("standing", args=[office.campaign.pk, office.units["甲县财政局"].pk])
    return str(office.client(account).get(address).content.decode())


def audit(office: Office) -> None:
    while job := jobs.take("test"):
        worker.do(job, Setup())
    assert office.campaign.jobs.latest("pk").state == JobState.DONE


def test_a_sound_report_is_filed_audited_and_scored(office: Office) -> None:
    filed_by_office = file_report(office.campaign, "05-某局.html", report(), office.users["city"])
    jobs.enqueue(office.campaign, office.users["city"])
    audit(office)
    assert submit(office, report()).status_code == 302
    filing = Filing.objects.get(unit=office.units["甲县财政局"])
    assert (filing.name, filing.despite, filing.current) == ("甲县财政局.html", "", True)
    filed_by_office.refresh_from_db()
    assert not filed_by_office.current, "the unit's own takes the place of what the office had of it"
    (entry,) = tasks.corrections_of(office.campaign, Setup().loaded())
    assert (entry["file"], entry["unit"]) == ("报告/甲县财政局.html", "甲县财政局")
    audit(office)
    row = Report.objects.latest("run")
    assert (row.listed, row.path) == ("甲县财政局", "报告/甲县财政局.html")
    page = own_page(office)
    assert "已报送" in page
    assert "得分 100" in page
    steps = Step.objects.order_by("number").values_list("to", "by")
    assert list(steps) == [("filed", ""), ("filed", "unit某（unit）")], "the office's upload, then its own; no third"


def test_what_was_filed_can_be_had_again(quick: None, office: Office) -> None:
    submit(office, report(), despite="")
    (found,) = re.findall(r'href="([^"]*/filings/\d+)"', own_page(office))
    answer = office.client("unit").get(found)
    assert answer.content == report()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_what_does_not_balance_is_stopped_with_its_evidence_and_nothing_is_kept(office: Office) -> None:
    sources = Source.objects.count()
    answer = submit(office, report(**UNBALANCED))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "请改好以后再报送" in page
    assert "仍要报送，因为" in page
    assert "99" in page, "the cell or formula is quoted"
    assert not Filing.objects.exists()
    assert Source.objects.count() == sources
    assert not Step.objects.exists()
    assert "被拦下" in Operation.objects.latest("pk").told


def test_the_form_in_the_page_gets_the_reasons_alone(quick: None, office: Office) -> None:
    answer = submit(office, report(**UNBALANCED), headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "<html" not in answer.content.decode()
    answer = submit(office, report(), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].endswith(f"/units/{office.units['甲县财政局'].pk}/")


def test_it_may_be_filed_nevertheless_and_the_office_sees_why(quick: None, office: Office) -> None:
    assert submit(office, report(**UNBALANCED), despite="系统已锁定，另附说明").status_code == 302
    assert Filing.objects.get().despite == "系统已锁定，另附说明"
    for account, address in (
        ("reviewer", reverse("campaign", args=[office.campaign.pk])),
        ("auditor", reverse("standing", args=[office.campaign.pk, office.units["甲县财政局"].pk])),
    ):
        assert "系统已锁定，另附说明" in office.client(account).get(address).content.decode()
    assert submit(office, report(), despite="无妨").status_code == 302
    assert Filing.objects.get(current=True).despite == "", "what nothing stops needs no reason"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (report(year=2023), "这是 2023 年度的报告，应报送的是 2024 年度的"),
        (report(unit="乙县财政局"), "这是乙县财政局的报告，不是甲县财政局的"),
        (b"\x00 no report", ""),
    ],
    ids=["another year", "another unit", "no report"],
)
def test_what_is_not_awaited_is_stopped(quick: None, office: Office, content: bytes, words: str) -> None:
    answer = submit(office, content)
    assert (answer.status_code, words in answer.content.decode()) == (409, True)
    assert not Filing.objects.exists()


def test_what_is_not_the_time_for_is_not_taken(quick: None, office: Office) -> None:
    campaign = office.campaign
    campaign.opens = timezone.localdate() + timedelta(days=1)
    campaign.save()
    assert "还没有到报送的时间" in submit(office, report()).content.decode()
    assert 'type="file"' not in own_page(office)
    campaign.opens, campaign.closed_at = None, timezone.now()
    campaign.save()
    assert "已经关闭" in submit(office, report()).content.decode()
    campaign.closed_at = None
    campaign.save()
    assert submit(office, report()).status_code == 302
    client = office.client("reviewer")
    act = reverse("standing-act", args=[campaign.pk, office.units["甲县财政局"].pk])
    assert client.post(act, {"to": "passed", "seen": 1}).status_code == 302
    assert "退回以后才能再报送" in submit(office, report()).content.decode()
    assert client.post(act, {"to": "returned", "reason": "请补充", "seen": 2}).status_code == 302
    assert submit(office, report()).status_code == 302
    assert list(Step.objects.order_by("number").values_list("to", flat=True)) == [
        "filed", "passed", "returned", "filed",
    ]  # fmt: skip


def test_where_each_point_went_is_told_and_nothing_of_others(quick: None, office: Office) -> None:
    submit(office, report(**UNBALANCED), despite="另附说明")
    file_report(office.campaign, "乙县财政局.html", report(unit="乙县财政局", **UNBALANCED), office.users["city"])
    audit(office)
    page = own_page(office)
    assert "满分 100" in page
    assert "99" in page
    assert "乙县财政局" not in page
    foreign = reverse("standing", args=[office.campaign.pk, office.units["乙县财政局"].pk])
    assert office.client("unit").get(foreign).status_code == 404


def test_a_draft_is_checked_and_kept_nowhere(quick: None, office: Office) -> None:
    before = Source.objects.count()
    data = {"file": SimpleUploadedFile("草稿.html", report(**UNBALANCED)), "campaign": office.campaign.pk}
    page = office.client("unit").post(reverse("check"), data).content.decode()
    assert "报送时会被拦下" in page
    assert "99" in page
    data = {"file": SimpleUploadedFile("草稿.html", report()), "campaign": ""}
    assert "没有会被拦下的问题" in office.client("unit").post(reverse("check"), data).content.decode()
    assert (Source.objects.count(), Filing.objects.count(), Step.objects.count()) == (before, 0, 0)
    assert all("草稿.html" not in one.told for one in Operation.objects.all())


def test_a_unit_begins_with_what_it_has_to_do(office: Office) -> None:
    office.campaign.deadlines = {"": (timezone.localdate() - timedelta(days=1)).isoformat()}
    office.campaign.save()
    client = office.client("unit")
    assert client.get(reverse("home")).headers["Location"] == reverse("own-campaigns")
    page = client.get(reverse("own-campaigns")).content.decode()
    assert "未报送" in page
    assert "已逾期" in page
    assert "检查草稿，报送" in page
    assert "乙县财政局" not in page
    standings.begin(office.campaign, office.units["甲县财政局"], office.users["unit"])
    assert "填写中" in client.get(reverse("own-campaigns")).content.decode()
