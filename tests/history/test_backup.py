"""The whole database in one file and back, also from one kind of database to another."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from msgspec.structs import replace

from databases import new_database
from hegui.errors import HistoryError
from hegui.history import database
from hegui.history.backup import backup, restore
from hegui.history.history import History
from hegui.history.models import Event, Finding, Report, Source
from hegui.model.verdict import Decided, DecisionState
from hegui.web.models import Campaign, Unit, User

pytestmark = pytest.mark.slow

A = "a" * 16
ACCEPTED = Decided(DecisionState.ACCEPTED, "经批准延期", "王某", "2025-03-02T09:00:00+08:00", "2025-12-31")


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another empty database."""
    if request.param == "sqlite":
        yield str(tmp_path / "恢复.db")
        return
    with new_database(request.getfixturevalue("postgresql")) as address:
        yield address


@pytest.fixture
def filled(place: str, make_run: Any, make_audit: Any, make_verdict: Any) -> str:
    with History(place) as history:
        faulty = make_audit("甲局", make_verdict("a", "fail", "a"), total=80)
        history.save(make_run(faulty, make_audit("乙局", total=90)), "初审")
        history.decide(A, ACCEPTED)
        history.save(make_run(faulty), "复审")
        Source.objects.using(history._alias).create(sha256="0" * 64, content=b"\x00\xff")
    return place


def test_it_comes_back_whole_and_goes_on(
    filled: str, other: str, tmp_path: Path, make_run: Any, make_audit: Any
) -> None:
    file = tmp_path / "备份.zip"
    with History(filled) as history:
        events = history.events(A)
        rows = list(Report.objects.using(history._alias).order_by("pk").values())
    count = backup(filled, file)
    assert restore(other, file) == count > 10
    with History(other) as history:
        assert [(one.number, one.label, one.reports) for one in history.audits()] == [(1, "初审", 2), (2, "复审", 1)]
        assert history.decisions() == {A: ACCEPTED}
        assert history.events(A) == events
        assert list(Report.objects.using(history._alias).order_by("pk").values()) == rows
        assert bytes(Source.objects.using(history._alias).get().content) == b"\x00\xff"
        assert history.save(make_run(make_audit("丙局", total=70))) == 3, "numbers go on where they were"
        history.reopen(A, by="王某", reason="再看")
        with pytest.raises(TypeError):
            Event.objects.using(history._alias).all().delete()


def test_what_joins_two_tables_comes_back_too(place: str, other: str, tmp_path: Path) -> None:
    alias = database.connect(place)
    user = User.objects.db_manager(alias).create("admin", "管理员", "chang-jiang-2025")
    campaigns, units = Campaign.objects.using(alias), Unit.objects.using(alias)
    made = campaigns.create(title="审查", year=2024, made_by=user, made_at=timezone.now())
    made.units.add(units.create(name="甲局", path="/1/"))
    backup(place, tmp_path / "备份.zip")
    restore(other, tmp_path / "备份.zip")
    (there,) = Campaign.objects.using(database.connect(other))
    assert [unit.name for unit in there.units.all()] == ["甲局"]


def test_a_backup_is_put_into_an_empty_database_only(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "备份.zip"
    backup(filled, file)
    with pytest.raises(HistoryError, match="已有内容"):
        restore(filled, file)
    with pytest.raises(HistoryError, match="已有这个文件"):
        backup(filled, file)


def _changed(file: Path, into: Path, change: Any) -> Path:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(into, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return into


def test_what_is_no_backup_leaves_nothing_behind(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "备份.zip"
    backup(filled, file)
    later = json.dumps({"format": "hegui/backup/1", "hegui": "9.9", "schema": [["hegui", "0009_later"]]}).encode()

    def missing(name: str, data: bytes) -> bytes | None:
        return None if name == "hegui_event.jsonl" else data

    faults = {
        "没有这个文件": tmp_path / "没有.zip",
        "不是 hegui 的备份": tmp_path / "别的.zip",
        "由 hegui 9.9 备份": _changed(file, tmp_path / "b.zip", lambda name, data: later if "about" in name else data),
        "或已损坏": _changed(file, tmp_path / "c.zip", missing),
        "已损坏": _changed(file, tmp_path / "d.zip", lambda name, data: data[:-9] if "report" in name else data),
    }
    faults["不是 hegui 的备份"].write_bytes(b"PK nonsense")
    place = str(tmp_path / "空.db")
    for words, fault in faults.items():
        with pytest.raises(HistoryError, match=words):
            restore(place, fault)
        with History(place) as history:
            assert history.audits() == []
            assert Finding.objects.using(history._alias).count() == 0


def test_a_backup_is_of_one_moment_and_holds_nobody_up(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decision that falls between two tables is in the database, and in none of the backup's."""
    from django.core import serializers

    plain, decided = serializers.serialize, []

    def serialize(form: str, rows: list[Any], **settings: Any) -> Any:
        if not decided:
            decided.append(True)
            with ThreadPoolExecutor(1) as thread:
                thread.submit(_decide_elsewhere, filled).result(timeout=60)
        return plain(form, rows, **settings)

    monkeypatch.setattr(serializers, "serialize", serialize)
    if "://" not in filled:
        with sqlite3.connect(filled) as connection:  # as a server has it
            connection.execute("PRAGMA journal_mode = WAL")
    backup(filled, tmp_path / "备份.zip")
    with History(filled) as history:
        assert "b" * 16 in history.decisions()
    with zipfile.ZipFile(tmp_path / "备份.zip") as archive:
        assert b"b" * 16 not in archive.read("hegui_event.jsonl") + archive.read("hegui_finding.jsonl")


def _decide_elsewhere(place: str) -> None:
    with History(place) as history:
        history.decide("b" * 16, replace(ACCEPTED, reason="同时登记"))
