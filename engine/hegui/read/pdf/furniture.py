"""Running headers, footers and page numbers: taken out before lines are put together to a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from hegui.read.pdf.lines import Line

_ZONE = 0.12
"""Share of a page's height at its top and at its bottom where furniture stands."""
_LEVEL = 4.0
"""Points by which the heights of a running line may differ from page to page."""
_SHARE = 0.3
"""Share of the pages on which a line must come again to be furniture."""

_DASH = "[-—－–―─·•~～]"
_NUMBER = r"\d{1,4}|[一二三四五六七八九十]{1,3}"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}+({_NUMBER}){_DASH}+|第({_NUMBER})页(?:[,，/]?共(?:{_NUMBER})页)?|(\d{{1,4}})[/／]\d{{1,4}}页?|共\d+页[,，/]?第(\d+)页"
)
_BARE = re.compile(r"\d{1,3}")
_DIGITS = re.compile(r"\d+")


def without_furniture(pages: Sequence[tuple[float, list[Line]]]) -> list[list[Line]]:
    """The lines of each page, given with its height, without those that do not belong to the text."""
    edges = [[line for line in lines if _at_edge(line, height)] for height, lines in pages]
    running = _running(edges, len(pages), _body_size(line for _, lines in pages for line in lines))
    numbered = _numbered(edges)
    kept: list[list[Line]] = []
    for (_, lines), at_edge in zip(pages, edges, strict=True):
        dropped = {
            id(line)
            for line in at_edge
            if _PAGE_NUMBER.fullmatch(_squeezed(line)) or _running_text(line) in running or id(line) in numbered
        }
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def _at_edge(line: Line, height: float) -> bool:
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
    return {text for text, found in heights.items() if _level(found) >= enough}


def _level(heights: Sequence[float]) -> int:
    """How many of these heights are the same."""
    return max(sum(abs(height - other) <= _LEVEL for other in heights) for height in heights)


def _numbered(edges: Sequence[Sequence[Line]]) -> set[int]:
    """Lines that are bare page numbers: they count up with the pages. One alone counts where it is the page's own."""
    offsets: dict[int, list[int]] = defaultdict(list)
    for page, lines in enumerate(edges, 1):
        for line in lines:
            text = _squeezed(line)
            if _BARE.fullmatch(text):
                offsets[int(text) - page].append(id(line))
    return {line for offset, lines in offsets.items() if len(lines) > 1 or offset == 0 for line in lines}
