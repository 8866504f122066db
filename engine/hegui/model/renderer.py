"""An output format: what makes files for people or programs out of an audit record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Record = dict[str, Any]
"""An audit as plain data, schema `hegui/audit/1`. Its `reports` may be read from disk one by one: iterate over them."""

Options = Mapping[str, Any]
"""What the user sets for one output format (`[options.NAME]` in hegui.toml): a template, the name of the office …"""


class OutputError(ValueError):
    """Why an output cannot be made as its options say, for the user: without a full stop."""


class OutputFile(NamedTuple):
    """One file of an output. `name` is relative to the output folder, with `/` between folders."""

    name: str
    parts: Iterable[bytes]
    """Its content in pieces, made as they are written: an output need not fit into memory."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """An output format.

    `files` makes the files of an audit; the same record gives the same bytes. `text`, where there is one, makes what
    can go to standard output. Neither audits again nor reads anything but the record, its options and, for annotated
    copies, the report that the record names.
    """

    name: str
    title: str
    """What it is for, in a few Chinese words."""
    files: Callable[[Record, Options], Iterable[OutputFile]]
    text: Callable[[Record], Iterable[str]] | None = None


def text_renderer(name: str, title: str, suffix: str, text: Callable[[Record], Iterable[str]]) -> Renderer:
    """An output format of one text file in UTF-8, which may also go to standard output."""

    def files(record: Record, _: Options) -> Iterable[OutputFile]:
        yield OutputFile(f"audit{suffix}", (part.encode("utf-8", "backslashreplace") for part in text(record)))

    return Renderer(name, title, files, text)


def known_as(row: Record) -> str | None:
    """The name that findings on several reports give the unit of a row; None where the unit was not recognised."""
    unit = row["unit"]
    name: str | None = unit.get("known_as") or unit.get("roster") or unit["name"]
    return name
