"""The official template of a range of report years: sections, tables, their rows, columns and labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

CellPath = tuple[str, ...]
"""Names from the outside in, as in the JSON: `("规章", "制发")`, `("行政许可",)`, `("本年新收", "自然人")`."""


class Years(NamedTuple):
    """A closed range of report years; None is open."""

    first: int | None
    last: int | None

    def __contains__(self, year: object) -> bool:
        return (
            isinstance(year, int)
            and (self.first is None or year >= self.first)
            and (self.last is None or year <= self.last)
        )

    def __str__(self) -> str:
        if self.first == self.last and self.first is not None:
            return str(self.first)
        return f"{self.first or ''}-{self.last or ''}"


@dataclass(frozen=True, slots=True)
class Label:
    """A row or column of a form: its name in rules and JSON, its printed label, and what else it is seen as.

    `aliases` are read as this label but deviate from the form. `variants` are the form's own wording, spelt otherwise,
    and are no deviation.
    """

    key: str
    text: str
    aliases: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """Names of the sums it belongs to, for `合计(…)` in rules; the innermost printed group first."""
    merges: tuple[str, ...] = ()
    """Keys of the rows that it stands for where a report prints one merged row (（六）其他处理)."""
    signed: bool = False
    """True where negative numbers are lawful (本年增/减 of the 2019 form)."""
    decimal: bool = False
    """True where a fraction is lawful (amounts in 万元)."""


@dataclass(frozen=True)
class TableBlock:
    """A part of a table with one header: rows × columns. An empty key adds nothing to a cell's path."""

    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    heading: str = ""

    def path(self, row: Label, column: Label) -> CellPath:
        """The path of the cell where a row and a column meet."""
        if row.key and column.key:
            return row.key, column.key
        return (row.key or column.key,)

    @cached_property
    def row_paths(self) -> Mapping[str, tuple[CellPath, ...]]:
        """Key of a row → the paths of its cells in the order of the columns."""
        return {row.key: tuple(self.path(row, column) for column in self.columns) for row in self.rows}


@dataclass(frozen=True)
class TableForm:
    """One of the three statistical tables; `transposed`: printed as one row whose columns are row × column."""

    id: str
    title: str
    section: str
    blocks: tuple[TableBlock, ...]
    groups: tuple[Label, ...] = ()
    """Labels printed over or beside others that hold no numbers themselves (（三）不予公开, 法人或其他组织)."""
    transposed: bool = False

    @cached_property
    def paths(self) -> tuple[CellPath, ...]:
        """Every cell in the form's order, merged rows left out."""
        return tuple(
            block.path(row, column)
            for block in self.blocks
            for row in block.rows
            if not row.merges
            for column in block.columns
        )

    @cached_property
    def labels(self) -> Mapping[CellPath, tuple[Label, Label]]:
        """The row and the column of every cell, those of merged rows included."""
        return {
            block.path(row, column): (row, column)
            for block in self.blocks
            for row in block.rows
            for column in block.columns
        }

    def admits(self, path: CellPath, value: int | Decimal) -> bool:
        """Whether a number may stand in a cell: no negative and no fraction but where the form allows it."""
        labels = self.labels[path]
        signed = value >= 0 or any(label.signed for label in labels)
        return signed and (value == int(value) or any(label.decimal for label in labels))


@dataclass(frozen=True, slots=True)
class SectionForm:
    """One of the six parts: key 一 … 六, official title, accepted aliases, words that give away an altered heading."""

    key: str
    title: str
    aliases: tuple[str, ...]
    cues: str
    """A pattern that a heading of this section matches when it is neither the title nor an alias."""


@dataclass(frozen=True, slots=True)
class Form:
    """An official template."""

    id: str
    title: str
    years: Years
    document: str
    sections: tuple[SectionForm, ...]
    tables: tuple[TableForm, ...]

    def table(self, table_id: str) -> TableForm:
        return next(table for table in self.tables if table.id == table_id)
