"""Where the report stands in a document: its title, its six sections, its end; and whether it stands there twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hegui.model.document import Block, Grid, Paragraph
from hegui.model.report import How
from hegui.recognise.headings import HeadingHit
from hegui.recognise.knowledge import Knowledge
from hegui.recognise.numerals import is_value
from hegui.recognise.text import label_key
from hegui.recognise.titles import Title, find_titles

_CERTAIN = 3
"""Quality of a heading (see `HeadingHit.quality`) from which a section is there without doubt."""
_NUMBER = re.compile(r"[第（(]?[一二三四五六七八](?:部分)?[）)]?[、．.]?")
_WRAPPED = 24
"""A line longer than this is not the second half of a heading."""


class Heading(NamedTuple):
    """A section heading: its blocks [block, end) in the document and what was matched."""

    block: int
    end: int
    hit: HeadingHit


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of the report: blocks [start, end), its headings in order, its title."""

    start: int
    end: int
    headings: tuple[Heading, ...]
    title: Title | None
    skipped: frozenset[int] = frozenset()
    """Blocks that are neither prose nor heading: a table of contents, the title once more."""


def find_copies(blocks: Sequence[Block], knowledge: Knowledge) -> list[Copy]:
    """The copies of the report in reading order; none where the document holds no report."""
    candidates = list(_candidates(blocks, knowledge))
    style = _usual_style(candidates)
    certain = [heading for heading in candidates if heading.hit.style == style and heading.hit.quality >= _CERTAIN]
    titles = list(find_titles(blocks, knowledge))
    groups = _split(certain, titles, len(knowledge.sections.keys))
    contents = _contents(groups, candidates, blocks)
    groups = [group for group in groups if group[0].block not in contents]
    if not groups:
        if titles:
            return [Copy(titles[0].start, len(blocks), (), titles[0])]
        # nothing but tables, as in a workbook to which they were exported
        return [Copy(0, len(blocks), (), None)] if any(isinstance(block, Grid) for block in blocks) else []
    chosen: list[tuple[int, Title | None]] = []
    begin = 0
    for group in groups:
        before = [title for title in titles if begin <= title.start and title.end <= group[0].block]
        chosen.append((begin, max(before, key=lambda title: (title.rank, title.start)) if before else None))
        begin = group[-1].end
    starts = [
        title.start if title else (begin if number == 0 else groups[number][0].block)
        for number, (begin, title) in enumerate(chosen)
    ]
    copies: list[Copy] = []
    for start, end, (_, title) in zip(starts, [*starts[1:], len(blocks)], chosen, strict=True):
        inside = [
            heading
            for heading in candidates
            if (title.end if title else start) <= heading.block < end and heading.block not in contents
        ]
        headings = tuple(_best(inside, style, knowledge, blocks))
        own = range(title.start, title.end) if title else range(0)
        again = {index for other in titles for index in range(other.start, other.end)} - set(own)
        skipped = contents | {index for index in again if index < headings[0].block}
        copies.append(Copy(start, end, headings, title, skipped))
    return copies


def _candidates(blocks: Sequence[Block], knowledge: Knowledge) -> Iterator[Heading]:
    """Lines that may be headings, also where a heading breaks over two lines."""
    match = knowledge.sections.match
    for index, block in enumerate(blocks):
        if isinstance(block, Grid) or not block.text or block.bare or block.text[0] == "|":
            continue
        hit = match(block.text)
        if hit is not None and hit.quality >= _CERTAIN:
            yield Heading(index, index + 1, hit)
        elif hit is not None or _NUMBER.fullmatch(block.text):
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if isinstance(following, Paragraph) and 1 < len(following.text) <= _WRAPPED:
                joined = match(block.text + following.text)
                if joined and joined.quality > _CERTAIN and not joined.rest:
                    yield Heading(index, index + 2, joined)
                    continue
            if hit is not None:
                yield Heading(index, index + 1, hit)


