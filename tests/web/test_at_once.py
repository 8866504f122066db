"""Two people at the very same moment, on each database: one is first, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from office_at_work import OWN, Office, made_at, make_notice, opened

from hegui.history.models import Event, Finding
from hegui.web.models import Correction, Notice, NoticeEvent, NoticeState
from hegui.web.roles import Role

pytestmark = pytest.mark.slow


@pytest.fixture
def shared(place: str) -> Iterator[Office]:
    for opened_place in opened(place):
        yield made_at(opened_place)


def _both(office: Office, name: str, arguments: list[Any], *posts: tuple[str, dict[str, Any]]) -> list[int]:
    """What is answered to people who post at once."""
    start = Barrier(len(posts))
    clients = [(office.client(account), data) for account, data in posts]

    def post(number: int) -> int:
        client, data = clients[number]
        start.wait(60)
        try:
            return int(client.post(reverse(name, args=arguments), data).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as threads:
        return sorted(threads.map(post, range(len(posts))))


def test_on_a_finding(shared: Office) -> None:
    shared.user("second", Role.REVIEWER, "甲县")
    posts = [("reviewer", {"deed": "confirmed"}), ("second", {"deed": "asked"})]
    data = [(account, {**about, "reason": "看过", "seen": "1"}) for account, about in posts]
    assert _both(shared, "act", [OWN], *data) == [302, 409]
    assert Event.objects.filter(finding=OWN).count() == 2
    assert Finding.objects.get(pk=OWN).number == 2


def test_on_a_notice(shared: Office) -> None:
    shared.user("second", Role.REVIEWER, "甲县")
    notice = make_notice(shared, "甲县财政局")
    done = {"to": "completed", "reason": "已改", "seen": "1"}
    assert shared.client("unit").post(reverse("notice-act", args=[notice.pk]), done).status_code == 302
    posts = [("reviewer", {"to": "verified"}), ("second", {"to": "returned", "due": "2099-01-01"})]
    data = [(account, {**about, "reason": "看过", "seen": "2"}) for account, about in posts]
    assert _both(shared, "notice-act", [notice.pk], *data) == [302, 409]
    assert NoticeEvent.objects.count() == 3
    assert Notice.objects.get().state in (NoticeState.VERIFIED, NoticeState.RETURNED)


def test_on_a_report(shared: Office) -> None:
    shared.user("second", Role.REVIEWER, "甲县")
    row = shared.report("甲县财政局")
    data = [(account, {"year": year, "seen": "0"}) for account, year in (("reviewer", "2023"), ("second", "2022"))]
    assert _both(shared, "correct", [row.pk], *data) == [302, 409]
    assert Correction.objects.count() == 1
