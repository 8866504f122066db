"""Other programs: tokens act for accounts, within their roles and what the tokens are for, and within limits."""

from __future__ import annotations

import io
import json
import re
import sys
import threading
import zipfile
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from office_at_work import FOREIGN, OWN, SHARED, Office

from environments import ROOT
from hegui.history.models import Finding, Report, Source
from hegui.history.state import Review
from hegui.web import checking, interface, submitting, tokens, worker
from hegui.web.models import Filing, Job, Operation, Token
from hegui.web.roles import CAPABILITIES, Capability, Role
from hegui.web.tokens import ALLOWED, Scope

SAMPLE = ROOT / "reports" / "05-某局-2024-收支不平.html"
ACCOUNTS = ("reviewer", "approver", "admin", "auditor", "unit", "nobody")
OPERATIONS: dict[str, tuple[frozenset[Scope], frozenset[str]]] = {
    "check": (frozenset({Scope.CHECK}), frozenset({"reviewer", "admin", "unit"})),
    "gate": (frozenset({Scope.CHECK}), frozenset({"reviewer", "admin", "unit"})),
    "campaigns": (frozenset({Scope.READ}), frozenset(ACCOUNTS)),
    "campaign": (frozenset({Scope.READ}), frozenset({"reviewer", "approver", "admin", "auditor"})),
    "findings": (frozenset({Scope.READ}), frozenset(ACCOUNTS)),
    "finding": (frozenset({Scope.READ}), frozenset({"reviewer", "approver", "admin", "auditor", "unit"})),
    "decide": (frozenset({Scope.DECIDE}), frozenset({"reviewer"})),
}
"""Which scopes an operation takes, and whose tokens reach it for things of the own county."""
PAGES = {"api-root", "openapi-json", "openapi-view"}


@pytest.fixture(autouse=True)
def _at_leisure(monkeypatch: pytest.MonkeyPatch) -> None:
    for rate in (interface.RATE, interface.CHECK_RATE):
        monkeypatch.setattr(rate, "most", 1000)
        rate._asked.clear()


def token_for(office: Office, account: str, *scopes: Scope, days: int = 30) -> str:
    user = office.users[account]
    expires = timezone.localdate() + timedelta(days=days)
    return tokens.make(user, "门户网站", scopes, expires, office.users["city"])


