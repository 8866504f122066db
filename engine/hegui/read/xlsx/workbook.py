"""Excel workbooks to which the tables of a report were exported: each sheet a heading, its lines and its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml.etree import _Element

from hegui.model.document import Block, Document, Grid, GridCell, Paragraph, Place, Source
from hegui.read.characters import tidy, visible
from hegui.read.package import Package
from hegui.read.reader import Limits, ReadError
from hegui.read.xlsx.numberformats import DATE_FORMATS, shown

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_HEADING = re.compile(r"[一二三四五六七八九十]、")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class _Spot(NamedTuple):
    """A cell that shows something: text, or a frame around nothing."""

    text: str
    rows: int = 1
    columns: int = 1


_Rows = dict[int, dict[int, _Spot]]
"""By row and column, counted from 0; what a merged cell covers is not there."""


def read_xlsx(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a workbook as it is shown: formulas by their last result, numbers by their format, hidden parts left out.

    A table is a run of rows with cells side by side; rows of one cell around it, or a numbered heading as wide as the
    table, are paragraphs.

    Raises:
        ReadError: it is damaged, encrypted or beyond the limits.
    """
    blocks: list[Block] = []
    hidden: list[str] = []
    for title, rows in _sheets(data, limits):
        if rows is None:
            hidden.append(f"“{title}”")
        else:
            _read_sheet(title, rows, blocks, limits)
    notes = (f"隐藏的工作表{'、'.join(hidden)}没有读取。",) if hidden else ()
    return Document(source, tuple(blocks), notes=notes)


def sheet_rows(data: bytes, limits: Limits) -> Iterator[tuple[str, Mapping[int, Mapping[int, str]]]]:
    """The visible sheets of a workbook that is a list and no report: the title, and texts by row and column from 0.

    Raises:
        ReadError: it is damaged, encrypted or beyond the limits.
    """
    for title, rows in _sheets(data, limits):
        yield title, {number: {at: spot.text for at, spot in row.items()} for number, row in (rows or {}).items()}


def _sheets(data: bytes, limits: Limits) -> Iterator[tuple[str, _Rows | None]]:
    """Title and cells of every sheet; None in place of the cells of a hidden one."""
    package = Package(data, limits)
    name = package.related().get("officeDocument")
    workbook = package.xml(name)
    if name is None or workbook is None:
        raise ReadError("Excel 工作簿的内部结构不完整。请用 Excel 或 WPS 打开后另存一份再审查。")
    parts = package.related(name)
    strings = _strings(package.xml(parts.get("sharedStrings")))
    properties = workbook.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    styles = _Styles(package.xml(parts.get("styles")), since_1904)
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        title = visible(sheet.get("name", ""))
        if sheet.get("state", "visible") != "visible":
            yield title, None
            continue
        root = package.xml(parts.get(sheet.get(_ID, "")))
        if root is not None:
            yield title, _rows(root, strings, styles, limits)


def _strings(root: _Element | None) -> list[str]:
    """The texts that cells share, without the reading aids (ruby) beside them."""
    return [] if root is None else [_text(item) for item in root.iterfind("{*}si")]


