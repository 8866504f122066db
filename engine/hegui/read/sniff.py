"""The format of a file by its content: names and suffixes lie."""

from __future__ import annotations

import re

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
_ZIPPED = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"), (b"OFD.xml", "ofd"))
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
    """Name of the format: `text`, `html`, `mhtml`; or, not readable, `empty`, `pdf`, `doc`, `docx`, `xlsx`, `pptx`,
    `ofd`, `rtf`, `wordxml`, `image`, `archive` or `binary`.
    """
    if data.startswith(b"PK\x03\x04"):
        return next((name for mark, name in _ZIPPED if mark in data), "archive")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if b"%PDF-" in data[:1024]:
        return "pdf"
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


def _is_fragment(sample: str) -> bool:
    """Whether most lines carry tags. Tables count for nothing: Markdown made from a PDF has them in HTML."""
    if not _TAG.search(sample):
        return False
    lines = [line for line in _TABLE.sub("", sample).splitlines() if line.strip()]
    return sum(_TAG.search(line) is not None for line in lines) * 2 >= len(lines)
