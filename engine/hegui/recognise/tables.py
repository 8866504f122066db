"""Finds the three tables of a report, as grids or as runs of lines, and decides whose form they follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.model.document import Block, Grid, Paragraph
from hegui.model.report import Table
from hegui.recognise.grid import grid_keys, recognise_grids
from hegui.recognise.knowledge import Knowledge, TableKnowledge
from hegui.recognise.numerals import is_value
from hegui.recognise.outline import Copy
from hegui.recognise.scattered import is_line, is_scattered, is_there
from hegui.recognise.stream import find_stream, recognise_stream
from hegui.recognise.text import label_key
from hegui.recognise.unfold import cut

_ENOUGH = 3
"""Labels of a table that a grid must bear to be part of it."""

_GAP = re.compile(r"[ \u3000]{2,}|[ \u3000](?=[\d.,]+(?:[ \u3000]|$))")
"""What stands between two cells of a row that lost all but the blanks between them."""

Numbered = tuple[int, Block]


class Tables(NamedTuple):
    """The tables by their ids, the ids of those that are there and could not be read, and the indices of the paragraphs
    that belong to tables and are no prose.
    """

    read: Mapping[str, Table]
    unread: frozenset[str]
    consumed: frozenset[int]


def read_tables(blocks: Sequence[Numbered], copy: Copy, knowledge: Knowledge, scattering: bool) -> Tables:
    """The tables of a copy of a report. `scattering`: their words may stand outside their cells (`may_scatter`)."""
    tables: dict[str, Table] = {}
    unread: set[str] = set()
    consumed: set[int] = set()
    by_id: dict[str, list[TableKnowledge]] = {}
    for known in knowledge.tables:
        by_id.setdefault(known.table.id, []).append(known)
    year = copy.title.year if copy.title else None
    form = next((known.form.id for known in knowledge.tables if year in known.form.years), None)
    grids = [part for _, block in blocks if isinstance(block, Grid) for part in _parts(block, knowledge)]
    for table_id, candidates in by_id.items():
        found = _from_grids(grids, candidates, form) or _from_lines(blocks, copy, candidates, form)
        if scattering or found is None:
            pieces = blocks if found else list(_apart(blocks, set().union(*(known.known for known in candidates))))
            found = found or _from_lines(pieces, copy, candidates, form)
            home = candidates[0].table.section
            section = [(index, block) for index, key, block in _by_section(pieces, copy) if key == home]
            if _is_unread(found and found[0], [block for _, block in section], candidates):
                unread.add(table_id)
                consumed |= {index for index, block in section if is_line(block)}
                continue
        if found is None:
            continue
        table, used = found
        if not tables:
            form = table.form
        tables[table_id] = table
        consumed |= used
    return Tables(tables, frozenset(unread), frozenset(consumed))


def _apart(blocks: Iterable[Numbered], known: Collection[str]) -> Iterator[Numbered]:
    """The blocks, lines whose cells stand apart by blanks (`行政许可      12`, `总计 结果维持`) in pieces."""
    for index, block in blocks:
        if isinstance(block, Paragraph) and is_line(block):
            text = block.raw.strip() or block.text
            words = text.split()
            pieces = words if all(is_value(word) or label_key(word) in known for word in words) else _GAP.split(text)
            for piece in pieces:
                yield index, replace(block, text=piece.strip(), raw=piece)
        else:
            yield index, block


def _parts(grid: Grid, knowledge: Knowledge) -> Iterator[tuple[Grid, frozenset[str]]]:
    """A grid with the keys of its texts; one that holds several tables in its parts."""
    keys = grid_keys(grid)
    owner = {key: table_id for table_id, own in knowledge.own_labels.items() for key in keys & own}
    bears = Counter(owner.values())
    if sum(count >= _ENOUGH for count in bears.values()) < 2:
        yield grid, keys
        return
    owners: list[str | None] = [None] * grid.rows
    for cell in grid.cells:
        owners[cell.row] = owners[cell.row] or owner.get(label_key(cell.text))
    for part in cut(grid, owners):
        yield part, grid_keys(part)


def _preferred(candidates: Sequence[TableKnowledge], form: str | None) -> Sequence[TableKnowledge]:
    """First the form of the table before, or of the report year: where labels leave it open, it decides."""
    return sorted(candidates, key=lambda known: (known.form.id != form, -(known.form.years.first or 0)))


def _from_grids(
    grids: Sequence[tuple[Grid, frozenset[str]]], candidates: Sequence[TableKnowledge], form: str | None
) -> tuple[Table, set[int]] | None:
    best: tuple[int, list[Grid], TableKnowledge] | None = None
    for known in _preferred(candidates, form):
        counted = [(grid, len(keys & known.known)) for grid, keys in grids]
        parts = [(grid, count) for grid, count in counted if _bears(grid, count, known)]
        score = sum(count for _, count in parts)
        if parts and (best is None or score > best[0]):
            best = score, [grid for grid, _ in parts], known
    if best is None:
        return None
    return recognise_grids(best[1], best[2]), set()


def _bears(grid: Grid, labels: int, known: TableKnowledge) -> bool:
    """Whether a grid with so many labels of a table is part of it: table 2 may stand as four grids of four labels."""
    return labels >= _ENOUGH or (labels >= 2 and grid.rows <= 4 and not known.table.transposed)


def _is_unread(table: Table | None, section: Collection[Block], candidates: Sequence[TableKnowledge]) -> bool:
    """Whether the section of a table holds it in a way that could not be made out."""
    if table is None:
        return any(is_there(section, known) for known in candidates)
    return is_scattered(table, section, next(known for known in candidates if known.form.id == table.form))


def _by_section(blocks: Sequence[Numbered], copy: Copy) -> Iterator[tuple[int, str, Block]]:
    """Each block but the headings, with the key of the section in which it stands."""
    headings = {heading.block: heading.hit.key for heading in copy.headings}
    current = ""
    for index, block in blocks:
        if index in headings:
            current = headings[index]
        else:
            yield index, current, block


def _cells(line: Paragraph) -> Sequence[Paragraph]:
    """The line, or its cells where it is a run of values (`0 0 0`)."""
    words = line.text.split()
    if len(words) < 2 or not is_value(words[0]) or is_value(line.text) or not all(map(is_value, words)):
        return (line,)
    return [replace(line, text=word, raw=word) for word in words]


def _from_lines(
    blocks: Sequence[Numbered], copy: Copy, candidates: Sequence[TableKnowledge], form: str | None
) -> tuple[Table, set[int]] | None:
    section = candidates[0].table.section
    lines: list[tuple[int, Paragraph]] = []
    own: list[tuple[int, Paragraph]] = []
    for index, key, block in _by_section(blocks, copy):
        if isinstance(block, Paragraph):
            cells = [(index, cell) for cell in _cells(block)]
            lines += cells
            if key == section:
                own += cells
    for scope in (own, lines):
        best: tuple[int, range, TableKnowledge] | None = None
        paragraphs = [paragraph for _, paragraph in scope]
        for known in _preferred(candidates, form):
            span = find_stream(paragraphs, known)
            if span is None:
                continue
            labels = len({label_key(paragraphs[index].text) for index in span} & known.known)
            if best is None or labels > best[0]:
                best = labels, span, known
        if best is not None:
            _, span, known = best
            return recognise_stream([paragraphs[i] for i in span], known), {scope[i][0] for i in span}
    return None
