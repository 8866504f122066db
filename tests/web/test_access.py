"""Nobody gets where the role does not reach: every page, for every role, for own things and for those of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, clear_url_caches, path, reverse
from django.utils import timezone
from office_at_work import FOREIGN, OWN, SHARED, Office, make_notice

from handmade import _run, _verdict, audit_made_up
from hegui import web
from hegui.history.history import History
from hegui.history.models import Finding, Report, Run
from hegui.history.state import Deed, Review
from hegui.web.models import Correction, Hook, Operation, Proposal
from hegui.web.office import file_report, keep
from hegui.web.roles import CAPABILITIES, DEEDS, Capability, Role
from hegui.web.tokens import Scope
from hegui.web.tokens import make as make_token
from hegui.web.urls import urlpatterns

ROLES = ("reviewer", "approver", "admin", "auditor", "unit", "nobody")
ALL = frozenset(ROLES)
OFFICE = frozenset({"reviewer", "approver", "admin", "auditor"})
POSTS = {
    "logout",
    "upload",
    "audit",
    "cancel",
    "campaign-close",
    "part",
    "submit",
    "standing-act",
    "act",
    "act-on-many",
    "notice-act",
    "correct",
    "correct-undo",
    "account-change",
    "token-revoke",
    "hook-end",
    "proposal-sign",
}
REACHED: dict[str, frozenset[str]] = {
    "home": ALL,
    "logout": ALL,
    "password": ALL,
    "sessions": ALL,
    "campaigns": OFFICE,
    "campaign": OFFICE,
    "campaign-new": frozenset(),  # the city's administrator alone
    "campaign-roster": frozenset(),
    "campaign-edit": frozenset({"admin"}),
    "campaign-close": frozenset({"admin"}),
    "board": OFFICE,
    "board-export": OFFICE,
    "files": OFFICE,
    "join": frozenset({"reviewer", "admin"}),
    "withdraw": frozenset({"reviewer", "admin"}),
    "part": frozenset({"reviewer", "admin"}),
    "remind": frozenset({"reviewer"}),
    "fetch": frozenset({"reviewer", "admin"}),
    "standing": OFFICE | {"unit"},
    "submit": frozenset({"unit"}),
    "standing-act": frozenset({"reviewer"}),
    "filed": OFFICE | {"unit"},
    "own-campaigns": frozenset({"unit"}),
    "check": frozenset({"reviewer", "admin", "unit"}),
    "upload": frozenset({"reviewer", "admin"}),
    "audit": frozenset({"reviewer", "admin"}),
    "queue": OFFICE,
    "act-on-many": frozenset({"reviewer", "approver"}),
    "unjudged": OFFICE,
    "correct": frozenset({"reviewer"}),
    "correct-undo": frozenset({"reviewer"}),
    "original": OFFICE,
    "finding-rule": OFFICE,
    "notices": OFFICE,
    "notices-export": OFFICE,
    "notice-new": frozenset({"approver"}),
    "notice": OFFICE | {"unit"},
    "notice-act": frozenset({"reviewer", "approver", "unit"}),
    "notice-paper": OFFICE | {"unit"},
    "beside": OFFICE,
    "job": OFFICE,
    "cancel": frozenset({"reviewer", "admin"}),
    "outputs": OFFICE,
    "overview": OFFICE,
    "result": OFFICE,
    "report": OFFICE,
    "marked": OFFICE,
    "own-findings": frozenset({"unit"}),
    "sheet": frozenset({"unit"}),
    "sheet-check": frozenset({"unit"}),
    "sheet-document": frozenset({"unit"}),
    "finding": OFFICE,
    "attachment": OFFICE,
    "act": frozenset({"reviewer", "approver"}),
    "accounts": frozenset({"admin"}),
    "account": frozenset({"admin"}),
    "account-change": frozenset({"admin"}),
    "tokens": frozenset({"admin"}),
    "token-revoke": frozenset({"admin"}),
    "hooks": frozenset({"admin"}),
    "hook-end": frozenset({"admin"}),
    "rules": OFFICE | {"unit"},
    "rules-at": OFFICE | {"unit"},
    "rule": OFFICE | {"unit"},
    "rule-write": frozenset({"reviewer", "admin"}),
    "rule-schema": frozenset({"reviewer", "admin"}),
    "proposals": frozenset({"reviewer", "admin"}),
    "proposal": frozenset({"reviewer", "admin"}),
    "proposal-sign": frozenset(),  # whoever is for all units, and the one who has proposed it
    "log": frozenset({"admin", "auditor"}),
    "log-export": frozenset({"admin", "auditor"}),
}
"""Who reaches a page, for things of the own county. A finding is a unit's when the office tells it."""
PUBLIC = {"health", "login", "oidc", "oidc-back"}
OPEN = {
    "own-campaigns",
    "check",
    "home",
    "logout",
    "password",
    "sessions",
    "campaigns",
    "campaign-new",
    "own-findings",
    "accounts",
    "hooks",
    "rules",
    "rules-at",
    "rule",
    "rule-write",
    "rule-schema",
    "proposals",
    "proposal",
    "proposal-sign",
    "log",
    "log-export",
}
"""Pages of no thing in particular."""


