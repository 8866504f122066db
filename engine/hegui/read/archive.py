"""Archives of reports: their entries by name, whatever the encoding of the names, and what is in each."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

from hegui.errors import reason
from hegui.read.formats import format_of
from hegui.read.reader import Limits, ReadError
from hegui.read.zipped import open_zip, read_entry

_NAMES_IN_UTF8 = 0x800
_MEGABYTE = 1024 * 1024


class Entry(NamedTuple):
    """A file in an archive: its number there, and its path with `/` between folders."""

    number: int
    name: str


class Archive:
    """An archive of reports that is open for reading.

    Raises ReadError where the file is no such archive, is damaged, or would unpack beyond the limits.
    """

    def __init__(self, path: Path, limits: Limits = Limits()) -> None:  # noqa: B008 -- frozen
        self.path = path
        self._limits = limits
        try:
            if path.stat().st_size > limits.archive:
                raise ReadError(f"压缩包超过 {limits.archive // _MEGABYTE} MB。请分成几个压缩包，或解压后再审查。")
        except OSError as error:
            raise ReadError(f"压缩包打不开（{reason(error)}）。请检查路径和权限。") from None
        self._zip = open_zip(path, limits)
        unpacked = sum(info.file_size for info in self._zip.filelist)
        if unpacked > limits.expansion:
            self.close()
            raise ReadError(
                f"压缩包解开后共 {unpacked // _MEGABYTE} MB，超过上限 {limits.expansion // _MEGABYTE} MB，未予解压。"
                "请检查文件来源，或解压后再审查。"
            )
        self._names = _names(self._zip)

    def entries(self) -> list[Entry]:
        """The files, hidden ones left out, as a walk through folders would meet them."""
        files = [Entry(number, name) for number, name in enumerate(self._names) if name and not name.endswith("/")]
        return sorted((file for file in files if not _is_hidden(file.name)), key=lambda file: _order(file.name))

    def read(self, number: int) -> bytes:
        """The content of the entry with this number; raises ReadError where it is locked, too large or damaged."""
        return read_entry(self._zip, self._zip.filelist[number], self._limits)

    def close(self) -> None:
        self._zip.close()


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP file, and not a document in the form of one."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"PK\3\4", b"PK\5\6"):
                return False
        with open_zip(path, Limits()) as archive:
            return format_of(b"PK\3\4", archive.namelist()).name == "archive"
    except (OSError, ReadError):
        return True  # opening it will say what is wrong


def _names(archive: ZipFile) -> list[str]:
    """The names as whoever packed them wrote them.

    Where an archive does not say that its names are in UTF-8, they are in the encoding of the system that packed it,
    which is UTF-8 or, on a Chinese Windows, GBK; `zipfile` takes them for cp437.
    """
    unmarked = {info.orig_filename.encode("cp437") for info in archive.filelist if not _is_marked(info)}
    encoding = next((name for name in ("utf-8", "gb18030") if _decodes(unmarked, name)), "cp437")
    names = (
        info.orig_filename if _is_marked(info) else info.orig_filename.encode("cp437").decode(encoding)
        for info in archive.filelist
    )
    # after decoding: the second byte of a character in GBK may be a backslash
    return ["".join(filter(str.isprintable, name.replace("\\", "/"))).lstrip("/") for name in names]


def _is_marked(info: ZipInfo) -> bool:
    return bool(info.flag_bits & _NAMES_IN_UTF8)


def _decodes(names: set[bytes], encoding: str) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_hidden(name: str) -> bool:
    """Files that the system leaves beside what it packs, and those that Word keeps while a document is open."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith((".", "~$")) and part not in (".", "..") for part in parts)


def _order(name: str) -> list[tuple[bool, str]]:
    """In each folder its files come first, then its subfolders, by their names."""
    *folders, file = name.split("/")
    return [*((True, folder) for folder in folders), (False, file)]


class Archives:
    """Reads entries of archives. The last archive stays open, for its entries are asked for one after another."""

    def __init__(self) -> None:
        self._open: Archive | None = None

    def read(self, path: Path, number: int) -> bytes:
        """The content of an entry of an archive; raises ReadError as `Archive` does."""
        if self._open is None or self._open.path != path:
            self.close()
            self._open = Archive(path)
        return self._open.read(number)

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
