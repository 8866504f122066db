"""The memory that a program takes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

_MEASURE = """
import os, subprocess, sys
_, _, used = os.wait4(subprocess.Popen(sys.argv[1:]).pid, 0)
print(used.ru_maxrss, file=sys.stderr)
"""
"""Tells the most kilobytes that a process held. A process counts what its parent held when it was made, and the tests'
own may hold much."""


def most_memory(command: Sequence[str], folder: Path, out: IO[bytes] | None = None) -> float:
    """Run Python with these arguments in a folder; the megabytes that a process of it held at most (Linux)."""
    measured = [sys.executable, "-c", _MEASURE, sys.executable, *command]
    quiet = out or subprocess.DEVNULL
    told = subprocess.run(measured, stdout=quiet, stderr=subprocess.PIPE, cwd=folder, check=True, text=True).stderr
    return int(told.split()[-1]) / 1024
