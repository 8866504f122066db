"""From the paths that a user names to the files to audit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path
from typing import NamedTuple

from hegui.model.audit import Problem

_REPORTS = frozenset(".txt .text .md .markdown .html .htm .shtml .xhtml .mht .mhtml".split())
_DOCUMENTS = frozenset(".doc .docx .wps .pdf .ofd .rtf .odt .xls .xlsx .et".split())
"""May hold a report in a format that cannot be read (yet): never passed over, so that no unit drops out unseen."""
_ABOUT = frozenset("readme license changelog".split())


class Target(NamedTuple):
    """One row of the audit: a file to audit, or a path with which nothing can be done, and why."""

    path: str
    problem: Problem | None = None


class Targets(NamedTuple):
    """Rows in a stable order, and the files in folders that were passed over (pictures, style sheets, README …)."""

    rows: tuple[Target, ...]
    skipped: tuple[str, ...]


def find_targets(paths: Iterable[str]) -> Targets:
    """Every file that is named, and every file in a named folder that may hold a report.

    A pattern (`*.html`) that the shell left as it is stands for the files it matches. A file named twice is one row.
    """
    rows: dict[str, Target] = {}
    skipped: dict[str, None] = {}
    for path in (found for named in paths for found in _expanded(named)):
        if not Path(path).is_dir():
            rows.setdefault(os.path.normpath(path), Target(path))
            continue
        before = len(rows)
        for target in _in_folder(path):
            if target.problem or _may_hold_report(target.path):
                rows.setdefault(os.path.normpath(target.path), target)
            else:
                skipped[target.path] = None
        if len(rows) == before:
            rows.setdefault(os.path.normpath(path), Target(path, Problem("read", _EMPTY, path)))
    return Targets(tuple(rows.values()), tuple(skipped))


_EMPTY = "文件夹里没有可审查的报告；支持网页（html、mhtml）和文本（txt、md）文件"


def _expanded(path: str) -> list[str]:
    if glob_like := any(mark in path for mark in "*?["):
        glob_like = not Path(path).exists()
    return (sorted(glob(path)) if glob_like else []) or [path]


def _in_folder(folder: str) -> Iterator[Target]:
    """All files of a folder and its subfolders in order of their names, hidden ones left out."""
    failed: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "~$")):
                yield Target(os.path.join(place, name))  # noqa: PTH118 - the path as the user wrote it
    for error in failed:
        path = str(error.filename)
        yield Target(path, Problem("read", f"文件夹打不开（{error.strerror}），请检查权限", path))


def _may_hold_report(path: str) -> bool:
    file = Path(path)
    suffix = file.suffix.lower()
    return suffix in _DOCUMENTS or (suffix in _REPORTS and file.stem.lower() not in _ABOUT)
