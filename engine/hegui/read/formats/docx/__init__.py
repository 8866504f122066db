"""Word documents (docx, docm, dotx)."""

from __future__ import annotations

from hegui.model.document import Document, Source
from hegui.read.embedded import parts_of_package
from hegui.read.formats import Format
from hegui.read.reader import Limits


def read_docx(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.formats.docx.document import read_docx as read

    return read(data, source, limits)


FORMATS = (
    Format(
        "docx",
        "Word 文档（docx）",
        lambda content: content.is_package("word/"),
        read_docx,
        parts_of_package,
        suffixes=(".docx", ".docm", ".dotx", ".dotm"),
    ),
)
