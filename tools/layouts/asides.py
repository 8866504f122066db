"""Digits that a cell shows beside its number and that are no part of it: raised, struck out, hidden, of no size.

In the text of a draft such a digit is a character of its own (`aside`); each layout prints it as its format does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_HTML: Mapping[str, tuple[str, ...]] = {
    "raised": (
        "<sup>{}</sup>",
        '<span style="vertical-align: super; font-size:8pt">{}</span>',
        "<sup><span>[{}]</span></sup>",
        '<small style="vertical-align:top">{}</small>',
        '<span style="font-size:60%;vertical-align: 0.4em">{}</span>',
        '<span style="vertical-align:text-top">{}</span>',
    ),
    "struck": (
        "<s>{}</s>",
        "<strike>{}</strike>",
        "<del>{}</del>",
        '<span style="text-decoration: line-through">{}</span>',
        '<font style="color:red;TEXT-DECORATION:underline line-through">{}</font>',
    ),
    "hidden": (
        '<span style="display:none">{}</span>',
        '<span style="visibility: hidden">{}</span>',
        '<span style="font-size:0">{}</span>',
        '<font style="font-size:0px">{}</font>',
        "<span hidden>{}</span>",
    ),
}
_WORD: Mapping[str, tuple[str, ...]] = {
    "raised": ('<w:vertAlign w:val="superscript"/>', '<w:position w:val="10"/><w:sz w:val="12"/>'),
    "struck": ("<w:strike/>", '<w:dstrike w:val="1"/>', '<w:strike w:val="true"/>'),
    "hidden": ("<w:vanish/>", '<w:sz w:val="0"/>'),
}
_MARKDOWN: Mapping[str, tuple[str, ...]] = {
    "raised": ("<sup>{}</sup>", "[^{}]"),
    "struck": ("~~{}~~", "<del>{}</del>"),
    "hidden": ("<!-- {} -->",),
}
KINDS = tuple(_HTML)
ASIDE = re.compile(f"[\ue000-{chr(0xE000 + 10 * len(KINDS) - 1)}]")
_RUN = re.compile(rf"<w:r><w:rPr>(?:(?!</w:rPr>).)*</w:rPr><w:t[^>]*>({ASIDE.pattern}+)</w:t></w:r>")


def aside(kind: str, digit: int) -> str:
    """The character that stands for a digit of this kind."""
    return chr(0xE000 + 10 * KINDS.index(kind) + digit)


def read_aside(character: str) -> tuple[str, str]:
    """The kind and the digit of such a character."""
    kind, digit = divmod(ord(character) - 0xE000, 10)
    return KINDS[kind], str(digit)


def in_html(page: str, way: int = 0) -> str:
    """A page with such digits printed, in one of the ways that HTML has for it."""
    return ASIDE.sub(lambda match: _printed(_HTML, match[0], way), page)


def in_markdown(text: str, way: int = 0) -> str:
    """The same for Markdown."""
    return ASIDE.sub(lambda match: _printed(_MARKDOWN, match[0], way), text)


def in_word(document: bytes, way: int = 0) -> bytes:
    """The same for a Word document."""
    written = BytesIO()
    with ZipFile(BytesIO(document)) as package, ZipFile(written, "w", ZIP_DEFLATED) as copy:
        for name in package.namelist():
            content = package.read(name)
            if name == "word/document.xml":
                text = content.decode()
                text = _RUN.sub(lambda match: "".join(_word_run(each, way) for each in match[1]), text)
                content = text.encode()
            copy.writestr(name, content)
    return written.getvalue()


def _word_run(character: str, way: int) -> str:
    kind, digit = read_aside(character)
    look = _WORD[kind][way % len(_WORD[kind])]
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{digit}</w:t></w:r>"


def _printed(ways: Mapping[str, tuple[str, ...]], character: str, way: int) -> str:
    kind, digit = read_aside(character)
    return ways[kind][way % len(ways[kind])].format(digit)
