"""How the labels of a table are matched, and how what stands beside and under them gets its place in the form.

The two recognisers share it: labels that resemble one of the form, the order of columns that a header prints, and rows
that are placed by their label or, without one, by those around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from hegui.model.document import Place
from hegui.model.form import CellPath, Label, TableBlock
from hegui.model.report import Cell, CellKind, LabelSeen, MatchedBy, Table
from hegui.read.characters import is_legible
from hegui.recognise.knowledge import LabelHit, TableKnowledge, name_of
from hegui.recognise.text import label_key, squeeze, unnumbered

_ALIKE = 0.72
_RANK = {MatchedBy.EXACT: 0, MatchedBy.POSITION: 1, MatchedBy.ALIAS: 2, MatchedBy.SIMILAR: 3}


def similar(text: str, index: Mapping[str, LabelHit], keys: Sequence[str]) -> LabelHit | None:
    """The label that a text resembles most, above the threshold and clearly before the second."""
    key = label_key(text)
    if len(key) < 3 or len(key) > 80:
        return None
    scored: list[tuple[float, str]] = []
    for known in keys:
        if key.startswith(known) and len(known) >= 2:
            scored.append((0.95, known))
        elif abs(len(known) - len(key)) <= max(4, len(key) // 2):
            matcher = SequenceMatcher(None, known, key, autojunk=False)
            if matcher.quick_ratio() >= _ALIKE:
                scored.append((matcher.ratio(), known))
    scored.sort(reverse=True)
    if not scored or scored[0][0] < _ALIKE:
        return None
    first = index[scored[0][1]].label
    rivals = [score for score, known in scored[1:] if index[known].label is not first]
    if rivals and rivals[0] > scored[0][0] - 0.05:
        return None
    return LabelHit(first, MatchedBy.SIMILAR)


class LabelBook:
    """Keeps, for each label of the form, the text that stands for it. A deviating text is kept before an exact one."""

    def __init__(self, table: TableKnowledge) -> None:
        self._table = table
        self._seen: dict[tuple[str, str], LabelSeen] = {}

    def see(self, label: Label, axis: str, text: str, how: MatchedBy, place: Place | None) -> None:
        name = axis, label.key or label.text
        known = self._seen.get(name)
        if known is None or (known.how is not how and known.how is not None and _RANK[how] > _RANK[known.how]):
            self._seen[name] = LabelSeen(label.key, label.text, text, how, place, axis)

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._seen

    def seen(self, texts: Iterable[str] = ()) -> tuple[LabelSeen, ...]:
        """All labels in the form's order, merged rows only where seen; one not found with the nearest of `texts`."""
        labels: list[LabelSeen] = []
        unread: list[str] | None = None
        for name, label in self._table.labels.items():
            known = self._seen.get(name)
            if known is None:
                if label.merges:
                    continue
                if unread is None:
                    unread = [text for text in texts if not text.isdigit()]
                worn = next((text for text in unread if _may_have_been(label, text)), None)
                how = MatchedBy.SIMILAR if worn else None
                near = None if worn else _nearest(label, unread)
                known = LabelSeen(label.key, label.text, worn, how, None, name[0], near)
            labels.append(known)
        return tuple(labels)


def _may_have_been(label: Label, text: str) -> bool:
    """Whether a text is the label but for characters that were lost on the way to its reader."""
    if is_legible(text):
        return False
    legible = (re.escape(character) if is_legible(character) else "." for character in squeeze(text))
    return re.fullmatch("".join(legible), squeeze(label.text)) is not None


def _nearest(label: Label, texts: Iterable[str]) -> str | None:
    key = label_key(label.text)
    best = max(((SequenceMatcher(None, key, label_key(text)).ratio(), text) for text in texts), default=(0.0, None))
    return best[1] if best[0] > 0.4 else None


class ColumnOrder(NamedTuple):
    """The columns from left to right. `full`: all of the form, None where the header contradicts itself.
    `printed`: those that a header names which lacks some, None where it holds other words too."""

    full: Sequence[Label] | None
    printed: Sequence[Label] | None = None


class Header(NamedTuple):
    """Where the labels stand in the text of a header: names of columns and of the groups over them → offsets."""

    columns: Mapping[str, int]
    keys: Mapping[str, str]
    """Name of a column → the bare key under which it is printed."""
    groups: Mapping[str, int]
    rest: bool = False
    """True where it holds other words too."""
    repeated: bool = False
    """True where a column is named more than once."""


