"""Signing in, passwords, and accounts that are handed down level by level."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from office_at_work import OWN, PASSWORD, Office

from hegui import web
from hegui.web.accounts import MOST_FAILURES
from hegui.web.models import Operation, Session, User
from hegui.web.roles import Role

NEW = "huang-he-2026"


def _sign_in(account: str, password: str = PASSWORD, client: Client | None = None) -> int:
    return (client or Client()).post(reverse("login"), {"account": account, "password": password}).status_code


def test_the_right_password_opens_and_nothing_tells_unknown_from_wrong(office: Office) -> None:
    assert _sign_in("reviewer") == 302
    answers = [
        Client().post(reverse("login"), {"account": account, "password": "wrong"}).content.decode()
        for account in ("reviewer", "stranger")
    ]
    assert all("账号或密码不对" in answer for answer in answers)
    assert Operation.objects.latest("pk").told == "登录未成功：stranger"


def test_too_many_wrong_passwords_lock_an_account_for_a_while(office: Office) -> None:
    for _ in range(MOST_FAILURES):
        assert _sign_in("reviewer", "wrong") == 403
    assert _sign_in("reviewer") == 403, "the right one does not help now"
    User.objects.filter(account="reviewer").update(locked_until=timezone.now() - timedelta(seconds=1))
    assert _sign_in("reviewer") == 302
    assert _sign_in("reviewer", "wrong") == 403
    assert _sign_in("reviewer") == 302, "one mistake locks nobody"


def test_an_account_out_of_use_opens_nothing(office: Office) -> None:
    client = office.client("reviewer")
    User.objects.filter(account="reviewer").update(active=False)
    assert client.get(reverse("campaigns")).status_code == 302
    assert _sign_in("reviewer") == 403


def test_the_first_password_has_to_be_changed_before_anything_else(office: Office) -> None:
    User.objects.filter(account="reviewer").update(must_change=True)
    client = Client()
    _sign_in("reviewer", client=client)
    for name in ("home", "campaigns"):
        assert client.get(reverse(name)).headers["Location"] == reverse("password")
    other = office.client("reviewer")
    changed = client.post(reverse("password"), {"old": PASSWORD, "new": NEW, "again": NEW})
    assert changed.headers["Location"] == reverse("home")
    assert client.get(reverse("campaigns")).status_code == 200
    assert other.get(reverse("campaigns")).status_code == 302, "signed out elsewhere"
    assert (_sign_in("reviewer"), _sign_in("reviewer", NEW)) == (403, 302)


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", NEW, NEW, "现在的密码不对"),
        (PASSWORD, NEW, NEW + "x", "两次输入的不一样"),
        (PASSWORD, "short-1", "short-1", "密码至少 10 个字符。"),
        (PASSWORD, "20250301200", "20250301200", "数字"),
        (PASSWORD, "password123", "password123", "常见"),
        (PASSWORD, "reviewer-1", "reviewer-1", "相似"),
        (PASSWORD, PASSWORD, PASSWORD, "应与现在的不同"),
    ],
)
def test_a_password_that_will_not_do_is_refused(office: Office, old: str, new: str, again: str, words: str) -> None:
    page = office.client("reviewer").post(reverse("password"), {"old": old, "new": new, "again": again})
    assert words in page.content.decode()
    assert _sign_in("reviewer") == 302


def test_who_does_nothing_for_a_while_is_signed_out(office: Office) -> None:
    client = office.client("reviewer")
    client.get(reverse("campaigns"))
    session = Session.objects.get(user=office.users["reviewer"])
    left = (session.expire_date - timezone.now()).total_seconds()
    assert settings.SESSION_COOKIE_AGE - 60 < left <= settings.SESSION_COOKIE_AGE == 30 * 60
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(reverse("campaigns")).status_code == 302


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(office: Office) -> None:
    client, soon = office.client("reviewer"), timezone.now() + timedelta(minutes=1)
    address, headers = reverse("board", args=[office.campaign.pk]), {"HX-Request": "true", "By-Itself": "1"}
    Session.objects.update(expire_date=soon)
    assert client.get(address, headers=headers).status_code == 200
    assert Session.objects.get(user=office.users["reviewer"]).expire_date == soon
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    assert Session.objects.get(user=office.users["reviewer"]).expire_date > soon


def test_every_part_that_asks_by_itself_says_so() -> None:
    for template in Path(web.__file__).parent.glob("templates/**/*.html"):
        for asking in re.findall(r'<[^>]*hx-trigger="every[^>]*', template.read_text("utf-8")):
            assert "By-Itself" in asking, template


@pytest.mark.parametrize(
    ("headers", "leads"),
    [
        ({"Referer": "http://testserver/campaigns/1/findings?rule=a"}, "/campaigns/1/findings?rule=a"),
        ({"Referer": "https://elsewhere.example/findings/"}, "/"),
        ({}, "/"),
        ({"HX-Request": "true", "HX-Current-URL": "http://testserver/reports/1/?a=b#item-c"}, "/reports/1/?a=b"),
    ],
)
def test_after_a_session_that_has_ended_a_page_is_shown(office: Office, headers: dict[str, str], leads: str) -> None:
    client = Client()
    answer = client.post(reverse("act", args=[OWN]), {"deed": "claimed"}, headers=headers)
    login = answer.headers["HX-Redirect" if "HX-Request" in headers else "Location"]
    assert answer.content == b"", "no page in the place of a part"
    assert "没有登记" in client.get(login).content.decode()
    assert client.post(login, {"account": "reviewer", "password": PASSWORD}).headers["Location"] == leads


def test_what_is_only_sent_to_is_told_where_it_is_opened(office: Office) -> None:
    answer = office.client("reviewer").get(reverse("act", args=[OWN]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "不能直接打开" in answer.content.decode()


@pytest.mark.parametrize("wrong", ["abc", "", "²", "9" * 30])
def test_a_role_that_there_is_not_cannot_be_taken(office: Office, wrong: str) -> None:
    assert _change(office, "city", "reviewer", change="dismiss", appointment=wrong) == 404


def test_a_login_leads_nowhere_else(office: Office) -> None:
    client = Client()
    data = {"account": "reviewer", "password": PASSWORD}
    assert client.post("/login?next=https://elsewhere.example/", data).headers["Location"] == "/"
    assert client.post("/login?next=/campaigns/", data).headers["Location"] == "/campaigns/"


def test_cookies_are_for_this_site_and_no_script(office: Office) -> None:
    client = Client()
    _sign_in("reviewer", client=client)
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["samesite"], bool(cookie["httponly"])) == ("Strict", True)


def _change(office: Office, person: str, account: str, **data: object) -> int:
    number = office.users[account].pk
    return office.client(person).post(reverse("account-change", args=[number]), data).status_code


def test_accounts_are_handed_down(office: Office) -> None:
    made = office.client("admin").post(
        reverse("accounts"), {"account": "li-si", "name": "李四", "password": "chu-shi-mi-ma-1"}
    )
    user = User.objects.get(account="li-si")
    office.users["li-si"] = user
    assert (made.status_code, user.must_change, user.made_by) == (302, True, office.users["admin"])
    assert _change(office, "admin", "li-si", change="appoint", role=Role.REVIEWER, unit="甲县财政局") == 302
    assert [(one.of, one.place) for one in user.appointments.all()] == [(Role.REVIEWER, "甲县财政局")]
    for unit in ("乙县", "某市", ""):
        assert _change(office, "admin", "li-si", change="appoint", role=Role.REVIEWER, unit=unit) == 400
    assert user.appointments.count() == 1
    assert _change(office, "admin", "li-si", change="dismiss", appointment=user.appointments.get().pk) == 302
    assert user.appointments.count() == 0


def test_who_takes_the_last_role_may_give_another(office: Office) -> None:
    user = office.users["auditor"]
    role = user.appointments.get()
    address = reverse("account-change", args=[user.pk])
    answer = office.client("admin").post(address, {"change": "dismiss", "appointment": role.pk}, follow=True)
    assert answer.status_code == 200
    assert not user.appointments.exists()
    given = {"change": "appoint", "role": Role.AUDITOR, "unit": "甲县"}
    assert office.client("admin").post(address, given).status_code == 302
    assert user.appointments.get().unit == office.units["甲县"]


def test_nobody_gives_a_role_to_himself_or_takes_over_another(office: Office) -> None:
    assert _change(office, "admin", "admin", change="appoint", role=Role.APPROVER, unit="甲县") == 403
    for person in ("city", "nobody"):
        assert _change(office, "admin", person, change="reset", password=NEW) == 404
    assert _sign_in("city") == 302


def test_a_new_password_and_an_end_of_sessions(office: Office) -> None:
    client = office.client("reviewer")
    assert _change(office, "admin", "reviewer", change="end") == 302
    assert client.get(reverse("campaigns")).status_code == 302
    client = office.client("reviewer")
    assert _change(office, "admin", "reviewer", change="reset", password="1234") == 400
    assert _change(office, "admin", "reviewer", change="reset", password=NEW) == 302
    assert client.get(reverse("campaigns")).status_code == 302
    assert User.objects.get(account="reviewer").must_change
