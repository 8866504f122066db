"""Standard output and standard error: always UTF-8, never a control character from a file."""

from __future__ import annotations

import io
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Self


def use_utf8() -> None:
    """Also where the console's code page is another one; what UTF-8 cannot hold is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


@contextmanager
def plugins_heard() -> Iterator[None]:
    """What plugins print goes to standard error, each line with the plugin's name: standard output is for results."""
    from hegui.guarding.plugins import Voice, said

    stream, voice = sys.stdout, Voice(sys.stdout, lambda plugin, line: say(said(plugin, line)))
    sys.stdout = voice
    try:
        yield
    finally:
        voice.finish()
        if sys.stdout is voice:
            sys.stdout = stream


def keep_standard_output() -> None:
    """The system's own standard output becomes standard error, whoever writes to it; results go on where they did."""
    results = open(os.dup(1), "w", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: PTH123, SIM115
    os.dup2(2, 1)
    sys.stdout = results


def write(text: str) -> None:
    """A result, or a part of one, on standard output."""
    sys.stdout.write(text)


def flush() -> None:
    """What was written goes out now, so that a full disk is noticed here."""
    sys.stdout.flush()


def say(text: str) -> None:
    """A message on standard error."""
    from hegui.output.text import clean

    Progress.clear()
    for line in text.split("\n"):
        print(clean(line), file=sys.stderr)


def columns() -> int:
    """How wide to write for whoever reads on a terminal."""
    from shutil import get_terminal_size

    try:
        shown = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):  # no terminal
        shown = 80
    return min(max(get_terminal_size((shown, 0)).columns, 60), 100)


def wants_colour() -> bool:
    """On a terminal, unless NO_COLOR (https://no-color.org) or a dumb terminal says otherwise."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """What a command is at, on one line of standard error: of many files how far it is, at what pace and for how long
    still.

    Silent where that is no terminal. The pace is that of the last seconds: what a cache knows goes by in no time.
    """

    FEW = 3
    _INTERVAL = 0.1
    _SPAN = 20.0
    _is_shown = False
    """Whether a line of progress stands on the terminal."""

    def __init__(self) -> None:
        self._stage = "正在审查"
        self._shown = 0.0
        self._past: deque[tuple[float, int]] = deque()
        """Time and number at what was shown within the span."""

    def stage(self, words: str) -> None:
        """Something else begins."""
        now = monotonic()
        same = words.partition("，")[0] == self._stage.partition("，")[0]
        self._stage = words
        self._past.clear()
        if not same or now - self._shown >= self._INTERVAL:
            self._shown = now
            self._show(words)

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
        self._show(f"{self._stage} {number}/{count}{pace}")

    def _show(self, words: str) -> None:
        if sys.stderr.isatty():
            Progress._is_shown = True
            print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.done()

    def done(self) -> None:
        self.clear()

    @classmethod
    def clear(cls) -> None:
        """Take the line away, so that something else may be said."""
        if cls._is_shown:
            cls._is_shown = False
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
