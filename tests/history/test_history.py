"""What is kept comes out as it went in, once, whole, and after every upgrade."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from databases import new_database
from hegui.errors import HistoryError
from hegui.history.history import History
from hegui.history.models import Body
from hegui.model.audit import AuditedFile
from hegui.model.run import PastRun
from hegui.model.verdict import Decided, DecisionState

AT = "2025-03-02T09:00:00+08:00"
CONFIRMED = Decided(DecisionState.CONFIRMED, "属实", "王某", AT)


def _wide(make_run: Any, make_audit: Any, make_verdict: Any, count: int = 450) -> Any:
    return make_run(
        *(make_audit(f"{number}局", make_verdict("a", "fail", "1"), total=number % 100) for number in range(count))
    )


def test_a_run_comes_out_as_it_went_in(history: History, make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    run = _wide(make_run, make_audit, make_verdict)
    number = history.save(run, "初审")
    loaded = history.run(number)
    assert len(loaded.reports) == 450
    assert list(loaded.reports) == list(run.reports)
    assert loaded.reports[-1] == run.reports[-1]
    assert list(loaded.reports[3:5]) == list(run.reports[3:5])
    assert replace(loaded, reports=run.reports) == replace(run, label="初审", number=number)
    (saved,) = history.audits()
    assert (saved.label, saved.reports, saved.complete) == ("初审", 450, True)


def test_a_row_that_did_not_change_is_kept_once(history: History, make_run: Any, make_audit: Any) -> None:
    history.save(make_run(make_audit("甲局", total=80), make_audit("乙局", total=90), make_audit("乙局", total=90)))
    history.save(make_run(make_audit("甲局", total=80), make_audit("乙局", total=95)))
    assert Body.objects.using(history._alias).count() == 3
    assert [report.score and report.score.total for report in history.run(2).reports] == [80, 95]


def test_a_save_that_breaks_leaves_nothing(history: History, make_run: Any, make_audit: Any) -> None:
    def reports() -> Iterator[Any]:
        for number in range(300):
            yield make_audit(f"{number}局", total=80)
        raise OSError("磁盘已满")

    with pytest.raises(OSError, match="磁盘已满"):
        history.save(replace(make_run(), reports=reports()))
    assert history.audits() == []
    assert Body.objects.using(history._alias).count() == 0


def test_an_unknown_number_is_told(history: History) -> None:
    with pytest.raises(HistoryError, match="没有编号为 7 的审查"):
        history.run(7)


def test_the_trend(history: History, make_run: Any, make_audit: Any) -> None:
    history.save(
        make_run(make_audit("甲局", total=80), make_audit("乙局", total=90), make_audit("丙局", total=None)), "2023年度"
    )
    history.save(make_run(make_audit("甲局", total=85), make_audit("乙局", total=99)), "2024年度")
    history.save(make_run(make_audit("甲局", total=None)), "没有得分")
    assert history.trend() == (
        PastRun(label="2023年度", number=1, year=2024, median=85, units=2),
        PastRun(label="2024年度", number=2, year=2024, median=92, units=2),
    )
    assert [one.median for one in history.trend(["甲局"])] == [80, 85]
    now = history.with_trend(make_run(make_audit("甲局", total=90)), "")
    assert [(one.label, one.number) for one in now.history or ()] == [
        ("2023年度", 1),
        ("2024年度", 2),
        ("2025-03-01", None),
    ]


def test_the_files_that_were_audited_are_kept_on_request(
    history: History, make_run: Any, make_audit: Any, tmp_path: Path
) -> None:
    reports = []
    for name, content in (("甲", b"one"), ("乙", b"one"), ("丙", b"two"), ("丁", b"gone")):
        source = AuditedFile(str(tmp_path / name), sha256(content).hexdigest(), "html")
        report = replace(make_audit(f"{name}局", total=80), source=source)
        (tmp_path / name).write_bytes(content if name != "丁" else b"changed")
        reports.append(report)
    history.save(make_run(*reports))
    assert history.source(sha256(b"one").hexdigest()) is None
    history.save(make_run(*reports), keep_sources=True)
    kept = [history.source(sha256(content).hexdigest()) for content in (b"one", b"two", b"gone", b"changed")]
    assert kept == [b"one", b"two", None, None]


def test_decisions_are_kept_and_can_be_changed(history: History) -> None:
    other = Decided(DecisionState.DISMISSED, "表格为图片", "李某", AT)
    mended = replace(CONFIRMED, state=DecisionState.MENDED, reason="已重新发布")
    history.decide("0" * 16, CONFIRMED)
    history.decide("1" * 16, other)
    history.decide("0" * 16, mended)
    assert history.decisions() == {"0" * 16: mended, "1" * 16: other}


@pytest.mark.parametrize(("fingerprint", "reason"), [("指纹", "属实"), ("0" * 16, "  ")])
def test_a_faulty_decision_is_refused(history: History, fingerprint: str, reason: str) -> None:
    with pytest.raises(HistoryError):
        history.decide(fingerprint, replace(CONFIRMED, reason=reason))
    assert history.decisions() == {}


OLD = Path(__file__).parent / "earlier"
"""Histories as earlier versions wrote them: two audits each, from version 2 on decisions, from version 3 on a file."""


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_history_of_an_earlier_version_comes_over_whole(
    version: int, tmp_path: Path, make_run: Any, make_audit: Any
) -> None:
    place = tmp_path / "历史.db"
    with sqlite3.connect(place) as connection:
        connection.executescript((OLD / f"{version}.sql").read_text("utf-8"))
    for _ in range(2):  # opened once more, it is as it was left
        with History(str(place)) as history:
            assert [(one.number, one.label, one.reports) for one in history.audits()][:2] == [
                (1, "初审", 2),
                (2, "复审", 1),
            ]
            first = history.run(1).reports
            assert [(one.unit.name, one.score and one.score.total) for one in first] == [("甲局", 80), ("乙局", 90)]
            decided = {"0" * 16: CONFIRMED} if version > 1 else {}
            assert history.decisions() == decided
            assert (history.source("ab" * 32) == b"one") is (version > 2)
    with History(str(place)) as history:
        assert history.save(make_run(make_audit("甲局", total=80))) == 3


def test_a_newer_history_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "历史.db"
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE hegui_schema (version INTEGER)")
        connection.execute("INSERT INTO hegui_schema VALUES (99)")
    with pytest.raises(HistoryError, match="更新版本"):
        History(str(place))


def test_a_history_of_a_later_hegui_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "历史.db"
    with History(str(place)):
        pass
    with sqlite3.connect(place) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('hegui', '9999_later', '2030-01-01')"
        )
    with pytest.raises(HistoryError, match="更新版本"):
        History(str(place))


def test_histories_in_several_places_are_open_at_once(tmp_path: Path, make_run: Any, make_audit: Any) -> None:
    places = [str(tmp_path / name) for name in ("甲.db", "乙.db")]
    with History(places[0]) as one, History(places[1]) as other, History(places[0]) as same:
        one.save(make_run(make_audit("甲局", total=80)), "甲")
        other.save(make_run(make_audit("乙局", total=90)), "乙")
        assert [saved.label for saved in same.audits()] == ["甲"]
        assert [saved.label for saved in other.audits()] == ["乙"]
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(lambda _: len(one.run(1).reports), range(8))) == [1] * 8


@pytest.mark.parametrize("place", ["没有这个文件夹/历史.db", "nonsense://x", "postgresql://127.0.0.1:1/x"])
def test_what_cannot_be_opened_is_told(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HistoryError, match="打不开"):
        History(place)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("/postgres?", "/没有?"), "没有这个数据库，请先建好"),
        (("//hegui@", "//nobody@"), "没有这个账号"),
        (("?host=", "?host=/none"), "数据库没有运行，或地址、端口不对"),
    ],
)
def test_why_a_server_refuses_is_told_in_chinese(postgresql: str, change: tuple[str, str], why: str) -> None:
    with pytest.raises(HistoryError, match=f"（{why}）"):
        History(postgresql.replace(*change))


def test_where_no_server_listens_it_is_told_in_chinese() -> None:
    with pytest.raises(HistoryError, match="（数据库没有运行，或地址、端口不对）"):
        History("postgresql://127.0.0.1:1/x")


def test_a_connection_that_is_lost_is_told_in_chinese(postgresql: str) -> None:
    import psycopg

    with new_database(postgresql) as place, History(place) as history:
        with psycopg.connect(postgresql, autocommit=True) as other:
            name = urlsplit(place).path.removeprefix("/")
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        with pytest.raises(HistoryError, match="（数据库断开了连接）"):
            history.audits()


def test_what_is_no_history_is_told(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text("年度报告" * 1000, "utf-8")
    with pytest.raises(HistoryError, match="不是审查历史"):
        History(str(file))


def test_what_cannot_be_written_is_told(tmp_path: Path, make_run: Any, make_audit: Any) -> None:
    place = tmp_path / "历史?.db"
    with History(str(place)) as history:
        history.save(make_run(make_audit("甲局", total=80)))
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON hegui_run BEGIN SELECT RAISE(ABORT, '满'); END")
    with History(str(place)) as history:
        with pytest.raises(HistoryError, match="写不进去"):
            history.save(make_run(make_audit("甲局", total=80)))
        assert len(history.audits()) == 1


def test_a_password_is_not_said() -> None:
    with pytest.raises(HistoryError) as caught:
        History("postgresql://reader:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)
    assert "reader" in str(caught.value)


def test_names_in_another_encoding_are_kept(history: History, make_run: Any, make_audit: Any) -> None:
    audit = make_audit("甲局", total=80)
    audit = replace(audit, source=replace(audit.source, path="报告/\udcbc\udcd7.html"))
    number = history.save(make_run(audit), "标\udcbc签\0")
    assert history.audits()[0].label == r"标\udcbc签"
    assert history.run(number).reports[0].source.path == "报告/\udcbc\udcd7.html"
