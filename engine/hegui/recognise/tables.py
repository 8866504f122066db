"""Finds the tables of a report, as grids or as runs of lines, and decides whose form they follow.

On pages whose text is there and not in its cells, what a page shows without lines may be read out of line: the words of
a label that was not found, or found changed, may stand elsewhere, parted, in another cell, in a line of its own. Then
the table was read wrong, and nobody may be blamed for what it seems to lack.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.model.document import Block, Document, Grid, Paragraph
from hegui.model.report import MatchedBy, Table
from hegui.recognise.blocks import cut_by_owner
from hegui.recognise.frame import Frame, Framed, remembered
from hegui.recognise.grid import recognise_framed, recognise_grids
from hegui.recognise.knowledge import FormFamily, TableKnowledge
from hegui.recognise.listed import may_list, read_lists
from hegui.recognise.mixture import Mixture, Row, mixture
from hegui.recognise.numerals import is_value
from hegui.recognise.outline import Copy
from hegui.recognise.stream import find_stream, recognise_stream
from hegui.recognise.text import label_key

_SENTENCE = "。"
_MOST = 0.6
"""Share of the characters of labels that must stand in a section for it to hold them."""
_ENOUGH = 3
"""Labels of a table that a grid must bear to be part of it."""

_ILLEGIBLE = "\ufffd"
"""What stands for a text that may be another."""

_GAP = re.compile(r"[ \u3000]{2,}|[ \u3000](?=[\d.,]+(?:[ \u3000]|$))")
"""What stands between two cells of a row that lost all but the blanks between them."""

_LABELLED = re.compile(r"(.*?[^\d.,\s])\s*(\d[\d.,]*(?:\s+\d[\d.,]*)*)")
"""A label and the numbers behind it."""

Numbered = tuple[int, Block]


class Tables(NamedTuple):
    """The tables by their ids, the ids of those that are there and could not be read, and the indices of the paragraphs
    that belong to tables and are no prose.
    """

    read: Mapping[str, Table]
    unread: frozenset[str]
    consumed: frozenset[int]


def read_tables(blocks: Sequence[Numbered], copy: Copy, family: FormFamily, scattering: bool) -> Tables:
    """The tables of a copy of a report. `scattering`: their words may stand outside their cells (`may_scatter`)."""
    tables: dict[str, Table] = {}
    unread: set[str] = set()
    consumed: set[int] = set()
    by_id: dict[str, list[TableKnowledge]] = {}
    for known in family.tables:
        by_id.setdefault(known.table.id, []).append(known)
    year = copy.title.year if copy.title else None
    due = family.form_of(year)
    form = due.id if due else None
    whole = [family.frames.framed(block) for _, block in blocks if isinstance(block, Grid)]
    lists = [grid for grid, frame in whole if may_list(frame)]
    grids = [part for framed in whole for part in _parts(framed, family)]
    unnamed = not any(grid.spans for grid, _ in grids)
    for table_id, candidates in by_id.items():
        found = (_from_lists(lists, candidates, form) if lists else None) or _from_grids(grids, candidates, form)
        pieces: Sequence[Numbered] = blocks
        if found is None or (unnamed and not found.is_whole):
            found = _fuller(found, _from_lines(blocks, copy, candidates, form))
        if found is None or (unnamed and not found.is_whole):
            pieces = list(_apart(blocks, set().union(*(known.known for known in candidates))))
            found = _fuller(found, _from_lines(pieces, copy, candidates, form))
        if scattering or found is None:
            home = candidates[0].table.section
            located = _by_section(pieces, copy)
            section = [(index, block) for index, key, block in located if key == home or not copy.headings]
            if _is_unread(found, [block for _, block in section], candidates):
                unread.add(table_id)
                consumed |= {index for index, block in section if is_line(block)}
                continue
        if found is None:
            continue
        table, used, _ = found
        if not tables and not table.others:
            form = table.form
        tables[table_id] = table
        consumed |= used
    if not copy.headings and any(table.read_by == "list" for table in tables.values()):
        # nothing but data: what of it is no list stands there in other words, or was left out as single cells are
        unread |= {table_id for table_id in by_id if table_id not in tables or tables[table_id].read_by != "list"}
        tables = {table_id: table for table_id, table in tables.items() if table_id not in unread}
    return Tables(tables, frozenset(unread), frozenset(consumed))


class _Found(NamedTuple):
    """A table, the indices of the lines that it takes, and whether its labels and values stand apart."""

    table: Table
    used: set[int]
    apart: bool = False

    @property
    def fullness(self) -> tuple[bool, int, int]:
        """Whether parts of another form were told apart, how many cells have their place, whatever they hold, and how
        many labels were found."""
        cells, labels = self._counts
        return bool(self.table.others), cells, labels

    @property
    def _counts(self) -> tuple[int, int]:
        table = self.table
        return len(table.cells) + len(table.doubtful), sum(seen.text is not None for seen in table.labels)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lacking that could be found elsewhere: in a list each cell is named where it stands."""
        cells, labels = self._counts
        return self.table.read_by == "list" or (cells == len(self.table.paths) and labels == len(self.table.labels))


