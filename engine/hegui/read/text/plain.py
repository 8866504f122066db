"""Plain text and Markdown: a paragraph a line, and the tables whose rows stand on one line each."""

from __future__ import annotations

import re
from dataclasses import replace

from hegui.model.document import Block, Document, Grid, GridCell, Paragraph, Place, Source
from hegui.read.characters import visible
from hegui.read.decode import decode
from hegui.read.reader import Limits
from hegui.read.text.markdown import MarkdownLine, inline, is_markdown, read_line
from hegui.read.text.rows import Rows, find_rows

_HTML_TABLE = re.compile(r"<table\b[^<>]*>.*?</table\s*>", re.I | re.S)

_MARKS = "| \t\u00a0\u3000"


def read_text(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a text.

    A line that bears table marks (pipes, tabs) keeps them in `raw`; without the marks around it, it is `text`, which is
    empty where the line holds nothing else. Tables written in HTML, as converters put them into Markdown, are grids.
    """
    decoded = decode(data)
    text = visible(decoded.text).replace("\r\n", "\n").replace("\r", "\n")
    html_tables: list[str] = []
    if "<table" in text:

        def set_aside(match: re.Match[str]) -> str:
            html_tables.append(match[0])
            return f"\0{len(html_tables) - 1}\0" + "\n" * match[0].count("\n")

        text = _HTML_TABLE.sub(set_aside, text)
    reading = _Reading(limits, html_tables, is_markdown(text))
    reading.read(text.split("\n"))
    return Document(source, tuple(reading.blocks), notes=decoded.notes, pictures=tuple(reading.pictures))


class _Reading:
    """Blocks and pictures found so far."""

    def __init__(self, limits: Limits, html_tables: list[str], markdown: bool) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Place] = []
        self._limits = limits
        self._html_tables = html_tables
        self._markdown = markdown
        self._paragraphs = 0
        self._tables = 0

    def read(self, lines: list[str]) -> None:
        tables = {table.first: table for table in find_rows(lines)}
        number = 0
        while number < len(lines):
            if table := tables.get(number):
                self._rows(table)
                number = table.end
                continue
            for index, part in enumerate(lines[number].split("\0")):
                if index % 2:
                    self._html_table(self._html_tables[int(part)], number + 1)
                elif part.strip() or "\t" in part:
                    self._line(part, number + 1)
            number += 1

    def _line(self, line: str, number: int) -> None:
        marked = "|" in line or "\t" in line
        read = read_line(line) if self._markdown else MarkdownLine(line)
        text = read.text.strip(_MARKS).strip() if marked else read.text.strip()
        if text or marked:
            self._paragraphs += 1
            place = Place(line=number, paragraph=self._paragraphs)
            self.blocks.append(Paragraph(text, place, line if marked else "", read.heading))
        if read.pictures:
            self.pictures += [Place(line=number, paragraph=max(self._paragraphs, 1))] * read.pictures

    def _rows(self, table: Rows) -> None:
        self._tables += 1
        cells = tuple(
            GridCell(inline(text) if self._markdown else text, row, column)
            for row, texts in enumerate(table.rows)
            for column, text in enumerate(texts)
        )
        columns = max(map(len, table.rows))
        place = Place(line=table.first + 1, table=self._tables)
        self.blocks.append(Grid(cells, len(table.rows), columns, place, spans=False))

    def _html_table(self, html: str, number: int) -> None:
        from hegui.read.html.page import blocks_of

        for block in blocks_of(html, self._limits):
            if isinstance(block, Grid):
                self._tables += 1
                self.blocks.append(replace(block, place=Place(line=number, table=self._tables), path=()))
            else:
                self._paragraphs += 1
                self.blocks.append(replace(block, place=Place(line=number, paragraph=self._paragraphs), path=()))