def _every_page(patterns: Sequence[Any] = urlpatterns, within: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address by its name."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{within}{pattern.name}", pattern
        else:
            yield from _every_page(pattern.url_patterns, f"{within}{pattern.namespace}:")


def _argument(office: Office, name: str, *, own: bool) -> list[Any]:
    county = "甲县" if own else "乙县"
    match name:
        case (
            "campaign"
            | "upload"
            | "audit"
            | "queue"
            | "act-on-many"
            | "outputs"
            | "overview"
            | "unjudged"
            | "notices"
            | "notices-export"
            | "notice-new"
        ):
            if not own:
                office.campaign.pk = None
                office.campaign.root = office.units["乙县"]
                office.campaign.save()
            return [office.campaign.pk]
        case (
            "board"
            | "board-export"
            | "campaign-edit"
            | "campaign-close"
            | "files"
            | "remind"
            | "fetch"
            | "campaign-roster"
        ):
            return _argument(office, "campaign", own=own)
        case "filed":
            number, unit = _argument(office, "standing", own=own)
            given = {"name": "1.html", "source_id": keep(b"1").pk, "by": office.users["unit"], "at": timezone.now()}
            return [number, unit, office.campaign.filings.create(unit_id=unit, **given).pk]
        case "join":
            row = office.report("甲县财政局")
            Report.objects.filter(pk=row.pk).update(listed="")
            return [*_argument(office, "campaign", own=own), row.pk]
        case "withdraw":
            number = _argument(office, "campaign", own=own)
            return [*number, file_report(office.campaign, "1.html", b"1", office.users["city"]).pk]
        case "part":
            about = {"path": "报告/1.html", "given": {"unit": "甲县财政局"}, "by": "别人", "at": timezone.now()}
            entry = Correction.objects.create(campaign=office.campaign, **about)
            return [*_argument(office, "campaign", own=own), entry.pk]
        case "standing" | "submit" | "standing-act":
            return [office.campaign.pk, office.units[f"{county}财政局"].pk]
        case "job" | "cancel" | "result":
            if not own:
                office.campaign.root = office.units["乙县"]
                office.campaign.save()
            if name == "result":
                office.job.result, office.job.result_name = keep("结果".encode()), "结果.txt"
                office.job.save()
            return [office.job.pk]
        case "correct-undo":
            row = office.report(f"{county}财政局")
            about = {"path": row.path, "given": {"year": 2023}, "by": "reviewer某（reviewer）", "at": timezone.now()}
            return [row.pk, Correction.objects.create(campaign=office.campaign, **about).pk]
        case "original":
            row = office.report(f"{county}财政局")
            row.source = keep(b"report").pk
            row.save()
            return [row.pk]
        case "report" | "marked" | "correct":
            return [office.report(f"{county}财政局").pk]
        case "beside":
            return [office.report(f"{county}财政局").pk] * 2
        case "notice" | "notice-act" | "notice-paper":
            return [make_notice(office, f"{county}财政局").pk]
        case "sheet" | "sheet-check" | "sheet-document":
            return [office.campaign.pk, office.units[f"{county}财政局"].pk]
        case "attachment":
            finding = Finding.objects.get(pk=OWN if own else FOREIGN)
            given = {"number": 1, "name": "材料.txt", "source": keep(b"evidence")}
            return [finding.pk, finding.attachments.create(**given).pk]
        case "finding" | "act" | "finding-rule":
            return [OWN if own else FOREIGN]
        case "account" | "account-change" | "tokens":
            return [office.user("other", Role.REVIEWER, county).pk]
        case "rule":
            return ["table3-column-balance"]
        case "proposal" | "proposal-sign":
            made = Proposal(file="rules/wording/a.yaml", content="id: a", by="别人", at=timezone.now(), reason="试")
            made.save()
            return [made.pk]
        case "token-revoke":
            other, today = office.user("other", Role.REVIEWER, county), timezone.localdate()
            make_token(other, "门户网站", [Scope.READ], today, office.users["city"])
            return [other.tokens.get().pk]
        case "hook-end":
            hook = Hook(address="https://example.com/", unit=office.units[county], made_by=office.users["city"])
            hook.made_at = timezone.now()
            hook.save()
            return [hook.pk]
    return []


def _ask(client: Client, name: str, arguments: list[Any], account: str = "") -> Any:
    address = reverse(name, args=arguments)
    if name not in POSTS:
        return client.get(address)
    deed = Deed.REFUSE if account == "approver" else Deed.COMMENT
    return client.post(address, {"change": "end", "deed": deed, "reason": "看过", "seen": "1"})


def test_the_table_of_pages_is_whole() -> None:
    patterns = dict(_every_page())
    assert {name for name in patterns if not name.startswith("interface:")} == set(REACHED) | PUBLIC
    assert all(hasattr(pattern.callback, "needs") for pattern in patterns.values())


@pytest.mark.parametrize("name", sorted(REACHED))
def test_who_reaches_a_page(name: str, office: Office) -> None:
    arguments = _argument(office, name, own=True)
    for account in ROLES:
        status = _ask(office.client(account), name, arguments, account).status_code
        if account in REACHED[name]:
            assert status in (200, 302, 400, 409), (account, status)
        else:
            assert status in (403, 404), (account, status)
    answer = _ask(Client(), name, arguments)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login")


@pytest.mark.parametrize("name", sorted(set(REACHED) - OPEN))
def test_nobody_reaches_what_belongs_to_others(name: str, office: Office) -> None:
    arguments = _argument(office, name, own=False)
    for account in ROLES:
        assert _ask(office.client(account), name, arguments, account).status_code in (403, 404), account


def test_lists_hold_nothing_of_others(office: Office) -> None:
    for name in ("queue", "campaign"):
        page = office.client("reviewer").get(reverse(name, args=[office.campaign.pk])).content.decode()
        assert "甲县财政局" in page
        assert "乙县财政局.html" not in page
        assert FOREIGN not in page
    page = office.client("reviewer").get(reverse("queue", args=[office.campaign.pk])).content.decode()
    assert SHARED in page, "what concerns two counties is each one's"
    accounts = office.client("admin").get(reverse("accounts")).content.decode()
    assert "reviewer" in accounts
    assert "city" not in accounts


def test_a_unit_sees_what_it_is_told_and_nothing_else(office: Office, workbench: str) -> None:
    client = office.client("unit")
    assert OWN not in client.get(reverse("own-findings")).content.decode()
    assert client.get(reverse("finding", args=[OWN])).status_code == 404
    for deed, reason in (("commented", "内部意见"), ("confirmed", "属实")):
        seen = Finding.objects.get(pk=OWN).number
        done = office.client("reviewer").post(
            reverse("act", args=[OWN]), {"deed": deed, "reason": reason, "seen": seen}
        )
        assert done.status_code == 302
    assert OWN in client.get(reverse("own-findings")).content.decode()
    page = client.get(reverse("finding", args=[OWN])).content.decode()
    assert "属实" in page
    assert "内部意见" not in page
    assert client.get(reverse("finding", args=[FOREIGN])).status_code == 404


def test_a_unit_above_files_for_itself_alone(office: Office) -> None:
    """Who files the report of a county neither sees nor files those of its bureaus."""
    office.campaign.units.add(office.units["甲县"])
    office.user("county", Role.UNIT, "甲县")
    client = office.client("county")
    asked = {"deed": Deed.ASK, "reason": "请说明", "seen": 1}
    assert office.client("reviewer").post(reverse("act", args=[OWN]), asked).status_code == 302
    own = client.get(reverse("own-campaigns")).content.decode()
    assert "甲县" in own
    assert "甲县财政局" not in own
    assert OWN not in client.get(reverse("own-findings")).content.decode()
    assert client.get(reverse("finding", args=[OWN])).status_code == 404
    for page in ("standing", "sheet"):
        at = [office.campaign.pk, office.units["甲县"].pk]
        assert client.get(reverse(page, args=at)).status_code == 200
        at = [office.campaign.pk, office.units["甲县财政局"].pk]
        assert client.get(reverse(page, args=at)).status_code == 404


@pytest.mark.parametrize("deed", Deed)
def test_who_may_do_what_to_a_finding(deed: Deed, office: Office) -> None:
    """Whatever the state: a deed that a role does not have is refused, and leaves no trace."""
    asked = {"deed": Deed.ASK, "reason": "请说明", "seen": 1}
    assert office.client("reviewer").post(reverse("act", args=[OWN]), asked).status_code == 302
    for role in Role:
        account = f"{role}-{deed}"
        office.user(account, role, "甲县财政局" if role is Role.UNIT else "甲县")
        finding = Finding.objects.get(pk=OWN)
        finding.review = Review.AWAITING
        finding.proposed = {Deed.ACCEPT: Deed.PROPOSE_ACCEPTANCE, Deed.DISMISS: Deed.PROPOSE_DISMISSAL}.get(deed, "")
        finding.save()
        before = finding.events.count()
        data = {"deed": deed, "reason": "理由", "seen": finding.number}
        answer = office.client(account).post(reverse("act", args=[OWN]), data)
        if DEEDS[deed] in CAPABILITIES[role]:
            assert answer.status_code in (302, 409)
        else:
            assert answer.status_code == 403
            assert finding.events.count() == before


def test_those_who_settle_and_those_who_administer_are_not_the_same() -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.UNIT):
        assert CAPABILITIES[role].isdisjoint({Capability.REVIEW, Capability.SIGN})
    assert not CAPABILITIES[Role.REVIEWER] & {Capability.SIGN, Capability.ACCOUNTS}
    assert set(DEEDS) == set(Deed) and set(CAPABILITIES) == set(Role)


