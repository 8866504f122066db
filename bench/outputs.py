"""What offices get: `python -m bench.outputs [COUNT [FORMAT …]]` makes each output of COUNT reports (default 3,000)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tabulate import tabulate

from bench.corpus import make_corpus
from hegui.model.renderer import Renderer
from hegui.model.run import AuditRun
from hegui.model.stored import read_run
from hegui.project.host import Host

_COUNT = 3000
_MEGABYTE = 1 << 20


def main(count: int, names: Sequence[str]) -> None:
    renderers = Host.load().renderers
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        run = _audit(Path(folder), count)
    rows = [_measure(renderers[name], run) for name in names or renderers]
    print(f"{count} 份报告的各种输出，不含审查和读入结果的时间")
    print(tabulate(rows, headers=("格式", "秒", "MB", "文件数"), floatfmt=("", ".2f", ".1f", "")))


def _audit(folder: Path, count: int) -> AuditRun:
    make_corpus(folder / "reports", count)
    command = [sys.executable, "-m", "hegui", "audit", "reports", "--format", "json", "--out", "out"]
    subprocess.run(command, cwd=folder, check=False, stderr=subprocess.DEVNULL)
    return read_run(folder / "out" / "audit.json")


def _measure(renderer: Renderer, run: AuditRun) -> tuple[str, float, float, int]:
    began = time.perf_counter()
    sizes = [sum(map(len, file.parts)) for file in renderer.files(run, {})]
    return renderer.name, time.perf_counter() - began, sum(sizes) / _MEGABYTE, len(sizes)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _COUNT, sys.argv[2:])
