"""The official template of a range of report years, as a pack gives it in `forms/<id>.yaml`.

A form is the only place that knows how a report is divided, numbered, titled and tabulated. Reports are recognised by
it, drafts are printed from it, and messages call things by its names. A report bears the form by which it was read, and
whoever has to name a part of it asks that form:

    report.template.section_name("一")      第一部分
    report.template.table_name("table3")    表三

A key or id that is not of the form (导语, a part of another form) is called by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Protocol

from hegui.model.frozen import FrozenDict

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
    """A row or column of a form, or a group of them: its name in rules and JSON, and how it is printed.

    `aliases` are read as this label but deviate from the form. `variants` are the form's own wording, spelt otherwise,
    and are no deviation.
    """

    key: str
    text: str
    """What is printed; empty for a group that is not printed and only adds up its parts."""
    aliases: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    parts: tuple[Label, ...] = ()
    """What a group stands over or beside. It holds no numbers of its own."""
    total: bool = False
    """True where it is the sum of the others in its groups, and so is not counted in them."""
    groups: tuple[str, ...] = ()
    """Names of the groups around it in which it counts, for `合计(…)` in rules, the innermost first."""
    mergeable: bool = False
    """True for a group that a report may print as one row in place of its parts (（六）其他处理)."""
    merges: tuple[str, ...] = ()
    """Keys of the rows that it stands for where it is such a row."""
    signed: bool = False
    """True where negative numbers are lawful (本年增/减 of the 2019 form)."""
    decimal: bool = False
    """True where a fraction is lawful (amounts in 万元)."""

    @property
    def leaves(self) -> Iterator[Label]:
        """The rows or columns that it covers: itself where it is one."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves


def leaves(labels: Iterable[Label]) -> tuple[Label, ...]:
    """The rows or columns under these labels in their printed order."""
    return tuple(leaf for label in labels for leaf in label.leaves)


def _with_merged(labels: Iterable[Label]) -> Iterator[Label]:
    """The rows or columns under these labels, a merged row behind those that it may stand for."""
    for label in labels:
        yield from _with_merged(label.parts) if label.parts else (label,)
        if label.mergeable:
            yield replace(label, parts=(), merges=tuple(leaf.key for leaf in label.leaves))


def _groups(labels: Iterable[Label]) -> Iterator[Label]:
    for label in labels:
        if label.parts and label.text and not label.mergeable:
            yield label
        yield from _groups(label.parts)


@dataclass(frozen=True)
class TableBlock:
    """A part of a table with one header: rows × columns. An empty key adds nothing to a cell's path."""

    row_headers: tuple[Label, ...]
    """The rows as they are printed, those of a group as its parts."""
    column_headers: tuple[Label, ...]
    heading: Label | None = None
    """A line over the block (第二十条第（一）项)."""

    @cached_property
    def rows(self) -> tuple[Label, ...]:
        """Every row that holds numbers, merged rows included."""
        return tuple(_with_merged(self.row_headers))

    @cached_property
    def columns(self) -> tuple[Label, ...]:
        return leaves(self.column_headers)

    @property
    def column_groups(self) -> Iterator[Label]:
        """What is printed over some of the columns, each group before those within it."""
        return (group for group in _groups(self.column_headers) if len(leaves([group])) < len(self.columns))

    def path(self, row: Label, column: Label) -> CellPath:
        """The path of the cell where a row and a column meet."""
        if row.key and column.key:
            return row.key, column.key
        return (row.key or column.key,)

    @cached_property
    def row_paths(self) -> Mapping[str, tuple[CellPath, ...]]:
        """Key of a row → the paths of its cells in the order of the columns."""
        return FrozenDict({row.key: tuple(self.path(row, column) for column in self.columns) for row in self.rows})


@dataclass(frozen=True)
class TableForm:
    """One of the statistical tables; `transposed`: printed as one row whose columns are row × column."""

    id: str
    name: str
    """What a message calls it (表三)."""
    title: str
    section: str
    """Key of the section in which it stands."""
    blocks: tuple[TableBlock, ...]
    corner: Label | None = None
    """What is printed where row labels and column labels meet."""
    transposed: bool = False

    @cached_property
    def groups(self) -> tuple[Label, ...]:
        """Labels that hold no numbers: headings of blocks, the corner, what is printed over columns and beside rows."""
        headings = [block.heading for block in self.blocks]
        headers = [labels for block in self.blocks for labels in (block.column_headers, block.row_headers)]
        found = (*headings, self.corner, *(group for labels in headers for group in _groups(labels)))
        return tuple({label.key: label for label in found if label}.values())

    @cached_property
    def axes(self) -> Mapping[str, tuple[Label, ...]]:
        """Every label by what it is of: `group`, `row` or `column`."""
        return FrozenDict(
            group=self.groups,
            row=tuple(row for block in self.blocks for row in block.rows),
            column=tuple(column for block in self.blocks for column in block.columns),
        )

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
        return FrozenDict(
            {
                block.path(row, column): (row, column)
                for block in self.blocks
                for row in block.rows
                for column in block.columns
            }
        )

    def admits(self, path: CellPath, value: int | Decimal) -> bool:
        """Whether a number may stand in a cell: no negative and no fraction but where the form allows it."""
        labels = self.labels[path]
        signed = value >= 0 or any(label.signed for label in labels)
        return signed and (value == int(value) or any(label.decimal for label in labels))


