"""The record itself, one report a line, so that a changed report is a changed line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from json import JSONEncoder

from hegui.model.renderer import Record

_encode = JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON allows in a string but a terminal would obey, or UTF-8 cannot hold."""


def render(record: Record) -> Iterator[str]:
    """The text in pieces, so that reports that lie on disk are never all in memory."""
    lead = "{\n"
    for key, value in record.items():
        yield f"{lead}{_encode(key)}: "
        yield from _value(value)
        lead = ",\n"
    yield "\n}\n"


def _value(value: object) -> Iterator[str]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        yield _escaped(value)
        return
    lead = "[\n"
    for item in value:
        yield f"{lead}{_escaped(item)}"
        lead = ",\n"
    yield "\n]"


def _escaped(value: object) -> str:
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", _encode(value))
