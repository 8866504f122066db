"""Pictures in files: what stands in an address (`data:image/png;base64,…`), and what is a part of a package."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote_to_bytes

from hegui.read.reader import Limits, ReadError

_DATA = re.compile(r"\s*data:image/[\w.+-]*((?:;[\w=.+-]*)*),", re.I)


def embedded(address: str) -> bytes | None:
    """The file in an address; None where it stands elsewhere, or is damaged."""
    begun = _DATA.match(address)
    if begun is None:
        return None
    content = unquote_to_bytes(address[begun.end() :])
    if not begun[1].lower().endswith(";base64"):
        return content
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except binascii.Error:
        return None


def parts_of_package(data: bytes, names: Sequence[str], limits: Limits) -> Iterator[bytes | None]:
    """The parts of a package with these names; None for one that is missing, damaged or too much."""
    from hegui.read.zipped import Package

    package = Package(data, limits)
    for name in names:
        try:
            yield package.read(name) if name else None
        except ReadError:
            yield None
