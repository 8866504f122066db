"""Which columns the header of a table names, and in which order: a report may print them in another than the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from hegui.model.form import Label
from hegui.recognise.knowledge import TableKnowledge


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


def name_of(label: Label) -> str:
    """The name of a column: its key, or its label where it adds nothing to a cell's path."""
    return label.key or label.text


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
    under = {name_of(label) for label in columns if label.groups and label.groups[0] in table.group_names}

    def place(label: Label) -> tuple[int, int]:
        own = header.columns[name_of(label)]
        return header.groups.get(label.groups[0], own) if label.groups else own, own

    nested = sorted(found, key=place)
    printed = nested if len(found) < len(columns) and not header.rest else None
    grouped = any(label.groups[0] in header.groups for label in found if name_of(label) in under)
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
