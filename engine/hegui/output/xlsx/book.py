"""A workbook and its sheets, looking alike: title, header that stays in view, filters, set up for printing on A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from hegui.output.text import clean, shorten

_FONT = "等线"
_HEAD, _LINE = "#DCE6F1", "#BFBFBF"
_LONGEST = 8000
"""Characters of a cell: Excel takes 32,767, a reader much less."""
_LINE_HEIGHT, _HIGHEST = 15, 400
"""Points of a line, and of the highest row that Excel shows (409)."""
_BREADTH = 1.15
"""Room that a line of text leaves unused at its end."""
_MOST_LINKS = 65_000
"""Excel opens no sheet with more links than 65,530."""
_EPOCH = datetime(2020, 1, 1)
"""A fixed time, so that the same audit gives the same bytes."""

Value = str | int | float | None


class Column(NamedTuple):
    """A column: heading, width in characters, and how its values are shown."""

    title: str
    width: float
    style: str = "text"
    """`text` (wrapped), `centre`, `number`, `score`, `points` (a nought is not shown), `percent` or `link`."""
    printed: bool = True
    """False for what only the screen shows: the columns at the right end."""


class Book:
    """A workbook in which no text can run as a formula or link."""

    def __init__(self, path: Path) -> None:
        self._book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "nan_inf_to_errors": True,
            },
        )
        self._book.set_properties({"title": "政府信息公开工作年度报告合规审查", "created": _EPOCH})
        self._book.set_size(24000, 14000)
        body = {"font_name": _FONT, "font_size": 10.5, "valign": "vcenter", "border": 1, "border_color": _LINE}
        centre = {**body, "align": "center"}
        self.formats = {
            name: self._book.add_format(properties)
            for name, properties in {
                "title": {"font_name": _FONT, "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"},
                "head": {**centre, "bold": True, "text_wrap": True, "bg_color": _HEAD},
                "text": {**body, "text_wrap": True},
                "centre": {**centre, "text_wrap": True},
                "number": {**body, "num_format": "General"},
                "points": {**centre, "num_format": "General;-General;"},  # nothing lost shows nothing
                "score": {**centre, "num_format": "General"},
                "percent": {**centre, "num_format": "0%"},
                "link": {**body, "text_wrap": True, "font_color": "#0563C1", "underline": 1},
                "error": {**centre, "font_color": "#9C0006", "bg_color": "#FFC7CE"},
                "warning": {**centre, "font_color": "#7F6000", "bg_color": "#FFEB9C"},
                "odd": {**body, "bg_color": "#FFF2CC"},
            }.items()
        }

    def sheet(self, name: str, title: str, columns: Sequence[Column], *, frozen: int = 0, broad: bool = False) -> Sheet:
        """A new sheet; a broad one is printed page beside page, with its frozen columns on each."""
        sheet = Sheet(self._book.add_worksheet(name), self.formats, title, columns, frozen)
        if broad:
            sheet.sheet.repeat_columns(0, frozen - 1)
        else:
            sheet.sheet.fit_to_pages(1, 0)
        return sheet

    def close(self) -> None:
        self._book.close()


class Sheet:
    """A sheet that is written row by row. `frozen` columns at the left stay in view."""

    def __init__(
        self, sheet: Worksheet, formats: dict[str, Format], title: str, columns: Sequence[Column], frozen: int
    ) -> None:
        self.sheet = sheet
        self.row = 1
        """Number of the last row written, counted from 0."""
        self._formats = formats
        self._columns = columns
        self._links = 0
        self._printed = sum(column.printed for column in columns)
        last = self._printed - 1
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, last, clean(title), formats["title"])
        sheet.set_row(1, 32)
        for index, column in enumerate(columns):
            sheet.write_string(1, index, column.title, formats["head"])
        sheet.freeze_panes(2, frozen)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(0, 1)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")

    def add(self, values: Sequence[Value], *, styles: dict[int, str] | None = None, link: str = "") -> int:
        """Write a row and return its number as Excel counts it. `styles` replace those of the columns; with `link`
        the first text that is not a number leads to a place in the workbook."""
        self.row += 1
        self.sheet.set_row(self.row, self._height(values))
        for index, (value, column) in enumerate(zip(values, self._columns, strict=True)):
            style = (styles or {}).get(index, column.style)
            if link and style == "link" and self._links < _MOST_LINKS:
                self._links += 1
                self.sheet.write_url(
                    self.row, index, f"internal:{link}", self._formats["link"], shorten(clean(str(value)), 255)
                )
            else:
                self._write(index, value, "text" if style == "link" else style)
        return self.row + 1

    def _write(self, index: int, value: Value, style: str) -> None:
        cell_format = self._formats[style]
        if value is None or value == "":
            self.sheet.write_blank(self.row, index, None, cell_format)
        elif isinstance(value, str):
            self.sheet.write_string(self.row, index, shorten(clean(value), _LONGEST), cell_format)
        else:
            self.sheet.write_number(self.row, index, value, cell_format)

    def _height(self, values: Sequence[Value]) -> float:
        """Points for the longest text, which not every program fits by itself. In GBK a Chinese character is two bytes
        as it is two digits wide."""
        lines = 1.0
        for value, column in zip(values, self._columns, strict=True):
            if isinstance(value, str) and len(value) * 2 > column.width:
                broad = len(value.encode("gbk", "replace")) * _BREADTH
                lines = max(lines, -(-broad // column.width))
        return min(lines * _LINE_HEIGHT + 4, _HIGHEST)

    def close(self) -> None:
        """Let the reader filter all rows written, and print the columns that are for paper."""
        last = max(self.row, 1)
        self.sheet.autofilter(1, 0, last, len(self._columns) - 1)
        self.sheet.print_area(0, 0, last, self._printed - 1)

    def data_bar(self, index: int, least: float, most: float) -> None:
        """Show the values of a column as bars too."""
        if self.row > 1:
            options: dict[str, Any] = {
                "type": "data_bar",
                "bar_solid": True,
                "bar_color": "#9BC2E6",
                "min_type": "num",
                "min_value": least,
                "max_type": "num",
                "max_value": most,
            }
            self.sheet.conditional_format(2, index, self.row, index, options)

    def choices(self, index: int, values: Sequence[str], prompt: str) -> None:
        """A drop-down of values in every cell of a column."""
        if self.row > 1:
            options = {"validate": "list", "source": list(values), "input_message": prompt, "error_type": "warning"}
            self.sheet.data_validation(2, index, self.row, index, options)
