"""The formula of a rule as it reads in each form: once for every row or column, or once for a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from hegui.checks.names import CellSlot, Line, Names, TableNames
from hegui.model.form import Form, TableForm
from hegui.model.report import Report
from hegui.rules.expression import Bound, parse

AXES = ("row", "column")


class Instance(NamedTuple):
    """The formula in the row or column `key`, or once (empty key)."""

    key: str
    bound: Bound


class Program(NamedTuple):
    """The formula in one form. `holds` judges `Table.integers` of its only table at once; None where it needs more."""

    tables: Mapping[str, TableNames]
    instances: tuple[Instance, ...]
    holds: Callable[[tuple[int, ...]], bool] | None


class Formula:
    """A formula, for the report (`for_each` is None) or for each row or column of a table (`table3.column`).

    Raises ValueError with a Chinese sentence where it cannot be parsed or has no meaning in any of the forms.
    """

    def __init__(self, source: str, for_each: str | None, forms: Mapping[str, Form]) -> None:
        self.expression = parse(source)
        self.table, _, axis = (for_each or "").partition(".")
        self.axis = AXES.index(axis) if axis else None
        dotted = (name.partition(".") for name in self.expression.names)
        used = [table for table, dot, _ in dotted if dot]
        self.tables = tuple(dict.fromkeys([self.table, *used] if self.table else used))
        self.forms = forms
        self._programs: dict[tuple[str, frozenset[str]], Program | None] = {}
        self._validate()

    def program(self, form: Form | None, merged: frozenset[str] = frozenset()) -> Program | None:
        """The formula in a form (None: outside any) whose rows are merged so; None where it has no meaning there."""
        key = (form.id if form else "", merged)
        if key not in self._programs:
            self._programs[key] = self._compile(form, merged)
        return self._programs[key]

    def has_groups(self, rows: str, columns: str) -> bool:
        """Whether it stands for each column of a table that has these groups in some form."""
        tables = (self._names_of(form).get(self.table) for form in self.forms.values())
        return self.axis == 1 and any(
            table and rows in table.groups[0] and columns in table.groups[1] for table in tables
        )

    def _compile(self, form: Form | None, merged: frozenset[str]) -> Program | None:
        tables = self._names_of(form, merged)
        instances = tuple(self._instances(tables))
        if not instances:
            return None
        one = form.table(self.tables[0]) if form and len(self.tables) == 1 and not merged else None
        return Program(tables, instances, _at_once(instances, one) if one else None)

    def _names_of(self, form: Form | None, merged: frozenset[str] = frozenset()) -> Mapping[str, TableNames]:
        tables = form.tables if form else ()
        return {table.id: TableNames(table, merged) for table in tables if table.id in self.tables}

    def _instances(self, tables: Mapping[str, TableNames]) -> Iterator[Instance]:
        for line in self._lines(tables):
            names = Names(tables, line)
            if all(map(names.term, self.expression.names)):
                yield Instance(line.key if line else "", self.expression.bind(names))

    def _lines(self, tables: Mapping[str, TableNames]) -> Iterator[Line | None]:
        if self.axis is None:
            yield None
        elif self.table in tables:
            for key in tables[self.table].keys[self.axis]:
                yield Line(self.table, self.axis, key)

    def _validate(self) -> None:
        """See that it has a meaning somewhere; if not, say what is wrong where it comes nearest to one."""
        tables = [self._names_of(form) for form in self.forms.values()] if self.tables else [{}]
        if any(next(self._instances(each), None) for each in tables):
            return
        vocabularies = [Names(each, line) for each in tables for line in self._lines(each)]
        if not vocabularies:
            raise ValueError(f"各年度格式中都没有“{self.table}”，请改正 for_each。")
        known = [sum(names.term(name) is not None for name in self.expression.names) for names in vocabularies]
        self.expression.bind(vocabularies[known.index(max(known))])


def merged_rows(form: Form, report: Report) -> frozenset[str]:
    """Keys of the merged rows of a form that a report has in place of their parts."""
    return frozenset(
        row.key
        for table in form.tables
        if (seen := report.tables.get(table.id))
        for block in table.blocks
        for row in block.rows
        if row.merges
        and any(block.path(row, column) in seen.cells for column in block.columns)
        and not any((part, column.key) in seen.cells for part in row.merges for column in block.columns)
    )


def _at_once(instances: tuple[Instance, ...], table: TableForm) -> Callable[[tuple[int, ...]], bool] | None:
    """One function of `Table.integers` that is true where every instance holds, None where they read anything else.

    What is compiled was written by `python_source` and has nothing but integers, signs and `v[n]`.
    """
    index = {CellSlot(table.id, path): f"v[{position}]" for position, path in enumerate(table.paths)}
    if any(slot not in index for instance in instances for slot in instance.bound.slots):
        return None
    source = " and ".join(instance.bound.python(lambda slot: index[slot]) for instance in instances)  # type: ignore[index]
    if "/" in source:  # a division by zero is for the slow way to tell
        return None
    names = {"__builtins__": {}, "Fraction": Fraction, "max": max, "min": min, "abs": abs}
    function: Callable[[tuple[int, ...]], bool] = eval(compile(f"lambda v: {source}", "<formula>", "eval"), names)
    return function
