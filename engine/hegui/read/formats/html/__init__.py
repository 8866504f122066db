"""Web pages, and pages saved as one file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hegui.model.document import Document, Source
from hegui.read.embedded import embedded
from hegui.read.formats import Content, Format
from hegui.read.reader import Limits

_HEADER = re.compile(r"[A-Za-z][A-Za-z-]*:")
_MHTML = re.compile(r"^mime-version:", re.I | re.M)
_MHTML_BODY = re.compile(r"^content-type:\s*(?:multipart/related|text/html)", re.I | re.M)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I)
_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.I | re.S)
_TAG = re.compile(
    r"</?(?:p|div|span|table|tbody|tr|t[dh]|br|h[1-6]|ul|ol|li|a|b|font|center|strong|img|section|article)\b[^<>]*>",
    re.I,
)


def read_html(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.formats.html.page import read_html as read

    return read(data, source, limits)


def read_mhtml(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.formats.html.page import read_mhtml as read

    return read(data, source, limits)


def pictures_in_html(data: bytes, names: Sequence[str], limits: Limits) -> Iterator[bytes | None]:
    """Those that the page holds itself."""
    return map(embedded, names)


def pictures_in_mhtml(data: bytes, names: Sequence[str], limits: Limits) -> Iterator[bytes | None]:
    from hegui.read.formats.html.page import parts_of_mhtml

    parts = parts_of_mhtml(data)
    return (parts.get(name) or embedded(name) for name in names)


def _is_web_archive(content: Content) -> bool:
    head = "" if content.opens_as_page else content.head or ""
    return bool(_HEADER.match(head) and _MHTML.search(head) and _MHTML_BODY.search(head))


def _is_page(content: Content) -> bool:
    if content.opens_as_page:
        return True
    head = content.head or ""
    return _PAGE.search(head) is not None or ("<" in head and _is_fragment(content.sample))


def _is_fragment(sample: str) -> bool:
    """Whether most lines carry tags. Tables count for nothing: Markdown made from a PDF has them in HTML."""
    if not _TAG.search(sample):
        return False
    lines = [line for line in _TABLE.sub("", sample).splitlines() if line.strip()]
    return sum(_TAG.search(line) is not None for line in lines) * 2 >= len(lines)


_UNUSUAL = 200_000
"""Bytes of a page from which on it might hold so many elements in one another, or attributes of one, that the parser,
which cannot be interrupted, takes minutes."""

FORMATS = (
    Format(
        "mhtml",
        "网页存档",
        _is_web_archive,
        read_mhtml,
        pictures_in_mhtml,
        order=1,
        suffixes=(".mht", ".mhtml"),
        apart_from=_UNUSUAL,
    ),
    Format(
        "html",
        "网页",
        _is_page,
        read_html,
        pictures_in_html,
        order=2,
        suffixes=(".html", ".htm", ".xhtml", ".shtml"),
        apart_from=_UNUSUAL,
    ),
)
