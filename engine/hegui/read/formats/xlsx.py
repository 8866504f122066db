"""Excel workbooks to which the tables of a report were exported: each sheet a heading, its lines and its tables.

openpyxl reads no workbook of the strict variant, stops at styles that are not well-formed, unpacks without limits, and
takes four times as long.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from hegui.model.document import Block, Document, Grid, GridCell, Paragraph, Picture, Place, Source
from hegui.read.characters import OUTLINE_NUMBERS, tidy, visible
from hegui.read.embedded import parts_of_package
from hegui.read.formats import Format
from hegui.read.grids import is_note_mark, several_numbers
from hegui.read.reader import Limits, ReadError
from hegui.read.zipped import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_SHEET_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_TRUE = ("1", "true")
_TALL = 3
"""Rows from which on a picture that lies over them may hold a table."""

_DAY, _MONTH = "yyyy-m-d", "yyyy-m"
_BUILT_IN_FORMATS = {
    **{"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"},
    **dict.fromkeys(["14", "15", "22", "27", "28", "29", "30", "31", "36", "50", "51", "52", "53", "54", "58"], _DAY),
    **dict.fromkeys(["17", "55", "57"], _MONTH),
}
"""Those that change what a number looks like, in a Chinese Excel, by their ids."""
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LARGEST = Decimal(10) ** 15
_COLUMNS = (1 << 14) + 1
"""Columns that a sheet has at most, counted from 1."""
_LONGEST_NUMBER = 8
"""Digits that no number of a row, a column or a style has."""
_LONGEST_CODE = 255
"""Characters of a format code: Excel allows no more."""
_FINEST = 10
"""Digits of a fraction that are shown: with those before it, and as a percentage, a decimal holds them exactly."""


class _Cell(NamedTuple):
    """A cell that shows something: text, or a frame around nothing."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    doubtful: bool = False
    """Whether it is not certain what it holds."""


class _Text(NamedTuple):
    """A text, and what is shown beside it and is no part of it: struck out, or the raised mark of a note."""

    text: str
    aside: str = ""


_Rows = dict[int, dict[int, _Cell]]
"""By row and column, counted from 0; what a merged cell covers is not there."""


