"""Scans: what is recognised on pages that are pictures, put together like the text of a PDF.

Places are in points of the page, with that of a lone picture taken for an A4 sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from hegui.model.document import Block, Box, Document, Grid, Paragraph, Source
from hegui.read.characters import WIDE
from hegui.read.formats.ocr.engine import PixelBox, recogniser
from hegui.read.grids import is_value
from hegui.read.pages.page import Glyph, Page
from hegui.read.reader import Limits, ReadError

if TYPE_CHECKING:
    from hegui.read.formats.ocr.pictures import Picture
    from hegui.read.formats.ocr.text import TextBox

_MOST_NAMED = 10
"""Doubtful places that a note names."""
_LATIN = 0.55
"""Ems that a digit takes."""
_INK = 0.95
"""Ems from the top to the bottom of a line of Chinese text."""
_GAP = 0.5
"""Ems of room between two characters from which on they stand apart."""


class Doubt(NamedTuple):
    """Something on a page that may be misread: what was read there, empty where nothing was."""

    text: str
    page: int
    box: Box
    faint: bool = False
    """Whether it matters only where nothing else stands."""

    def is_in(self, page: int | None, box: Box) -> bool:
        left, top, right, bottom = self.box
        across, down = (left + right) / 2, (top + bottom) / 2
        return page == self.page and box[0] <= across <= box[2] and box[1] <= down <= box[3]


def read_scan(data: bytes, source: Source, limits: Limits) -> Document:
    """Recognise a picture, or a file of pages as far as it holds no text. Cells that may be misread are among the
    `doubts` of their grid, paragraphs among the document's.

    Raises:
        ReadError: the recogniser is not installed; the file is damaged or beyond the limits.
    """
    recogniser()
    from hegui.read.pages.composition import compose

    pages = [page for page in _printed(data, source.format, limits) if page.is_readable]
    text_pages = frozenset(page.number for page in pages)
    scanned, doubts = _recognised(data, source.format, limits, text_pages)
    pages = sorted([*pages, *scanned], key=attrgetter("number"))
    if not any(page.glyphs for page in pages):
        raise ReadError("没有识别出任何文字。请检查扫描件是否清晰、是否颠倒，或提供含有文字的文件。")
    source = replace(source, ocr=True, text_pages=text_pages)
    document = compose(pages, source, recognised=True)
    blocks = tuple(doubted(block, doubts, source) if isinstance(block, Grid) else block for block in document.blocks)
    paragraphs = frozenset(doubted_paragraphs(blocks, doubts))
    what = f"第 {'、'.join(str(page.number) for page in scanned)} 页" if text_pages else "文件"
    notes = (
        f"{what}为扫描件，文字和数字由识别（OCR）得来，可能有误；下列结果请对照原件核实。",
        *_notes(blocks, paragraphs),
        *document.notes,
    )
    return replace(document, blocks=blocks, notes=notes, doubts=paragraphs)


def _printed(data: bytes, name: str, limits: Limits) -> Iterable[Page]:
    """The pages of a file as it states them; none of a picture."""
    match name:
        case "pdf":
            from hegui.read.formats.pdf.pdfium import pages

            return pages(data, limits)
        case "ofd":
            from hegui.read.formats.ofd.file import OfdFile

            return OfdFile(data, limits).pages()
    return ()


def _recognised(data: bytes, name: str, limits: Limits, text_pages: frozenset[int]) -> tuple[list[Page], list[Doubt]]:
    """The pages of a file of the format with this name that hold no text, and what may be misread on them."""
    from hegui.read.formats.ocr.pictures import pictures
    from hegui.read.formats.ocr.text import read_picture

    pages: list[Page] = []
    doubts: list[Doubt] = []
    for picture in pictures(data, name, limits, without=text_pages):
        reading = read_picture(picture)
        texts = sorted(reading.texts, key=lambda text: (text.box[1], text.box[0]))
        height, width = (side / picture.scale for side in picture.pixels.shape[:2])
        glyphs = [glyph for text in texts for glyph in _glyphs(text, picture)]
        lines = [_points(line, picture) for line in reading.lines]
        pages.append(Page(picture.number, picture.number, width, height, glyphs, lines, []))
        unsure = [text for text in texts if not text.certain]
        doubts += [Doubt(text.text, picture.number, _points(text.box, picture)) for text in unsure]
        doubts += [Doubt("", picture.number, _points(box, picture), faint=True) for box in reading.dust]
    return pages, doubts


def _points(box: PixelBox, picture: Picture) -> Box:
    left, top, right, bottom = (round(side / picture.scale, 1) for side in box)
    return left, top, right, bottom


def _glyphs(text: TextBox, picture: Picture) -> Iterator[Glyph]:
    """The characters of a text. Each reaches to the next one, unless there is room for more between them."""
    left, top, right, bottom = _points(text.box, picture)
    em = (bottom - top) / _INK
    written = [character for character in text.characters if character.text.strip()]
    spots = [
        (left + character.middle * (right - left), em / 2 * (1 if character.text >= WIDE else _LATIN))
        for character in written
    ]
    starts, ends = [left], []
    for (middle, half), (following, its_half) in pairwise(spots):
        if following - middle < half + its_half + _GAP * em:
            ends.append((middle + following) / 2)
            starts.append(ends[-1])
        else:
            ends.append(middle + half)
            starts.append(following - its_half)
    ends.append(right)
    apart = _after_blanks(text)
    for number, character in enumerate(written):
        yield Glyph(character.text, starts[number], top, ends[number], bottom, number in apart, False)


def _after_blanks(text: TextBox) -> set[int]:
    """Which of the characters that are no blanks stand behind one."""
    found: set[int] = set()
    number = 0
    for character in text.characters:
        if character.text.strip():
            number += 1
        else:
            found.add(number)
    return found


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
            if doubt.is_in(page, box) and (key in blank or not doubt.faint):
                found.add(key)
    return replace(grid, doubts=frozenset(found)) if found else grid


def _is_odd(text: str) -> bool:
    """Whether a text is neither a label nor a value: what comes of digits that were not made out."""
    return bool(text) and not is_value(text) and sum(character >= WIDE for character in text) < 2


def doubted_paragraphs(blocks: Iterable[Block], doubts: Iterable[Doubt]) -> Iterator[int]:
    for block in blocks:
        place = block.place
        if not isinstance(block, Paragraph) or place.paragraph is None or place.box is None:
            continue
        if any(doubt.text and doubt.is_in(place.page, place.box) for doubt in doubts):
            yield place.paragraph


def _notes(blocks: Iterable[Block], paragraphs: frozenset[int]) -> Iterator[str]:
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
