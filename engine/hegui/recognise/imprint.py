"""What stands around the text of a report: its title, the metadata of its page, its signature.

The title has unit, year and the words 政府信息公开工作年度报告, on one line or over several. Metadata (索引号,
发布机构, 发布日期 …) come as lines of text, as a table, or as elements of the page. Organ and date are signed at the
end, or under the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from hegui.model.document import Block, Grid, Paragraph, Place
from hegui.model.report import PREAMBLE, SIGNATURE, Dated, Passage, Signature
from hegui.recognise.dates import DATE, UNFINISHED, PrintedDate, find_compact_date, find_dates, year_of
from hegui.recognise.knowledge import Knowledge, PageKnowledge
from hegui.recognise.organs import OrganNames
from hegui.recognise.text import label_key, normal, squeeze

_TITLE_LINES = 4
_TITLE_LIMIT = 120
_EDGE = " |　\t,;，；\xa0"
_BRACKETS = "[]【】（）"
_METADATA_LIMIT = 300
_DAYS = frozenset(["published", "dated"])
"""Roles of entries that tell a day of the report."""
_DATE_END = re.compile(r"[\d年月日号./-]{1,8}")
_SIGNATURE_LINES = 8
_NEAR = 3
"""Lines above or below a title in which its organ may stand by itself."""
_SIGNATURE_LIMIT = 45


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
    may_end = knowledge.page.title_end.search
    for end, block in enumerate(blocks):
        if isinstance(block, Paragraph) and len(block.text) <= _TITLE_LIMIT and may_end(block.text):
            best = _ending_at(end, blocks, knowledge)
            if best is not None:
                yield best


def _ending_at(end: int, blocks: Sequence[Block], knowledge: Knowledge) -> Title | None:
    """The title that ends with this block. A line before it belongs to it if the title needs it, or if it gives the
    unit, the year or the place that the title lacks."""
    best: Title | None = None
    joined = ""
    for start in range(end, max(end - _TITLE_LINES, -1), -1):
        line = _line(blocks[start], knowledge.page)
        joined = line + joined
        title = match_title(joined, knowledge) if line else None
        if title is None:
            if best is not None or not line:
                break
        elif best is None or _adds(line, best, knowledge):
            best = title._replace(start=start, end=end + 1)
        else:
            break
    return best


def _adds(line: str, title: Title, knowledge: Knowledge) -> bool:
    """True for a line that gives a title what it lacks: the unit, the year, the place where the unit names none, or the
    name before a second one in brackets. The title once more adds nothing."""
    if match_title(line, knowledge) is not None:
        return False
    organs = knowledge.organs
    if title.text.startswith("年"):
        return line[-1].isdigit()
    if not title.organ:
        return bool(organs.alone(line) or knowledge.page.year.search(line))
    if title.text.startswith("（"):
        return organs.alone(line) is not None
    return (
        organs.is_place(knowledge.units.without_prefix(line)) and knowledge.units.gazetteer.locate(title.organ) is None
    )


def _line(block: Block, page: PageKnowledge) -> str:
    """A line that may be part of a title, squeezed: no sentence, no entry of metadata, no date."""
    if not isinstance(block, Paragraph) or not 0 < len(block.text) <= _TITLE_LIMIT:
        return ""
    line = page.title_prefix.sub("", squeeze(block.text))
    return "" if not line or line[-1] in "。；" or "：" in line or DATE.match(line) else line


def match_title(text: str, knowledge: Knowledge) -> Title | None:
    """A title in one line of squeezed text, or None."""
    page, organs = knowledge.page, knowledge.organs
    bare = page.title_prefix.sub("", text).strip("《》*# ")
    match = page.title.search(bare)
    if match is None:
        return None
    parts = match.groupdict("")
    organ = organs.in_title(parts["before"] + parts["after"]) or organs.alone(parts["note"]) or ""
    return Title(bare, organ, year_of(parts["year"] or parts["late"] or parts["last"]))


def organ_among(blocks: Sequence[Block], organs: OrganNames) -> str | None:
    """The first organ on a line of its own among the lines beside a title. A second name in brackets on the next line
    belongs to it."""
    lines = [*map(_short_line, blocks), ""]
    for line, following in pairwise(lines):
        second = following if following.startswith("（") and following.endswith("）") else ""
        if organs.alone(line) and (name := organs.alone(line + second)):
            return name
    return None


def beside_title(blocks: Sequence[Block], title: Title) -> tuple[Sequence[Block], Sequence[Block]]:
    """The blocks just above a title and just below it, where its organ may stand by itself."""
    return blocks[max(title.start - _NEAR, 0) : title.start], blocks[title.end : title.end + _NEAR]


def _short_line(block: Block) -> str:
    return squeeze(block.text) if isinstance(block, Paragraph) and len(block.text) <= _SIGNATURE_LIMIT else ""


class Entry(NamedTuple):
    """An entry of metadata: its name as in the lexicon, its role, its value as printed."""

    name: str
    role: str
    value: str
    place: Place


def is_metadata(text: str, page: PageKnowledge) -> bool:
    """True for a line that consists of metadata entries (来源：… 发布日期：…)."""
    bare = normal(text)
    match = page.metadata.search(bare)
    return match is not None and (match.start() <= 4 or len(bare) <= 60) and "。" not in bare


def is_metadata_table(grid: Grid, page: PageKnowledge) -> bool:
    """Whether a grid tells about the page: it names several of its facts, one of its days among them."""
    roles = [role for cell in grid.cells if (role := page.names.get(_bare_name(cell.text)))]
    return len(roles) > 1 and not _DAYS.isdisjoint(roles)


def _bare_name(text: str) -> str:
    return label_key(normal(text).rstrip("："))


def metadata_entries(blocks: Iterable[Block], knowledge: Knowledge, title: int = 0) -> Iterator[Entry]:
    """Entries from lines and from tables of name and value, which may have lost their grid: a name, then its value.

    A date by itself is the value of the name before it that has none. Without a name it counts only from block `title`
    on: what stands before may be today's date or that of another page.
    """
    page, organs = knowledge.page, knowledge.organs
    waiting: Entry | None = None
    for index, block in _with_whole_dates(blocks):
        if isinstance(block, Grid):
            yield from _from_grid(block, page)
        elif not block.text or len(block.text) > _METADATA_LIMIT:
            continue
        elif (name := _bare_name(block.text)) in page.names:
            waiting = Entry(name, page.names[name], "", block.place)
        elif is_metadata(block.text, page):
            for entry in _from_text(block.text, block.place, page):
                yield entry
                waiting = None if entry.value else entry
        elif len(block.text) <= 40:
            line = squeeze(block.text).strip(_EDGE + _BRACKETS)
            if DATE.match(line) and not re.search("[至到]", line):
                if waiting is not None:
                    yield waiting._replace(value=line)
                elif index >= title:
                    yield Entry("", "bare_date", line, block.place)
            elif waiting is not None and waiting.role == "issuer" and organs.alone(line):
                yield waiting._replace(value=line)
            waiting = None


def _with_whole_dates(blocks: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """The blocks with their numbers; a date that a line end breaks (2025-01-1, then 3) is whole in its first line."""
    waiting: tuple[int, Block] | None = None
    for index, block in enumerate(blocks):
        if waiting is not None:
            joined = _broken_date(waiting[1], block)
            yield waiting if joined is None else (waiting[0], joined)
            waiting = None
            if joined is not None:
                continue
        waiting = index, block
    if waiting is not None:
        yield waiting


def _broken_date(line: Block, rest: Block) -> Paragraph | None:
    """Both lines as one, where the second is nothing but the end of a date that the first begins."""
    if not (isinstance(line, Paragraph) and isinstance(rest, Paragraph) and _DATE_END.fullmatch(rest.text)):
        return None
    text = line.text + rest.text
    day = next((each for each in find_dates(text) if each.value and each.start < len(line.text) < each.end), None)
    return replace(line, text=text) if day and day.end == len(text) else None


def _from_text(printed: str, place: Place, page: PageKnowledge) -> Iterator[Entry]:
    """Names with their values. A date that has no name (2025-01-13 来源：…) counts as 日期."""
    text = normal(printed)
    matches = list(page.metadata.finditer(text))
    if matches and (date := DATE.search(text, 0, matches[0].start() + 1)):
        yield Entry("", "plain_date", date[0], place)
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        name = label_key(match["name"])
        role = page.names.get(name, "other")
        value = printed[match.end() : end].strip(_EDGE)
        if role == "issuer" and (date := DATE.search(value)):
            yield Entry("", "plain_date", date[0], place)
            value = value[: date.start()].strip(_EDGE)
        yield Entry(name, role, value, place)


def _from_grid(grid: Grid, page: PageKnowledge) -> Iterator[Entry]:
    """Values stand behind their names; below them, where these make up a row."""
    cells = [cell for cell in grid.cells if cell.text]
    below = {(cell.row - 1, cell.column): cell for cell in cells}
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        name = _bare_name(cell.text)
        if name in page.names:
            beside = following if following and following.row == cell.row else None
            values = (beside, below.get((cell.row, cell.column)))
            value = next((each for each in values if each and _bare_name(each.text) not in page.names), None)
            if value is not None:
                yield Entry(name, page.names[name], value.text, grid.place)
        elif len(cell.text) <= _METADATA_LIMIT:
            yield from (entry for entry in _from_text(cell.text, grid.place, page) if entry.name and entry.value)


def entry_date(found: Iterable[Entry], page: PageKnowledge, *roles: str) -> Dated | None:
    """The first plausible date among entries of these roles, the first role first."""
    found = list(found)
    for role in roles:
        for entry in found:
            if entry.role == role:
                value = squeeze(entry.value.replace("T", " ").strip(_EDGE + _BRACKETS).split(" ")[0])
                for day in find_compact_date(value):
                    if day.value is None or day.value.year >= page.first_year:
                        return Dated(
                            day.value, f"{entry.name}：{entry.value}" if entry.name else entry.value, entry.place
                        )
    return None


def page_elements(metadata: Iterable[tuple[str, str]], page: PageKnowledge) -> Mapping[str, str]:
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


def find_signature(passages: list[Passage], first: int, organs: OrganNames) -> tuple[Signature, list[Passage]]:
    """The signing organ and date at the end; their passages are marked 落款, and what stands behind them is dropped."""
    for index in range(len(passages) - 1, max(first, len(passages) - _SIGNATURE_LINES) - 1, -1):
        passage = passages[index]
        own, day = _date_alone(passage.text)
        if own is None:
            continue
        date = Dated(day.value, passage.raw.strip(), passage.place) if day else None
        if organ := organs.alone(own):
            signing = range(index, index + 1)
            if "。" in passage.text:  # behind the last sentence, on its line
                return Signature(organ, passage.place, date), passages[: index + 1]
        elif index > first and (organ := organs.alone(passages[index - 1].text)):
            signing = range(index - 1, index + 1)
        elif index + 1 < len(passages) and (organ := organs.alone(passages[index + 1].text)):
            signing = range(index, index + 2)
        elif day is None or "。" in passage.text:
            continue
        else:
            signing = range(index, index + 1)
        place = next((passages[at].place for at in signing if organ and organ in passages[at].text), None)
        signed = [passages[at]._replace(section=SIGNATURE) for at in signing]
        return Signature(organ, place, date), passages[: signing.start] + signed
    if len(passages) > first and (organ := organs.alone(passages[-1].text)):
        last = passages[-1]
        return Signature(organ, last.place), [*passages[:-1], last._replace(section=SIGNATURE)]
    return Signature(None, None), passages


def _date_alone(text: str) -> tuple[str | None, PrintedDate | None]:
    """The date with which a line ends and what stands before it, which may be an organ; None, None for any other line.

    A date without its day (2025年1月) is no date, yet the line is one of a signature.
    """
    line = text.rstrip("。").rpartition("。")[2] if len(text) > _SIGNATURE_LIMIT or "。" in text else text
    if len(line) > _SIGNATURE_LIMIT or re.search("[，；]|截至|截止", line):
        return None, None
    found = list(find_dates(line))
    if len(found) == 1 and found[0].end >= len(line) - 2:
        return line[: found[0].start].strip("（："), found[0]
    unfinished = UNFINISHED.search(line)
    return (line[: unfinished.start()].strip("（："), None) if unfinished and not found else (None, None)


def date_under_title(passages: Sequence[Passage]) -> Dated | None:
    """A date under the title, alone or behind the organ: （2024年1月10日）. 2024-01-10 is one of publication, and one
    behind a sentence belongs to it."""
    for passage in passages[1:6]:
        if re.search("[，。]", passage.text):
            break
        if passage.section == PREAMBLE and "年" in passage.text:
            own, day = _date_alone(passage.text.rstrip("）"))
            if own is not None and day is not None:
                return Dated(day.value, passage.raw.strip(), passage.place)
    return None
