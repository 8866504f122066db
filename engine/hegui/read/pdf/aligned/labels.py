"""Which label stands beside which numbers, in a table without lines."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from math import inf
from operator import attrgetter
from statistics import median

from hegui.read.pdf.aligned.texts import Text, as_one, height_of, text_of
from hegui.read.pdf.lines import Line, Piece

_LEADING = 1.6
"""Ems from one line of a label to the next, at most."""
_TALLEST = 8
"""Lines of a label."""
_REACH = 8.0
"""Ems from a row of numbers within which the lines of its label usually stand."""
_ALONE = 0.6
"""What it costs, in ems, that numbers have no label."""
_GROUP = re.compile(r"[（(]")


def labels_and_groups(beside: Sequence[tuple[Line, Piece]], rows: Sequence[Line]) -> tuple[list[Text], list[Text]]:
    """Lines of labels from the top down, and of what stands to the left of them for several rows."""
    last = {id(line): piece for line, piece in beside}
    edge = _label_edge([last[id(line)] for line in rows if id(line) in last])
    own: dict[int, list[Piece]] = {}
    groups: list[Text] = []
    order: list[Line] = []
    for line, piece in beside:
        if piece.right <= edge + 1:
            groups.append(text_of(piece, line.page))
        else:
            if id(line) not in own:
                order.append(line)
            own.setdefault(id(line), []).append(piece)
    texts = [as_one([text_of(piece, line.page) for piece in own[id(line)]]) for line in order]
    return texts, groups


def _label_edge(labels: Sequence[Piece]) -> float:
    """Where labels begin: the least left end of those that stand in line, by their middle or by their left end."""
    best: list[Piece] = []
    for piece in labels:
        size = (piece.bottom - piece.top) / 2
        for place in (attrgetter("centre"), attrgetter("left")):
            aligned = [other for other in labels if abs(place(other) - place(piece)) < size]
            best = max(best, aligned, key=len)
    return min((piece.left for piece in best), default=0.0)


def group_columns(groups: Sequence[Text]) -> list[list[Text]]:
    """Labels of groups by the column in which they stand, each put together from its lines."""
    columns: list[list[Text]] = []
    for text in sorted(groups, key=lambda text: text.centre):
        if columns and text.centre - columns[-1][0].centre < text.box[3] - text.box[1]:
            columns[-1].append(text)
        else:
            columns.append([text])
    return [list(_groups(sorted(column, key=lambda text: text.middle))) for column in columns]


def _groups(texts: Sequence[Text]) -> Iterator[Text]:
    stack: list[Text] = []
    for text in texts:
        if stack and (text.middle - stack[-1].middle > 2.2 * (text.box[3] - text.box[1]) or _GROUP.match(text.text)):
            yield as_one(stack)
            stack = []
        stack.append(text)
    if stack:
        yield as_one(stack)


def row_labels(labels: Sequence[Text], rows: Sequence[Line]) -> Iterator[Text | None]:
    """The label of each row of numbers, page by page."""
    for page, lines in groupby(rows, key=lambda line: line.page):
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
        costs, taken = [cost + _ALONE * em for cost in best], [0] * (count + 1)
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
