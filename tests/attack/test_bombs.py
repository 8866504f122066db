"""Files made to take time or memory: each is read or refused in words, within the time and memory of any other file.

`HEGUI_ATTACK=1 pytest tests/attack` makes each as large as it was when it did harm; without, a tenth of that.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from measured import most_memory
from tools.bombs import BOMBS

pytestmark = pytest.mark.slow

_SHARE = 1 if os.environ.get("HEGUI_ATTACK") else 10
_MEMORY = 600
"""Megabytes that one process may hold."""
_BROKEN = ("程序出错", "意外终止", "超过 60 秒", "超过 90 秒", "超过 120 秒", "超过 180 秒")
"""How it is told that a limit of time or a fault of the program ended the work: a thousandth of that time is enough."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """One audit of all of them: each file's row, and `memory`, the most that a process held."""
    folder = tmp_path_factory.mktemp("attack")
    for name, bomb in BOMBS.items():
        (folder / f"{name}{bomb.suffix}").write_bytes(bomb.make(bomb.full // _SHARE))
    command = ["-m", "hegui", "audit", str(folder), "--format", "json", "--no-cache", "--processes", "2"]
    with (folder / "结果").open("w+b") as out:
        memory = most_memory(command, folder, out)
        out.seek(0)
        rows = {Path(row["source"]["path"]).stem: row for row in json.load(out)["reports"]}
    return {**rows, "memory": memory}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_made_to_take_long_takes_its_part_and_no_more(run: Mapping[str, Any], name: str) -> None:
    row = run[name]
    told = [error["message"] for error in row["errors"]]
    broken = [verdict["reason"] for verdict in row["verdicts"] if verdict["verdict"] == "error"]
    assert told or row["verdicts"]
    assert not [words for words in [*told, *broken] if any(sign in words for sign in _BROKEN)]
    assert not broken


@pytest.mark.skipif(sys.platform != "linux", reason="别的系统不计各进程的内存")
def test_no_process_holds_more_than_its_part(run: Mapping[str, Any]) -> None:
    assert run["memory"] < _MEMORY
