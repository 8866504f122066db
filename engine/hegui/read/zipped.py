"""ZIP files within limits: archives of reports, and the packages of XML parts that docx and xlsx are.

No file is trusted: what unpacks to too much is refused, no XML entity is resolved, nothing is fetched, and the parser
refuses what nests deeper than 256 elements, so that readers may follow the nesting by recursion.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from hegui.read.reader import RESAVE, Limits, ReadError, megabytes

if TYPE_CHECKING:
    from lxml.etree import _Element

_END = b"PK\5\6"
_END_LOCATOR_64 = b"PK\6\7"
_END_SIZE = 22
_LONGEST_COMMENT = 65535
_ENTRY = 2048
"""Bytes of the directory that one entry may take on average, far more than any path needs."""
_MEGABYTE = 1024 * 1024
_ENCRYPTED = 1
_PARTS = (".xml", ".rels", ".XML")
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
}
"""Namespaces of the strict variant of the format (ISO/IEC 29500-1), and the transitional ones that readers know."""

_DAMAGED = "文件已损坏，或没有下载完整。请重新获取后再审查。"


def open_zip(content: bytes | Path, limits: Limits) -> ZipFile:
    """Open a ZIP file for reading.

    Raises:
        ReadError: it is damaged, or has too many entries.
    """
    try:
        file: BinaryIO = io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")
        try:
            if _directory_size(file) > limits.entries * _ENTRY:
                raise ReadError(_too_many(limits))
            archive = ZipFile(file)
            if len(archive.filelist) > limits.entries:
                raise ReadError(_too_many(limits))
        except BaseException:
            file.close()
            raise
    except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise ReadError(_DAMAGED) from None
    return archive


def unpacked_size(data: bytes) -> int:
    """Bytes of a file, of a ZIP file those that its XML parts say they unpack to, which is what readers build from."""
    if not data.startswith(b"PK\3\4"):
        return len(data)
    try:
        with open_zip(data, Limits()) as archive:
            return sum(entry.file_size for entry in archive.filelist if entry.filename.endswith(_PARTS))
    except ReadError:
        return 0  # its reader says what is wrong


def _too_many(limits: Limits) -> str:
    return f"压缩文件中的条目超过 {limits.entries} 个，不像是年度报告。请检查文件，或分成几个压缩包。"


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the directory as the file states them, before it is read; 0 where it states nothing."""
    length = file.seek(0, io.SEEK_END)
    file.seek(max(length - _END_SIZE - _LONGEST_COMMENT - 20, 0))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        return 0
    size: int = struct.unpack_from("<L", tail, end + 12)[0]
    if end >= 20 and tail[end - 20 : end - 16] == _END_LOCATOR_64:
        file.seek(min(struct.unpack_from("<Q", tail, end - 12)[0], length))
        record = file.read(56)
        size = max(size % 0xFFFFFFFF, struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 else 0)
    file.seek(0)
    return size


def read_entry(archive: ZipFile, entry: ZipInfo, limits: Limits) -> bytes:
    """Content of an entry.

    Raises:
        ReadError: it is locked with a password, too large, packed too tightly to be honest or in an unusual way, or
            damaged.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise ReadError("文件已加密，没有密码读不了。请解密后再审查。")
    if entry.file_size > limits.size:
        raise ReadError(
            f"解压后过大（{megabytes(entry.file_size)}，上限 {megabytes(limits.size)}），"
            "不像是年度报告。请检查文件是否正确。"
        )
    if entry.file_size > max(_MEGABYTE, entry.compress_size * limits.ratio):
        raise ReadError(f"压缩比超过 {limits.ratio} 倍，文件可能经过特殊构造，未予解压。请检查文件来源。")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ReadError("压缩方法不常见，无法解压。请用系统自带的压缩功能重新打包，或解压后再审查。")
    try:
        return archive.read(entry)
    except (BadZipFile, OSError, ValueError, EOFError, RuntimeError, zlib.error, struct.error):
        raise ReadError(_DAMAGED) from None


class Package:
    """The parts of a package by name, compared without case as the format wants it.

    Raises ReadError, from here and from every method, where the package is damaged, encrypted or beyond the limits.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._zip = open_zip(data, limits)
        self._entries = {_key(entry.filename): entry for entry in self._zip.infolist()}
        self._limits = limits
        self._left = limits.size
        """Bytes that may still be unpacked."""

    def read(self, name: str) -> bytes | None:
        """The content of a part, or None where there is no such part."""
        entry = self._entries.get(_key(name))
        if entry is None:
            return None
        data = read_entry(self._zip, entry, self._limits)
        self._left -= len(data)
        if self._left < 0:
            raise ReadError("文件解压后过大，不像是年度报告。请检查文件是否正确。")
        return data

    def xml(self, name: str | None) -> _Element | None:
        """The root of an XML part, strict namespaces made transitional ones; None where there is no such part."""
        data = self.read(name) if name else None
        return None if data is None else _parse(data)

    def related(self, name: str = "") -> Mapping[str, str]:
        """The parts to which a part refers, by the id and by the kind of the relationship (`styles`, `numbering` …).

        Without a name: those to which the package as a whole refers (`officeDocument`, `core-properties`).
        """
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        parts: dict[str, str] = {}
        for relationship in () if root is None else root:
            target = relationship.get("Target")
            if target and relationship.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/", folder, target))
                parts.setdefault(relationship.get("Type", "").rpartition("/")[2], part)
                parts[relationship.get("Id", "")] = part
        return parts


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _parse(data: bytes) -> _Element:
    from lxml import etree

    for strict, transitional in _STRICT.items():
        if strict in data:
            data = data.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        deep = "depth" in str(error)
        raise ReadError(f"文件内部{'嵌套过深' if deep else '的 XML 已损坏'}，无法读取。{RESAVE}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError(f"文件内部含有实体定义，正常的文档不会有，为安全起见没有读取。{RESAVE}")
    return root
