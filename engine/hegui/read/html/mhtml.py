"""Web archives (.mht): the page that a browser or Word saved as one file, as a mail message with parts."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from hegui.model.document import Document, Source
from hegui.read.decode import decode
from hegui.read.html.page import read_page
from hegui.read.reader import Limits, ReadError


def read_mhtml(data: bytes, source: Source, limits: Limits) -> Document:
    """Read the largest page of a web archive: the report itself, where frames hold menus."""
    pages = [_content(part) for part in message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
    page = max(pages, key=len, default=b"")
    if not page.strip():
        raise ReadError("网页存档（.mht）里没有网页正文。请在浏览器中重新打开原网页，另存为网页（.html）后再审查。")
    decoded = decode(page)
    return read_page(decoded.text, source, limits, decoded.notes)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
