"""Finds the three tables of a report, as grids or as runs of lines, and decides whose form they follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from hegui.model.document import Block, Grid, Paragraph
from hegui.model.report import Table
from hegui.recognise.grid import grid_keys, recognise_grids
from hegui.recognise.knowledge import Knowledge, TableKnowledge
from hegui.recognise.outline import Copy
from hegui.recognise.stream import find_stream, recognise_stream
from hegui.recognise.text import label_key
from hegui.recognise.unfold import cut

_ENOUGH = 3
"""Labels of a table that a grid must bear to be part of it."""

Numbered = tuple[int, Block]


def read_tables(
    blocks: Sequence[Numbered], copy: Copy, knowledge: Knowledge
) -> tuple[Mapping[str, Table], frozenset[int]]:
    """The tables by their ids, and the indices of the paragraphs that belong to tables and are no prose."""
    tables: dict[str, Table] = {}
    consumed: set[int] = set()
    by_id: dict[str, list[TableKnowledge]] = {}
    for known in knowledge.tables:
        by_id.setdefault(known.table.id, []).append(known)
    year = copy.title.year if copy.title else None
    form = next((known.form.id for known in knowledge.tables if year in known.form.years), None)
    grids = [part for _, block in blocks if isinstance(block, Grid) for part in _parts(block, knowledge)]
    for table_id, candidates in by_id.items():
        found = _from_grids(grids, candidates, form) or _from_lines(blocks, copy, candidates, form)
        if found is None:
            continue
        table, used = found
        if not tables:
            form = table.form
        tables[table_id] = table
        consumed |= used
    return tables, frozenset(consumed)


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


def _from_lines(
    blocks: Sequence[Numbered], copy: Copy, candidates: Sequence[TableKnowledge], form: str | None
) -> tuple[Table, set[int]] | None:
    headings = {heading.block: heading.hit.key for heading in copy.headings}
    section = candidates[0].table.section
    lines: list[tuple[int, Paragraph]] = []
    own: list[tuple[int, Paragraph]] = []
    current = ""
    for index, block in blocks:
        if index in headings:
            current = headings[index]
        elif isinstance(block, Paragraph):
            lines.append((index, block))
            if current == section:
                own.append((index, block))
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
