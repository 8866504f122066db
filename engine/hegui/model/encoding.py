"""Values as JSON, and files that are read and written whole or not at all."""

from __future__ import annotations

import errno
import glob
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Never, TypeVar

import msgspec

_T = TypeVar("_T")

_MOST = 64 << 20
"""Bytes of a list, a rule file, a template: many times what any of them has."""
_LONGEST_NUMBER = 10
"""Digits that the number of no process has."""
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON allows in a string but a terminal would obey, or UTF-8 cannot hold."""


def encode(value: object) -> bytes:
    """A value as JSON on one line, also where a text in it (a path, a broken encoding) is no valid Unicode."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value)).encode()


def decode(data: bytes, kind: type[_T]) -> _T:
    """A value from its JSON. Raises msgspec.DecodeError, as a ValidationError where it is JSON of something else."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        try:
            plain: Any = json.loads(data, parse_constant=_refuse)  # takes what is no valid Unicode
        except ValueError as error:
            raise msgspec.DecodeError(str(error)) from None
        return msgspec.convert(plain, kind)


def _refuse(constant: str) -> Never:
    """NaN and the like, which are no JSON."""
    raise ValueError(constant)


def json_line(value: object) -> str:
    """A value as JSON on one line, as it stands in every output."""
    try:
        text = msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
    return text if text.isprintable() else _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def read_whole(path: Path) -> bytes:
    """What stands in a file that people or programs write by hand, be it a pipe. Raises OSError, also for one that is
    larger than any such file or never ends."""
    with path.open("rb") as file:
        content = file.read(_MOST + 1)
    if len(content) > _MOST:
        raise OSError(errno.EFBIG, "File too large", str(path))
    return content


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file, which is replaced only when all of it is written."""
    _clear_away(path)
    scratch = path.with_name(f".{os.getpid()}{path.suffix}")
    try:
        with scratch.open("wb") as file:
            file.writelines(parts)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def _clear_away(path: Path) -> None:
    """What runs that were killed while they wrote beside a file have left there."""
    if os.name != "posix":
        return
    for scratch in path.parent.glob(f".[0-9]*{glob.escape(path.suffix)}"):
        number = scratch.name[1:].partition(".")[0]
        if scratch.name == f".{number}{path.suffix}" and number.isdecimal() and len(number) < _LONGEST_NUMBER:
            try:
                os.kill(int(number), 0)
            except ProcessLookupError:
                scratch.unlink(missing_ok=True)
            except OSError:  # it is there, and somebody else's
                continue
