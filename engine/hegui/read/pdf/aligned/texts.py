"""Pieces of lines put together to the texts of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from hegui.model.document import Box
from hegui.read.pdf.aligned.regions import values_of
from hegui.read.pdf.lines import Line, Piece

_PAGE = 10_000.0
"""Points from one page to the next on the scale of `Text.middle`: more than any page has."""


@dataclass(frozen=True, slots=True)
class Text:
    """Pieces that are one text: where they stand, on a scale that goes on from page to page."""

    text: str
    page: int
    box: Box
    middle: float
    first: float
    """Middle of its first line."""

    @property
    def centre(self) -> float:
        return (self.box[0] + self.box[2]) / 2


def text_of(piece: Piece, page: int) -> Text:
    middle = page * _PAGE + piece.middle
    return Text(piece.text, page, piece.box, middle, middle)


def as_one(texts: Sequence[Text]) -> Text:
    boxes = [text.box for text in texts if text.page == texts[0].page]
    box = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    middle = sum(text.middle for text in texts) / len(texts)
    return Text("".join(text.text for text in texts), texts[0].page, box, middle, texts[0].first)


def height_of(row: Line) -> float:
    """Where the numbers of a row stand."""
    return row.page * _PAGE + fmean(piece.middle for piece in values_of(row))
