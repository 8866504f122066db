"""Campaigns: their settings and rosters, the board, files of no unit, reminders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as sent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from office_at_work import OWN, Office
from openpyxl import load_workbook

from handmade import _run, _verdict, audit_made_up
from hegui.history.history import History
from hegui.history.models import Concern, Finding, Run
from hegui.web import board, mail, standings, tasks
from hegui.web.models import (
    Campaign,
    Correction,
    JobKind,
    JobState,
    Operation,
    Reminder,
    Standing,
    StandingState,
    Step,
    Unit,
)
from hegui.web.office import file_report, make_campaign
from hegui.web.setup import Setup

ROSTER = "单位名称,代码,层级,上级\n某市财政局,A1,部门,某市\n某市司法局,A2,部门,某市\n"


def upload(text: str, name: str = "名册.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode("utf-8-sig"))


@pytest.fixture
def listed(office: Office) -> Campaign:
    """A campaign with a roster."""
    return make_campaign("2023年度", 2023, "default", office.users["city"], ("名册.csv", ROSTER.encode()), Setup())


def units_on(answer: Any) -> list[str]:
    """The units that a page lists."""
    return re.findall(r'<td><a href="/campaigns/\d+/units/\d+/">([^<]+)</a>', answer.content.decode())


def counted(answer: Any) -> dict[str, int]:
    """How many units are in each state, as a page has it."""
    found = re.findall(r'state=(\w+)"[^>]*>\S+ (\d+)</a>', answer.content.decode())
    return {key: int(count) for key, count in found}


def shown(answer: Any) -> str:
    """What confirms the roster that a page shows."""
    (value,) = re.findall(r'name="shown" value="([^"]+)"', answer.content.decode())
    return value


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# what a campaign is


def test_a_campaign_is_made_of_all_that_is_chosen(office: Office) -> None:
    given = {
        "title": "2024年度",
        "year": "2024",
        "packs": ["national"],
        "scheme": "ten-point",
        "opens": day(0),
        "due_government": day(5),
        "due_": day(9),
        "roster": upload(ROSTER),
    }
    assert office.client("city").post(reverse("campaign-new"), given).status_code == 302
    made = Campaign.objects.latest("pk")
    assert (made.packs, made.scheme, made.opens) == (["national"], "ten-point", timezone.localdate())
    assert made.deadlines == {"government": day(5), "": day(9)}
    assert set(made.units.values_list("name", flat=True)) == {"某市财政局", "某市司法局"}
    assert [standings.due(made, unit) for unit in made.units.all()] == [timezone.localdate() + timedelta(9)] * 2


def test_the_level_of_a_unit_is_what_the_roster_says_or_else_its_name(office: Office) -> None:
    roster = "单位名称,层级\n某市人民政府,\n某市司法局,\n某市公路局,政府\n"
    made = make_campaign("审查", 2023, "default", office.users["city"], ("名册.csv", roster.encode()), Setup())
    made.deadlines = {"government": day(1), "department": day(2)}
    levels = {unit.name: (unit.level, standings.due(made, unit)) for unit in made.units.all()}
    today = timezone.localdate()
    assert levels == {
        "某市人民政府": ("government", today + timedelta(1)),
        "某市司法局": ("department", today + timedelta(2)),
        "某市公路局": ("government", today + timedelta(1)),
    }


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"packs": ["national"], "scheme": "hunan-ten-point"}, "没有这个评分方案"),
        ({"opens": day(3), "due_department": day(1)}, "早于开始报送"),
        ({"roster": upload("单位名称\n某局\n某局\n")}, "某局"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_kept(office: Office, wrong: dict[str, Any], words: str) -> None:
    before = Campaign.objects.count()
    answer = office.client("city").post(
        reverse("campaign-new"), {"title": "新", "year": "2024", "scheme": "default", **wrong}
    )
    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert Campaign.objects.count() == before


def test_a_campaign_may_go_on_with_the_roster_of_another(office: Office, listed: Campaign) -> None:
    given = {"title": "2024年度", "year": "2024", "scheme": "default", "like": listed.pk}
    assert office.client("city").post(reverse("campaign-new"), given).status_code == 302
    made = Campaign.objects.latest("pk")
    assert (made.roster, made.roster_name) == (listed.roster, "名册.csv")
    assert set(made.units.all()) == set(listed.units.all())


def test_what_it_is_judged_by_may_change_and_then_it_is_judged_anew(office: Office) -> None:
    address = reverse("campaign-edit", args=[office.campaign.pk])
    file_report(office.campaign, "1.html", b"1", office.users["city"])
    client = office.client("admin")
    same = {"title": "改名", "scheme": "default", "due_department": day(3)}
    assert client.post(address, same).status_code == 302
    office.campaign.refresh_from_db()
    assert (office.campaign.title, office.campaign.deadlines) == ("改名", {"department": day(3)})
    assert not office.campaign.jobs.filter(state=JobState.QUEUED).exists()
    assert client.post(address, {**same, "scheme": "ten-point"}).status_code == 302
    assert office.campaign.jobs.filter(state=JobState.QUEUED, kind=JobKind.AUDIT).count() == 1


def test_a_closed_campaign_takes_nothing_until_it_is_opened_again(office: Office) -> None:
    admin = office.client("admin")
    close = reverse("campaign-close", args=[office.campaign.pk])
    send = reverse("upload", args=[office.campaign.pk])
    admin.post(close, {"close": "1"})
    answer = admin.post(send, {"files": upload("正文", "1.txt")})
    assert (answer.status_code, "已经关闭" in answer.content.decode()) == (409, True)
    assert not office.campaign.filings.exists()
    admin.post(close, {})
    assert admin.post(send, {"files": upload("正文", "1.txt")}).status_code == 302
    assert office.campaign.filings.count() == 1


# the roster


def test_a_new_roster_is_shown_before_it_is_kept(office: Office, listed: Campaign) -> None:
    client, address = office.client("city"), reverse("campaign-roster", args=[listed.pk])
    bureau = Unit.objects.get(name="某市财政局")
    Concern.objects.create(finding_id=OWN, unit="某市财政局")
    new = "单位名称,代码,层级,上级\n某市财政和国资局,A1,部门,某市\n甲县财政局,,部门,某市\n某市公安局,,部门,某市\n"
    page = client.post(address, {"roster": upload(new)})
    text = page.content.decode()
    for words in ("新增 1 个", "某市公安局", "不再列入 1 个", "某市司法局", "某市财政局 → 某市财政和国资局"):
        assert words in text
    assert "甲县财政局：甲县 → 某市" in text
    assert "甲县财政局，层级：（空） → 部门" in text
    assert set(listed.units.values_list("name", flat=True)) == {"某市财政局", "某市司法局"}, "nothing is kept yet"
    assert client.post(address, {"shown": shown(page)}).status_code == 302
    assert set(listed.units.values_list("name", flat=True)) == {"某市财政和国资局", "甲县财政局", "某市公安局"}
    bureau.refresh_from_db()
    assert bureau.name == "某市财政和国资局", "the same unit, with its accounts"
    assert Concern.objects.filter(finding=OWN, unit=bureau.name).exists(), "and with its findings"
    assert Unit.objects.filter(name="某市司法局").exists()
    assert Unit.objects.get(name="甲县财政局").parent == Unit.objects.get(name="某市")


def test_the_roster_of_a_new_campaign_is_shown_first_where_it_changes_known_units(office: Office) -> None:
    client, address = office.client("city"), reverse("campaign-new")
    given = {"title": "2025年度", "year": "2025", "scheme": "default"}
    known = Unit.objects.get(name="甲县财政局")
    new = "单位名称,层级,上级\n甲县财政局,部门,某市\n甲县水利局,部门,甲县\n"
    answer = client.post(address, {**given, "roster": upload(new)}, follow=True)
    assert "甲县财政局：甲县 → 某市" in answer.content.decode()
    made = Campaign.objects.latest("pk")
    known.refresh_from_db()
    assert (known.parent, made.units.count()) == (office.units["甲县"], 0), "nothing is kept yet"
    kept = reverse("campaign-roster", args=[made.pk])
    assert client.post(kept, {"shown": shown(answer)}).status_code == 302
    known.refresh_from_db()
    assert (known.parent, made.units.count()) == (office.units["某市"], 2)
    assert client.get(kept, {"shown": "nonsense"}).status_code == 400


def test_all_columns_of_a_new_roster_are_compared(office: Office) -> None:
    head = "序号,单位名称,截止日期,网址,在编人数\n"
    first = ("名册.csv", f"{head}1,某市财政局,02-10,https://a.cn/,5\n".encode())
    made = make_campaign("2025年度", 2025, "default", office.users["city"], first, Setup())
    new = "序号,单位名称,公布期限,网址,县,在编人数\n2,某市财政局,02-20,,甲县,6\n"
    page = office.client("city").post(reverse("campaign-roster", args=[made.pk]), {"roster": upload(new)})
    assert re.findall("<li>(某市财政局，[^<]+)</li>", page.content.decode()) == [
        "某市财政局，截止日期：02-10 → 02-20",
        "某市财政局，网址：https://a.cn/ → （空）",
        "某市财政局，在编人数：5 → 6",
        "某市财政局，县：（空） → 甲县",
    ]


def test_a_day_that_the_roster_has_for_a_unit_comes_before_that_of_its_level(office: Office) -> None:
    roster = "单位名称,截止日期\n甲县,2026-02-10\n甲县财政局,2025-02-10\n乙县财政局,03-01\n"
    made = make_campaign("2025年度", 2025, "default", office.users["city"], ("名册.csv", roster.encode()), Setup())
    made.deadlines = {"": "2026-01-31", "department": "2026-02-01"}
    days = {unit.name: (unit.due, standings.due(made, unit)) for unit in board.of(made, Unit.objects.all())}
    assert {name: (str(one), str(other)) for name, (one, other) in days.items()} == {
        "甲县": ("2026-02-10",) * 2,
        "甲县财政局": ("2026-02-01",) * 2,  # what it says is of another year
        "乙县财政局": ("2026-03-01",) * 2,
    }


def test_what_a_roster_leaves_open_stays_as_it_is_known(office: Office, listed: Campaign) -> None:
    given = {"title": "2025年度", "year": "2025", "scheme": "default"}
    roster = upload("单位名称,层级\n某市财政局,部门\n某市司法局,部门\n")
    answer = office.client("city").post(reverse("campaign-new"), {**given, "roster": roster})
    made = Campaign.objects.latest("pk")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("campaign", args=[made.pk]))
    assert {(one.parent, one.code) for one in made.units.all()} == {
        (office.units["某市"], "A1"),
        (office.units["某市"], "A2"),
    }


def test_who_put_another_roster_in_between_is_first(office: Office, listed: Campaign) -> None:
    client, address = office.client("city"), reverse("campaign-roster", args=[listed.pk])
    first, second = (
        shown(client.post(address, {"roster": upload(f"单位名称\n{name}\n")})) for name in ("甲局", "乙局")
    )
    assert client.post(address, {"shown": first}).status_code == 302
    answer = client.post(address, {"shown": second})
    assert (answer.status_code, "由别人换过" in answer.content.decode()) == (409, True)
    assert list(listed.units.values_list("name", flat=True)) == ["甲局"]
    assert client.post(address, {"shown": first[:-2]}).status_code == 400, "what was not shown is not kept"


# the board


def test_the_board_tells_where_each_unit_is(office: Office) -> None:
    campaign = office.campaign
    campaign.deadlines = {"department": day(-3), "": day(3)}
    campaign.save()
    late, other = office.units["甲县财政局"], office.units["甲县"]
    campaign.units.add(other)
    Unit.objects.filter(pk=late.pk).update(level="department")
    client = office.client("reviewer")
    page = client.get(reverse("campaign", args=[campaign.pk]))
    assert counted(page) == {
        "none": 2, "draft": 0, "filed": 0, "reviewed": 0, "returned": 0, "passed": 0, "late": 1, "unanswered": 0,
    }  # fmt: skip
    assert "已逾期 3 天" in page.content.decode()
    assert "乙县财政局" not in page.content.decode(), "of another county"
    filing = file_report(campaign, "1.html", b"1", office.users["city"])
    standings._append(standings.of(campaign, late), StandingState.FILED, "", filing=filing, at=filing.at)
    live = client.get(reverse("board", args=[campaign.pk])).content.decode()
    assert "迟报 3 天" in live
    asked = {
        "late": ["甲县财政局"], "none": ["甲县"], "filed": ["甲县财政局"], "passed": [],
    }  # fmt: skip
    for state, names in asked.items():
        assert units_on(client.get(reverse("board", args=[campaign.pk]), {"state": state})) == names, state
    assert units_on(client.get(reverse("board", args=[campaign.pk]), {"superior": office.units["甲县"].pk})) == [
        "甲县财政局"
    ]
    assert units_on(client.get(reverse("board", args=[campaign.pk]), {"level": "department", "name": "财政"})) == [
        "甲县财政局"
    ]


def test_the_board_is_taken_along(office: Office) -> None:
    address = reverse("board-export", args=[office.campaign.pk])
    client = office.client("auditor")
    answer = client.get(address, {"format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("单位,层级,类别,上级,情况,截止日期")
    assert [line.partition(",")[0] for line in lines[1:]] == ["甲县财政局"]
    answer = client.get(address, {"format": "xlsx", "state": "none"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert [[cell.value for cell in row][:2] for row in sheet.iter_rows()] == [["单位", "层级"], ["甲县财政局", None]]


def test_the_board_asks_no_more_of_the_database_the_more_units_there_are(office: Office, workbench: str) -> None:
    pages = [reverse(name, args=[office.campaign.pk]) for name in ("campaign", "board", "remind", "files")]
    clients = [office.client(account) for account in ("reviewer", "reviewer", "reviewer", "reviewer")]

    def asked() -> list[int]:
        counts = []
        for client, page in zip(clients, pages, strict=True):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    before = asked()
    root = office.units["甲县"]
    units = [Unit.objects.create(name=f"甲县{number}局", parent=root, path="") for number in range(30)]
    for unit in units:
        unit.path = f"{root.path}{unit.pk}/"
        unit.save()
    office.campaign.units.add(*units)
    reports = [
        audit_made_up(unit.name, _verdict("balance", "fail", f"{number:x}"), total=80)
        for number, unit in enumerate(units[:16])
    ]
    office.job.run = Run.objects.get(number=History(workbench).save(_run(*reports)))
    office.job.save()
    standings.note_found(office.job)
    assert asked() == before


# what moves a unit on


def found(office: Office, unit: str, name: str, place: str, year: int = 2024) -> None:
    """An audit has found a report of a unit in an uploaded file."""
    file_report(office.campaign, name, name.encode(), office.users["city"])
    audit = audit_made_up(unit, total=80, path=f"报告/{name}", year=year)
    office.job.run = Run.objects.get(number=History(place).save(_run(audit)))
    office.job.save()
    standings.note_found(office.job)


def steps(office: Office, unit: str = "甲县财政局") -> list[str]:
    rows = Step.objects.filter(standing__unit=office.units[unit]).order_by("number")
    standing = standings.of(office.campaign, office.units[unit])
    told = list(rows.values_list("to", flat=True))
    assert (told[-1] if told else "", len(told)) == (standing.state, standing.number), (
        "the state follows from the steps"
    )
    return told


def test_a_unit_has_filed_once_an_audit_finds_its_report(office: Office, workbench: str) -> None:
    found(office, "甲县财政局", "1.html", workbench, year=2023)
    assert steps(office) == [], "of another year"
    found(office, "甲县财政局", "1.html", workbench)
    found(office, "甲县财政局", "1.html", workbench)
    assert steps(office) == ["filed"], "and not again"


def test_what_a_reviewer_does_first_begins_the_review(office: Office, workbench: str) -> None:
    found(office, "甲县财政局", "1.html", workbench)
    deed = {"deed": "claimed", "seen": Finding.objects.get(pk=OWN).number}
    assert office.client("reviewer").post(reverse("act", args=[OWN]), deed).status_code == 302
    assert steps(office) == ["filed", "reviewed"]
    assert not Standing.objects.exclude(unit=office.units["甲县财政局"]).exists()


def act(office: Office, to: str, seen: int, reason: str = "", account: str = "reviewer") -> Any:
    address = reverse("standing-act", args=[office.campaign.pk, office.units["甲县财政局"].pk])
    return office.client(account).post(address, {"to": to, "seen": seen, "reason": reason})


def test_a_report_is_returned_with_a_reason_found_anew_and_passed(office: Office, workbench: str) -> None:
    found(office, "甲县财政局", "1.html", workbench)
    answer = act(office, "returned", 1)
    assert (answer.status_code, "请写明理由" in answer.content.decode()) == (409, True)
    assert act(office, "returned", 1, "表三有误").status_code == 302
    answer = act(office, "passed", 1)
    assert (answer.status_code, "已有新的情况" in answer.content.decode()) == (409, True)
    page = office.client("unit").get(reverse("standing", args=[office.campaign.pk, office.units["甲县财政局"].pk]))
    assert "表三有误" in page.content.decode()
    assert "reviewer" not in page.content.decode(), "who of the office it was is not the unit's"
    standings.note_found(office.job)
    assert steps(office) == ["filed", "returned"], "the same file is no answer"
    found(office, "甲县财政局", "1.html", workbench)
    assert act(office, "passed", 3).status_code == 302
    assert steps(office) == ["filed", "returned", "filed", "passed"]
    assert act(office, "filed", 4).status_code == 409


def test_nothing_is_returned_in_a_closed_campaign(office: Office, workbench: str) -> None:
    found(office, "甲县财政局", "1.html", workbench)
    Campaign.objects.filter(pk=office.campaign.pk).update(closed_at=timezone.now())
    answer = act(office, "returned", 1, "表三有误")
    assert (answer.status_code, "先重新开放批次" in answer.content.decode()) == (409, True)
    assert act(office, "passed", 1).status_code == 302, "which asks nothing more of the unit"
    assert steps(office) == ["filed", "passed"]


# files that are taken out


def test_a_file_is_taken_out_with_a_reason_and_kept(office: Office, workbench: str) -> None:
    found(office, "甲县财政局", "1.html", workbench)
    file_report(office.campaign, "2.html", b"2", office.users["city"])
    both = [audit_made_up("甲县财政局", total=80, path=f"报告/{name}") for name in ("1.html", "2.html")]
    office.job.run = Run.objects.get(number=History(workbench).save(_run(*both)))
    office.job.save()
    client = office.client("reviewer")
    page = client.get(reverse("files", args=[office.campaign.pk])).content.decode()
    second, first = (reverse("withdraw", args=[office.campaign.pk, pk]) for pk in filings(office, "2.html", "1.html"))
    assert first in page and second in page
    answer = client.post(second, {"reason": " "})
    assert (answer.status_code, "请写明" in answer.content.decode()) == (409, True)
    assert client.post(second, {"reason": "同一单位传了两份"}).status_code == 302
    assert Operation.objects.latest("pk").told.endswith("撤下 2.html，同一单位传了两份")
    assert steps(office) == ["filed"], "another of its files is left"
    assert office.campaign.jobs.filter(state=JobState.QUEUED, kind=JobKind.AUDIT).count() == 1
    assert client.post(second, {"reason": "再撤"}).status_code == 409
    office.campaign.closed_at = timezone.now()
    office.campaign.save()
    answer = client.post(first, {"reason": "传错了"})
    assert (answer.status_code, "重新开放" in answer.content.decode()) == (409, True)
    office.campaign.closed_at = None
    office.campaign.save()
    assert client.post(first, {"reason": "传错了"}).status_code == 302
    assert steps(office) == ["filed", ""]
    assert counted(client.get(reverse("campaign", args=[office.campaign.pk])))["none"] == 1
    assert standings.of(office.campaign, office.units["甲县财政局"]).filed_at is None
    assert office.campaign.filings.filter(current=False).count() == 2, "nothing is lost"
    standings.note_found(office.job)
    assert steps(office) == ["filed", ""], "by what is out nobody has filed"
    page = office.client("unit").get(reverse("standing", args=[office.campaign.pk, office.units["甲县财政局"].pk]))
    assert "传错了" in page.content.decode()
    assert "reviewer" not in page.content.decode()
    found(office, "甲县财政局", "1.html", workbench)
    assert steps(office) == ["filed", "", "filed"]


def filings(office: Office, *names: str) -> list[int]:
    return [office.campaign.filings.get(name=name, current=True).pk for name in names]


# files of no unit


def test_a_file_of_no_unit_is_joined_by_hand_and_parted_again(office: Office, workbench: str) -> None:
    found(office, "财政局", "附件.html", workbench)
    client = office.client("reviewer")
    files = reverse("files", args=[office.campaign.pk])
    (number,) = re.findall(r"/join/(\d+)", client.get(files).content.decode())
    address = reverse("join", args=[office.campaign.pk, number])
    offered = re.findall(r'name="unit" value="\d+">([^<]+)<', client.get(address).content.decode())
    assert offered == ["甲县财政局"], "what is alike is offered"
    assert client.post(address, {"unit": office.units["乙县财政局"].pk}).status_code == 404
    assert client.post(address, {"unit": office.units["甲县财政局"].pk}).status_code == 302
    entries = tasks.corrections_of(office.campaign, Setup().loaded())
    assert [(one["file"], one["unit"], "digest" in one) for one in entries] == [("报告/附件.html", "甲县财政局", False)]
    assert office.campaign.jobs.filter(state=JobState.QUEUED).count() == 1, "it is judged again"
    answer = client.post(address, {"unit": office.units["甲县财政局"].pk})
    assert (answer.status_code, "请先撤回" in answer.content.decode()) == (409, True)
    entry = Correction.objects.get()
    part = reverse("part", args=[office.campaign.pk, entry.pk])
    assert client.post(part).status_code == 302
    assert tasks.corrections_of(office.campaign, Setup().loaded()) == []
    assert client.post(part).status_code == 409
    assert Correction.objects.count() == 2, "what was done stays to be seen"


# reminders


@pytest.fixture
def mailing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    names = ("EMAIL_BACKEND", "DEFAULT_FROM_EMAIL", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_SSL", "EMAIL_TIMEOUT")
    before = {name: getattr(settings, name) for name in names}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "gongkai@example.gov.cn"
    sent.outbox = []
    yield
    for name, value in before.items():
        setattr(settings, name, value)


def remind(office: Office, **data: Any) -> Any:
    address = reverse("remind", args=[office.campaign.pk])
    return office.client("reviewer").post(address, {"words": "请尽快报送", **data})


def test_units_are_reminded_in_the_page(office: Office) -> None:
    office.campaign.units.add(office.units["甲县"])
    assert remind(office).status_code == 409, "nobody is chosen"
    assert remind(office, unit=[office.units["甲县财政局"].pk, office.units["乙县财政局"].pk]).status_code == 200
    assert [(one.unit.name, one.words) for one in Reminder.objects.all()] == [("甲县财政局", "请尽快报送")]
    assert "请尽快报送" in office.client("unit").get(reverse("own-campaigns")).content.decode()
    assert "已催报 2 个单位" in remind(office, all="1").content.decode()
    board_of = reverse("board", args=[office.campaign.pk])
    page = office.client("reviewer").get(board_of, {"state": "unanswered"})
    assert units_on(page) == ["甲县", "甲县财政局"]
    assert re.findall(r"(\d) 次", page.content.decode()) == ["1", "2"]


def test_who_has_filed_is_not_reminded_and_has_answered(office: Office, workbench: str) -> None:
    remind(office, all="1")
    found(office, "甲县财政局", "1.html", workbench)
    assert remind(office, all="1").status_code == 409
    assert Reminder.objects.count() == 1
    numbers = board.counts(board.of(office.campaign, Unit.objects.all()))
    assert (numbers["unanswered"], numbers["filed"]) == (0, 1)


def test_a_reminder_goes_by_mail_too(office: Office, mailing: None) -> None:
    address = reverse("account-change", args=[office.users["unit"].pk])
    assert office.client("admin").post(address, {"change": "email", "email": "unit"}).status_code == 400
    assert office.client("admin").post(address, {"change": "email", "email": "unit@example.gov.cn"}).status_code == 302
    office.campaign.deadlines = {"": day(2)}
    office.campaign.save()
    assert "另发邮件 1 封" in remind(office, all="1").content.decode()
    (message,) = sent.outbox
    assert message.to == ["unit@example.gov.cn"]
    assert day(2) in str(message.body)
    assert "http://testserver/" in str(message.body)
    assert Reminder.objects.get().mailed == 1


def test_a_mail_server_that_fails_is_told_and_keeps_nothing_from_the_page(
    office: Office, mailing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.users["unit"].email = "unit@example.gov.cn"
    office.users["unit"].save()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 5
    page = remind(office, all="1").content.decode()
    assert "邮件没有全部发出" in page
    assert Reminder.objects.get().mailed == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({mail.FROM: "a@b.cn", mail.SECURITY: "tls"}, "应为 ssl、starttls、none"),
        ({}, "写明发信的邮箱"),
        ({mail.FROM: "a@b.cn", mail.PORT: "x"}, "端口"),
    ],
)
def test_a_mail_server_that_is_said_wrong_is_told(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str
) -> None:
    for name, value in {mail.HOST: "smtp.example.gov.cn", **given}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Exception, match=words):
        mail.set_up()


def test_the_mail_server_is_the_environments(monkeypatch: pytest.MonkeyPatch, mailing: None) -> None:
    for name, value in {mail.HOST: "smtp.example.gov.cn", mail.FROM: "a@b.cn"}.items():
        monkeypatch.setenv(name, value)
    mail.set_up()
    assert (settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL) == ("smtp.example.gov.cn", 465, True)
    assert mail.is_set_up()


@pytest.mark.parametrize(
    ("lines", "root"),
    [
        ("甲县财政局,甲县\n甲县教育局,甲县\n", "甲县"),
        ("甲县,某市\n甲县财政局,甲县\n乙县财政局,乙县\n乙县,某市\n", "某市"),
        ("甲县财政局,甲县\n别处财政局,别处\n", None),
    ],
)
def test_a_campaign_is_of_the_lowest_unit_above_all_that_its_roster_lists(
    office: Office, lines: str, root: str | None
) -> None:
    roster = ("名册.csv", f"单位名称,上级\n{lines}".encode())
    made = make_campaign("2025年度", 2025, "default", office.users["city"], roster, Setup())
    made.refresh_from_db()
    assert (made.root and made.root.name) == root
