"""ZIP files for tests, written byte by byte, so that they can be as odd as those that come."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple


class File(NamedTuple):
    """An entry: its name as bytes, its content, and what its headers claim."""

    name: bytes
    content: bytes = b"content"
    flags: int = 0
    method: int = 0
    claimed: int | None = None
    """Size that it claims to have unpacked; the true one where None."""


def zip_of(files: Sequence[File], comment: bytes = b"") -> bytes:
    """An archive of these files."""
    body = directory = b""
    for file in files:
        packed = zlib.compress(file.content, 9)[2:-4] if file.method == 8 else file.content
        size = len(file.content) if file.claimed is None else file.claimed
        head = struct.pack(
            "<HHHHHLLLHH",
            20, file.flags, file.method, 0, 33, zlib.crc32(file.content), len(packed), size, len(file.name), 0,
        )  # fmt: skip
        directory += b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + file.name
        body += b"PK\3\4" + head + file.name + packed
    end = struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(directory), len(body), len(comment))
    return body + directory + b"PK\5\6" + end + comment
