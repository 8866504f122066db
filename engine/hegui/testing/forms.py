"""How the official forms print the three tables: labels, groups, spans (`forms.yaml`).

Kept apart from the forms by which reports are recognised, so that neither can hide a mistake of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hegui.model.form import CellPath

TABLES = ("table2", "table3", "table4")
SECTION_OF_TABLE: Mapping[str, str] = {"table2": "二", "table3": "三", "table4": "四"}


@dataclass(frozen=True, slots=True)
class Header:
    """A row or column label; one with `parts` is a group that stands over or beside them."""

    key: str
    label: str
    parts: tuple[Header, ...] = ()

    @property
    def leaves(self) -> Iterator[Header]:
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves

    @property
    def depth(self) -> int:
        return 1 + max((part.depth for part in self.parts), default=0)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a table with one header."""

    columns: tuple[Header, ...]
    rows: tuple[Header, ...]
    heading: str = ""
    corner: str = ""

    @property
    def paths(self) -> Iterator[CellPath]:
        for row in leaves(self.rows):
            for column in leaves(self.columns):
                yield path_of(row, column)


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """An official form as it is printed: headings of the six sections, blocks of the three tables."""

    id: str
    headings: Mapping[str, str]
    tables: Mapping[str, tuple[Block, ...]]

    def paths(self, table_id: str) -> tuple[CellPath, ...]:
        """Every cell of a table in printing order."""
        return tuple(path for block in self.tables[table_id] for path in block.paths)

    def row_paths(self, table_id: str) -> Mapping[str, tuple[CellPath, ...]]:
        """The cells of each row by its name; a row of table 4 is one of its three kinds of cases."""
        rows: dict[str, tuple[CellPath, ...]] = {}
        for path in self.paths(table_id):
            rows[path[0]] = (*rows.get(path[0], ()), path)
        return rows


def leaves(headers: tuple[Header, ...]) -> list[Header]:
    return [leaf for header in headers for leaf in header.leaves]


def path_of(row: Header, column: Header) -> CellPath:
    return tuple(part for key in (row.key, column.key) for part in key.split(".") if part)


@cache
def printed_form(form_id: str) -> PrintedForm:
    """The printed form of this id. Raises KeyError for a form that does not exist."""
    return _forms()[form_id]


@cache
def _forms() -> Mapping[str, PrintedForm]:
    data = yaml.safe_load(files("hegui.testing").joinpath("forms.yaml").read_text(encoding="utf-8"))
    return {
        form_id: PrintedForm(
            form_id,
            entry["headings"],
            {table_id: tuple(_block(block) for block in entry[table_id]) for table_id in TABLES},
        )
        for form_id, entry in data.items()
    }


def _block(entry: Mapping[str, Any]) -> Block:
    return Block(_headers(entry["columns"]), _headers(entry["rows"]), entry.get("heading", ""), entry.get("corner", ""))


def _headers(entries: Mapping[str, Any]) -> tuple[Header, ...]:
    return tuple(
        Header(key, entry) if isinstance(entry, str) else Header(key, entry["label"], _headers(entry["parts"]))
        for key, entry in entries.items()
    )
