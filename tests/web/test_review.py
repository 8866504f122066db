"""The review page: what could not be judged first, corrected and judged again; findings beside the report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from msgspec.structs import replace
from office_at_work import OWN, SHARED, Office

from environments import ROOT
from handmade import _run, _verdict, audit_made_up
from hegui.history.history import History
from hegui.history.models import Finding, Report, Run, Unjudged
from hegui.history.state import Deed
from hegui.model.audit import Problem
from hegui.web import correcting, jobs, tasks, worker
from hegui.web.models import Campaign, Correction, Job, JobState
from hegui.web.office import file_report
from hegui.web.roles import Role
from hegui.web.setup import Setup, current

PICTURES = ROOT / "reports" / "12-某镇政府-2023-表格为图片.html"


def _page(office: Office, row: Report, account: str = "reviewer", **asked: str) -> str:
    answer = office.client(account).get(reverse("report", args=[row.pk]), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _correct(office: Office, row: Report, account: str = "reviewer", **typed: str) -> Any:
    return office.client(account).post(reverse("correct", args=[row.pk]), {"seen": "0"} | typed)


def _save(office: Office, workbench: str, *reports: Any, **more: Any) -> None:
    """One more audit of the campaign."""
    run = Run.objects.get(number=History(workbench).save(_run(*reports, **more)))
    Job.objects.create(
        campaign=office.campaign, by=office.users["city"], at=timezone.now(), state=JobState.DONE, run=run
    )


# -- what could not be judged ---------------------------------------------------------------------------------------


@pytest.fixture
def pictured(office: Office, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A report whose tables are pictures, audited in a campaign of all units."""
    monkeypatch.setattr(current, "setup", Setup())
    office.users["reviewer"].appointments.create(role=Role.REVIEWER, unit=None)
    city = office.users["city"]
    office.campaign = Campaign.objects.create(title="图片", year=2023, made_by=city, made_at=timezone.now())
    file_report(office.campaign, PICTURES.name, PICTURES.read_bytes(), city)
    return _audited(office)


def _audited(office: Office) -> Report:
    jobs.enqueue(office.campaign, office.users["city"])
    job = jobs.take("甲")
    assert job
    worker.do(job, Setup())
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "")
    return Report.objects.get(run=job.run_id)


