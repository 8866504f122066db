"""The cells of a report by which points are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from hegui.model.audit import Cells, CountedCell
from hegui.model.reports import Reports
from hegui.rules.cells import CellName

Counted = Callable[[Mapping[str, Sequence[CellName]]], tuple[CountedCell, ...] | None]
"""The cells of a report among those that are named for each form; None where it has none of them, or one of them holds
no number that can be counted."""


class _Tables(Struct):
    """What is needed of an audit."""

    form: str | None
    tables: dict[str, Cells]


def counted_in(reports: Reports, number: int) -> Counted:
    """The cells of one of these reports; it is read only where a cell is asked for."""

    def counted(named: Mapping[str, Sequence[CellName]]) -> tuple[CountedCell, ...] | None:
        read = reports.read(number, _Tables)
        return counted_of(read.form, read.tables, named)

    return counted


def counted_of(
    form: str | None, tables: Mapping[str, Cells], named: Mapping[str, Sequence[CellName]]
) -> tuple[CountedCell, ...] | None:
    """The cells of a report with these tables."""
    names = named.get(form or "", ())
    cells = [_cell(name, tables) for name in names]
    counted = tuple(cell for cell in cells if cell is not None)
    return counted if counted and len(counted) == len(cells) else None


def _cell(name: CellName, tables: Mapping[str, Cells]) -> CountedCell | None:
    row, column = name.path[0], name.path[1] if len(name.path) > 1 else None
    value = tables.get(name.table, {}).get(row)
    if column is not None:
        value = value.get(column) if isinstance(value, dict) else None
    if not isinstance(value, int | float) or value < 0:
        return None
    return CountedCell(name.table, row, column, value)
