"""Work that may hang or crash, done in a child process that is ended at a time limit.

One child serves any number of calls, so that a thousand files cost one start of Python. It never outlives its limit,
not even when this process is killed: its own watchdog ends it, in whatever code it hangs.

Pebble does the same on multiprocessing, whose children import the caller's main module: a script that reads a PDF
without `if __name__ == "__main__"` breaks.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, NoReturn, ParamSpec, TypeVar

from hegui.guarding.plugins import Voice, said
from hegui.read.reader import RESAVE, ReadError

P = ParamSpec("P")
T = TypeVar("T")

_SERVE = "import sys; sys.path[:] = sys.argv[2:]; from hegui.read.isolate import serve; serve(int(sys.argv[1]))"
MEMORY = 600 << 20
"""Bytes that a child may have of its own, where the system keeps count: ten times what any report takes."""
AMPLE_MEMORY = 3 << 30
"""The same where large models are at work."""


class ChildDiedError(Exception):
    """The child left no answer; `timed_out` tells whether it was ended because its time was up."""

    def __init__(self, timed_out: bool) -> None:
        super().__init__(timed_out)
        self.timed_out = timed_out


class Child:
    """A process that does what it is asked, one call at a time; started, and started again, when it is needed."""

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def call(self, seconds: float, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
        """The result of a function of a module, run in the child; what it raises is raised here.

        Raises:
            ChildDiedError: it ran for longer than `seconds`, or took its process down.
            ReadError: it ran out of memory.
        """
        with self._lock:
            if not self.is_running():
                self._process = _start(self._memory)
            assert self._process
            process, answered, began = self._process, False, monotonic()
            try:
                if self._stopped:
                    raise ChildDiedError(timed_out=False)
                succeeded, result, heard = _ask(process, (seconds, function, arguments, named))
                answered = True
            except (OSError, EOFError, pickle.UnpicklingError):
                raise ChildDiedError(timed_out=monotonic() - began >= seconds) from None
            finally:
                if not answered:  # by Ctrl-C too: the next call must not get this one's answer
                    self._end(process)
                    self._process = None
        for line in heard:
            print(line, file=sys.stderr)
        if succeeded:
            return result  # type: ignore[no-any-return]
        raise result

    def stop(self) -> None:
        """End the process at once, from any thread: a call under way raises ChildDiedError, as does every later one."""
        self._stopped = True
        if (process := self._process) is not None:
            process.kill()
            process.wait()

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what it was not given any more
                if pipe:
                    pipe.close()


def _start(memory: int) -> subprocess.Popen[bytes]:
    # -P: a module that lies beside the reports must not be taken for one of Python's.
    command = [sys.executable, "-P", "-c", _SERVE, str(memory), *sys.path]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _ask(process: subprocess.Popen[bytes], request: object) -> tuple[bool, Any, list[str]]:
    """Whether it succeeded, what came of it, and what plugins printed."""
    assert process.stdin and process.stdout
    pickle.dump(request, process.stdin, pickle.HIGHEST_PROTOCOL)
    process.stdin.flush()
    answer: tuple[bool, Any, list[str]] = pickle.load(process.stdout)
    return answer


_child = Child()
_patient = Child(AMPLE_MEMORY)


def call(seconds: float, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """As `Child.call`, in the one child of this process.

    Raises:
        ReadError: it ran for longer than `seconds`, ran out of memory, or took its process down.
    """
    return _told(_child, seconds, function, *arguments, **named)


def call_at_length(seconds: float, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """As `call`, in another child, for what takes more memory and much longer."""
    return _told(_patient, seconds, function, *arguments, **named)


def _told(child: Child, seconds: float, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    try:
        return child.call(seconds, function, *arguments, **named)
    except ChildDiedError as died:
        why = f"读取用时超过 {seconds:g} 秒，已停止。" if died.timed_out else "读取时程序意外终止，"
        raise ReadError(f"{why}文件可能{'过大、' if died.timed_out else ''}已损坏或经过特殊构造。{RESAVE}") from None


def _forget_child() -> None:
    """A fork of this process has a child of its own."""
    global _child, _patient
    _child, _patient = Child(), Child(AMPLE_MEMORY)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_child)


def serve(memory: int) -> NoReturn:
    """What the child does: answer requests until there are no more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process
    _limit_memory(memory)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    heard: list[str] = []
    voice = Voice(sys.stderr, lambda plugin, line: heard.append(said(plugin, line)))
    sys.stdout = voice
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        while True:
            try:
                seconds, function, arguments, named = pickle.load(requests)
            except EOFError:
                os._exit(0)
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
            answer = _answer(function, arguments, named)
            faulthandler.cancel_dump_traceback_later()
            voice.finish()
            pickle.dump((*answer, heard), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
            heard.clear()


def _answer(function: Callable[..., object], arguments: tuple[Any, ...], named: dict[str, Any]) -> tuple[bool, object]:
    try:
        return True, function(*arguments, **named)
    except MemoryError:
        return False, ReadError(f"读取时内存不足，文件可能过大或经过特殊构造。{RESAVE}")
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:  # its class is made so that it cannot be sent
            return False, RuntimeError(f"{type(error).__name__}: {error}")
        return False, error


def _limit_memory(memory: int) -> None:
    if sys.platform == "linux":  # elsewhere the limit is missing or not kept
        import resource

        with suppress(ValueError, OSError):  # what is its own, not what it maps: programs and libraries are shared
            resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
