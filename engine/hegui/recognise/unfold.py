"""Grids that hold more than one table: a report laid out in the rows of one, or two of its tables glued together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hegui.model.document import Block, Grid, GridCell, Paragraph, Place
from hegui.recognise.knowledge import Knowledge
from hegui.recognise.text import label_key


def unfold(blocks: Sequence[Block], knowledge: Knowledge) -> Sequence[Block]:
    """The blocks, with each grid in whose rows a section's heading stands taken apart into paragraphs and grids."""
    unfolded: list[Block] = []
    for block in blocks:
        if isinstance(block, Grid) and _holds_heading(block, knowledge):
            unfolded += _unfolded(block, knowledge)
        else:
            unfolded.append(block)
    return unfolded if len(unfolded) > len(blocks) else blocks


def cut(grid: Grid, owners: Iterable[str | None]) -> Iterator[Grid]:
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


def _holds_heading(grid: Grid, knowledge: Knowledge) -> bool:
    """True where a cell that is alone in its row reads as the heading of a section and is no label of a table."""
    numbered = [cell for cell in grid.cells if cell.text[1:2] == "、" and label_key(cell.text) not in knowledge.labels]
    if not any((hit := knowledge.sections.match(cell.text)) and hit.number == hit.key for cell in numbered):
        return False
    lone = _lone_cells(grid)
    return any(lone.get(cell.row) is cell for cell in numbered)


def _unfolded(grid: Grid, knowledge: Knowledge) -> Iterator[Block]:
    lone = _lone_cells(grid)
    start = 0
    for row in range(grid.rows):
        cell = lone.get(row)
        if cell is not None and label_key(cell.text) not in knowledge.labels and not cell.text[0].isdigit():
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
