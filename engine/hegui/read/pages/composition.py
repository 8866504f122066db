"""Pages to a document: characters and lines to tables, these over pages to paragraphs and grids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hegui.model.document import Block, Box, Document, Grid, GridCell, Paragraph, Picture, Place, Source
from hegui.read.characters import tidy
from hegui.read.pages.aligned import AlignedTable, with_tables
from hegui.read.pages.aside import with_marks
from hegui.read.pages.halves import single_pages
from hegui.read.pages.lines import Cell, Line, joined, lines_of
from hegui.read.pages.page import Page, around
from hegui.read.pages.paragraphs import Margins, margins_of, paragraphs_of, without_furniture
from hegui.read.pages.ruled import RuledTable, is_continued, ruled_tables
from hegui.read.reader import NoTextError, ReadError

_FEW = 60
"""Characters over a picture that holds a table: its caption."""
_TABLE_WIDTH = 0.35
"""Share of a page's width from which on a picture may hold a table; a seal is smaller."""
_TABLE_HEIGHT = 40.0


def compose(pages: Iterable[Page], source: Source, *, recognised: bool = False) -> Document:
    """The document that pages make up. Headers, footers and page numbers are left out; a page that is a scan gives a
    picture in its place and a note. What was `recognised` in a picture lies too loosely to tell struck text by it.

    Raises:
        ReadError: there is nothing on the pages; as NoTextError where all of them are scans.
    """
    if not recognised:
        pages = single_pages(map(with_marks, pages))
    sheets = [_Sheet.of(page) for page in pages]
    if all(sheet.is_unread or sheet.is_blank for sheet in sheets):
        raise _nothing_read(sheets)
    kept = without_furniture([(sheet.page.height, sheet.lines) for sheet in sheets])
    margins = margins_of([(sheet.page.width, lines) for sheet, lines in zip(sheets, kept, strict=True)])
    assembly = _Assembly(sheets, margins)
    for sheet, lines in zip(sheets, kept, strict=True):
        assembly.add(sheet, lines)
    assembly.finish()
    notes = tuple(_notes(sheets))
    gaps = any(sheet.is_unread for sheet in sheets)
    return Document(source, tuple(assembly.blocks), notes=notes, pictures=tuple(assembly.pictures), gaps=gaps)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page and what was made of it."""

    page: Page
    tables: list[RuledTable]
    lines: list[Line]
    """Text outside the tables."""
    is_scan: bool
    is_garbled: bool

    @classmethod
    def of(cls, page: Page) -> _Sheet:
        is_scan, is_garbled = page.is_scan, page.is_garbled
        if is_scan or is_garbled:
            return cls(page, [], [], is_scan, is_garbled)
        tables, outside = ruled_tables(page.glyphs, page.lines, page.number)
        return cls(
            page,
            tables,
            lines_of([glyph for glyph in outside if not (glyph.turned or glyph.aside)], page.number),
            False,
            False,
        )

    @property
    def is_unread(self) -> bool:
        return self.is_scan or self.is_garbled

    @property
    def is_blank(self) -> bool:
        return not self.tables and not self.lines


def _nothing_read(sheets: Sequence[_Sheet]) -> ReadError:
    if any(sheet.is_garbled for sheet in sheets):
        return NoTextError("文件的字体没有标明各个字形是什么字，读不到文字。")
    if any(sheet.is_scan or sheet.page.pictures for sheet in sheets):
        return NoTextError("各页都是图片（扫描件），没有文字可读。")
    if any(sheet.page.lines for sheet in sheets):
        return NoTextError("文件里没有文字，文字可能已转为图形。")
    return ReadError("文件里没有任何文字。请检查文件是否导出完整。")


def _notes(sheets: Sequence[_Sheet]) -> Iterator[str]:
    for words, chosen in (
        ("是图片（扫描件），其中的文字和表格没有读取，请人工核对。", [each for each in sheets if each.is_scan]),
        ("的字体没有标明各个字形是什么字，没有读取，请人工核对。", [each for each in sheets if each.is_garbled]),
        ("有带删除线的文字，未参加审查。定稿前请删去。", [each for each in sheets if each.page.strikes]),
        ("有隐藏的图层，其中的内容没有读取。", [each for each in sheets if each.page.hides_layers]),
        ("图形过多，表格线可能没有读全。", [each for each in sheets if each.page.is_overdrawn]),
        (
            "有字体没有标明的字，已用“\ufffd”代替，请对照原文核实。",
            [each for each in sheets if not each.is_garbled and each.page.unknown > 0],
        ),
    ):
        if chosen:
            numbers = dict.fromkeys(str(sheet.page.sheet) for sheet in chosen)
            yield f"第 {'、'.join(numbers)} 页{words}"


class _Assembly:
    """Puts what stands on the pages together to blocks, in reading order."""

    def __init__(self, sheets: Sequence[_Sheet], margins: Sequence[Margins]) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self._pages = {sheet.page.number: sheet.page for sheet in sheets}
        self._margins = {sheet.page.number: margin for sheet, margin in zip(sheets, margins, strict=True)}
        self._lines: list[Line] = []
        self._table: RuledTable | None = None
        self._paragraphs = 0
        self._tables = 0

    def add(self, sheet: _Sheet, lines: list[Line]) -> None:
        """Add a page with those of its lines that belong to the text."""
        page = sheet.page
        if page.begins:
            self.finish()
        parts: list[tuple[float, RuledTable | Line | Box]] = [(line.middle, line) for line in lines]
        parts += [(table.box[1], table) for table in sheet.tables]
        pictures = [(0.0, 0.0, page.width, page.height)] if sheet.is_unread else pictures_on(page)
        parts += [(box[1], box) for box in pictures]
        for _, part in sorted(parts, key=lambda each: each[0]):
            match part:
                case RuledTable():
                    self._end_lines()
                    if not (self._table and is_continued(self._table, part)):
                        self._end_table()
                        self._table = part
                case Line():
                    self._end_table()
                    self._lines.append(part)
                case _:
                    self.finish()
                    place = Place(paragraph=max(self._paragraphs, 1), page=page.sheet, box=page.as_seen(part))
                    self.pictures.append(Picture(place))

    def finish(self) -> None:
        """End what is under way."""
        self._end_table()
        self._end_lines()

    def _end_table(self) -> None:
        table, self._table = self._table, None
        if table:
            cells = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
            self._add_grid(cells, table.rows, len(table.xs) - 1, table.page, table.box)

    def _end_lines(self) -> None:
        lines, self._lines = self._lines, []
        for part in with_tables(lines) if lines else ():
            if isinstance(part, AlignedTable):
                boxes = [cell.box for cell in part.cells if cell.box and cell.page == part.page] or [(0, 0, 0, 0)]
                self._add_grid(part.cells, part.rows, part.columns, part.page, around(boxes), spans=False)
            else:
                for paragraph in paragraphs_of(part, self._margins):
                    self._add_paragraph(paragraph)

    def _add_grid(
        self, cells: Sequence[Cell], rows: int, columns: int, page: int, box: Box, *, spans: bool = True
    ) -> None:
        self._tables += 1
        self.blocks.append(
            Grid(
                tuple(GridCell(tidy(cell.text), cell.row, cell.column, cell.rowspan, cell.colspan) for cell in cells),
                rows,
                columns,
                Place(page=self._pages[page].sheet, table=self._tables, box=self._pages[page].as_seen(box)),
                spans=spans,
                boxes={
                    (cell.row, cell.column): (self._pages[cell.page].sheet, self._pages[cell.page].as_seen(cell.box))
                    for cell in cells
                    if cell.box
                },
                doubts=frozenset((cell.row, cell.column) for cell in cells if cell.doubtful),
            )
        )

    def _add_paragraph(self, lines: Sequence[Line]) -> None:
        page = lines[0].page
        text = tidy(joined(lines, *self._margins[page]))
        if text:
            self._paragraphs += 1
            box = self._pages[page].as_seen(around(line.box for line in lines if line.page == page))
            self.blocks.append(
                Paragraph(text, Place(paragraph=self._paragraphs, page=self._pages[page].sheet, box=box))
            )


def pictures_on(page: Page) -> Iterator[Box]:
    """The pictures on a page that may hold a table: large, and not behind text."""
    for box in page.pictures:
        left, top, right, bottom = box
        if right - left < _TABLE_WIDTH * page.width or bottom - top < _TABLE_HEIGHT:
            continue
        over = sum(left < glyph.left < right and top < glyph.top < bottom for glyph in page.glyphs)
        if over < _FEW:
            yield box
