"""The texts of a table without lines, and which label stands beside which numbers."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf
from operator import attrgetter
from statistics import fmean, median

from hegui.model.document import Box
from hegui.read.pages.lines import Line, Piece
from hegui.read.pages.page import around

_PAGE = 10_000.0
"""Points from one page to the next on the scale of `Text.middle`: more than any page has."""
_LEADING = 1.6
"""Ems from one line of a label to the next, at most."""
_TALLEST = 8
"""Lines of a label."""
_REACH = 8.0
"""Ems from a row of numbers within which the lines of its label usually stand."""
_NO_LABEL = 0.6
"""What it costs, in ems, that numbers have no label."""
_GROUP = re.compile(r"[（(]")


@dataclass(frozen=True, slots=True)
class Text:
    """Pieces that are one text, and where it stands."""

    text: str
    page: int
    box: Box
    middle: float
    """On a scale that goes on from page to page."""

    @property
    def centre(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def text_of(piece: Piece, page: int) -> Text:
    return Text(piece.text, page, piece.box, page * _PAGE + piece.middle)


def as_one(texts: Sequence[Text]) -> Text:
    page = texts[0].page
    box = around(text.box for text in texts if text.page == page)
    return Text("".join(text.text for text in texts), page, box, sum(text.middle for text in texts) / len(texts))


def height_of(row: Line) -> float:
    """Where the numbers of a row stand, on the same scale."""
    return row.page * _PAGE + fmean(piece.middle for piece in row.values)


def labels_and_groups(beside: Sequence[tuple[Line, Piece]], rows: Sequence[Line]) -> tuple[list[Text], list[Text]]:
    """Lines of labels from the top down, and of what stands to the left of them for several rows."""
    last = {id(line): piece for line, piece in beside}
    edge = _label_edge([last[id(line)] for line in rows if id(line) in last])
    groups = [text_of(piece, line.page) for line, piece in beside if piece.right <= edge + 1]
    labels: dict[int, list[Text]] = {}
    for line, piece in beside:
        if piece.right > edge + 1:
            labels.setdefault(id(line), []).append(text_of(piece, line.page))
    return [as_one(texts) for texts in labels.values()], groups


def _label_edge(labels: Sequence[Piece]) -> float:
    """Where labels begin: the leftmost edge of those that are aligned, by their middle or by their left edge."""
    best: list[Piece] = []
    ways = [piece.centre for piece in labels], [piece.left for piece in labels]
    for number, piece in enumerate(labels):
        size = (piece.bottom - piece.top) / 2
        for places in ways:
            own = places[number]
            aligned = [other for other, place in zip(labels, places, strict=True) if abs(place - own) < size]
            best = max(best, aligned, key=len)
    return min((piece.left for piece in best), default=0.0)


def group_columns(groups: Sequence[Text]) -> list[list[Text]]:
    """Labels of groups by the column in which they stand, each put together from its lines."""
    columns: list[list[Text]] = []
    for text in sorted(groups, key=attrgetter("centre")):
        if columns and text.centre - columns[-1][0].centre < text.height:
            columns[-1].append(text)
        else:
            columns.append([text])
    return [list(_groups(sorted(column, key=attrgetter("middle")))) for column in columns]


def _groups(texts: Sequence[Text]) -> Iterator[Text]:
    stack: list[Text] = []
    for text in texts:
        if stack and (text.middle - stack[-1].middle > 2.2 * text.height or _GROUP.match(text.text)):
            yield as_one(stack)
            stack = []
        stack.append(text)
    if stack:
        yield as_one(stack)


def row_labels(labels: Sequence[Text], rows: Sequence[Line]) -> Iterator[Text | None]:
    """The label of each row of numbers, page by page."""
    for page, lines in groupby(rows, key=attrgetter("page")):
        own = [label for label in labels if label.page == page]
        beside = list(lines)
        heights = [height_of(line) for line in beside]
        em = median(line.em for line in beside)
        cost, ends = min(_assigned(own, heights, em, top) for top in (False, True))
        if cost == inf:  # something stands far from all numbers
            cost, ends = min(_assigned(own, heights, em, top, inf) for top in (False, True))
        for start, end in pairwise([0, *ends]):
            yield as_one(own[start:end]) if end > start else None


def _assigned(
    labels: Sequence[Text], heights: Sequence[float], em: float, top: bool, reach: float = _REACH
) -> tuple[float, list[int]]:
    """Least cost of giving every line of labels to a row in order, and where the labels of each row end.

    A label stands beside its numbers with its middle, or with its first line (`top`); its lines stand close together.
    No line stands farther from its numbers than `reach` ems: then the cost is infinite.
    """
    count = len(labels)
    best = [0.0] + [inf] * count
    sums, gaps = [0.0], [0.0]
    for before, label in zip([*labels[:1], *labels], labels, strict=False):
        sums.append(sums[-1] + label.middle)
        gaps.append(gaps[-1] + max(label.middle - before.middle - _LEADING * em, 0))
    middles = [label.middle for label in labels]
    chosen: list[list[int]] = []
    for height in heights:
        costs, taken = [cost + _NO_LABEL * em for cost in best], [0] * (count + 1)
        near = range(bisect(middles, height - reach * em) + 1, bisect(middles, height + reach * em) + 1)
        for end in near:
            for size in range(1, min(_TALLEST, end) + 1):
                start = end - size
                at = middles[start] if top else (sums[end] - sums[start]) / size
                cost = best[start] + abs(at - height) + gaps[end] - gaps[start + 1]
                if cost < costs[end]:
                    costs[end], taken[end] = cost, size
        best = costs
        chosen.append(taken)
    ends: list[int] = []
    end = count
    for taken in reversed(chosen):
        ends.append(end)
        end -= taken[end]
    return best[count], ends[::-1]
