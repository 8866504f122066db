"""Lists that are neither of a run nor of a report, such as a ranking, as a workbook or a Word document."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hegui.guarding.scratch import Scratch
from hegui.output.text import clean
from hegui.output.workbook import Book, Column, Value
from hegui.read import own

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_WRITTEN = datetime(2020, 1, 1)
"""A fixed time, so that the same list gives the same bytes."""
_BREADTH = 24.7
"""Centimetres between the margins of a page across."""

Row = Sequence[Value]


class Heading(NamedTuple):
    """A column: its title, its width in characters, and whether its cells are short."""

    title: str
    width: float
    short: bool = True


class Table(NamedTuple):
    """A list: what its sheet is called, its title, what is said before it, its columns and its rows."""

    name: str
    title: str
    words: str
    columns: Sequence[Heading]
    rows: Sequence[Row]


def as_workbook(tables: Iterable[Table]) -> bytes:
    """A sheet for each list."""
    with Scratch() as folder:
        path = Path(folder) / "list.xlsx"
        book = Book(path)
        for table in tables:
            columns: list[Column[Row]] = [
                Column(one.title, one.width, partial(_cell, at), "centre" if one.short else "text")
                for at, one in enumerate(table.columns)
            ]
            book.sheet(table.name, table.title, columns).fill(table.rows)
        book.close()
        return path.read_bytes()


def _cell(at: int, row: Row) -> Value:
    return row[at]


def as_document(title: str, words: str, tables: Iterable[Table]) -> bytes:
    """A heading for each list and its table below, on pages across; no row is split, and headings are repeated."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    from hegui.output.docx.letters import steady

    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2.5)
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = _WRITTEN
    properties.title, properties.category = title, own.category()
    _write(document, title, "方正小标宋简体", 20, centred=True)
    if words:
        _write(document, words, "仿宋_GB2312", 14)
    for table in tables:
        _write(document, table.title, "黑体", 14, with_next=True)
        if table.words:
            _write(document, table.words, "仿宋_GB2312", 12, with_next=True)
        if table.rows:
            _table(document, table)
    _page_number(section.footer.paragraphs[0])
    made = io.BytesIO()
    document.save(made)
    return steady(made.getvalue())


def _write(
    document: Document, text: str, font: str, size: float, *, centred: bool = False, with_next: bool = False
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.keep_with_next = with_next
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(6)
    _run(paragraph, text, font, size)


def _run(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(clean(text))
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(document: Document, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm

    whole = sum(one.width for one in table.columns)
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns), style="Table Grid")
    made.autofit = False
    for column, one in zip(made.columns, table.columns, strict=True):
        column.width = Cm(_BREADTH * one.width / whole)
    for number, (row, values) in enumerate(
        zip(made.rows, ([one.title for one in table.columns], *table.rows), strict=True)
    ):
        properties = row._tr.get_or_add_trPr()
        for name in ("w:cantSplit", *(["w:tblHeader"] if not number else [])):
            properties.append(properties.makeelement(qn(name), {}))
        for cell, value, one in zip(row.cells, values, table.columns, strict=True):
            cell.width = Cm(_BREADTH * one.width / whole)
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if one.short or not number else WD_ALIGN_PARAGRAPH.LEFT
            text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
            _run(paragraph, text, "仿宋_GB2312" if number else "黑体", 10.5)


def _page_number(paragraph: Paragraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", "宋体", 12)
    field = paragraph._p.makeelement(qn("w:fldSimple"), {qn("w:instr"): " PAGE "})
    paragraph._p.append(field)
    _run(paragraph, "1", "宋体", 12)
    field.append(paragraph.runs[-1]._r)
    _run(paragraph, " —", "宋体", 12)
