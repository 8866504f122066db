"""Audits side by side. What is done comes back as it is done, whatever the order in which it was begun."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import closing
from functools import partial
from itertools import islice

from hegui.audit.guard import describe
from hegui.audit.run import Auditor
from hegui.audit.walk import Target
from hegui.audit.worker import Audited, Crew, Setup, Unlike, audited
from hegui.model.audit import Problem
from hegui.read.archive import Shelf

Task = tuple[int, Target]
"""A file and the number of its row."""
Done = tuple[int, Audited | Problem]
Way = Callable[[Iterable[Task]], Generator[Done, None, None]]
"""A way to audit files. A task is taken when it can be begun, so that not all of them need be at hand."""
Work = Callable[[Sequence[Target]], list[Audited | Problem]]

_FEW = 24
"""Files for which starting a process takes longer than it saves."""
_AHEAD = 2
"""Tasks handed out for each worker, so that none waits for the next."""
_LOOK_UP = 0.5
"""Seconds after which waiting looks up: Windows notices Ctrl-C only then."""


def default_processes(count: int) -> int:
    """As many as this process may use cores; for a few files 0, none but this one."""
    if count < _FEW:
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_this_process(auditor: Auditor) -> Way:
    """One file after the other."""

    def way(tasks: Iterable[Task]) -> Generator[Done, None, None]:
        with closing(Shelf()) as archives:
            for number, target in tasks:
                yield number, audited(auditor.audit(target, archives), auditor)

    return way


def in_processes(setup: Setup, count: int, seconds: float | None = None) -> Way:
    """In so many processes of this machine, each file within its time and memory."""

    def way(tasks: Iterable[Task]) -> Generator[Done, None, None]:
        crew = Crew(seconds)
        threads = ThreadPoolExecutor(count, "hegui-audit")
        try:
            yield from spread(threads, partial(crew.audit, setup), tasks, _AHEAD * count)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            crew.stop()
            threads.shutdown()

    return way


def spread(executor: Executor, work: Work, tasks: Iterable[Task], ahead: int, batch: int = 1) -> Iterator[Done]:
    """Do tasks on an executor, `batch` at a time, with no more than `ahead` batches handed out."""
    remaining = iter(tasks)
    under_way: dict[Future[list[Audited | Problem]], list[Task]] = {}
    while True:
        while len(under_way) < ahead and (some := list(islice(remaining, batch))):
            under_way[executor.submit(work, [target for _, target in some])] = some
        if not under_way:
            return
        done, _ = wait(under_way, _LOOK_UP, FIRST_COMPLETED)
        for future in done:
            yield from _results(future, under_way.pop(future))


def _results(future: Future[list[Audited | Problem]], tasks: Sequence[Task]) -> Iterator[Done]:
    try:
        results: Sequence[Audited | Problem] = future.result()
    except Unlike:
        raise
    except Exception as error:
        fault = f"处理这份文件时程序出错，未能审查（{describe(error)}）"
        results = [Problem("read", fault, target.path) for _, target in tasks]
    yield from ((number, result) for (number, _), result in zip(tasks, results, strict=True))
