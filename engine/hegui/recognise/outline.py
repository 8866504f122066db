"""Where the report stands in a document: its title, its sections, its end; and whether it stands there twice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hegui.model.document import Block, Grid, Paragraph
from hegui.model.report import MatchedBy
from hegui.recognise.headings import HeadingHit, SectionHeadings, SectionNumbers
from hegui.recognise.imprint import Title, find_titles
from hegui.recognise.knowledge import FormFamily, Knowledge
from hegui.recognise.numerals import is_value
from hegui.recognise.text import label_key

_CERTAIN = 3
"""Quality of a heading (see `HeadingHit.quality`) from which a section is there without doubt."""
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


def find_copies(blocks: Sequence[Block], family: FormFamily, knowledge: Knowledge) -> list[Copy]:
    """The copies of the report in reading order; none where the document holds no report."""
    candidates = list(_candidates(blocks, family.headings))
    style = _usual_style(candidates, family.headings.numbers.style)
    certain = [heading for heading in candidates if heading.hit.style == style and heading.hit.quality >= _CERTAIN]
    titles = list(find_titles(blocks, knowledge))
    groups = _split(certain, titles, family.headings.keys)
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
        headings = tuple(_best(inside, style, family, blocks))
        own = range(title.start, title.end) if title else range(0)
        again = {index for other in titles for index in range(other.start, other.end)} - set(own)
        skipped = contents | {index for index in again if index < headings[0].block}
        copies.append(Copy(start, end, headings, title, skipped))
    return copies


def _candidates(blocks: Sequence[Block], headings: SectionHeadings) -> Iterator[Heading]:
    """Lines that may be headings, also where a heading breaks over two lines."""
    match, is_number = headings.match, headings.numbers.alone.fullmatch
    for index, block in enumerate(blocks):
        if isinstance(block, Grid) or not block.text or block.bare or block.text[0] == "|":
            continue
        hit = match(block.text)
        if hit is not None and hit.quality >= _CERTAIN:
            yield Heading(index, index + 1, hit)
        elif hit is not None or is_number(block.text):
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if isinstance(following, Paragraph) and 1 < len(following.text) <= _WRAPPED:
                joined = match(block.text + following.text)
                if joined and joined.quality > _CERTAIN and not joined.rest:
                    yield Heading(index, index + 2, joined)
                    continue
            if hit is not None:
                yield Heading(index, index + 1, hit)


def _usual_style(candidates: Sequence[Heading], of_form: str) -> str:
    """The style in which this report numbers its sections, in doubt that of the form: sub-headings have another.

    Where headings bear the numbers of their sections, those tell; a sub-heading in the words of a section does not.
    """
    named = [hit for _, _, hit in candidates if hit.how in (MatchedBy.EXACT, MatchedBy.ALIAS)]
    keys = {(hit.style, hit.key) for hit in named if hit.agrees} or {(hit.style, hit.key) for hit in named}
    styles = Counter(style for style, _ in keys)
    return max(styles, key=lambda style: (styles[style], style == of_form), default=of_form)


def _split(certain: Sequence[Heading], titles: Sequence[Title], keys: Sequence[str]) -> list[list[Heading]]:
    """Headings by copy. A copy begins where a section comes again with most of the others after it, behind a title, or
    after a copy that is complete."""
    groups: list[list[Heading]] = []
    seen: set[str] = set()
    rests = _keys_from(certain)
    starts = [title.start for title in titles if title.year]
    for position, heading in enumerate(certain):
        key = heading.hit.key
        if not groups:
            groups.append([])
        elif key in seen and len(seen) >= 3:
            rest = rests[position]
            last = certain[position - 1].block
            titled = bisect_right(starts, last) < bisect_left(starts, heading.block)
            whole = len(seen) == len(keys) and len(rest) > 1
            if key == min(rest, key=keys.index) and (len(rest) >= 4 or titled or whole):
                groups.append([])
                seen = set()
        groups[-1].append(heading)
        seen.add(key)
    return groups


def _keys_from(headings: Sequence[Heading]) -> list[frozenset[str]]:
    """For each heading, the sections of it and of all that follow."""
    found: list[frozenset[str]] = []
    keys: frozenset[str] = frozenset()
    for heading in reversed(headings):
        keys = keys if heading.hit.key in keys else keys | {heading.hit.key}
        found.append(keys)
    return found[::-1]


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


def _best(inside: Sequence[Heading], style: str, family: FormFamily, blocks: Sequence[Block]) -> list[Heading]:
    """For each section its surest heading.

    What is not certain counts only in its due place among those that are: a title that only resembles, one under the
    wrong number, a short line under the right number, a heading in another style. A sub-heading is
    none, whatever it reads.
    """
    best: dict[str, Heading] = {}
    keys = family.headings.keys
    for heading in sorted(inside, key=lambda heading: (heading.hit.style != style, -heading.hit.quality)):
        key, how = heading.hit.key, heading.hit.how
        if key in best or (heading.hit.style != style and how is not MatchedBy.EXACT):
            continue
        if heading.hit.style != style and _is_subheading(heading, inside, style, family.headings.numbers, blocks):
            continue
        if heading.hit.style != style or heading.hit.quality < _CERTAIN:
            earlier = [other.block for name, other in best.items() if keys.index(name) < keys.index(key)]
            later = [other.block for name, other in best.items() if keys.index(name) > keys.index(key)]
            if not max(earlier, default=-1) < heading.block < min(later, default=len(blocks)):
                continue
            if how is MatchedBy.POSITION and _in_table(heading, family, blocks):
                continue
        best[key] = heading
    return sorted(best.values())


def _is_subheading(
    heading: Heading, headings: Sequence[Heading], style: str, numbers: SectionNumbers, blocks: Sequence[Block]
) -> bool:
    """Whether a heading in another style than the sections' divides one of them.

    It does where it bears another number than the section of that title would, and as one of a series （一）（二）…,
    where the number before it or the number after stands in the same style within the same section. Without a number
    it does where a section would be empty otherwise.
    """
    sections = [other for other in headings if other.hit.style == style and other.hit.quality >= _CERTAIN]
    block = blocks[heading.block]
    own = None if isinstance(block, Grid) else numbers.numbered(block.text)
    if own is None:
        return any(other.end == heading.block for other in sections)
    if not heading.hit.agrees:
        return True
    first = max((other.block for other in sections if other.block < heading.block), default=-1)
    last = min((other.block for other in sections if other.block > heading.block), default=len(blocks))
    ways = ((range(heading.block - 1, first, -1), -1), (range(heading.end, last), 1))
    for way, step in ways:
        paragraphs = (block for block in (blocks[index] for index in way) if isinstance(block, Paragraph))
        lines = (numbers.numbered(paragraph.text) for paragraph in paragraphs)
        beside = next((line for line in lines if line is not None and line[0] == own[0]), None)
        if beside == (own[0], own[1] + step):
            return True
    return False


def _in_table(heading: Heading, family: FormFamily, blocks: Sequence[Block]) -> bool:
    """True for the label of a row: 四、结转下年度继续办理, with or without its values behind it, or a line with a value
    below it."""
    block = blocks[heading.block]
    following = blocks[heading.end] if heading.end < len(blocks) else None
    if isinstance(block, Paragraph):
        words = block.text.split()
        while len(words) > 1 and is_value(words[-1]):
            words.pop()
        if label_key("".join(words)) in family.labels:
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
