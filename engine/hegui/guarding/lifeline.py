"""A process that ends with the one that started it, so that nothing goes on unattended, and another program likewise,
with what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NoReturn

_LET_GO = 1
_ORDERLY = b"x"
"""What is written by who leaves in the usual way."""
_KEEP = "import sys; sys.path[:] = {path!r}; from hegui.guarding.lifeline import keep; keep(int({pipe}), sys.argv[1:])"


def hang_on(pipe: int) -> None:
    """End this process, and forks of it, as soon as nobody holds the other end of a pipe any more; nothing is ever
    written to it."""

    def hang() -> None:
        threading.Thread(target=_wait, args=(pipe,), name="hegui-lifeline", daemon=True).start()

    hang()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=hang)


def _wait(pipe: int) -> None:
    with suppress(OSError):
        os.read(pipe, 1)  # not by a stream of Python's, which would be held when Python ends
    os._exit(_LET_GO)


@contextmanager
def attended(command: Sequence[str], folder: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program at work in a folder of its own. When this is left, or this process ends in whatever way, the program
    ends with all that it started; where it is not left in the usual way, the folder goes too. On POSIX systems.

    Raises OSError where the program cannot be started.
    """
    pipe, held = os.pipe()
    keeper = [sys.executable, "-P", "-c", _KEEP.format(path=sys.path, pipe=pipe), folder, *command]
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            keeper, stdin=nothing, stdout=nothing, stderr=nothing, cwd=folder, env=environment, pass_fds=(pipe,)
        )
    except OSError:
        os.close(held)
        raise
    finally:
        os.close(pipe)
    try:
        yield process
    finally:
        with suppress(OSError):  # it has ended
            os.write(held, _ORDERLY)
        os.close(held)
        process.wait()


def keep(pipe: int, arguments: Sequence[str]) -> NoReturn:
    """What stands between a process and a program that it starts: ends the program when the process is gone."""
    folder, *command = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process, whose end this one notices
    program = subprocess.Popen(command, start_new_session=True)

    left = threading.Event()

    def end(status: int) -> NoReturn:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(program.pid, signal.SIGKILL)  # with all that it started
        os._exit(status)

    def watch() -> None:
        orderly = os.read(pipe, 1) == _ORDERLY
        left.set()
        if not orderly:  # nobody is there to tidy up
            import shutil

            with suppress(ProcessLookupError, PermissionError):
                os.killpg(program.pid, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)
        end(_LET_GO)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    status = program.wait()
    if left.is_set():
        watcher.join()
    end(status)
