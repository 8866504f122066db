"""From a confirmed finding to its end: a notice, the unit's word, a corrected version, the office's look at it."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from office_at_work import OWN, SHARED, Office

from hegui.cli import main
from hegui.history.history import History
from hegui.history.models import Finding
from hegui.history.state import Deed, Review
from hegui.proving import edit
from hegui.web import jobs, rectification, worker
from hegui.web.decide import decide
from hegui.web.models import (
    Campaign,
    Filing,
    Job,
    JobState,
    Notice,
    NoticeEvent,
    NoticeState,
    Standing,
    StandingState,
    Unit,
)
from hegui.web.office import file_report
from hegui.web.rectification import Letterhead
from hegui.web.roles import Role
from hegui.web.setup import Setup
from tools.county import Filing as CountyFiling
from tools.county import make_county

TODAY = date(2025, 4, 1)


def _head(series: str = "某政公开改〔2025〕{n}号", **changes: Any) -> Letterhead:
    about = {"series": series, "office": "某县办公室", "contact": "", "day": TODAY, "due": date(2099, 1, 1), **changes}
    return Letterhead(**about)


def confirm(office: Office, *fingerprints: str) -> None:
    for fingerprint in fingerprints:
        finding = Finding.objects.get(pk=fingerprint)
        decide(office.users["reviewer"], finding, Deed.CONFIRM, reason="属实", until=None, seen=finding.number)


@pytest.fixture
def issued(office: Office) -> Notice:
    confirm(office, OWN)
    return rectification.issue(office.campaign, office.units["甲县财政局"], _head(), office.users["approver"])


def _move(office: Office, account: str, to: NoticeState, reason: str = "理由", **more: Any) -> Any:
    notice = Notice.objects.get()
    data = {"to": to.value, "reason": reason, "seen": notice.number, **more}
    return office.client(account).post(reverse("notice-act", args=[notice.pk]), data)


def test_completed_and_verified_are_two_things(office: Office, issued: Notice) -> None:
    assert _move(office, "reviewer", NoticeState.VERIFIED).status_code == 409, "nobody has said that it is mended"
    assert _move(office, "unit", NoticeState.VERIFIED).status_code == 403
    assert _move(office, "unit", NoticeState.COMPLETED, "").status_code == 409, "it says what was done"
    assert _move(office, "unit", NoticeState.COMPLETED, "已更正并重新发布").status_code == 302
    assert _move(office, "unit", NoticeState.COMPLETED).status_code == 409, "once is enough"
    assert _move(office, "approver", NoticeState.VERIFIED).status_code == 403, "the one who issues does not verify"
    later = (timezone.localdate() + timedelta(days=10)).isoformat()
    assert _move(office, "reviewer", NoticeState.RETURNED, "网站上仍是旧稿").status_code == 409, "by when?"
    assert _move(office, "reviewer", NoticeState.RETURNED, "网站上仍是旧稿", due=later).status_code == 302
    notice = Notice.objects.get()
    assert (notice.state, notice.round, notice.due.isoformat()) == (NoticeState.RETURNED, 2, later)
    page = office.client("unit").get(reverse("notice", args=[notice.pk])).content.decode()
    assert "网站上仍是旧稿" in page and later in page
    _move(office, "unit", NoticeState.COMPLETED, "这回换了")
    assert _move(office, "reviewer", NoticeState.VERIFIED, "网站已换").status_code == 302
    events = NoticeEvent.objects.order_by("number")
    assert [(one.number, one.round, one.to) for one in events] == [
        (1, 1, NoticeState.ISSUED),
        (2, 1, NoticeState.COMPLETED),
        (3, 2, NoticeState.RETURNED),
        (4, 2, NoticeState.COMPLETED),
        (5, 2, NoticeState.VERIFIED),
    ]
    assert events[0].due == date(2099, 1, 1), "what was said of the first round stays"
    assert _move(office, "approver", NoticeState.WITHDRAWN).status_code == 409, "what is over is over"
    assert Finding.objects.get(pk=OWN).review == Review.CONFIRMED, "it is still found: nothing says that it is mended"


def test_where_a_unit_begins_it_is_told_of_its_notices(office: Office, issued: Notice) -> None:
    address = reverse("notice", args=[issued.pk])
    standing = reverse("standing", args=[office.campaign.pk, issued.unit_id])
    for place in (reverse("own-campaigns"), standing):
        page = office.client("unit").get(place).content.decode()
        assert address in page and issued.document in page and issued.due.isoformat() in page
    _move(office, "unit", NoticeState.COMPLETED)
    assert address not in office.client("unit").get(reverse("own-campaigns")).content.decode()
    Standing.objects.update_or_create(
        campaign=office.campaign, unit=issued.unit, defaults={"state": StandingState.REVIEWED}
    )
    assert "重新报送" not in office.client("unit").get(reverse("own-campaigns")).content.decode()


def test_of_two_who_act_at_once_the_second_is_told(office: Office, issued: Notice) -> None:
    assert _move(office, "unit", NoticeState.COMPLETED).status_code == 302
    office.user("second", Role.REVIEWER, "甲县")
    assert _move(office, "reviewer", NoticeState.VERIFIED).status_code == 302
    late = _move(office, "second", NoticeState.RETURNED, due="2099-01-01", seen=2)
    assert late.status_code == 409
    assert "reviewer某（reviewer）" in late.content.decode()
    assert Notice.objects.get().state == NoticeState.VERIFIED
    assert NoticeEvent.objects.count() == 3


def test_a_number_is_given_once_whatever_becomes_of_its_notice(office: Office, issued: Notice) -> None:
    assert issued.document == "某政公开改〔2025〕1号"
    assert _move(office, "approver", NoticeState.WITHDRAWN, "发错了").status_code == 302
    again = rectification.issue(office.campaign, office.units["甲县财政局"], _head(), office.users["approver"])
    assert again.document == "某政公开改〔2025〕2号"


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"series": "某政公开改〔2025〕号"}, "代表序号"), ({"due": date(2025, 3, 1)}, "不能早于")],
)
def test_a_letterhead_that_cannot_be(changes: dict[str, Any], told: str, office: Office) -> None:
    confirm(office, OWN)
    with pytest.raises(rectification.hegui.UsageError, match=told):
        rectification.issue(office.campaign, office.units["甲县财政局"], _head(**changes), office.users["approver"])
    assert Notice.objects.count() == 0


def test_notices_go_to_units_of_which_something_is_confirmed(office: Office) -> None:
    address = reverse("notice-new", args=[office.campaign.pk])
    client = office.client("approver")
    assert "没有已认定属实" in client.get(address).content.decode()
    confirm(office, OWN, SHARED)
    page = client.get(address).content.decode()
    assert "甲县财政局" in page
    assert "乙县财政局</td>" not in page, "it is not the approver's"
    data = {"series": "某〔2025〕{n}号", "office": "某县", "day": "2025-04-01", "due": "2099-01-01"}
    assert "请先选择单位" in client.post(address, data).content.decode()
    page = client.post(address, data | {"unit": office.units["乙县财政局"].pk}).content.decode()
    assert "请先选择单位" in page and Notice.objects.count() == 0
    page = client.post(address, data | {"unit": office.units["甲县财政局"].pk}).content.decode()
    assert "已签发 1 份" in page and "没有已认定属实" in page
    assert {one.pk for one in Notice.objects.get().findings.all()} == {OWN, SHARED}
    office.user("other", Role.APPROVER, "乙县")
    wanting = rectification.wanting(Campaign(year=2024), office.users["other"])
    assert {unit.name: [one.pk for one in found] for unit, found in wanting.items()} == {"乙县财政局": [SHARED]}


def test_what_is_dismissed_since_the_audit_is_counted_before_it_is_told(office: Office) -> None:
    confirm(office, OWN)
    finding = Finding.objects.get(pk=SHARED)
    for account, deed in (("reviewer", Deed.PROPOSE_DISMISSAL), ("approver", Deed.DISMISS)):
        finding.refresh_from_db()
        decide(office.users[account], finding, deed, reason="不是雷同", until=None, seen=finding.number)
    data = {"series": "某〔2025〕{n}号", "office": "某县", "day": "2025-04-01", "due": "2099-01-01"}
    data |= {"unit": str(office.units["甲县财政局"].pk)}
    page = office.client("approver").post(reverse("notice-new", args=[office.campaign.pk]), data).content.decode()
    assert "已开始重新审查" in page
    assert Notice.objects.count() == 0
    assert Job.objects.filter(campaign=office.campaign, state=JobState.QUEUED).exists()


def test_overdue_follows_from_the_day(office: Office, issued: Notice) -> None:
    address = reverse("notices", args=[office.campaign.pk])

    def listed(**asked: str) -> bool:
        return issued.document in office.client("auditor").get(address, asked).content.decode()

    assert listed() and listed(state="open") and listed(state="issued") and not listed(state="overdue")
    assert listed(until="2099-01-01") and not listed(until="2098-12-31") and not listed(unit="教育")
    issued.due = timezone.localdate() - timedelta(days=1)
    issued.save()
    assert listed(state="overdue")
    assert "已逾期" in office.client("unit").get(reverse("own-findings")).content.decode()
    _move(office, "unit", NoticeState.COMPLETED)
    assert not listed(state="overdue"), "the unit has said so: it waits for the office"
    rows = b"".join(office.client("auditor").get(reverse("notices-export", args=[office.campaign.pk])))
    assert "某政公开改〔2025〕1号,甲县财政局,单位已整改，待核实" in rows.decode("utf-8-sig")


def test_the_list_asks_no_more_of_the_database_the_more_there_is(office: Office, issued: Notice) -> None:
    client, address = office.client("auditor"), reverse("notices", args=[office.campaign.pk])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    before = asked()
    for number in range(2, 30):
        issued.pk, issued.document = None, f"某政公开改〔2025〕{number}号"
        issued.save()
    assert asked() == before


# -- with real reports --------------------------------------------------------------------------------------------


def _faulty(filing: CountyFiling) -> bytes:
    draft = edit(filing.draft, {"set": {"table3.自然人.本年新收": 999}})
    return filing._replace(draft=draft).render()


def _audit() -> None:
    job = jobs.take("甲")
    assert job
    worker.do(job, Setup())
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "")


@pytest.fixture
def filed(office: Office) -> Iterator[CountyFiling]:
    """A report of 达州市发展和改革局, audited with a fault, in a campaign of its own."""
    filing = next(
        one for one in make_county(2, layouts=("html",), faults=False).filings() if one.path.startswith("2024")
    )
    unit = Unit.objects.create(name=Path(filing.path).stem.partition("-")[2], path="")
    unit.path = f"/{unit.pk}/"
    unit.save()
    office.units["filed"] = unit
    for account, role in (("reviewer", Role.REVIEWER), ("approver", Role.APPROVER), ("unit", Role.UNIT)):
        office.users[account].appointments.create(role=role, unit=unit)
    city = office.users["city"]
    office.campaign = Campaign.objects.create(title="实际", year=2024, root=unit, made_by=city, made_at=timezone.now())
    file_report(office.campaign, "报告.html", _faulty(filing), city)
    jobs.enqueue(office.campaign, city)
    _audit()
    yield filing


@pytest.mark.slow
def test_from_a_notice_to_a_corrected_version(
    office: Office, filed: CountyFiling, workbench: str, tmp_path: Path
) -> None:
    confirmed = Finding.objects.filter(unit=office.units["filed"].name, rule__startswith="table3").order_by("rule")
    confirm(office, confirmed[0].pk)
    notice = rectification.issue(office.campaign, office.units["filed"], _head(), office.users["approver"])
    answer = office.client("unit").get(reverse("notice-paper", args=[notice.pk]))
    assert answer.content.startswith(b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]

    # The same audit, with the same decisions, in the same settings, gives the same bytes at the terminal.
    jobs.enqueue(office.campaign, office.users["city"])
    _audit()
    newest = jobs.newest_run(office.campaign)
    assert newest and newest != notice.run
    History(workbench).run(newest.number).save(tmp_path / "audit.json")
    options = [f"--option=docx.{name}={value}" for name, value in notice.settings.items() if value]
    out = tmp_path / "发文"
    assert main(["render", str(tmp_path / "audit.json"), "--out", str(out), "--format", "docx", *options]) == 0
    (made,) = (out / "整改通知书").iterdir()
    assert made.read_bytes() == answer.content

    unread = _move(office, "unit", NoticeState.COMPLETED, "已更正", file=SimpleUploadedFile("改正.html", b"\x00"))
    assert "改正后的报告没有收下" in unread.content.decode()
    file = SimpleUploadedFile("改正.html", filed.render())
    assert _move(office, "unit", NoticeState.COMPLETED, "已更正", file=file).status_code == 302
    current = Filing.objects.get(campaign=office.campaign, current=True)
    assert (current.name, current.unit) == ("改正.html", office.units["filed"]), "it takes the other's place"
    _audit()
    before, after = rectification.versions(notice)
    assert (before.path, after.path) == ("报告/报告.html", "报告/改正.html")
    page = office.client("reviewer").get(reverse("notice", args=[notice.pk])).content.decode()
    link = reverse("beside", args=[before.pk, after.pk])
    assert link in page
    page = office.client("reviewer").get(link).content.decode()
    assert "<del>999</del>" in page
    assert "已改正" in page and "文字没有变化" in page
    assert _move(office, "reviewer", NoticeState.VERIFIED, "看过").status_code == 302
    confirmed[0].refresh_from_db()
    assert Finding.objects.get(pk=confirmed[0].pk).review == Review.MENDED
    kept = zlib.decompress(Filing.objects.get(campaign=office.campaign, name="报告.html").source.content)
    assert kept == _faulty(filed), "the version before is kept"
    shutil.rmtree(out)
