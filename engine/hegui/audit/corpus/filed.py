"""Rows of an audit record → reports as comparisons see them: unit and year at hand, the rest where it lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from hegui.model.corpus import Address, Filed
from hegui.model.form import Form
from hegui.model.renderer import Record
from hegui.model.report import Level, Number, Unit

EARLIER = -1
"""The number of a report that is not in the audit itself."""


class Filer:
    """Makes reports of rows. All reports of a form share its addresses."""

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self._addresses: dict[str | None, Mapping[Address, int]] = {
            form.id: {
                address: index
                for index, address in enumerate((table.id, path) for table in form.tables for path in table.paths)
            }
            for form in forms.values()
        }

    def filed(self, rows: Sequence[Record], at: int, brief: Record, unit: Unit, *, earlier: bool = False) -> Filed:
        """The report of a row that names a year, by its brief; `at` is where it lies in `rows`."""
        addresses = self._addresses.get(brief["form"], {})
        row = partial(rows.__getitem__, at)
        return Filed(
            number=EARLIER if earlier else at,
            path=brief["source"]["path"],
            unit=unit,
            year=brief["year"],
            form=brief["form"],
            signed=day_of(brief["dates"]["signed"]),
            published=day_of(brief["dates"]["published"]),
            addresses=addresses,
            row=row,
            numbers=partial(_numbers, row, addresses),
        )


def _numbers(row: Callable[[], Record], addresses: Mapping[Address, int]) -> tuple[Number | None, ...]:
    tables = row()["tables"]
    return tuple([_value(tables.get(table), path) for table, path in addresses])


def unit_of(row: Record) -> Unit | None:
    """The unit of a row, None where it was not recognised."""
    unit = row["unit"]
    if unit["name"] is None:
        return None
    places = {key: unit[key] for key in ("tier", "province", "city", "county")}
    return Unit(unit["name"], Level(unit["level"]), unit["kind"], **places)


def _value(cells: Record | None, path: tuple[str, ...]) -> Number | None:
    value = cells
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    if isinstance(value, float):
        return Decimal(repr(value))
    return value if isinstance(value, int) else None


def day_of(text: str | None) -> date | None:
    """A day of a row."""
    return date.fromisoformat(text) if text else None
