"""Code of plugins at work: whose it is and what it is at, known also to whoever looks after its process.

A plugin that ends the process it runs in (`os._exit`, a crash) leaves a trail: a few bytes in a file that outlive it.
Whoever started the process reads there whose work it was, and has it done again without that piece of work.
"""

from __future__ import annotations

import json
import mmap
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TextIO, TypeVar

from hegui.guarding import ENDED

P = ParamSpec("P")
T = TypeVar("T")

_SIZE = 4096
_NOTHING = b"\0"
_FORKED = 1
_HANDLED = (signal.SIGINT, signal.SIGTERM)


class Work(NamedTuple):
    """A piece of work of a plugin: whose, and what (`载入`, `钩子“hegui_checks”` …)."""

    plugin: str
    doing: str


class EndedProcess(Exception):  # noqa: N818
    """A piece of work that ended its process before is not done again; in words for the user."""

    def __init__(self, work: Work) -> None:
        super().__init__(
            f"插件 {work.plugin} 在{work.doing}时使整个程序终止（自行退出、崩溃或没有反应），没有再运行它，请联系其作者"
        )


class Trail:
    """What is being done, in a file that outlives the process."""

    def __init__(self, path: str | Path) -> None:
        with Path(path).open("w+b") as file:
            file.truncate(_SIZE)
            file.flush()
            self._bytes = mmap.mmap(file.fileno(), _SIZE)

    def note(self, text: bytes) -> None:
        text = text[: _SIZE - 1] + _NOTHING
        self._bytes[: len(text)] = text


class _Here:
    """This process."""

    def __init__(self) -> None:
        self.trail: Trail | None = None
        self.ended = frozenset(Work(*one) for one in json.loads(os.environ.get(ENDED, "[]")))


_here = _Here()


def leave_trail(path: str | Path) -> None:
    """From now on note in a file what plugins are at."""
    if _here.trail is None:
        _here.trail = Trail(path)


def skip(ended: Iterable[Work]) -> None:
    """Do nothing of what ended a process before."""
    _here.ended |= {Work(*one) for one in ended}


def finished(status: int) -> None:
    """Note that all is done, and how it ends: nothing that a plugin does from here on changes that."""
    if _here.trail:
        _here.trail.note(json.dumps(status).encode())


def left_at(path: Path) -> Work | int | None:
    """Where the trail of a process ends: in a plugin's work, with a status when all was done, or nowhere."""
    try:
        text = path.read_bytes().partition(_NOTHING)[0]
        found = json.loads(text) if text else None
    except (OSError, ValueError):
        return None
    return Work(*found) if isinstance(found, list) else found


def running(work: Work, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """What a function of a plugin returns. Raises whatever it raises, and EndedProcess."""
    if work in _here.ended:
        raise EndedProcess(work)
    trail, process, setting = _here.trail, os.getpid(), _setting()
    if trail:
        trail.note(json.dumps(work).encode())
    try:
        return function(*arguments, **named)
    finally:
        if os.getpid() != process:  # a fork, which is to do nothing of what is hegui's
            os._exit(_FORKED)
        if trail:
            trail.note(_NOTHING)
        _restore(setting)


class _Setting(NamedTuple):
    """What belongs to the whole process, and a plugin must not change for all."""

    folder: Path | None
    recursion: int
    handlers: tuple[Any, ...]


def _setting() -> _Setting:
    try:
        folder = Path.cwd()
    except OSError:  # it is gone
        folder = None
    return _Setting(folder, sys.getrecursionlimit(), tuple(map(signal.getsignal, _HANDLED)))


def _restore(setting: _Setting) -> None:
    now = _setting()
    if setting.folder and now.folder != setting.folder:
        with suppress(OSError):
            os.chdir(setting.folder)
    if now.recursion < setting.recursion:
        sys.setrecursionlimit(setting.recursion)
    if now.handlers != setting.handlers and threading.current_thread() is threading.main_thread():
        for number, handler in zip(_HANDLED, setting.handlers, strict=True):
            if handler is not None:  # else it is none of Python's
                signal.signal(number, handler)


def at_work() -> str:
    """The plugin whose code is calling, from wherever in it; empty where it is none's."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code is running.__code__:
            work: Work = frame.f_locals["work"]
            return work.plugin
        frame = frame.f_back  # type: ignore[assignment]
    return ""


class Voice:
    """A standard output in which code of plugins is heard apart: `say` is told its plugin's name and each line.

    To all others it is the stream that it stands before.
    """

    def __init__(self, stream: TextIO, say: Callable[[str, str], object]) -> None:
        self._stream = stream
        self._say = say
        self._begun: dict[str, str] = {}
        """What has no end of line yet, by plugin."""

    def write(self, text: str) -> int:
        plugin = at_work()
        if not plugin:
            return self._stream.write(text)
        *lines, rest = (self._begun.pop(plugin, "") + text).split("\n")
        for line in lines:
            self._say(plugin, line)
        if rest:
            self._begun[plugin] = rest
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def finish(self) -> None:
        """Say what has had no end of line."""
        while self._begun:
            self._say(*self._begun.popitem())

    @property
    def buffer(self) -> Any:
        return _Bytes(self) if at_work() else self._stream.buffer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Bytes:
    """The bytes beneath what a plugin takes for the standard output."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    def write(self, data: bytes) -> int:
        self._voice.write(bytes(data).decode("utf-8", "backslashreplace"))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def said(plugin: str, line: str) -> str:
    """A line that a plugin prints, as it is told: without what a terminal would obey."""
    return f"插件 {plugin}：{''.join(one if one.isprintable() else ' ' for one in line)}"
