"""The report as it was read, as a page with its faults marked and the remarks beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from hegui.model.audit import Audit, Score
from hegui.model.report import PREAMBLE, TITLE
from hegui.model.run import FormUsed
from hegui.model.verdict import Evidence
from hegui.output.marked.remarks import Remark
from hegui.output.text import clean
from hegui.output.view import cells, heading, path, printed_labels, score_in_words

_environment = Environment(loader=PackageLoader("hegui.output.marked", "."), autoescape=True, trim_blocks=True)
_environment.filters["numbers"] = lambda numbers: Markup("、").join(str(number) for number in dict.fromkeys(numbers))
_BEFORE = (TITLE, PREAMBLE)


class Piece(NamedTuple):
    """A piece of a paragraph, and the remarks that speak of it."""

    text: str
    numbers: tuple[int, ...]


class Line(NamedTuple):
    """A paragraph in pieces, and the remarks that stand beside it."""

    pieces: list[Piece]
    remarks: list[Remark]


class Cell(NamedTuple):
    column: str
    text: str
    numbers: list[int]
    """The remarks that speak of it."""


class Table(NamedTuple):
    title: str
    columns: tuple[str, ...]
    """Those that all rows share; empty where they differ."""
    rows: list[tuple[str, list[Cell]]]
    remarks: list[Remark]


class Part(NamedTuple):
    """A part of the report as the page shows it."""

    heading: str
    lines: list[Line]
    tables: list[Table]


def mark_page(audit: Audit, score: Score, remarks: Sequence[Remark], form: FormUsed) -> bytes:
    """A page that needs nothing but itself and runs nothing."""
    placed = _Placed(audit, remarks, form)
    text = _environment.get_template("page.html.j2").render(
        title=heading(audit),
        score=score_in_words(score),
        source=path(audit.source.path),
        sections=placed.sections(),
        beside=placed.beside,
        count=len(remarks),
    )
    return text.encode("utf-8", "replace")


class _Placed:
    """Remarks by the paragraphs and cells they speak of."""

    def __init__(self, audit: Audit, remarks: Sequence[Remark], form: FormUsed) -> None:
        self._audit = audit
        self._form = form
        self._in_text: dict[int, list[tuple[int, int, Remark]]] = {}
        self._in_cells: dict[tuple[str, ...], list[int]] = {}
        self._of_tables: dict[str, list[Remark]] = {}
        self.beside: list[Remark] = []
        """What has no place in the report: what is missing in it."""
        for remark in remarks:
            self._place(remark)

    @cached_property
    def _indexes(self) -> Mapping[tuple[str, int | None], int]:
        """Passages by paragraph and by line, the first where several have the same."""
        return {
            (key, number): index
            for index, passage in reversed(list(enumerate(self._audit.passages)))
            for key, number in (("paragraph", passage.paragraph), ("line", passage.line))
            if number is not None
        }

    def _place(self, remark: Remark) -> None:
        """A remark stands beside the first of its places; all of them are marked."""
        beside = False
        for evidence in remark.evidence:
            if evidence.table:
                cell = tuple(part for part in (evidence.table, evidence.row, evidence.column) if part is not None)
                self._in_cells.setdefault(cell, []).append(remark.number)
                if not beside:
                    self._of_tables.setdefault(evidence.table, []).append(remark)
                beside = True
                continue
            by_line = evidence.paragraph is None
            index = self._indexes.get(("line", evidence.line) if by_line else ("paragraph", evidence.paragraph))
            if index is None:
                continue
            start = _start(self._audit.passages[index].text, evidence)
            end = start + len(evidence.quote or "")
            here = remark._replace(lines=()) if beside else remark  # its words stand beside its first place
            self._in_text.setdefault(index, []).append((start, end, here))
            beside = True
        if not beside:
            self.beside.append(remark)

    def sections(self) -> Iterator[Part]:
        """The parts of the report in their order: heading, paragraphs, tables."""
        by_section: dict[str, list[Line]] = {}
        for index, passage in enumerate(self._audit.passages):
            by_section.setdefault(passage.section, []).append(self._line(index, clean(passage.text)))
        headings = {one.key: self._form.heading(one.key, clean(one.title)) for one in self._audit.sections}
        tables = list(self._audit.tables)
        for key in (*(key for key in _BEFORE if key in by_section), *headings):
            here = [table for table in tables if self._form.section_of(table) == key]
            tables = [table for table in tables if table not in here]
            yield Part(headings.get(key, ""), by_section.pop(key, []), [self._table(table) for table in here])
        for lines in by_section.values():
            yield Part("", lines, [])
        if tables:
            yield Part("", [], [self._table(table) for table in tables])

    def _line(self, index: int, text: str) -> Line:
        found = self._in_text.get(index, [])
        edges = sorted({0, len(text), *(min(edge, len(text)) for start, end, _ in found for edge in (start, end))})
        pieces = []
        for start, end in pairwise(edges):
            numbers = tuple(remark.number for first, last, remark in found if first <= start and end <= last)
            pieces.append(Piece(text[start:end], numbers))
        return Line(pieces, [remark for _, _, remark in found if remark.lines])

    def _table(self, table: str) -> Table:
        printed = {(cell.row, cell.column): cell.raw for cell in self._audit.cells if cell.table == table}
        rows: dict[str, list[Cell]] = {}
        for own, row, column, value in cells(self._audit):
            if own == table:
                text = clean(printed.get((row, column), "")) if value is None else f"{value}"
                rows.setdefault(row, []).append(Cell(column or "", text, self._remarks_on(table, row, column)))
        headings = {tuple(cell.column for cell in found) for found in rows.values()}
        columns = next(iter(headings)) if len(headings) == 1 else ()
        labels = printed_labels(self._audit)
        return Table(
            self._form.table_name(table),
            tuple(labels.get((table, column), column) for column in columns),
            [(labels.get((table, row), row), found) for row, found in rows.items()],
            self._of_tables.get(table, []),
        )

    def _remarks_on(self, table: str, row: str, column: str | None) -> list[int]:
        """Those that speak of a cell, or of its whole row."""
        of_row = self._in_cells.get((table, row), [])
        return [*self._in_cells.get((table, row, column), ()), *of_row] if column else of_row


def _start(text: str, evidence: Evidence) -> int:
    """Where the words begin: at their offset, or where they are found; at the beginning where they are not."""
    quote, start = evidence.quote or "", evidence.start
    if start is not None and text[start : start + len(quote)] == quote:
        return start
    return max(text.find(quote), 0)
