"""The format of a file by its content: names and suffixes lie."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hegui.read.decode import beginning

_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
)
_ZIPPED = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"))
_OPEN_DOCUMENT = {"text": "odt", "text-template": "odt", "spreadsheet": "ods", "presentation": "pptx"}
_OPEN_DOCUMENT_TYPE = re.compile(rb"application/vnd\.oasis\.opendocument\.([a-z-]+)")
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
)
_IMAGE_OR_TEXT = (b"BM", b"RIFF")
_HEAD = 4096
_SAMPLE = 65536

_HEADER = re.compile(r"[A-Za-z][A-Za-z-]*:")
_MHTML = re.compile(r"^mime-version:", re.I | re.M)
_MHTML_BODY = re.compile(r"^content-type:\s*(?:multipart/related|text/html)", re.I | re.M)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I)
_WORD_XML = re.compile(r"<(?:w:wordDocument|pkg:package)\b")
_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.I | re.S)
_TAG = re.compile(
    r"</?(?:p|div|span|table|tbody|tr|t[dh]|br|h[1-6]|ul|ol|li|a|b|font|center|strong|img|section|article)\b[^<>]*>",
    re.I,
)


def sniff(data: bytes) -> str:
    """Name of the format: `text`, `html`, `mhtml`, `docx`, `xlsx`, `pdf`, `doc`, `rtf`, `odt`, `wordxml`, `image`; or,
    never readable as a report, `empty`, `encrypted`, `xls`, `ods`, `ppt`, `pptx`, `ofd`, `archive` or `binary`.
    """
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return _ole(data) if name == "doc" else name
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if _is_plainly_a_page(data[:_HEAD]):
        return "html"
    head = beginning(data, _HEAD)
    if head is None:
        return "image" if data.startswith(_IMAGE_OR_TEXT) else "binary"
    if not head:
        return "empty"
    if _HEADER.match(head) and _MHTML.search(head) and _MHTML_BODY.search(head):
        return "mhtml"
    if _WORD_XML.search(head):
        return "wordxml"
    if _PAGE.search(head) or ("<" in head and _is_fragment(beginning(data, _SAMPLE) or "")):
        return "html"
    return "text"


def _zipped(data: bytes) -> str:
    """Which of the formats that are ZIP files: by its directory, for an archive may hold any of them unpacked."""
    from hegui.read.reader import Limits, ReadError
    from hegui.read.zipped import open_zip

    kind = _OPEN_DOCUMENT_TYPE.match(data, 38)  # its first entry is `mimetype`, unpacked
    if kind and data[30:38] == b"mimetype":
        return _OPEN_DOCUMENT.get(kind[1].decode(), "binary")
    try:
        with open_zip(data, Limits()) as archive:
            names = archive.namelist()
    except ReadError:  # cut off: its reader shall say so
        return next((name for mark, name in _ZIPPED if mark.encode() in data), "archive")
    return kind_of_zip(names)


def kind_of_zip(names: Sequence[str]) -> str:
    """Which format a ZIP file with these entries is of: `archive` where they make up no document."""
    if "mimetype" in names and "content.xml" in names:
        return "odt"
    if "OFD.xml" not in names and "[Content_Types].xml" not in names:
        return "archive"
    return next((name for mark, name in _ZIPPED if any(entry.startswith(mark) for entry in names)), "archive")


def _ole(data: bytes) -> str:
    """Which of the formats of old Office: by the names of its streams."""
    return next((name for stream, name in _OLE_STREAMS if stream.encode("utf-16-le") in data), "doc")


def _is_plainly_a_page(head: bytes) -> bool:
    """Most files are pages in an encoding that leaves their tags alone: those need no decoding to be told."""
    opens = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()
    return opens.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _is_fragment(sample: str) -> bool:
    """Whether most lines carry tags. Tables count for nothing: Markdown made from a PDF has them in HTML."""
    if not _TAG.search(sample):
        return False
    lines = [line for line in _TABLE.sub("", sample).splitlines() if line.strip()]
    return sum(_TAG.search(line) is not None for line in lines) * 2 >= len(lines)
