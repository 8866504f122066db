"""Plain text, a paragraph a line. What clearly is Markdown loses its marks, plain text keeps every character."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.model.document import Block, Document, Grid, GridCell, Paragraph, Picture, Place, Source
from hegui.read.characters import decode, visible, without_between
from hegui.read.embedded import embedded
from hegui.read.formats import Format
from hegui.read.formats.text.tables import Table, cells_of, find_tables
from hegui.read.grids import is_note_mark
from hegui.read.reader import Limits, ReadError

_TABLE_END = re.compile(r"</table\s*>", re.I)
_HTML_TABLE = re.compile(r"<table\b[^<>]*>.*?</table\s*>", re.I | re.S)
_PADDING = "| \t\u00a0\u3000"

_EVIDENCE = re.compile(
    r"^#{1,6}[ \t]+\S"  # a heading
    r"|^[ \t]*+(?:\|[ \t]*+)?:?-{3,}+:?[ \t]*+\|[ \t:|-]*$"  # the line below a table's header
    r"|^[ \t]*+\*\*[^*\n]++\*\*[ \t]*+$",  # a line in bold
    re.M,
)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_RULE_OR_FENCE = re.compile(r"[ \t]*(?:-[ \t]*){3,}$|[ \t]*(?:\*[ \t]*){3,}$|[ \t]*`{3}\w*[ \t]*$")
_QUOTE_OR_ITEM = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+(?=[^\d\s]|\d+[^\d\s.%]))?")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(([^()\n]*)\)")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((?:https?:|mailto:|[./#])[^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)")
_BOLD = re.compile(r"(\*\*|__)(?=[^\s*_])(.{1,400}?)(?<=[^\s*_])\1")
"""What is set in bold is short: to look for its end from every beginning takes long in a text without ends."""
_BREAK = re.compile(r"<br[ \t]*/?>", re.I)
_STRUCK = re.compile(r"~~(?=[^\s~])[^~\n]*?(?<=[^\s~])~~|<(s|strike|del)>[^<>\n]*</\1>", re.I)
_RAISED = re.compile(r"<(su[pb])>(?P<mark>[^<>\n]*)</\1>|\[\^(?P<note>[^\]\s]{1,8})\](?!:)", re.I)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>-])")
_TAG_OR_MARK = re.compile(r"</?\w+>|~~|[\[\]^]")


def read_text(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a text.

    A line with table marks (pipes, tabs) keeps them in `raw`; without the marks around it, it is `text`, which is
    empty where the line holds nothing else. Tables written in HTML, as converters put them into Markdown, are grids.
    """
    decoded = decode(data)
    text = visible(decoded.text).replace("\r\n", "\n").replace("\r", "\n")
    html_tables: list[str] = []
    if "<table" in text:

        def set_aside(match: re.Match[str]) -> str:
            html_tables.append(match[0])
            return f"\0{len(html_tables) - 1}\0" + "\n" * match[0].count("\n")

        end = max((match.end() for match in _TABLE_END.finditer(text)), default=0)  # none is looked for behind the last
        text = _HTML_TABLE.sub(set_aside, text[:end]) + text[end:]
    markdown = is_markdown(text)
    blocks = _Blocks(limits, html_tables, markdown)
    lines = text.split("\n")
    if sum(not line.isspace() for line in lines if line) > limits.paragraphs + limits.all_cells:
        raise ReadError("文字的行数过多，不像是年度报告。请检查文件是否正确。")
    blocks.add_lines(lines)
    notes = decoded.notes
    if markdown and _STRUCK.search(text):
        notes = (*notes, "文中有带删除线的文字，未参加审查。定稿前请删去。")
    return Document(source, tuple(blocks.blocks), notes=notes, pictures=tuple(blocks.pictures))


