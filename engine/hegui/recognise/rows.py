"""Rows of a table, labelled or not, given their places in the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hegui.model.document import Place
from hegui.model.form import CellPath, Label, TableBlock
from hegui.model.report import Cell, How
from hegui.recognise.columns import ColumnOrder
from hegui.recognise.labels import LabelBook
from hegui.recognise.text import label_key, unnumbered


class RowSeen(NamedTuple):
    """A row as read: its label where one was recognised, and its data cells in the order of the columns."""

    label: Label | None
    text: str
    how: How
    place: Place
    values: Sequence[Cell]


class Placed(NamedTuple):
    """Cells with their paths, and what could not be placed, in words for the user."""

    cells: dict[CellPath, Cell]
    unplaced: list[str]


def place_rows(rows: Sequence[RowSeen], block: TableBlock, order: ColumnOrder, book: LabelBook) -> Placed:
    """Give each labelled row its place; rows without a label only where exactly as many labels are missing there.

    A row with too few or too many cells is not guessed at: none of its cells gets a place. Nor does any cell under a
    header whose order can't be made out.
    """
    placed = Placed({}, [])
    present = {row.label.key for row in rows if row.label}
    rows = [_without_merge(row, present) for row in rows]
    position = {label.key: index for index, label in enumerate(block.rows)}
    run: list[RowSeen] = []
    last = -1
    for row in rows:
        if row.label is None:
            run.append(row)
            continue
        index = position[row.label.key]
        if run:
            _place_run(run, block.rows[last + 1 : index], present, block, order, placed, book)
            run = []
        last = max(last, index)
        book.see(row.label, "row", row.text, row.how, row.place)
        _place_row(row, row.label, block, order, placed, How.EXACT)
    _place_run(run, block.rows[last + 1 :], present, block, order, placed, book)
    if order.full is None and placed.cells == {}:
        placed.unplaced[:] = ["表头各列的次序无法辨认，未取数"]
    return placed


def labelled(cells: dict[CellPath, Cell], unplaced: list[str]) -> tuple[dict[CellPath, Cell], list[str]] | None:
    """What was read row by row from a table that the form prints in one row: None unless each row bore its label."""
    if not cells or any(cell.how is How.POSITION for cell in cells.values()):
        return None
    return cells, unplaced


def _without_merge(row: RowSeen, present: set[str]) -> RowSeen:
    """A merged row beside rows that it would merge is the group over them, whose first row lost its label."""
    if row.label is not None and not present.isdisjoint(row.label.merges):
        return row._replace(label=None)
    return row


def _place_run(
    run: Sequence[RowSeen],
    between: Sequence[Label],
    present: set[str],
    block: TableBlock,
    order: ColumnOrder,
    placed: Placed,
    book: LabelBook,
) -> None:
    filled = [row for row in run if row.values]
    missing = [label for label in between if label.key not in present and not label.merges]
    if filled and len(filled) == len(missing) and all(_columns(row, order) for row in filled):
        for row, label in zip(filled, missing, strict=True):
            _place_row(row, label, block, order, placed, How.POSITION)
            text = label_key(row.text)
            if text and text == unnumbered(label_key(label.text)):
                book.see(label, "row", row.text, How.ALIAS, row.place)
    else:
        for row in filled:
            words = "、".join(cell.raw or "空" for cell in row.values)
            placed.unplaced.append(f"没有行名的一行：{row.text or ''}{words}"[:60])


def _columns(row: RowSeen, order: ColumnOrder) -> Sequence[Label] | None:
    """The columns of a row's cells, None where it has too few or too many."""
    for columns in order:
        if columns and len(columns) == len(row.values):
            return columns
    return None


def _place_row(row: RowSeen, label: Label, block: TableBlock, order: ColumnOrder, placed: Placed, how: How) -> None:
    columns = _columns(row, order)
    if columns is None:
        if row.values:
            words = f"“{label.text}”一行应有 {len(block.columns)} 个数据格，读到 {len(row.values)} 个"
            placed.unplaced.append(words)
        return
    values = row.values if how is How.EXACT else [cell._replace(how=how) for cell in row.values]
    paths: Sequence[CellPath] = block.row_paths[label.key]
    if columns is not block.columns:
        paths = [block.path(label, column) for column in columns]
    if paths[0] not in placed.cells:
        placed.cells.update(zip(paths, values, strict=True))
