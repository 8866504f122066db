"""A workbook and its sheets, looking alike: title, header that stays in view, filters, set up for printing on A4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from hegui.output.text import LONGEST_CELL, clean, shorten
from hegui.read import own

_FONT = "等线"
_HEAD, _LINE = "#DCE6F1", "#BFBFBF"
_INEXACT = 10**15
"""From here on Excel does not hold every digit of a number, which stands as text then."""
_LINE_HEIGHT, _HIGHEST = 15, 400
"""Points of a line, and of the highest row that Excel shows (409)."""
_BREADTH = 1.15
"""Room that a line of text leaves unused at its end."""
_BROAD = 8
"""Columns under the title of a sheet for the screen."""
_MOST_LINKS = 65_000
"""Excel opens no sheet with more links than 65,530."""
_EPOCH = datetime(2020, 1, 1)
"""A fixed time, so that the same audit gives the same bytes."""

Value = str | int | float | None
Style = Literal["text", "centre", "ordinal", "number", "score", "points", "percent", "link", "error", "warning", "odd"]
"""Texts are wrapped; `ordinal` counts the rows; `points` shows no nought; `odd` is for what is not as it should be."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: heading, width in characters, its value in a row, and how that is shown."""

    title: str
    width: float
    value: Callable[[Row], Value] = lambda _: None
    style: Style | Callable[[Row], Style] = "text"
    printed: bool = True
    """False for what only the screen shows: the columns at the right end."""
    choices: Sequence[str] = ()
    """What the reader may choose from in each cell."""
    optional: bool = False
    """True for what is hidden where no row has anything to say in it."""


class Book:
    """A workbook in which no text can run as a formula or link."""

    def __init__(self, path: Path) -> None:
        """What it is put together from lies beside it until it is closed."""
        self._book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "nan_inf_to_errors": True,
            },
        )
        about = {"title": "政府信息公开工作年度报告合规审查", "category": own.category()}
        self._book.set_properties({**about, "created": _EPOCH})
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
                "ordinal": {**centre, "text_wrap": True},
                "number": {**body, "num_format": "General"},
                "points": {**centre, "num_format": "General;-General;"},  # nothing lost shows nothing
                "score": {**centre, "num_format": "General"},
                "percent": {**centre, "num_format": "[=1]0%;[=0]0%;0.0%"},
                "link": {**body, "text_wrap": True, "font_color": "#0563C1", "underline": 1},
                "error": {**centre, "font_color": "#9C0006", "bg_color": "#FFC7CE"},
                "warning": {**centre, "font_color": "#7F6000", "bg_color": "#FFEB9C"},
                "odd": {**body, "bg_color": "#FFF2CC"},
            }.items()
        }

    def sheet(
        self, name: str, title: str, columns: Sequence[Column[Row]], *, frozen: int = 0, broad: bool = False
    ) -> Sheet[Row]:
        """A new sheet. A broad one is for the screen: of it nothing is printed but what it holds."""
        return Sheet(self._book.add_worksheet(name), self.formats, title, columns, frozen, broad)

    def close(self) -> None:
        """Raises OSError where it cannot be written."""
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None


class Sheet(Generic[Row]):
    """A sheet that is written row by row. `frozen` columns at the left stay in view."""

    def __init__(
        self,
        sheet: Worksheet,
        formats: dict[str, Format],
        title: str,
        columns: Sequence[Column[Row]],
        frozen: int,
        broad: bool,
    ) -> None:
        self.sheet = sheet
        self._row = 1
        """Number of the last row written, counted from 0."""
        self._formats = formats
        self._columns = columns
        self._links = 0
        self._printed = min(sum(column.printed for column in columns), _BROAD if broad else len(columns))
        self._broad = broad
        self._said: set[int] = set()
        """The columns in which a row has something to say."""
        last = self._printed - 1
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, last, clean(title), formats["title"])
        sheet.set_row(1, max(32, self._height([column.title for column in columns])))
        for index, column in enumerate(columns):
            sheet.write_string(1, index, column.title, formats["head"])
        sheet.freeze_panes(2, frozen)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(0, 1)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")

    def add(self, row: Row, *, link: str = "") -> int:
        """Write a row and return its number as Excel counts it. With `link` the text of a column in the style of links
        leads to a place in the workbook."""
        self._row += 1
        count = self._row - 1
        values = [count if column.style == "ordinal" else column.value(row) for column in self._columns]
        self.sheet.set_row(self._row, self._height(values))
        for index, (value, column) in enumerate(zip(values, self._columns, strict=True)):
            if value not in (None, "", 0):
                self._said.add(index)
            style = column.style if isinstance(column.style, str) else column.style(row)
            if style != "link":
                self._write(index, value, style)
            elif link and self._links < _MOST_LINKS:
                self._links += 1
                self.sheet.write_url(
                    self._row, index, f"internal:{link}", self._formats["link"], shorten(clean(str(value)), 255)
                )
            else:
                self._write(index, value, "text")
        return self._row + 1

    def _write(self, index: int, value: Value, style: Style) -> None:
        cell_format = self._formats[style]
        if value is None or value == "":
            self.sheet.write_blank(self._row, index, None, cell_format)
        elif isinstance(value, str) or abs(value) >= _INEXACT:
            self.sheet.write_string(self._row, index, shorten(clean(str(value)), LONGEST_CELL), cell_format)
        else:
            self.sheet.write_number(self._row, index, value, cell_format)

    def _height(self, values: Sequence[Value]) -> float:
        """Points for the longest text, which not every program fits by itself. In GBK a Chinese character is two bytes
        as it is two digits wide."""
        lines = 1.0
        for value, column in zip(values, self._columns, strict=True):
            if isinstance(value, str) and len(value) * 2 > column.width:
                broad = len(value.encode("gbk", "replace")) * _BREADTH
                lines = max(lines, -(-broad // column.width))
        return min(lines * _LINE_HEIGHT + 4, _HIGHEST)

    def fill(self, rows: Iterable[Row], bars: Mapping[str, float] | None = None) -> None:
        """Write all rows, and close the sheet."""
        for row in rows:
            self.add(row)
        self.close(bars)

    def close(self, bars: Mapping[str, float] | None = None) -> None:
        """Let the reader filter all rows written, print the columns that are for paper, offer the choices of columns,
        and show the values of those named in `bars` as bars too, full at the value given."""
        last = max(self._row, 1)
        if self._row > 1:
            for index, column in enumerate(self._columns):
                if column.optional and index not in self._said:
                    self.sheet.set_column(index, index, column.width, None, {"hidden": True})
                if column.title in (bars or {}):
                    self._bar(index, (bars or {})[column.title])
                if column.choices:
                    self._choices(index, column)
        self.sheet.autofilter(1, 0, last, len(self._columns) - 1)
        self.sheet.print_area(0, 0, 1 if self._broad else last, self._printed - 1)

    def _bar(self, index: int, most: float) -> None:
        options: dict[str, Any] = {
            "type": "data_bar",
            "bar_solid": True,
            "bar_color": "#D6E6F4",
            "bar_border_color": "#9BC2E6",
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": most,
        }
        self.sheet.conditional_format(2, index, self._row, index, options)

    def _choices(self, index: int, column: Column[Row]) -> None:
        options = {
            "validate": "list",
            "source": list(column.choices),
            "input_message": f"请选择{column.title}",
            "error_type": "warning",
        }
        self.sheet.data_validation(2, index, self._row, index, options)
