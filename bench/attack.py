"""What files made to take time or memory come to: `python -m bench.attack [NAME…]`, a row for each; `make attack-long`.

Each is audited by the command line, as one file by itself: seconds on the clock, the most memory (MB) that its
processes held together, and what was said of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tabulate import tabulate

from bench.scale import resident
from tools.bombs import BOMBS

_SHOWN = 60
_SAMPLING = 0.05
_MAKE = "import sys; from tools.bombs import write; write(*sys.argv[1:])"
"""In a process of its own: what this one holds would count as held by those that it starts."""


class Measured(NamedTuple):
    """An audit of a file: seconds, megabytes, exit status, and the first thing that is told of it."""

    seconds: float
    memory: float
    status: int
    told: str


def measure(file: Path, *options: str) -> Measured:
    """Audit a file in a process of its own."""
    command = [sys.executable, "-m", "hegui", "audit", str(file), "--format", "json", "--no-cache", *options]
    with TemporaryDirectory() as folder, (Path(folder) / "out").open("w+b") as out:
        began, most = time.perf_counter(), 0
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, cwd=folder)
        while process.poll() is None:
            most = max(most, resident(process.pid))
            time.sleep(_SAMPLING)
        seconds = time.perf_counter() - began
        out.seek(0)
        told = _told(out.read())
    return Measured(seconds, most / 1e6, process.returncode, told)


def _told(output: bytes) -> str:
    try:
        run: dict[str, Any] = json.loads(output)
    except ValueError:
        return "没有结果"
    errors: list[str] = [error["message"] for report in run["reports"] for error in report["errors"]]
    overdue: list[str] = [
        one["rule"] for report in run["reports"] for one in report["verdicts"] if one["verdict"] == "error"
    ]
    return (errors or [f"规则出错：{'、'.join(overdue)}" if overdue else "读得出"])[0][:_SHOWN]


def main(names: list[str]) -> None:
    rows = []
    with TemporaryDirectory() as folder:
        for name in names or BOMBS:
            bomb = BOMBS[name]
            file = Path(folder, f"{name}{bomb.suffix}")
            subprocess.run([sys.executable, "-c", _MAKE, name, str(file)], check=True)
            size = file.stat().st_size / 1e6
            measured = measure(file)
            file.unlink()
            rows.append(
                [name, bomb.suffix, f"{size:.1f}", f"{measured.seconds:.1f}", f"{measured.memory:.0f}", measured.told]
            )
            print(*rows[-1], file=sys.stderr, flush=True)
    print(tabulate(rows, ["内容", "格式", "MB", "秒", "内存 MB", "结果"], tablefmt="github", disable_numparse=True))


if __name__ == "__main__":
    main(sys.argv[1:])
