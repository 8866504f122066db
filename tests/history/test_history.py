"""What is kept comes out as it went in, once, whole, and after every upgrade."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select

from hegui.history import HistoryError
from hegui.history.history import Decision, History
from hegui.history.schema import MIGRATIONS, migrate, rows, version

AT = "2025-03-02T09:00:00+08:00"


def _wide(make_record: Any, make_report: Any, make_verdict: Any, count: int = 450) -> Any:
    return make_record(
        *(make_report(f"{number}局", number % 100, make_verdict("a", "fail", "1")) for number in range(count))
    )


def test_a_record_comes_out_as_it_went_in(
    history: History, make_record: Any, make_report: Any, make_verdict: Any
) -> None:
    record = _wide(make_record, make_report, make_verdict)
    number = history.save(record, "初审")
    loaded = history.record(number)
    assert len(loaded["reports"]) == 450
    assert list(loaded["reports"]) == record["reports"]
    assert loaded["reports"][-1] == record["reports"][-1]
    assert loaded["reports"][3:5] == record["reports"][3:5]
    assert {**loaded, "reports": record["reports"]} == {**record, "label": "初审", "number": number}
    assert list(loaded)[: len(record)] == list(record)
    (saved,) = history.audits()
    assert (saved.label, saved.reports, saved.complete) == ("初审", 450, True)


def test_a_row_that_did_not_change_is_kept_once(history: History, make_record: Any, make_report: Any) -> None:
    history.save(make_record(make_report("甲局", 80), make_report("乙局", 90), make_report("乙局", 90)))
    history.save(make_record(make_report("甲局", 80), make_report("乙局", 95)))
    with history._engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(rows)).scalar_one() == 3
    assert [report["score"]["total"] for report in history.record(2)["reports"]] == [80, 95]


def test_a_save_that_breaks_leaves_nothing(history: History, make_record: Any, make_report: Any) -> None:
    def reports() -> Iterator[Any]:
        for number in range(300):
            yield make_report(f"{number}局", 80)
        raise OSError("磁盘已满")

    with pytest.raises(OSError, match="磁盘已满"):
        history.save({**make_record(), "reports": reports()})
    assert history.audits() == []
    with history._engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(rows)).scalar_one() == 0


def test_an_unknown_number_is_told(history: History) -> None:
    with pytest.raises(HistoryError, match="没有编号为 7 的审查"):
        history.record(7)


def test_the_trend(history: History, make_record: Any, make_report: Any) -> None:
    history.save(make_record(make_report("甲局", 80), make_report("乙局", 90), make_report("丙局", None)), "2023年度")
    history.save(make_record(make_report("甲局", 85), make_report("乙局", 99)), "2024年度")
    history.save(make_record(make_report("甲局", None)), "没有得分")
    assert history.trend() == [
        {"label": "2023年度", "number": 1, "year": 2024, "median": 85, "units": 2},
        {"label": "2024年度", "number": 2, "year": 2024, "median": 92, "units": 2},
    ]
    assert [one["median"] for one in history.trend(["甲局"])] == [80, 85]


def test_the_files_that_were_audited_are_kept_on_request(
    history: History, make_record: Any, make_report: Any, tmp_path: Path
) -> None:
    reports = []
    for name, content in (("甲", b"one"), ("乙", b"one"), ("丙", b"two"), ("丁", b"gone")):
        report = make_report(f"{name}局", 80, path=str(tmp_path / name))
        report["source"]["sha256"] = sha256(content).hexdigest()
        (tmp_path / name).write_bytes(content if name != "丁" else b"changed")
        reports.append(report)
    history.save(make_record(*reports))
    assert history.source(sha256(b"one").hexdigest()) is None
    history.save(make_record(*reports), keep_sources=True)
    kept = [history.source(sha256(content).hexdigest()) for content in (b"one", b"two", b"gone", b"changed")]
    assert kept == [b"one", b"two", None, None]


def test_decisions_are_kept_and_can_be_changed(history: History) -> None:
    first = Decision("0" * 16, "confirmed", "属实", "王某", AT)
    other = Decision("1" * 16, "dismissed", "表格为图片", "李某", AT)
    history.decide(first)
    history.decide(other)
    history.decide(first._replace(state="mended", reason="已重新发布"))
    assert history.decisions() == {
        first.fingerprint: first._replace(state="mended", reason="已重新发布"),
        other.fingerprint: other,
    }


@pytest.mark.parametrize("change", [{"state": "maybe"}, {"reason": "  "}])
def test_a_faulty_decision_is_refused(history: History, change: dict[str, str]) -> None:
    with pytest.raises(HistoryError):
        history.decide(Decision("0" * 16, "confirmed", "属实", "王某", AT)._replace(**change))
    assert history.decisions() == {}


@pytest.mark.parametrize("at", range(len(MIGRATIONS) + 1))
def test_a_history_of_every_version_is_brought_up_to_date(
    place: str, at: int, make_record: Any, make_report: Any
) -> None:
    engine = create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        migrate(connection, at)
    engine.dispose()
    for _ in range(2):
        with History(place) as history:
            history.save(make_record(make_report("甲局", 80)))
            history.decide(Decision("0" * 16, "confirmed", "属实", "王某", AT))
    with History(place) as history:
        assert len(history.audits()) == 2
        with history._engine.connect() as connection:
            assert connection.execute(select(version.c.version)).scalars().all() == [len(MIGRATIONS)]


def test_a_newer_history_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "历史.db"
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE hegui_schema (version INTEGER)")
        connection.execute("INSERT INTO hegui_schema VALUES (99)")
    with pytest.raises(HistoryError, match="更新版本"):
        History(str(place))


@pytest.mark.parametrize("place", ["没有这个文件夹/历史.db", "nonsense://x", "postgresql+psycopg://127.0.0.1:1/x"])
def test_what_cannot_be_opened_is_told(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HistoryError, match="打不开"):
        History(place)


def test_what_is_no_history_is_told(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text("年度报告" * 1000, "utf-8")
    with pytest.raises(HistoryError, match="不是审查历史"):
        History(str(file))


def test_what_cannot_be_written_is_told(tmp_path: Path, make_record: Any, make_report: Any) -> None:
    place = tmp_path / "历史?.db"
    with History(str(place)) as history:
        history.save(make_record(make_report("甲局", 80)))
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON hegui_audits BEGIN SELECT RAISE(ABORT, '满'); END")
    with History(str(place)) as history:
        with pytest.raises(HistoryError, match="写不进去"):
            history.save(make_record(make_report("甲局", 80)))
        assert len(history.audits()) == 1


def test_a_password_is_not_said() -> None:
    with pytest.raises(HistoryError) as caught:
        History("postgresql+psycopg://reader:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)
    assert "reader" in str(caught.value)
