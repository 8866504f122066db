"""The code that reads and judges by rules, as a digest: what other code found sound has to be looked at again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from hegui.about import __version__
from hegui.rules.check import AnyCheck

_ENGINE = Path(__file__).parents[1]
_READ_WITH = ("rules", "checks", "recognise", "model")
"""The folders of the engine whose code decides whether a rule is sound."""

Stamp = tuple[str, int, int]
"""Name, size and time of a file."""


def code_of(checks: Mapping[str, AnyCheck]) -> str:
    """Digest of the engine's version and code as far as rules go, and of all that plugins with checks bring."""
    kinds = [(name, check.properties, check.required, check.fields) for name, check in sorted(checks.items())]
    parts = (__version__, _own(), kinds, list(stamps_of_plugins(checks)))
    return sha256(repr(parts).encode()).hexdigest()[:16]


@cache
def _own() -> tuple[Stamp, ...]:
    return tuple(
        (f"{folder}/{entry.name}", status.st_size, status.st_mtime_ns)
        for folder in _READ_WITH
        for entry in sorted(os.scandir(_ENGINE / folder), key=lambda entry: entry.name)
        if entry.name.endswith(".py") and (status := entry.stat())
    )


def stamps_of_plugins(checks: Mapping[str, AnyCheck]) -> Iterator[Stamp]:
    """The files of code of plugins that judge."""
    places = set()
    for check in checks.values():
        module = sys.modules.get(getattr(check.compile, "__module__", ""))
        if module is not None and module.__file__ is not None:
            file = Path(module.__file__)
            places.add(file.parent if (file.parent / "__init__.py").is_file() else file)
    for place in sorted(places):
        if not place.is_relative_to(_ENGINE):
            yield from sorted(stamps(place))


def stamps(place: Path) -> Iterator[Stamp]:
    """The files of code in a folder, or one file."""
    if place.is_file():
        status = place.stat()
        yield place.name, status.st_size, status.st_mtime_ns
        return
    for folder, _, names in os.walk(place):
        for name in names:
            if name.endswith(".py"):
                status = Path(folder, name).stat()
                yield Path(folder, name).relative_to(place).as_posix(), status.st_size, status.st_mtime_ns
