"""A worker: takes jobs one after another and has each done by a child process."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from hegui.guarding.scratch import Scratch
from hegui.web import child, jobs, tasks
from hegui.web.models import Job, JobKind
from hegui.web.setup import Setup

_AUDIT = (sys.executable, "-P", "-m", "hegui.web.child")
_CLOCK = {"TZ": settings.TIME_ZONE} if os.name == "posix" else {}
"""What is made carries the time of the pages, and the day that it is there."""
_PAUSE = 1.0
_BEAT = 5.0
"""Seconds between looking for a job, and between signs of life."""
_BROKEN = "审查程序意外终止，请再试一次；仍不行的，请技术人员查看服务器上的记录。"
_log = logging.getLogger("hegui.web")


def work(setup: Setup, stop: threading.Event) -> None:
    """Do jobs until told to stop."""
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    while not stop.is_set():
        job = None
        try:
            close_old_connections()
            if job := jobs.take(name):
                do(job, setup, stop)
        except Exception:  # the next job is another
            _log.exception("job %s", job and job.pk)
            if job:
                with suppress(Exception):  # where the database is gone, its lease runs out
                    jobs.fail(job, _BROKEN)
        if job is None:
            stop.wait(_PAUSE)


def do(job: Job, setup: Setup, stop: threading.Event | None = None) -> None:
    """Have a job done, and keep the result."""
    kind = tasks.KINDS[JobKind(job.kind)]
    with Scratch() as name:
        folder = Path(name)
        kind.lay_out(job, setup, folder)
        with started(folder) as (process, progress):
            beaten = monotonic()
            while process.poll() is None:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_PAUSE / 4)
                if monotonic() - beaten >= _BEAT or progress.changed():
                    beaten = monotonic()
                    if not jobs.beat(job, progress.done, progress.total):
                        return
                if stop is not None and stop.is_set():
                    jobs.release(job)
                    return
            progress.over.wait(_BEAT)
        if process.returncode == 0:
            if jobs.beat(job, progress.done, progress.total):
                jobs.finish(job, lambda held: kind.keep(held, folder))
            return
        told = (folder / "stderr").read_text("utf-8", "replace").strip()
        if process.returncode != child.CANNOT:
            _log.error("job %s: %s", job.pk, told)
        jobs.fail(job, told if process.returncode == child.CANNOT else _BROKEN)


class Progress:
    """How many files are done, and of how many."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.over = threading.Event()
        self._told = 0

    def changed(self) -> bool:
        """Whether a tenth more is done than when it was asked last."""
        if self.done - self._told < max(self.total // 10, 1):
            return False
        self._told = self.done
        return True

    def follow(self, lines: Any) -> None:
        for line in lines:
            done, _, total = line.partition(b" ")
            self.done, self.total = int(done), int(total)
        self.over.set()


@contextmanager
def started(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Progress]]:
    """What is laid out in a folder is done, in a process that is gone at the end."""
    progress = Progress()
    with (folder / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            _AUDIT,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=os.environ | _CLOCK,
        )
    reader = threading.Thread(target=progress.follow, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        yield process, progress
    finally:
        process.kill()
        process.wait()
        reader.join()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
