"""Many files in several processes: the same bytes as one after the other, and what breaks costs its own row only."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from crowd import Crowd

from hegui.errors import MismatchError
from hegui.model.verdict import Result
from hegui.project.auditor import Recipe
from hegui.project.host import Host
from hegui.project.targets import Target, find_targets
from hegui.project.workers import audit_all, default_processes, in_processes
from hegui.rules.assembly import load_ruleset

pytestmark = pytest.mark.slow

_NAMES = [f"{number}.html" for number in range(6)]


@pytest.fixture
def crowd(tmp_path: Path) -> Crowd:
    return Crowd(tmp_path)


def test_the_result_is_the_same_however_it_is_come_by(crowd: Crowd) -> None:
    crowd.add(*_NAMES)
    (crowd.reports / "不是报告.txt").write_text("通知", "utf-8")
    alone, one, two, cold, warm = (
        crowd.audit(*options, statuses=[3])
        for options in (
            ["--no-cache"],
            ["--no-cache", "--processes", "1"],
            ["--no-cache", "--processes", "2"],
            ["--processes", "2"],
            ["--processes", "2"],
        )
    )
    assert alone == one == two == cold == warm
    assert [Path(row["source"]["path"]).name for row in json.loads(alone)["reports"]] == [*_NAMES, "不是报告.txt"]
    assert sorted(crowd.judged()) == sorted(4 * _NAMES)  # not a fifth time: all of them were in the cache


@pytest.mark.skipif(sys.platform != "linux", reason="此系统不限制进程的内存")
def test_a_file_that_hangs_crashes_or_eats_memory_costs_its_own_row_or_less(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["1.html", "2崩溃.html", "3.html", "4挂起.html", "5.html", "6内存.html", "7.html", "8迟退.html", "9.html"]
    crowd.add(*names)
    monkeypatch.setenv("CROWD_LOG", str(crowd.log))
    host = Host.load([crowd.plugin], [crowd.pack])
    ruleset = load_ruleset(host)
    recipe = Recipe(plugins=(str(crowd.plugin),), rules=(str(crowd.pack),), ruleset_digest=ruleset.digest)
    reports = list(audit_all(find_targets([str(crowd.reports)]).rows, in_processes(recipe, 2, seconds=6)))
    assert [Path(report.source.path).name for report in reports] == names
    troubles = {Path(report.source.path).name: report.errors[0].message for report in reports if report.errors}
    assert list(troubles) == ["8迟退.html"], "nobody knows any more that it was the plugin"
    assert "意外终止" in troubles["8迟退.html"]
    broken = {
        Path(report.source.path).name: verdict.reason
        for report in reports
        for verdict in report.verdicts
        if verdict.result is Result.ERROR
    }
    assert list(broken) == ["2崩溃.html", "4挂起.html", "6内存.html"]
    for name in ("2崩溃.html", "4挂起.html"):
        assert "插件 crowd 在以规则种类“crowd”判断" in broken[name]
        assert name in broken[name]
    assert "MemoryError" in broken["6内存.html"]
    assert sorted(crowd.judged()) == names  # none of them twice


def test_rules_that_change_on_the_way_end_the_run() -> None:
    workers = in_processes(Recipe(ruleset_digest="sha256:other"), 1)
    with pytest.raises(MismatchError, match="规则"):
        audit_all([Target("1.html"), Target("2.html")], workers)


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 有 /proc")
def test_a_broken_consumer_leaves_no_process(ruleset: Any, tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    targets = [Target(str(tmp_path / f"{number}.html")) for number in range(9)]
    before = set(_children(os.getpid()))
    with pytest.raises(KeyboardInterrupt):
        audit_all(targets, in_processes(Recipe(ruleset_digest=ruleset.digest), 2), progress=broken)
    assert set(_children(os.getpid())) <= before


@pytest.mark.skipif(os.name == "nt", reason="Windows 上 Ctrl-C 的发送方式不同")
def test_ctrl_c_ends_cleanly_and_the_next_run_goes_on(crowd: Crowd) -> None:
    names = [f"{number:02}慢.html" for number in range(30)]
    crowd.add(*names)
    process = crowd.start("--processes", "2")
    _wait_for(lambda: len(crowd.judged()) >= 8)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    words = err.decode()
    assert "已中断" in words
    assert "从中断处接着审查" in words
    assert "Traceback" not in words
    before = crowd.judged()
    assert len(json.loads(crowd.audit("--processes", "2"))["reports"]) == 30
    again = set(crowd.judged()[len(before) :]) & set(before)
    assert len(again) <= 4  # what was under way


def test_few_files_need_no_process() -> None:
    assert default_processes(1) == default_processes(20) == 0
    assert default_processes(1000) >= 1


def test_a_single_file_uses_neither_cache_nor_process(crowd: Crowd) -> None:
    crowd.add("1.html")
    first, second = crowd.audit(), crowd.audit()
    assert first == second
    assert len(crowd.judged()) == 2
    assert not list(crowd.cache.glob("audits*"))


@pytest.mark.parametrize("value", ["0", "-1", "二", "1.5"])
def test_a_wrong_number_of_processes_is_told(crowd: Crowd, value: str) -> None:
    crowd.add("1.html")
    process = crowd.start(f"--processes={value}")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "不小于 1 的整数" in err.decode()


def _children(parent: int) -> list[str]:
    """The command lines of the running children of a process."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, number = (place / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(number) == parent and state != "Z":
                found.append((place / "cmdline").read_text())
        except OSError:
            continue
    return found


def _wait_for(condition: Any) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("未等到")
