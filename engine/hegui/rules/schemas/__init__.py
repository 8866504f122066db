"""The JSON Schemas of a pack's files as files of their own, and the line by which a YAML file names its schema.

Editors with the YAML language server then complete keys, show what they mean and mark mistakes while a file is written.
The files here are those of hegui's own checks, held equal to the code by a test; `hegui rules schema` writes them for
any set of plugins.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from hegui.rules import schema, schema_packs
from hegui.rules.check import AnyCheck
from hegui.rules.packs import MANIFEST, data_files

FOLDER = ".schemas"
"""Where schemas lie in a pack unless told otherwise; no file of the pack is looked for there."""

_LEAD = "# yaml-language-server: $schema="
_TITLES = {
    "pack": "规则包",
    "rule": "规则",
    "form": "报告格式",
    "lexicon": "词表",
    "scheme": "评分方案",
    "parameters": "参数",
    "overrides": "对上级规则的调整",
    "drafts": "对样稿的改动",
    "draft": "合格样稿",
    "waivers": "豁免",
    "corrections": "更正",
}


def schemas(checks: Iterable[AnyCheck]) -> dict[str, dict[str, Any]]:
    """Each schema by the name of its file without suffix."""
    made: dict[str, Mapping[str, Any]] = {
        "pack": schema_packs.PACK,
        "rule": schema.rule_schema(checks),
        "form": schema_packs.FORM,
        "lexicon": schema_packs.LEXICON,
        "scheme": schema_packs.SCHEME,
        "parameters": schema_packs.PARAMETERS,
        "overrides": schema_packs.OVERRIDES,
        "drafts": schema.DRAFT_CHANGES,
        "draft": schema.DRAFT,
        "waivers": schema_packs.WAIVERS,
        "corrections": schema_packs.CORRECTIONS,
    }
    return {name: {"$schema": schema.DIALECT, **each, "title": _TITLES[name]} for name, each in made.items()}


def schema_files(checks: Iterable[AnyCheck]) -> dict[str, str]:
    """The content of each schema file by its name."""
    return {
        f"{name}.json": json.dumps(each, ensure_ascii=False, indent=2) + "\n" for name, each in schemas(checks).items()
    }


def write_schemas(folder: Path, checks: Iterable[AnyCheck]) -> list[Path]:
    """Write every schema file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schema_files(checks).items():
        written.append(folder / name)
        written[-1].write_text(text, "utf-8")
    return written


def schema_of_file(name: str) -> str | None:
    """Which schema a file of a pack follows, by its name relative to the pack; None for one that has none."""
    path = PurePosixPath(name)
    if path.suffix != ".yaml":
        return None
    by_folder = {"rules": "rule", "forms": "form", "lexicons": "lexicon", "schemes": "scheme", "drafts": "draft"}
    if path.parts[0] in by_folder:
        return by_folder[path.parts[0]]
    return path.stem if path.stem in ("pack", "parameters", "overrides", "drafts") else None


def folder_of(pack: Path) -> Path:
    """Where the schemas of a pack lie: where its pack.yaml says so, else in a folder of its own."""
    first = (pack / MANIFEST).read_text("utf-8").partition("\n")[0]
    return (pack / first.removeprefix(_LEAD)).parent if first.startswith(_LEAD) else pack / FOLDER


def schema_line(file: Path, schema_name: str, folder: Path) -> str:
    """The first line of a YAML file whose schemas lie in this folder, without line end."""
    return _LEAD + Path(os.path.relpath(folder / f"{schema_name}.json", file.parent)).as_posix()


def mark(pack: Path, folder: Path) -> list[Path]:
    """Let every YAML file of a pack begin with the line that names its schema in this folder; those that changed."""
    changed = []
    for name, path in data_files(pack).items():
        kind = schema_of_file(name)
        if kind is None:
            continue
        text = path.read_text("utf-8")
        first, _, rest = text.partition("\n")
        body = rest if first.startswith(_LEAD) else text
        marked = f"{schema_line(path.resolve(), kind, folder.resolve())}\n{body}"
        if marked != text:
            path.write_text(marked, "utf-8")
            changed.append(path)
    return changed
