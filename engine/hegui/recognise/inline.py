"""Headings that run within a paragraph, where a page lost its line breaks: each gets a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from hegui.model.document import Block, Paragraph
from hegui.model.report import How
from hegui.recognise.headings import HEADING_LIMIT
from hegui.recognise.knowledge import Knowledge


def divided(blocks: Sequence[Block], knowledge: Knowledge) -> Sequence[Block]:
    """The blocks, paragraphs divided at the headings of sections that have no line of their own anywhere."""
    sections = knowledge.sections
    inline = re.compile(
        r"(?:^|(?<=[。！？）)\s]))(?:"
        + "|".join(rf"{key}\s?[、.．]\s?{re.escape(title)}" for key, title in sections.official.items())
        + r")(?![。；、，：;,:”》及和与等])"
    )
    wide = [block for block in blocks if _is_wide(block) and inline.search(block.text)]
    if not wide:
        return blocks
    lines = (block.text for block in blocks if isinstance(block, Paragraph) and len(block.text) <= HEADING_LIMIT)
    hits = (hit for line in lines if (hit := sections.match(line)))
    present = {hit.key for hit in hits if hit.number == hit.key and hit.how in (How.EXACT, How.ALIAS)}
    lacking = re.compile(rf"[{''.join(key for key in sections.official if key not in present)}_]")
    return [part for block in blocks for part in (_parts(block, inline, lacking) if _is_wide(block) else (block,))]


def _is_wide(block: Block) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and len(block.text) > HEADING_LIMIT and "|" not in block.raw


def _parts(block: Paragraph, inline: re.Pattern[str], lacking: re.Pattern[str]) -> Iterator[Block]:
    bounds = [0]
    for match in inline.finditer(block.text):
        if lacking.match(match[0]):
            bounds += match.span()
    for start, end in zip(bounds, [*bounds[1:], len(block.text)], strict=True):
        if text := block.text[start:end].strip():
            yield replace(block, text=text, raw="") if len(bounds) > 1 else block