def bearer(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def _file(name: str = SAMPLE.name, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, SAMPLE.read_bytes() if content is None else content)


def _ask(client: Client, office: Office, name: str, fingerprint: str = OWN) -> Any:
    match name:
        case "check" | "gate":
            return client.post(reverse(f"interface:{name}"), {"file": _file("空.txt", b"")})
        case "campaign":
            return client.get(reverse("interface:campaign", args=[office.campaign.pk]))
        case "finding":
            return client.get(reverse("interface:finding", args=[fingerprint]))
        case "decide":
            seen = Finding.objects.get(pk=fingerprint).number
            given = {"deed": "commented", "reason": "看过", "seen": seen}
            return client.post(reverse("interface:decide", args=[fingerprint]), given, "application/json")
    return client.get(reverse(f"interface:{name}"))


def _tell_unit() -> None:
    """The office tells the unit of its finding."""
    from hegui.history.findings import act
    from hegui.history.state import Deed

    act("default", OWN, Deed.CONFIRM, by="某人", at=timezone.now(), reason="属实")


def test_the_table_of_operations_is_whole() -> None:
    assert {pattern.name for pattern in interface.urlpatterns} == set(OPERATIONS) | PAGES


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_who_reaches_an_operation_with_which_token(name: str, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "check", lambda *_: b"{}")
    monkeypatch.setattr(submitting, "check", lambda *_: SimpleNamespace(stopped=True, why=["读不出来"], stops=()))
    scopes, accounts = OPERATIONS[name]
    _tell_unit()
    for account in ACCOUNTS:
        for scope in Scope:
            status = _ask(bearer(token_for(office, account, scope)), office, name).status_code
            if scope in scopes and account in accounts:
                assert status == 200, (account, scope)
            else:
                assert status in (403, 404), (account, scope, status)
    assert _ask(Client(), office, name).status_code == 401
    assert _ask(office.client("reviewer"), office, name).status_code == 401, "a session is no token"
    assert _ask(bearer("hegui_wrong"), office, name).status_code == 401


def test_nobody_reaches_what_belongs_to_others(office: Office) -> None:
    for account in ACCOUNTS:
        client = bearer(token_for(office, account, *Scope))
        for name in ("finding", "decide"):
            answer = _ask(client, office, name, FOREIGN)
            assert answer.status_code in (403, 404), account
            assert FOREIGN not in answer.content.decode()
        listed = {one["fingerprint"] for one in client.get(reverse("interface:findings")).json()["findings"]}
        assert listed == (set() if account in ("unit", "nobody") else {OWN, SHARED}), account
    office.campaign.root = office.units["乙县"]
    office.campaign.save()
    client = bearer(token_for(office, "reviewer", *Scope))
    assert _ask(client, office, "campaign").status_code == 404
    assert client.get(reverse("interface:campaigns")).json() == []
    assert client.get(reverse("interface:findings"), {"campaign": office.campaign.pk}).status_code == 404


def test_a_scope_never_gives_what_a_role_does_not_have(office: Office) -> None:
    assert set(ALLOWED) == set(Scope)
    given = frozenset[Capability]().union(*ALLOWED.values())
    assert given.isdisjoint({Capability.ACCOUNTS, Capability.CAMPAIGNS, Capability.HOOKS, Capability.LOG})
    for role in Role:
        user = office.user(f"{role}-2", role, "甲县")
        token = tokens.find(tokens.make(user, "全部", list(Scope), timezone.localdate(), office.users["city"]))
        assert token
        assert {one for one in Capability if token.user.may(one)} == CAPABILITIES[role] & given


def test_a_token_ends(office: Office) -> None:
    good = token_for(office, "reviewer", Scope.READ, days=0)
    assert _ask(bearer(good), office, "findings").status_code == 200
    assert _ask(bearer(token_for(office, "reviewer", Scope.READ, days=-1)), office, "findings").status_code == 401
    user = office.users["reviewer"]
    user.active = False
    user.save()
    assert _ask(bearer(good), office, "findings").status_code == 401
    user.active = True
    user.save()
    row = Token.objects.get(digest=tokens._digest(good))
    assert row.used_at is not None
    assert office.client("admin").post(reverse("token-revoke", args=[row.pk])).status_code == 302
    assert _ask(bearer(good), office, "findings").status_code == 401


def test_an_administrator_makes_tokens_for_accounts_of_the_own_units(office: Office) -> None:
    client = office.client("admin")
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = {"title": "门户网站", "scopes": ["read"], "expires": tomorrow}
    page = reverse("tokens", args=[office.users["reviewer"].pk])
    answer = client.post(page, given)
    shown = re.search(r"hegui_[\w-]{43}", answer.content.decode())
    assert shown
    assert _ask(bearer(shown[0]), office, "findings").status_code == 200
    assert shown[0] not in client.get(page).content.decode(), "it is shown once"
    assert shown[0] not in str(list(Token.objects.values()) + list(Operation.objects.values()))
    for wrong in ({"scopes": []}, {"scopes": ["everything"]}, {"expires": tomorrow + timedelta(days=400)}):
        assert client.post(page, {**given, **wrong}).status_code == 400
    stranger = office.user("stranger", Role.REVIEWER, "乙县")
    assert client.post(reverse("tokens", args=[stranger.pk]), given).status_code == 404
    foreign = Token.objects.get(digest=tokens._digest(token_for(office, "stranger", Scope.READ)))
    assert client.post(reverse("token-revoke", args=[foreign.pk])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.revoked_at is None


def test_a_decision_is_the_same_as_in_the_pages(office: Office) -> None:
    client = bearer(token_for(office, "reviewer", Scope.DECIDE, Scope.READ))
    place = reverse("interface:decide", args=[OWN])

    def decide(**given: Any) -> Any:
        return client.post(place, given, "application/json")

    seen = client.get(reverse("interface:finding", args=[OWN])).json()["seen"]
    assert "请写明理由" in decide(deed="confirmed", seen=seen).json()["error"]
    done = decide(deed="confirmed", reason="属实", seen=seen)
    assert (done.status_code, done.json()["review"]) == (200, "confirmed")
    assert done.json()["events"][-1]["by"] == str(office.users["reviewer"])
    overtaken = decide(deed="mended", reason="已改", seen=seen)
    assert (overtaken.status_code, "请看过后再定" in overtaken.json()["error"]) == (409, True)
    assert decide(deed="dismissed", reason="不成立", seen=seen + 1).status_code == 403, "that is the approver's"
    assert decide(deed="destroyed", seen=1).json() == {"error": "请求中有缺的或不对的：deed。"}
    assert Finding.objects.get(pk=OWN).review == Review.CONFIRMED


def test_four_eyes_hold_for_tokens(office: Office) -> None:
    from hegui.web.models import Appointment

    Appointment.objects.create(user=office.users["reviewer"], role=Role.APPROVER, unit=office.units["甲县"])
    client = bearer(token_for(office, "reviewer", Scope.DECIDE))
    place = reverse("interface:decide", args=[OWN])
    given = {"deed": "dismissal-proposed", "reason": "误报", "seen": Finding.objects.get(pk=OWN).number}
    assert client.post(place, given, "application/json").status_code == 200
    given = {"deed": "dismissed", "seen": given["seen"] + 1}
    assert client.post(place, given, "application/json").status_code == 409
    assert Finding.objects.get(pk=OWN).review == Review.OPEN


def test_a_unit_learns_nothing_of_what_the_office_considers(office: Office) -> None:
    _tell_unit()
    given = {"deed": "dismissal-proposed", "reason": "内部意见", "seen": Finding.objects.get(pk=OWN).number}
    reviewer = bearer(token_for(office, "reviewer", Scope.DECIDE))
    assert reviewer.post(reverse("interface:decide", args=[OWN]), given, "application/json").status_code == 200
    whole = bearer(token_for(office, "unit", Scope.READ)).get(reverse("interface:finding", args=[OWN])).json()
    assert (whole["proposed"], whole["claimed"]) == ("", "")
    assert [one["kind"] for one in whole["events"]] == ["confirmed"]
    assert "内部意见" not in json.dumps(whole, ensure_ascii=False)


def test_a_draft_is_checked_and_kept_nowhere(office: Office) -> None:
    before = [model.objects.count() for model in (Report, Source, Filing, Job, Finding)]
    client = bearer(token_for(office, "unit", Scope.CHECK))
    run = client.post(reverse("interface:check"), {"file": _file()}).json()
    (audit,) = run["reports"]
    assert audit["errors"] == []
    assert any(one["verdict"] == "fail" for one in audit["verdicts"])
    assert [model.objects.count() for model in (Report, Source, Filing, Job, Finding)] == before
    wrong = client.post(reverse("interface:check"), {"file": _file(), "scheme": "没有这个"})
    assert (wrong.status_code, "没有这个" in wrong.json()["error"]) == (422, True)


@pytest.mark.slow
def test_a_publishing_system_learns_whether_a_report_would_be_stopped(office: Office) -> None:
    client = bearer(token_for(office, "unit", Scope.CHECK))
    given = {"campaign": office.campaign.pk, "unit": "甲县财政局"}
    told = client.post(reverse("interface:gate"), {"file": _file(), **given}).json()
    assert told["stopped"]
    assert "table3-column-balance" in {one["rule"] for one in told["stops"]}
    assert all(one["messages"] for one in told["stops"])
    sound = next((ROOT / "reports").glob("01-*.html")).read_bytes()
    assert client.post(reverse("interface:gate"), {"file": _file("样稿.html", sound)}).json() == {
        "stopped": False, "why": [], "stops": [],
    }  # fmt: skip
    foreign = client.post(reverse("interface:gate"), {"file": _file(), "unit": "乙县财政局"})
    assert foreign.status_code == 404


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as document:
            for _ in range(300):
                document.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../../etc/报告.html", b"<html>"),
        ("炸弹.docx", None),
        ("不是.pdf", b"%PDF-1.7\n" + b"\xff" * 4096),
        ("空.docx", b""),
        ("<script>.html", b"<script>alert(1)</script>"),
        ("...", b"nonsense"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.slow
def test_a_hostile_file_is_told_of_and_harms_nothing(name: str, content: bytes | None, office: Office) -> None:
    client = bearer(token_for(office, "unit", Scope.CHECK))
    answer = client.post(reverse("interface:check"), {"file": _file(name, _bomb() if content is None else content)})
    assert answer.status_code in (200, 422), answer.content
    assert answer.headers["Content-Type"].startswith("application/json")
    text = answer.content.decode()
    assert "Traceback" not in text
    if answer.status_code == 200:
        assert all(one["errors"] or one["verdicts"] for one in json.loads(text)["reports"])
        assert "/tmp" not in text


def test_a_file_that_is_too_large_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface, "LARGEST", 1000)
    client = bearer(token_for(office, "unit", Scope.CHECK))
    assert client.post(reverse("interface:check"), {"file": _file()}).status_code == 413


def test_a_check_has_an_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "LONGEST", 1)
    monkeypatch.setattr(worker, "_AUDIT", (sys.executable, "-c", "import time; time.sleep(600)"))
    client = bearer(token_for(office, "unit", Scope.CHECK))
    answer = client.post(reverse("interface:check"), {"file": _file()})
    assert (answer.status_code, "没有审查完" in answer.json()["error"]) == (422, True)


def test_only_so_many_drafts_are_checked_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_AT_ONCE", threading.BoundedSemaphore(1))
    client = bearer(token_for(office, "unit", Scope.CHECK))
    with checking._AT_ONCE:
        answer = client.post(reverse("interface:check"), {"file": _file()})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.post(reverse("interface:check"), {"file": _file("空.txt", b"")}).status_code == 200


def test_a_token_asks_only_so_often(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface.RATE, "most", 3)
    first, other = (bearer(token_for(office, name, Scope.READ)) for name in ("reviewer", "auditor"))
    assert [_ask(first, office, "findings").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert _ask(other, office, "findings").status_code == 200
    monkeypatch.setattr(interface.RATE, "_seconds", 0)
    assert _ask(first, office, "findings").status_code == 200


def test_an_operation_that_does_not_say_what_it_takes_is_shut(office: Office) -> None:
    operations = [
        one
        for _, router in interface.api._routers
        for view in router.path_operations.values()
        for one in view.operations
    ]
    assert len(operations) == len(OPERATIONS)
    assert all(isinstance(auth, interface._Takes) for one in operations for auth in one.auth_callbacks)
    (shut,) = interface.api.auth or ()
    assert not shut(None)


def test_what_is_asked_and_by_which_token_is_written_down(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "check", lambda *_: b"{}")
    _ask(bearer(token_for(office, "unit", Scope.CHECK)), office, "check")
    last = Operation.objects.latest("pk")
    assert (last.account, last.action, last.told) == ("unit", "interface:check", "令牌“门户网站”")


def test_what_breaks_is_told_by_a_number(office: Office, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("内部细节")

    monkeypatch.setattr(checking, "check", broken)
    answer = _ask(bearer(token_for(office, "unit", Scope.CHECK)), office, "check")
    number = re.search(r"编号 (\w{8})", answer.json()["error"])
    assert answer.status_code == 500
    assert number and number[1] in caplog.text
    assert "内部细节" not in answer.content.decode()


def test_the_page_about_it_loads_from_here_alone(office: Office) -> None:
    client = office.client("unit")
    page = client.get(reverse("interface:openapi-view"))
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page.content.decode())
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    described = client.get(reverse("interface:openapi-json")).json()
    assert len(described["paths"]) == len(OPERATIONS)
    assert Client().get(reverse("interface:openapi-json")).status_code == 302


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("post", f"findings/{OWN}/decisions", "{", 400),
        ("get", f"findings/{OWN}/decisions", "", 405),
        ("delete", "campaigns", "", 405),
        ("get", "no-such-thing", "", 404),
        ("get", "findings/none", "", 404),
        ("post", f"findings/{OWN}/decisions", "{}", 422),
    ],
)
def test_whatever_goes_wrong_is_told_in_one_form(
    method: str, path: str, content: str, status: int, office: Office
) -> None:
    client = bearer(token_for(office, "reviewer", *Scope))
    answer = client.generic(method.upper(), f"{reverse('interface:api-root')}{path}", content, "application/json")
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert re.search(r"[\u4e00-\u9fff].*。$", answer.json()["error"])
