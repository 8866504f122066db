"""A pack folder → its validated content, from the cache where nothing has changed since it was last read.

A pack is a folder with `pack.yaml` and, as it needs them, `rules/<category>/<rule-id>.yaml`, `forms/`, `lexicons/`,
`schemes/`, `parameters.yaml`, `overrides.yaml` and `drafts.yaml`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from hegui.about import __version__
from hegui.model.encoding import read_whole
from hegui.rules.cache import recall, remember
from hegui.rules.check import AnyCheck
from hegui.rules.mistake import Mistake

MANIFEST = "pack.yaml"
_SUFFIXES = (".yaml", ".yml", ".csv")
_WORD_LISTS = "lexicons"
"""The folder in which text files (.txt), too, are of the pack; elsewhere they are notes."""
_NAME = re.compile(r"""^name:[ ]*["']?([\w-]+)""", re.MULTILINE)


class RuleEntry(NamedTuple):
    """A rule as written: where it stands in its pack, and its data."""

    path: str
    line: int
    category: str
    data: dict[str, Any]


@dataclass(slots=True)
class PackContent:
    """What the files of a pack hold, as plain data without the files that have mistakes. It can be written as JSON."""

    manifest: dict[str, Any]
    rules: list[RuleEntry] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    lexicons: dict[str, Any] = field(default_factory=dict)
    schemes: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    overrides: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Changes by the id of the rule, which is another pack's."""
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Clean drafts by their names."""
    draft_changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Edits by the name of the clean draft, which may be another pack's."""


Files = Mapping[str, Path]
"""The files of a pack by their names relative to it."""
ReadFiles = Callable[[Path, Files], tuple[PackContent | None, tuple[Mistake, ...]]]
"""Reads the files of a pack in a folder: their content, none where pack.yaml has mistakes, and all mistakes."""


class LoadedPack(NamedTuple):
    """A pack as read. `content` is None where its pack.yaml has mistakes."""

    path: Path
    content: PackContent | None
    mistakes: tuple[Mistake, ...]
    digest: str


def pack_name(folder: Path) -> str | None:
    """Name of the pack in a folder as its pack.yaml gives it, or None where it does not.

    Only looked at, not parsed: a start with everything in the cache does without YAML.
    """
    try:
        found = _NAME.search((folder / MANIFEST).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return found[1] if found else None


def packs_at(path: Path) -> list[Path]:
    """The folder of the pack that a file or folder belongs to, else those of the packs in it."""
    here = path.resolve()
    around = next((folder for folder in (here, *here.parents) if (folder / MANIFEST).is_file()), None)
    if around is not None:
        return [around]
    return [file.parent for file in data_files(here).values() if file.name == MANIFEST]


def data_files(folder: Path) -> dict[str, Path]:
    """The files of a pack by their names relative to it, sorted. Code and notes beside them are not of the pack."""
    found: dict[str, Path] = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        for name in names:
            path = Path(parent, name)
            if is_data(path):
                found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def is_data(path: PurePath) -> bool:
    """Whether a file of this path is of a pack."""
    suffixes = (*_SUFFIXES, ".txt") if path.parent.name == _WORD_LISTS else _SUFFIXES
    return path.suffix in suffixes and not path.name.startswith(".")


def load_packs(folders: Iterable[Path], checks: Mapping[str, AnyCheck], read: ReadFiles) -> list[LoadedPack]:
    """Load packs for rules of these kinds: from the cache what is in it, else by `read`."""
    readers = _readers(checks)
    return [_load_pack(folder, readers, read) for folder in folders]


def _load_pack(folder: Path, readers: str, read: ReadFiles) -> LoadedPack:
    if not (folder / MANIFEST).is_file():
        mistake = Mistake(folder, f"这里不是规则包：文件夹中没有 {MANIFEST}，请检查路径。")
        return LoadedPack(folder, None, (mistake,), sha256().hexdigest())
    files = data_files(folder)
    digest = _digest(files)
    key = f"{digest}-{readers}"
    if (content := _from_json(recall(key))) is not None:
        return LoadedPack(folder, content, (), digest)
    content, mistakes = read(folder, files)
    if content is not None and not mistakes:
        remember(key, _to_json(content))
    return LoadedPack(folder, content, mistakes, digest)


def pack_digest(folder: Path) -> str:
    """Digest of the files of a pack, by their names and contents."""
    return _digest(data_files(folder))


def _digest(files: Files) -> str:
    digest = sha256()
    for name, path in files.items():
        try:
            content = read_whole(path)
        except OSError:
            content = b""
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _readers(checks: Mapping[str, AnyCheck]) -> str:
    """Digest of what decides how a pack is read: the engine, its reading code, and the keys that checks give rules."""
    code = max(entry.stat().st_mtime_ns for entry in os.scandir(Path(__file__).parent) if entry.name.endswith(".py"))
    kinds = [(name, check.properties, check.required, check.fields) for name, check in sorted(checks.items())]
    return sha256(repr((__version__, code, kinds)).encode()).hexdigest()[:16]


def _to_json(content: PackContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in PackContent.__slots__}


def _from_json(stored: Any) -> PackContent | None:
    try:
        content = PackContent(**stored)
        content.rules = [RuleEntry(*entry) for entry in content.rules]
    except TypeError:
        return None
    return content
