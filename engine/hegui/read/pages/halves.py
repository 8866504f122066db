"""Sheets on which two pages stand side by side, as printed to save paper: each half is a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hegui.read.pages.lines import lines_of
from hegui.read.pages.page import Page

_WIDE = 1.2
"""How many times its height a sheet of two pages is wide, at least."""
_GUTTER = 0.01
"""Share of the sheet's width on both sides of its middle that is free."""
_LONG = 0.5
"""Share of a half's width from which on a line is one of a page's text or table."""
_FEWEST = 3
"""Such lines of a half."""
_LETTERS = 15
"""Characters of a line of prose."""


def single_pages(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, numbered in the order in which they are read, those that stand on one sheet apart.

    Behind a sheet of two full pages, one of the same size may hold a page that has but a few lines.
    """
    number = 0
    halved: set[tuple[float, float]] = set()
    for page in pages:
        size = (page.width, page.height)
        halves = _halves(page, size in halved)
        if len(halves) > 1:
            halved.add(size)
        for half in halves:
            number += 1
            yield replace(half, number=number)


def _halves(page: Page, expected: bool) -> tuple[Page, ...]:
    middle, gutter = page.width / 2, _GUTTER * page.width
    if page.width < _WIDE * page.height or page.pictures:
        return (page,)
    boxes = [*(glyph[1:5] for glyph in page.glyphs), *page.lines]
    if any(left < middle + gutter and right > middle - gutter for left, _, right, _ in boxes):
        return (page,)
    left, right = _half(page, 0, middle), _half(page, middle, page.width)
    right = replace(right, begins=False)
    is_two = bool(right.glyphs) if expected else _is_full(left) and _is_full(right)
    return (left, right) if is_two else (page,)


def _half(page: Page, start: float, end: float) -> Page:
    return replace(
        page,
        width=end - start,
        glyphs=[
            glyph._replace(left=glyph.left - start, right=glyph.right - start)
            for glyph in page.glyphs
            if start <= glyph.left < end
        ],
        lines=[(line[0] - start, line[1], line[2] - start, line[3]) for line in page.lines if start <= line[0] < end],
        half_from=start,
    )


def _is_full(page: Page) -> bool:
    """Whether a half holds lines as long as those of a page: of prose, or the ruling lines of a table."""
    if not page.glyphs:
        return False
    lines = lines_of(page.glyphs, page.number)
    prose = sum(len(line.glyphs) >= _LETTERS and line.right - line.left > _LONG * page.width for line in lines)
    rulings = sum(right - left > _LONG * page.width for left, _, right, _ in page.lines)
    return max(prose, rulings) >= _FEWEST
