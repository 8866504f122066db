"""From the coordinates of a file to those of a page as its text is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from math import pi
from operator import itemgetter
from typing import NamedTuple

from hegui.model.document import Box
from hegui.read.pages.page import Glyph

Found = tuple[str, float, float, float, float, bool, int]
"""Text, box in the coordinates of the file, whether a blank stands before it, quarter turns of its direction."""


_THIN = 3.0
"""Points above which a box is no line."""
_SKEW = 0.1
"""Radians by which text may stand off the horizontal."""
MOST = 100_000
"""Characters, or objects, of a page that are looked at. A report has some thousand."""


def area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def is_thin(box: Box) -> bool:
    """Whether a box may be a line."""
    return box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN


def around_two(start: tuple[float, float], end: tuple[float, float]) -> Box:
    """The box around two points. That of a slanted line is not thin."""
    (left, bottom), (right, top) = start, end
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def quarter_of(angle: float) -> int:
    """The direction of text, given clockwise in radians, in quarter turns; -1 for text at an angle, such as a
    watermark or that of a seal."""
    quarter = round(angle / (pi / 2))
    return quarter % 4 if abs(angle - quarter * pi / 2) < _SKEW else -1


def direction_of(found: Sequence[Found], otherwise: int) -> int:
    """The direction of most characters of a page, in quarter turns; `otherwise` where it has none."""
    quarters = Counter(map(itemgetter(-1), found))
    return quarters.most_common(1)[0][0] if quarters else otherwise


class View(NamedTuple):
    """From the coordinates of the file (upwards from below) to those of a page turned clockwise by quarters."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn % 2 else (width, height)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        match self.turn:
            case 0:
                return left - self.left, self.top - top, right - self.left, self.top - bottom
            case 1:
                return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
            case 2:
                return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
            case _:
                return self.top - top, self.right - right, self.top - bottom, self.right - left

    def glyphs(self, found: Iterable[Found], quarter: int) -> list[Glyph]:
        """The characters that stand on the page. `quarter` is the direction of its text."""
        x, y, box = self.left, self.top, self.box
        glyph = partial(tuple.__new__, Glyph)  # as Glyph(…), in a third of the time: a page has hundreds
        if self.turn:
            placed = [glyph((text, *box(*at), apart, own != quarter, False)) for text, *at, apart, own in found]
        else:
            placed = [
                glyph((text, left - x, y - top, right - x, y - bottom, apart, own != quarter, False))
                for text, left, bottom, right, top, apart, own in found
            ]
        width, height = self.size
        return [glyph for glyph in placed if -1 < glyph[1] < width + 1 and -1 < glyph[2] < height + 1]
