"""Lines of text to paragraphs, over pages too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from hegui.read.pdf.lines import Line

_FULL = 0.6
"""Share of a page's width over which a full line runs, at least."""
_ENOUGH = 3
"""Such lines that tell a page's margins."""
_INDENT = 1.2
"""Ems from the margin at which a line counts as indented."""
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_ENDS = "。；：！？;:!?"
_CLOSING = "，。、；：？！）”》〉】〕」』％%"
_OPENING = "（“《〈【〔「『"
_WORD = re.compile(rf"[{_OPENING}]*(?:[0-9A-Za-z.,:/%+-]+|.)[{_CLOSING}]*")


class Margins(NamedTuple):
    """Between what the lines of a page run."""

    left: float
    right: float


def margins_of(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[Margins]:
    """The margins of each page, given with its width; those of a page with little text from others as wide."""
    own = [_margins(lines) if _tells(width, lines) else None for width, lines in pages]
    margins: list[Margins] = []
    for (width, lines), known in zip(pages, own, strict=True):
        others = [each for (other, _), each in zip(pages, own, strict=True) if each and abs(other - width) < 1]
        if known is None and others:
            margins.append(Margins(median(each.left for each in others), median(each.right for each in others)))
        else:
            margins.append(known or _margins(lines))
    return margins


def _tells(width: float, lines: Sequence[Line]) -> bool:
    """Whether enough lines run over the page to tell its margins."""
    return sum(line.right - line.left > _FULL * width for line in lines) >= _ENOUGH


def _margins(lines: Sequence[Line]) -> Margins:
    """Those to which most lines hold; single lines may be indented or hang out."""
    if not lines:
        return Margins(0, 0)
    em = median(line.em for line in lines)
    left = min(line.left for line in lines)
    right = max(line.right for line in lines)
    return Margins(
        median(line.left for line in lines if line.left <= left + 0.8 * em),
        median(line.right for line in lines if line.right >= right - 1.5 * em),
    )


def paragraphs_of(lines: Sequence[Line], margins: dict[int, Margins]) -> list[list[Line]]:
    """Lines that follow each other, in paragraphs. `margins` are those of each page."""
    pitches = _Pitches.of(lines)
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1][-1], line, margins, pitches):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


class _Pitches(NamedTuple):
    """From one line to the next, as a rule: in ems of the lower line, and in points."""

    ems: float
    points: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Pitches:
        pairs = [(before, line) for before, line in pairwise(lines) if line.page == before.page and line.em > 0]
        if not pairs:
            return cls(2.0, 0.0)
        steps = [line.middle - before.middle for before, line in pairs]
        return cls(median(step / line.em for step, (_, line) in zip(steps, pairs, strict=True)), median(steps))

    def parts(self, before: Line, line: Line) -> bool:
        """Whether two lines stand too far apart for one paragraph. Spacing may be the same for letters of any size."""
        step = line.middle - before.middle
        return step > max(1.5 * self.ems, 2.2) * line.em and step > 1.05 * self.points


def _goes_on(before: Line, line: Line, margins: dict[int, Margins], pitches: _Pitches) -> bool:
    """Whether a line belongs to the same paragraph as the one before it."""
    em = line.em
    if abs(before.em - em) > 0.15 * max(before.em, em):
        return False
    if line.page == before.page and pitches.parts(before, line):
        return False
    ended = before.text[-1] in _ENDS
    if ended and _HEADING.match(line.text):
        return False
    own, earlier = margins[line.page], margins[before.page]
    if line.left - own.left > 0.2 * em and _is_centred(before, earlier) and _is_centred(line, own):
        breaks_off = not ended or before.text[-1] in "：:"
        return breaks_off and not _has_room(before, line, earlier.right)
    indent, previous = (line.left - own.left) / em, (before.left - earlier.left) / em
    if indent > _INDENT:
        block = abs(indent - previous) < 0.3 and abs(previous - 2) > 0.4 and not ended
        wide = before.right - before.left > 0.6 * (earlier.right - earlier.left)
        return block and wide and not _has_room(before, line, earlier.right)
    return not _has_room(before, line, earlier.right)


def _is_centred(line: Line, margins: Margins) -> bool:
    """Whether a line stands in the middle; one that fills the page does too."""
    return abs((line.left - margins.left) - (margins.right - line.right)) < 0.5 * line.em


def _has_room(before: Line, line: Line, right: float) -> bool:
    """Whether the first word of a line would have fitted into the one before: then that one was the last."""
    word = _WORD.match(line.text)
    length = sum(len(glyph.text) for glyph in line.glyphs)
    characters = len(word[0]) if word and length else 1
    width = sum(glyph.right - glyph.left for glyph in line.glyphs[:characters])
    return right - before.right > width + 0.6 * line.em