class _Blocks:
    """Blocks and pictures found so far."""

    def __init__(self, limits: Limits, html_tables: list[str], markdown: bool) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self._limits = limits
        self._html_tables = html_tables
        self._markdown = markdown
        self._paragraphs = 0
        self._tables = 0
        self._padding = ",,"
        """What a spreadsheet puts at least behind a text that stands alone in its row."""

    def add_lines(self, lines: list[str]) -> None:
        tables = {table.first: table for table in find_tables(lines)}
        pairs = (len(table.rows[0]) == 2 and cells_of(lines[table.first], fewest=2) for table in tables.values())
        self._padding = "," if any(pairs) else ",,"
        number = 0
        while number < len(lines):
            if table := tables.get(number):
                self._add_table(table)
                number = table.end
                continue
            for index, part in enumerate(lines[number].split("\0")):
                if index % 2:
                    self._add_html(self._html_tables[int(part)], number + 1)
                elif part.strip() or "\t" in part:
                    self._add_line(part, number + 1)
            number += 1

    def _add_line(self, line: str, number: int) -> None:
        padding = self._padding
        if (
            line.rstrip().endswith(padding)
            and (cells := cells_of(line, len(padding) + 1))
            and sum(map(bool, cells)) == 1
        ):
            line = "".join(cells)  # a line of its own among rows of cells
        marked = "|" in line or "\t" in line
        bare = _without_marks(line) if self._markdown else _Line(line)
        text = bare.text.strip(_PADDING).strip() if marked else bare.text.strip()
        if text or marked:
            self._paragraphs += 1
            place = Place(line=number, paragraph=self._paragraphs)
            self.blocks.append(Paragraph(text, place, line if marked else "", bare.heading))
        if bare.pictures:
            place = Place(line=number, paragraph=max(self._paragraphs, 1))
            self.pictures += [Picture(place, address) for address in bare.pictures]

    def _add_table(self, table: Table) -> None:
        self._tables += 1
        cells: list[GridCell] = []
        doubts: set[tuple[int, int]] = set()
        for row, texts in enumerate(table.rows):
            for column, text in enumerate(texts):
                bare = _without_inline_marks(text) if self._markdown else text
                if text and not bare and (aside := _aside(text)):
                    bare = aside
                    doubts.add((row, column))
                cells.append(GridCell(bare, row, column))
        place = Place(line=table.first + 1, table=self._tables)
        size = len(table.rows), max(map(len, table.rows))
        self.blocks.append(Grid(tuple(cells), *size, place, spans=False, doubts=frozenset(doubts)))

    def _add_html(self, table: str, number: int) -> None:
        from hegui.read.formats.html.page import blocks_of

        for block in blocks_of(table, self._limits):
            if isinstance(block, Grid):
                self._tables += 1
                self.blocks.append(replace(block, place=Place(line=number, table=self._tables), path=()))
            else:
                self._paragraphs += 1
                self.blocks.append(replace(block, place=Place(line=number, paragraph=self._paragraphs), path=()))


class _Line(NamedTuple):
    """A line without its marks."""

    text: str
    heading: int | None = None
    pictures: Sequence[str] = ()
    """Their addresses."""


def is_markdown(text: str) -> bool:
    """Whether a text is clearly Markdown: it has a heading, a table with its delimiter row, or a line in bold."""
    return _EVIDENCE.search(text) is not None


def _without_marks(line: str) -> _Line:
    if _RULE_OR_FENCE.match(line):
        return _Line("")
    heading = _HEADING.match(line)
    body = _without_closing_marks(heading[2]) if heading else _QUOTE_OR_ITEM.sub("", line, count=1)
    pictures = _PICTURE.findall(body) if "](" in body else ()
    return _Line(_without_inline_marks(body), len(heading[1]) if heading else None, pictures)


def _without_closing_marks(heading: str) -> str:
    heading = heading.rstrip(" \t")
    bare = heading.rstrip("#")
    return bare.rstrip(" \t") if bare.endswith((" ", "\t")) or not bare else heading


def _without_inline_marks(text: str) -> str:
    """Without pictures, links, bold marks, line breaks, escapes, what is struck out and the marks of notes."""
    if "](" in text:
        text = _LINK.sub(r"\1", _PICTURE.sub("", text))
    if "~~" in text or "<" in text:
        text = _STRUCK.sub("", without_between(text, "<!--", "-->")).strip()
    if "<" in text or "[^" in text:
        text = _RAISED.sub(_not_a_note_mark, text)
    if "**" in text or "__" in text:
        text = _BOLD.sub(r"\2", text)
    if "<" in text:
        text = _BREAK.sub("", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "&" in text:
        from html import unescape

        text = unescape(text)
    return text


def _aside(text: str) -> str:
    """What a text shows that is no part of it: struck out, or the mark of a note."""
    seen = without_between(text, "<!--", "-->")
    shown = (match[0] for pattern in (_STRUCK, _RAISED) for match in pattern.finditer(seen))
    return "".join(_TAG_OR_MARK.sub("", each) for each in shown)


def _not_a_note_mark(raised: re.Match[str]) -> str:
    """A raised text, unless it is the mark of a note."""
    mark = raised["mark"] or ""
    return "" if raised["note"] or is_note_mark(mark.strip()) else mark


FORMATS = (
    Format(
        "text",
        "纯文本",
        lambda content: content.head is not None,
        read_text,
        lambda data, names, limits: map(embedded, names),
        order=3,
        suffixes=(".txt", ".text", ".md", ".markdown"),
    ),
)
