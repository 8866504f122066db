"""Paragraph and character styles with what they inherit, and headings, marked by a style or by their look."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.etree import _Element

from hegui.read.characters import OUTLINE_NUMBERS
from hegui.read.formats.docx.wordml import RUN, RUN_PROPERTIES, W, integer, is_on, shown, value

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_TITLE = re.compile(r"title|标题", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.I)
_BODY_TEXT = 9
"""The outline level of what is no heading."""

_VANISH, _ALIGNED, _POSITION, _SIZE = (f"{W}{name}" for name in ("vanish", "vertAlign", "position", "sz"))
_STRIKES = (f"{W}strike", f"{W}dstrike")
_MARKING = frozenset([_VANISH, _ALIGNED, _POSITION, *_STRIKES])
_SMALLEST = 2
"""Half points up to which a character is not seen."""

_LONGEST_HEADING = 40
_SENTENCE_ENDS = ("。", "；", "，", "：")
_HEADING_TYPEFACE = re.compile("黑体|小标宋|楷体|SimHei|KaiTi", re.I)
"""Of titles and headings by GB/T 9704—2012, 7.3; the text itself is in 仿宋."""


class Display(NamedTuple):
    """What run properties make of text."""

    hidden: bool = False
    """Hidden, or too small to be seen."""
    struck: bool = False
    raised: bool = False
    """Raised above the line or lowered below it, by its alignment or as text of another size that is moved."""

    def __or__(self, other: Display) -> Display:
        return Display(*map(max, self, other))


class Style(NamedTuple):
    """What a style gives to its paragraphs or runs; None where neither it nor what it is based on says anything."""

    heading: int | None = None
    """Level of the heading, 1 for the highest."""
    list_id: str | None = None
    list_level: int | None = None
    display: Display = Display()
    bold: bool = False
    typeface: str = ""
    """Of Chinese characters."""
    contents: bool = False
    """Whether it is the style of an entry in a table of contents."""


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: _Element | None) -> None:
        self._elements = {} if root is None else {style.get(f"{W}styleId"): style for style in root.iter(f"{W}style")}
        self._read: dict[str | None, Style] = {}
        self.mark_text = root is not None and may_mark_text(root)
        """Whether any style hides, strikes or raises text."""
        defaults = (
            key
            for key, style in self._elements.items()
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
        )
        self._default = next(defaults, None)

    def of(self, style_id: str | None) -> Style:
        """The style with this id, the default paragraph style where it is None."""
        style_id = style_id or self._default
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
    style = base._replace(heading=_heading_by_name(name) or base.heading, contents=bool(_CONTENTS.match(name)))
    properties = element.find(f"{W}pPr")
    if properties is not None:
        outline = integer(value(properties.find(f"{W}outlineLvl")))
        level = integer(value(properties.find(f"{W}numPr/{W}ilvl")))
        style = style._replace(
            heading=style.heading if outline is None else heading_level(outline),
            list_id=value(properties.find(f"{W}numPr/{W}numId")) or base.list_id,
            list_level=base.list_level if level is None else level,
        )
    look = element.find(RUN_PROPERTIES)
    if look is not None:
        style = style._replace(
            display=display(look, base.display), bold=_is_bold(look, base), typeface=_typeface(look, base)
        )
    return style


def heading_level(outline: int) -> int | None:
    """Level of a heading by its outline level, which counts from 0; None for body text."""
    return outline + 1 if outline < _BODY_TEXT else None


def _heading_by_name(name: str) -> int | None:
    """Word names its own styles in English in every language; other programs write the Chinese names."""
    numbered = _HEADING.fullmatch(name)
    if numbered:
        return int(numbered[1])
    return 1 if _TITLE.fullmatch(name) else None


def heading_by_look(paragraph: _Element, text: str, centred: bool, style: Style) -> int | None:
    """Level of a heading that no style marks: a short line, numbered or centred, all of it bold or in a typeface of
    headings; else None.
    """
    if len(text) > _LONGEST_HEADING or text.endswith(_SENTENCE_ENDS):
        return None
    numbered = (level for level, number in enumerate(OUTLINE_NUMBERS, 1) if number.match(text))
    level = next(numbered, 1 if centred else None)
    runs = [run for run in shown(paragraph) if run.tag == RUN] if level else []
    return level if runs and all(_stands_out(run.find(RUN_PROPERTIES), style) for run in runs) else None


def _stands_out(look: _Element | None, style: Style) -> bool:
    bold, typeface = (style.bold, style.typeface) if look is None else (_is_bold(look, style), _typeface(look, style))
    return bold or _HEADING_TYPEFACE.search(typeface) is not None


def may_mark_text(root: _Element) -> bool:
    """Whether any run properties in a part hide, strike or raise text."""
    if next(root.iter(_VANISH, _ALIGNED, _POSITION, *_STRIKES), None) is not None:
        return True
    return any(_is_unseen(integer(size)) for size in {value(each) for each in root.iter(_SIZE)})


def _is_unseen(size: int | None) -> bool:
    return size is not None and size <= _SMALLEST


def display(look: _Element, inherited: Display) -> Display:
    """What these run properties make of text, with what they inherit."""
    each = {part.tag: part for part in look}
    size = integer(value(each.get(_SIZE)))
    if _MARKING.isdisjoint(each):
        return inherited._replace(hidden=True) if _is_unseen(size) else inherited
    vanish, aligned = each.get(_VANISH), value(each.get(_ALIGNED))
    strikes = [is_on(each[tag]) for tag in _STRIKES if tag in each]
    moved = size is not None and bool(integer(value(each.get(_POSITION))))
    return Display(
        (inherited.hidden if vanish is None else is_on(vanish)) or _is_unseen(size),
        any(strikes) if strikes else inherited.struck,
        moved or (inherited.raised if aligned is None else aligned in ("superscript", "subscript")),
    )


def _is_bold(look: _Element, inherited: Style) -> bool:
    bold = look.find(f"{W}b")
    return inherited.bold if bold is None else is_on(bold)


def _typeface(look: _Element, inherited: Style) -> str:
    """The typeface of Chinese characters."""
    fonts = look.find(f"{W}rFonts")
    return inherited.typeface if fonts is None else fonts.get(f"{W}eastAsia") or inherited.typeface
