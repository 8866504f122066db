"""What offices get of a large run: `python -m bench.outputs [COUNT [FORMAT …]]` makes each output of COUNT reports.

The reports are a few audited ones over and over, each time of another unit. Each output is made in a process of its
own, so that the memory it takes is its alone. Annotated copies are left out unless named: they read every report again.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from tabulate import tabulate

from bench.aims import Row
from bench.corpus import make_corpus
from hegui.judge.ranking import parents, ranking, scored_units
from hegui.model.audit import Audit
from hegui.model.reports import Reports, StoredAudit
from hegui.model.run import AuditRun, CorpusAudit
from hegui.project.host import Host
from hegui.project.project import Project

_COUNT = 3000
_DIFFERENT = 40
_ALL_REPORTS = "marked"
"""The format that reads every report again."""
MOST = 500
"""Megabytes that any output may take, of 200,000 reports."""


@dataclass(frozen=True)
class Output:
    """An output as it was made: seconds, megabytes written, files, and the most memory (MB) that its process held."""

    name: str
    seconds: float
    size: float
    files: int
    memory: float


@contextmanager
def many(count: int) -> Iterator[AuditRun]:
    """A run of so many reports, ranked, stored on disk."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        pages = make_corpus(Path(folder) / "reports", min(count, _DIFFERENT))
        run = Project().audit(list(map(str, pages)), workers=0)
        different = list(run.reports)
        reports = Reports()
        for number in range(count):
            reports.append(StoredAudit.of(_of_another(different[number % len(different)], number)))
            reports.change(number, replace(reports.summary(number), score=different[number % len(different)].score))
        yield replace(run, reports=reports, corpus=_ranked(reports, run.corpus))


def _ranked(reports: Reports, corpus: CorpusAudit) -> CorpusAudit:
    units = scored_units(reports.summaries(), corpus)
    return replace(corpus, ranking=ranking(units), parents=parents(units))


def _of_another(audit: Audit, number: int) -> Audit:
    return replace(audit, unit=replace(audit.unit, name=f"{audit.unit.name}{number}"))


def measure(run: AuditRun, name: str) -> Output:
    """Make an output in a process forked from this one."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(run, name, sender))
    process.start()
    sender.close()
    try:
        output: Output = receiver.recv()
    except EOFError:
        sys.exit(f"{name}：输出中断")
    process.join()
    return output


def _make(run: AuditRun, name: str, sender: multiprocessing.connection.Connection) -> None:
    began = time.perf_counter()
    sizes = [sum(map(len, file.parts)) for file in Host.load().renderers[name].files(run, {})]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sender.send(Output(name, time.perf_counter() - began, sum(sizes) / (1 << 20), len(sizes), peak))


def outputs(count: int, names: Sequence[str] = ()) -> list[Output]:
    formats = names or [name for name in Host.load().renderers if name != _ALL_REPORTS]
    with many(count) as run:
        return [measure(run, name) for name in formats]


def row(count: int, made: Sequence[Output]) -> Row:
    """The output that takes most memory, beside the aim."""
    most = max(made, key=lambda output: output.memory)
    return Row(f"{count:,} 份的各种输出，内存最多的（{most.name}）", most.memory, "MB", None, MOST)


def table(made: Sequence[Output]) -> str:
    rows = [(each.name, each.seconds, each.size, each.files, each.memory) for each in made]
    heads = ("格式", "秒", "写出 MB", "文件数", "内存 MB")
    return tabulate(rows, headers=heads, floatfmt=("", ".1f", ".1f", "", ".0f"))


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else _COUNT
    made = outputs(wanted, sys.argv[2:])
    print(f"{wanted:,} 份报告的各种输出，不含审查的时间；内存目标 {MOST} MB\n{table(made)}")
