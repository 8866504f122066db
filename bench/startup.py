"""Wall time from the shell: `hegui --version` and one small report, beside bare Python in the same run."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_ROUNDS = 7


class Startup(NamedTuple):
    """Seconds, the best of several runs."""

    python: float
    version: float
    audit: float


def measure(report: Path) -> Startup:
    hegui = [sys.executable, "-m", "hegui"]
    return Startup(
        _best([sys.executable, "-c", "pass"]), _best([*hegui, "--version"]), _best([*hegui, "audit", str(report)])
    )


def _best(command: Sequence[str]) -> float:
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
    return min(times)
