"""Pictures and scans: their text is recognised, with the extra `hegui[ocr]`, where the user asks for it."""

from __future__ import annotations

from hegui.model.document import Document, Source
from hegui.read.formats import Content, Format
from hegui.read.reader import Limits, NoTextError

_SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_PERHAPS = (b"BM", b"RIFF")
"""Signatures with which a text may begin too."""


def read_scan(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.formats.ocr.scan import read_scan as read

    return read(data, source, limits)


def read_within(document: Document, data: bytes, limits: Limits) -> Document:
    from hegui.read.formats.ocr.within import read_within as read

    return read(document, data, limits)


def _is_picture(content: Content) -> bool:
    return content.data.startswith(_SIGNATURES) or (content.data.startswith(_PERHAPS) and content.head is None)


def _read_nothing(data: bytes, source: Source, limits: Limits) -> Document:
    raise NoTextError("这是图片，没有文字可读。")


FORMATS = (
    Format("image", "图片", _is_picture, _read_nothing, suffixes=(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")),
)