def _fuller(first: _Found | None, second: _Found | None) -> _Found | None:
    """The one that tells parts of two forms apart, or gives more cells their place, in doubt the first: a text may have
    grids for some of its rows only, and be read more fully cell by cell."""
    if first is None or second is None:
        return first or second
    return second if second.fullness > first.fullness else first


def _apart(blocks: Iterable[Numbered], known: Collection[str]) -> Iterator[Numbered]:
    """The blocks, lines whose cells stand apart by blanks (`行政许可      12`, `总计 结果维持`) in pieces."""
    for index, block in blocks:
        if isinstance(block, Paragraph) and is_line(block):
            text = block.raw.strip() or block.text
            words = text.split()
            pieces = words if all(is_value(word) or label_key(word) in known for word in words) else _GAP.split(text)
            if len(pieces) > 1:
                yield from ((index, replace(block, text=piece.strip(), raw=piece)) for piece in pieces)
            else:
                yield index, block
        else:
            yield index, block


def _parts(framed: Framed, family: FormFamily) -> Iterator[Framed]:
    """A grid; one that holds several tables in its parts."""
    owners = _owners(framed.frame, family)
    if owners is None:
        yield framed
    else:
        for part in cut_by_owner(framed.grid, owners):
            yield family.frames.framed(part)


@remembered
def _owners(frame: Frame, family: FormFamily) -> Sequence[str | None] | None:
    """Of which table the label in each row of a grid is, None where it does not hold several tables."""
    owner = {key: table_id for table_id, own in family.own_labels.items() for key in frame.keys & own}
    bears = Counter(owner.values())
    if sum(count >= _ENOUGH for count in bears.values()) < 2:
        return None
    owners: list[str | None] = [None] * frame.grid.rows
    for cell in frame.grid.cells:
        owners[cell.row] = owners[cell.row] or owner.get(label_key(cell.text))
    return owners


def _preferred(candidates: Sequence[TableKnowledge], form: str | None) -> Sequence[TableKnowledge]:
    """First the form of the table before, or of the report year: where labels leave it open, it decides."""
    return sorted(candidates, key=lambda known: (known.form.id != form, -(known.form.years.first or 0)))


def _from_lists(grids: Sequence[Grid], candidates: Sequence[TableKnowledge], form: str | None) -> _Found | None:
    lists = [table for known in _preferred(candidates, form) if (table := read_lists(grids, known))]
    return _Found(max(lists, key=lambda table: len(table.cells)), set()) if lists else None


def _from_grids(grids: Sequence[Framed], candidates: Sequence[TableKnowledge], form: str | None) -> _Found | None:
    grids = [part for part in grids if not all(known.known.isdisjoint(part.frame.keys) for known in candidates)]
    borne = _borne(tuple([frame for _, frame in grids]), tuple(candidates), form)
    if borne is None:
        return None
    own = [grids[index] for index in borne.grids]
    if borne.mixed is None:
        return _Found(recognise_framed(own, borne.form), set())
    parts = list(_own_parts([grid for grid, _ in own], borne.mixed))
    return _Found(borne.mixed.named(recognise_grids(parts, borne.form)), set())


class _Borne(NamedTuple):
    """The form whose labels grids bear most, which of them do, and what parts of other forms are among them."""

    form: TableKnowledge
    grids: Sequence[int]
    mixed: Mixture | None


@remembered
def _borne(frames: Sequence[Frame], candidates: Sequence[TableKnowledge], form: str | None) -> _Borne | None:
    best: tuple[int, list[int], TableKnowledge] | None = None
    borne: set[int] = set()
    for known in _preferred(candidates, form):
        counted = [len(frame.keys & known.known) for frame in frames]
        parts = [index for index, count in enumerate(counted) if _bears(frames[index].grid, count, known)]
        borne.update(parts)
        score = sum(counted[index] for index in parts)
        if parts and (best is None or score > best[0]):
            best = score, parts, known
    if best is None:
        return None
    own = sorted(borne)
    mixed = mixture((row for index in own for row in _rows(frames[index].grid)), candidates, form)
    return _Borne(best[2], best[1], None) if mixed is None else _Borne(mixed.form, own, mixed)


