"""Scans: what is recognised on pages that are pictures, put together like the text of a PDF.

Places are in points of the page, with that of a lone picture taken for an A4 sheet.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from hegui.model.document import Block, Box, Document, Grid, Paragraph, Source
from hegui.read.characters import WIDE
from hegui.read.formats import formats
from hegui.read.formats.ocr.engine import PixelBox, recogniser
from hegui.read.grids import is_value
from hegui.read.pages.aside import with_marks
from hegui.read.pages.composition import compose, pictures_on
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
    """Recognise a picture, or of a file of pages what is no text: whole pages, and tables on others. Cells that may be
    misread are among the `doubts` of their grid, paragraphs among the document's.

    Raises:
        ReadError: the recogniser is not installed; the file is damaged or beyond the limits.
    """
    recogniser()
    printed = [with_marks(page) for page in _printed(data, source.format, limits) if page.is_readable]
    scanned = list(_scanned(data, source.format, limits, {page.number for page in printed}))
    drawn_on = [_with_pictures(page, data, source.format, limits) for page in printed]
    if printed and not scanned and not any(reading.pictures for reading in drawn_on):
        read = formats()[source.format].read
        assert read
        return read(data, source, limits)  # its pictures hold no table
    readings = [*scanned, *drawn_on]
    pages = sorted((reading.page for reading in readings), key=attrgetter("number"))
    if not any(page.glyphs for page in pages):
        raise ReadError("没有识别出任何文字。请检查扫描件是否清晰，或提供含有文字的文件。")
    source = replace(source, ocr=True, text_pages=frozenset(each.page.number for each in drawn_on if not each.pictures))
    document = compose(pages, source, recognised=True)
    doubts = [doubt for reading in readings for doubt in reading.seen_doubts]
    blocks = tuple(doubted(block, doubts, source) if isinstance(block, Grid) else block for block in document.blocks)
    paragraphs = frozenset(doubted_paragraphs(blocks, doubts))
    notes = (_origin(scanned, drawn_on), *told(blocks, paragraphs), *document.notes)
    return replace(document, blocks=blocks, notes=notes, doubts=paragraphs)


class Reading(NamedTuple):
    """A page with what was recognised on it, and what of that may be misread."""

    page: Page
    doubts: Sequence[Doubt]
    pictures: int = 0
    """How many pictures of tables were recognised on a page that has its text."""

    @property
    def seen_doubts(self) -> list[Doubt]:
        """The doubts where they are on the page as it is seen."""
        return [doubt._replace(box=self.page.as_seen(doubt.box)) for doubt in self.doubts]


def _origin(scanned: Sequence[Reading], printed: Sequence[Reading]) -> str:
    """Where in the file stands what was recognised, in words."""
    pages = [f"第 {'、'.join(str(each.page.number) for each in scanned)} 页"] if scanned and printed else []
    pages += ["文件"] if scanned and not printed else []
    tables = [str(each.page.number) for each in printed if each.pictures]
    drawn = f"第 {'、'.join(tables)} 页的表格是图片，" if tables else ""
    whole = f"{pages[0]}为扫描件，" if pages else ""
    return f"{whole}{drawn}文字和数字由识别（OCR）得来，可能有误；下列结果请对照原件核实。"


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


def _scanned(data: bytes, name: str, limits: Limits, text_pages: Container[int]) -> Iterator[Reading]:
    """The pages of a file of the format with this name that hold no text."""
    from hegui.read.formats.ocr.pictures import pictures

    for picture in pictures(data, name, limits, without=text_pages):
        yield reading_of(picture)


def _with_pictures(page: Page, data: bytes, name: str, limits: Limits) -> Reading:
    """A page with the tables in its pictures as if they were printed on it."""
    import numpy as np

    from hegui.read.formats.ocr.pictures import drawn, pixels_in

    doubts: list[Doubt] = []
    kept = list(page.pictures)
    glyphs, lines = list(page.glyphs), list(page.lines)
    for box in pictures_on(page):
        pixels = pixels_in(data, name, page.number, page.as_seen(box), limits)
        if pixels is None or not pixels.size:
            continue
        upright = np.ascontiguousarray(np.rot90(pixels, page.turn))
        picture = drawn(upright, page.number, box[2] - box[0])
        if picture is None:
            continue
        reading = reading_of(picture)
        if not holds_table(reading.page):
            continue
        left, top = box[:2]
        glyphs += [Glyph(glyph.text, *_moved(glyph[1:5], left, top), *glyph[5:]) for glyph in reading.page.glyphs]
        lines += [_moved(line, left, top) for line in reading.page.lines]
        doubts += [doubt._replace(box=_moved(doubt.box, left, top)) for doubt in reading.doubts]
        kept.remove(box)
    found = len(page.pictures) - len(kept)
    return (
        Reading(replace(page, glyphs=glyphs, lines=lines, pictures=kept), doubts, found) if found else Reading(page, ())
    )


def holds_table(page: Page) -> bool:
    """Whether what was recognised in a picture is a table, and no photograph with a few words."""
    if not page.glyphs:
        return False
    return any(isinstance(block, Grid) for block in compose([page], Source("", "", ""), recognised=True).blocks)


def _moved(box: Box, across: float, down: float) -> Box:
    left, top, right, bottom = box
    return left + across, top + down, right + across, bottom + down


def reading_of(picture: Picture) -> Reading:
    """What a picture says, as a page."""
    from hegui.read.formats.ocr.text import read_picture

    reading = read_picture(picture)
    texts = sorted(reading.texts, key=lambda text: (text.box[1], text.box[0]))
    height, width = (side / picture.scale for side in picture.pixels.shape[:2])
    glyphs = [glyph for text in texts for glyph in _glyphs(text, picture)]
    lines = [_points(line, picture) for line in reading.lines]
    page = Page(picture.number, picture.number, width, height, glyphs, lines, [], -picture.turned % 4)
    unsure = [text for text in texts if not text.certain]
    doubts = [Doubt(text.text, picture.number, _points(text.box, picture)) for text in unsure]
    doubts += [Doubt("", picture.number, _points(box, picture), faint=True) for box in reading.dust]
    return Reading(page, doubts)


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


def told(blocks: Iterable[Block], paragraphs: frozenset[int]) -> Iterator[str]:
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
