"""A run that is killed at any point loses nothing that it has kept, and the next one judges none of that again."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest
from crowd import Crowd

pytestmark = pytest.mark.slow

_NAMES = [f"{number:02}慢.html" for number in range(20)]


@pytest.mark.skipif(os.name == "nt", reason="Windows 没有 SIGKILL")
@pytest.mark.parametrize("processes", [0, 2])
def test_a_killed_run_is_gone_on_with(tmp_path: Path, processes: int) -> None:
    crowd = Crowd(tmp_path)
    crowd.add(*_NAMES)
    options = ["--processes", str(processes)] if processes else []
    limit = 6
    while len(set(crowd.judged())) < len(_NAMES) - 8:  # killed several times over, at whatever point
        process = crowd.start(*options)
        deadline = time.monotonic() + 60
        while len(set(crowd.judged())) < limit and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        limit += 6
    killed = limit // 6 - 1
    out = crowd.audit(*options)
    under_way = killed * max(1, 2 * processes)
    assert len(crowd.judged()) - len(_NAMES) <= under_way
    assert set(crowd.judged()) == set(_NAMES)
    assert [Path(row["source"]["path"]).name for row in json.loads(out)["reports"]] == _NAMES
    judged = len(crowd.judged())
    assert crowd.audit(*options) == out
    assert len(crowd.judged()) == judged
    assert crowd.audit(*options, "--no-cache") == out
