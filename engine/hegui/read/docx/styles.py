"""Paragraph and character styles, with what they inherit, as far as a reader of text cares."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.etree import _Element

from hegui.read.docx.names import W, integer, is_on, value

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_TITLE = re.compile(r"title|标题", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.I)
_BODY_TEXT = 9
"""The outline level of what is no heading."""


class Style(NamedTuple):
    """What a style gives to its paragraphs or runs; None where neither it nor what it is based on says anything."""

    heading: int | None = None
    """Level of the heading, 1 for the highest."""
    list_id: str | None = None
    list_level: int | None = None
    hidden: bool = False
    bold: bool = False
    font: str = ""
    """Typeface of Chinese characters."""
    contents: bool = False
    """Whether it is the style of an entry in a table of contents."""


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: _Element | None) -> None:
        self._elements = {} if root is None else {style.get(f"{W}styleId"): style for style in root.iter(f"{W}style")}
        self._read: dict[str | None, Style] = {}
        self.hide = root is not None and next(root.iter(f"{W}vanish"), None) is not None
        """Whether any style hides text."""
        self.default = next(
            (
                key
                for key, style in self._elements.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
            ),
            None,
        )
        """The style of paragraphs that name none."""

    def of(self, style_id: str | None) -> Style:
        """The style with this id, the default paragraph style where it is None."""
        style_id = style_id or self.default
        return self._read[style_id] if style_id in self._read else self._resolve(style_id)

    def _resolve(self, style_id: str | None) -> Style:
        """Read a style after those that it is based on; a circle ends where it closes."""
        unread: dict[str | None, _Element] = {}
        key = style_id
        while key not in self._read and key not in unread and (element := self._elements.get(key)) is not None:
            unread[key] = element
            key = value(element.find(f"{W}basedOn"))
        style = self._read.get(key, Style())
        for key, element in reversed(unread.items()):
            style = self._read[key] = _inheriting(style, element)
        return style if unread else self._read.setdefault(style_id, Style(heading=_heading_by_name(style_id or "")))


def _inheriting(base: Style, element: _Element) -> Style:
    name = value(element.find(f"{W}name"), "") or ""
    heading = _heading_by_name(name) or base.heading
    list_id, list_level = base.list_id, base.list_level
    properties = element.find(f"{W}pPr")
    if properties is not None:
        outline = integer(value(properties.find(f"{W}outlineLvl")))
        if outline is not None:
            heading = heading_level(outline)
        list_id = value(properties.find(f"{W}numPr/{W}numId")) or list_id
        level = integer(value(properties.find(f"{W}numPr/{W}ilvl")))
        list_level = list_level if level is None else level
    hidden, bold, font = base.hidden, base.bold, base.font
    look = element.find(f"{W}rPr")
    if look is not None:
        hidden, bold, font = hides(look, hidden), is_bold(look, bold), typeface(look, font)
    return Style(heading, list_id, list_level, hidden, bold, font, _CONTENTS.match(name) is not None)


def heading_level(outline: int) -> int | None:
    """Level of a heading by its outline level, which counts from 0; None for body text."""
    return outline + 1 if outline < _BODY_TEXT else None


def _heading_by_name(name: str) -> int | None:
    """Word names its own styles in English in every language; other programs write the Chinese names."""
    numbered = _HEADING.fullmatch(name)
    if numbered:
        return int(numbered[1])
    return 1 if _TITLE.fullmatch(name) else None


def hides(look: _Element, inherited: bool) -> bool:
    """Whether these run properties hide text."""
    vanish = look.find(f"{W}vanish")
    return inherited if vanish is None else is_on(vanish)


def is_bold(look: _Element, inherited: bool) -> bool:
    bold = look.find(f"{W}b")
    return inherited if bold is None else is_on(bold)


def typeface(look: _Element, inherited: str) -> str:
    """The typeface of Chinese characters."""
    fonts = look.find(f"{W}rFonts")
    return inherited if fonts is None else fonts.get(f"{W}eastAsia") or inherited
