"""What a source ran together or broke is put right before anything is looked for in it.

First lines that were broken at a fixed width become paragraphs again; then grids in whose rows headings stand are taken
apart; last, headings that run within a paragraph get a line of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeGuard

from hegui.model.document import Block, Grid, GridCell, Paragraph, Place
from hegui.model.report import MatchedBy
from hegui.recognise.dates import DATE, NUMERAL
from hegui.recognise.headings import HEADING_LIMIT
from hegui.recognise.imprint import match_title
from hegui.recognise.knowledge import FormFamily, Knowledge
from hegui.recognise.numerals import ITEM, is_value
from hegui.recognise.text import label_key, normal, squeeze

_NARROWEST = 20
"""Columns of a printed line, at least; a character of Chinese takes two."""
_SHORTER, _WIDER = 4, 4
"""So far from the usual a full line may be: no line begins with a full stop."""
_NARROW = re.compile("[\0-\u2e7f]")
"""A character that takes one column."""
_FEWEST = 2
"""Full lines that a text must have to be one of broken lines."""
_MOSTLY = 0.6
"""Share of the lines of this width that no sentence ends: a line may break where one does."""
_APART = "  "
"""What stands between cells that are set in columns."""
_ENDS = "。；：！？;:!?"
_OPEN = re.compile(r"（[^（）]*(?<![。；])$|《[^《》]*$|“[^“”]*(?<![。；])$|[，、]$|日起?[至到]$")
"""The end of a line that can't be the end of a paragraph: a bracket or a period is open, or a comma stands last."""
_WITHIN_PERIOD = re.compile(
    r"[自从至到](?:\n(?=20\d{2}年)|2\d{0,3}(?:年\d{0,2}(?:月\d{0,2})?)?\n(?=[\d年月日]))"
    r"|[日号]\n(?=起|[至到]20|[至到]$|止)|起\n(?=[至到])"
)
"""A line end that only a period can hold: 自⏎2024年1⏎月1日⏎起至⏎2024年12月31日⏎止."""
_DATE_LINE = re.compile(r"[^年]*年[^日号]*[日号]")
"""A date in words: 2024-1-1 may go on with any number."""
_IN_DATE = re.compile(rf"[\d{NUMERAL}年月日号./自从至到起-]$")
"""The end of a line that may stand within a date or a period."""
_DATE_REACH = 12
"""So many characters a date has at most."""
_FOLLOWS = re.compile(r"[起至到止，。；、：）》”]")
"""With what no paragraph begins."""
_RUNNING = re.compile("[，,。《]")
"""What a heading, a name or a date does not hold, but a sentence."""
_LEAD = re.compile("[^，。；：]{2,12}：")
"""With what a paragraph begins that says what it is about."""
_WORD = re.compile(r"[（“《]*(?:[0-9A-Za-z.,:/%+@_-]+|.)[，。；：、！？）》”]*")
"""What is not broken over two lines."""


def put_right(blocks: Sequence[Block], family: FormFamily, knowledge: Knowledge) -> Sequence[Block]:
    """The blocks as their author wrote them; the same object where nothing was wrong."""
    return with_headings_apart(without_headings_in_grids(with_lines_joined(blocks, family, knowledge), family), family)


def with_lines_joined(blocks: Sequence[Block], family: FormFamily, knowledge: Knowledge) -> Sequence[Block]:
    """Lines joined with those that go on with them: full lines where the text is one of broken lines, and lines that
    can't be the end of a paragraph anywhere."""
    lines = [_as_line(block, family) for block in blocks]
    running = list(_running(lines))
    full = _FullLine(0, _columns)
    if sum(not is_ended for _, is_ended in running) >= _FEWEST:
        full = max((_full_line(running, width) for width in (_columns, _characters)), key=lambda full: full.exact)
    joined: list[Block] = []
    before: Paragraph | None = None
    for block, line in zip(blocks, lines, strict=True):
        last = joined[-1] if joined else None
        if (
            line
            and before
            and isinstance(last, Paragraph)
            and _goes_on(last.text, before.text, line.text, full, knowledge)
        ):
            joined[-1] = replace(last, text=last.text + line.text)
        else:
            joined.append(block)
        before = line
    return joined if len(joined) < len(blocks) else blocks


