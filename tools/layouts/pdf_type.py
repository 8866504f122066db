"""The type in which a PDF is set: its font, how wide text is in it, where its lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tools.fonts import FONT

_NOT_FIRST = "，。、；：？！）”》〉】"
_WORD = re.compile(r"[0-9A-Za-z.,:/%+-]+|.")


@cache
def font() -> str:
    """The name of the font to set text in, registered with reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = FONT.stem
    pdfmetrics.registerFont(TTFont(name, str(FONT)))
    return name


def missing_in_font(text: str) -> str:
    """The characters of a text that the font cannot show, each once."""
    from reportlab.pdfbase.pdfmetrics import getFont

    face: Any = getFont(font())
    shown = face.face.charToGlyph
    return "".join(sorted({character for character in text if ord(character) not in shown}))


def width(text: str, size: float) -> float:
    """Points that a text takes in a line."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, font(), size))


def broken(text: str, room: float, size: float, first: float = 0) -> list[str]:
    """Text in lines as Word breaks them: numbers whole, no line begins with a closing mark. `first` is indented."""
    lines: list[str] = []
    line: list[str] = []
    used = first
    for word in _words(text, room, size):
        more = width(word, size)
        if line and used + more > room + 0.01:
            carried = [line.pop()] if word in _NOT_FIRST and len(line) > 1 else []
            lines.append("".join(line))
            line, used = carried, sum(width(each, size) for each in carried)
        line.append(word)
        used += more
    return [*lines, "".join(line)]


def _words(text: str, room: float, size: float) -> Iterator[str]:
    for word in _WORD.findall(text):
        if len(word) > 1 and width(word, size) > room:
            yield from word
        else:
            yield word
