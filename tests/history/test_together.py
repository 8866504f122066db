"""Several programs keep audits in one history at the same time, from its very first use on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hegui.errors import HistoryError
from hegui.history import database
from hegui.history.history import History

pytestmark = pytest.mark.slow

_SAVE = """
import sys
from hegui.history.history import History
from hegui.model.stored import read_run
with History(sys.argv[1]) as history:
    for _ in range(2):
        history.save(read_run(sys.argv[2]))
"""
_PROGRAMS = 4


def _save_together(place: str, runs: list[Path]) -> list[str]:
    started = [
        subprocess.Popen([sys.executable, "-c", _SAVE, place, str(run)], stderr=subprocess.PIPE, text=True)
        for run in runs
    ]
    return [process.communicate()[1].strip().rpartition("\n")[2] for process in started]


def test_no_audit_is_lost(place: str, tmp_path: Path, make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    runs = []
    for number in range(_PROGRAMS):  # some reports are the same in all, and all have the same findings
        own = make_audit(f"{number}局", make_verdict("a", "fail", "1"), total=number)
        shared = (make_audit(f"共{each}局", make_verdict("a", "fail", "1"), total=each) for each in range(20))
        runs.append(tmp_path / f"{number}.json")
        make_run(own, *shared).save(runs[-1])
    assert _save_together(place, runs) == [""] * _PROGRAMS
    with History(place) as history:
        saved = history.audits()
        assert len({one.number for one in saved}) == 2 * _PROGRAMS
        assert {one.reports for one in saved} == {21}


def test_that_another_writes_all_the_time_is_told_as_such(
    place: str, make_run: Any, make_audit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.1)
    with History(place) as history:
        file = Path(place)
        same = (
            f"{place}&application_name=other"
            if "://" in place
            else str(file.parent / ".." / file.parent.name / file.name)
        )
        other = database.connect(same)
        with database.writing(other), pytest.raises(HistoryError, match="别的程序一直在写"):
            history.save(make_run(make_audit("甲局", total=80)))
        database.close(other)
