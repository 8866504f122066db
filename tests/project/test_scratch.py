"""What killed runs leave in the temporary folder goes with the next run, and nothing else does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hegui.guarding.scratch import Scratch

pytestmark = pytest.mark.skipif(os.name != "posix", reason="别的系统没有这样的锁")

_MAKE = """
import sys
from hegui.guarding.scratch import Scratch
with Scratch() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@contextmanager
def run(temporary: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that holds a folder until its input ends."""
    told = {**os.environ, "TMPDIR": str(temporary)}
    command = [sys.executable, "-c", _MAKE]
    with subprocess.Popen(command, env=told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        yield process, folder
        if process.poll() is None:
            process.communicate()


def age(*places: Path) -> None:
    """Make it an hour ago that they were made."""
    for place in places:
        os.utime(place, (time.time() - 3600,) * 2, follow_symlinks=False)


def test_the_folder_of_a_killed_run_goes_with_the_next(tmp_path: Path) -> None:
    with run(tmp_path) as (process, killed), run(tmp_path) as (_, alive):
        process.send_signal(signal.SIGKILL)
        process.wait()
        (killed / "trail").touch()
        others = [tmp_path / name for name in ("hegui-run-file", "hegui-else", "another-run-1")]
        others[0].touch()
        others[1].mkdir()
        others[2].mkdir()
        link = tmp_path / "hegui-run-link"
        link.symlink_to(others[2])
        with run(tmp_path):
            assert killed.exists(), "it may have been made a moment ago"
        age(killed, alive, *others, link)
        with run(tmp_path) as (_, own):
            assert not killed.exists()
            assert all(place.exists() for place in (alive, own, *others, link))
    assert sorted(tmp_path.iterdir()) == sorted([*others, link])


def test_it_goes_in_the_usual_way_too() -> None:
    with Scratch() as folder:
        Path(folder, "x").touch()
    assert not Path(folder).exists()
