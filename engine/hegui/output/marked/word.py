"""Review comments in a copy of a Word file, at the paragraph or cell that the reader named."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import _Element

from hegui.model.verdict import Evidence
from hegui.output.docx.letters import steady
from hegui.output.marked.changes import track_change
from hegui.output.marked.remarks import Remark
from hegui.read.formats.docx.body import TableCell, place_cells
from hegui.read.formats.docx.wordml import PARAGRAPH, TABLE
from hegui.read.reader import Limits, ReadError

_AUTHOR, _INITIALS = "合规审查", "合规"
_NO_TIME = "2020-01-01T00:00:00Z"


def mark_word(content: bytes, remarks: Sequence[Remark], time: str | None, changes: bool = False) -> bytes:
    """The document with a comment for each remark. A remark whose place is not in the body stands at its beginning.
    With `changes`, words for which only one thing can be meant are changed as well, as tracked changes.

    Raises ValueError in Chinese where the document cannot be opened for editing.
    """
    try:
        document = Document(io.BytesIO(content))
    except Exception as error:  # python-docx gives no type of its own for what it cannot open
        raise ValueError(f"Word 文件不能添加批注（{type(error).__name__}）") from None
    places = _Places(document)
    for remark in remarks:
        paragraph, evidence = places.of(remark)
        runs = _runs(paragraph, evidence.quote or "" if evidence else "")
        comment = document.add_comment(runs, remark.text, _AUTHOR, _INITIALS)
        comment._comment_elm.set(qn("w:date"), time or _NO_TIME)
        if changes and evidence and evidence.instead:
            track_change(paragraph, evidence, _AUTHOR, time or _NO_TIME)
    made = io.BytesIO()
    document.save(made)
    return steady(made.getvalue())


class _Places:
    """Paragraphs and cells by the numbers that the reader gives them (see `hegui.read.formats.docx.body.Body`)."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._paragraphs = list(document.element.iter(PARAGRAPH))
        self._tables = list(document.element.iter(TABLE))
        self._cells: dict[int, dict[tuple[int, int], _Element]] = {}

    def of(self, remark: Remark) -> tuple[Paragraph, Evidence | None]:
        """The paragraph of a remark, and the evidence that stands there."""
        for evidence in remark.evidence:
            element = None
            if evidence.grid:
                element = self._in_cell(*evidence.grid)
            elif evidence.paragraph and evidence.paragraph <= len(self._paragraphs):
                element = self._paragraphs[evidence.paragraph - 1]
            if element is not None:
                return Paragraph(cast("CT_P", element), self._document), evidence
        return self._first(), None

    def _first(self) -> Paragraph:
        written = next((paragraph for paragraph in self._document.paragraphs if paragraph.text.strip()), None)
        return written or next(iter(self._document.paragraphs), None) or self._document.add_paragraph()

    def _in_cell(self, table: int, row: int, column: int) -> _Element | None:
        """The first paragraph of a cell, merged ones and empty ones too."""
        if table > len(self._tables):
            return None
        if table not in self._cells:
            try:
                placed = place_cells(self._tables[table - 1], Limits())
            except ReadError:
                return None
            self._cells[table] = {place: cell.element for cell in placed.cells for place in _covered(cell)}
        cell = self._cells[table].get((row, column))
        return None if cell is None else cell.find(PARAGRAPH)


def _covered(cell: TableCell) -> Iterator[tuple[int, int]]:
    """The places that a cell takes up, counted from 1."""
    for row in range(cell.row, cell.row + cell.rowspan):
        for column in range(cell.column, cell.column + cell.colspan):
            yield row + 1, column + 1


def _runs(paragraph: Paragraph, quote: str) -> list[Run]:
    """The runs that hold the words, all of the paragraph's where they are not found; a new one where it has none."""
    runs = paragraph.runs
    if not runs:
        return [paragraph.add_run()]
    start = "".join(run.text for run in runs).find(quote) if quote else -1
    if start < 0:
        return runs
    end = start + len(quote)
    held, offset = [], 0
    for run in runs:
        if offset < end and offset + len(run.text) > start:
            held.append(run)
        offset += len(run.text)
    return held or runs
