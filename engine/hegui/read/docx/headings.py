"""Headings that no style marks: known by how they look and how they are numbered."""

from __future__ import annotations

import re

from lxml.etree import _Element

from hegui.read.docx.names import W, shown
from hegui.read.docx.styles import Style, is_bold, typeface

_RUN = f"{W}r"
_LONGEST = 40
_SENTENCE_ENDS = ("。", "；", "，", "：")
_FONT = re.compile("黑体|小标宋|楷体|SimHei|KaiTi", re.I)
"""Typefaces of titles and headings by GB/T 9704—2012, 7.3; the text itself is in 仿宋."""
_NUMBERS = (
    re.compile("[一二三四五六七八九十]{1,3}、"),
    re.compile("[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\d{1,2}[.．、]\D"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
"""By level, as GB/T 9704—2012, 7.3.3 numbers them."""


def heading_by_look(paragraph: _Element, text: str, centred: bool, style: Style) -> int | None:
    """Level of a heading: a short line, numbered or centred, all of it bold or in a typeface of headings; else None."""
    if len(text) > _LONGEST or text.endswith(_SENTENCE_ENDS):
        return None
    level = next((level for level, number in enumerate(_NUMBERS, 1) if number.match(text)), 1 if centred else None)
    runs = [run for run in shown(paragraph) if run.tag == _RUN] if level else []
    return level if runs and all(_stands_out(run, style) for run in runs) else None


def _stands_out(run: _Element, style: Style) -> bool:
    look = run.find(f"{W}rPr")
    if look is None:
        return style.bold or _FONT.search(style.font) is not None
    return is_bold(look, style.bold) or _FONT.search(typeface(look, style.font)) is not None
