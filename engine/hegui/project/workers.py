"""Audits any number of files: in this process, in child processes of this machine, or wherever an executor is.

A file that hangs, crashes or exhausts the memory of a child process costs its own row only. What is done comes back as
it is done, whatever the order in which it was begun.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from hegui.errors import MismatchError
from hegui.guarding.plugins import Work, leave_trail, left_at, skip
from hegui.guarding.scratch import Scratch
from hegui.judge.audit import not_audited
from hegui.judge.guard import describe
from hegui.model.audit import Problem
from hegui.model.document import Source
from hegui.model.reports import Reports, StoredAudit
from hegui.project.auditor import Auditor, Recipe, budget
from hegui.project.cache import Cache
from hegui.project.targets import Target
from hegui.read import ReadError
from hegui.read.archive import Archives
from hegui.read.isolate import Child, ChildDiedError

Progress = Callable[[int, int, str], None]
"""Told how far a run is: the number of a file, counted from 1, how many there are, and the file's path."""
Task = tuple[int, Target]
"""A file and the number of its row."""
Done = tuple[int, StoredAudit]
Workers = Callable[[Iterable[Task]], Generator[Done, None, None]]
"""Who audits files. A task is taken when it can be begun, so that not all of them need be at hand."""

_FEW = 24
"""Files for which starting a process takes longer than it saves."""
_AHEAD = 2
"""Tasks handed out for each worker, so that none waits for the next."""
_LOOK_UP = 0.5
"""Seconds after which waiting looks up: Windows notices Ctrl-C only then."""
_START = 120.0
"""Seconds that loading the ruleset may take."""
_GRACE = 1.5
"""How many times the time that a file may take its process gets, which as a rule tells by itself that it is over."""


def audit_all(
    targets: Sequence[Target], workers: Workers, cache: Cache | None = None, progress: Progress | None = None
) -> Reports:
    """The audits of all targets in their order, the same whoever makes them; what the cache knows is taken from it."""
    reports = Reports(len(targets))
    done = 0

    def put(number: int, audit: StoredAudit) -> None:
        nonlocal done
        reports.put(number, audit)
        done += 1
        if progress:
            progress(done, len(targets), targets[number].path)

    def unknown() -> Iterator[Task]:
        for number, target in enumerate(targets):
            if cache and (audit := cache.recall(target)):
                put(number, audit)
            else:
                yield number, target

    with closing(workers(unknown())) as results:
        for number, audit in results:
            if cache:
                cache.remember(targets[number].path, audit)
            put(number, audit)
    return reports


def default_processes(count: int) -> int:
    """As many as this process may use cores; for a few files 0, none but this one."""
    if count < _FEW:
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spare_garbage_collector() -> None:
    """For a process that is hegui's own and does nothing but audit, once its rules are loaded: what is loaded stays to
    the end and is not looked through again, and cycles are looked for seldom.

    Reports are dropped whole and hold hardly any cycles: a sixth of an audit's time would go into looking for them.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@contextmanager
def garbage_collector_spared() -> Iterator[None]:
    """The same for a process that goes on to write what came of it: a Word document is a cycle of few objects that hold
    megabytes."""
    usual = gc.get_threshold()
    spare_garbage_collector()
    try:
        yield
    finally:
        gc.unfreeze()  # else every ruleset that such a process has loaded stays to its end
        gc.set_threshold(*usual)


def in_this_process(auditor: Auditor) -> Workers:
    """One file after the other."""

    def work(tasks: Iterable[Task]) -> Generator[Done, None, None]:
        with closing(Archives()) as archives:
            for number, target in tasks:
                yield number, StoredAudit.of(auditor.audit(target, archives))

    return work


def in_processes(recipe: Recipe, count: int, seconds: float | None = None) -> Workers:
    """In so many processes of this machine, each file within its time and memory."""

    def work(tasks: Iterable[Task]) -> Generator[Done, None, None]:
        processes = ChildProcesses(seconds)
        threads = ThreadPoolExecutor(count, "hegui-audit")
        try:
            yield from spread(threads, partial(processes.audit, recipe), tasks, _AHEAD * count)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            processes.stop()
            threads.shutdown()

    return work


class ChildProcesses:
    """Processes that audit files, as many as there are callers at a time, each started when first needed."""

    def __init__(self, seconds: float | None = None) -> None:
        """`seconds` is what a file may take, where it is another time than usual."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._all: list[Child] = []
        self._idle: list[Child] = []
        self._trails = Scratch()

    def audit(self, recipe: Recipe, targets: Sequence[Target]) -> list[StoredAudit]:
        """The audits of some files, or what became of the process that was at them. Any thread may call.

        Raises MismatchError where the process would not judge as this one does.
        """
        child = self._take()
        try:
            return [self._audit(child, recipe, target) for target in targets]
        finally:
            with self._lock:
                self._idle.append(child)

    def _take(self) -> Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            self._all.append(Child())
            return self._all[-1]

    def _audit(self, child: Child, recipe: Recipe, target: Target) -> StoredAudit:
        """What a plugin was at when it ended the process is left out, and the file audited again."""
        seconds = self._seconds or _seconds(recipe)
        trail = Path(self._trails.name, str(id(child)))
        ended: list[Work] = []
        while True:
            try:
                if not child.is_running():  # to load the ruleset takes no time of the file's
                    child.call(_START, _prepare, recipe, str(trail))
                return child.call(seconds, _audit, recipe, target, tuple(ended))
            except ChildDiedError as died:
                work = left_at(trail)
                if not isinstance(work, Work) or work in ended:
                    return _not_audited(target, _fate(died, seconds, work if isinstance(work, Work) else None))
                ended.append(work)
            except ReadError as error:
                return _not_audited(target, str(error))

    def stop(self) -> None:
        """End every process at once."""
        with self._lock:
            for child in self._all:
                child.stop()
        with suppress(OSError):
            self._trails.cleanup()


