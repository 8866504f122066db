"""The names by which edits call places in a draft. A name that stands for nothing raises EditError."""

from __future__ import annotations

from collections.abc import Iterable

from hegui.model.form import CellPath, TableForm
from hegui.proving.draft import Draft
from hegui.rules.mistake import nearest

_AXES = {"row": "行", "column": "列", "group": "分组"}


class EditError(ValueError):
    """An edit that cannot be carried out; its message is a Chinese sentence naming the edit."""


def table_of(draft: Draft, edit: str, name: str) -> TableForm:
    """The table with whose id or name a name begins; `edit` is for the message."""
    table = draft.form.table_called(name.partition(".")[0])
    if table is None:
        called = "、".join(f"{table.id} 或 {table.name}" for table in draft.form.tables)
        raise EditError(f"{edit}：“{name}”应以表的编号或名称开头（{called}）。")
    return table


def cell_path(draft: Draft, name: str) -> tuple[str, CellPath]:
    """The table and path of a cell: `table3.自然人.本年新收`, row and column in either order."""
    table = table_of(draft, "set", name)
    rest = name.partition(".")[2]
    path = tuple(rest.split("."))
    for candidate in (path, path[::-1]):
        if candidate in table.paths:
            return table.id, candidate
    if among := [".".join((table.id, *known)) for known in table.paths if len(path) == 1 and rest in known]:
        raise EditError(f"set：{table.name}的“{rest}”要写明行和列，如 {among[0]}（{name}）。")
    keys = {part for known in table.paths for part in known}
    wrong = next((part for part in path if part not in keys), rest)
    raise EditError(f"set：{table.name}没有“{wrong}”这一格{nearest_of(wrong, keys)}（{name}）。")


def line_paths(table: TableForm, name: str, line: str) -> set[CellPath]:
    """The cells of a row or column of a table: `国家秘密`, or `column.总计` where a row has the same name."""
    axis, _, key = line.partition(".") if line.startswith(("row.", "column.")) else ("", "", line)
    found = {path for path in table.paths if path[0] == key and axis != "column"}
    found = found or {path for path in table.paths if key in path[1:] and axis != "row"}
    if not found:
        keys = [part for path in table.paths for part in path]
        raise EditError(f"drop：{table.name}没有“{key}”这一行或列{nearest_of(key, keys)}（{name}）。")
    return found


def label_name(draft: Draft, name: str) -> str:
    """The full name of a label that the form has: `table3.column.总计`."""
    table = table_of(draft, "label", name)
    axis, _, key = name.partition(".")[2].partition(".")
    if axis not in _AXES or not key:
        raise EditError(f"label：“{name}”应写作“表.row.行”“表.column.列”或“表.group.组”，如 table3.column.总计。")
    keys = [label.key for label in table.axes[axis]]
    if key not in keys:
        raise EditError(f"label：{table.name}没有“{key}”这一{_AXES[axis]}{nearest_of(key, keys)}（{name}）。")
    return f"{table.id}.{axis}.{key}"


def section_key(draft: Draft, edit: str, key: str) -> str:
    """The key of a section that the draft has; `edit` is for the message."""
    if key not in draft.sections:
        raise EditError(f"{edit}：没有“{key}”这一部分；应为{'、'.join(draft.sections)}之一。")
    return key


def nearest_of(word: str, words: Iterable[str]) -> str:
    """The word most like a wrong one, as the end of a sentence; empty where none is."""
    near = nearest(word, set(words))
    return f"，最接近的是“{near}”" if near else ""