def _rows(grid: Grid) -> Iterator[Row]:
    keys: list[set[str]] = [set() for _ in range(grid.rows)]
    for cell in grid.cells:
        keys[cell.row].add(label_key(cell.text))
    first = grid.place.row or 1
    for row, own in enumerate(keys, first):
        yield own, grid.place._replace(row=row, column=1)


def _own_parts(grids: Iterable[Grid], mixed: Mixture) -> Iterator[Grid]:
    """The grids without the parts that follow another form."""
    row = 0
    for grid in grids:
        for part in cut_by_owner(grid, map(str, mixed.others[row : row + grid.rows])):
            if mixed.others[row] is None:
                yield part
            row += part.rows


def _bears(grid: Grid, labels: int, known: TableKnowledge) -> bool:
    """Whether a grid with so many labels of a table is part of it: table 2 may stand as four grids of four labels."""
    return labels >= _ENOUGH or (labels >= 2 and grid.rows <= 4 and not known.table.transposed)


def _is_unread(found: _Found | None, section: Collection[Block], candidates: Sequence[TableKnowledge]) -> bool:
    """Whether the section of a table holds it in a way that could not be made out."""
    if found is None:
        return any(is_there(section, known) for known in candidates)
    if found.table.read_by == "list":
        return False
    form = next(known for known in candidates if known.form.id == found.table.form)
    return found.apart or is_scattered(found.table, section, form)


def _by_section(blocks: Sequence[Numbered], copy: Copy) -> Iterator[tuple[int, str, Block]]:
    """Each block but the headings, with the key of the section in which it stands."""
    headings = {heading.block: heading.hit.key for heading in copy.headings}
    current = ""
    for index, block in blocks:
        if index in headings:
            current = headings[index]
        else:
            yield index, current, block


def _cells(block: Block, known: TableKnowledge) -> Iterator[Paragraph]:
    """The cells of a block, one after another: of a grid, of a line with marks between them, of a run of values
    (`0 0 0`), of a label with its values behind it (`行政许可 12`)."""
    if isinstance(block, Grid):
        for cell in block.cells:
            doubtful = (cell.row, cell.column) in block.doubts and cell.text and not known.knows(cell.text)
            text = _ILLEGIBLE if doubtful else cell.text
            yield Paragraph(text, block.place._replace(row=cell.row + 1), f"{text}|")
        return
    separator = next((mark for mark in "|\t" if mark in block.raw), None)
    if separator:
        texts = block.raw.strip(" ").split(separator)
        if sum(bool(text.strip("|\t 　")) for text in texts) > 1:
            first = next(index for index, text in enumerate(texts) if text.strip())
            last = len(texts) - (separator == "|" and not texts[-1].strip())
            for text in texts[first:last]:
                yield replace(block, text=text.strip(), raw=f"{text}|")
            return
    words = block.text.split()
    if len(words) > 1 and is_value(words[0]) and not is_value(block.text) and all(map(is_value, words)):
        yield from (replace(block, text=word, raw=word) for word in words)
    elif not known.knows(block.text) and (match := _LABELLED.fullmatch(block.text)) and known.row(match[1]):
        yield replace(block, text=match[1], raw="")
        yield from (replace(block, text=word, raw=word) for word in match[2].split())
    else:
        yield block


