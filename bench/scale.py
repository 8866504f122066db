"""Many reports: `python -m bench.scale [N]` measures pace, memory, cache and processes on N generated web pages;
`python -m bench.scale N cluster` what a report costs on two local workers of Dask, a tenth of the N after the other.

Each run is a process of its own: reports are audited one by one and written as JSON, as the command line does it, but
not compared with one another; what that adds shows in the last run, which is the command line itself.
"""

from __future__ import annotations

import filecmp
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tabulate import tabulate

from bench.aims import Row, machine
from bench.corpus import make_corpus
from hegui.about import __version__
from hegui.judge.scheme import find_scheme
from hegui.judge.score import score_all
from hegui.model.run import SCHEMA, AuditRun, CorpusAudit, RulesetUsed
from hegui.project.auditor import Recipe
from hegui.project.cache import Cache, maker_of
from hegui.project.cluster import on_cluster
from hegui.project.rules import load
from hegui.project.targets import find_targets
from hegui.project.workers import audit_all, in_processes

_COUNT = 20_000
_DIFFERENT = 200
"""Pages on the cluster: a hundred thousand different ones would be nine gigabytes."""
_SAMPLING = 0.1
_MEGABYTE = 1 << 20


class Run(NamedTuple):
    """One audit: seconds on the clock, seconds of processor time, and the most memory (MB) that its processes held."""

    clock: float
    cpu: float
    memory: float


def audit(reports: str, out: str, processes: int, cache: str | None) -> None:
    """What is measured: a folder of reports to one JSON file."""
    ruleset = load().ruleset
    recipe = Recipe(ruleset_digest=ruleset.digest)
    known = Cache(Path(cache), maker_of(recipe, ruleset.checks)) if cache else None
    audits = audit_all(find_targets([reports]).rows, in_processes(recipe, processes), known)
    if known:
        known.close()
    run = AuditRun(
        schema=SCHEMA,
        engine=__version__,
        ruleset=RulesetUsed(ruleset.digest, (), {}),
        complete=score_all(audits, find_scheme("default", ruleset)),
        reports=audits,
        skipped=(),
        corpus=CorpusAudit(()),
        errors=(),
    )
    run.save(out)


def measure(*command: str) -> Run:
    """Run Python with these arguments. Memory is that of all its processes together (by /proc)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, most = time.perf_counter(), 0
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.DEVNULL)
    while process.poll() is None:
        most = max(most, resident(process.pid))
        time.sleep(_SAMPLING)
    clock = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode not in (0, 1):
        sys.exit(f"以状态 {process.returncode} 结束")
    return Run(clock, cpu, most / _MEGABYTE)


def resident(root: int) -> int:
    """Bytes that a process and its descendants hold; pages that they share count for each."""
    return sum(map(_pages, _family(root))) * os.sysconf("SC_PAGE_SIZE")


def _family(root: int) -> set[int]:
    """A process and its descendants."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _pages(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0


class Spread(NamedTuple):
    """The same reports in one process and in two."""

    reports: int
    one: Run
    two: Run

    def rows(self) -> list[Row]:
        work = f"{self.reports:,} 份网页，两个进程"
        one, two = (self.reports / run.clock for run in (self.one, self.two))
        return [
            Row(f"{work}，每秒份数", two, "份", one, 1.95, least=True),
            Row(f"{work}，内存", self.two.memory, "MB", None, 150),
        ]


def _run(reports: Path, out: Path, processes: int, cache: str | None = None) -> Run:
    arguments = ", ".join(map(repr, (str(reports), str(out), processes, cache)))
    return measure("-c", f"from bench.scale import audit; audit({arguments})")


def spread(reports: Path, count: int) -> Spread:
    """A folder of so many reports, audited by one process and by two."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        return Spread(count, *(_run(reports, Path(folder) / f"{number}.json", number) for number in (1, 2)))


def cluster(count: int) -> None:
    """A few different pages over and over on two local workers, by tenths: what one report costs, and all memory."""
    from distributed import LocalCluster

    rows = []
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        pages = [str(page) for page in make_corpus(Path(folder), min(count, _DIFFERENT))]
        targets = [target for page in pages for target in find_targets([page]).rows]
        part = (targets * (count // 10 // len(targets) + 1))[: count // 10]
        recipe = Recipe(ruleset_digest=load().ruleset.digest)
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:  # type: ignore[no-untyped-call]
            for number in range(10):
                began, cpu = time.perf_counter(), _family_cpu()
                audit_all(part, on_cluster(recipe, local.scheduler_address))
                clock = time.perf_counter() - began
                per_report = (_family_cpu() - cpu) * 1000 / len(part)
                rows.append(((number + 1) * len(part), clock, per_report, resident(os.getpid()) / _MEGABYTE))
                print(
                    "{:,} 份：{:.0f} 秒，CPU {:.1f} 毫秒/份，{:.0f} MB".format(*rows[-1]), file=sys.stderr, flush=True
                )
    print(f"Dask，本机两个工作进程；{machine()}")
    print(tabulate(rows, headers=("份数", "这一成的秒数", "CPU 毫秒/份", "内存 MB"), floatfmt=".1f"))


def _family_cpu() -> float:
    """CPU seconds that this process and its living descendants have used."""
    ticks = 0
    for pid in _family(os.getpid()):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        work = Path(folder)
        corpus = make_corpus(work / "reports", count)
        few = work / "few"
        few.mkdir()
        for file in corpus[: count // 10]:
            (few / file.name).hardlink_to(file)

        def run(out: str, processes: int, cache: str | None = None, source: Path = work / "reports") -> Run:
            return _run(source, work / out, processes, cache)

        cache = str(work / "cache")
        options = ["--format", "json", "--out", str(work), "--cache", cache, "--processes", "2"]
        runs = {
            f"{count // 10} 份，两个进程": run("few.json", 2, source=few),
            f"{count} 份，一个进程": run("one.json", 1),
            f"{count} 份，两个进程，缓存是空的": run("two.json", 2, cache),
            f"{count} 份，两个进程，缓存齐备": run("again.json", 2, cache),
            "同上，hegui audit，连同各份之间的比较": measure("-m", "hegui", "audit", str(work / "reports"), *options),
        }
        small, one, two, again, _ = runs.values()
        same = all(filecmp.cmp(work / "one.json", work / name, False) for name in ("two.json", "again.json"))
        counts = (count // 10, count, count, count, count)
        rows = [
            (name, run.clock, number / run.clock, run.cpu * 1000 / number, run.memory)
            for (name, run), number in zip(runs.items(), counts, strict=True)
        ]
        print(machine())
        print(tabulate(rows, headers=("", "秒", "份/秒", "CPU 毫秒/份", "内存 MB"), floatfmt=".1f"))
        print(f"\n三次 {count} 份的结果逐字节相同：{'是' if same else '否'}")
        print(f"两个进程为一个进程的 {one.clock / two.clock:.2f} 倍（目标 1.95）")
        print(f"缓存齐备时为初次的 {two.clock / again.clock:.1f} 倍（目标 20）")
        print(f"内存：{count // 10} 份 {small.memory:.0f} MB，{count} 份 {two.memory:.0f} MB（目标 150，且两者相同）")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else _COUNT
    cluster(wanted) if "cluster" in sys.argv else main(wanted)
