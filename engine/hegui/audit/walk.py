"""From the paths that a user names to the files to audit."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hegui.model.audit import Problem

_PAGES = [".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".jsp", ".asp", ".aspx", ".php", ".do"]
_REPORTS = frozenset([".txt", ".text", ".md", ".markdown", *_PAGES])
_DOCUMENTS = frozenset([".doc", ".docx", ".wps", ".pdf", ".ofd", ".rtf", ".odt", ".zip", ".rar", ".7z"])
"""May hold a report that cannot be read yet: told rather than passed over, so that no unit drops out unseen."""
_ABOUT = frozenset(["readme", "license", "changelog"])
_EMPTY = "文件夹里没有可审查的报告；可审查网页（.html、.mhtml）和文本（.txt、.md）文件，请检查路径。"


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
    for path in (str(Path(found)) for named in paths for found in _expanded(named)):
        files = [Target(path)]
        if Path(path).is_dir():
            files = list(_in_folder(path))
            skipped.update((file.path, None) for file in files if not _is_row(file))
            files = [file for file in files if _is_row(file)] or [Target(path, Problem("read", _EMPTY, path))]
        for file in files:
            rows.setdefault(os.path.normpath(file.path), file)
    return Targets(tuple(rows.values()), tuple(skipped))


def _expanded(path: str) -> list[str]:
    """The files that a pattern matches, in order; the path itself where it is none."""
    is_pattern = any(mark in path for mark in "*?[") and not Path(path).exists()
    return (sorted(glob.glob(path)) if is_pattern else []) or [path]  # noqa: PTH207 - paths as the user wrote them


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


def _is_row(target: Target) -> bool:
    """Whether something in a folder may hold a report, or is itself a problem."""
    file = Path(target.path)
    suffix = file.suffix.lower()
    is_report = suffix in _REPORTS and file.stem.lower() not in _ABOUT
    return is_report or suffix in _DOCUMENTS or target.problem is not None
