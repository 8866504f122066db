"""Lines of text to paragraphs, over pages too, without running headers, footers and page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from hegui.read.characters import OUTLINE_NUMBERS
from hegui.read.pages.lines import Line, first_word

_ZONE = 0.12
"""Share of a page's height at its top and at its bottom where headers and footers stand."""
_LEVEL = 4.0
"""Points by which the heights of a running line may differ from page to page."""
_SHARE = 0.3
"""Share of the pages on which a line must come again to be a header or footer."""
_DASH = "[-—－–―─·•~～]"
_NUMBER = r"\d{1,4}|[一二三四五六七八九十]{1,3}"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}+({_NUMBER}){_DASH}+|第({_NUMBER})页(?:[,，/]?共(?:{_NUMBER})页)?|(\d{{1,4}})[/／]\d{{1,4}}页?|共\d+页[,，/]?第(\d+)页"
)
_BARE_NUMBER = re.compile(r"\d{1,3}")
_DIGITS = re.compile(r"\d+")

_FULL = 0.6
"""Share of a page's width over which a full line runs, at least."""
_ENOUGH = 3
"""Such lines that tell a page's margins."""
_INDENT = 1.2
"""Ems from the margin at which a line counts as indented."""
_ENDS = "。；：！？;:!?"


def without_furniture(pages: Sequence[tuple[float, list[Line]]]) -> list[list[Line]]:
    """The lines of each page, given with its height, without those that do not belong to the text."""
    edges = [[line for line in lines if _is_at_edge(line, height)] for height, lines in pages]
    running = _running(edges, len(pages), _body_size(line for _, lines in pages for line in lines))
    numbers = _page_numbers(edges)
    kept: list[list[Line]] = []
    for (_, lines), at_edge in zip(pages, edges, strict=True):
        dropped = {
            id(line)
            for line in at_edge
            if _PAGE_NUMBER.fullmatch(_squeezed(line)) or _running_text(line) in running or id(line) in numbers
        }
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def _is_at_edge(line: Line, height: float) -> bool:
    return line.middle < _ZONE * height or line.middle > (1 - _ZONE) * height


def _squeezed(line: Line) -> str:
    return "".join(line.text.split())


def _running_text(line: Line) -> str:
    """A line without what changes from page to page; empty for one that holds numbers alone."""
    text = _DIGITS.sub("#", _squeezed(line))
    return text if any(character.isalpha() for character in text) else ""


def _body_size(lines: Iterable[Line]) -> float:
    sizes = [line.em for line in lines for _ in range(len(line.glyphs) // 10)]
    return median(sizes) if sizes else 0


def _running(edges: Sequence[Sequence[Line]], pages: int, size: float) -> set[str]:
    """Texts that come again at the same height on several pages, in letters no larger than those of the body."""
    heights: dict[str, list[float]] = defaultdict(list)
    for lines in edges:
        for line in lines:
            if line.em <= 1.1 * size and (text := _running_text(line)):
                heights[text].append(line.middle)
    enough = max(2, _SHARE * pages)
    return {text for text, found in heights.items() if _most_level(found) >= enough}


def _most_level(heights: Sequence[float]) -> int:
    """How many of these heights are the same."""
    return max(sum(abs(height - other) <= _LEVEL for other in heights) for height in heights)


def _page_numbers(edges: Sequence[Sequence[Line]]) -> set[int]:
    """Lines that are bare numbers which count up with the pages. One alone counts where it is the page's own."""
    offsets: dict[int, list[int]] = defaultdict(list)
    for page, lines in enumerate(edges, 1):
        for line in lines:
            text = _squeezed(line)
            if _BARE_NUMBER.fullmatch(text):
                offsets[int(text) - page].append(id(line))
    return {line for offset, lines in offsets.items() if len(lines) > 1 or offset == 0 for line in lines}


class Margins(NamedTuple):
    """Between what the lines of a page run."""

    left: float
    right: float


def margins_of(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[Margins]:
    """The margins of each page, given with its width; those of a page with little text from others as wide."""
    own = [_margins(lines) if _tell_margins(width, lines) else None for width, lines in pages]
    margins: list[Margins] = []
    for (width, lines), known in zip(pages, own, strict=True):
        others = [each for (other, _), each in zip(pages, own, strict=True) if each and abs(other - width) < 1]
        if known is None and others:
            margins.append(Margins(median(each.left for each in others), median(each.right for each in others)))
        else:
            margins.append(known or _margins(lines))
    return margins


def _tell_margins(width: float, lines: Sequence[Line]) -> bool:
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

    def part(self, before: Line, line: Line) -> bool:
        """Whether two lines stand too far apart for one paragraph. Spacing may be the same for letters of any size."""
        step = line.middle - before.middle
        return step > max(1.5 * self.ems, 2.2) * line.em and step > 1.05 * self.points


def _goes_on(before: Line, line: Line, margins: dict[int, Margins], pitches: _Pitches) -> bool:
    """Whether a line belongs to the same paragraph as the one before it."""
    em = line.em
    if abs(before.em - em) > 0.15 * max(before.em, em):
        return False
    if line.page == before.page and pitches.part(before, line):
        return False
    ended = before.text[-1] in _ENDS
    if ended and any(number.match(line.text) for number in OUTLINE_NUMBERS[:2]):
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
    return right - before.right > first_word(line) + 0.6 * line.em