class _FullLine(NamedTuple):
    """How wide a full line of this text is, as width is measured in it; 0 where its lines are paragraphs, as they are
    when read from pages."""

    size: int
    width: Callable[[str], int]
    exact: int = 0
    """How many lines are just so wide."""


def _running(lines: Sequence[Paragraph | None]) -> Iterator[tuple[str, bool]]:
    """The lines of running text, and whether a sentence ends with them or they may go on in the next."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if line and line.place.page is None:
            if _is_ended(line.text):
                yield line.text, True
            elif (
                following
                and not _is_item(following.text)
                and (_RUNNING.search(line.text) or _RUNNING.search(following.text))
            ):
                yield line.text, False


def _full_line(lines: Iterable[tuple[str, bool]], width_of: Callable[[str], int]) -> _FullLine:
    broken: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    none = _FullLine(0, width_of)
    for text, is_ended in lines:
        if (width := width_of(text)) >= _NARROWEST:
            (ended if is_ended else broken)[width] += 1
    near = {full: range(full - _SHORTER, full + _WIDER + 1) for full in broken}
    counts = {full: (sum(broken[width] for width in near[full]), broken[full], full) for full in broken}
    best = max(counts, key=lambda full: counts[full], default=0)
    if not best or (most := counts[best][0]) < _FEWEST:
        return none
    whole = sum(ended[width] for width in near[best])
    wider = sum(count for width, count in (ended + broken).items() if width > near[best][-1])
    if most < _MOSTLY * (most + whole) or wider > most // 10:
        return none
    often = [width for width in near[best] if broken[width] > max(broken[best] // 2, 1)]
    return _FullLine(min(often, default=best), width_of, broken[best])  # behind an indent a line is one less


def _as_line(block: Block, family: FormFamily) -> Paragraph | None:
    """The block where it is a line of prose: no cell of a table that lost its grid, no heading."""
    if not isinstance(block, Paragraph) or not block.text or block.raw or block.heading or block.bare:
        return None
    text = block.text
    is_label = not _is_ended(text) and label_key(text) in family.labels
    if is_label or is_value(text) or _APART in text:
        return None
    if _is_item(text) and not _RUNNING.search(text) and (hit := family.headings.match(text)) and hit.agrees:
        return None if hit.how is MatchedBy.EXACT else block
    return block


def _goes_on(text: str, line: str, following: str, full: _FullLine, knowledge: Knowledge) -> bool:
    """Whether the next line belongs to the same paragraph as this text, whose last line this is."""
    bare = squeeze(text)
    if not _is_ended(text) and _IN_DATE.search(bare) and _breaks_date(bare, squeeze(following)):
        return True
    is_full = 0 < full.size < full.width(line) + full.width(_first_word(following))
    is_open = _OPEN.search(bare) is not None
    if _is_item(following) and not (is_open and is_full):
        return False
    if is_open or not full.size:
        return is_open
    if match_title(bare, knowledge):
        return False
    running = _RUNNING.search(bare) is not None
    if _is_ended(text):
        goes_on = _is_ended(following) or full.width(following) >= full.size - _SHORTER
        return is_full and goes_on and not _LEAD.match(normal(following))
    if DATE.fullmatch(following):
        return running
    return is_full or (running and _FOLLOWS.match(normal(following)) is not None)


def _breaks_date(text: str, following: str) -> bool:
    """Whether the line end stands within a date or within a period."""
    reach = text[-_DATE_REACH:]
    joined = f"{reach}\n{following[:_DATE_REACH]}"
    if _WITHIN_PERIOD.search(joined):
        return True
    end = len(reach)
    dates = DATE.finditer(joined.replace("\n", ""))
    return any(date.start() < end < date.end() and _DATE_LINE.fullmatch(date[0]) for date in dates)


def _first_word(line: str) -> str:
    word = _WORD.match(line)
    return word[0] if word else line


def _is_ended(text: str) -> bool:
    return text[-1] in _ENDS


def _is_item(text: str) -> bool:
    """Whether a line begins with the number of an item: a decimal is none."""
    number = ITEM.match(text)
    return number is not None and not text[number.end() : number.end() + 1].isdigit()


def _columns(text: str) -> int:
    """The width of a line as it is printed: a character of Chinese takes two columns."""
    return 2 * len(text) - len(_NARROW.findall(text))


def _characters(text: str) -> int:
    """The width where a line is broken after so many characters, whatever they are."""
    return 2 * len(text)


def without_headings_in_grids(blocks: Sequence[Block], family: FormFamily) -> Sequence[Block]:
    """Each grid in whose rows a section's heading stands taken apart into paragraphs and grids: a report that is laid
    out in the rows of a table."""
    apart: list[Block] = []
    for block in blocks:
        if isinstance(block, Grid) and _holds_heading(block, family):
            apart += _taken_apart(block, family)
        else:
            apart.append(block)
    return apart if len(apart) > len(blocks) else blocks


def cut_by_owner(grid: Grid, owners: Iterable[str | None]) -> Iterator[Grid]:
    """The grid cut where its rows change their owner; rows without one stay with those before."""
    start, current = 0, None
    for row, owner in enumerate(owners):
        if owner is not None and owner != current:
            if current is not None:
                yield _slice(grid, start, row)
                start = row
            current = owner
    yield _slice(grid, start, grid.rows)


def _lone_cells(grid: Grid) -> dict[int, GridCell]:
    """Row → the only cell in it that holds text."""
    lone: dict[int, GridCell] = {}
    shared: set[int] = set()
    for cell in grid.cells:
        if cell.text:
            if cell.row in lone:
                shared.add(cell.row)
            lone[cell.row] = cell
    return {row: cell for row, cell in lone.items() if row not in shared}


def _holds_heading(grid: Grid, family: FormFamily) -> bool:
    """True where a cell that is alone in its row reads as the heading of a section and is no label of a table."""
    numbered = family.headings.numbers.cells(grid)
    lines = [cell for cell in numbered if not family.labels_cell(cell.text)]
    if not any((hit := family.headings.match(cell.text)) and hit.agrees for cell in lines):
        return False
    lone = _lone_cells(grid)
    return any(lone.get(cell.row) is cell for cell in lines)


def _taken_apart(grid: Grid, family: FormFamily) -> Iterator[Block]:
    lone = _lone_cells(grid)
    start = 0
    for row in range(grid.rows):
        cell = lone.get(row)
        if cell is not None and not family.labels_cell(cell.text) and not cell.text[0].isdigit():
            if start < row:
                yield _slice(grid, start, row)
            yield Paragraph(cell.text, Place(table=grid.place.table, row=row + 1), path=grid.path)
            start = row + 1
    if start < grid.rows:
        yield _slice(grid, start, grid.rows)


def _slice(grid: Grid, start: int, end: int) -> Grid:
    """Rows [start, end); its place names the row with which it begins."""
    if (start, end) == (0, grid.rows):
        return grid
    return replace(
        grid,
        cells=tuple([cell._replace(row=cell.row - start) for cell in grid.cells if start <= cell.row < end]),
        rows=end - start,
        place=grid.place._replace(row=(grid.place.row or 1) + start),
        boxes={(row - start, column): box for (row, column), box in grid.boxes.items()},
        doubts=frozenset((row - start, column) for row, column in grid.doubts),
    )


def with_headings_apart(blocks: Sequence[Block], family: FormFamily) -> Sequence[Block]:
    """Paragraphs divided at the headings of sections that have no line of their own anywhere."""
    within = family.headings.within
    if not any(_is_wide(block) and within.search(block.text) for block in blocks):
        return blocks
    lines = (block.text for block in blocks if isinstance(block, Paragraph) and len(block.text) <= HEADING_LIMIT)
    hits = (hit for line in lines if (hit := family.headings.match(line)))
    present = {hit.key for hit in hits if hit.agrees and hit.how in (MatchedBy.EXACT, MatchedBy.ALIAS)}
    lacking = [key not in present for key in family.headings.keys]
    return [part for block in blocks for part in (_parts(block, within, lacking) if _is_wide(block) else (block,))]


def _is_wide(block: Block) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and len(block.text) > HEADING_LIMIT and "|" not in block.raw


def _parts(block: Paragraph, within: re.Pattern[str], lacking: Sequence[bool]) -> Iterator[Block]:
    bounds = [0]
    for match in within.finditer(block.text):
        if match.lastindex and lacking[match.lastindex - 1]:
            bounds += match.span()
    for start, end in zip(bounds, [*bounds[1:], len(block.text)], strict=True):
        if text := block.text[start:end].strip():
            yield replace(block, text=text, raw="") if len(bounds) > 1 else block
