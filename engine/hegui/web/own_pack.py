"""The folder of the office's own pack."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import hegui
from hegui.errors import reason

_MANIFEST = "pack.yaml"
_NEW = 'name: local\ntitle: 本单位规则包\nversion: "1"\ndescription: 在工作台上编写、经审批的规则\n'
_ID = re.compile(r"""^id:[ ]*["']?([a-z][a-z0-9-]{0,80})["']?[ ]*(?:#.*)?$""", re.MULTILINE)
_UNNAMED = "unnamed"
_FILE = re.compile(r"rules/[a-z]+/[a-z][a-z0-9-]{0,80}\.yaml")
LONGEST = 200_000
"""Characters of a rule file."""


def make(folder: Path) -> None:
    """Make the pack in a folder, where there is none yet. Raises hegui.UsageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / _MANIFEST).exists():
            (folder / _MANIFEST).write_text(_NEW, "utf-8")
    except OSError as error:
        raise hegui.UsageError(f"{folder}：不能用作本单位的规则包（{reason(error)}），请检查路径和权限。") from None


def copy(own: str | None, to: Path) -> None:
    """A copy of the pack to try something in; an empty one where the office has none."""
    if own:
        shutil.copytree(own, to, ignore=shutil.ignore_patterns(".*", "__*"))
    else:
        make(to)


def file_of(category: str, text: str) -> str:
    """The name in the pack of a rule file with this text."""
    found = _ID.search(text)
    return f"rules/{category}/{found[1] if found else _UNNAMED}.yaml"


def current(own: str | None, file: str) -> str:
    """The text of a file in the pack; empty where it has none of this name."""
    if own is None or not _FILE.fullmatch(file):
        return ""
    try:
        return (Path(own) / file).read_text("utf-8")
    except FileNotFoundError:
        return ""


def write(own: str, file: str, text: str, *, over: str) -> None:
    """Write a file, whole or not at all, and only over the text with the digest `over`. Raises hegui.UsageError."""
    if not _FILE.fullmatch(file):
        raise hegui.UsageError(f"{file}：规则文件的名称有误。")
    if digest(current(own, file)) != over:
        raise hegui.UsageError("规则包中的这个文件在提请以后有了改动，请重新编写、提请。")
    place = Path(own) / file
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=place.parent, prefix=".", delete=False) as out:
            out.write(text)
        made = Path(out.name)
        made.chmod(0o644)
        made.replace(place)
    except OSError as error:
        raise hegui.UsageError(f"规则包的文件夹写不进去（{reason(error)}），请技术人员检查。") from None


def digest(text: str) -> str:
    """What tells a text from others; empty for none."""
    return sha256(text.encode()).hexdigest() if text else ""
