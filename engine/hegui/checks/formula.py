"""The formula of a rule as it reads in each form: once for every row or column, or once for a report."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from hegui.checks.names import CellSlot, Line, Names, TableNames, table_ids
from hegui.model.form import Form, TableForm
from hegui.model.report import Number, Report
from hegui.model.verdict import Difference
from hegui.rules.check import unknown_fields
from hegui.rules.evaluation import OF_DATES, WORKING_DAYS, ValueType, value_text
from hegui.rules.expression import Account, Bound, Expression, parse_for_rule
from hegui.rules.grading import difference

AXES = ("row", "column")
AXIS_FIELDS = ("行", "列")
"""What a message calls the row or column that a formula is judged for."""
SIDES = ("左边", "右边", "差额", "相距")
"""What a message calls the sides of the comparison that failed, and how far they are apart: as a number in the unit
that the formula counts in, of dates days or working days, and with that unit.
"""


def sides_of(account: Account) -> dict[str, str]:
    """Values for `SIDES`."""
    texts = (*map(value_text, (account.left, account.right, account.difference)), account.apart)
    return dict(zip(SIDES, texts, strict=True))


def difference_in(account: Account) -> Difference | None:
    """How far apart the sides of the comparison are that failed. Of dates in days or working days, which are no share
    of anything; of texts nought; None where it takes a calendar that is not known.
    """
    if not account.is_measured:
        return None
    if isinstance(account.left, int | Fraction) and isinstance(account.right, int | Fraction):
        return difference(account.left, account.right)
    return Difference(int(account.difference), None)


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

    `values` are the names that stand for no cell, each with its kind. Raises ValueError with a Chinese sentence where
    the formula cannot be parsed or has no meaning in any of the forms.
    """

    def __init__(
        self,
        source: str,
        for_each: str | None,
        forms: Mapping[str, Form],
        values: Mapping[str, ValueType] | None = None,
    ) -> None:
        self.expression = parse_for_rule(source)
        self._values = values or {}
        ids = table_ids(forms.values())
        table, _, axis = (for_each or "").partition(".")
        self.table = ids.get(table, table)
        self.axis = AXES.index(axis) if axis else None
        dotted = (name.partition(".") for name in self.expression.names if name not in self._values)
        used = [ids.get(table, table) for table, dot, _ in dotted if dot]
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

    def form_of(self, report: Report) -> Form | None:
        """The form of a report in which it is read: that of its first table, which may be another than the report's."""
        table = report.tables.get(self.tables[0]) if self.tables else None
        return self.forms.get((table.form if table else report.form) or "")

    def number(self, report: Report, slot: CellSlot) -> Number | None:
        """What a cell holds; None where that is no number, or one that may not stand there (-3 requests)."""
        table = report.tables.get(slot.table)
        value = table.number(slot.path) if table else None
        form = self.forms.get(table.form) if table else None
        return value if value is None or form is None or form.table(slot.table).admits(slot.path, value) else None

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
            names = Names(tables, line, self._values)
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
        vocabularies = [Names(each, line, self._values) for each in tables for line in self._lines(each)]
        if not vocabularies:
            raise ValueError(f"各年度格式中都没有“{self.table}”，请改正 for_each。")
        known = [sum(names.term(name) is not None for name in self.expression.names) for names in vocabularies]
        self.expression.bind(vocabularies[known.index(max(known))])


def check_fields(message: str, fields: Collection[str]) -> None:
    """Raises ValueError for a field of the message that nothing would fill."""
    for _, wrong in unknown_fields({"message": message}, fields):
        raise ValueError(wrong)


def check_unit(message: str, expression: Expression) -> None:
    """Raises ValueError where a message calls days what the formula counts in working days."""
    counted = {name.id for name in ast.walk(expression.tree) if isinstance(name, ast.Name)}
    in_working_days = any(one.unit == WORKING_DAYS for name, one in OF_DATES.items() if name in counted)
    if in_working_days and (told := re.search(r"\{差额\}\s*天", message)):
        raise ValueError(f"算式以工作日计，问题说明中的“{told[0]}”请写作 {{相距}}，它带有单位。")


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
