"""The formats that files come in, in one table: each module of this package is a reader and declares its FORMATS.

A new format is a module here and its test. To import such a module must take no time: what it needs to read is imported
when it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import PurePath
from pkgutil import iter_modules

from hegui.read.characters import beginning
from hegui.read.reader import Limits, Reader, ReadError
from hegui.read.zipped import open_zip

DYNAMIC_PAGES = (".jsp", ".asp", ".aspx", ".php", ".do", ".action")
"""Suffixes of pages that a server makes: what is saved under them may be anything."""
_HEAD = 4096
_SAMPLE = 65536
_OPEN_DOCUMENT = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.([a-z-]+)")
_PAGE_OPENINGS = (b"<!doctype html", b"<html", b"<head", b"<body")
_PACKED = (b"PK\3\4", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_SHAPELESS = ("archive", "binary")
"""What damaged files are taken for."""
_OFFICE_STREAMS = ("EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document")


PicturesReader = Callable[[bytes, Sequence[str], Limits], Iterator[bytes | None]]
"""Content of a file and the names of pictures in it (`Picture.name`) to what each of these holds, None where the file
does not hold it; may raise ReadError."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how its files are told by their content, and how they are read."""

    name: str
    """As in `Source.format`."""
    title: str
    """What users call it."""
    matches: Callable[[Content], bool]
    """Whether a file is of this format. Names and suffixes lie."""
    read: Reader | None = None
    pictures: PicturesReader | None = None
    """How the contents of pictures are taken out of its files; None where they are drawn on pages, or it has none."""
    refusal: str = ""
    """Where there is no reader: what the file is and what to do, in Chinese."""
    order: int = 0
    """Formats of a lower order are asked first: 0 is known by a signature, 1 by how its text begins, 2 by markup
    anywhere, 3 takes what is left."""
    suffixes: tuple[str, ...] = ()
    """Of its files, in small letters."""
    is_rare: bool = False
    """Whether most files with its suffixes are something else, so that a search of folders passes them over."""
    apart_from: int = 1 << 20
    """The bytes from which on a file, unpacked, is read in a child process, which can be ended at a limit."""


@cache
def formats() -> Mapping[str, Format]:
    """Every format by its name, in the order in which they are asked."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    found: list[Format] = [each for module in modules for each in module.FORMATS]
    return {each.name: each for each in sorted(found, key=lambda each: each.order)}


def format_of(data: bytes, entries: Sequence[str] | None = None) -> Format:
    """The format of a file by its content. Of a ZIP file its first bytes do where its `entries` are given."""
    content = Content(data)
    if entries is not None:
        content.entries = entries
    return next(each for each in formats().values() if each.matches(content))


def sniff(data: bytes) -> str:
    """Name of the format of a file by its content."""
    return format_of(data).name


def suffix_note(path: str, of: Format) -> str | None:
    """A note for the user where a file of one format has the suffix of another, else None."""
    suffix = PurePath(path).suffix.lower()
    promised = next((each for each in formats().values() if suffix in each.suffixes), of)
    return None if promised is of else f"扩展名是 {suffix}，内容却是{of.title}，已按内容读取。"


def refusal(of: Format, path: str) -> str:
    """Why a file is not read, for the user: one without the signature that its suffix promises is damaged."""
    suffix = PurePath(path).suffix.lower()
    signed = (each for each in formats().values() if each.read and not each.order)
    promised = next((each for each in signed if suffix in each.suffixes), None)
    if promised is None or of.name not in _SHAPELESS:
        return of.refusal
    return f"扩展名是 {suffix}，内容却不是完好的“{promised.title}”：文件已损坏，或没有下载完整。请重新获取后再审查。"


class Content:
    """What tells the format of a file. Each part is worked out when it is first asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def head(self) -> str | None:
        """The beginning as text, without blanks at the start; None where the file is binary."""
        return beginning(self.data, _HEAD)

    @cached_property
    def sample(self) -> str:
        """More of the beginning."""
        return beginning(self.data, _SAMPLE) or ""

    @cached_property
    def opens_as_page(self) -> bool:
        """Whether it begins as most files do, so that it need not be decoded to be told."""
        return self.data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:14].lower().startswith(_PAGE_OPENINGS)

    @property
    def is_zip(self) -> bool:
        return self.data.startswith(b"PK\3\4")

    @property
    def is_packed(self) -> bool:
        """Whether it is an archive, or a document in the form of one. What is in it may stand there as it is."""
        return self.data.startswith(_PACKED)

    @cached_property
    def entries(self) -> Sequence[str] | None:
        """The names in a ZIP file; None where it is none or is damaged."""
        try:
            with open_zip(self.data, Limits()) as archive:
                return archive.namelist()
        except ReadError:
            return None

    def is_package(self, entry: str) -> bool:
        """Whether it is a document in a ZIP file, with an entry whose name begins so.

        By its directory, for an archive may hold documents unpacked. One that is cut off has none: its reader says so.
        """
        if not self.is_zip or self.open_document:
            return False
        if self.entries is None:
            return entry.encode() in self.data
        is_document = "[Content_Types].xml" in self.entries or "OFD.xml" in self.entries
        return is_document and any(name.startswith(entry) for name in self.entries)

    @cached_property
    def open_document(self) -> str | None:
        """The kind of an OpenDocument file (`text`, `spreadsheet` …): its first entry names it, not packed."""
        kind = _OPEN_DOCUMENT.match(self.data, 30) if self.is_zip else None
        if kind:
            return kind[1].decode()
        return "text" if self.is_zip and self.entries and {"mimetype", "content.xml"} <= set(self.entries) else None

    @cached_property
    def office_stream(self) -> str | None:
        """What a file of old Office holds, by the names of its streams; None for a file of another kind."""
        if not self.data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            return None
        return next((name for name in _OFFICE_STREAMS if name.encode("utf-16-le") in self.data), "WordDocument")
