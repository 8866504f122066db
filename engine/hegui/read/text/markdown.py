"""Markdown marks taken off text. A plain text keeps every character: see `is_markdown`."""

from __future__ import annotations

import re
from typing import NamedTuple

_EVIDENCE = re.compile(
    r"^#{1,6}[ \t]+\S"  # a heading
    r"|^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t:|-]*$"  # the line below a table's header
    r"|^[ \t]*\*\*[^*\n]+\*\*[ \t]*$",  # a line in bold
    re.M,
)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_RULE = re.compile(r"[ \t]*(?:-[ \t]*){3,}$|[ \t]*(?:\*[ \t]*){3,}$|[ \t]*`{3}\w*[ \t]*$")
_LEAD = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+(?=[^\d\s]|\d+[^\d\s.%]))?")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^()\n]*\)")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((?:https?:|mailto:|[./#])[^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)")
_BOLD = re.compile(r"(\*\*|__)(?=[^\s*_])(.+?)(?<=[^\s*_])\1")
_BREAK = re.compile(r"<br[ \t]*/?>", re.I)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>-])")


class MarkdownLine(NamedTuple):
    """A line without its marks."""

    text: str
    heading: int | None = None
    pictures: int = 0


def is_markdown(text: str) -> bool:
    """Whether a text is clearly Markdown: it has a heading, a table with its delimiter row, or a line in bold."""
    return _EVIDENCE.search(text) is not None


def read_line(line: str) -> MarkdownLine:
    """Take the marks off a line of a Markdown text."""
    if _RULE.match(line):
        return MarkdownLine("")
    heading = _HEADING.match(line)
    body = heading[2] if heading else _LEAD.sub("", line, count=1)
    pictures = len(_PICTURE.findall(body)) if "](" in body else 0
    return MarkdownLine(inline(body), len(heading[1]) if heading else None, pictures)


def inline(text: str) -> str:
    """Take pictures, links, bold marks, line breaks and escapes out of a piece of Markdown."""
    if "](" in text:
        text = _LINK.sub(r"\1", _PICTURE.sub("", text))
    if "**" in text or "__" in text:
        text = _BOLD.sub(r"\2", text)
    if "<" in text:
        text = _BREAK.sub("", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "&" in text:
        import html

        text = html.unescape(text)
    return text
