"""What files made to take time or memory come to: `python -m bench.attack [NAME…]`, a row for each; `make attack-long`.

Each is audited by the command line, as one file by itself: seconds on the clock, the most memory (MB) that its
processes held together, and what was said of it. Without names, or with the name `outputs`, a second table tells the
same of outputs of very many reports.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tabulate import tabulate

from bench.scale import resident
from hegui.proving import load_draft
from tools.bombs import BOMBS
from tools.layouts import document_of

_SHOWN = 60
_SAMPLING = 0.05
_MAKE = "import sys; from tools.bombs import write; write(*sys.argv[1:])"
"""In a process of its own: what this one holds would count as held by those that it starts."""
_STORE = """
import sys
from bench.outputs import many
with many(int(sys.argv[1])) as run:
    run.save(sys.argv[2])
"""
_OUTPUTS = "outputs"
_NOTICES, _REPORTS = 4_000, 7_000
_RENDERED = ("md", "csv", "json", "xlsx", "html", "parquet", "sarif", "junit")


class Measured(NamedTuple):
    """An audit of a file: seconds, megabytes, exit status, and the first thing that is told of it."""

    seconds: float
    memory: float
    status: int
    told: str


def measure(*arguments: str) -> Measured:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "hegui", *arguments]
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


def bombs(names: Iterable[str], folder: Path) -> str:
    """The table of the files."""
    rows = []
    for name in names:
        bomb = BOMBS[name]
        file = folder / f"{name}{bomb.suffix}"
        subprocess.run([sys.executable, "-c", _MAKE, name, str(file)], check=True)
        size = file.stat().st_size / 1e6
        measured = measure("audit", str(file), "--format", "json", "--no-cache")
        file.unlink()
        rows.append([name, bomb.suffix, f"{size:.1f}", *_figures(measured), measured.told])
        print(*rows[-1], file=sys.stderr, flush=True)
    return _table(rows, ["内容", "格式", "MB", "秒", "内存 MB", "结果"])


def outputs(folder: Path) -> str:
    """The table of notices to very many units, and of each output of a large stored run."""
    report, roster, stored = folder / "某局.html", folder / "名册.csv", folder / "audit.json"
    report.write_bytes(document_of(load_draft("bureau"), "html"))
    roster.write_text("\n".join(["单位", *(f"某县第{number}局" for number in range(_NOTICES))]), "utf-8")
    subprocess.run([sys.executable, "-c", _STORE, str(_REPORTS), str(stored)], check=True)
    out = ("--out", str(folder / "out"))
    notices = measure("audit", str(report), "--no-cache", "--roster", str(roster), "--format", "docx", *out)
    rows = [[f"{_NOTICES:,} 份整改通知书", *_figures(notices)]]
    size = f"{stored.stat().st_size / 1e6:.0f} MB"
    for name in _RENDERED:
        rows.append(
            [f"存好的结果（{size}）输出为 {name}", *_figures(measure("render", str(stored), "--format", name, *out))]
        )
        print(*rows[-1], file=sys.stderr, flush=True)
    stored.write_text(stored.read_text("utf-8").replace("\n", ""), "utf-8")
    other = measure("render", str(stored), "--format", "md", *out)
    return _table([*rows, ["同一结果写成一行的，输出为 md", *_figures(other)]], ["输出", "秒", "内存 MB"])


def _figures(measured: Measured) -> list[str]:
    return [f"{measured.seconds:.1f}", f"{measured.memory:.0f}"]


def _table(rows: list[list[str]], heads: list[str]) -> str:
    return tabulate(rows, heads, tablefmt="github", disable_numparse=True)


def main(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        if wanted := [name for name in names or BOMBS if name != _OUTPUTS]:
            print(bombs(wanted, Path(folder)), end="\n\n")
        if not names or _OUTPUTS in names:
            print(outputs(Path(folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
