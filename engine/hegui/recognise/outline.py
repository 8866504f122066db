"""Where the report stands in a document: its title, its six sections, its end; and whether it stands there twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hegui.model.document import Block, Document, Paragraph
from hegui.recognise.dates import DATE
from hegui.recognise.knowledge import HeadingHit, Knowledge
from hegui.recognise.text import squeeze

_TITLE_LINES = 3
_TITLE_LIMIT = 80
_TITLE_TAIL = 16
_MAY_END_TITLE = re.compile(r"报\s*告|年\s*报|总\s*结")


class Heading(NamedTuple):
    """A section heading: the index of its block in the document and what was matched."""

    block: int
    hit: HeadingHit


class Title(NamedTuple):
    """The title: its text, the parts of it, and the blocks [start, end) over which it is printed."""

    text: str
    organ: str
    year: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of the report: blocks [start, end), its headings in order, its title."""

    start: int
    end: int
    headings: tuple[Heading, ...]
    title: Title | None


def find_copies(document: Document, knowledge: Knowledge) -> list[Copy]:
    """The copies of the report in reading order; none where the document holds no report."""
    blocks = document.blocks
    headings = _without_contents(_headings(blocks, knowledge), blocks)
    groups = _split(headings)
    titles = list(_titles(blocks, knowledge))
    copies: list[Copy] = []
    begin = 0
    for number, group in enumerate(groups):
        first = group[0].block
        before = [title for title in titles if begin <= title.start and title.end <= first]
        title = before[-1] if before else None
        if title is not None and copies:
            copies[-1] = _ending_at(copies[-1], title.start)
        start = title.start if title else (begin if number == 0 else first)
        end = groups[number + 1][0].block if number + 1 < len(groups) else len(blocks)
        copies.append(Copy(start, end, tuple(group), title))
        begin = group[-1].block + 1
    if not copies and titles:
        copies.append(Copy(titles[0].start, len(blocks), (), titles[0]))
    return copies


def _ending_at(copy: Copy, end: int) -> Copy:
    return Copy(copy.start, min(copy.end, end), copy.headings, copy.title)


def _headings(blocks: Sequence[Block], knowledge: Knowledge) -> list[Heading]:
    match = knowledge.sections.match
    headings: list[Heading] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.text and not block.bare and block.text[0] not in "0123456789|":
            hit = match(block.text)
            if hit is not None:
                headings.append(Heading(index, hit))
    return headings


def _without_contents(headings: list[Heading], blocks: Sequence[Block]) -> list[Heading]:
    """Drop a table of contents: headings that follow each other without text and all come again later."""
    run = 1
    while run < len(headings) and headings[run].block == headings[run - 1].block + 1:
        run += 1
    keys = [heading.hit.key for heading in headings]
    if run >= 4 and all(keys.count(key) > 1 for key in keys[:run]):
        return headings[run:]
    return headings


def _split(headings: Sequence[Heading]) -> list[list[Heading]]:
    """Headings by copy: a second copy begins where 一 comes again and at least three more sections with it."""
    groups: list[list[Heading]] = []
    seen: set[str] = set()
    for position, heading in enumerate(headings):
        key = heading.hit.key
        rest = {later.hit.key for later in headings[position:]}
        again = key in seen and len(seen) >= 3 and len(rest) >= 4 and key == _first_key(headings, position)
        if not groups or again:
            groups.append([])
            seen = set()
        if key not in seen:
            groups[-1].append(heading)
            seen.add(key)
    return groups


def _first_key(headings: Sequence[Heading], position: int) -> str:
    """The key with which a copy that begins here would have to begin: the smallest that follows."""
    order = "一二三四五六七八"
    return min((later.hit.key for later in headings[position:]), key=order.index)


def _titles(blocks: Sequence[Block], knowledge: Knowledge) -> Iterator[Title]:
    """Runs of one to three lines that read as a report's title."""
    page = knowledge.page
    for end, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not _MAY_END_TITLE.search(block.text[-_TITLE_TAIL:]):
            continue
        best: Title | None = None
        joined = ""
        for start in range(end, max(end - _TITLE_LINES, -1), -1):
            line = _title_line(blocks[start])
            if not line:
                break
            joined = line + joined
            title = match_title(joined, page.titles, page.title_prefix)
            if title is not None:
                best = Title(title.text, title.organ, title.year, start, end + 1)
            if title is not None and title.organ:
                break
        if best is not None:
            yield best


def _title_line(block: Block) -> str:
    """A line that may be part of a title, squeezed: no sentence, no entry of metadata, no date."""
    if not isinstance(block, Paragraph) or not 0 < len(block.text) <= _TITLE_LIMIT:
        return ""
    line = squeeze(block.text)
    return "" if line[-1] in "。；" or "：" in line or DATE.search(line) else line


def match_title(text: str, patterns: Sequence[re.Pattern[str]], prefix: re.Pattern[str]) -> Title | None:
    """A title in one line of squeezed text, or None."""
    bare = prefix.sub("", text).strip("《》 ")
    for pattern in patterns:
        match = pattern.search(bare)
        if match is None:
            continue
        parts = match.groupdict()
        year = parts.get("year")
        organ = (parts.get("before") or "") + (parts.get("after") or "")
        return Title(bare, organ.strip("-— 关于"), int(year) if year else None, 0, 0)
    return None


def common_path(blocks: Sequence[Block]) -> tuple[int, ...]:
    """The containers that all these blocks share."""
    paths = [block.path for block in blocks]
    if not paths:
        return ()
    shared = paths[0]
    for path in paths[1:]:
        length = 0
        for left, right in zip(shared, path, strict=False):
            if left != right:
                break
            length += 1
        shared = shared[:length]
    return shared


def article_blocks(blocks: Sequence[Block], copy: Copy) -> list[tuple[int, Block]]:
    """The blocks of a copy that share a container with its headings: the rest of the page is furniture."""
    if not copy.headings:
        return [(index, blocks[index]) for index in range(copy.start, copy.end)]
    shared = common_path([blocks[heading.block] for heading in copy.headings])
    title = range(copy.title.start, copy.title.end) if copy.title else range(0)
    return [
        (index, blocks[index])
        for index in range(copy.start, copy.end)
        if blocks[index].path[: len(shared)] == shared or index in title
    ]
