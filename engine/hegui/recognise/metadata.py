"""The metadata around a report: 索引号, 发布机构, 发布日期 … as lines of text, a table, or elements of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from hegui.model.document import Block, Grid, Paragraph, Place
from hegui.model.report import Dated
from hegui.recognise.dates import DATE, find_dates
from hegui.recognise.knowledge import PageKnowledge
from hegui.recognise.text import label_key, normal, squeeze

_EDGE = " |　\t,;，；\xa0"
_BRACKETS = "[]【】（）"
_LINE_LIMIT = 300
_COMPACT = re.compile(r"^(20\d{2})([01]\d)([0-3]\d)(?!\d)")
_FIRST_YEAR = 2008
"""The year in which annual reports began: earlier dates on a page (1970-01-01) are rubbish."""


class Entry(NamedTuple):
    """One entry: its name as in the lexicon, its role, its value as printed."""

    name: str
    role: str
    value: str
    place: Place


def is_metadata(text: str, page: PageKnowledge) -> bool:
    """True for a line that consists of metadata entries (来源：… 发布日期：…)."""
    bare = normal(text)
    match = page.metadata.search(bare)
    return match is not None and (match.start() <= 4 or len(bare) <= 60) and "。" not in bare


def entries(blocks: Iterable[Block], page: PageKnowledge, title: int = 0) -> Iterator[Entry]:
    """Entries from lines and from tables of name and value.

    A date by itself is the value of the name before it that has none. Without a name it counts only from block `title`
    on: what stands before may be today's date or that of another page.
    """
    waiting: Entry | None = None
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            yield from _from_grid(block, page)
        elif block.text and len(block.text) <= _LINE_LIMIT and is_metadata(block.text, page):
            for entry in _from_line(block, page):
                yield entry
                waiting = None if entry.value else entry
        elif block.text and len(block.text) <= 40:
            line = squeeze(block.text).strip(_EDGE + _BRACKETS)
            if DATE.match(line) and not re.search("[至到]", line):
                if waiting is not None:
                    yield waiting._replace(value=line)
                elif index >= title:
                    yield Entry("", "bare_date", line, block.place)
            waiting = None


def _from_line(paragraph: Paragraph, page: PageKnowledge) -> Iterator[Entry]:
    """Names with their values. A date that has no name (2025-01-13 来源：…) counts as 日期."""
    text = normal(paragraph.text)
    matches = list(page.metadata.finditer(text))
    if date := DATE.search(text, 0, matches[0].start() + 1):
        yield Entry("", "plain_date", date[0], paragraph.place)
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        name = label_key(match["name"])
        role = page.names.get(name, "other")
        value = paragraph.text[match.end() : end].strip(_EDGE)
        if role == "issuer" and (date := DATE.search(value)):
            yield Entry("", "plain_date", date[0], paragraph.place)
            value = value[: date.start()].strip(_EDGE)
        yield Entry(name, role, value, paragraph.place)


def _from_grid(grid: Grid, page: PageKnowledge) -> Iterator[Entry]:
    cells = [cell for cell in grid.cells if cell.text]
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        text = normal(cell.text)
        name = label_key(text.rstrip("："))
        if name in page.names and following is not None and label_key(following.text) not in page.names:
            yield Entry(name, page.names[name], following.text, grid.place)
        elif (match := page.metadata.match(text)) is not None and text[match.end() :].strip():
            name = label_key(match["name"])
            yield Entry(name, page.names.get(name, "other"), text[match.end() :].strip(), grid.place)


def date_of(found: Iterable[Entry], *roles: str) -> Dated | None:
    """The first plausible date among entries of these roles, the first role first."""
    found = list(found)
    for role in roles:
        for entry in found:
            if entry.role == role:
                value = _COMPACT.sub(
                    r"\1-\2-\3", squeeze(entry.value.replace("T", " ").strip(_EDGE + _BRACKETS).split(" ")[0])
                )
                for day in find_dates(value):
                    if day.value is None or day.value.year >= _FIRST_YEAR:
                        return Dated(
                            day.value, f"{entry.name}：{entry.value}" if entry.name else entry.value, entry.place
                        )
    return None


def elements_of(metadata: Iterable[tuple[str, str]], page: PageKnowledge) -> Mapping[str, str]:
    """Title, source and publication date from the page's own metadata elements, by role."""
    found: dict[str, str] = {}
    for name, content in metadata:
        key = name.lower()
        if key in page.meta_published:
            found.setdefault("published", content)
        elif key in page.meta_title:
            found.setdefault("title", content)
        elif key in page.meta_source:
            found.setdefault("source", content)
    return found
