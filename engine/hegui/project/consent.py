"""Whether plugins that a settings file names may run: code that lies in a folder that somebody handed over must not run
because a command was given somewhere below it.

They run where the file lies in the working folder and belongs to the user, and where the user has consented to this
very content.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from hegui.rules.cache import cache_directory

_FILE = "consent.txt"
_FILES = ("hegui.toml", "pyproject.toml")


def may_run(folder: Path, plugins: Sequence[str]) -> bool:
    """Whether the plugins that the settings file in a folder names may run without more ado."""
    return _is_own(folder) or _digest(folder, plugins) in _given()


def consent(folder: Path, plugins: Sequence[str]) -> None:
    """Remember that the user has consented. Raises OSError."""
    place = cache_directory() / _FILE
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with place.open("a", encoding="ascii") as file:
        file.write(f"{_digest(folder, plugins)}\n")


def _is_own(folder: Path) -> bool:
    if folder.resolve() != Path.cwd().resolve():
        return False
    return not hasattr(os, "getuid") or all(file.stat().st_uid == os.getuid() for file in _settings(folder))


def _settings(folder: Path) -> Iterator[Path]:
    return (file for name in _FILES if (file := folder / name).is_file())


def _given() -> frozenset[str]:
    try:
        return frozenset((cache_directory() / _FILE).read_text("ascii", "replace").split())
    except (OSError, RuntimeError):  # RuntimeError: no home directory
        return frozenset()


def _digest(folder: Path, plugins: Sequence[str]) -> str:
    """Of the settings and of every file of the plugins, with their places."""
    digest = sha256()
    for file in (*_settings(folder), *_files(plugins)):
        try:
            content = file.read_bytes()
        except OSError:  # whoever loads it says so
            content = b""
        digest.update(f"{file.resolve()}\0{len(content)}\0".encode("utf-8", "surrogatepass"))
        digest.update(content)
    return digest.hexdigest()


def _files(plugins: Sequence[str]) -> Iterator[Path]:
    for plugin in map(Path, plugins):
        if plugin.is_dir():
            yield from sorted(path for path in plugin.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        else:
            yield plugin
