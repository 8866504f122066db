"""PDF with text in it: pages to lines and tables, these over pages to paragraphs and grids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hegui.model.document import Block, Box, Document, Grid, GridCell, Paragraph, Place, Source
from hegui.read.characters import tidy
from hegui.read.pdf.aligned import AlignedTable, with_tables
from hegui.read.pdf.cells import joined
from hegui.read.pdf.furniture import without_furniture
from hegui.read.pdf.grids import RuledTable, ruled_tables
from hegui.read.pdf.joints import WholeTable
from hegui.read.pdf.lines import Line, lines_of
from hegui.read.pdf.page import Page
from hegui.read.pdf.paragraphs import Margins, margins_of, paragraphs_of
from hegui.read.reader import Limits, PictureOnly, ReadError

_FEW = 60
"""Characters over a picture that holds a table: its caption."""
_TABLE_WIDTH = 0.35
"""Share of a page's width from which on a picture may hold a table; a seal is smaller."""
_TABLE_HEIGHT = 40.0

Part = RuledTable | Line


def read_pdf(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a PDF. Headers, footers and page numbers are left out, and so is text that a page does not show.

    A page that is a scan gives a picture in its place and a note.

    Raises:
        ReadError: it is damaged, encrypted or empty; as PictureOnly where all its pages are scans.
    """
    from hegui.read.pdf.source import pages

    return compose(pages(data, limits), source)


def compose(pages: Iterable[Page], source: Source) -> Document:
    """The document that pages make up. Raises ReadError as `read_pdf` does where there is nothing on them."""
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
        return cls(page, tables, lines_of([glyph for glyph in outside if not glyph.turned], page.number), False, False)

    @property
    def is_unread(self) -> bool:
        return self.is_scan or self.is_garbled

    @property
    def is_blank(self) -> bool:
        return not self.tables and not self.lines


def _nothing_read(sheets: Sequence[_Sheet]) -> ReadError:
    if any(sheet.is_garbled for sheet in sheets):
        return PictureOnly("PDF 的字体没有标明各个字形是什么字，读不到文字。")
    if any(sheet.is_scan or sheet.page.pictures for sheet in sheets):
        return PictureOnly("PDF 的各页都是图片（扫描件），没有文字可读。")
    if any(sheet.page.lines for sheet in sheets):
        return PictureOnly("PDF 里没有文字，文字可能已转为图形。")
    return ReadError("PDF 里没有任何文字。请检查文件是否导出完整。")


def _notes(sheets: Sequence[_Sheet]) -> Iterator[str]:
    for words, chosen in (
        ("是图片（扫描件），其中的文字和表格没有读取，请人工核对。", [sheet for sheet in sheets if sheet.is_scan]),
        ("的字体没有标明各个字形是什么字，没有读取，请人工核对。", [sheet for sheet in sheets if sheet.is_garbled]),
        ("图形过多，表格线可能没有读全。", [sheet for sheet in sheets if sheet.page.is_overdrawn]),
    ):
        if chosen:
            yield f"PDF 第 {'、'.join(str(sheet.page.number) for sheet in chosen)} 页{words}"
    unknown = [s for s in sheets if not s.is_garbled and s.page.unknown > 0]
    if unknown:
        numbers = "、".join(str(sheet.page.number) for sheet in unknown)
        yield f"PDF 第 {numbers} 页有字体没有标明的字，已用“\ufffd”代替，请对照原文核实。"


class _Assembly:
    """Puts what stands on the pages together to blocks, in reading order."""

    def __init__(self, sheets: Sequence[_Sheet], margins: Sequence[Margins]) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Place] = []
        self._pages = {sheet.page.number: sheet.page for sheet in sheets}
        self._margins = {sheet.page.number: margin for sheet, margin in zip(sheets, margins, strict=True)}
        self._lines: list[Line] = []
        self._table: WholeTable | None = None
        self._paragraphs = 0
        self._tables = 0

    def add(self, sheet: _Sheet, lines: list[Line]) -> None:
        """Add a page with those of its lines that belong to the text."""
        parts: list[tuple[float, Part | Box]] = [(line.middle, line) for line in lines]
        parts += [(table.ys[0], table) for table in sheet.tables]
        if sheet.is_unread:
            parts.append((0, (0, 0, sheet.page.width, sheet.page.height)))
        else:
            parts += [(box[1], box) for box in _pictures(sheet.page)]
        for _, part in sorted(parts, key=lambda each: each[0]):
            match part:
                case RuledTable():
                    self._add_table(part)
                case Line():
                    self._end_table()
                    self._lines.append(part)
                case _:
                    self.finish()
                    place = Place(
                        paragraph=max(self._paragraphs, 1), page=sheet.page.number, box=sheet.page.shown(part)
                    )
                    self.pictures.append(place)

    def finish(self) -> None:
        """End what is under way."""
        self._end_table()
        self._end_lines()

    def _add_table(self, part: RuledTable) -> None:
        self._end_lines()
        if self._table and part.page == self._table.cells[-1].page + 1 and self._table.takes(part):
            return
        self._end_table()
        self._table = WholeTable.of(part)

    def _end_table(self) -> None:
        table, self._table = self._table, None
        if table is None:
            return
        cells = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        self._grid(
            [GridCell(tidy(cell.text), cell.row, cell.column, cell.rowspan, cell.colspan) for cell in cells],
            (table.rows, len(table.xs) - 1),
            (table.page, self._shown(table.page, table.box)),
            {(cell.row, cell.column): (cell.page, self._shown(cell.page, cell.box)) for cell in cells},
        )

    def _end_lines(self) -> None:
        lines, self._lines = self._lines, []
        for part in with_tables(lines) if lines else ():
            if isinstance(part, AlignedTable):
                self._aligned(part)
            else:
                for paragraph in paragraphs_of(part, self._margins):
                    self._paragraph(paragraph)

    def _aligned(self, table: AlignedTable) -> None:
        boxes = {
            (cell.row, cell.column): (cell.page, self._shown(cell.page, cell.box)) for cell in table.cells if cell.box
        }
        cells = [GridCell(tidy(cell.text), cell.row, cell.column, 1, cell.colspan) for cell in table.cells]
        own = [cell.box for cell in table.cells if cell.box and cell.page == table.page] or [(0, 0, 0, 0)]
        at = table.page, self._shown(table.page, _around(own))
        doubts = frozenset((cell.row, cell.column) for cell in table.cells if cell.doubtful)
        self._grid(cells, (table.rows, table.columns), at, boxes, spans=False, doubts=doubts)

    def _grid(
        self,
        cells: Sequence[GridCell],
        size: tuple[int, int],
        at: tuple[int, Box],
        boxes: dict[tuple[int, int], tuple[int, Box]],
        *,
        spans: bool = True,
        doubts: frozenset[tuple[int, int]] = frozenset(),
    ) -> None:
        self._tables += 1
        place = Place(page=at[0], table=self._tables, box=at[1])
        self.blocks.append(Grid(tuple(cells), *size, place, spans=spans, boxes=boxes, doubts=doubts))

    def _paragraph(self, lines: Sequence[Line]) -> None:
        page = lines[0].page
        text = tidy(joined(lines, *self._margins[page]))
        if text:
            self._paragraphs += 1
            box = self._shown(page, _around([line.box for line in lines if line.page == page]))
            self.blocks.append(Paragraph(text, Place(paragraph=self._paragraphs, page=page, box=box)))

    def _shown(self, page: int, box: Box) -> Box:
        return self._pages[page].shown(box)


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _pictures(page: Page) -> Iterator[Box]:
    """Pictures that may hold a table: large, and not behind text."""
    for box in page.pictures:
        left, top, right, bottom = box
        if right - left < _TABLE_WIDTH * page.width or bottom - top < _TABLE_HEIGHT:
            continue
        over = sum(left < glyph.left < right and top < glyph.top < bottom for glyph in page.glyphs)
        if over < _FEW:
            yield box
