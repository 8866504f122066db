"""What a downloaded page leads to: the report as an attachment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from hegui.read.decode import decode
from hegui.read.suffixes import KINDS

_ATTACHED = ("docx", "doc", "rtf", "odt", "pdf", "xlsx", "archive", "ofd", "xls")
_SUFFIXES = frozenset(suffix for kind in _ATTACHED for suffix in KINDS[kind].suffixes)
_LINKS = (("a", "href"), ("iframe", "src"), ("embed", "src"), ("object", "data"))
_TELLING = ("报告", "年报", "附件", "下载")


def attachments(content: bytes, url: str) -> list[str]:
    """Addresses of the documents that a page links to or shows in a frame; those that name a report come first."""
    tree = LexborHTMLParser(decode(content).text)
    found: dict[str, bool] = {}
    for address, words in _links(tree, url):
        if suffix_of(address) in _SUFFIXES:
            told = any(word in unquote(address) + words for word in _TELLING)
            found[address] = found.get(address, False) or told
    return sorted(found, key=lambda address: not found[address])


def suffix_of(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()


def _links(tree: LexborHTMLParser, url: str) -> Iterator[tuple[str, str]]:
    for name, attribute in _LINKS:
        for node in tree.css(name):
            target = (node.attributes.get(attribute) or "").strip()
            if not target:
                continue
            try:
                address = urljoin(url, target).partition("#")[0]
            except ValueError:
                continue
            if urlsplit(address).scheme in ("http", "https"):
                yield address, f"{node.text()} {node.attributes.get('title') or ''}"
