"""From the paths that a user names to the files to audit."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from hegui.errors import UsageError, reason
from hegui.project.folder import LISTING, OLD, listing
from hegui.project.remote import files_under, is_address
from hegui.read import ReadError
from hegui.read.archive import Archive, Archives, is_archive
from hegui.read.formats import DYNAMIC_PAGES, formats

_FORMATS = formats()
_ARCHIVES = frozenset(_FORMATS["archive"].suffixes)
_PICTURES = frozenset(_FORMATS["image"].suffixes)
_PLAIN = frozenset(DYNAMIC_PAGES).union(*(_FORMATS[name].suffixes for name in ("text", "html", "mhtml")))
_REPORTS = _PLAIN.union([""], *(each.suffixes for each in _FORMATS.values() if not each.is_rare)) - _PICTURES
"""May hold a report, be it one that cannot be read: told rather than passed over, so that no unit drops out unseen."""
_ABOUT = frozenset(["readme", "license", "changelog"])
_LINKED = "这是指向别处的链接，没有进入。需要审查的，请直接给出它所指的文件夹"
_EMPTY = "没有可审查的报告；可审查网页、Word、WPS、PDF、Excel、文本文件和 .zip 压缩包，请检查{where}。"


class Target(NamedTuple):
    """One row of the audit: a file to audit, or a path with which nothing can be done, and why."""

    path: str
    """As the user wrote it; of an entry of an archive the archive's path, `/` and the path inside."""
    problem: str = ""
    """Why nothing can be done with it."""
    archive: str | None = None
    """The path of the archive that holds it."""
    number: int = 0
    """Its number there."""


class Targets(NamedTuple):
    """Rows in a stable order, and the files in folders that were passed over (pictures, style sheets, README …)."""

    rows: tuple[Target, ...]
    skipped: tuple[str, ...]


def find_targets(paths: Iterable[str], ocr: bool = False) -> Targets:
    """Every file that is named, and every file in a named folder or archive that may hold a report; with `ocr`,
    pictures too.

    A pattern (`*.html`) that the shell left as it is stands for the files it matches. A file named twice is one row.

    Raises UsageError for a path of blanks.
    """
    suffixes = _REPORTS | _PICTURES if ocr else _REPORTS
    rows: dict[tuple[str, int | None], Target] = {}
    skipped: dict[str, None] = {}

    def chosen(files: list[Target], path: str, place: str) -> list[Target]:
        skipped.update((file.path, None) for file in files if not _is_row(file, suffixes))
        empty = f"{place}里{_EMPTY.format(where=place)}"
        return [file for file in files if _is_row(file, suffixes)] or [Target(path, empty)]

    for path in (found for named in paths for found in _expanded(named)):
        files = [Target(path)]
        if is_address(path):
            files = chosen(_at_address(path), path, "地址")
        elif Path(path).is_dir():
            files = chosen(list(_in_folder(path)), path, "文件夹")
        for file in files:
            if _may_be_archive(file) and is_archive(Path(file.path)):
                for entry in chosen(_in_archive(file.path), file.path, "压缩包"):
                    rows.setdefault((os.path.normpath(file.path), entry.number if entry.archive else None), entry)
            else:
                rows.setdefault((os.path.normpath(file.path), None), file)
    return Targets(tuple(rows.values()), tuple(skipped))


def unpack_reports(path: str | Path) -> Iterator[tuple[str, bytes]]:
    """Path inside and content of every file in an archive (ZIP) that may hold a report; nothing of another file.

    Raises UsageError where the archive, or a file in it, cannot be opened.
    """
    if not (_may_be_archive(Target(str(path))) and is_archive(Path(path))):
        return
    with closing(Archives()) as archives:
        for target in find_targets([str(path)]).rows:
            if target.archive is None:
                raise UsageError(target.problem)
            try:
                content = archives.read(Path(target.archive), target.number)
            except ReadError as error:
                raise UsageError(f"{target.path}：{error}") from None
            yield target.path.removeprefix(f"{target.archive}/"), content


def _expanded(path: str) -> list[str]:
    """The files that a pattern matches, in order; the path itself where it is none."""
    if not path.strip():
        raise UsageError("给出的路径是空的（多了一对引号，或变量没有值），请写明要审查的文件或文件夹。")
    if is_address(path):
        return [path]
    is_pattern = any(mark in path for mark in "*?[") and not Path(path).exists()
    found = (sorted(glob.glob(path)) if is_pattern else []) or [path]  # noqa: PTH207 - paths as the user wrote them
    return [str(Path(file)) for file in found]


def _at_address(address: str) -> list[Target]:
    """All files at an address of an object store or the like, or why they cannot be listed."""
    try:
        return [Target(file) for file in files_under(address)]
    except ReadError as error:
        return [Target(address, str(error))]


def _in_folder(folder: str) -> Iterator[Target]:
    """All files of a folder and its subfolders in order of their names; hidden ones, and what hegui wrote there itself,
    left out."""
    failed: list[OSError] = []
    own: set[str] = set()
    for place, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:  # it may lead anywhere, also back
            path = os.path.join(place, name)  # noqa: PTH118
            if os.path.islink(path):  # noqa: PTH114
                yield Target(path, _LINKED)
        if LISTING in files:
            own.update(os.path.normpath(os.path.join(place, name)) for name in listing(place).files)  # noqa: PTH118
            folders[:] = [name for name in folders if name != OLD]
        for name in sorted(files):
            path = os.path.join(place, name)  # noqa: PTH118 - the path as the user wrote it
            if not name.startswith((".", "~$")) and os.path.normpath(path) not in own:
                yield Target(path)
    for error in failed:
        path = str(error.filename)
        yield Target(path, f"文件夹打不开（{reason(error)}），请检查权限")


def _may_be_archive(file: Target) -> bool:
    return _parts(file.path)[1] in _ARCHIVES and Path(file.path).is_file()


def _in_archive(path: str) -> list[Target]:
    """All files of an archive, or the archive itself and why it cannot be opened."""
    try:
        archive = Archive(Path(path))
    except ReadError as error:
        return [Target(path, str(error))]
    entries = [Target(f"{path}/{entry.name}", "", path, entry.number) for entry in archive.entries()]
    archive.close()
    return entries


def _is_row(target: Target, suffixes: Collection[str]) -> bool:
    """Whether something in a folder may hold a report, or is itself a problem."""
    stem, suffix = _parts(target.path)
    is_about = suffix in (*_PLAIN, "") and stem in _ABOUT
    return (suffix in suffixes and not is_about) or bool(target.problem)


def _parts(path: str) -> tuple[str, str]:
    """Stem and suffix of a file's name in small letters. Of very many files: path objects take their time."""
    stem, suffix = os.path.splitext(os.path.basename(path).lower())  # noqa: PTH119, PTH122
    return stem, suffix
