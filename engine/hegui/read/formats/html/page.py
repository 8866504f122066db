"""A web page as a document: its blocks, its metadata, and what the user should know of how it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message

from selectolax.lexbor import LexborHTMLParser

from hegui.model.document import Block, Document, Source
from hegui.read.characters import Decoded, decode, tidy
from hegui.read.formats.html.blocks import Walk
from hegui.read.formats.html.shape import examine
from hegui.read.reader import RESAVE, Limits, ReadError

_REPORT = 300
"""Characters below which what a page shows is no report."""
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar)(?=$|[?#&])", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_CODECS = {**dict.fromkeys(["gb2312", "gbk", "gb18030", "x-gbk"], "gb18030"), "utf-8": "utf-8", "utf8": "utf-8"}
"""By the names that pages declare."""


def read_html(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a web page. Grids are its innermost tables; tables that only lay out the page are walked into.

    A picture has the place of the paragraph that it stands in or after, or of its cell.
    """
    decoded = decode(data)
    return _read(decoded.text, source, limits, (*decoded.notes, *_declaration_notes(data, decoded)))


def read_mhtml(data: bytes, source: Source, limits: Limits) -> Document:
    """Read the largest page of a web archive: the report itself, where frames hold menus."""
    try:
        message = message_from_bytes(data)
        pages = [_content(part) for part in message.walk() if part.get_content_type() == "text/html"]
    except RecursionError:
        raise ReadError(f"网页存档（.mht）的各部分嵌套过深，正常的存档不会这样，没有读取。{RESAVE}") from None
    page = max(pages, key=len, default=b"")
    if not page.strip():
        raise ReadError("网页存档（.mht）里没有网页正文。请在浏览器中重新打开原网页，另存为网页（.html）后再审查。")
    decoded = decode(page)
    return _read(decoded.text, source, limits, decoded.notes)


def parts_of_mhtml(data: bytes) -> Mapping[str, bytes]:
    """What a web archive holds besides pages, by the addresses under which a page refers to it."""
    parts: dict[str, bytes] = {}
    for part in message_from_bytes(data).walk():
        if part.get_content_maintype() == "image":
            content = _content(part)
            if location := part.get("Content-Location"):
                parts["".join(location.split())] = content
            if identity := part.get("Content-ID"):
                parts[f"cid:{identity.strip().strip('<>')}"] = content
    return parts


def blocks_of(html: str, limits: Limits) -> list[Block]:
    """Blocks of a piece of HTML."""
    return Walk.over(_parse(html, limits), limits).blocks


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _read(html: str, source: Source, limits: Limits, notes: tuple[str, ...]) -> Document:
    tree = _parse(html, limits)
    walk = Walk.over(tree, limits)
    if walk.hides and walk.length < _REPORT:
        whole = Walk.over(tree, limits, hidden_too=True)
        if whole.length > 2 * walk.length:
            walk = whole
            notes = (*notes, "网页可见部分几乎没有文字，已连同隐藏部分一并读取。")
    if walk.strikes:
        notes = (*notes, "网页中有带删除线的文字，未参加审查。定稿前请删去。")
    return Document(
        source,
        tuple(walk.blocks),
        tuple(_metadata(tree)),
        (*notes, *walk.notes),
        tuple(walk.pictures),
        truncated=_is_cut_off(html),
    )


def _parse(html: str, limits: Limits) -> LexborHTMLParser:
    examine(html, limits)
    tree = LexborHTMLParser(html.replace("\0", ""))
    if ("<td" in html or "<TD" in html) and tree.css_first("td") is None:
        # Rows cut out of their table: a parser would drop the tags and run the numbers together.
        tree = LexborHTMLParser(f"<table>{html}</table>")
    return tree


def _is_cut_off(html: str) -> bool:
    """Whether a page was begun and not ended. The end is looked for from the end."""
    begun = any(tag in html for tag in ("<html", "<body", "<HTML", "<BODY"))
    return begun and all(html.rfind(tag) < 0 for tag in ("</html", "</body", "</HTML", "</BODY"))


def _declaration_notes(data: bytes, decoded: Decoded) -> Iterator[str]:
    match = _CHARSET.search(data[:4096])
    if match:
        declared = match[1].decode("ascii").lower()
        if _CODECS.get(declared) != decoded.encoding and not decoded.encoding.startswith("utf-16"):
            yield f"网页声明的编码 {declared} 与实际不符，已按 {decoded.name} 读取。"


def _metadata(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    title = tree.css_first("title")
    if title and (text := tidy(title.text())):
        yield "title", text
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property")
        content = tidy(attributes.get("content") or "")
        if name and content:
            yield name, content
    seen = set()
    for node in tree.css("a[href],iframe[src],embed[src],object[data]"):
        attributes = node.attributes
        target = (attributes.get("href") or attributes.get("src") or attributes.get("data") or "").strip()
        if target not in seen and _ATTACHMENT.search(target):
            seen.add(target)
            yield "attachment", target
