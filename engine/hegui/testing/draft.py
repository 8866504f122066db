"""A draft: everything that a report says, before it is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hegui.model.form import CellPath
from hegui.rules import schema
from hegui.testing.forms import TABLES, printed_form

DRAFTS = tuple(schema.DRAFTS)
"""Names of the clean drafts that come with hegui, the default first."""

Cells = Mapping[CellPath, str]
"""Raw text by cell path; "" is a blank cell, a path that is missing is not printed."""


@dataclass(frozen=True)
class Draft:
    """A report as facts and prose. Layouts print all of it and add nothing of their own but page furniture."""

    form: str
    unit: str
    year: int
    title: str
    metadata: Mapping[str, str]
    """The line around the title: 索引号, 发布机构 …, without the date of publication."""
    preamble: str
    period: str
    """The sentence of the 统计期限; ends the preamble's last paragraph."""
    sections: Mapping[str, str]
    """Prose by section (一 … 六) in printing order; newlines separate paragraphs."""
    headings: Mapping[str, str]
    """Heading line by section; a section without one is printed without heading."""
    tables: Mapping[str, Cells] = field(repr=False)
    organ: str | None
    signed: str | None
    """Date under the signature, as printed."""
    published: str | None = None
    """Date of publication in the metadata line, as printed."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Printed labels that deviate from the form, by names like `table3.column.总计` and `table3.group.不予公开`."""
    pictures: frozenset[str] = frozenset()
    """Tables in whose place a picture stands."""
    tail: str = ""
    copy: Draft | None = None
    """A second copy of the report in the same file."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Preamble, period and prose of the sections."""
        return (self.preamble, self.period, *self.sections.values())

    def number(self, table_id: str, path: CellPath) -> int:
        """The count in a cell, see `count_in`."""
        return count_in(self.tables.get(table_id, {}), path)


def count_in(cells: Cells, path: CellPath) -> int:
    """The count in a cell; a cell that is blank, missing or holds no whole number counts as nought."""
    raw = cells.get(path, "")
    return int(raw) if raw.isdecimal() else 0


@cache
def load_draft(name: str) -> Draft:
    """A clean draft by name (see `DRAFTS`). Raises ValueError in Chinese for an unknown name."""
    if name not in DRAFTS:
        raise ValueError(f"没有名为“{name}”的样稿；可用的样稿有：{'、'.join(DRAFTS)}。")
    data = yaml.safe_load(files("hegui.testing").joinpath("drafts", f"{name}.yaml").read_text(encoding="utf-8"))
    return _draft_of(data)


def _draft_of(data: Mapping[str, Any]) -> Draft:
    form = printed_form(data["form"])
    return Draft(
        form=form.id,
        unit=data["unit"],
        year=data["year"],
        title=data["title"],
        metadata=data.get("metadata", {}),
        preamble=data["preamble"],
        period=data["period"],
        sections=data["sections"],
        headings=form.headings,
        tables={table_id: filled(form.id, table_id, data["tables"][table_id]) for table_id in TABLES},
        organ=data["signature"]["organ"],
        signed=data["signature"]["date"],
    )


def filled(form_id: str, table_id: str, rows: Mapping[str, object]) -> Cells:
    """Cells of a table from its rows, each written as values separated by blanks; every other cell is 0."""
    row_paths = printed_form(form_id).row_paths(table_id)
    cells = {path: "0" for paths in row_paths.values() for path in paths}
    for row, values in rows.items():
        cells |= zip(row_paths[row], str(values).split(), strict=True)
    return cells
