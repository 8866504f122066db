"""The official form of a year, filled in as far as a unit has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from hegui.errors import UsageError
from hegui.model.audit import Audit
from hegui.model.form import CellPath, Form
from hegui.project.rules import Rules, load
from hegui.proving.draft import Draft
from hegui.proving.layouts import html_page
from hegui.proving.sheets import Sheet, sheet_of

Cells = Mapping[str, str]
"""What is written in cells, by their names: `table3.本年新收.自然人`."""


@dataclass(frozen=True)
class Part:
    """A section of the form: its heading, what a unit is told of it, its tables as they are printed."""

    key: str
    heading: str
    hint: str
    text: str
    tables: tuple[Sheet, ...]


@dataclass(frozen=True)
class FilledForm:
    """A report that is being written: what is not filled in yet is blank."""

    form: Form = field(repr=False)
    unit: str
    year: int
    texts: Mapping[str, str] = field(default_factory=dict)
    """Prose by the keys of sections; newlines separate paragraphs."""
    cells: Cells = field(default_factory=dict)
    signed: date | None = None

    @classmethod
    def of(
        cls,
        unit: str,
        year: int,
        *,
        texts: Mapping[str, str] | None = None,
        cells: Cells | None = None,
        signed: date | None = None,
        last: Audit | None = None,
        rules: Rules | None = None,
    ) -> FilledForm:
        """The form that is in force for a year.

        Args:
            unit: The unit's full name.
            year: The year on which it reports.
            texts: Prose by the keys of sections; what the form has no section for is left out.
            cells: What is written in cells, by their names; what the form has no cell for is left out.
            signed: The day under the signature.
            last: The audit of the unit's report of the year before: what goes on from there is filled in, where
                `cells` does not say otherwise.
            rules: What `hegui.load` has loaded, by default all packs that there are.

        Raises:
            UsageError: No form of that year can be filled in.
        """
        forms = (rules or load()).ruleset.forms.values()
        form = next((form for form in forms if year in form.years and form.blank.title), None)
        if form is None:
            raise UsageError(f"没有 {year} 年度可以填写的报告格式，请检查年度。", "year")
        paths = _paths(form)
        given = _carried(form, last) | {name: text.strip() for name, text in (cells or {}).items() if name in paths}
        known = {key: text for key, text in (texts or {}).items() if key in form.section_by_key}
        return cls(form, unit, year, known, given, signed)

    @cached_property
    def title(self) -> str:
        return self._said(self.form.blank.title)

    @property
    def parts(self) -> Iterator[Part]:
        """The sections in order."""
        for section in self.form.sections:
            sheets = (sheet_of(self._draft, table.id) for table in self.form.tables if table.section == section.key)
            yield Part(
                key=section.key,
                heading=section.heading,
                hint=self._said(self.form.blank.hints.get(section.key, "")),
                text=self.texts.get(section.key, ""),
                tables=tuple(sheet for sheet in sheets if sheet),
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all cells, in the form's order."""
        return tuple(_paths(self.form))

    @property
    def blanks(self) -> tuple[str, ...]:
        """The cells in which nothing is written yet."""
        return tuple(name for name in self.names if not self.cells.get(name))

    def page(self) -> bytes:
        """As a web page, to be audited while it is being written."""
        return html_page(self._draft)

    def document(self) -> bytes:
        """As a Word document; what a unit is told of each section stands beside it as comments."""
        from hegui.drafting.document import document

        return document(self.title, self._draft, {part.heading: part.hint for part in self.parts if part.hint})

    @cached_property
    def _draft(self) -> Draft:
        tables: dict[str, dict[CellPath, str]] = {}
        for name, (table, path) in _paths(self.form).items():
            tables.setdefault(table, {})[path] = self.cells.get(name, "")
        signed = self.signed and f"{self.signed.year}年{self.signed.month}月{self.signed.day}日"
        return Draft(
            form=self.form,
            unit=self.unit,
            year=self.year,
            title=self.title,
            metadata={},
            preamble=self._said(self.form.blank.preamble),
            period="",
            sections={section.key: self.texts.get(section.key, "") for section in self.form.sections},
            headings={section.key: section.heading for section in self.form.sections},
            tables=tables,
            organ=self.unit,
            signed=signed or None,
        )

    def _said(self, pattern: str) -> str:
        return pattern.format(unit=self.unit, year=self.year) if pattern else ""


def _paths(form: Form) -> dict[str, tuple[str, CellPath]]:
    """Every cell of a form by its name."""
    return {".".join((table.id, *path)): (table.id, path) for table in form.tables for path in table.paths}


def _carried(form: Form, last: Audit | None) -> dict[str, str]:
    """The cells that go on from the report of the year before, as far as they were read there."""
    if last is None:
        return {}
    before = {
        ".".join(filter(None, (table, row, column))): str(number)
        for table, rows in last.tables.items()
        for row, value in rows.items()
        for column, number in (value.items() if isinstance(value, dict) else [("", value)])
        if number is not None
    }
    sources = {name: form.blank.source_of(name) for name in _paths(form)}
    return {name: before[source] for name, source in sources.items() if source in before}
