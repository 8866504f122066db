"""What is compared when more than one report is at hand: the units of a roster and the reports they filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from hegui.model.audit import Audit
from hegui.model.form import CellPath
from hegui.model.frozen import FrozenDict, frozen
from hegui.model.report import Number, Unit


class Due(NamedTuple):
    """A day by which reports are due: of every year, or of the year in which one report is due."""

    month: int
    day: int
    year: int | None = None

    def of(self, report_year: int) -> date | None:
        """The day on which the report of a year is due; None where this speaks of another year."""
        if self.year not in (None, report_year + 1):
            return None
        return date(report_year + 1, self.month, self.day)


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
    """Name of the unit whose report sums up this one's, be it on the roster or not."""
    parent_hint: str | None = None
    """Of a superior that is not on the roster: the unit there that may be meant."""
    province: str | None = None
    city: str | None = None
    county: str | None = None
    url: str | None = None
    file: str | None = None
    deadline: Due | None = None
    """The day by which its report is due, where it is another than its level's."""
    rollup: bool | None = None
    """Whether its report sums up those of its subordinates; None: as the report itself says."""
    place: str = ""
    """Where it stands on the roster, in words (第 3 行)."""
    listing: Mapping[str, str] = field(default_factory=FrozenDict, hash=False)
    """Its row as printed, by the headings of all columns; empty text where a cell is blank."""


Address = tuple[str, CellPath]
"""A cell: id of its table (`table3`) and its path there."""


@dataclass(frozen=True)
class Filed:
    """A report as comparisons see it. Its numbers are fetched when first asked for, its text each time."""

    number: int
    """Its place in the run, counted from 0; -1 for an earlier report that is not audited itself."""
    path: str
    unit: Unit
    """As recognised, completed by the roster; `name` is the roster's where it is on it."""
    year: int
    form: str | None
    signed: date | None
    published: date | None
    addresses: Mapping[Address, int]
    """Index of each cell in `values`; one mapping for all reports of a form."""
    audit: Callable[[], Audit] = field(repr=False, compare=False)
    """Reads all of it from where it is kept."""
    numbers: Callable[[], tuple[Number | None, ...]] = field(repr=False, compare=False)
    """Reads its numbers from there."""

    def __post_init__(self) -> None:
        if type(self.addresses) is dict:  # else that of another report of its form
            object.__setattr__(self, "addresses", FrozenDict(self.addresses))

    @cached_property
    def values(self) -> tuple[Number | None, ...]:
        """None where a cell is blank, bears a mark or was not found."""
        return self.numbers()

    def value(self, table: str, *path: str) -> Number | None:
        index = self.addresses.get((table, path))
        return None if index is None else self.values[index]


class Stray(NamedTuple):
    """A file of the run that no unit of the roster could be given, or not one alone."""

    path: str
    unit: str | None
    """As recognised; None where it was not, or where the file could not be read."""
    year: int | None = None
    candidates: tuple[str, ...] = ()
    """The units of the roster that it may be of."""
    unread: bool = False
    """True where the file could not be read, so that nobody knows what it holds."""


Key = tuple[str, int]
"""Name of a unit and year of a report."""


@dataclass(frozen=True)
class Corpus:
    """All reports of a run, and what they are compared with."""

    reports: tuple[Filed, ...]
    """Those that are judged: of known unit and year, in the order of the audit."""
    filed: Mapping[Key, tuple[Filed, ...]]
    """Every report at hand by unit and year: of the run, and the earlier ones that it is compared with."""
    year: int | None = None
    """The year of the run: the latest that its reports are of, a stray one apart. None without any report."""
    roster: tuple[RosterUnit, ...] | None = None
    """None where no roster is given: then nothing can be missing."""
    organs: Mapping[str, Unit] = field(default_factory=dict)
    """The units of the roster as organs, by their names there."""
    due: tuple[RosterUnit, ...] = ()
    """Those of the roster to which the rule at hand applies."""
    unexpected: tuple[Stray, ...] = ()
    """Reports that belong to no unit of the roster."""
    undecided: tuple[Stray, ...] = ()
    """Reports whose unit is not known, or could be any of several of the roster; files that could not be read."""
    unjoined: tuple[Stray, ...] = ()
    """Reports whose unit could be any of several others of which there are reports, or several divisions."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "filed", frozen(self.filed))
        object.__setattr__(self, "organs", frozen(self.organs))

    def of(self, unit: str, year: int) -> Filed | None:
        """The report of a unit on a year; None where there is none, or where several give different numbers."""
        return _only(self.filed.get((unit, year), ()))

    def disputed(self, unit: str, year: int) -> bool:
        """Whether there are several reports of a unit on a year that give different numbers."""
        return bool(self.filed.get((unit, year))) and self.of(unit, year) is None

    def before(self, report: Filed) -> Filed | None:
        """The same unit's report of the year before; None as in `of`."""
        return self.of(report.unit.name, report.year - 1)

    @cached_property
    def children(self) -> Mapping[str, tuple[RosterUnit, ...]]:
        """The units of the roster by the name of the one whose report sums up theirs."""
        found: dict[str, list[RosterUnit]] = {}
        for unit in self.roster or ():
            if unit.parent is not None:
                found.setdefault(unit.parent, []).append(unit)
        return FrozenDict({name: tuple(units) for name, units in found.items()})


def _only(reports: tuple[Filed, ...]) -> Filed | None:
    first, *others = reports or (None,)
    if first is None or any(other.form != first.form or other.values != first.values for other in others):
        return None
    return first