def test_what_is_typed_is_judged_at_once_and_can_be_taken_back(office: Office, pictured: Report) -> None:
    page = _page(office, pictured)
    assert page.index("未能判断") < page.index('id="findings"'), "what could not be judged stands first"
    assert "没有读到统计表" in page and 'name="cell-table3.本年新收.自然人"' in page
    names = [
        cell.name
        for table in correcting.tables(jobs.history().run(pictured.run_id).reports[0], current.setup.loaded(), {})
        for block in table.blocks
        for _, row in block.rows
        for cell in row
        if cell.name.startswith("table3.")
    ]
    typed = {f"cell-{name}": "0" for name in names} | {"section": "三", "line": "这一行没有", "reason": "对照图片"}
    answer = _correct(office, pictured, **typed)
    assert (answer.status_code, Correction.objects.count()) == (302, 1)
    job = Job.objects.get(state=JobState.QUEUED)
    assert answer.headers["Location"].endswith(f"job={job.pk}")
    waiting = office.client("reviewer").get(answer.headers["Location"]).content.decode()
    assert "正在重新审查" in waiting
    again = _audited(office)
    moved = office.client("reviewer").get(answer.headers["Location"])
    assert moved.headers["Location"].startswith(reverse("report", args=[again.pk])), "the page goes on to the new one"
    before, after = (Unjudged.objects.filter(body__reports=row).count() for row in (pictured, again))
    assert after < before / 2
    page = _page(office, again)
    assert "表三 本年新收 · 自然人：0" in page and "对照图片" in page
    assert "更正没有采用：文中没有找到“这一行没有”这一行" in page
    given = Correction.objects.get()
    assert (given.digest, given.by) == (pictured.source, "reviewer某（reviewer）")
    undo = reverse("correct-undo", args=[again.pk, given.pk])
    assert office.client("reviewer").post(undo, {"seen": given.pk}).status_code == 302
    assert office.client("reviewer").post(undo, {"seen": Correction.objects.latest("pk").pk}).status_code == 409
    assert tasks.corrections_of(office.campaign, current.setup.loaded()) == []
    once_more = _audited(office)
    assert Unjudged.objects.filter(body__reports=once_more).count() == before
    assert _page(office, pictured).count("看最近一次的") == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "没有填写"),
        ({"cell-table3.本年新收.自然人": "十二"}, "表三 本年新收 · 自然人：“十二”不是数"),
        ({"cell-table3.本年新收.自然入": "1"}, "没有“table3.本年新收.自然入”这一格"),
        ({"section": "九", "line": "总体情况"}, "没有“九”这个部分"),
        ({"year": "1999"}, "2008"),
        ({"date-signed": "2024-02-30"}, "不是存在的日期"),
        ({"verdict-table4-totals": "pass"}, "理由"),
        ({"verdict-table4-totals": "maybe", "why-table4-totals": "看过"}, "maybe"),
        ({"verdict-no-such-rule": "pass", "why-no-such-rule": "看过"}, "没有规则“no-such-rule”"),
    ],
)
def test_what_the_engine_would_refuse_is_told_at_once(typed: dict[str, str], told: str, office: Office) -> None:
    row = office.report("甲县财政局")
    answer = _correct(office, row, **typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert told in page.partition("</nav>")[2]
    assert all(f'value="{value}"' in page for name, value in typed.items() if name.endswith("自然人"))
    assert not Correction.objects.exists() and not Job.objects.filter(state=JobState.QUEUED).exists()


def test_only_what_differs_is_a_correction(office: Office) -> None:
    rules = correcting.rules_of(office.campaign)
    audit = replace(audit_made_up("甲县财政局", total=80), tables={"table3": {"总计": {"自然人": 12, "法人": None}}})
    typed = {
        "unit": "甲县财政局",
        "year": "２０２３",
        "cell-table3.总计.自然人": " 12 ",
        "cell-table3.总计.法人": "1,200",
        "date-signed": "",
        "verdict-x": "",
        "why-x": "没选结论",
    }
    assert correcting.entry_of(typed, audit, rules) == {"year": 2023, "cells": {"table3.总计.法人": 1200}}
    assert correcting.entry_of({"cell-table3.总计.自然人": ""}, audit, rules) == {"cells": {"table3.总计.自然人": None}}
    assert correcting.entry_of({"cell-table3.总计.法人": "空白"}, audit, rules) == {"cells": {"table3.总计.法人": None}}
    assert correcting.entry_of({"cell-table3.总计.法人": "0.5"}, audit, rules) == {"cells": {"table3.总计.法人": 0.5}}


def test_of_two_who_correct_at_once_the_second_is_told(office: Office) -> None:
    row = office.report("甲县财政局")
    office.user("second", Role.REVIEWER, "甲县")
    assert _correct(office, row, year="2023").status_code == 302
    late = _correct(office, row, "second", year="2022")
    assert (late.status_code, "reviewer某（reviewer）刚刚更正过" in late.content.decode()) == (409, True)
    assert 'value="2022"' in late.content.decode(), "what was typed is not lost"
    seen = str(Correction.objects.get().pk)
    assert _correct(office, row, "second", seen=seen, year="2022").status_code == 302


def test_what_rules_no_longer_know_stops_no_audit(office: Office) -> None:
    for given in ({"verdicts": {"gone-rule": {"verdict": "pass", "reason": "看过"}}}, {"year": 2023}):
        Correction.objects.create(
            campaign=office.campaign, path="报告/甲.html", given=given, at=timezone.now(), by="某"
        )
    (entry,) = tasks.corrections_of(office.campaign, current.setup.loaded())
    assert entry["year"] == 2023


def test_a_report_of_no_known_unit_is_its_campaigns_to_correct(office: Office, workbench: str) -> None:
    _save(office, workbench, audit_made_up(None, path="报告/无名.html", total=10))
    nobodys = Report.objects.get(path="报告/无名.html")
    assert "（未认出单位）" in _page(office, nobodys)
    assert _correct(office, nobodys, unit="甲县财政局").status_code == 302
    office.user("other", Role.REVIEWER, "乙县")
    assert office.client("other").get(reverse("report", args=[nobodys.pk])).status_code == 404
    broken = replace(audit_made_up(None, path="报告/坏的.docx"), errors=(Problem("read", "文件损坏，打不开。"),))
    _save(office, workbench, broken)
    page = _page(office, Report.objects.get(path="报告/坏的.docx"))
    assert "文件损坏，打不开。" in page and "填写看到的内容" not in page, "nothing of it can be put right by words"


def test_the_list_of_what_could_not_be_judged(office: Office, workbench: str) -> None:
    unread = replace(_verdict("cells", "cannot_assess"), reason="第二格没有读到")
    reports = [audit_made_up(unit, unread, path=f"{unit}.html", total=80) for unit in ("甲县财政局", "甲县财政局1")]
    _save(office, workbench, *reports, audit_made_up("乙县财政局", unread, total=1))
    address = reverse("unjudged", args=[office.campaign.pk])
    client = office.client("reviewer")

    def asked() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        return page, len(queries)

    page, count = asked()
    assert page.count("第二格没有读到") == 2
    assert "乙县财政局" not in page
    row = Report.objects.get(path="甲县财政局.html", run__number__gt=1)
    assert f"{reverse('report', args=[row.pk])}?unjudged=all" in page
    assert "第二格没有读到" not in client.get(address, {"unjudged": "other"}).content.decode()
    assert client.get(address, {"unit": "财政局1"}).content.decode().count("第二格没有读到") == 1
    more = [audit_made_up(f"甲县{number}局", unread, path=f"更多{number}.html", total=80) for number in range(30)]
    _save(office, workbench, *more)
    assert asked()[1] == count


# -- findings beside the report -------------------------------------------------------------------------------------


def test_the_next_and_the_one_before_are_those_of_the_list(office: Office, workbench: str) -> None:
    office.users["reviewer"].appointments.create(role=Role.REVIEWER, unit=None)
    kinds = ("a", "", "b", "d")
    reports = [
        audit_made_up(f"甲县{number}局", *([_verdict(f"rule-{key}", "fail", key)] if key else []), total=80)
        for number, key in enumerate(kinds)
    ]
    _save(office, workbench, *reports)
    office.campaign.root = None
    office.campaign.save()
    first, second, third, fourth = (office.report(f"甲县{number}局") for number in range(4))

    def nexts(row: Report, **asked: str) -> tuple[bool, ...]:
        page = _page(office, row, **asked)
        return tuple(
            bool(re.search(rf'rel="(prev|next)"[^>]*"{reverse("report", args=[one.pk])}\?', page))
            for one in (first, second, third, fourth)
        )

    assert nexts(second) == (True, False, True, False)
    assert nexts(first, severity="error") == (False, False, True, False), "the second has nothing to be reviewed"
    assert nexts(fourth, rule="rule-a") == (True, False, False, False)
    assert 'severity=error&"' in _page(office, first, severity="error").replace("&amp;", "&")


def test_what_was_decided_last_year_of_the_same_fault(office: Office, workbench: str) -> None:
    def audited(year: int, key: str, printed: str, unit: str = "甲县财政局") -> Any:
        verdict = _verdict("balance", "fail", "x")
        finding = replace(verdict.findings[0], key=key, fingerprint=printed * 16)
        verdict = replace(verdict, findings=(finding,))
        return audit_made_up(unit, verdict, total=80, path=f"{unit}-{year}.html", year=year)

    for year, key, printed in ((2023, "总计", "1"), (2023, "自然人", "2"), (2022, "总计", "3"), (2024, "总计", "4")):
        _save(office, workbench, audited(year, key, printed))
    _save(office, workbench, audited(2023, "总计", "5", "乙县财政局"))
    seen = Finding.objects.get(pk="1" * 16).number
    data = {"deed": Deed.CONFIRM, "reason": "去年属实", "seen": seen}
    assert office.client("reviewer").post(reverse("act", args=["1" * 16]), data).status_code == 302
    row = Report.objects.get(path="甲县财政局-2024.html")
    for address in (reverse("finding", args=["4" * 16]), reverse("report", args=[row.pk])):
        page = office.client("reviewer").get(address).content.decode()
        assert reverse("finding", args=["1" * 16]) in page, "the same place of the same unit"
        assert not any(reverse("finding", args=[other * 16]) in page for other in "235")
        assert "属实" in page.partition("上一年度同一处")[2]
    both = replace(_verdict("copy", "fail", "6", units=("甲县财政局", "乙县财政局"), year=2023), rule="copy")
    both = replace(both, findings=(replace(both.findings[0], key="c"),))
    _save(office, workbench, corpus=(both,))
    page = office.client("reviewer").get(reverse("finding", args=[SHARED])).content.decode()
    assert reverse("finding", args=["6" * 16]) in page


def test_a_finding_is_decided_where_it_stands(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    row = office.report("甲县财政局")
    page = _page(office, row)
    assert f'href="{reverse("marked", args=[row.pk])}#f-{OWN}" target="marked"' in page
    assert f'id="f-{OWN}"' in office.client("reviewer").get(reverse("marked", args=[row.pk])).content.decode()
    for key, words in (("y", "认定属实"), ("c", "认领"), ("d", "提请认定不成立")):
        assert f'data-key="{key}"' in page and f"<kbd>{key}</kbd></dt><dd>{words}" in page
    back = f"{reverse('report', args=[row.pk])}?severity=error&"
    data = {"deed": Deed.CLAIM, "seen": "1", "back": back}
    whole = office.client("reviewer").post(reverse("act", args=[OWN]), data)
    assert whole.headers["Location"] == f"{back}#item-{OWN}"
    away = office.client("reviewer").post(
        reverse("act", args=[OWN]), {"deed": Deed.RELEASE, "seen": "2", "back": "https://example.com/"}
    )
    assert away.headers["Location"] == reverse("finding", args=[OWN])
    client = office.client("reviewer")
    part = client.post(reverse("act", args=[OWN]), data | {"seen": "3"}, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert (part.status_code, text.lstrip().startswith("<article"), "放弃认领" in text) == (200, True, True)
    late = client.post(reverse("act", args=[OWN]), data | {"seen": "1"}, headers={"HX-Request": "true"})
    assert (late.status_code, "已有新的情况" in late.content.decode()) == (409, True)


def test_what_the_rule_says_is_put_beside_its_finding(office: Office) -> None:
    Finding.objects.filter(pk=OWN).update(rule="table3-column-balance")
    page = office.client("reviewer").get(reverse("finding-rule", args=[OWN])).content.decode()
    assert all(f"<dt>{heading}</dt>" in page for heading in ("依据", "建议", "用例"))
    Finding.objects.filter(pk=OWN).update(rule="gone")
    assert "没有这一条" in office.client("reviewer").get(reverse("finding-rule", args=[OWN])).content.decode()
    assert "table3-column-balance" not in office.client("reviewer").get(reverse("finding", args=[OWN])).content.decode()


def test_the_page_asks_no_more_of_the_database_the_more_was_found(office: Office, workbench: str) -> None:
    counts = []
    for number in (2, 14):
        prints = [f"{one:x}" for one in range(1, number)]
        _save(office, workbench, audit_made_up("甲县财政局", _verdict("balance", "fail", *prints), total=80))
        row = Report.objects.filter(listed="甲县财政局").latest("pk")
        client = office.client("reviewer")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("report", args=[row.pk])).content.decode().count("data-item") == number - 1
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_original_is_given_as_it_was_filed(office: Office, pictured: Report) -> None:
    answer = office.client("reviewer").get(reverse("original", args=[pictured.pk]))
    assert answer.content == Path(PICTURES).read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "没有存在工作台里" in (
        office.client("reviewer").get(reverse("original", args=[office.report("甲县财政局").pk])).content.decode()
    )
