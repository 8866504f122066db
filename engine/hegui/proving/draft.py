"""A draft: everything that a report says, before it is laid out. Packs give clean drafts in `drafts/<name>.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hegui.bundled import bundled_packs
from hegui.model.form import CellPath, Form, TableForm
from hegui.rules.forms import forms_of
from hegui.rules.mistake import suggest
from hegui.rules.strict_yaml import read_yaml

Cells = Mapping[CellPath, str]
"""Raw text by cell path; "" is a blank cell, a path that is missing is not printed."""


@dataclass(frozen=True)
class Draft:
    """A report as facts and prose. Layouts print all of it and add nothing of their own but page furniture."""

    form: Form = field(repr=False)
    unit: str
    year: int
    title: str
    metadata: Mapping[str, str]
    """The line around the title: 索引号, 发布机构 …, without the date of publication."""
    preamble: str
    period: str
    """The sentence of the 统计期限; ends the preamble's last paragraph."""
    sections: Mapping[str, str]
    """Prose by section in printing order; newlines separate paragraphs."""
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


def draft_of(name: str, drafts: Mapping[str, Mapping[str, Any]], forms: Mapping[str, Form]) -> Draft:
    """The clean draft of this name among the drafts and forms of a ruleset. Raises ValueError in Chinese where there
    is none, or where it does not fit its form."""
    if name not in drafts:
        raise ValueError(f"没有名为“{name}”的样稿；可用的样稿有：{'、'.join(drafts)}。")
    data = drafts[name]
    form = forms.get(data["form"])
    if form is None:
        raise ValueError(f"样稿 {name} 所用的格式“{data['form']}”没有，{suggest(data['form'], forms)}；请改正。")
    unknown = [key for key in data["sections"] if key not in form.section_by_key]
    unknown += [key for key in data["tables"] if key not in form.table_by_id]
    if unknown:
        raise ValueError(f"样稿 {name} 中的“{unknown[0]}”不是格式 {form.id} 的部分或表。")
    try:
        tables = {table.id: filled(table, data["tables"].get(table.id, {})) for table in form.tables}
    except ValueError as error:
        raise ValueError(f"样稿 {name}：{error}") from None
    return Draft(
        form=form,
        unit=data["unit"],
        year=data["year"],
        title=data["title"],
        metadata=data.get("metadata", {}),
        preamble=data["preamble"],
        period=data["period"],
        sections=data["sections"],
        headings={section.key: section.heading for section in form.sections},
        tables=tables,
        organ=data["signature"]["organ"],
        signed=data["signature"]["date"],
    )


def filled(table: TableForm, rows: Mapping[str, object]) -> Cells:
    """Cells of a table from its rows, each written as values separated by blanks; every other cell is 0. Raises
    ValueError in Chinese for a row that the table has not, or with too few or too many values."""
    cells = dict.fromkeys(table.paths, "0")
    for row, values in rows.items():
        paths = [path for path in table.paths if path[0] == row]
        numbers = str(values).split()
        if len(paths) != len(numbers):
            raise ValueError(f"{table.name}“{row}”一行应有 {len(paths)} 格，写了 {len(numbers)} 格。")
        cells |= zip(paths, numbers, strict=True)
    return cells


@cache
def load_draft(name: str) -> Draft:
    """A clean draft of the national pack. Raises ValueError in Chinese for an unknown name."""
    return draft_of(name, *_national())


def national_form(form_id: str) -> Form:
    """A form of the national pack. Raises KeyError where there is none of this id."""
    return _national()[1][form_id]


def national_drafts() -> tuple[str, ...]:
    """The names of the national pack's clean drafts, the default first."""
    return tuple(_national()[0])


@cache
def _national() -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, Form]]:
    """Drafts and forms of the national pack, without the rest of it."""
    folder = bundled_packs()["national"]
    drafts, forms = (
        {file.stem: read_yaml(file).data for file in sorted((folder / kind).glob("*.yaml"))}
        for kind in ("drafts", "forms")
    )
    return drafts, forms_of(forms)[0]
