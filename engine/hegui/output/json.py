"""The record itself, one report a line, so that a changed report is a changed line."""

from __future__ import annotations

import re
from json import JSONEncoder

from hegui.output import Record

_encode = JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON allows in a string but a terminal would obey, or UTF-8 cannot hold."""


def render(record: Record) -> str:
    fields = ",\n".join(f"{_encode(key)}: {_value(value)}" for key, value in record.items())
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", f"{{\n{fields}\n}}\n")


def _value(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_encode, value)) + "\n]"
    return _encode(value)
