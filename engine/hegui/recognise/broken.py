"""Whether what was read is the whole report, or begins late or breaks off, as excerpts and cut files do.

What breaks off is taken away up to the last whole sentence or the last whole line, so that nothing that follows sees
half a label, half a number or half a date. What would have stood behind it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.model.document import Block, Grid, Paragraph, Place
from hegui.model.report import PREAMBLE, Broken, Report
from hegui.recognise.dates import DATE, UNFINISHED
from hegui.recognise.imprint import is_metadata
from hegui.recognise.knowledge import FormFamily, Knowledge
from hegui.recognise.outline import Copy, article_blocks
from hegui.recognise.text import label_key, squeeze

_SENTENCES = re.compile(r".*[。！？；][”’」』）】》]*", re.S)
_ENDED = re.compile(r"[。！？][”’」』）】》]*$")
_IN_BRACKETS = re.compile(r"[（【][^（）【】]*[）】]$")
_YEAR_BEGUN = re.compile(r"20\d{0,2}")
"""A date that breaks off in its year, and no page number."""
_RUNNING = re.compile("[，。]")
"""What stands in prose: a number alone behind it is that of the page."""
_WORDS = 12
"""So many characters before the break, or of the first line, are quoted."""
_BEGUN = 4
"""So many characters are the beginning of a label."""
_WHOLE_LABEL = 6
"""A label of so many characters is no word of a sentence."""


class Break(NamedTuple):
    """The blocks [block, end) with which a report breaks off, what of them is whole, and its last words."""

    block: int
    end: int
    whole: Block | None
    words: str
    place: Place
    in_table: bool
    """Whether it is a table that the format itself closed, and which so may be whole."""


def find_break(
    blocks: Sequence[Block], copies: Sequence[Copy], family: FormFamily, cut: bool, knowledge: Knowledge
) -> Break | None:
    """Where the last copy of a report breaks off. `cut`: the file itself is known to lack its end."""
    if not copies:
        return None
    copy = copies[-1]
    own = article_blocks(blocks, copy)
    cut = cut or _ends_in_label(own, family)
    if not cut and all(heading.hit.key in family.tabular for heading in copy.headings):
        return None  # tables alone end with a table
    last = bool(copy.headings) and copy.headings[-1].hit.key == family.headings.keys[-1]
    return _break_of(own, copy.title.organ if copy.title else "", knowledge, last, cut)


def _break_of(
    blocks: Sequence[tuple[int, Block]], organ: str, knowledge: Knowledge, last: bool, cut: bool
) -> Break | None:
    """Where a copy of a report breaks off, by its blocks with their indices; None where it ends as a report does.

    `organ`: who reports, by the title. `last`: whether its last section has begun. `cut`: the file lacks its end.
    """
    page, organs = knowledge.page, knowledge.organs
    end = blocks[-1][0] + 1 if blocks else 0
    numbers: list[tuple[int, Paragraph]] = []
    for index, block in reversed(blocks):
        if isinstance(block, Grid):
            return _at(*numbers[0], end) if numbers else _in_grid(index, block, end, cut)
        if not block.text:
            continue
        if page.page_number.match(block.text) and not _YEAR_BEGUN.fullmatch(block.text):
            numbers.append((index, block))
            continue
        text = squeeze(block.text)
        marked = block.raw or (_IN_BRACKETS.match(text) and not last)
        if not marked and _is_end(text, organ, knowledge) and not (cut and organs.alone(text)):
            return None if last or not cut else Break(index, index + 1, block, text[-_WORDS:], block.place, False)
        is_value = numbers and (len(numbers) > 1 or block.raw or not _RUNNING.search(text))
        return _at(*(numbers[0] if is_value else (index, block)), end)
    return None


def _at(index: int, line: Paragraph, end: int) -> Break:
    """A break in this line, of which only the sentences are whole."""
    sentences = _SENTENCES.match(line.text)
    whole = replace(line, text=sentences[0], raw="") if sentences and not line.raw else None
    return Break(index, end, whole, squeeze(line.text)[-_WORDS:], line.place, False)


def _in_grid(index: int, grid: Grid, end: int, cut: bool) -> Break:
    """A report that ends with a table lacks what follows it; its last row may be cut where nothing closes it."""
    words = squeeze("".join(cell.text for cell in grid.cells if cell.row == grid.rows - 1))[-_WORDS:]
    closed = grid.spans and not cut
    whole: Grid | None = grid
    if not closed:
        cells = tuple(cell for cell in grid.cells if cell.row + cell.rowspan < grid.rows)
        whole = replace(grid, cells=cells, rows=grid.rows - 1) if cells else None
    return Break(index, end, whole, words, grid.place, closed)


def _is_end(text: str, organ: str, knowledge: Knowledge) -> bool:
    """Whether a text may end with this line: a sentence, the signature, or what stands below a report."""
    page = knowledge.page
    if _ENDED.search(text) or _IN_BRACKETS.match(text) or page.whole.fullmatch(text):
        return True
    if is_metadata(text, page) or page.furniture.search(text):
        return True
    dates = list(DATE.finditer(text))
    if dates and dates[-1].end() == len(text):
        return "年" not in text or text[-1] in "日号"
    if UNFINISHED.search(text):
        return text.endswith("月")
    signed = knowledge.organs.alone(text)
    return signed is not None and (organ in signed or organ.endswith(signed))


def _ends_in_label(blocks: Sequence[tuple[int, Block]], family: FormFamily) -> bool:
    """Whether the last line is the beginning of a row's label."""
    last = next((block for _, block in reversed(blocks) if isinstance(block, Grid) or block.text), None)
    key = label_key(last.text) if isinstance(last, Paragraph) else ""
    return len(key) >= _BEGUN and key not in family.rows and any(row.startswith(key) for row in family.rows)


