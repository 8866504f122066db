"""An output format: what makes files for people or programs out of an audit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from hegui.model.run import AuditRun

Options = Mapping[str, Any]
"""What the user sets for one output format (`[options.NAME]` in hegui.toml): a template, the name of the office …"""

_PART = 1 << 20


NUMBERS = "numbers"
"""The option under which a `numbered` format is given the `Numbers` of the folder that it is written to."""
_COUNT = "{n}"


class Numbers:
    """Which documents of a folder have which numbers, over all runs that were written there. A number belongs to one
    document: one that is made again keeps its number, and no other is ever given it."""

    def __init__(self, given: Mapping[str, str] = MappingProxyType({})) -> None:
        """`given`: documents by their numbers."""
        self.given = dict(given)
        self._series: dict[str, dict[str, int]] = {}
        """The last count of each document."""

    def of(self, document: str, series: str, first: int) -> str:
        """The number of a document in a series, such as `某函〔2025〕{n}号`, whose count begins with `first`."""
        if series not in self._series:
            self._series[series] = dict(self._counts(series))
        counts = self._series[series]
        if counts.get(document, 0) < first:
            counts[document] = max(first - 1, *counts.values(), 0) + 1
        number = series.replace(_COUNT, str(counts[document]))
        self.given[number] = document
        return number

    def _counts(self, series: str) -> Iterator[tuple[str, int]]:
        pattern = re.compile("([0-9]+)".join(map(re.escape, series.split(_COUNT, 1))))
        found = [(int(match[1]), owner) for number, owner in self.given.items() if (match := pattern.fullmatch(number))]
        return ((owner, count) for count, owner in sorted(found))


class OutputFile(NamedTuple):
    """One file of an output. `name` is relative to the output folder, with `/` between folders."""

    name: str
    parts: Iterable[bytes]
    """Its content in pieces, made as they are written: an output need not fit into memory."""


class Setting(NamedTuple):
    """Something that the user may set for an output format."""

    title: str
    kind: Literal["text", "day", "file", "yes"] = "text"
    """What it is: words, a day (`2025-12-31`), the place of a file, or `true`."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """An output format.

    `files` makes the files of an audit; the same run gives the same bytes. `text`, where there is one, makes what can
    go to standard output, in pieces. Neither audits again nor reads anything but the run, its options and, for
    annotated copies (`originals`), the reports that the run names.
    """

    name: str
    title: str
    """What it is for, in a few Chinese words."""
    files: Callable[[AuditRun, Options], Iterable[OutputFile]]
    text: Callable[[AuditRun], Iterable[str]] | None = None
    names: tuple[str, ...] = ()
    """Other names by which a user may ask for it, in small letters."""
    check: Callable[[Options], None] | None = None
    """Raises OutputError for options that nothing can be made with. Asked before anything is audited."""
    settings: Mapping[str, Setting] | None = None
    """What may be set, by its key; None: it is not said."""
    originals: bool = False
    numbered: bool = False
    """Whether its documents have numbers: `files` is given the `Numbers` of the folder among its options."""


def text_renderer(name: str, title: str, suffix: str, text: Callable[[AuditRun], Iterable[str]]) -> Renderer:
    """An output format of one text file in UTF-8, which may also go to standard output."""

    def files(run: AuditRun, _: Options) -> Iterable[OutputFile]:
        yield OutputFile(f"audit{suffix}", (part.encode("utf-8", "backslashreplace") for part in text(run)))

    return Renderer(name, title, files, text)


def parts_of(path: Path) -> Iterator[bytes]:
    """The content of a file in pieces, read as they are written."""
    with path.open("rb") as file:
        while part := file.read(_PART):
            yield part