def _usual_style(candidates: Sequence[Heading]) -> str:
    """The way in which this report numbers its sections: sub-headings are numbered in another."""
    keys = {(hit.style, hit.key) for _, _, hit in candidates if hit.how in (How.EXACT, How.ALIAS)}
    styles = Counter(style for style, _ in keys)
    return max(styles, key=lambda style: (styles[style], style == "一"), default="一")


def _split(certain: Sequence[Heading], titles: Sequence[Title], sections: int) -> list[list[Heading]]:
    """Headings by copy. A copy begins where a section comes again with most of the others after it, behind a title, or
    after a copy that is complete."""
    groups: list[list[Heading]] = []
    seen: set[str] = set()
    for position, heading in enumerate(certain):
        key = heading.hit.key
        if not groups:
            groups.append([])
        elif key in seen and len(seen) >= 3:
            rest = {later.hit.key for later in certain[position:]}
            last = certain[position - 1].block
            titled = any(last < title.start < heading.block and title.year for title in titles)
            whole = len(seen) == sections and len(rest) > 1
            if key == min(rest, key="一二三四五六七八".index) and (len(rest) >= 4 or titled or whole):
                groups.append([])
                seen = set()
        groups[-1].append(heading)
        seen.add(key)
    return groups


def _contents(
    groups: Sequence[Sequence[Heading]], candidates: Sequence[Heading], blocks: Sequence[Block]
) -> frozenset[int]:
    """The blocks of tables of contents: headings without a sentence or a table between them, where others follow."""
    lines = {heading.block for heading in candidates}
    contents: set[int] = set()
    for group in groups[:-1]:
        listed = range(group[0].block, group[-1].end)
        between = (blocks[index] for index in listed if index not in lines)
        if not any(isinstance(block, Grid) or "。" in block.text for block in between):
            contents.update(listed)
    return frozenset(contents)


def _best(inside: Sequence[Heading], style: str, knowledge: Knowledge, blocks: Sequence[Block]) -> list[Heading]:
    """For each section its surest heading.

    What is not certain counts only in its due place among those that are: a title that only resembles, one under the
    wrong number, a short line under the right number, a heading in another style.
    """
    best: dict[str, Heading] = {}
    keys = knowledge.sections.keys
    for heading in sorted(inside, key=lambda heading: (heading.hit.style != style, -heading.hit.quality)):
        key, how = heading.hit.key, heading.hit.how
        if key in best or (heading.hit.style != style and how is not How.EXACT):
            continue
        if heading.hit.style != style or heading.hit.quality < _CERTAIN:
            earlier = [other.block for name, other in best.items() if keys.index(name) < keys.index(key)]
            later = [other.block for name, other in best.items() if keys.index(name) > keys.index(key)]
            if not max(earlier, default=-1) < heading.block < min(later, default=len(blocks)):
                continue
            if how is How.POSITION and _in_table(heading, knowledge, blocks):
                continue
        best[key] = heading
    return sorted(best.values())


def _in_table(heading: Heading, knowledge: Knowledge, blocks: Sequence[Block]) -> bool:
    """True for the label of a row: 四、结转下年度继续办理, or a line with a value below it."""
    block = blocks[heading.block]
    following = blocks[heading.end] if heading.end < len(blocks) else None
    if isinstance(block, Paragraph) and label_key(block.text) in knowledge.labels:
        return True
    return isinstance(following, Paragraph) and is_value(following.text.strip("|\t "))


def common_path(blocks: Sequence[Block]) -> tuple[int, ...]:
    """The containers that all these blocks share."""
    shared = blocks[0].path if blocks else ()
    for block in blocks[1:]:
        length = 0
        for left, right in zip(shared, block.path, strict=False):
            if left != right:
                break
            length += 1
        shared = shared[:length]
    return shared


def article_blocks(blocks: Sequence[Block], copy: Copy) -> list[tuple[int, Block]]:
    """The blocks of a copy that share a container with its headings: the rest of the page is furniture."""
    shared = common_path([blocks[heading.block] for heading in copy.headings])
    title = range(copy.title.start, copy.title.end) if copy.title else range(0)
    return [
        (index, blocks[index])
        for index in range(copy.start, copy.end)
        if (blocks[index].path[: len(shared)] == shared or index in title) and index not in copy.skipped
    ]