@dataclass(frozen=True, slots=True)
class SectionForm:
    """One of the parts of a report."""

    key: str
    """Its name in rules and JSON (一)."""
    number: str
    """The numeral by which it is counted (一, or the 一 of 第一章)."""
    title: str
    heading: str
    """Its heading as printed, with the number (一、总体情况)."""
    name: str
    """What a message calls it (第一部分)."""
    aliases: tuple[str, ...] = ()
    """Other titles that are accepted."""
    cues: str = ""
    """A pattern that a heading of this section matches when it is neither the title nor an alias."""


@dataclass(frozen=True, slots=True)
class PeriodForm:
    """How the statistical period is spoken of, as patterns."""

    cues: str = "(?!)"
    """Words in the sentence that states it from one day to another."""
    lead: str = "(?!)"
    """Words behind which the year alone states it (统计期限为2024年全年)."""


@dataclass(frozen=True, slots=True)
class BlankForm:
    """What a unit is given to fill in, beside the headings and tables. Texts may name `{unit}` and `{year}`."""

    title: str = ""
    """Of the report; empty for a form that is no longer filled in."""
    preamble: str = ""
    hints: Mapping[str, str] = field(default_factory=FrozenDict, hash=False)
    """What a unit is told of a section, by its key."""
    carried: Mapping[str, str] = field(default_factory=FrozenDict, hash=False)
    """Rows or cells that go on from the report of the year before, and from which: `table3.上年结转` from
    `table3.结转下年度`."""

    def source_of(self, cell: str) -> str:
        """The cell of the year before from which one goes on, both by their names; empty where it begins anew."""
        for name, source in self.carried.items():
            if cell == name or cell.startswith(f"{name}."):
                return source + cell.removeprefix(name)
        return ""


def form_names(ids: Iterable[str]) -> str:
    """What messages call forms by their ids, which are the year from which a form is used or a word of its own:
    2019、2021 年格式, “试点”格式."""
    called = list(ids)
    years = "、".join(name for name in called if name.isdigit())
    words = [f"“{name}”格式" for name in called if not name.isdigit()]
    return "、".join([f"{years} 年格式"] * bool(years) + words)


class PartNames(Protocol):
    """What messages and outputs call the parts of a report: a `Form`, or what a stored run keeps of it."""

    def section_name(self, key: str, /) -> str: ...
    def table_name(self, table_id: str, /) -> str: ...


@dataclass(frozen=True)
class Form:
    """An official template."""

    id: str
    title: str
    years: Years
    document: str
    """The document by which it was issued (国办公开办函〔2021〕30号)."""
    numbering: str
    """How a heading is printed, with `{number}` and `{title}` (`{number}、{title}`)."""
    sections: tuple[SectionForm, ...]
    tables: tuple[TableForm, ...]
    period: PeriodForm = PeriodForm()
    blank: BlankForm = BlankForm()

    @cached_property
    def section_by_key(self) -> Mapping[str, SectionForm]:
        return FrozenDict({section.key: section for section in self.sections})

    @cached_property
    def table_by_id(self) -> Mapping[str, TableForm]:
        return FrozenDict({table.id: table for table in self.tables})

    @cached_property
    def parts(self) -> frozenset[str]:
        """The keys of its sections and the ids of its tables."""
        return frozenset((*self.section_by_key, *self.table_by_id))

    def table(self, table_id: str) -> TableForm:
        return self.table_by_id[table_id]

    def table_called(self, name: str) -> TableForm | None:
        """The table that a file calls by its id or by its name in messages: `table3`, `表三`; None for another."""
        return self.table_by_id.get(name) or next((table for table in self.tables if table.name == name), None)

    def heading(self, number: str, title: str) -> str:
        """A heading as the form prints it; without a number its title alone."""
        return self.numbering.format(number=number, title=title) if number else title

    def table_name(self, table_id: str) -> str:
        """What a message calls a table."""
        table = self.table_by_id.get(table_id)
        return table.name if table else table_id

    def section_name(self, key: str) -> str:
        """What a message calls a section."""
        section = self.section_by_key.get(key)
        return section.name if section else key