def _text(item: _Element) -> str:
    parts = [*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t")]
    return "".join(part.text or "" for part in parts)


class _Styles:
    """Number format and frame of each style."""

    def __init__(self, root: _Element | None, since_1904: bool) -> None:
        self.since_1904 = since_1904
        self._formats: list[str] = []
        self._framed: list[bool] = []
        if root is None:
            return
        codes: dict[str, str] = {
            item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iterfind("{*}numFmts/{*}numFmt")
        }
        frames = [
            any(side.get("style", "none") != "none" for side in item) for item in root.iterfind("{*}borders/{*}border")
        ]
        for style in root.iterfind("{*}cellXfs/{*}xf"):
            number = style.get("numFmtId", "0")
            self._formats.append(codes.get(number) or DATE_FORMATS.get(number, ""))
            frame = style.get("borderId", "0")
            self._framed.append(frame.isdecimal() and int(frame) < len(frames) and frames[int(frame)])

    def format(self, style: str) -> str:
        """The format code of a style, empty for the general format."""
        return self._formats[int(style)] if style.isdecimal() and int(style) < len(self._formats) else ""

    def framed(self, style: str) -> bool:
        return style.isdecimal() and int(style) < len(self._framed) and self._framed[int(style)]


def _rows(root: _Element, strings: list[str], styles: _Styles, limits: Limits) -> _Rows:
    """The cells of a sheet that show something."""
    hidden = [
        range(int(column.get("min", "1")) - 1, int(column.get("max", "0")))
        for column in root.iterfind("{*}cols/{*}col")
        if column.get("hidden") in ("1", "true")
    ]
    merged = dict(_merged(root))
    rows: _Rows = {}
    count = number = 0
    for row in root.iterfind("{*}sheetData/{*}row"):
        number = _ordinal(row.get("r"), number)
        if row.get("hidden") in ("1", "true"):
            continue
        column = 0
        for cell in row:
            column = _column(cell.get("r"), column)
            text = tidy(_shown(cell, strings, styles))
            if any(column - 1 in columns for columns in hidden) or not (text or styles.framed(cell.get("s", ""))):
                continue
            rows.setdefault(number - 1, {})[column - 1] = _Spot(text, *merged.get((number - 1, column - 1), (1, 1)))
            count += 1
            if count > limits.cells:
                raise ReadError(f"工作表的单元格超过 {limits.cells} 个，不像是年度报告的统计表。请检查文件是否正确。")
    _uncover(rows, merged)
    return rows


def _ordinal(given: str | None, before: int) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 8 else before + 1


def _column(reference: str | None, before: int) -> int:
    match = _REFERENCE.fullmatch(reference or "")
    return _letters(match[1]) if match else before + 1


def _letters(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _merged(root: _Element) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Upper left corner of each merged cell → its rows and columns."""
    for item in root.iterfind("{*}mergeCells/{*}mergeCell"):
        first, _, last = item.get("ref", "").partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end:
            top, left = int(start[2]) - 1, _letters(start[1]) - 1
            rows, columns = int(end[2]) - top, _letters(end[1]) - left
            if rows > 0 and columns > 0:
                yield (top, left), (rows, columns)


def _uncover(rows: _Rows, merged: Mapping[tuple[int, int], tuple[int, int]]) -> None:
    """Drop the cells that a merged one covers: they keep their frames."""
    for (top, left), (height, width) in merged.items():
        for row in [row for row in rows if top <= row < top + height]:
            for column in [column for column in rows[row] if left <= column < left + width]:
                if (row, column) != (top, left):
                    del rows[row][column]


def _shown(cell: _Element, strings: list[str], styles: _Styles) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        item = cell.find("{*}is")
        return "" if item is None else _text(item)
    found = cell.find("{*}v")
    value = "" if found is None else found.text or ""
    if kind == "s":
        return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return shown(value, styles.format(cell.get("s", "")), styles.since_1904) if kind == "n" else value


def _read_sheet(title: str, rows: _Rows, blocks: list[Block], limits: Limits) -> None:
    if not any(spot.text for row in rows.values() for spot in row.values()):
        return
    _add_line(title, blocks, heading=1)
    for run in _runs(rows):
        numbers = sorted(run)
        tabular = [number for number in numbers if len(run[number]) > 1]
        table = range(tabular[0], tabular[-1] + 1) if tabular else range(0)
        inside = {number: run[number] for number in numbers if number in table}
        for number in numbers:
            if number not in table:
                _add_line(next(iter(run[number].values())).text, blocks)
            elif number == table.start:
                _add_table(inside, blocks, limits)


def _runs(rows: _Rows) -> Iterator[_Rows]:
    """Rows that follow one another. A row that shows nothing parts them, unless a merged cell reaches over it; so does
    a numbered heading that is as wide as the sheet, for each table has one.
    """
    run: _Rows = {}
    width = max((column + spot.columns for row in rows.values() for column, spot in row.items()), default=0)
    reach = 0
    for number in sorted(rows):
        row = rows[number]
        if not row:
            continue
        only = next(iter(row.values()))
        is_heading = len(row) == 1 and only.columns == width > 1 and _HEADING.match(only.text) is not None
        if run and (number > reach or is_heading):
            yield run
            run = {}
        run[number] = row
        reach = max(reach if len(run) > 1 else 0, number + max(spot.rows for spot in row.values()))
    if run:
        yield run


def _add_line(text: str, blocks: list[Block], heading: int | None = None) -> None:
    if text:
        paragraphs = sum(isinstance(block, Paragraph) for block in blocks)
        blocks.append(Paragraph(text, Place(paragraph=paragraphs + 1), heading=heading))


def _add_table(rows: _Rows, blocks: list[Block], limits: Limits) -> None:
    """Add the table that these rows make, its blank cells filled in: a sheet without frames does not store them."""
    top, left = min(rows), min(min(row) for row in rows.values())
    height = max(rows) - top + 1
    width = max(column + spot.columns for row in rows.values() for column, spot in row.items()) - left
    if height * width > limits.cells or width > limits.columns:
        raise ReadError("工作表过大，不像是年度报告的统计表。请检查文件是否正确，或删去表格以外的内容。")
    covered: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    for row in range(height):
        for column in range(width):
            spot = rows.get(top + row, {}).get(left + column)
            if spot is None:
                if (row, column) not in covered:
                    cells.append(GridCell("", row, column))
                continue
            rowspan, colspan = min(spot.rows, height - row), min(spot.columns, width - column)
            cells.append(GridCell(spot.text, row, column, rowspan, colspan))
            if rowspan > 1 or colspan > 1:
                covered.update((row + down, column + right) for down in range(rowspan) for right in range(colspan))
    tables = sum(isinstance(block, Grid) for block in blocks)
    blocks.append(Grid(tuple(cells), height, width, Place(table=tables + 1)))
