"""Addresses that are told what happens: signed, sent again, and none inside unless that is allowed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from office_at_work import FOREIGN, OWN, SHARED, Office

import hegui
from hegui.history.models import Finding
from hegui.history.state import Deed
from hegui.web import hooks, jobs
from hegui.web.decide import decide
from hegui.web.models import Delivery, Hook, Operation
from hegui.web.roles import Role


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append((self.path, dict(self.headers), body))
                self.send_response(listener.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?from=hegui"


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hooks.NETWORKS, "127.0.0.0/8, 10.1.0.0/16")


def _decide(office: Office, fingerprint: str, deed: Deed, account: str = "reviewer") -> None:
    finding = Finding.objects.get(pk=fingerprint)
    decide(office.users[account], finding, deed, reason="理由", until=None, seen=finding.number)


def test_what_is_decided_is_told_and_signed(office: Office, listener: Listener, inside: None) -> None:
    _, key = hooks.make(listener.address, office.units["甲县"], office.users["admin"])
    _decide(office, OWN, Deed.CONFIRM)
    assert hooks.deliver()
    assert not hooks.deliver()
    ((path, headers, body),) = listener.heard
    told = json.loads(body)
    assert path == "/hook?from=hegui"
    assert (told["event"], told["deed"]) == ("finding", "confirmed")
    assert (told["finding"]["fingerprint"], told["finding"]["review"]) == (OWN, "confirmed")
    moment, signed = (part.partition("=")[2] for part in headers["Hegui-Signature"].split(","))
    assert signed == hooks.signature(key, int(moment), body.decode())
    assert signed != hooks.signature("another", int(moment), body.decode())
    assert key not in str(list(Hook.objects.values())), "the key is kept nowhere"


def test_what_changes_nothing_is_not_told(office: Office, listener: Listener, inside: None) -> None:
    hooks.make(listener.address, None, office.users["city"])
    _decide(office, OWN, Deed.CLAIM)
    _decide(office, OWN, Deed.COMMENT)
    with pytest.raises(hegui.UsageError):
        _decide(office, OWN, Deed.MEND)
    assert Delivery.objects.count() == 0


def test_nobody_is_told_of_units_of_others(office: Office, listener: Listener, inside: None) -> None:
    office.user("other", Role.REVIEWER, "乙县")
    hooks.make(listener.address, office.units["甲县"], office.users["admin"])
    _decide(office, FOREIGN, Deed.CONFIRM, "other")
    assert Delivery.objects.count() == 0
    _decide(office, SHARED, Deed.CONFIRM, "other")
    assert Delivery.objects.count() == 1
    office.campaign.root = office.units["乙县"]
    hooks.job_ended(office.job.__class__(pk=9, campaign=office.campaign, state="done"))
    assert Delivery.objects.count() == 1


def test_the_end_of_an_audit_is_told(office: Office, listener: Listener, inside: None) -> None:
    hooks.make(listener.address, office.units["甲县"], office.users["admin"])
    jobs.enqueue(office.campaign, office.users["reviewer"])
    taken = jobs.take("甲")
    assert taken and jobs.fail(taken, "读不出来")
    assert not jobs.fail(taken, "又一次")
    assert hooks.deliver() and not hooks.deliver()
    told = json.loads(listener.heard[0][2])
    assert (told["event"], told["campaign"], told["state"]) == ("audit", office.campaign.pk, "failed")


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_does_not_arrive_is_sent_again_and_given_up_in_the_end(
    status: int, office: Office, listener: Listener, inside: None
) -> None:
    hooks.make(listener.address, None, office.users["city"])
    _decide(office, OWN, Deed.CONFIRM)
    listener.status = status
    for attempt in range(1, len(hooks.RETRIES) + 2):
        assert hooks.deliver()
        (row,) = Delivery.objects.all()
        assert (row.attempts, row.arrived_at, row.answer) == (attempt, None, f"对方答复 {status}")
        assert not hooks.deliver(), "not before it is due"
        if row.due:
            assert row.due > timezone.now() + hooks.RETRIES[attempt - 1] - timedelta(seconds=30)
            Delivery.objects.update(due=timezone.now())
    assert row.due is None
    assert len(listener.heard) == len(hooks.RETRIES) + 1, "no redirect is followed"
    assert len({body for _, _, body in listener.heard}) == 1


def test_what_arrives_late_is_told_once(office: Office, listener: Listener, inside: None) -> None:
    hooks.make(listener.address, None, office.users["city"])
    _decide(office, OWN, Deed.CONFIRM)
    listener.status = 503
    hooks.deliver()
    listener.status = 204
    Delivery.objects.update(due=timezone.now())
    assert hooks.deliver() and not hooks.deliver()
    (row,) = Delivery.objects.all()
    assert (row.due, row.answer) == (None, "")
    assert row.arrived_at is not None


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://10.2.0.1/",
        "http://192.168.1.5/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://224.0.0.1/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://user:secret@example.com/",
        "http://example.com:99999/",
        "http://93.184.216.34/\r\nX: y",
        "http:///nothing",
    ],
)
def test_addresses_that_may_not_be_told(address: str, office: Office) -> None:
    with pytest.raises(hegui.UsageError):
        hooks.make(address, None, office.users["city"])
    assert Hook.objects.count() == 0


def test_an_address_is_looked_at_again_when_it_is_told(
    office: Office, listener: Listener, inside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks.make(listener.address, None, office.users["city"])
    _decide(office, OWN, Deed.CONFIRM)
    monkeypatch.delenv(hooks.NETWORKS)
    hooks.deliver()
    assert listener.heard == []
    assert "内部地址" in Delivery.objects.get().answer


def test_an_administrator_sets_addresses_for_the_own_units(office: Office, inside: None) -> None:
    client = office.client("admin")
    page = reverse("hooks")
    given = {"address": "http://127.0.0.1:9/", "unit": "甲县"}
    assert "<code>" in client.post(page, given).content.decode()
    assert "<code>" not in client.get(page).content.decode()
    for wrong in ({"unit": "乙县"}, {"unit": ""}, {"address": "http://192.168.0.1/"}, {"address": "无"}):
        assert client.post(page, {**given, **wrong}).status_code == 400
    assert "新建通知网址" in Operation.objects.filter(status=200).latest("pk").told
    foreign, _ = hooks.make("http://127.0.0.1:9/other", office.units["乙县"], office.users["city"])
    assert "/other" not in client.get(page).content.decode()
    assert client.post(reverse("hook-end", args=[foreign.pk])).status_code == 404
    own = Hook.objects.exclude(pk=foreign.pk).get()
    assert client.post(reverse("hook-end", args=[own.pk])).status_code == 302
    assert set(Hook.objects.filter(active=True)) == {foreign}