def read_header(keys: Iterable[str], columns: Sequence[Label], table: TableKnowledge) -> Header:
    """Find columns and groups in the bare keys of a header's texts, in reading order; longer labels first."""
    text = "".join(keys)
    groups: dict[str, int] = {}
    for key in table.group_keys:  # first: 其他 is no column in 法人或其他组织
        if key in text:
            groups.setdefault(table.groups[key].label.key, text.index(key))
            text = text.replace(key, "\0" * len(key))
    wanted = {name_of(label) for label in columns}
    offsets: dict[str, int] = {}
    printed: dict[str, str] = {}
    repeated = False
    for key in table.column_keys:
        name = name_of(table.columns[key].label)
        if name in wanted and key in text:
            repeated = repeated or name in offsets or text.count(key) > 1
            offsets.setdefault(name, text.index(key))
            printed.setdefault(name, key)
            text = text.replace(key, "\0" * len(key))
    return Header(offsets, printed, groups, bool(text.strip("\0")), repeated)


def order_of(columns: Sequence[Label], header: Header, table: TableKnowledge) -> ColumnOrder:
    """The order in which a header prints the columns of a form. A header of two lines prints what stands beside a group
    before what stands under it, so a column is sorted by its group first."""
    found = [label for label in columns if name_of(label) in header.columns]

    def place(label: Label) -> tuple[int, int]:
        own = header.columns[name_of(label)]
        return header.groups.get(table.group_over.get(name_of(label), ""), own), own

    nested = sorted(found, key=place)
    printed = nested if len(found) < len(columns) and not header.rest else None
    under = {name for label in columns if (name := name_of(label)) in table.group_over}
    grouped = any(table.group_over[name] in header.groups for label in found if (name := name_of(label)) in under)
    sure = not header.repeated and (grouped or not under)
    behind = sorted(found, key=lambda label: name_of(label) in under)
    if nested == found or (nested == behind and not grouped):
        return ColumnOrder(columns, printed)
    return ColumnOrder(nested if sure and len(found) == len(columns) else None, printed if sure else None)


def follows_form(keys: Iterable[str], table: TableKnowledge) -> bool:
    """Whether the header of a transposed table prints its labels in the form's order, as far as it prints them: the row
    labels in order, and the columns from first to last under each."""
    text = "".join(keys)
    block = table.table.blocks[0]
    columns = {label.key: index for index, label in enumerate(block.columns)}
    rows: list[str] = []
    steps: list[int] = []
    for match in table.any_label.finditer(text):
        if hit := table.rows.get(match[0]):
            rows.append(hit.label.key)
        elif hit := table.columns.get(match[0]):
            steps.append(columns[hit.label.key])
    first = list(dict.fromkeys(rows))
    falls = sum(later < earlier for earlier, later in pairwise(steps))
    return first == [row.key for row in block.rows if row.key in first] and falls < len(block.rows)


class RowSeen(NamedTuple):
    """A row as read: its label where one was recognised, and its data cells in the order of the columns."""

    label: Label | None
    text: str
    how: MatchedBy
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
        _place_row(row, row.label, block, order, placed, MatchedBy.EXACT)
    _place_run(run, block.rows[last + 1 :], present, block, order, placed, book)
    if order.full is None and placed.cells == {}:
        placed.unplaced[:] = ["表头各列的次序无法辨认，未取数"]
    return placed


def labelled(cells: dict[CellPath, Cell], unplaced: list[str]) -> tuple[dict[CellPath, Cell], list[str]] | None:
    """What was read row by row from a table that the form prints in one row: None unless each row bore its label."""
    if not cells or any(cell.how is MatchedBy.POSITION for cell in cells.values()):
        return None
    return cells, unplaced


def without_doubts(table: Table) -> Table:
    """The table with the cells whose number is not certain set apart from those that rules may judge by."""
    doubtful = {path: cell for path, cell in table.cells.items() if cell.kind is CellKind.NOT_FOUND}
    if not doubtful:
        return table
    certain = {path: cell for path, cell in table.cells.items() if path not in doubtful}
    return replace(table, cells=certain, doubtful=doubtful)


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
            _place_row(row, label, block, order, placed, MatchedBy.POSITION)
            text = label_key(row.text)
            if text and text == unnumbered(label_key(label.text)):
                book.see(label, "row", row.text, MatchedBy.ALIAS, row.place)
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


def _place_row(
    row: RowSeen, label: Label, block: TableBlock, order: ColumnOrder, placed: Placed, how: MatchedBy
) -> None:
    columns = _columns(row, order)
    if columns is None:
        if row.values:
            words = f"“{label.text}”一行应有 {len(block.columns)} 个数据格，读到 {len(row.values)} 个"
            placed.unplaced.append(words)
        return
    values = row.values if how is MatchedBy.EXACT else [cell._replace(how=how) for cell in row.values]
    paths: Sequence[CellPath] = block.row_paths[label.key]
    if columns is not block.columns:
        paths = [block.path(label, column) for column in columns]
    if paths[0] not in placed.cells:
        placed.cells.update(zip(paths, values, strict=True))