def read_xlsx(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a workbook as it is shown: formulas by their last result, numbers by their format, hidden parts left out.

    A table is a run of rows with cells side by side; rows of one cell around it, or a numbered heading as wide as the
    table, are paragraphs.

    Raises:
        ReadError: it is damaged, encrypted or beyond the limits.
    """
    blocks = _Blocks(limits)
    hidden: list[str] = []
    for title, rows, pictures in _sheets(data, limits):
        if rows is None:
            hidden.append(f"“{title}”")
        elif pictures or any(cell.text for row in rows.values() for cell in row.values()):
            blocks.add_sheet(title, rows, pictures)
    notes = (f"隐藏的工作表{'、'.join(hidden)}没有读取。",) if hidden else ()
    return Document(source, tuple(blocks.blocks), notes=notes, pictures=tuple(blocks.pictures))


def sheet_rows(data: bytes, limits: Limits) -> Iterator[tuple[str, Mapping[int, Mapping[int, str]]]]:
    """The visible sheets of a workbook that is a list and no report: the title, and texts by row and column from 0.

    Raises:
        ReadError: it is damaged, encrypted or beyond the limits.
    """
    for title, rows, _ in _sheets(data, limits):
        yield title, {number: {at: cell.text for at, cell in row.items()} for number, row in (rows or {}).items()}


class _Blocks:
    """The lines and tables of the sheets."""

    def __init__(self, limits: Limits) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self._limits = limits
        self._paragraphs = 0
        self._tables = 0

    def add_sheet(self, title: str, rows: _Rows, pictures: Iterable[str]) -> None:
        """Add what stands on a sheet, its pictures last: they lie over it."""
        self._add_line(title, heading=1)
        for run in _runs(rows):
            tabular = [number for number, row in run.items() if len(row) > 1]
            table = range(tabular[0], tabular[-1] + 1) if tabular else range(0)
            for number, row in run.items():
                if number not in table:
                    self._add_line(next(iter(row.values())).text)
                elif number == table.start:
                    self._add_table({number: row for number, row in run.items() if number in table})
        self.pictures += [Picture(Place(paragraph=self._paragraphs), name) for name in pictures]

    def _add_line(self, text: str, heading: int | None = None) -> None:
        if text:
            self._paragraphs += 1
            self.blocks.append(Paragraph(text, Place(paragraph=self._paragraphs), heading=heading))

    def _add_table(self, rows: _Rows) -> None:
        """Add a table with its blank cells filled in: a sheet without frames does not store them."""
        top, left = min(rows), min(min(row) for row in rows.values())
        height, width = max(rows) - top + 1, _width(rows) - left
        if height * width > self._limits.cells or width > self._limits.columns:
            raise ReadError("工作表过大，不像是年度报告的统计表。请检查文件是否正确，或删去表格以外的内容。")
        covered: set[tuple[int, int]] = set()
        cells: list[GridCell] = []
        doubts: set[tuple[int, int]] = set()
        for row in range(height):
            for column in range(width):
                cell = rows.get(top + row, {}).get(left + column)
                if cell is None:
                    if (row, column) not in covered:
                        cells.append(GridCell("", row, column))
                    continue
                if cell.doubtful:
                    doubts.add((row, column))
                rowspan, colspan = min(cell.rowspan, height - row), min(cell.colspan, width - column)
                cells.append(GridCell(cell.text, row, column, rowspan, colspan))
                if rowspan > 1 or colspan > 1:
                    covered.update((row + down, column + right) for down in range(rowspan) for right in range(colspan))
        self._tables += 1
        place = Place(table=self._tables)
        self.blocks.append(Grid(tuple(cells), height, width, place, doubts=frozenset(doubts)))


def _width(rows: _Rows) -> int:
    return max((column + cell.colspan for row in rows.values() for column, cell in row.items()), default=0)


def _runs(rows: _Rows) -> Iterator[_Rows]:
    """Rows that follow one another. A row that shows nothing parts them, unless a merged cell reaches over it; so does
    a numbered heading that is as wide as the sheet, for each table has one.
    """
    run: _Rows = {}
    width = _width(rows)
    reach = 0
    for number in sorted(rows):
        row = rows[number]
        if not row:
            continue
        only = next(iter(row.values()))
        is_heading = len(row) == 1 and only.colspan == width > 1 and OUTLINE_NUMBERS[0].match(only.text) is not None
        if run and (number > reach or is_heading):
            yield run
            run = {}
        run[number] = row
        reach = max(reach if len(run) > 1 else 0, number + max(cell.rowspan for cell in row.values()))
    if run:
        yield run


def _sheets(data: bytes, limits: Limits) -> Iterator[tuple[str, _Rows | None, Sequence[str]]]:
    """Title, cells and pictures of every sheet; None in place of the cells of a hidden one."""
    package = Package(data, limits)
    name = package.related().get("officeDocument")
    workbook = package.xml(name)
    if name is None or workbook is None:
        raise ReadError("Excel 工作簿的内部结构不完整。请用 Excel 或 WPS 打开后另存一份再审查。")
    parts = package.related(name)
    shared = package.xml(parts.get("sharedStrings"))
    strings = [] if shared is None else [_text(item) for item in shared.iterfind("{*}si")]
    properties = workbook.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in _TRUE
    styles = _Styles(package.xml(parts.get("styles")))
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        title = visible(sheet.get("name", ""))
        if sheet.get("state", "visible") != "visible":
            yield title, None, ()
        elif (root := package.xml(part := parts.get(sheet.get(_SHEET_ID, "")))) is not None:
            rows = _Sheet(root, strings, styles, since_1904).rows(limits)
            pictures: list[str] = []
            with suppress(ReadError):  # a drawing that is damaged; the cells are there
                pictures += _pictures(package, part or "", root)
            yield title, rows, pictures


def _pictures(package: Package, sheet: str, root: _Element) -> Iterator[str]:
    """The parts with the pictures that lie on a sheet, from the top down, icons left out."""
    for drawing in root.iterfind("{*}drawing"):
        part = package.related(sheet).get(drawing.get(_SHEET_ID, ""))
        drawn = package.xml(part)
        placed = [] if drawn is None else [each for each in drawn if each.find("{*}pic") is not None]
        for each in sorted(placed, key=partial(_row, "from")):
            blip = each.find("{*}pic/{*}blipFill/{*}blip")
            is_tall = each.find("{*}to") is None or _row("to", each) - _row("from", each) >= _TALL
            if part and blip is not None and is_tall:
                yield package.related(part).get(blip.get(_EMBED, ""), "")


def _row(corner: str, placed: _Element) -> int:
    """The row in which a corner of what lies on a sheet stands."""
    text = placed.findtext(f"{{*}}{corner}/{{*}}row") or ""
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def _text(item: _Element) -> _Text:
    """A text without the reading aids (ruby) beside it."""
    text = "".join(part.text or "" for part in item.iterfind("{*}t"))
    aside = ""
    for run in item.iterfind("{*}r"):
        own = "".join(part.text or "" for part in run.iterfind("{*}t"))
        look = run.find("{*}rPr")
        if look is not None and (_strikes(look) or (_raises(look) and is_note_mark(own.strip()))):
            aside += own
        else:
            text += own
    return _Text(text, aside)


def _strikes(look: _Element) -> bool:
    strike = look.find("{*}strike")
    return strike is not None and strike.get("val", "1") in _TRUE


def _raises(look: _Element) -> bool:
    aligned = look.find("{*}vertAlign")
    return aligned is not None and aligned.get("val") in ("superscript", "subscript")


class _Styles:
    """Number format, frame and look of each style."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: list[tuple[str, bool, bool]] = []
        if root is None:
            return
        codes = {
            item.get("numFmtId"): item.get("formatCode", "")[:_LONGEST_CODE]
            for item in root.iterfind("{*}numFmts/{*}numFmt")
        }
        frames = {
            str(number): any(side.get("style", "none") != "none" for side in border)
            for number, border in enumerate(root.iterfind("{*}borders/{*}border"))
        }
        struck = {str(number): _strikes(font) for number, font in enumerate(root.iterfind("{*}fonts/{*}font"))}
        for style in root.iterfind("{*}cellXfs/{*}xf"):
            number = style.get("numFmtId", "0")
            code = codes.get(number) or _BUILT_IN_FORMATS.get(number, "")
            framed = frames.get(style.get("borderId", "0"), False)
            self._styles.append((code, framed, struck.get(style.get("fontId", "0"), False)))

    def of(self, cell: _Element) -> tuple[str, bool, bool]:
        """The format code of a cell, empty for the general format, whether it has a frame, and is struck out."""
        style = cell.get("s", "")
        number = _whole(style, len(self._styles))
        return self._styles[number] if number < len(self._styles) else ("", False, False)


class _Sheet:
    """A sheet, and what of the workbook its cells refer to."""

    def __init__(self, root: _Element, strings: list[_Text], styles: _Styles, since_1904: bool) -> None:
        self._root = root
        self._strings = strings
        self._styles = styles
        self._since_1904 = since_1904

    def rows(self, limits: Limits) -> _Rows:
        """The cells that show something."""
        hidden = self._hidden_columns()
        merged = dict(self._merged())
        rows: _Rows = {}
        count = number = 0
        left = limits.characters
        for row in self._root.iterfind("{*}sheetData/{*}row"):
            number = _row_number(row.get("r"), number)
            if row.get("hidden") in _TRUE:
                continue
            column = 0
            for cell in row:
                column = _column_number(cell.get("r"), column)
                code, framed, struck = self._styles.of(cell)
                shown, aside = self._shown(cell, code)
                left -= len(shown) + len(aside)
                if left < 0:
                    raise ReadError("工作表中的文字过多，不像是年度报告的统计表。请检查文件是否正确。")
                doubtful = struck or several_numbers(map(str.strip, shown.splitlines())) or (bool(aside) and not shown)
                text = tidy(shown or aside)
                if (column < _COLUMNS and hidden[column]) or not (text or framed):
                    continue
                rows.setdefault(number - 1, {})[column - 1] = _Cell(
                    text, *merged.get((number - 1, column - 1), (1, 1)), doubtful
                )
                count += 1
                if count > limits.cells:
                    raise ReadError(
                        f"工作表的单元格超过 {limits.cells} 个，不像是年度报告的统计表。请检查文件是否正确。"
                    )
        _uncover(rows, merged, limits)
        return rows

    def _hidden_columns(self) -> bytearray:
        """Whether each column, from 1, is hidden."""
        hidden = bytearray(_COLUMNS)
        for column in islice(self._root.iterfind("{*}cols/{*}col"), _COLUMNS):
            if column.get("hidden") in _TRUE:
                first, last = _whole(column.get("min"), 1), min(_whole(column.get("max"), 0) + 1, _COLUMNS)
                hidden[first:last] = b"\1" * (last - first)
        return hidden

    def _merged(self) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Upper left corner of each merged cell → its rows and columns."""
        for item in self._root.iterfind("{*}mergeCells/{*}mergeCell"):
            first, _, last = item.get("ref", "").partition(":")
            start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
            if start and end:
                top, left = int(start[2]) - 1, _number_of(start[1]) - 1
                height, width = int(end[2]) - top, _number_of(end[1]) - left
                if height > 0 and width > 0:
                    yield (top, left), (height, width)

    def _shown(self, cell: _Element, code: str) -> _Text:
        """The text that a cell shows, by the code of its number format."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            item = cell.find("{*}is")
            return _Text("") if item is None else _text(item)
        found = cell.find("{*}v")
        value = "" if found is None else found.text or ""
        if kind == "s":
            number = _whole(value, len(self._strings))
            return self._strings[number] if number < len(self._strings) else _Text("")
        if kind == "b":
            return _Text("TRUE" if value == "1" else "FALSE")
        return _Text(format_number(value, code, self._since_1904) if kind == "n" else value)


def _uncover(rows: _Rows, merged: Mapping[tuple[int, int], tuple[int, int]], limits: Limits) -> None:
    """Take away the cells that merged ones cover: they keep their frames. Raises ReadError for what merges more cells
    than there may be, those that overlap counted again."""
    numbers = sorted(rows)
    left_to_do = limits.cells
    for (top, left), (height, width) in merged.items():
        for at in numbers[bisect_left(numbers, top) : bisect_left(numbers, top + height)]:
            left_to_do -= 1 + len(rows[at])
            if left_to_do < 0:
                raise ReadError("工作表中合并的单元格过多，不像是年度报告的统计表。请检查文件是否正确。")
            for column in [column for column in rows[at] if left <= column < left + width]:
                if (at, column) != (top, left):
                    del rows[at][column]


def _whole(given: str | None, otherwise: int) -> int:
    return int(given) if given and given.isdecimal() and len(given) < _LONGEST_NUMBER else otherwise


def _row_number(given: str | None, before: int) -> int:
    return _whole(given, before + 1)


def _column_number(reference: str | None, before: int) -> int:
    match = _REFERENCE.fullmatch(reference or "")
    return _number_of(match[1]) if match else before + 1


def _number_of(letters: str) -> int:
    """The number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def format_number(value: str, code: str, since_1904: bool = False) -> str:
    """A stored number as the format with this code shows it. A text that is no number is returned as it is.

    Thousands separators, currency signs and the like are left out; a date is written 2024年1月10日. A format that shows
    no digit (a dash for zero) does not hide the number.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number) >= _LARGEST:
        return value
    bare = _LITERAL.sub("", code.partition(";")[0]).lower()
    if "y" in bare or ("d" in bare and "m" in bare):
        return _date(number, "d" in bare, since_1904) or value
    if "general" in bare or not re.search("[0#?]", bare) or "e" in bare:
        return _plain(Decimal(repr(float(number))))
    percent = "%" if "%" in bare else ""
    fraction = bare.partition(".")[2]
    unit = Decimal(1).scaleb(-min(len(re.findall("[0#?]", fraction)), _FINEST))
    rounded = (number * 100 if percent else number).quantize(unit, ROUND_HALF_UP)
    return (_plain(rounded) if "#" in fraction else f"{rounded:f}") + percent


def _plain(number: Decimal) -> str:
    """Without an exponent, and without zeros at the end of a fraction; 0.1+0.2 is 0.3."""
    text = f"{number:.10f}" if number != number.to_integral_value() else f"{number.to_integral_value():f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(number: Decimal, with_day: bool, since_1904: bool) -> str | None:
    days = int(number)
    if not 0 < days < 2_958_466:
        return None
    day = (date(1904, 1, 1) if since_1904 else date(1899, 12, 30)) + timedelta(days)
    return f"{day.year}年{day.month}月{day.day}日" if with_day else f"{day.year}年{day.month}月"


FORMATS = (
    Format(
        "xlsx",
        "Excel 工作簿（xlsx）",
        lambda content: content.is_package("xl/"),
        read_xlsx,
        parts_of_package,
        suffixes=(".xlsx", ".xlsm", ".xltx"),
    ),
)
