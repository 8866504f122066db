"""Work in a child process: its result comes back, and whatever happens to it costs one message."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from hegui.read.isolate import call
from hegui.read.reader import ReadError


def test_results_and_exceptions_come_back() -> None:
    assert call(30, pow, 2, 10) == 1024
    assert call(30, sorted, [3, 1, 2], reverse=True) == [3, 2, 1]
    with pytest.raises(ValueError, match="invalid literal"):
        call(30, int, "甲")


def test_one_child_serves_many_calls() -> None:
    assert call(30, os.getpid) == call(30, os.getpid) != os.getpid()


@pytest.mark.parametrize(
    ("function", "arguments", "words"),
    [
        (time.sleep, (60,), "用时超过 0.3 秒"),
        (os.abort, (), "意外终止"),
        (ctypes.string_at, (0,), "意外终止"),
        (os._exit, (0,), "意外终止"),
    ],
)
def test_what_hangs_or_crashes_is_told_and_the_next_call_works(
    function: Callable[..., object], arguments: tuple[int, ...], words: str
) -> None:
    call(30, abs, 0)  # the start of the child is not part of the limit
    with pytest.raises(ReadError, match=words) as told:
        call(0.3, function, *arguments)
    assert "请" in str(told.value)
    assert call(30, abs, -1) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="此系统不限制进程的内存")
def test_too_much_memory_is_told() -> None:
    with pytest.raises(ReadError, match="内存不足"):
        call(30, bytes, 1 << 40)


def test_what_a_library_prints_is_no_answer() -> None:
    assert call(30, print, "甲") is None
    assert call(30, abs, -2) == 2


def test_a_module_beside_the_reports_is_not_run(tmp_path: object) -> None:
    place = str(tmp_path)
    with open(os.path.join(place, "pickle.py"), "w", encoding="utf-8") as trap:  # noqa: PTH118, PTH123
        trap.write("raise SystemExit('ran')")
    code = "from hegui.read.isolate import call; print(call(30, abs, -3))"
    engine = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=place,
        env={**os.environ, "PYTHONPATH": engine},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("3", "")