def broken_off(report: Report, at: Break) -> Report:
    """The report, which breaks off there, unless what seemed broken off is a table that is whole."""
    if at.in_table and report.tables:
        last = max(report.tables.values(), key=lambda table: table.place.table or 0)
        if all(path in last.cells for path in last.paths):
            return report
    broken = Broken(report.sections[-1].key if report.sections else PREAMBLE, at.words, at.place)
    return replace(report, broken=broken, notes=(*report.notes, f"{broken.behind}，其后的内容没有读到，不作判断。"))


def find_begin(blocks: Sequence[Block], copy: Copy, family: FormFamily) -> Broken | None:
    """Where a copy begins whose beginning was lost, such as a page out of the middle: it has no title, and rows of a
    table stand before the heading of a later section than theirs."""
    if copy.title or not copy.headings:
        return None
    first, keys = copy.headings[0], family.headings.keys
    earlier = keys[: keys.index(first.hit.key)]
    rows = {
        row
        for table in family.tables
        if table.table.section in earlier
        for row in table.rows
        if len(row) >= _WHOLE_LABEL
    }
    before = blocks[copy.start : first.block]
    texts = [cell.text for block in before for cell in (block.cells if isinstance(block, Grid) else (block,))]
    if not any(label_key(text).startswith(tuple(rows)) for text in texts):
        return None
    words = next(squeeze(text) for text in texts if text)[:_WORDS]
    return Broken(first.hit.key, words, before[0].place)


def begun_late(report: Report, begins: Broken, last: str) -> Report:
    """The report whose beginning was lost; without its last section either, it is a page out of the middle."""
    broken, present = report.broken, [section.key for section in report.sections]
    if broken is None and last not in present:
        end = report.passages[-1] if report.passages else None
        words, place = (end.text[-_WORDS:], end.place) if end else (begins.words, begins.place)
        broken = Broken(present[-1], words, place)
    return replace(report, begins=begins, broken=broken, notes=(*report.notes, f"{begins.before}，不作判断。"))
