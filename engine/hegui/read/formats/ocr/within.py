"""Pictures of tables in documents of text (web pages, Word, Excel, texts): recognised, each in its place.

What is recognised in the third picture of a document has 3 for its page: the document has none of its own, and nothing
else on it is taken for recognised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from hegui.model.document import Block, Document, Grid, Picture
from hegui.read.formats import formats
from hegui.read.formats.ocr.engine import recogniser
from hegui.read.formats.ocr.scan import doubted, doubted_paragraphs, holds_table, reading_of, told
from hegui.read.pages.composition import compose
from hegui.read.reader import Limits

_OWN: frozenset[int | None] = frozenset({None})


def read_within(document: Document, data: bytes, limits: Limits) -> Document:
    """The document with the tables in its pictures; those that hold none, or cannot be shown, stay pictures.

    Raises:
        ReadError: the recogniser is not installed.
    """
    recogniser()
    from hegui.read.formats.ocr.pictures import picture_of

    take = formats()[document.source.format].pictures
    contents = take(data, [picture.name for picture in document.pictures], limits) if take else ()
    source = replace(document.source, ocr=True, text_pages=_OWN)
    found: dict[Picture, Sequence[Block]] = {}
    doubts = []
    for number, (picture, content) in enumerate(zip(document.pictures, contents, strict=False), 1):
        if picture.place.paragraph is None:
            continue  # in a cell of a table
        shown = picture_of(content, number, limits) if content else None
        reading = reading_of(shown) if shown else None
        if reading and (holds_table(reading.page) or (reading.page.glyphs and not document.blocks)):
            found[picture] = compose([reading.page], source, recognised=True).blocks
            doubts += reading.seen_doubts
    if not found:
        return document
    whole = _put_in(document, found)
    blocks = tuple(doubted(block, doubts, source) if isinstance(block, Grid) else block for block in whole.blocks)
    paragraphs = frozenset(doubted_paragraphs(blocks, doubts))
    numbers = "、".join(str(index) for index, each in enumerate(document.pictures, 1) if each in found)
    origin = (
        f"第 {numbers} 幅图片中的表格由识别（OCR）得来，可能有误（结果中以图片的序号为页码）；下列结果请对照原件核实。"
    )
    notes = (origin, *told(blocks, paragraphs), *document.notes)
    return replace(whole, source=source, blocks=blocks, notes=notes, doubts=document.doubts | paragraphs)


def _put_in(document: Document, found: Mapping[Picture, Sequence[Block]]) -> Document:
    """The document with these blocks in the place of pictures. Paragraphs and tables are counted anew."""
    waiting = sorted(document.pictures, key=lambda picture: picture.place.paragraph or inf)  # in a cell: at the end
    blocks = _Blocks(found)
    for block in document.blocks:
        at = block.place.paragraph
        while at is not None and waiting and (waiting[0].place.paragraph or inf) < at:
            blocks.add_picture(waiting.pop(0))
        blocks.add(block)
    for picture in waiting:
        blocks.add_picture(picture)
    return replace(document, blocks=tuple(blocks.blocks), pictures=tuple(blocks.pictures))


class _Blocks:
    """Blocks as they are put together."""

    def __init__(self, found: Mapping[Picture, Sequence[Block]]) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        """Those that stay pictures."""
        self._found = found
        self._before: int | None = None
        """The ordinal that the last paragraph had: several lines may be one paragraph."""
        self._paragraphs = 0
        self._tables: dict[int | None, int] = {}
        self._count = 0

    def add(self, block: Block) -> None:
        """Add a block of the document itself."""
        place = block.place
        if isinstance(block, Grid):
            self._tables[place.table] = self._count + 1
            self._add_grid(block)
            return
        if place.paragraph is not None:
            self._paragraphs += place.paragraph != self._before
            self._before = place.paragraph
            place = place._replace(paragraph=self._paragraphs)
        self.blocks.append(replace(block, place=place))

    def add_picture(self, picture: Picture) -> None:
        """Add what was recognised in a picture, among what stands around it; else the picture."""
        place = picture.place
        if picture not in self._found:
            if place.paragraph is not None:
                place = place._replace(paragraph=max(self._paragraphs, 1))
            if place.table is not None:
                place = place._replace(table=self._tables.get(place.table))
            self.pictures.append(picture._replace(place=place))
            return
        path = self.blocks[-1].path if self.blocks else ()
        for block in self._found[picture]:
            if isinstance(block, Grid):
                self._add_grid(replace(block, path=path))
            else:
                self._paragraphs += 1
                self._before = None
                place = block.place._replace(paragraph=self._paragraphs)
                self.blocks.append(replace(block, place=place, path=path))

    def _add_grid(self, grid: Grid) -> None:
        self._count += 1
        self.blocks.append(replace(grid, place=grid.place._replace(table=self._count)))
