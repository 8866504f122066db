"""Text whose lines were broken at a fixed width, as on a printed page: the lines made paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hegui.model.document import Block, Paragraph
from hegui.recognise.knowledge import Knowledge
from hegui.recognise.numerals import is_value
from hegui.recognise.text import label_key

_NARROWEST, _WIDEST = 50, 120
"""Columns of a printed line; a character of Chinese takes two."""
_SLACK = 4
"""So much shorter than the widest a full line may be: no line begins with a full stop."""
_FEWEST = 4
"""Full lines that a text must have to be one of broken lines."""
_MOSTLY = 0.8
_APART = "  "
"""What stands between cells that are set in columns."""
_ENDS = "。；：！？"
_ITEM = re.compile(r"(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]|第[一二三四五六]部分)")


def unwrapped(blocks: Sequence[Block], knowledge: Knowledge) -> Sequence[Block]:
    """The blocks, full lines of a text of broken lines joined with the lines that go on with them."""
    lines = [_as_line(block, knowledge) for block in blocks]
    widths = [_width(line.text) if line else 0 for line in lines]
    least = max(widths, default=0) - _SLACK
    full = [line for line, width in zip(lines, widths, strict=True) if line and width >= least]
    broken = sum(line.text[-1] not in _ENDS for line in full)
    if not _NARROWEST <= least <= _WIDEST or len(full) < _FEWEST or broken < _MOSTLY * len(full):
        return blocks
    joined: list[Block] = []
    open_line = False
    for block, line, width in zip(blocks, lines, widths, strict=True):
        last = joined[-1] if joined else None
        if open_line and line and isinstance(last, Paragraph) and _goes_on(last.text, line.text):
            joined[-1] = replace(last, text=last.text + line.text)
        else:
            joined.append(block)
        open_line = line is not None and width >= least
    return joined


def _as_line(block: Block, knowledge: Knowledge) -> Paragraph | None:
    """The block where it is a line of prose: no cell of a table that lost its grid."""
    if not isinstance(block, Paragraph) or not block.text or block.raw or block.heading or block.place.line is None:
        return None
    is_cell = is_value(block.text) or _APART in block.text or label_key(block.text) in knowledge.labels
    return None if is_cell else block


def _goes_on(text: str, following: str) -> bool:
    """Whether the next line belongs to the same paragraph: it begins no new item behind a full stop."""
    return not (text[-1] in _ENDS and _ITEM.match(following))


def _width(text: str) -> int:
    return sum(1 if character < "\u2e80" else 2 for character in text)
