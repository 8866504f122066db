"""Audits on an existing Dask cluster, over files that its workers can reach.

Each thread of a worker has a child process of its own, as on one machine: a file that takes its process down costs no
worker. What a lost worker was at, the scheduler gives to others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from hegui.errors import UsageError
from hegui.model.reports import StoredAudit
from hegui.project.auditor import Recipe
from hegui.project.targets import Target
from hegui.project.workers import ChildProcesses, Done, Task, Workers, spread

_PATIENCE = 10
"""Seconds to wait for the scheduler, and for a first worker."""
_BATCH = 8
"""Files in one task: the scheduler hands out some thousand tasks a second, and there may be hundreds of cores."""
_AHEAD = 4
"""Tasks handed out for each thread of the cluster; workers that join later get theirs from these."""

_processes = ChildProcesses()
"""Those of this worker."""


def on_cluster(recipe: Recipe, address: str) -> Workers:
    """On the workers of the Dask scheduler at this address, which must be able to open the files by the same paths.

    Raises UsageError where nothing answers there, or there are no workers.
    """
    client = _connect(address)
    threads = sum(client.nthreads().values())

    def work(tasks: Iterable[Task]) -> Generator[Done, None, None]:
        try:
            yield from spread(client.get_executor(pure=False), partial(_audit, recipe), tasks, _AHEAD * threads, _BATCH)
        finally:
            client.close()

    return work


def _connect(address: str) -> Any:
    """A client of the scheduler with at least one worker. Raises UsageError."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("在集群上审查，请先 pip install 'hegui[cluster]'。") from None
    try:
        _reach(address)  # a client that meets nobody keeps trying, and complains when it is dropped
        client: Any = Client(address, timeout=_PATIENCE, set_as_default=False, name="hegui")  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        raise UsageError(
            f"{address}：连不上这个调度器。"
            "请检查地址（如 tcp://10.0.0.5:8786）、网络，以及 dask scheduler 是否已启动。",
            "cluster",
        ) from None
    try:
        client.wait_for_workers(1, _PATIENCE)
    except TimeoutError:
        client.close()
        raise UsageError(
            f"{address}：集群里没有工作进程，请在各台机器上运行 dask worker {address}。", "cluster"
        ) from None
    return client


def _reach(address: str) -> None:
    """Raises OSError where nobody answers, and ValueError for what is no address."""
    from distributed.comm.core import connect

    async def reach() -> None:
        comm = await connect(address, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
        await comm.close()

    with ThreadPoolExecutor(1) as thread:  # in this one the caller may have an event loop of its own
        thread.submit(asyncio.run, reach()).result()


def _audit(recipe: Recipe, targets: Sequence[Target]) -> list[StoredAudit]:
    """What a worker does."""
    return _processes.audit(recipe, [Target(*target) for target in targets])
