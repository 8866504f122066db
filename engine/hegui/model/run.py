"""The run: what an audit of any number of reports comes to, as it is stored and handed on.

These types, with those of `audit` and `verdict`, are the one description of `hegui/audit/1`: the JSON, its schema, the
page that explains it and the reading of stored runs follow from them. A field with a default is a key that is left out
where it says nothing; every other key is always there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from hegui.model.audit import Amount, Audit, Problem, Summary
from hegui.model.correction import IdleCorrections
from hegui.model.encoding import json_line, write_whole
from hegui.model.form import Form
from hegui.model.report import Level
from hegui.model.reports import Reports
from hegui.model.totals import Totals
from hegui.model.verdict import Severity, Verdict

Schema = Literal["hegui/audit/1"]
SCHEMA: Schema = "hegui/audit/1"


class RosterEntry(Struct, frozen=True):
    """A unit of the roster, with the report of the run's year that was matched to it."""

    name: str
    code: str | None
    level: Level | None
    kind: str | None
    tier: str | None
    parent: str | None
    year: int | None
    report: str | None
    """Path of its report; None where it has none."""
    total: Amount | None
    grade: str | None


class Ambiguous(Struct, frozen=True):
    """A report whose unit could be any of several, or none was recognised."""

    path: str
    unit: str | None
    candidates: tuple[str, ...]


class Repeated(Struct, frozen=True):
    """A unit of which the run has more than one report on a year."""

    unit: str
    year: int
    paths: tuple[str, ...]


class FrequentFault(Struct, frozen=True):
    """A rule that failed: on how many scored reports, and on what share of them."""

    rule: str
    title: str
    severity: Severity
    count: int
    share: Amount


class RankedUnit(Struct, frozen=True):
    """Equal totals share a rank."""

    rank: int
    name: str
    path: str
    parent: str | None
    total: Amount
    grade: str
    coverage: Amount
    faults: int
    """Rules that failed."""


class UnrankedUnit(Struct, frozen=True):
    name: str
    path: str
    parent: str | None
    reason: str


