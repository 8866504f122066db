"""Text for people: free of control characters, measured and broken as a terminal shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Controls (escape sequences begin with one), invisible and direction marks, halves of surrogate pairs."""

_NOT_FIRST = frozenset("，。、；：？！）】》〉」』”’…—％%,.;:?!)]}")
_NOT_LAST = frozenset("（【《〈「『“‘([{")
_WORD = re.compile(r"[0-9A-Za-z_./:+\-]+|.", re.DOTALL)


def clean(text: str) -> str:
    """One line that is safe to print: blanks and line ends become blanks, other invisible characters vanish or show."""
    return _CONTROL.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029":
        return " "
    return "\ufffd" if character < "\xa0" or "\ud800" <= character <= "\udfff" else ""


def width(text: str) -> int:
    """Columns that a text takes on a terminal; a Chinese character takes two."""
    from wcwidth import wcswidth

    return wcswidth(text) if not text.isascii() else len(text)


def wrap(text: str, columns: int) -> list[str]:
    """Break a line to so many columns, between Chinese characters too, but not before 。 or after （."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _unbreakable(text):
        wide = width(piece)
        if line and used + wide > columns:
            lines.append(line.rstrip())
            piece = piece.lstrip()
            line, used, wide = "", 0, width(piece)
        while wide > columns:  # a word longer than the line
            head = _head(piece, columns)
            lines.append(head)
            piece = piece[len(head) :]
            wide = width(piece)
        line, used = line + piece, used + wide
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def shorten(text: str, length: int) -> str:
    """At most so many characters, with … where something was left out."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _unbreakable(text: str) -> Iterator[str]:
    """Pieces between which a line may end."""
    piece = ""
    for match in _WORD.finditer(text):
        word = match[0]
        if piece and word[0] not in _NOT_FIRST and piece[-1] not in _NOT_LAST:
            yield piece
            piece = ""
        piece += word
    if piece:
        yield piece


def _head(text: str, columns: int) -> str:
    end = 1
    while end < len(text) and width(text[: end + 1]) <= columns:
        end += 1
    return text[:end]
