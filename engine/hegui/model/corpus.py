"""What is compared when more than one report is at hand: the units of a roster and the reports they filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hegui.model.form import CellPath
from hegui.model.renderer import Record
from hegui.model.report import Number, Unit


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A unit that has to report, as the supervising office lists it. What it leaves open is None or empty."""

    name: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    level: str | None = None
    """`government` or `department`."""
    kind: str | None = None
    """A kind of organ from the lexicon of units."""
    tier: str | None = None
    """省, 市, 县 or 乡."""
    parent: str | None = None
    """Name of the unit whose report sums up this one's."""
    province: str | None = None
    city: str | None = None
    county: str | None = None
    url: str | None = None
    file: str | None = None
    deadline: date | None = None
    """The day by which its report is due, where it is another than its level's."""


Address = tuple[str, CellPath]
"""A cell: id of its table (`table3`) and its path there."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as comparisons see it. Its numbers are at hand, its text is fetched when asked for."""

    number: int
    """Its row in the audit, counted from 0; -1 for an earlier report that is not audited itself."""
    path: str
    unit: Unit
    """As recognised, completed by the roster; `name` is the roster's where it is on it."""
    year: int
    form: str | None
    signed: date | None
    published: date | None
    addresses: Mapping[Address, int]
    """Index of each cell in `values`; one mapping for all reports of a form."""
    values: tuple[Number | None, ...]
    """None where a cell is blank, bears a mark or was not found."""
    row: Callable[[], Record] = field(repr=False, compare=False)
    """Its row in the audit record, read from where it is kept."""

    def value(self, table: str, *path: str) -> Number | None:
        index = self.addresses.get((table, path))
        return None if index is None else self.values[index]


@dataclass(frozen=True)
class Corpus:
    """All reports of a run, and what they are compared with."""

    reports: tuple[Filed, ...]
    """Those that are judged: of known unit and year, in the order of the audit."""
    earlier: Mapping[tuple[str, int], Filed]
    """By unit and year: reports of a year before, from the same run or named as such."""
    roster: tuple[RosterUnit, ...] | None = None
    """None where no roster is given: then nothing can be missing."""
    unexpected: tuple[str, ...] = ()
    """Paths of the reports that belong to no unit of the roster."""
    undecided: tuple[str, ...] = ()
    """Paths of the reports whose unit could be any of several of the roster, or is not known."""

    def before(self, report: Filed) -> Filed | None:
        """The same unit's report of the year before."""
        return self.earlier.get((report.unit.name, report.year - 1))
