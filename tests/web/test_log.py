"""The log of operations is asked, and taken along, and never changed."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone
from office_at_work import Office
from openpyxl import load_workbook
from test_access import POSTS

from hegui.history.append_only import AppendOnlyError
from hegui.web.actions import ACTIONS
from hegui.web.models import Operation
from hegui.web.roles import Role

HOSTILE = '=HYPERLINK("http://example.com")'


@pytest.fixture
def operations(office: Office) -> Office:
    office.user("watcher", Role.AUDITOR)
    now = timezone.now()
    for account, action, days, status, told in (
        ("reviewer", "act", 0, 302, "登记"),
        ("reviewer", "upload", 3, 403, ""),
        ("auditor", "logout", 0, 302, ""),
        ("", "login", 0, 403, HOSTILE),
    ):
        Operation.objects.create(
            at=now - timedelta(days=days),
            account=account,
            address="10.0.0.1",
            action=action,
            target=f"/{action}",
            status=status,
            told=told,
        )
    return office


def _csv(office: Office, who: str, /, **asked: Any) -> list[dict[str, str]]:
    answer = office.client(who).get(reverse("log-export"), asked)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("asked", "actions"),
    [
        ({}, ["login", "logout", "act", "upload"]),
        ({"account": "reviewer"}, ["act", "upload"]),
        ({"action": "act"}, ["act"]),
        ({"result": "refused"}, ["login", "upload"]),
        ({"result": "done"}, ["logout", "act"]),
        ({"since": str(timezone.localdate() - timedelta(days=1))}, ["login", "logout", "act"]),
        ({"until": str(timezone.localdate() - timedelta(days=2))}, ["upload"]),
        ({"account": "nobody"}, []),
    ],
)
def test_what_is_asked_for_is_shown_and_taken_along(
    asked: dict[str, str], actions: list[str], operations: Office
) -> None:
    names = [ACTIONS[action] for action in actions]
    assert [row["操作"] for row in _csv(operations, "watcher", **asked)] == names
    page = operations.client("watcher").get(reverse("log"), asked).content.decode()
    shown = [action for action in ("login", "logout", "act", "upload") if f"<td>{ACTIONS[action]} " in page]
    assert shown == actions
    answer = operations.client("watcher").get(reverse("log-export"), {**asked, "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet
    assert [row[3] for row in sheet.iter_rows(2, values_only=True)] == names


def test_a_day_that_is_none_is_told(operations: Office) -> None:
    for name in ("log", "log-export"):
        answer = operations.client("watcher").get(reverse(name), {"since": "昨天"})
        assert answer.status_code == 400
        assert "日期应如" in answer.content.decode()


def test_nothing_in_it_runs_as_a_formula(operations: Office) -> None:
    assert _csv(operations, "watcher", action="login")[0]["内容"] == f"'{HOSTILE}"
    answer = operations.client("watcher").get(reverse("log-export"), {"action": "login", "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet
    assert (sheet["G2"].value, sheet["G2"].data_type) == (HOSTILE, "s")


def test_who_sees_some_units_sees_what_was_done_by_himself(operations: Office) -> None:
    assert [row["操作"] for row in _csv(operations, "auditor")] == [ACTIONS["logout"]]
    assert _csv(operations, "auditor", account="reviewer") == []


def test_it_is_not_changed(operations: Office) -> None:
    one = Operation.objects.latest("pk")
    with pytest.raises(AppendOnlyError):
        one.save()
    with pytest.raises(AppendOnlyError):
        Operation.objects.all().delete()
    for statement in ("UPDATE hegui_web_operation SET told = ''", "DELETE FROM hegui_web_operation"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Operation.objects.count() == 4


def test_everything_that_may_change_something_has_a_name_in_the_log() -> None:
    assert set(POSTS) - set(ACTIONS) == set()
