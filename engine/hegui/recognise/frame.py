"""A grid without its numbers, which reports on one form that one program made have in common.

What follows from the words of a grid and from where they stand is worked out once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property, lru_cache, partial
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from hegui.model.document import Grid, GridCell
from hegui.recognise.text import label_key

NOUGHT = "0"
"""What stands for any number."""
_LONGEST = 9
"""Digits of a number that a report may hold in a cell."""
_KEPT = 128
"""How many frames are remembered, and findings of one kind on them: the tables of a report in so many ways to print
them as the sites of some provinces have."""
_MOST = 1000
"""Cells of a grid that is remembered: no form has half as many."""
_cell = partial(tuple.__new__, GridCell)
"""As GridCell(…), in a third of the time: a page has hundreds."""


def keys_of(grid: Grid) -> frozenset[str]:
    """The bare keys of all texts in a grid: held against the labels of a table, they tell whether it is that table."""
    return frozenset([label_key(cell.text) for cell in grid.cells])


class Frame:
    """A grid with a nought for every number. Equal grids have the same one, as long as it is remembered."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.is_large = len(grid.cells) > _MOST

    @cached_property
    def keys(self) -> frozenset[str]:
        return keys_of(self.grid)


class Framed(NamedTuple):
    """A grid with its frame."""

    grid: Grid
    frame: Frame


class Frames:
    """Gives grids their frames. What is among `labels` is no number, be it of digits (2023)."""

    def __init__(self, labels: Collection[str]) -> None:
        self._labels = labels
        self._remembered: Callable[[Grid], Frame] = lru_cache(_KEPT)(Frame)

    def framed(self, grid: Grid) -> Framed:
        """A grid with its frame, which has its texts and their places alone."""
        numbers = {text for text in {cell[0] for cell in grid.cells} if self._is_other_number(text)}
        cells = tuple([_cell((NOUGHT, *cell[1:])) if cell[0] in numbers else cell for cell in grid.cells])
        bare = Grid(cells, grid.rows, grid.columns, grid.place, spans=grid.spans)
        return Framed(grid, Frame(bare) if len(cells) > _MOST else self._remembered(bare))

    def _is_other_number(self, text: str) -> bool:
        """Whether it is a number, and no nought, which need not be replaced."""
        return (
            text.isdigit() and text != NOUGHT and text.isascii() and len(text) <= _LONGEST and text not in self._labels
        )


_Of = TypeVar("_Of", bound=Frame | Sequence[Frame])
_Rest = ParamSpec("_Rest")
_Found = TypeVar("_Found")


def remembered(find: Callable[Concatenate[_Of, _Rest], _Found]) -> Callable[Concatenate[_Of, _Rest], _Found]:
    """A function that remembers what it finds on a frame or on several, by this and by whatever else it is given."""
    kept = cast(Callable[Concatenate[_Of, _Rest], _Found], lru_cache(_KEPT)(find))

    def found(frames: _Of, /, *args: _Rest.args, **named: _Rest.kwargs) -> _Found:
        each = (frames,) if isinstance(frames, Frame) else frames
        return (find if any(frame.is_large for frame in each) else kept)(frames, *args, **named)

    return found
