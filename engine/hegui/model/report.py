"""What recognition gives: a report with its unit, year, dates, sections, tables and figures, each with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, cast

from hegui.model.document import Place, Source
from hegui.model.form import CellPath, Form
from hegui.model.frozen import FrozenDict

Number = int | Decimal

TITLE, PREAMBLE, SIGNATURE = "标题", "导语", "落款"
"""What stands around the sections: the title, what stands before the first section, the signature and what follows."""


class CellKind(StrEnum):
    """Four different things, never mixed: only a number enters a sum."""

    NUMBER = "number"
    BLANK = "blank"
    MARK = "mark"
    """A mark in a number's place: / — 无."""
    TEXT = "text"
    NOT_FOUND = "not_found"


class MatchedBy(StrEnum):
    """What a label, section or cell was matched by."""

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
    how: MatchedBy = MatchedBy.EXACT


class LabelSeen(NamedTuple):
    """A label of the form as it stands in the report. `text` is None where it was not found."""

    key: str
    form_text: str
    text: str | None
    how: MatchedBy | None
    place: Place | None
    axis: str
    """`row`, `column` or `group`."""
    nearest: str | None = None
    """For a label not found: the nearest text that is there."""


class PartOfOther(NamedTuple):
    """A part of a table that follows the form of another year: its id, the heading of the part, and where it begins."""

    form: str
    heading: str
    place: Place


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
    """`grid`, `stream`, or `list` where each line names its cell."""
    paths: tuple[CellPath, ...] = ()
    """Every cell of the form in its order (`TableForm.paths`)."""
    doubtful: Mapping[CellPath, Cell] = field(default_factory=dict)
    """Cells read without enough certainty. They are not in `cells`: no rule judges by them."""
    others: tuple[PartOfOther, ...] = ()
    """Its parts that follow another form than the rest; they are not read."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", FrozenDict(self.cells))
        object.__setattr__(self, "doubtful", FrozenDict(self.doubtful))

    @cached_property
    def integers(self) -> tuple[int, ...] | None:
        """The values in the order of `paths`, or None unless every cell is a whole number.

        Most tables are such, and identities over a whole table run on this many times faster than cell by cell.
        """
        try:
            values = tuple([cell.value for cell in map(self.cells.__getitem__, self.paths)])
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
    listing: Mapping[str, str] = field(default_factory=FrozenDict, hash=False)
    """Its row of the roster as printed, by the headings of all columns; empty text where a cell is blank."""


class Passage(NamedTuple):
    """A paragraph of prose inside the report's `prose`.

    `start` is its offset in `Report.prose`; `text` is the paragraph without blanks, punctuation full width and digits
    half width, so that patterns need one spelling only.
    """

    text: str
    raw: str
    start: int
    section: str
    """Key of the section in which it stands, or `TITLE`, `PREAMBLE` or `SIGNATURE`."""
    place: Place


class Stretch(NamedTuple):
    """Neighbouring passages of one section, by their offsets in `Report.prose`."""

    section: str
    """As that of a `Passage`."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report as it stands there."""

    key: str
    title: str
    """Its heading as printed, without the number."""
    number: str
    """The numeral by which it is counted, as the form writes it (一 for 1. and 第一部分); empty where there is none."""
    how: MatchedBy
    place: Place
    start: int
    """Offsets of its body in `Report.prose`."""
    end: int


class Figure(NamedTuple):
    """A number that the text states about a subject (新收, 办结, 行政复议 …)."""

    subject: str
    """What it counts; several subjects joined by 、 where it counts them together."""
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
    readings: tuple[tuple[str, ...], ...] = ()
    """Where it counts several subjects, or may mean one or another: those counted together in each way to read it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The signing organ and date at the end; either may be missing."""

    organ: str | None
    place: Place | None
    date: Dated | None = None
    """The date printed with it (dates.signed may also come from under the title or from the metadata)."""


class Broken(NamedTuple):
    """Where the text of a report breaks off, or begins late: the section, the words there, their place."""

    section: str
    words: str
    place: Place

    @property
    def before(self) -> str:
        """What is told of what stands before it, where a report begins there."""
        return f"文字从“{self.words}”开始，其前的内容没有读到"

    @property
    def behind(self) -> str:
        """What is told where a report breaks off there."""
        return f"文字在“{self.words}”处中断"


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
    template: Form
    """The form by which it was read, and which calls its parts by their names: the one whose labels its tables bear,
    else the one of its year."""
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
    gaps: bool = False
    """True where parts of the file could not be read: scans among pages of text."""
    broken: Broken | None = None
    """Where it breaks off, inside a word, a sentence or a table, or as a page cut off in transfer; None if nowhere."""
    begins: Broken | None = None
    """Where it begins, if what stood before it was lost: the first section found, and the first words."""
    notes: tuple[str, ...] = ()
    doubts: frozenset[int] = frozenset()
    """Ordinals of the paragraphs that were recognised from a picture without enough certainty."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "metadata", FrozenDict(self.metadata))
        object.__setattr__(self, "tables", FrozenDict(self.tables))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple([passage.start for passage in self.passages])

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The whole of `prose`, section by section."""
        found = []
        for section, passages in groupby(self.passages, attrgetter("section")):
            first, *others = passages
            last = others[-1] if others else first
            found.append(Stretch(section, first.start, last.start + len(last.text)))
        return tuple(found)

    def passage_at(self, offset: int) -> Passage:
        """The passage in which an offset of `prose` lies."""
        return self.passages[max(bisect_right(self._starts, offset) - 1, 0)]

    def unread(self, key: str | None = None) -> str:
        """Why nobody can say what stands in a section (None: at the end), in words for the user; empty where it was
        read to its end."""
        if self.gaps:
            return "文件没有读全"
        if self.begins is None and self.broken is None:
            return ""
        order = [TITLE, PREAMBLE, *(section.key for section in self.template.sections), SIGNATURE, None]
        first, last = (order.index(key), order.index(key)) if key in order else (0, len(order))  # any other: the whole
        if self.begins and first < order.index(self.begins.section):
            return self.begins.before
        if self.broken and last >= order.index(self.broken.section):
            return self.broken.behind
        return ""

    @cached_property
    def section_by_key(self) -> Mapping[str, Section]:
        return FrozenDict({section.key: section for section in self.sections})

    def text_of(self, key: str) -> str:
        """Body of a section, empty where it is missing."""
        section = self.section_by_key.get(key)
        return "" if section is None else self.prose[section.start : section.end]
