"""An output format: what makes files for people or programs out of an audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hegui.model.run import AuditRun

Options = Mapping[str, Any]
"""What the user sets for one output format (`[options.NAME]` in hegui.toml): a template, the name of the office …"""

_PART = 1 << 20


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
