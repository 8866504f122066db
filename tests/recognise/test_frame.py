"""What is remembered of one grid is what would be found on each that differs from it in its numbers alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest
from printed import busy_draft, page

from hegui.model.document import Grid, GridCell
from hegui.read import read_content
from hegui.recognise import Knowledge
from hegui.recognise.frame import Frame, Frames, remembered
from hegui.recognise.grid import recognise_framed, recognise_grids


@cache
def _grids(kind: str) -> list[Grid]:
    blocks = read_content(page(busy_draft(kind)).encode(), "report.html").blocks
    return [block for block in blocks if isinstance(block, Grid)]


def _damaged(grid: Grid, random: Random) -> Grid:
    """The grid without some cells, with blanks and marks for others, or with cells that are not merged any more."""
    share = random.choice((0, 0, 0.01, 0.1))

    def other(cell: GridCell) -> GridCell:
        if random.random() >= share:
            return cell
        return random.choice((cell._replace(text=""), cell._replace(text="/"), cell._replace(colspan=1)))

    cells = [other(cell) for cell in grid.cells if random.random() >= share / 10]
    more = [cell._replace(column=cell.column + 1) for cell in cells if random.random() < share / 2]
    return replace(grid, cells=tuple(sorted([*cells, *more], key=lambda cell: (cell.row, cell.column))))


def _filled(grid: Grid, random: Random) -> Grid:
    """The grid with other numbers, in some rows the same one in each cell."""
    same = [random.choice(("", "", "0", "5")) for _ in range(grid.rows)]
    numbers = ("0", "1", "5", "12", "2023", "1234567890123")
    cells = [
        cell._replace(text=same[cell.row] or random.choice(numbers)) if cell.text.isdigit() else cell
        for cell in grid.cells
    ]
    return replace(grid, cells=tuple(cells))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["county", "trial"])
def test_what_is_remembered_of_a_grid_holds_for_others_like_it(knowledge: Knowledge, kind: str, seed: int) -> None:
    random = Random(seed)
    family = knowledge.families[0]
    for printed in _grids(kind):
        damaged = _damaged(printed, random)
        for grid in [_filled(damaged, random) for _ in range(4)]:
            for known in family.tables:
                assert recognise_framed([family.frames.framed(grid)], known) == recognise_grids([grid], known)


def test_labels_of_digits_are_no_numbers() -> None:
    frames = Frames({"2023"})
    grids = [
        Grid((GridCell(year, 0, 0), GridCell("7", 0, 1)), 1, 2, _grids("county")[0].place) for year in ("2022", "2023")
    ]
    before, year = (frames.framed(grid).frame for grid in grids)
    assert (before.keys, year.keys) == ({"0"}, {"0", "2023"})


def test_a_large_grid_is_not_remembered() -> None:
    found: list[Frame] = []
    look = remembered(found.append)
    frames = Frames(())
    place = _grids("county")[0].place
    for rows in (10, 10, 2000, 2000):
        look(frames.framed(Grid(tuple(GridCell("词", row, 0) for row in range(rows)), rows, 1, place)).frame)
    assert [frame.grid.rows for frame in found] == [10, 2000, 2000]
