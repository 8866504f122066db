"""The leaders' page: how far a campaign is, and the numbers of the outputs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from office_at_work import Office

from handmade import _run, _verdict, audit_made_up
from hegui.history.history import History
from hegui.history.models import Run
from hegui.model.run import AuditRun
from hegui.proving import edit
from hegui.web import jobs, overview, worker
from hegui.web.models import Campaign, Job, JobState, Standing, StandingState, Unit
from hegui.web.office import file_report, keep
from hegui.web.setup import Setup
from tools.county import YEAR, make_county


@pytest.fixture
def audited(office: Office) -> AuditRun:
    """A campaign of a county some of whose units have not filed, and some filed what cannot be read."""
    county = make_county(14, layouts=("html",), faults=False)
    campaign = office.campaign
    campaign.year, campaign.roster_name = YEAR, "名册.csv"
    campaign.roster = keep(county.roster().encode("utf-8-sig"))
    campaign.save()
    for number, filing in enumerate(county.filings()):
        if filing.path.startswith(f"{YEAR}/") and number % 5:
            name = filing.path.replace("/", "-")
            faults = [{"set": {"table3.自然人.本年新收": 999}}, {"drop": ["signature.date"]}, {"section": {"六": ""}}]
            draft = edit(filing.draft, faults[number % 3]) if number % 2 else filing.draft
            content = filing._replace(draft=draft).render() if number % 4 else b"\x00"
            file_report(campaign, name, content, office.users["city"])
    jobs.enqueue(campaign, office.users["city"])
    while job := jobs.take("甲"):
        worker.do(job, Setup())
    run = overview.run_of(campaign)
    assert isinstance(run, AuditRun)
    return run


def _page(office: Office, query: str = "", account: str = "reviewer") -> str:
    address = reverse("overview", args=[office.campaign.pk])
    return str(office.client(account).get(f"{address}{query}").content.decode())


def test_the_numbers_are_those_of_the_outputs(audited: AuditRun, office: Office) -> None:
    assert audited.totals
    expected = {rule.rule: rule.reports for rule in audited.totals.rules if rule.reports}
    assert any(not rule.reports for rule in audited.totals.rules), "units without a report"
    found = {fault.rule: fault.reports for fault in overview.faults(audited, YEAR)}
    assert len(expected) > 3
    assert found == expected
    page = _page(office, "?all")
    assert ">表三收支不平衡</a>" in page, "a problem by its name, not what should hold"
    for group in overview.groups_of(audited, YEAR):
        assert all(f"<td>{unit.rank}</td><td>{unit.name}</td>" in page for unit in group.units)
        assert f"共 {group.count} 份，排名 {group.ranked} 份" in page


def test_how_far_a_campaign_is(office: Office) -> None:
    campaign = office.campaign
    campaign.deadlines = {"": (timezone.localdate() - timedelta(days=1)).isoformat()}
    campaign.save()
    units = [office.units["甲县财政局"], *(Unit.objects.create(name=f"甲县{one}局", path="") for one in "一二三")]
    for unit in units:
        unit.path = f"{office.units['甲县'].path}{unit.pk}/"
        unit.save()
    campaign.units.set(units)
    early = timezone.now() - timedelta(days=3)
    for unit, state in zip(units, (StandingState.PASSED, StandingState.REVIEWED, StandingState.RETURNED), strict=False):
        Standing.objects.create(campaign=campaign, unit=unit, state=state, filed_at=early, number=1)
    page = _page(office)
    heads = "".join(f'<th scope="col">{title}</th>' for title in ("应报", "未报送"))
    assert heads in page
    figures = page[page.index("<h2>进度</h2>") :]
    figures = figures[figures.index("<tbody>") : figures.index("</tbody>")]
    counts = dict(
        zip(("应报", "未报送", "填写中", "已报送", "复核中", "已退回", "已通过", "逾期"), _cells(figures), strict=False)
    )
    assert counts == {
        "应报": 4, "未报送": 1, "填写中": 0, "已报送": 0, "复核中": 1, "已退回": 1, "已通过": 1, "逾期": 1,
    }  # fmt: skip


def _cells(row: str) -> list[int]:
    return [int(part.partition("<")[0]) for part in row.split("<td>")[1:]]


def _audited_in(office: Office, place: str, year: int, *totals: float) -> Campaign:
    """A campaign of a year with an audit of that many reports."""
    campaign = Campaign.objects.create(
        title=f"{year}", year=year, root=office.units["甲县"], made_by=office.users["city"], made_at=timezone.now()
    )
    reports = [
        audit_made_up(f"甲县{number}局", _verdict(), total=total, year=year) for number, total in enumerate(totals)
    ]
    number = History(place).save(_ranked(_run(*reports)))
    Job.objects.create(
        campaign=campaign,
        by=office.users["city"],
        at=timezone.now(),
        state=JobState.DONE,
        run=Run.objects.get(pk=number),
    )
    return campaign


def _ranked(run: AuditRun) -> AuditRun:
    from msgspec.structs import replace

    from hegui.judge.ranking import ranking, scored_units

    units = scored_units(run.summaries(), run.corpus)
    return replace(run, corpus=replace(run.corpus, ranking=ranking(units)))


def test_the_years_stand_beside_one_another(office: Office, workbench: str) -> None:
    for year, totals in ((2022, (70, 80, 90)), (2023, (85, 95)), (2024, (60, 61, 99))):
        office.campaign = _audited_in(office, workbench, year, *totals)
    run = overview.run_of(office.campaign)
    assert run
    years, trends = overview.trends(office.campaign, run)
    assert years == [2022, 2023, 2024]
    assert [trend.medians for trend in trends] == [[80, 90, 61]]
    assert "历年得分" in _page(office)


def test_a_page_asks_no_more_the_more_units_there_are(office: Office, workbench: str) -> None:
    counts = []
    for many in (3, 60):
        office.campaign = _audited_in(office, workbench, 2024, *range(many))
        client = office.client("reviewer")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("overview", args=[office.campaign.pk]) + "?all").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_without_an_audit_it_says_so(office: Office) -> None:
    office.campaign.jobs.update(run=None)
    assert "还没有审查过" in _page(office)
