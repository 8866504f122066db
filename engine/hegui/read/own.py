"""The mark by which hegui knows what it made itself: letters, workbooks and pages are no reports of a unit.

A copy of a report with remarks is one as long as it is as hegui wrote it; a unit that has put it right and sends it
back has filed a report.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from hashlib import sha256

MAKER = "hegui"
_DIGITS = 16
_HEAD = 4096
"""Bytes in which the beginning of a text says who made it."""
_CATEGORY = re.compile(rb"<cp:category>hegui (?:([0-9a-f]{16})|[^<]*)</cp:category>")
_AFTER_PDF = re.compile(rb"%hegui ([0-9a-f]{16})\s*\Z")
_PAGE = re.compile(rb"""<meta name="generator" content="hegui\b""")
_TEXTS = tuple(words.encode() for words in ("# 政府信息公开工作年度报告合规审查结果", "文件,单位,年度,省份,得分"))
_CORE, _BODY = "docProps/core.xml", "word/document.xml"


def is_own(data: bytes) -> bool:
    """Whether hegui made a file, and nobody changed what may be changed."""
    if data.startswith(b"PK"):
        return _is_own_package(data)
    if data.startswith(b"%PDF"):
        mark = _AFTER_PDF.search(data[-64:])
        return mark is not None and mark_of(data[: data.rindex(b"%hegui ")]) == mark[1].decode()
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    return bool(_PAGE.search(head)) or head.startswith(_TEXTS)


def category(body: bytes | None = None) -> str:
    """The category among the properties of an Office file by which it is known; with the text of a copy that its unit
    may put right."""
    return f"{MAKER} {'输出' if body is None else mark_of(body)}"


def marked_pdf(data: bytes) -> bytes:
    """A PDF with the mark behind its end, where every program that saves it anew drops it."""
    return data + b"%" + f"{MAKER} {mark_of(data)}\n".encode()


def marked_copy(package: bytes) -> bytes:
    """A Word file with the mark on its text as it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        told = f"<cp:category>{category(old.read(_BODY))}</cp:category>".encode()
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == _CORE:
                content = re.sub(rb"<cp:category\s*/>|<cp:category>.*?</cp:category>", b"", content, flags=re.DOTALL)
                content = content.replace(b"</cp:coreProperties>", told + b"</cp:coreProperties>")
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def mark_of(content: bytes) -> str:
    return sha256(content).hexdigest()[:_DIGITS]


def _is_own_package(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if package.getinfo(_CORE).file_size > _HEAD:
                return False
            mark = _CATEGORY.search(package.read(_CORE))
            if mark is None:
                return False
            return mark[1] is None or mark_of(package.read(_BODY)) == mark[1].decode()
    except (KeyError, ValueError, RuntimeError, NotImplementedError, OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return False
