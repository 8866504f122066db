"""Standard output and standard error: always UTF-8, never a control character from a file."""

from __future__ import annotations

import io
import os
import sys
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def use_utf8() -> None:
    """Also where the console's code page is another one; what UTF-8 cannot hold is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def write(text: str) -> None:
    """A result, or a part of one, on standard output."""
    sys.stdout.write(text)


def flush() -> None:
    """What was written goes out now, so that a full disk is noticed here."""
    sys.stdout.flush()


def say(text: str) -> None:
    """A message on standard error."""
    from hegui.output.text import clean

    for line in text.split("\n"):
        print(clean(line), file=sys.stderr)


def write_file(path: Path, parts: Iterable[bytes]) -> None:
    """A result in a file, which is replaced only when all of it is written."""
    scratch = path.with_name(f".{os.getpid()}{path.suffix}")
    try:
        with scratch.open("wb") as file:
            file.writelines(parts)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def columns() -> int:
    """How wide to write for whoever reads on a terminal."""
    from shutil import get_terminal_size

    return min(max(get_terminal_size((80, 0)).columns, 60), 100)


def wants_colour() -> bool:
    """On a terminal, unless NO_COLOR (https://no-color.org) or a dumb terminal says otherwise."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """How far an audit of many files is, at what pace and for how long still, on one line of standard error.

    Silent where that is no terminal. The pace is that of the last seconds: what a cache knows goes by in no time.
    """

    FEW = 3
    _INTERVAL = 0.1
    _SPAN = 20.0

    def __init__(self) -> None:
        self._shown = 0.0
        self._past: deque[tuple[float, int]] = deque()
        """Time and number at what was shown within the span."""

    def __call__(self, number: int, count: int, path: str) -> None:
        now = monotonic()
        if count <= self.FEW or (now - self._shown < self._INTERVAL and number < count) or not sys.stderr.isatty():
            return
        self._shown = now
        self._past.append((now, number))
        while now - self._past[0][0] > self._SPAN:
            self._past.popleft()
        began, first = self._past[0]
        pace = pace_in_words((number - first) / (now - began), count - number) if now - began >= 1 else ""
        print(f"\r\x1b[K正在审查 {number}/{count}{pace}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def pace_in_words(rate: float, left: int) -> str:
    """`rate` in files a second, and what the files that are left take at that rate."""
    if rate <= 0:
        return ""
    pace = f"每秒 {rate:.0f} 份" if rate >= 2 else f"每分钟 {rate * 60:.0f} 份"
    hours, rest = divmod(round(left / rate), 3600)
    minutes, seconds = divmod(rest, 60)
    time = f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"
    return f"，{pace}，约剩 {time}"
