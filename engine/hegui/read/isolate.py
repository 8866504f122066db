"""Work that may hang or crash, done in a child process that is ended at a time limit.

One child serves every call of this process, so that a thousand files cost one start of Python. It never outlives its
limit, not even when this process is killed: its own watchdog ends it, in whatever code it hangs.
"""

from __future__ import annotations

import atexit
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

from hegui.read.reader import ReadError

P = ParamSpec("P")
T = TypeVar("T")

_SERVE = "import sys; sys.path[:] = sys.argv[1:]; from hegui.read.isolate import serve; serve()"
_MEMORY = 4 << 30
"""Bytes of address space that the child may use, where the system keeps count."""

_lock = threading.Lock()
_child: subprocess.Popen[bytes] | None = None


def call(seconds: float, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """The result of a function of a module, run in the child; what it raises is raised here.

    Raises:
        ReadError: it ran for longer than `seconds`, ran out of memory, or took its process down.
    """
    global _child  # noqa: PLW0603 -- one for the whole process is the point
    with _lock:
        if _child is None or _child.poll() is not None:
            _child = _start()
        child, answered, began = _child, False, monotonic()
        try:
            succeeded, result = _ask(child, (seconds, function, arguments, named))
            answered = True
        except (OSError, EOFError, pickle.UnpicklingError):
            raise _failure(monotonic() - began, seconds) from None
        finally:
            if not answered:  # by Ctrl-C too: the next call must not get this one's answer
                child.kill()
                child.wait()
                _close(child)
                _child = None
    if succeeded:
        return result  # type: ignore[no-any-return]
    raise result


def _start() -> subprocess.Popen[bytes]:
    # -P: a module that lies beside the reports must not be taken for one of Python's.
    command = [sys.executable, "-P", "-c", _SERVE, *sys.path]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _ask(child: subprocess.Popen[bytes], request: object) -> tuple[bool, Any]:
    assert child.stdin and child.stdout
    pickle.dump(request, child.stdin, pickle.HIGHEST_PROTOCOL)
    child.stdin.flush()
    answer: tuple[bool, Any] = pickle.load(child.stdout)
    return answer


def _failure(took: float, seconds: float) -> ReadError:
    if took >= seconds:
        return ReadError(
            f"读取用时超过 {seconds:g} 秒，已停止。文件可能过大、已损坏或经过特殊构造，请用原程序打开后另存一份再审查。"
        )
    return ReadError("读取时程序意外终止，文件可能已损坏或经过特殊构造。请用原程序打开后另存一份再审查。")


def _close(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        with suppress(OSError):
            if pipe:
                pipe.close()


@atexit.register
def _stop() -> None:
    """End the child: it goes when nothing more can come."""
    if _child is not None:
        _close(_child)


def _forget() -> None:
    """A fork of this process has a child of its own."""
    global _child, _lock
    _child, _lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def serve() -> NoReturn:
    """What the child does: answer requests until there are no more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process
    _limit_memory()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        while True:
            try:
                seconds, function, arguments, named = pickle.load(requests)
            except EOFError:
                os._exit(0)
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
            answer = _answer(function, arguments, named)
            faulthandler.cancel_dump_traceback_later()
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


def _answer(function: Callable[..., object], arguments: tuple[Any, ...], named: dict[str, Any]) -> tuple[bool, object]:
    try:
        return True, function(*arguments, **named)
    except MemoryError:
        return False, ReadError("读取时内存不足，文件可能过大或经过特殊构造。请用原程序打开后另存一份再审查。")
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:  # its class is made so that it cannot be sent
            return False, RuntimeError(f"{type(error).__name__}: {error}")
        return False, error


def _limit_memory() -> None:
    if sys.platform == "linux":  # elsewhere the limit is missing or not kept
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
