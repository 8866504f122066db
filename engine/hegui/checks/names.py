"""What the names in an expression mean: cells of a form's tables, groups of them, and other values by their names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from hegui.model.form import CellPath, Form, TableForm
from hegui.rules.evaluation import Term, ValueType

BEFORE = "上年."
"""With which the name of a cell of last year's report begins: 上年.表三.总计.自然人."""


class CellSlot(NamedTuple):
    """A cell of a table."""

    table: str
    path: CellPath


class Line(NamedTuple):
    """A row (axis 0) or column (axis 1) of a table, within which the names of the other axis stand for cells."""

    table: str
    axis: int
    key: str


class TableNames:
    """Rows, columns and groups of a table of a form.

    `merged` are the keys of the merged rows that a report has: they stand in place of their parts.
    """

    def __init__(self, form: TableForm, merged: frozenset[str] = frozenset()) -> None:
        self.name = form.name
        self.paths: dict[CellPath, None] = {}
        self.keys: tuple[dict[str, None], dict[str, None]] = ({}, {})
        self.groups: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
        for block in form.blocks:
            replaced = {part for row in block.rows if row.key in merged for part in row.merges}
            rows = [row for row in block.rows if (row.key in merged if row.merges else row.key not in replaced)]
            self.paths.update(dict.fromkeys(block.path(row, column) for row in rows for column in block.columns))
            for axis, labels in enumerate((rows, block.columns)):
                for label in labels:
                    if label.key and label.key not in self.keys[axis]:
                        self.keys[axis][label.key] = None
                        for group in label.groups:
                            self.groups[axis].setdefault(group, []).append(label.key)

    def cells(self, *names: str) -> tuple[CellPath, ...]:
        """The cells where rows and columns of these names meet; a name is that of a row, a column or a group."""
        if len(names) != 2:
            return (names,) if names in self.paths else ()
        first, second = (self.expanded(axis, name) for axis, name in enumerate(names))
        return tuple(path for row in first for column in second if (path := (row, column)) in self.paths)

    def expanded(self, axis: int, name: str) -> Collection[str]:
        """The rows (axis 0) or columns (axis 1) that a name or the name of a group stands for."""
        return (name,) if name in self.keys[axis] else self.groups[axis].get(name, ())


def table_ids(forms: Iterable[Form]) -> Mapping[str, str]:
    """The ids of the tables of forms, by what the forms call them (表三)."""
    return {table.name: table.id for form in forms for table in form.tables}


def table_names(form: Form) -> Mapping[str, TableNames]:
    """The names of every table of a form."""
    return {table.id: TableNames(table) for table in form.tables}


class Names:
    """The vocabulary of a rule in one form, within a line of a table or outside any.

    `values` are the names that stand for no cell, such as facts of the report; their slot is the name itself.
    """

    def __init__(
        self, tables: Mapping[str, TableNames], line: Line | None = None, values: Mapping[str, ValueType] | None = None
    ) -> None:
        self._tables = tables
        self._ids = {names.name: table for table, names in tables.items()}
        self._line = line
        self._values = values or {}

    def term(self, name: str) -> Term | None:
        if name in self._values:
            return Term((name,), self._values[name])
        written, *parts = name.split(".")
        table = self._ids.get(written, written)
        if parts and table in self._tables:
            cells = self._tables[table].cells
            return _term(table, parts, cells(*parts) or cells(*reversed(parts)))  # the row comes first where both fit
        if not parts and self._line:
            table, axis, key = self._line
            parts = [key, name] if axis == 0 else [name, key]
            return _term(table, parts, self._tables[table].cells(*parts))
        return None

    def names(self) -> Iterator[str]:
        yield from self._values
        if self._line:
            other = 1 - self._line.axis
            yield from self._tables[self._line.table].keys[other]
            yield from self._tables[self._line.table].groups[other]
        for table, names in self._tables.items():
            for path in names.paths:
                yield ".".join((table, *path))
                yield ".".join((table, *reversed(path)))


def _term(table: str, parts: list[str], paths: tuple[CellPath, ...]) -> Term | None:
    single = len(paths) == 1 and set(paths[0]) == set(parts)
    return Term(tuple(CellSlot(table, path) for path in paths), group=not single) if paths else None
