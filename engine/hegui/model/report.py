"""What recognition gives: a report with its unit, year, dates, sections, tables and figures, each with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, cast

from hegui.model.document import Place, Source
from hegui.model.form import CellPath

Number = int | Decimal


class CellKind(StrEnum):
    """Four different things, never mixed: only a number enters a sum."""

    NUMBER = "number"
    BLANK = "blank"
    MARK = "mark"
    """A mark in a number's place: / — 无."""
    TEXT = "text"
    NOT_FOUND = "not_found"


class How(StrEnum):
    """How a label, section or cell was matched."""

    EXACT = "exact"
    ALIAS = "alias"
    SIMILAR = "similar"
    POSITION = "position"


class Cell(NamedTuple):
    """One cell of a table. `value` is set for numbers only."""

    raw: str
    kind: CellKind
    value: Number | None
    place: Place
    how: How = How.EXACT


class LabelSeen(NamedTuple):
    """A label of the form as it stands in the report. `text` is None where it was not found."""

    key: str
    form_text: str
    text: str | None
    how: How | None
    place: Place | None
    axis: str
    """`row`, `column` or `group`."""
    nearest: str | None = None
    """For a label not found: the nearest text that is there."""


@dataclass(frozen=True)
class Table:
    """A recognised table. A path that is not in `cells` was not found."""

    id: str
    cells: Mapping[CellPath, Cell]
    labels: tuple[LabelSeen, ...]
    place: Place
    form: str
    """Id of the form whose labels it bears."""
    unplaced: tuple[str, ...] = ()
    """What stood in the table and could not be given a place, in words for the user."""
    read_by: str = "grid"
    """`grid` or `stream`."""
    paths: tuple[CellPath, ...] = ()
    """Every cell of the form in its order (`TableForm.paths`)."""
    doubtful: Mapping[CellPath, Cell] = field(default_factory=dict)
    """Cells read without enough certainty. They are not in `cells`: no rule judges by them."""

    @cached_property
    def integers(self) -> tuple[int, ...] | None:
        """The values in the order of `paths`, or None unless every cell is a whole number.

        Most tables are such, and identities over a whole table run on this many times faster than cell by cell.
        """
        cells = self.cells
        try:
            values = tuple([cells[path].value for path in self.paths])
        except KeyError:
            return None
        return cast("tuple[int, ...]", values) if set(map(type, values)) == {int} else None

    def number(self, path: CellPath) -> Number | None:
        cell = self.cells.get(path)
        return None if cell is None else cell.value


class Dated(NamedTuple):
    """A date as printed. `value` is None where the printed date does not exist (2月30日)."""

    value: date | None
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a report; None where it states none."""

    period_start: Dated | None = None
    period_end: Dated | None = None
    signed: Dated | None = None
    published: Dated | None = None


class Level(StrEnum):
    """各级人民政府, or 政府部门 and 派出机构 (contract of the JSON)."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Unit:
    """The reporting organ. `kind` is a name from the lexicon of units; `tier` is 省 市 县 乡, or None where unknown."""

    name: str
    level: Level
    kind: str
    tier: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    place: Place = Place()  # noqa: RUF009 -- frozen
    assumed: bool = False
    """True where its name does not tell the place and the user did."""
    listed: str | None = None
    """Its name on the roster; None where it is not on it, or none was given."""
    deadline: date | None = None
    """The day by which the roster wants this report, where it says so."""


class Passage(NamedTuple):
    """A paragraph of prose inside the report's `prose`.

    `start` is its offset in `Report.prose`; `text` is the paragraph without blanks, punctuation full width and digits
    half width, so that patterns need one spelling only.
    """

    text: str
    raw: str
    start: int
    section: str
    """一 … 六, 导语 (before section 一), 标题, 落款 (signature and after)."""
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report as it stands there."""

    key: str
    title: str
    """Its heading as printed, without the number."""
    number: str
    """The printed number (一 … ), empty where there is none."""
    how: How
    place: Place
    start: int
    """Offsets of its body in `Report.prose`."""
    end: int


class Figure(NamedTuple):
    """A number that the text states about a subject (新收, 办结, 行政复议 …)."""

    subject: str
    value: Number | None
    exact: bool
    unit: str
    start: int
    """Offsets in `Report.prose` of the words that state it."""
    end: int
    sentence: tuple[int, int]
    scope: str | None = None
    """Scope word found beside it (全区, 我办), else None."""
    area_wide: bool | None = None
    """True for a scope word of a whole area, False for the organ's own, None without one."""
    partial: bool = False
    """True where it counts a part only (其中, 网上, 上半年)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The signing organ and date at the end; either may be missing."""

    organ: str | None
    place: Place | None
    date: Dated | None = None
    """The date printed with it (dates.signed may also come from under the title or from the metadata)."""


@dataclass(frozen=True)
class Report:
    """A recognised report."""

    source: Source
    title: str | None
    title_place: Place
    unit: Unit | None
    year: int | None
    form: str | None
    """Id of the form whose labels the tables bear, or None without tables."""
    dates: Dates
    signature: Signature
    metadata: Mapping[str, str]
    """Names and values of the block of metadata around the report (索引号, 发布机构 …)."""
    sections: tuple[Section, ...]
    tables: Mapping[str, Table]
    passages: tuple[Passage, ...]
    prose: str
    figures: tuple[Figure, ...]
    pictures: tuple[str, ...] = ()
    """Keys of the sections in which a picture stands where a table is due."""
    unread_tables: frozenset[str] = frozenset()
    """Ids of the tables that are there, in words that could not be put into cells."""
    copies: tuple[Report, ...] = ()
    """Further copies of the same report in the same file; judged only against this one."""
    truncated: bool = False
    """True where the file could not be read whole: a page cut off in transfer, scans among pages of text."""
    notes: tuple[str, ...] = ()
    doubts: frozenset[int] = frozenset()
    """Ordinals of the paragraphs that were recognised from a picture without enough certainty."""

    @cached_property
    def _starts(self) -> list[int]:
        return [passage.start for passage in self.passages]

    def passage_at(self, offset: int) -> Passage:
        """The passage in which an offset of `prose` lies."""
        return self.passages[max(bisect_right(self._starts, offset) - 1, 0)]

    @cached_property
    def section_by_key(self) -> Mapping[str, Section]:
        return {section.key: section for section in self.sections}

    def text_of(self, key: str) -> str:
        """Body of a section (一 … 六), empty where it is missing."""
        section = self.section_by_key.get(key)
        return "" if section is None else self.prose[section.start : section.end]
