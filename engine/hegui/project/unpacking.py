"""Unpacks the data of packs from a ZIP file: never code, never outside the folder, never beyond the limits."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path, PurePosixPath

from hegui.errors import UsageError
from hegui.read import ReadError
from hegui.read.archive import Archive
from hegui.rules.packs import is_data

NOTES = ("README.md", "LICENSE", "CHANGELOG.md")
"""What a pack may have beside its data, for those who use it."""


def unpack(archive: Path, folder: Path) -> None:
    """The packs of a ZIP file, with its folders. Raises UsageError where it cannot be read, or where an entry would lie
    elsewhere."""
    try:
        with closing(Archive(archive)) as opened:
            for entry in opened.entries():
                path = PurePosixPath(entry.name)
                if ".." in path.parts or ":" in entry.name:
                    raise UsageError(f"{archive}：其中“{entry.name}”指向文件夹之外，没有解压；请检查来源。")
                if is_data(path) or path.name in NOTES:
                    place = folder / path
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(opened.read(entry.number))
    except ReadError as error:
        raise UsageError(f"{archive}：{error}") from None
