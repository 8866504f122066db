"""Text for people: free of control characters, measured and broken as a terminal shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Controls (escape sequences begin with one), invisible and direction marks, halves of surrogate pairs, what is no
character and no XML holds."""

_UNSAFE = re.compile(r'[\\/:*?"<>|\ufffd]')
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
"""Names that Windows keeps for devices."""

LONGEST_CELL = 8000
"""Characters of a cell: Excel takes 32,767, a reader much less."""
_LONGEST_ON_SCREEN = 400
"""Characters of a cell on a terminal, which breaks it over lines."""

_FORMULA = tuple("=+-@＝＋－＠")

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
    shows = character < "\xa0" or "\ud800" <= character <= "\udfff" or character > "\ufffd"
    return "\ufffd" if shows else ""


def width(text: str) -> int:
    """Columns that a text takes on a terminal; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return wcswidth(text)


def wrap(text: str, columns: int) -> list[str]:
    """Break a line to so many columns, between Chinese characters too, but not before 。 or after （."""
    lines = [""]
    used = 0
    for piece in _pieces(text, columns):
        wide = width(piece)
        if used + wide > columns:
            lines.append("")
            used = 0
        if used or not piece.isspace():
            lines[-1] += piece
            used += wide
    return [line.rstrip() for line in lines]


def in_cell(text: str, columns: int) -> str:
    """A text over the lines of a table's cell of so many columns, what no screen has room for cut off."""
    return "\n".join(wrap(shorten(clean(text), _LONGEST_ON_SCREEN), columns))


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> list[str]:
    """Lines of a table under a ruled header. Cells may have several lines; the columns named in `right` are numbers."""
    import tabulate  # costs as much to import as a report to audit

    tabulate.MIN_PADDING = 0  # else each column is two wider than its header, and eight columns leave the screen
    sides = ["right" if name in right else "left" for name in header]
    text = tabulate.tabulate(rows, headers=header, tablefmt="simple", colalign=sides, disable_numparse=True)
    return [line.rstrip() for line in text.splitlines()]


def shorten(text: str, length: int) -> str:
    """At most so many characters, with … where something was left out."""
    return text if len(text) <= length else text[: length - 1] + "…"


def file_name(text: str, longest: int = 60) -> str:
    """A text as the name of a file that every system takes."""
    name = _UNSAFE.sub("", clean(text)).strip(". ")[:longest].rstrip(". ")
    return f"{name}_" if name.upper() in _RESERVED else name or "未命名"


def free_name(stem: str, suffix: str, taken: set[str]) -> str:
    """The name of a file that is not taken yet, with a number where it has to be; from now on it is."""
    number, name = 1, f"{stem}{suffix}"
    while name in taken:
        number += 1
        name = f"{stem}-{number}{suffix}"
    taken.add(name)
    return name


def inert(text: str) -> str:
    """Text that a spreadsheet shows and never computes: an apostrophe goes before what would begin a formula."""
    line = clean(text)
    return f"'{line}" if line.lstrip().startswith(_FORMULA) else line


def _pieces(text: str, columns: int) -> Iterator[str]:
    """Pieces between which a line may end, none of them wider than the line."""
    piece = ""
    for match in _WORD.finditer(text):
        word = match[0]
        if piece and word[0] not in _NOT_FIRST and piece[-1] not in _NOT_LAST:
            yield from _cut(piece, columns)
            piece = ""
        piece += word
    yield from _cut(piece, columns)


def _cut(piece: str, columns: int) -> Iterator[str]:
    """A piece in parts of at most so many columns, a character at least in each."""
    if width(piece) <= columns:
        yield piece
        return
    start, used = 0, 0
    for at, character in enumerate(piece):
        wide = width(character)
        if used + wide > columns and at > start:
            yield piece[start:at]
            start, used = at, 0
        used += wide
    yield piece[start:]
