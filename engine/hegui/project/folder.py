"""The folder that results are written to: what hegui wrote there, and what became of it since.

A listing in the folder says which files hegui wrote, of which run and with which content, and which number belongs to
which document. What the run before has and this one has not is moved to `旧/日期/`, so that nothing stale is sent out;
what a person has changed is moved there before it would be written over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hegui.model.encoding import decode, encode, write_whole
from hegui.model.renderer import Numbers, Renderer
from hegui.model.run import AuditRun
from hegui.project.writing import write_output

LISTING = ".hegui-outputs.json"
OLD = "旧"
_PART = 1 << 20


class Written(Struct, frozen=True):
    """A file that hegui wrote."""

    format: str
    run: str
    """Digest of the run that it tells of."""
    sha256: str


class Listing(Struct, frozen=True):
    """What hegui wrote into a folder, by names relative to it."""

    schema: Literal["hegui/outputs/1"] = "hegui/outputs/1"
    files: dict[str, Written] = {}
    numbers: dict[str, str] = {}
    """The files by the numbers of the documents that they are, also of those that are no longer there."""


def listing(folder: str | Path) -> Listing:
    """That of a folder; an empty one where there is none, or none that can be read."""
    try:
        return decode(Path(folder, LISTING).read_bytes(), Listing)
    except (OSError, msgspec.DecodeError):
        return Listing()


class OutputFolder:
    """A folder to which the files of one run are written, format by format. Use as a context manager."""

    def __init__(self, folder: Path, run: AuditRun) -> None:
        self._folder = folder
        self._run = run
        self._of = _digest(run)
        before = listing(folder)
        self._known = dict(before.files)
        self._numbers = Numbers(before.numbers)
        self._made: dict[str, Written] = {}
        self._whole: set[str] = set()
        """The formats all of whose files were written."""
        self._broken: set[str] = set()
        self.changed: list[Path] = []
        """Where files lie now that a person had changed, or put there, and that hegui wrote anew."""
        self.stale: list[Path] = []
        """Where files lie now that the run before had and this one has not."""
        self.stuck: list[Path] = []
        """Such files that could not be moved, since a program holds them."""

    def __enter__(self) -> OutputFolder:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._put_aside_what_is_stale()
        if self._known or self._made:
            files = dict(sorted({**self._known, **self._made}.items()))
            write_whole(self._folder / LISTING, [encode(Listing(files=files, numbers=self._numbers.given))])

    def write(self, renderer: Renderer, options: Mapping[str, Any]) -> Iterator[Path]:
        """Write the files of a format, one as each is asked for; gives their places. Raises as `write_output` does."""

        def put(place: Path, parts: Iterable[bytes]) -> None:
            name = place.relative_to(self._folder).as_posix()
            digest = sha256()
            self._make_way(place, name)
            write_whole(place, _hashed(parts, digest.update))
            self._made[name] = Written(renderer.name, self._of, digest.hexdigest())

        self._broken.add(renderer.name)
        yield from write_output(self._run, renderer, self._folder, options, put, self._numbers)
        self._broken.discard(renderer.name)
        self._whole.add(renderer.name)

    def _make_way(self, place: Path, name: str) -> None:
        if place.is_file():
            known = self._known.get(name)
            if name not in self._made and (known is None or _digest_of(place) != known.sha256):
                self.changed.append(self._aside(place, name))

    def _put_aside_what_is_stale(self) -> None:
        for name, written in list(self._known.items()):
            place = self._folder / PurePosixPath(name)
            if name in self._made or not _inside(place, self._folder):
                continue
            if written.format in self._broken or (written.format not in self._whole and written.run == self._of):
                continue
            try:
                if place.is_file():
                    self.stale.append(self._aside(place, name))
                    if place.parent != self._folder and not any(place.parent.iterdir()):
                        place.parent.rmdir()
            except OSError:
                self.stuck.append(place)
            else:
                del self._known[name]

    def _aside(self, place: Path, name: str) -> Path:
        """Move a file to `旧/日期/`, where none has its name yet."""
        wanted = self._folder / OLD / date.today().isoformat() / PurePosixPath(name)
        wanted.parent.mkdir(parents=True, exist_ok=True)
        target, number = wanted, 1
        while target.exists():
            number += 1
            target = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        return place.rename(target)


def _hashed(parts: Iterable[bytes], add: Any) -> Iterator[bytes]:
    for part in parts:
        add(part)
        yield part


def _digest_of(place: Path) -> str:
    digest = sha256()
    with place.open("rb") as file:
        while part := file.read(_PART):
            digest.update(part)
    return digest.hexdigest()


def _inside(place: Path, folder: Path) -> bool:
    return place.resolve().is_relative_to(folder.resolve())


def _digest(run: AuditRun) -> str:
    """What tells a run from others: when it was made, by what rules, and how every report came out."""
    digest = sha256(encode(replace(run, reports=(), totals=None, history=None, label=None, number=None)))
    for summary in run.summaries():
        digest.update(encode((summary.source, summary.unit, summary.score)))
    return digest.hexdigest()[:16]
