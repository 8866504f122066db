"""Standard output and standard error: always UTF-8, never a control character from a file."""

from __future__ import annotations

import io
import os
import sys
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


def wants_colour() -> bool:
    """On a terminal, unless NO_COLOR (https://no-color.org) or a dumb terminal says otherwise."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """How far an audit of many files is, on one line of standard error; silent where that is no terminal."""

    FEW = 3

    def __init__(self) -> None:
        self._shown = False

    def __call__(self, number: int, count: int, path: str) -> None:
        if count > self.FEW and sys.stderr.isatty():
            self._shown = True
            print(f"\r\x1b[K正在审查 {number}/{count}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
