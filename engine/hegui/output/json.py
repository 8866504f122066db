"""The record itself, one report a line, so that a changed report is a changed line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hegui.audit.rows import encode, texts
from hegui.model.renderer import Record


def render(record: Record) -> Iterator[str]:
    """The text in pieces, so that reports that lie on disk are never all in memory."""
    lead = "{\n"
    for key, value in record.items():
        yield f"{lead}{encode(key)}: "
        yield from _value(value)
        lead = ",\n"
    yield "\n}\n"


def _value(value: object) -> Iterator[str]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        yield encode(value)
        return
    if not value:
        yield "[]"
        return
    lead = "[\n"
    for item in texts(value):
        yield f"{lead}{item}"
        lead = ",\n"
    yield "\n]"
