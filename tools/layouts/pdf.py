"""PDF as offices make it: ruled tables that go on over pages, running header and page numbers (`pdf`); tables set by
alignment alone (`pdf-plain`); tables on pages turned sideways, their header repeated on each (`pdf-landscape`).

The same pages also come as OFD. Needs the package reportlab. The same draft gives the same pages on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from typing import Any, NamedTuple

from hegui.proving.draft import Draft
from hegui.proving.outline import Item, Line, LineKind, Picture, outline
from hegui.proving.sheets import Sheet, split
from tools.layouts.asides import ASIDE, read_aside
from tools.layouts.ofd import Canvas as OfdCanvas
from tools.layouts.pdf_tables import Measured, edges_of, measure
from tools.layouts.pdf_type import broken, font, missing_in_font, width

_SHORT, _LONG = 595.28, 841.89
"""Points of an A4 page."""
_MARGINS = (79.4, 104.9, 73.7, 99.2)
"""Left, top, right, bottom of an official document: 28, 37, 26 and 35 mm."""
_SIZE, _LEADING = 16.0, 28.0
_TABLE_SIZE = 9.0
_FOOT = 2.0
"""Points below the base line of a table's text that still belong to it."""

_HEADER = "政府信息公开"


def ruled(draft: Draft) -> bytes:
    """Tables with a line around each cell; a table that does not fit on a page goes on on the next."""
    return _Writer(draft, Style()).data


def plain(draft: Draft) -> bytes:
    """Tables without any line."""
    return _Writer(draft, Style(lines="none")).data


def landscape(draft: Draft) -> bytes:
    """Each table on pages of its own, turned sideways, its header repeated on each of them."""
    return _Writer(draft, Style(lines="strokes", landscape=True, repeats_header=True)).data


def ragged(draft: Draft, off: float) -> bytes:
    """Tables without any line, the text of each cell up to `off` points beside its middle. No layout: nobody reads that
    cell by cell, and nobody may take it for a table that is not there.
    """
    return _Writer(draft, Style(lines="none", off=off)).data


def ofd(draft: Draft, style: Style | None = None) -> bytes:
    """The pages of `ruled`, or in another style, as an OFD file."""
    return _Writer(draft, style or Style(), OfdCanvas).data


