"""What a person says who has looked at a report: what was not read or read wrong, and verdicts by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from hegui.model.form import CellPath
from hegui.model.report import Number
from hegui.model.verdict import Result


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """A verdict given by hand: `pass` or `fail`, and why."""

    rule: str
    result: Result
    reason: str


@dataclass(frozen=True, slots=True)
class Given:
    """What is settled before a report is recognised. What is None or empty is left to recognition."""

    unit: str | None = None
    year: int | None = None
    dates: tuple[tuple[str, date], ...] = ()
    """By the names that dates have in the audit: `signed`, `published`, `period_start`, `period_end`."""
    cells: tuple[tuple[str, CellPath, Number | None], ...] = ()
    """Table, path and number of a cell; None: it is blank."""
    headings: tuple[tuple[str, str], ...] = ()
    """Key of a section and the line that is its heading."""


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of a list of corrections: of one file, by one person."""

    by: str
    date: str | None = None
    reason: str = ""
    file: str | None = None
    """The file's name, with as many of its folders as tell it apart."""
    digest: str | None = None
    """The beginning of its SHA-256. A file that has changed since is another one."""
    given: Given = NOTHING
    verdicts: tuple[GivenVerdict, ...] = ()
    line: int = 0
    """Where it stands in its list."""


def merged(corrections: Iterable[Correction]) -> Given:
    """All that is given of a report; of the same place the last counts."""
    every = [one.given for one in corrections]
    return Given(
        unit=next((one.unit for one in reversed(every) if one.unit), None),
        year=next((one.year for one in reversed(every) if one.year), None),
        dates=tuple({name: day for one in every for name, day in one.dates}.items()),
        cells=tuple(
            (*place, value)
            for place, value in {(table, path): number for one in every for table, path, number in one.cells}.items()
        ),
        headings=tuple({key: line for one in every for key, line in one.headings}.items()),
    )


class Corrected(Struct, frozen=True, omit_defaults=True):
    """A place of a report that a person has corrected, or a verdict given by hand."""

    place: str
    """`unit`, `year`, `dates.signed`, `table3.本年新收.自然人`, `sections.三`, or `verdicts.` and the rule."""
    before: str | None
    """What was recognised or judged; None: nothing."""
    after: str | None
    """None: it is blank."""
    by: str
    reason: str = ""
    date: str | None = None


class IdleCorrection(Struct, frozen=True, omit_defaults=True):
    """An entry of the list of corrections that was not applied."""

    file: str | None
    digest: str | None
    by: str
    line: int


class IdleCorrections(Struct, frozen=True):
    changed: tuple[IdleCorrection, ...]
    """The file is there and is no longer what was corrected."""
    unused: tuple[IdleCorrection, ...]
    """No file of the run is meant."""
