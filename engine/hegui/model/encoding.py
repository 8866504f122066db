"""Values as JSON, and files that are written whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")

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
            plain: Any = json.loads(data)  # takes what is no valid Unicode
        except ValueError as error:
            raise msgspec.DecodeError(str(error)) from None
        return msgspec.convert(plain, kind)


def json_line(value: object) -> str:
    """A value as JSON on one line, as it stands in every output."""
    try:
        text = msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
    return text if text.isprintable() else _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file, which is replaced only when all of it is written."""
    scratch = path.with_name(f".{os.getpid()}{path.suffix}")
    try:
        with scratch.open("wb") as file:
            file.writelines(parts)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
