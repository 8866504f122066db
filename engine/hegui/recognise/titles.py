"""The title of a report: unit, year and the words 政府信息公开工作年度报告, on one line or over several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hegui.model.document import Block, Paragraph
from hegui.recognise.dates import DATE, year_of
from hegui.recognise.knowledge import Knowledge, PageKnowledge
from hegui.recognise.text import squeeze

_LINES = 4
_LIMIT = 120
_MAY_END = re.compile(r"报\s*告|年\s*报|总\s*结")
_BRACKETED = re.compile(r"[（【\[](.+)[）】\]]")


class Title(NamedTuple):
    """A title: its text, the parts of it, and the blocks [start, end) over which it is printed."""

    text: str
    organ: str
    year: int | None
    start: int = 0
    end: int = 0

    @property
    def rank(self) -> int:
        """How much it says: with the unit before with the year before with neither."""
        return 2 * bool(self.organ) + bool(self.year)


def find_titles(blocks: Sequence[Block], knowledge: Knowledge) -> Iterator[Title]:
    """Runs of one to four lines that read as a report's title."""
    for end, block in enumerate(blocks):
        if isinstance(block, Paragraph) and len(block.text) <= _LIMIT and _MAY_END.search(block.text):
            best = _ending_at(end, blocks, knowledge)
            if best is not None:
                yield best


def _ending_at(end: int, blocks: Sequence[Block], knowledge: Knowledge) -> Title | None:
    """The title that ends with this block. A line before it belongs to it if the title needs it, or if it gives the
    unit, the year or the place that the title lacks."""
    best: Title | None = None
    joined = ""
    for start in range(end, max(end - _LINES, -1), -1):
        line = _line(blocks[start], knowledge.page)
        joined = line + joined
        title = match_title(joined, knowledge.page) if line else None
        if title is None:
            if best is not None or not line:
                break
        elif best is None or _adds(line, best, knowledge):
            best = title._replace(start=start, end=end + 1)
        else:
            break
    return best


def _adds(line: str, title: Title, knowledge: Knowledge) -> bool:
    """True for a line that gives a title what it lacks: the unit, the year, or the place where the unit names none."""
    if not title.organ:
        return bool(knowledge.page.organ.search(line.rstrip("）")) or knowledge.page.year.search(line))
    bare = knowledge.unit_prefix.sub("", line)
    place = knowledge.gazetteer.locate(bare)
    return place is not None and place.length == len(bare) and knowledge.gazetteer.locate(title.organ) is None


def _line(block: Block, page: PageKnowledge) -> str:
    """A line that may be part of a title, squeezed: no sentence, no entry of metadata, no date."""
    if not isinstance(block, Paragraph) or not 0 < len(block.text) <= _LIMIT:
        return ""
    line = page.title_prefix.sub("", squeeze(block.text))
    return "" if not line or line[-1] in "。；" or "：" in line or DATE.match(line) else line


def match_title(text: str, page: PageKnowledge) -> Title | None:
    """A title in one line of squeezed text, or None."""
    bare = page.title_prefix.sub("", text).strip("《》*# ")
    match = page.title.search(bare)
    if match is None:
        return None
    parts = match.groupdict("")
    organ = (parts["before"] + parts["after"]).strip("-—_·| ")
    bracketed = _BRACKETED.fullmatch(organ)
    return Title(bare, bracketed[1] if bracketed else organ, year_of(parts["year"] or parts["late"] or parts["last"]))
