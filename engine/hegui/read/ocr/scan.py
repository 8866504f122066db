"""Scans: the text of pages that are pictures, recognised and then put together like the text of a PDF.

Places are in points of the page, with that of a lone picture taken for an A4 sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from hegui.model.document import Block, Box, Document, Grid, Paragraph, Source
from hegui.read.ocr.engine import require
from hegui.read.reader import Limits, ReadError

_MOST_NAMED = 10
_CHINESE = "\u2e80"


class Doubt(NamedTuple):
    """Something on a page that may be misread: what was read there, empty where nothing was."""

    text: str
    page: int
    box: Box
    faint: bool = False
    """Whether it matters only where nothing else stands."""

    @property
    def middle(self) -> tuple[float, float]:
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2


def read_scan(data: bytes, source: Source, limits: Limits) -> Document:
    """Recognise a picture, or a PDF as far as it holds no text. Cells that may be misread are among the `doubts` of
    their grid, paragraphs among the document's.

    Raises:
        ReadError: the recogniser is not installed; the file is damaged or beyond the limits.
    """
    require()
    from hegui.read.ocr.pages import read_pages
    from hegui.read.pdf.document import compose

    pages, doubts, text_pages = read_pages(data, source.format, limits)
    if not any(page.glyphs for page in pages):
        raise ReadError("没有识别出任何文字。请检查扫描件是否清晰、是否颠倒，或提供含有文字的文件。")
    source = replace(source, ocr=True, text_pages=text_pages)
    document = compose(pages, source)
    blocks = tuple(doubted(block, doubts, source) if isinstance(block, Grid) else block for block in document.blocks)
    paragraphs = frozenset(doubted_paragraphs(blocks, doubts))
    scanned = "、".join(str(page.number) for page in pages if page.number not in text_pages)
    what = f"第 {scanned} 页" if text_pages else "文件"
    notes = (
        f"{what}为扫描件，文字和数字由识别（OCR）得来，可能有误；下列结果请对照原件核实。",
        *_notes(blocks, doubts, paragraphs),
        *document.notes,
    )
    return replace(document, blocks=blocks, notes=notes, doubts=paragraphs)


def doubted(grid: Grid, doubts: Iterable[Doubt], source: Source) -> Grid:
    """The grid with its doubtful cells. Without ruling lines no blank cell is certain: another may hold its digit."""
    found = set(grid.doubts)
    for cell in grid.cells:
        key = cell.row, cell.column
        page, _ = grid.boxes.get(key, (grid.place.page, None))
        if source.is_recognised(page) and (_is_odd(cell.text) or not (cell.text or grid.spans)):
            found.add(key)
    blank = {(cell.row, cell.column) for cell in grid.cells if not cell.text}
    for doubt in doubts:
        for key, (page, box) in grid.boxes.items():
            if page == doubt.page and _holds(box, doubt) and (key in blank or not doubt.faint):
                found.add(key)
    return replace(grid, doubts=frozenset(found)) if found else grid


def _holds(box: Box, doubt: Doubt) -> bool:
    x, y = doubt.middle
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_odd(text: str) -> bool:
    """Whether a text is neither a label nor a value: what comes of digits that were not made out."""
    from hegui.read.pdf.cells import is_value

    return bool(text) and not is_value(text) and sum(character >= _CHINESE for character in text) < 2


def doubted_paragraphs(blocks: Iterable[Block], doubts: Iterable[Doubt]) -> Iterator[int]:
    for block in blocks:
        place = block.place
        if not isinstance(block, Paragraph) or place.paragraph is None or place.box is None:
            continue
        if any(doubt.text and place.page == doubt.page and _holds(place.box, doubt) for doubt in doubts):
            yield place.paragraph


def _notes(blocks: Iterable[Block], doubts: list[Doubt], paragraphs: frozenset[int]) -> Iterator[str]:
    """Where the user has to look, in words."""
    cells = [
        f"第 {page or '?'} 页第 {grid.place.table} 个表格第 {row + 1} 行第 {column + 1} 列"
        for grid in blocks
        if isinstance(grid, Grid)
        for row, column in sorted(grid.doubts)
        for page in [grid.boxes.get((row, column), (grid.place.page, None))[0]]
    ]
    lines = [
        f"第 {block.place.page} 页“{block.text[:20]}”一段"
        for block in blocks
        if isinstance(block, Paragraph) and block.place.paragraph in paragraphs
    ]
    for places in (cells, lines):
        if places:
            more = f"等 {len(places)} 处" if len(places) > _MOST_NAMED else ""
            yield f"识别把握不足，不据以判断：{'、'.join(places[:_MOST_NAMED])}{more}。"