@pytest.mark.parametrize("name", sorted(name for name, _ in _every_page()))
def test_every_post_is_written_down_whoever_makes_it(name: str, office: Office) -> None:
    """Of every address that there is, whether it takes a POST or not."""
    own = name.removeprefix("interface:")
    arguments = [OWN] if name in ("interface:finding", "interface:decide") else _argument(office, own, own=True)
    for account in (None, "reviewer", "admin", "unit"):
        before = Operation.objects.count()
        answer = office.client(account).post(reverse(name, args=arguments), {"change": "end"})
        assert Operation.objects.count() == before + 1
        last = Operation.objects.latest("pk")
        assert (last.account, last.action, last.status) == (account or "", name, answer.status_code)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_leads_nowhere_is_written_down_too(method: str, office: Office) -> None:
    getattr(office.client("unit"), method)("/nowhere/")
    assert [(one.account, one.target, one.status) for one in Operation.objects.all()] == [("unit", "/nowhere/", 404)]


@pytest.fixture
def unmarked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A page that somebody forgot to say what it takes."""

    forgotten = path("forgotten", lambda request: HttpResponse("secret"), name="forgotten")
    monkeypatch.setattr("hegui.web.urls.urlpatterns", [forgotten, *urlpatterns])
    clear_url_caches()
    yield
    monkeypatch.undo()
    clear_url_caches()


def test_a_page_that_does_not_say_what_it_takes_is_shut(office: Office, unmarked: None) -> None:
    answer = office.client("city").get("/forgotten")
    assert answer.status_code == 403
    assert b"secret" not in answer.content


def test_every_page_loads_from_here_alone_and_stands_in_no_frame(office: Office) -> None:
    pages = [("login", []), ("campaigns", []), ("campaign", [office.campaign.pk]), ("finding", [OWN])]
    for name, arguments in pages:
        answer = office.client("reviewer").get(reverse(name, args=arguments))
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert (answer.headers["X-Frame-Options"], answer.headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    framed = office.client("reviewer").get(reverse("marked", args=[office.report("甲县财政局").pk]))
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert "script-src" not in framed.headers["Content-Security-Policy"]


def test_no_template_holds_what_the_policy_forbids() -> None:
    for template in Path(web.__file__).parent.glob("templates/**/*.html"):
        text = template.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:|https?://", text), template
        assert text.count('method="post"') == text.count("{% csrf_token %}"), template


def test_a_forged_request_changes_nothing(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.users["reviewer"])
    answer = client.post(reverse("act", args=[OWN]), {"deed": "confirmed", "reason": "属实", "seen": "1"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert Finding.objects.get(pk=OWN).review == Review.OPEN


def test_what_breaks_is_told_by_a_number(office: Office, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken(*_: Any, **__: Any) -> Callable[..., Any]:
        raise RuntimeError("内部细节")

    monkeypatch.setattr(History, "run", broken)
    client = office.client("reviewer")
    client.raise_request_exception = False
    answer = client.get(reverse("report", args=[office.report("甲县财政局").pk]))
    number = re.search(r"编号 (\w{8})", answer.content.decode())
    assert answer.status_code == 500
    assert number and number[1] in caplog.text
    assert "内部细节" not in answer.content.decode()


def test_no_page_asks_more_of_the_database_the_more_there_is(office: Office, workbench: str) -> None:
    client = office.client("city")
    pages = [reverse(name, args=[office.campaign.pk]) for name in ("queue", "campaign")]
    pages += [reverse("campaigns"), reverse("accounts")]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    before = asked()
    for number in range(40):
        office.user(f"user{number}", Role.REVIEWER, "甲县")
    faulty = [_verdict("balance", "fail", f"{number:x}") for number in range(16)]
    reports = [audit_made_up(f"甲县{number}局", verdict, total=80) for number, verdict in enumerate(faulty)]
    office.job.run = Run.objects.get(number=History(workbench).save(_run(*reports)))
    office.job.save()
    assert asked() == before