def spread(
    executor: Executor,
    work: Callable[[Sequence[Target]], list[StoredAudit]],
    tasks: Iterable[Task],
    ahead: int,
    batch: int = 1,
) -> Iterator[Done]:
    """Do tasks on an executor, `batch` at a time, with no more than `ahead` batches handed out."""
    remaining = iter(tasks)
    under_way: dict[Future[list[StoredAudit]], list[Task]] = {}
    while True:
        while len(under_way) < ahead and (some := list(islice(remaining, batch))):
            under_way[executor.submit(work, [target for _, target in some])] = some
        if not under_way:
            return
        done, _ = wait(under_way, _LOOK_UP, FIRST_COMPLETED)
        for future in done:
            yield from _results(future, under_way.pop(future))


def _results(future: Future[list[StoredAudit]], tasks: Sequence[Task]) -> Iterator[Done]:
    try:
        results = future.result()
    except MismatchError:
        raise
    except Exception as error:
        fault = f"处理这份文件时程序出错，未能审查（{describe(error)}）"
        results = [_not_audited(target, fault) for _, target in tasks]
    yield from ((number, result) for (number, _), result in zip(tasks, results, strict=True))


@lru_cache(maxsize=1)
def _made(recipe: Recipe) -> tuple[Auditor, Archives]:
    """What a child process audits with, made once."""
    auditor = recipe.auditor()
    spare_garbage_collector()
    return auditor, Archives()


def _prepare(recipe: Recipe, trail: str) -> None:
    leave_trail(trail)
    _made(recipe)


def _audit(recipe: Recipe, target: Target, ended: Sequence[Work]) -> StoredAudit:
    skip(ended)
    auditor, archives = _made(recipe)
    return StoredAudit.of(auditor.audit(target, archives))


def _seconds(recipe: Recipe) -> float:
    """Time that the process of a file gets."""
    return _GRACE * budget(ocr=recipe.ocr)


def _not_audited(target: Target, message: str) -> StoredAudit:
    return StoredAudit.of(not_audited(Source(target.path, "", ""), Problem("read", message, target.path)))


def _fate(died: ChildDiedError, seconds: float, work: Work | None) -> str:
    if work:
        return (
            f"插件 {work.plugin} 在{work.doing}时结束了审查这份文件的进程，未能审查；其余文件不受影响。请联系其作者。"
        )
    if died.timed_out:
        return (
            f"审查用时超过 {seconds:g} 秒，已停止，其余文件不受影响。"
            "文件可能过大、已损坏或经过特殊构造，请用原程序打开后另存一份再审查。"
        )
    return (
        "审查时处理这份文件的进程意外终止，其余文件不受影响。可能是内存不足，或文件已损坏、经过特殊构造；"
        "请重新审查一次，仍不行的，用原程序打开后另存一份再审查。"
    )
