"""Audits on an existing Dask cluster, over files that its workers can reach.

Each thread of a worker has a child process of its own, as on one machine: a file that takes its process down costs no
worker. What a lost worker was at, the scheduler gives to others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterable, Sequence
from functools import partial
from typing import Any

from hegui.audit.pool import Done, Task, Way, spread
from hegui.audit.walk import Target
from hegui.audit.worker import Audited, Crew, Setup
from hegui.model.audit import Problem

_PATIENCE = 10
"""Seconds to wait for the scheduler, and for a first worker."""
_BATCH = 8
"""Files in one task: the scheduler hands out some thousand tasks a second, and there may be hundreds of cores."""
_AHEAD = 4
"""Tasks handed out for each thread of the cluster; workers that join later get theirs from these."""

_crew = Crew()
"""The processes of this worker."""


class NoCluster(Exception):  # noqa: N818 - says what there is not
    """The cluster cannot be used; the message is a Chinese sentence for the user."""


def on_cluster(setup: Setup, address: str) -> Way:
    """On the workers of the Dask scheduler at this address, which must be able to open the files by the same paths.

    Raises NoCluster where nothing answers there, or there are no workers.
    """
    client = _connect(address)
    threads = sum(client.nthreads().values())

    def way(tasks: Iterable[Task]) -> Generator[Done, None, None]:
        try:
            yield from spread(client.get_executor(pure=False), partial(_audit, setup), tasks, _AHEAD * threads, _BATCH)
        finally:
            client.close()

    return way


def _connect(address: str) -> Any:
    """A client of the scheduler with at least one worker. Raises NoCluster."""
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster("在集群上审查，请先 pip install 'hegui[cluster]'。") from None
    try:
        asyncio.run(_reach(address))  # a client that meets nobody keeps trying, and complains when it is dropped
        client: Any = Client(address, timeout=_PATIENCE, set_as_default=False, name="hegui")  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        raise NoCluster(
            f"--cluster {address}：连不上这个调度器。"
            "请检查地址（如 tcp://10.0.0.5:8786）、网络，以及 dask scheduler 是否已启动。"
        ) from None
    try:
        client.wait_for_workers(1, _PATIENCE)
    except TimeoutError:
        client.close()
        raise NoCluster(
            f"--cluster {address}：集群里没有工作进程，请在各台机器上运行 dask worker {address}。"
        ) from None
    return client


async def _reach(address: str) -> None:
    """Raises OSError where nobody answers, and ValueError for what is no address."""
    from distributed.comm.core import connect

    comm = await connect(address, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
    await comm.close()


def _audit(setup: Setup, targets: Sequence[Target]) -> list[Audited | Problem]:
    """What a worker does."""
    return _crew.audit(setup, [Target(*target) for target in targets])
