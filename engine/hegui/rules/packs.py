"""A pack folder → its validated content, from the cache where nothing has changed since it was last read.

A pack is a folder with `pack.yaml` and, as it needs them, `rules/<category>/<rule-id>.yaml`, `forms/`, `lexicons/`,
`schemes/`, `parameters.yaml`, `overrides.yaml` and `drafts.yaml`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from hegui.rules.cache import recall, remember
from hegui.rules.check import AnyCheck
from hegui.rules.content import PackContent, RuleEntry
from hegui.rules.fault import Fault

MANIFEST = "pack.yaml"
_SUFFIXES = (".yaml", ".yml", ".csv")
_NAME = re.compile(r"""^name:[ ]*["']?([\w-]+)""", re.MULTILINE)


class LoadedPack(NamedTuple):
    """A pack as read. `content` is None where its pack.yaml is faulty."""

    path: Path
    content: PackContent | None
    faults: tuple[Fault, ...]
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


def load_packs(folders: Iterable[Path], checks: Mapping[str, AnyCheck]) -> list[LoadedPack]:
    """Read packs; faulty files are left out and told in `faults`."""
    readers = _readers(checks)
    return [_load_pack(folder, checks, readers) for folder in folders]


def _load_pack(folder: Path, checks: Mapping[str, AnyCheck], readers: str) -> LoadedPack:
    if not (folder / MANIFEST).is_file():
        fault = Fault(folder, f"这里不是规则包：文件夹中没有 {MANIFEST}，请检查路径。")
        return LoadedPack(folder, None, (fault,), sha256().hexdigest())
    files = data_files(folder)
    digest = _digest(files)
    key = f"{digest}-{readers}"
    if (stored := recall(key)) is not None and (content := _from_json(stored)) is not None:
        return LoadedPack(folder, content, (), digest)
    from hegui.rules.loader import PackReader  # with the schemas: only where the cache has nothing

    content, faults = PackReader(folder, checks).read(files)
    if content is not None and not faults:
        remember(key, _to_json(content))
    return LoadedPack(folder, content, faults, digest)


def data_files(folder: Path) -> dict[str, Path]:
    """The files of a pack by their names relative to it, sorted. Code and notes beside them are not of the pack."""
    found: dict[str, Path] = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        for name in names:
            if name.endswith(_SUFFIXES) and not name.startswith("."):
                path = Path(parent, name)
                found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def _digest(files: Mapping[str, Path]) -> str:
    digest = sha256()
    for name, path in files.items():
        try:
            content = path.read_bytes()
        except OSError:
            content = b""
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _readers(checks: Mapping[str, AnyCheck]) -> str:
    """Digest of what decides how a pack is read: the engine, its reading code, and the keys that checks give rules."""
    import hegui

    code = max(entry.stat().st_mtime_ns for entry in os.scandir(Path(__file__).parent) if entry.name.endswith(".py"))
    kinds = [(name, check.properties, check.required, check.fields) for name, check in sorted(checks.items())]
    return sha256(repr((hegui.__version__, code, kinds)).encode()).hexdigest()[:16]


def _to_json(content: PackContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in PackContent.__slots__}


def _from_json(stored: Any) -> PackContent | None:
    try:
        content = PackContent(**stored)
        content.rules = [RuleEntry(*entry) for entry in content.rules]
    except TypeError:
        return None
    return content
