"""The report as it was read, as a page with its faults marked and the remarks beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from hegui.model.renderer import Record
from hegui.output.marked.remarks import Remark
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, TABLES, heading, score_in_words

_environment = Environment(loader=PackageLoader("hegui.output.marked", "."), autoescape=True, trim_blocks=True)
_HOLDERS = {"table2": "二", "table3": "三", "table4": "四"}
"""The sections in which the tables stand."""
_BEFORE = ("标题", "导语")


class Mark(NamedTuple):
    """A piece of a paragraph, and the remarks that speak of it."""

    text: str
    numbers: tuple[int, ...] = ()


class Line(NamedTuple):
    """A paragraph in pieces, and the remarks that stand beside it."""

    pieces: list[Mark]
    remarks: list[Remark]


def mark_page(report: Record, remarks: Sequence[Remark]) -> bytes:
    """A page that needs nothing but itself and runs nothing."""
    placed = _Placed(report, remarks)
    text = _environment.get_template("page.html.j2").render(
        title=heading(report),
        score=score_in_words(report["score"]),
        source=clean(report["source"]["path"]),
        sections=placed.sections(),
        severities=SEVERITIES,
        beside=placed.beside(),
        count=len(remarks),
    )
    return text.encode("utf-8", "replace")


class Part(NamedTuple):
    """A part of the report as the page shows it."""

    heading: str
    lines: list[Line]
    tables: list[Record]


class _Placed:
    """Remarks by the paragraphs and cells they speak of."""

    def __init__(self, report: Record, remarks: Sequence[Remark]) -> None:
        self._report = report
        self._in_text: dict[int, list[tuple[int, int, Remark]]] = {}
        self._in_cells: dict[tuple[str, ...], list[int]] = {}
        self._loose: list[Remark] = []
        self._of_tables: dict[str, list[Remark]] = {}
        indexes = {
            (key, passage[key]): index
            for index, passage in reversed(list(enumerate(report["passages"])))
            for key in ("paragraph", "line")
            if key in passage
        }
        for remark in remarks:
            self._place(remark, indexes)

    def _place(self, remark: Remark, indexes: Mapping[tuple[str, int], int]) -> None:
        """A remark stands beside the first of its places; all of them are marked."""
        beside = False
        for evidence in remark.evidence:
            if table := evidence.get("table"):
                cell = tuple(evidence[key] for key in ("table", "row", "column") if key in evidence)
                self._in_cells.setdefault(cell, []).append(remark.number)
                if not beside:
                    self._of_tables.setdefault(table, []).append(remark)
                beside = True
                continue
            key = next((key for key in ("paragraph", "line") if key in evidence), "")
            index = indexes.get((key, evidence.get(key, 0)))
            if index is None:
                continue
            text = self._report["passages"][index]["text"]
            start = _start(text, evidence)
            end = start + len(evidence.get("quote", ""))
            here = remark._replace(lines=()) if beside else remark  # its words stand beside its first place
            self._in_text.setdefault(index, []).append((start, end, here))
            beside = True
        if not beside:
            self._loose.append(remark)

    def beside(self) -> list[Remark]:
        """What has no place in the report: what is missing in it."""
        return self._loose

    def sections(self) -> Iterator[Part]:
        """The parts of the report in their order: heading, paragraphs, tables."""
        by_section: dict[str, list[Line]] = {}
        for index, passage in enumerate(self._report["passages"]):
            by_section.setdefault(passage["section"], []).append(self._line(index, clean(passage["text"])))
        headings = {
            section["key"]: f"{section['key']}、{clean(section['title'])}" for section in self._report["sections"]
        }
        tables = list(self._report["tables"])
        for key in (*(key for key in _BEFORE if key in by_section), *headings):
            here = [table for table in tables if _HOLDERS.get(table) == key]
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
            pieces.append(Mark(text[start:end], numbers))
        return Line(pieces, [remark for _, _, remark in found if remark.lines])

    def _table(self, table: str) -> Record:
        rows = []
        for row, value in self._report["tables"][table].items():
            cells = value.items() if isinstance(value, dict) else [("", value)]
            rows.append((row, [self._cell(table, row, column, number) for column, number in cells]))
        headings = {tuple(cell["column"] for cell in cells) for _, cells in rows}
        columns = next(iter(headings)) if len(headings) == 1 else ()
        about = {"title": TABLES.get(table, table), "rows": rows, "remarks": self._of_tables.get(table, [])}
        return {**about, "columns": columns}

    def _cell(self, table: str, row: str, column: str, number: float | None) -> Record:
        path = (table, row, column) if column else (table, row)
        numbers = [*self._in_cells.get(path, ()), *(self._in_cells.get((table, row), ()) if column else ())]
        raw = next(
            (
                cell["raw"]
                for cell in self._report["cells"]
                if (cell["table"], cell["row"], cell["column"] or "") == (table, row, column)
            ),
            "",
        )
        return {"column": column, "text": clean(raw) if number is None else f"{number}", "numbers": numbers}


def _start(text: str, evidence: Record) -> int:
    """Where the words begin: at their offset, or where they are found; at the beginning where they are not."""
    quote = evidence.get("quote", "")
    start = evidence.get("start", -1)
    if start >= 0 and text[start : start + len(quote)] == quote:
        return int(start)
    return max(text.find(quote), 0)


_environment.filters["numbers"] = lambda numbers: Markup("、").join(str(number) for number in dict.fromkeys(numbers))
