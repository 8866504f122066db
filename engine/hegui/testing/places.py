"""The names by which edits call places in a draft. A name that stands for nothing raises EditError."""

from __future__ import annotations

from collections.abc import Iterable

from hegui.model.form import CellPath
from hegui.rules.fault import nearest
from hegui.testing.draft import Draft
from hegui.testing.forms import TABLES, Header, leaves, printed_form

_TABLE_NAMES = {"table2": "表二", "table3": "表三", "table4": "表四"}
_AXES = {"row": "行", "column": "列", "group": "分组"}


class EditError(ValueError):
    """An edit that cannot be carried out; its message is a Chinese sentence naming the edit."""


def cell_path(draft: Draft, name: str) -> tuple[str, CellPath]:
    """The table and path of a cell: `table3.自然人.本年新收`, row and column in either order."""
    table_id, _, rest = name.partition(".")
    if table_id not in TABLES:
        raise EditError(f"set：“{name}”应以 table2、table3 或 table4 开头。")
    path = tuple(rest.split("."))
    paths = printed_form(draft.form).paths(table_id)
    for candidate in (path, path[::-1]):
        if candidate in paths:
            return table_id, candidate
    keys = {part for known in paths for part in known}
    wrong = next((part for part in path if part not in keys), rest)
    raise EditError(f"set：{_TABLE_NAMES[table_id]}没有“{wrong}”这一格{nearest_of(wrong, keys)}（{name}）。")


def line_paths(draft: Draft, name: str, table_id: str, line: str) -> set[CellPath]:
    """The cells of a row or column of a table: `国家秘密`, or `column.总计` where a row has the same name."""
    axis, _, key = line.partition(".") if line.startswith(("row.", "column.")) else ("", "", line)
    paths = printed_form(draft.form).paths(table_id)
    found = {path for path in paths if path[0] == key and axis != "column"}
    found = found or {path for path in paths if key in path[1:] and axis != "row"}
    if not found:
        keys = [part for path in paths for part in path]
        raise EditError(f"drop：{_TABLE_NAMES[table_id]}没有“{key}”这一行或列{nearest_of(key, keys)}（{name}）。")
    return found


def label_name(draft: Draft, name: str) -> tuple[str, str, str]:
    """The table, axis and key of a label: `table3.column.总计`."""
    table_id, _, rest = name.partition(".")
    axis, _, key = rest.partition(".")
    if table_id not in TABLES or axis not in _AXES or not key:
        raise EditError(f"label：“{name}”应写作 table3.column.总计、table2.row.规章 或 table3.group.不予公开 的样子。")
    keys = set(_label_keys(draft, table_id, axis))
    if key not in keys:
        raise EditError(
            f"label：{_TABLE_NAMES[table_id]}没有“{key}”这一{_AXES[axis]}{nearest_of(key, keys)}（{name}）。"
        )
    return table_id, axis, key


def _label_keys(draft: Draft, table_id: str, axis: str) -> Iterable[str]:
    for block in printed_form(draft.form).tables[table_id]:
        if axis == "group":
            yield from _groups((*block.rows, *block.columns))
        else:
            for leaf in leaves(block.rows if axis == "row" else block.columns):
                yield leaf.key.rpartition(".")[2]


def _groups(headers: tuple[Header, ...]) -> Iterable[str]:
    for header in headers:
        if header.parts:
            yield header.key
            yield from _groups(header.parts)


def section_key(draft: Draft, edit: str, key: str) -> str:
    """The key of a section that the draft has; `edit` is for the message."""
    if key not in draft.sections:
        raise EditError(f"{edit}：没有“{key}”这一部分；应为{'、'.join(draft.sections)}之一。")
    return key


def nearest_of(word: str, words: Iterable[str]) -> str:
    """The word most like a wrong one, as the end of a sentence; empty where none is."""
    near = nearest(word, set(words))
    return f"，最接近的是“{near}”" if near else ""
