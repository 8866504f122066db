"""Office packages (docx and its kin): XML parts in a ZIP file that refer to one another.

No part is trusted: no entity is resolved, nothing is fetched, and the parser refuses what nests deeper than 256
elements, so that readers may follow the nesting by recursion.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element

from hegui.read.reader import Limits, ReadError
from hegui.read.zipped import open_zip, read_entry

_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
}
"""Namespaces of the strict variant of the format (ISO/IEC 29500-1), and the transitional ones that readers know."""

_RESAVE = "请用原程序打开后另存一份再审查。"


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
        data = None if name is None else self.read(name)
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
        raise ReadError(f"文件内部{'嵌套过深' if deep else '的 XML 已损坏'}，无法读取。{_RESAVE}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError(f"文件内部含有实体定义，正常的文档不会有，为安全起见没有读取。{_RESAVE}")
    return root