def _from_lines(
    blocks: Sequence[Numbered], copy: Copy, candidates: Sequence[TableKnowledge], form: str | None
) -> _Found | None:
    section = candidates[0].table.section
    lines: list[tuple[int, Paragraph]] = []
    own: list[tuple[int, Paragraph]] = []
    for index, key, block in _by_section(blocks, copy):
        if not (isinstance(block, Grid) and block.spans):
            cells = [(index, cell) for cell in _cells(block, candidates[0])]
            lines += cells
            if key == section:
                own += cells
    for scope in (own, lines):
        best: tuple[int, range, TableKnowledge] | None = None
        paragraphs = [paragraph for _, paragraph in scope]
        spans: list[range] = []
        for known in _preferred(candidates, form):
            span = find_stream(paragraphs, known)
            if span is None:
                continue
            spans.append(span)
            labels = len({label_key(paragraphs[index].text) for index in span} & known.known)
            if best is None or labels > best[0]:
                best = labels, span, known
        if best is not None:
            _, span, known = best
            every = _united(span, spans)
            mixed = mixture((({label_key(paragraphs[i].text)}, paragraphs[i].place) for i in every), candidates, form)
            if mixed is None:
                table, apart = recognise_stream([paragraphs[i] for i in span], known)
                return _Found(table, {scope[i][0] for i in span}, apart)
            kept = [paragraphs[i] for i, other in zip(every, mixed.others, strict=True) if other is None]
            table, apart = recognise_stream(kept, mixed.form)
            return _Found(mixed.named(table), {scope[i][0] for i in every}, apart)
    return None


def _united(own: range, spans: Iterable[range]) -> range:
    """The lines of a table with those that only another of its forms knows: spans that meet its own."""
    meeting = [span for span in spans if span.start < own.stop and own.start < span.stop]
    return range(min(span.start for span in meeting), max(span.stop for span in meeting))


def may_scatter(document: Document) -> bool:
    """Whether the source names no cells, as pages and texts do. In a scan words are misread, not misplaced."""
    if document.source.ocr:
        return False
    named = any(isinstance(block, Grid) and block.spans for block in document.blocks)
    return not named or any(block.place.page is not None for block in document.blocks)


def is_scattered(table: Table, section: Iterable[Block], form: TableKnowledge) -> bool:
    """Whether what this table's labels lack stands elsewhere in its section, or what is not theirs stands in them."""
    section = list(section)
    ruled = table.read_by == "grid" and all(block.spans for block in section if isinstance(block, Grid))
    beside = (seen for seen in table.labels if seen.axis != "group")
    if ruled and all(seen.text and seen.how is not MatchedBy.SIMILAR for seen in beside):
        return False  # every number has its row and its column, whatever became of the titles of groups
    in_place = {label_key(seen.text) for seen in table.labels if seen.text and seen.how is not MatchedBy.SIMILAR}
    cells = (cell for block in section for cell in _cells(block, form))
    keys = [key for key in _keys(cells) if key not in in_place]
    if any(_is_two_labels(key, form) for key in keys if not form.row(key)):
        return True
    spare = _characters(keys)
    lacking: Counter[str] = Counter()
    for seen in table.labels:
        if seen.axis == "group":
            continue
        wanted = Counter(label_key(seen.form_text))
        if seen.text is None:
            lacking += wanted
        elif seen.how is MatchedBy.SIMILAR:
            given = Counter(label_key(seen.text))
            lacking += wanted - given
            spare -= wanted & given
            if given >= wanted and _is_foreign(given - wanted, form):
                return True
    return _holds(spare, lacking)


def _is_two_labels(text: str, form: TableKnowledge) -> bool:
    """Whether a text consists of the characters of two labels, in whatever order: they ran into each other."""
    given = Counter(text)
    parts = [Counter(key) for key in form.known if Counter(key) < given]
    return any(given - part in parts for part in parts)


def _is_foreign(surplus: Counter[str], form: TableKnowledge) -> bool:
    """Whether what a label has too much came from other cells: nothing (it is jumbled), a number, another label."""
    if not surplus or "".join(surplus).isdigit():
        return True
    return any(len(key) > 1 and Counter(key) <= surplus for key in form.known)


def is_there(section: Iterable[Block], form: TableKnowledge) -> bool:
    """Whether a section from which no table could be read holds the words of one."""
    due = [label for (axis, _), label in form.labels.items() if axis != "group" and not label.merges]
    return _holds(_characters(_keys(section)), _characters(label_key(label.text) for label in due))


def is_line(block: Block) -> bool:
    """Whether it is a line that may be part of a table: no sentence."""
    return isinstance(block, Paragraph) and _SENTENCE not in block.text


def _holds(spare: Counter[str], wanted: Counter[str]) -> bool:
    return bool(wanted) and (spare & wanted).total() >= _MOST * wanted.total()


def _characters(keys: Iterable[str]) -> Counter[str]:
    return Counter("".join(keys))


def _keys(section: Iterable[Block]) -> Iterator[str]:
    """The bare keys of what stands in cells, and of lines that are no sentences, but for numbers."""
    for block in section:
        texts = [cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text] * is_line(block)
        yield from (key for text in texts if (key := label_key(text)) and not key.isdigit())