class Spread(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How units did together. Totals and grades are of those that are ranked, faults of all that are scored."""

    of: Amount
    count: int
    """Scored reports."""
    ranked: int
    mean: Amount | None
    highest: Amount | None
    upper_quartile: Amount | None
    median: Amount | None
    lower_quartile: Amount | None
    lowest: Amount | None
    grades: dict[str, int]
    """How many ranked reports have each grade, the best first."""
    most_frequent: tuple[FrequentFault, ...]
    """The most frequent first."""
    table: str = ""
    """The table by which all of them were scored, where the scheme has several."""


class RankingGroup(Spread, frozen=True, kw_only=True, omit_defaults=True):
    """Units ranked among those of the same year, tier, level and kind."""

    group: str
    year: int | None
    level: Level | None
    kind: str | None
    tier: str | None
    units: tuple[RankedUnit, ...]
    unranked: tuple[UnrankedUnit, ...]


class ParentGroup(Spread, frozen=True, kw_only=True, omit_defaults=True):
    """How the units that report to the same unit did."""

    parent: str
    year: int | None


class CorpusAudit(Struct, frozen=True, omit_defaults=True):
    """What the reports come to beside one another; empty for one report that nothing is compared with."""

    verdicts: tuple[Verdict, ...]
    units: tuple[RosterEntry, ...] | None = None
    """None where no roster was given."""
    ambiguous: tuple[Ambiguous, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    ranking: tuple[RankingGroup, ...] = ()
    parents: tuple[ParentGroup, ...] = ()


class PackUsed(Struct, frozen=True):
    name: str
    version: str
    title: str


class SectionUsed(Struct, frozen=True):
    name: str
    """What messages call it (第一部分)."""
    title: str
    heading: str
    """Its heading as the form prints it."""


class TableUsed(Struct, frozen=True):
    name: str
    """What messages call it (表三)."""
    title: str
    section: str
    """Key of the section in which it stands."""


class FormUsed(Struct, frozen=True):
    """What a form calls its parts, by their keys and ids."""

    title: str
    sections: dict[str, SectionUsed]
    tables: dict[str, TableUsed]

    @classmethod
    def of(cls, form: Form) -> FormUsed:
        return cls(
            form.title,
            {one.key: SectionUsed(one.name, one.title, one.heading) for one in form.sections},
            {one.id: TableUsed(one.name, one.title, one.section) for one in form.tables},
        )

    def section_name(self, key: str) -> str:
        """What a message calls a section; anything else by itself."""
        section = self.sections.get(key)
        return section.name if section else key

    def table_name(self, table_id: str) -> str:
        """What a message calls a table."""
        table = self.tables.get(table_id)
        return table.name if table else table_id

    def heading(self, key: str, title: str) -> str:
        """The heading of a section under this title, numbered as the form does."""
        section = self.sections.get(key)
        return section.heading.removesuffix(section.title) + title if section else title

    def section_of(self, table_id: str) -> str | None:
        """Key of the section in which a table stands."""
        table = self.tables.get(table_id)
        return table.section if table else None


class RuleUsed(Struct, frozen=True, omit_defaults=True):
    """What a rule is about, for who reads what it came to. A pack of an area may say it otherwise there."""

    basis: str
    advice: str
    note: str
    problem: str = ""
    """What the kind of fault is called that it finds, where the rule says so."""


class RulesetUsed(Struct, frozen=True, omit_defaults=True):
    """The rules of a run; equal digests mean equal rules."""

    digest: str
    packs: tuple[PackUsed, ...]
    forms: dict[str, FormUsed]
    """The official forms by their ids."""
    rules: dict[str, RuleUsed] = {}
    """By their ids; those that the run judged by."""

    def problem_of(self, rule: str, title: str) -> str:
        """What the kind of fault is called that a rule of this title finds: words that go on with “的单位 3 个”."""
        used = self.rules.get(rule)
        return (used and used.problem) or f"不符合“{title}”这一要求"

    def form_of(self, audit: Audit) -> FormUsed:
        """The form by which a report was read."""
        return self.forms.get(audit.template or "") or self.any_form

    @property
    def any_form(self) -> FormUsed:
        """All forms together, for what is of no report alone: the first that has a part names it."""
        every = list(reversed(self.forms.values()))
        sections = {key: section for form in every for key, section in form.sections.items()}
        tables = {table_id: table for form in every for table_id, table in form.tables.items()}
        return FormUsed("", sections, tables)


class IdleWaiver(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A waiver that had no effect, as it stands in its file."""

    rule: str | None = None
    unit: str | None = None
    year: int | None = None
    fingerprint: str | None = None
    reason: str
    approver: str
    date: str
    expires: str | None
    line: int


class IdleWaivers(Struct, frozen=True):
    expired: tuple[IdleWaiver, ...]
    unused: tuple[IdleWaiver, ...]
    """Those that met no finding."""


class PastRun(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An audit of a history, for its trend."""

    label: str
    number: int | None = None
    year: int | None
    median: Amount
    units: int
    """Scored reports."""


class AuditRun(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The audit of all reports. `reports` may be read from disk one by one: iterate over them, don't hold them."""

    schema: Schema
    engine: str
    generated_at: str | None = None
    ruleset: RulesetUsed
    complete: bool
    """False when a file could not be audited, or a rule, pack or plugin broke."""
    reports: Sequence[Audit]
    skipped: tuple[str, ...]
    """Files in the folders given that were passed over."""
    corpus: CorpusAudit
    errors: tuple[Problem, ...]
    totals: Totals | None = None
    """What it comes to in figures. None in what was stored without; `hegui.judge.totals` works it out."""
    waivers: IdleWaivers | None = None
    corrections: IdleCorrections | None = None
    """None where no list of corrections was given."""
    history: tuple[PastRun, ...] | None = None
    """The audits of a history up to this one, the oldest first."""
    label: str | None = None
    """Its name in the history that it was taken from."""
    number: int | None = None
    """Its number there."""

    def summaries(self) -> Iterable[Summary]:
        """Each report as an overview needs it; where the reports lie on disk, nothing else of them is read."""
        if isinstance(self.reports, Reports):
            return self.reports.summaries()
        return (audit.summary() for audit in self.reports)

    def json(self) -> Iterator[str]:
        """The run as JSON in pieces, one report a line, so that a changed report is a changed line."""
        head: Mapping[str, Any] = to_builtins(replace(self, reports=()))
        lead = "{\n"
        for key, value in head.items():
            yield f"{lead}{json_line(key)}: "
            yield from self._lines() if key == "reports" else _one_a_line(value)
            lead = ",\n"
        yield "\n}\n"

    def save(self, path: str | Path) -> None:
        """Write the JSON of the run into a file, to be read again by `hegui.read_run`."""
        write_whole(Path(path), (part.encode() for part in self.json()))

    def _lines(self) -> Iterator[str]:
        return _listed(self.reports.lines() if isinstance(self.reports, Reports) else map(json_line, self.reports))


def _one_a_line(value: object) -> Iterator[str]:
    """A list with an item a line; anything else on one line."""
    return _listed(map(json_line, value)) if isinstance(value, tuple | list) else iter([json_line(value)])


def _listed(lines: Iterable[str]) -> Iterator[str]:
    lead = "[\n"
    for line in lines:
        yield f"{lead}{line}"
        lead = ",\n"
    yield "[]" if lead == "[\n" else "\n]"
