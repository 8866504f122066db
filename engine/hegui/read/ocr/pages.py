"""Pages that are pictures as pages of a PDF: what was recognised on them, as characters with their boxes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from hegui.model.document import Box
from hegui.read.ocr.engine import PixelBox
from hegui.read.ocr.pictures import Picture, pictures
from hegui.read.ocr.scan import Doubt
from hegui.read.ocr.text import Piece, read_picture
from hegui.read.pdf.page import Glyph, Page
from hegui.read.pdf.source import pages as pages_of
from hegui.read.reader import Limits

_CHINESE = "\u2e80"
_LATIN = 0.55
"""Ems that a digit takes."""
_INK = 0.95
"""Ems from the top to the bottom of a line of Chinese text."""
_GAP = 0.5
"""Ems of room between two characters from which on they stand apart."""


class Reading(NamedTuple):
    """Every page, what may be misread on those that were recognised, and the numbers of those that were not."""

    pages: list[Page]
    doubts: list[Doubt]
    text_pages: frozenset[int]


def read_pages(data: bytes, name: str, limits: Limits) -> Reading:
    """The pages of a scan, of the format with this name; those of a PDF that hold text are read as they stand.

    Raises:
        ReadError: as `pictures` and `pdf.source.pages` do.
    """
    pages = [page for page in pages_of(data, limits) if page.is_readable] if name == "pdf" else []
    text_pages = frozenset(page.number for page in pages)
    doubts: list[Doubt] = []
    for picture in pictures(data, name, limits, without=text_pages):
        reading = read_picture(picture)
        pieces = sorted(reading.pieces, key=lambda piece: (piece.box[1], piece.box[0]))
        height, width = (side / picture.scale for side in picture.pixels.shape[:2])
        glyphs = [glyph for piece in pieces for glyph in _glyphs(piece, picture)]
        lines = [_points(line, picture) for line in reading.lines]
        pages.append(Page(picture.number, width, height, glyphs, lines, []))
        doubts += [
            Doubt(piece.text, picture.number, _points(piece.box, picture)) for piece in pieces if not piece.certain
        ]
        doubts += [Doubt("", picture.number, _points(box, picture), faint=True) for box in reading.dust]
    return Reading(sorted(pages, key=attrgetter("number")), doubts, text_pages)


def _points(box: PixelBox, picture: Picture) -> Box:
    left, top, right, bottom = (round(side / picture.scale, 1) for side in box)
    return left, top, right, bottom


def _glyphs(piece: Piece, picture: Picture) -> Iterator[Glyph]:
    """The characters of a piece. Each reaches to the next one, unless there is room for more between them."""
    left, top, right, bottom = _points(piece.box, picture)
    em = (bottom - top) / _INK
    written = [character for character in piece.characters if character.text.strip()]
    spots = [
        (left + character.middle * (right - left), em / 2 * (1 if character.text >= _CHINESE else _LATIN))
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
    apart = _after_blanks(piece)
    for number, character in enumerate(written):
        yield Glyph(character.text, starts[number], top, ends[number], bottom, number in apart, False)


def _after_blanks(piece: Piece) -> set[int]:
    """Which of the characters that are no blanks stand behind one."""
    found: set[int] = set()
    number = 0
    for character in piece.characters:
        if character.text.strip():
            number += 1
        else:
            found.add(number)
    return found
