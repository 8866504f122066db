"""Wall time from the shell: `hegui --version` and one small report, beside bare Python in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.aims import Row, middle

_ROUNDS = 11


class Startup(NamedTuple):
    """Milliseconds on the clock, the medians of several runs."""

    python: float
    version: float
    audit: float

    def rows(self) -> list[Row]:
        figures = (("hegui --version", self.version, 3), ("hegui audit 一份小文件", self.audit, 20))
        return [Row(work, figure, "毫秒", self.python, aim) for work, figure, aim in figures]


def measure(report: Path) -> Startup:
    """Each command in turn with the others, once before it counts: an installed program has its bytecode."""
    hegui = [sys.executable, "-m", "hegui"]
    commands = ([sys.executable, "-c", "pass"], [*hegui, "--version"], [*hegui, "audit", str(report)])
    times = [[_seconds(command) for command in commands] for _ in range(_ROUNDS + 1)][1:]
    return Startup(*map(middle, zip(*times, strict=True)))


def _seconds(command: Sequence[str]) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=False)
    return time.perf_counter() - start
