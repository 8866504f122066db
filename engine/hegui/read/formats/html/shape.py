"""Whether a page has a shape that its parser, which cannot be interrupted, takes minutes or gigabytes for."""

from __future__ import annotations

import re

from hegui.read.reader import RESAVE, Limits, ReadError

_HARMLESS = 8000
"""Tags of a page that take no time however deep they stand in one another."""
_SHORT = 200_000
"""Characters of a page that take a second at most whatever attributes they make up."""
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)")
_ATTRIBUTE = re.compile(r"[^\s=/\"']++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s\"']++))?")
_ENDS_BY_ITSELF = frozenset(
    [
        *("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "rp", "rt"),
        *("colgroup", "html", "head", "body", "area", "base", "br", "col", "embed", "hr", "img", "input", "link"),
        *("meta", "param", "source", "track", "wbr"),
    ]
)
"""Elements that hold none of their kind, or nothing at all, even where their end is not marked."""


def examine(html: str, limits: Limits) -> None:
    """Raises ReadError for a page of too many elements, too deep in one another, or with too many attributes."""
    tags = html.count("<")
    if tags > limits.elements and tags - html.count("</") > limits.elements:
        raise ReadError(f"网页的元素超过 {limits.elements} 个，不像是年度报告。请检查文件是否正确。")
    if tags <= _HARMLESS and len(html) <= _SHORT:
        return
    depth = 0
    for end, name, attributes in _TAG.findall(html):
        if len(attributes) > limits.nesting and _count(attributes, limits.nesting) > limits.nesting:
            raise ReadError(f"网页中有元素的属性超过 {limits.nesting} 个，正常的网页不会有，没有读取。{RESAVE}")
        if tags <= _HARMLESS or name.lower() in _ENDS_BY_ITSELF:
            continue
        depth += -1 if end else not attributes.endswith("/")
        if depth > limits.nesting:
            raise ReadError(f"网页的元素嵌套超过 {limits.nesting} 层，正常的网页不会有，没有读取。{RESAVE}")
        depth = max(depth, 0)


def _count(attributes: str, most: int) -> int:
    """How many attributes there are, counted no further than needed."""
    count = 0
    for count, _ in enumerate(_ATTRIBUTE.finditer(attributes), 1):
        if count > most:
            break
    return count