def torn(draft: Draft, table: str, at: float) -> bytes:
    """Ruled tables, one of which goes on on the next page after `at` points, within a row or a label as it comes. No
    layout, for where it is torn is what matters.
    """
    return _Writer(draft, Style(torn=(table, at))).data


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is set."""

    lines: str = "rectangles"
    """`rectangles`: a thin filled rectangle for each side of each cell, as Word writes them; `strokes`; `none`."""
    landscape: bool = False
    """Whether tables stand on pages of their own, turned sideways."""
    repeats_header: bool = False
    """Whether the header of a table comes again on each page over which it goes on."""
    off: float = 0
    """Points by which the text of a cell may stand beside its middle."""
    torn: tuple[str, float] | None = None
    """The id of a table that goes on on the next page, and after how many points."""


@dataclass
class _Writer:
    """Sets one draft, page after page. Heights are counted from the top of the page."""

    draft: Draft
    style: Style
    canvas: Callable[[BytesIO], Any] | None = None
    """Another to draw on than that of a PDF."""
    data: bytes = field(init=False, default=b"")

    def __post_init__(self) -> None:
        from reportlab.pdfgen.canvas import Canvas

        stream = BytesIO()
        self._canvas: Any = (
            self.canvas(stream)
            if self.canvas
            else Canvas(stream, pagesize=(_SHORT, _LONG), invariant=1, pageCompression=1)
        )
        self._canvas.setTitle(self.draft.title)
        self._number = 0
        self._turned = False
        self._edges: Sequence[float] = ()
        self._random = Random(self.draft.title)
        self._begin_page()
        items = list(outline(self.draft))
        for item, following in zip(items, [*items[1:], None], strict=True):
            self._turn_for(item, following)
            self._set(item)
        self._end_page()
        self._canvas.save()
        self.data = stream.getvalue()

    def _begin_page(self, turned: bool = False) -> None:
        self._number += 1
        self._turned = turned
        left, top, right, bottom = _MARGINS
        if turned:
            self._canvas.setPageSize((_LONG, _SHORT))  # reportlab turns it together with the page
            self._canvas.setPageRotation(90)
            self._canvas.translate(_SHORT, 0)
            self._canvas.rotate(90)
            left, top, right, bottom = 56.7, 70.9, 56.7, 70.9
        self._width, self._height = (_LONG, _SHORT) if turned else (_SHORT, _LONG)
        self._left, self._right, self._bottom = left, self._width - right, self._height - bottom
        self._y = self._top = top
        self._text(_HEADER, self._right - width(_HEADER, 9), 48, 9)
        number = f"- {self._number} -"
        self._text(number, (self._width - width(number, 10.5)) / 2, self._height - 48, 10.5)

    def _end_page(self) -> None:
        self._canvas.showPage()
        self._canvas.setPageRotation(0)
        self._canvas.setPageSize((_SHORT, _LONG))

    def _next_page(self, turned: bool = False) -> None:
        self._end_page()
        self._begin_page(turned)

    def _text(self, text: str, x: float, baseline: float, size: float, stretch: float = 0) -> None:
        if ASIDE.search(text):
            self._text_with_asides(text, x, baseline, size)
            return
        if missing := missing_in_font(text):
            raise ValueError(f"tools/fonts 的字体中没有“{missing}”，请运行 python -m tools.fonts 重新生成。")
        line = self._canvas.beginText(x, self._height - baseline)
        line.setFont(font(), size)
        line.setCharSpace(stretch)
        line.textOut(text)
        self._canvas.drawText(line)

    def _text_with_asides(self, text: str, x: float, baseline: float, size: float) -> None:
        """Text in which digits are raised or struck out by a line; hidden ones are not there."""
        for character in text:
            if ASIDE.fullmatch(character) is None:
                self._text(character, x, baseline, size)
                x += width(character, size)
                continue
            kind, digit = read_aside(character)
            if kind == "raised":
                self._text(digit, x, baseline - 0.35 * size, 0.65 * size)
                x += width(digit, 0.65 * size)
            elif kind == "struck":
                self._text(digit, x, baseline, size)
                end = x + width(digit, size)
                self._canvas.rect(x, self._height - baseline + 0.28 * size, end - x, 0.5, stroke=0, fill=1)
                x = end

    def _turn_for(self, item: Item, following: Item | None) -> None:
        """Begin a page turned sideways for a table and its heading, an upright one for what comes after."""
        if self.style.landscape:
            headed = isinstance(item, Line) and item.kind is LineKind.HEADING and isinstance(following, Sheet)
            if headed or (isinstance(item, Sheet) and not self._turned):
                self._next_page(turned=True)
            elif self._turned and not isinstance(item, Sheet):
                self._next_page()

    def _set(self, item: Item) -> None:
        if isinstance(item, Sheet):
            self._table(item)
        elif isinstance(item, Picture):
            self._picture()
        else:
            self._line(item)

    def _line(self, line: Line) -> None:
        room = self._right - self._left
        match line.kind:
            case LineKind.TITLE | LineKind.METADATA:
                size = 22.0 if line.kind is LineKind.TITLE else 10.5
                for part in broken(line.text, room, size):
                    self._row(part, self._left + (room - width(part, size)) / 2, size)
            case LineKind.SIGNATURE:
                self._row(line.text, max(self._right - width(line.text, _SIZE) - 4 * _SIZE, self._left), _SIZE)
            case _:
                self._paragraph(line.text, room)

    def _paragraph(self, text: str, room: float) -> None:
        """Two characters indented, each line but the last spaced out to the right margin."""
        indent = 2 * _SIZE
        parts = broken(text, room, _SIZE, indent)
        for index, part in enumerate(parts):
            start = 0.0 if index else indent
            slack = room - start - width(part, _SIZE)
            stretch = slack / (len(part) - 1) if index < len(parts) - 1 and len(part) > 1 else 0
            self._row(part, self._left + start, _SIZE, stretch)

    def _row(self, text: str, x: float, size: float, stretch: float = 0) -> None:
        leading = max(_LEADING, size * 1.6)
        if self._y + leading > self._bottom:
            self._next_page()
        self._text(text, x, self._y + leading * 0.7, size, stretch)
        self._y += leading

    def _table(self, sheet: Sheet) -> None:
        header = _header_rows(sheet) if self.style.repeats_header else 0
        self._edges = edges_of(sheet, self._right - self._left)
        if self.style.torn and sheet.id == self.style.torn[0]:
            self._torn_table(self._placed(self._measured(sheet)), self.style.torn[1])
            return
        rest: Sheet | None = sheet
        while rest is not None:
            fits = self._rows_that_fit(rest)
            if fits <= header and self._y > self._top:
                self._next_page(turned=self._turned)
                continue
            upper, rest = (rest, None) if fits == len(rest.rows) else split(rest, max(fits, 1))
            self._draw(self._measured(upper))
            if rest is not None:
                self._next_page(turned=self._turned)
                rest = rest._replace(rows=(*sheet.rows[:header], *rest.rows))
        self._y += 8

    def _measured(self, sheet: Sheet) -> Measured:
        return measure(sheet, self._edges, _TABLE_SIZE)

    def _rows_that_fit(self, sheet: Sheet) -> int:
        """How many rows fit on the page, when the label of a group that goes on must stand beside its first rows."""
        fits = self._measured(sheet).rows_within(self._bottom - self._y)
        while 0 < fits < len(sheet.rows) and self._measured(split(sheet, fits)[0]).height > self._bottom - self._y:
            fits -= 1
        return fits

    def _draw(self, table: Measured) -> None:
        self._draw_cells(self._placed(table))
        self._y += table.height

    def _placed(self, table: Measured) -> list[_PlacedCell]:
        leading = _TABLE_SIZE * 1.2
        return [
            _PlacedCell(
                *cell[:4],
                [
                    (text, (cell.top + cell.bottom - leading * len(cell.lines)) / 2 + _TABLE_SIZE + index * leading)
                    for index, text in enumerate(cell.lines)
                ],
            )
            for cell in table.cells
        ]

    def _draw_cells(self, cells: Sequence[_PlacedCell]) -> None:
        """Draw cells below the place that was reached."""
        for cell in cells:
            x0, x1 = self._left + cell.left, self._left + cell.right
            self._lines(x0, self._y + cell.top, x1, self._y + cell.bottom)
            middle = (x0 + x1) / 2 + self._random.uniform(-self.style.off, self.style.off)
            for text, baseline in cell.lines:
                self._text(text, middle - width(text, _TABLE_SIZE) / 2, self._y + baseline, _TABLE_SIZE)

    def _torn_table(self, cells: Sequence[_PlacedCell], at: float) -> None:
        """Draw cells on as many pages as it takes; on the first stand `at` points of them at most. A row without lines
        on both sides goes to the next page as a whole. The heading before it stays alone at the end of its page."""
        self._next_page()
        room = min(at, self._bottom - self._y)
        while cells:
            top = max((cell.top for cell in cells if cell.top < room < cell.bottom), default=room)
            row = [line for cell in cells if cell.top == top for line in cell.lines]
            if len({baseline + _FOOT <= room for _, baseline in row}) < 2 and top > 0:
                room = top
            self._draw_cells([upper for cell in cells if (upper := cell.above(room))])
            lowered = max((cell.lowered(room) for cell in cells), default=0)
            cells = [lower for cell in cells if (lower := cell.below(room, lowered))]
            if cells:
                self._next_page()
                room = self._bottom - self._y
        self._next_page()

    def _lines(self, x0: float, y0: float, x1: float, y1: float) -> None:
        canvas, height = self._canvas, self._height
        if self.style.lines == "strokes":
            canvas.setLineWidth(0.5)
            canvas.rect(x0, height - y1, x1 - x0, y1 - y0, stroke=1, fill=0)
        elif self.style.lines == "rectangles":
            for x, y, wide, high in (
                (x0, y0, x1 - x0, 0.48),
                (x0, y1, x1 - x0, 0.48),
                (x0, y0, 0.48, y1 - y0),
                (x1, y0, 0.48, y1 - y0),
            ):
                canvas.rect(x, height - y - high, wide, high, stroke=0, fill=1)

    def _picture(self) -> None:
        if self._y + 200 > self._bottom:
            self._next_page()
        self._canvas.drawImage(_image(), self._left, self._height - self._y - 200, self._right - self._left, 190)
        self._y += 200


class _PlacedCell(NamedTuple):
    """A cell's box from where its table begins, and its lines with their base lines."""

    left: float
    top: float
    right: float
    bottom: float
    lines: list[tuple[str, float]]

    def above(self, height: float) -> _PlacedCell | None:
        """What of it stands above a height: lines that fit as a whole."""
        if self.top >= height:
            return None
        lines = [line for line in self.lines if line[1] + _FOOT <= height]
        return self._replace(bottom=min(self.bottom, height), lines=lines)

    def lowered(self, height: float) -> float:
        """How far its lines must move down to stand below a height at which it is torn."""
        first = next((baseline for _, baseline in self.lines if baseline + _FOOT > height), None)
        return max(height + _TABLE_SIZE * 1.2 - first, 0) if first is not None and self.top < height else 0

    def below(self, height: float, lowered: float) -> _PlacedCell | None:
        """The rest of it, from there; what stands farther down moves down as far as is needed."""
        if self.bottom <= height:
            return None
        is_torn = self.top < height
        by = (self.lowered(height) if is_torn else lowered) - height
        lines = [(text, baseline + by) for text, baseline in self.lines if baseline + _FOOT > height]
        top = 0 if is_torn else self.top - height + lowered
        return self._replace(top=top, bottom=self.bottom - height + lowered, lines=lines)


def _header_rows(sheet: Sheet) -> int:
    """Rows at the top without any data cell."""
    header = next((index for index, cells in enumerate(sheet.rows) if any(cell.path for cell in cells)), 0)
    return header if header < len(sheet.rows) else 0


def _image() -> Any:
    """A picture of a table, such as stands in its place: grey stripes."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    stripes: Sequence[int] = [255 if row % 20 else 160 for row in range(200) for _ in range(400)]
    picture = Image.new("L", (400, 200))
    picture.putdata(stripes)
    return ImageReader(picture)
