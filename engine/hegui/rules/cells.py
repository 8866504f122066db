"""Cells as files name them: the table, the row and the column, joined by dots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hegui.model.form import CellPath, Form


class CellName(NamedTuple):
    """A cell of a form."""

    table: str
    path: CellPath


def cell_in(form: Form, name: str) -> CellName | None:
    """The cell that a name means in a form, row and column in either order; None where the form has none."""
    written, _, parts = name.partition(".")
    table = form.table_called(written)
    if table is None:
        return None
    for path in table.paths:
        if parts in (".".join(path), ".".join(reversed(path))):
            return CellName(table.id, path)
    return None


def cell_names(forms: Mapping[str, Form]) -> Iterator[str]:
    """The names of all cells of some forms."""
    for form in forms.values():
        for table in form.tables:
            yield from (".".join((table.id, *path)) for path in table.paths)
