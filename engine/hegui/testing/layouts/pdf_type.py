"""The type in which a PDF is set: its font, how wide text is in it, where its lines break.

Text is set in the first Chinese font found on this machine (embedded), else in the font STSong-Light that readers of
PDF bring along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FONT_FILES = (
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "uming.ttc",
    "simfang.ttf",
    "simsun.ttc",
    "msyh.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
)
_FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
_NOT_FIRST = "，。、；：？！）”》〉】"
_WORD = re.compile(r"[0-9A-Za-z.,:/%+-]+|.")


@cache
def font() -> str:
    """The name of the font to set text in, registered with reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    for path in _font_paths():
        try:
            pdfmetrics.registerFont(TTFont("hegui", str(path)))
        except TTFError:
            continue
        return "hegui"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def _font_paths() -> Iterator[Path]:
    folders = [folder for name in _FONT_FOLDERS if (folder := Path(name).expanduser()).is_dir()]
    for name in _FONT_FILES:
        for folder in folders:
            yield from sorted(folder.rglob(name))


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
