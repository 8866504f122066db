"""What recognition knows beforehand: forms and lexicons, compiled once for a ruleset."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from hegui.model.form import Form, Label, TableForm
from hegui.model.report import MatchedBy
from hegui.recognise.dates import PeriodReader
from hegui.recognise.figures import FigureReader
from hegui.recognise.frame import Frames
from hegui.recognise.headings import SectionHeadings
from hegui.recognise.organs import OrganNames
from hegui.recognise.text import label_key, unnumbered
from hegui.recognise.units import UNKNOWN, Home, UnitReader

_NEVER = "(?!)"
_NOTE = re.compile(r"\s*(?:[（(][^（）()]*[）)]|[【\[][^【】\[\]]*[】\]])\s*$")
"""A note in brackets at the end of a label: how to fill in, who need not."""


class LabelHit(NamedTuple):
    """A text recognised as a label of a table."""

    label: Label
    how: MatchedBy


class Named(NamedTuple):
    """A label in the name of a cell: what it is of (`row`, `column`, `group`), and its bare key as printed."""

    axis: str
    hit: LabelHit
    key: str


def name_of(label: Label) -> str:
    """The name of a row or column: its key, or its label where it adds nothing to a cell's path."""
    return label.key or label.text


class TableKnowledge:
    """The labels of one table of one form by their bare keys."""

    def __init__(self, form: Form, table: TableForm) -> None:
        self.form = form
        self.table = table
        self.rows, self.columns, self.groups = (_index(table.axes[axis]) for axis in ("row", "column", "group"))
        self.block_of = {row.key: index for index, block in enumerate(table.blocks) for row in block.rows}
        """Key of a row → index of its block."""
        self.known = self.rows.keys() | self.columns.keys() | self.groups.keys()
        self.pieces = frozenset(
            key[start : start + length]
            for key in self.columns.keys() | self.groups.keys()
            for length in (2, 3, 4)
            for start in range(0, len(key) - length + 1)
        )
        """Fragments of column labels, which narrow cells break over lines (商业 | 企业)."""

        self.labels = {(axis, name_of(label)): label for axis, own in table.axes.items() for label in own}
        """Axis and name → label, in the order of the form."""
        self.group_over = {
            name_of(column): group.key
            for block in table.blocks
            for group in block.column_groups
            for column in group.leaves
        }
        """Name of a column → the innermost group printed over it, but not over all of its block."""
        self.group_keys, self.column_keys = _longest_first(self.groups), _longest_first(self.columns)
        self._before_row = re.compile(f"(?:{'|'.join(self.group_keys) or '(?!)'})(?=.)")

    def row(self, text: str) -> LabelHit | None:
        """The row whose label this text is, be it with a note in brackets behind it (规章（县级填 0）), be it with its
        group before it (行政诉讼（复议后起诉）)."""
        key = label_key(text)
        hit = self.rows.get(key) or self.rows.get(label_key(_NOTE.sub("", text)))
        if hit is None:
            group = self._before_row.match(key)
            hit = self.rows.get(key[group.end() :]) if group else None
        return hit

    def knows(self, text: str) -> bool:
        """Whether the text is a label of this table, be it with a note behind it."""
        if label_key(text) in self.known or self.row(text) is not None:
            return True
        return label_key(_NOTE.sub("", text)) in self.columns

    @cached_property
    def any_label(self) -> re.Pattern[str]:
        """Any label in a text of bare keys, the longest that stands there."""
        return re.compile("|".join(_longest_first(sorted(self.known))))

    @cached_property
    def headings(self) -> tuple[Label, ...]:
        """What is printed over blocks."""
        return tuple(block.heading for block in self.table.blocks if block.heading)

    @cached_property
    def names(self) -> Callable[[str], Sequence[Named]]:
        """The labels of which a text consists, and of nothing else but the name of the table before them; else none."""
        return lru_cache(maxsize=1 << 10)(self._names)  # nearly all that is asked for stands in every report

    def _names(self, text: str) -> Sequence[Named]:
        key = label_key(text)
        at = 0
        for called in (self.table.name, self.form.section_by_key[self.table.section].heading, self.table.title):
            bare = label_key(called)
            at += len(bare) if bare and key.startswith(bare, at) else 0
        named: list[Named] = []
        while at < len(key):
            match = self.any_label.match(key, at)
            if match is None:
                return ()
            axes = (("row", self.rows), ("column", self.columns), ("group", self.groups))
            named.append(next(Named(axis, hit, match[0]) for axis, index in axes if (hit := index.get(match[0]))))
            at = match.end()
        return named

    @cached_property
    def unnumbered_rows(self) -> frozenset[str]:
        """Keys of the row labels without their numbers: 总计 for （七）总计, which alone could be a column."""
        return frozenset(map(unnumbered, self.rows))

    @cached_property
    def row_keys(self) -> tuple[str, ...]:
        return _longest_first(self.rows)


def _longest_first(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(keys, key=len, reverse=True))


def _index(labels: Iterable[Label]) -> dict[str, LabelHit]:
    """Printed labels win over aliases: an alias of one label may be the text of another."""
    labels = tuple(labels)
    index: dict[str, LabelHit] = {}
    for label in labels:
        for text in (label.text, *label.variants):
            index.setdefault(label_key(text), LabelHit(label, MatchedBy.EXACT))
    for label in labels:
        for text in label.aliases:
            index.setdefault(label_key(text), LabelHit(label, MatchedBy.ALIAS))
    return index


class FormFamily:
    """Forms that divide a report alike: the same sections, and tables of the same names in them. They differ in years,
    and which of them the tables follow their labels tell."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.forms = tuple(forms)
        self.headings = SectionHeadings(forms)
        self.tables = tuple(TableKnowledge(form, table) for form in forms for table in form.tables)
        self.period = PeriodReader(form.period for form in forms)
        self.tabular = frozenset(table.section for form in forms for table in form.tables)
        """Keys of the sections that hold tables: no other kind of annual report has such."""

    @cached_property
    def labels(self) -> frozenset[str]:
        """All labels of all tables."""
        return frozenset().union(*(table.known for table in self.tables))

    @cached_property
    def frames(self) -> Frames:
        return Frames(self.labels)

    def labels_cell(self, text: str) -> bool:
        """Whether a text is a label of a table, or made up of such as the name of a cell is."""
        return label_key(text) in self.labels or any(table.names(text) for table in self.tables)

    @cached_property
    def own_labels(self) -> Mapping[str, frozenset[str]]:
        """Id of a table → labels that no other table has, over all forms."""
        known: dict[str, set[str]] = {}
        for table in self.tables:
            known.setdefault(table.table.id, set()).update(table.known)
        return {
            name: frozenset(keys.difference(*(others for other, others in known.items() if other != name)))
            for name, keys in known.items()
        }

    @cached_property
    def numbered(self) -> Mapping[str, frozenset[str]]:
        """Id of a table → labels of its rows, over all forms."""
        known: dict[str, set[str]] = {}
        for table in self.tables:
            known.setdefault(table.table.id, set()).update(table.rows)
        return {name: frozenset(keys) for name, keys in known.items()}

    @cached_property
    def rows(self) -> frozenset[str]:
        """All labels of rows."""
        return frozenset().union(*self.numbered.values())

    def form_of(self, year: int | None) -> Form | None:
        """The form for the reports on a year."""
        return next((form for form in self.forms if year in form.years), None)

    @property
    def newest(self) -> Form:
        return max(self.forms, key=lambda form: form.years.first or 0)


def families(forms: Iterable[Form]) -> tuple[FormFamily, ...]:
    """The forms by how they divide a report, in their order."""
    alike: dict[Hashable, list[Form]] = {}
    for form in forms:
        sections = tuple((section.key, section.heading) for section in form.sections)
        tables = tuple((table.id, table.section) for table in form.tables)
        alike.setdefault((sections, tables), []).append(form)
    return tuple(map(FormFamily, alike.values()))


class PageKnowledge:
    """What surrounds a report on a page, and how it speaks of itself (lexicon `page`, which explains its keys)."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        def pattern(key: str) -> re.Pattern[str]:
            return re.compile(lexicon.get(key, _NEVER).strip())

        self.year = pattern("year")
        self.title = re.compile(lexicon.get("title", _NEVER).strip().replace("YEAR", self.year.pattern))
        self.title_end = pattern("title_end")
        self.title_prefix = pattern("title_prefix")
        self.furniture = pattern("furniture")
        self.page_number = pattern("page_number")
        self.opening = pattern("opening")
        self.about_reports = pattern("about_reports")
        self.beside_others = pattern("beside_others")
        self.whole = pattern("whole")
        self.year_of_report = pattern("year_of_report")
        self.year_in_text = pattern("year_in_text")
        self.first_year: int = lexicon.get("first_year", 0)
        self.meta_published = frozenset(lexicon.get("meta_published", ()))
        self.meta_title = tuple(lexicon.get("meta_title", ()))
        self.meta_source = tuple(lexicon.get("meta_source", ()))
        self.names: dict[str, str] = {
            name: role for role, names in lexicon.get("metadata", {}).items() for name in names
        }
        """Name of a metadata entry → its role (published, dated, plain_date, issuer, other)."""
        spelled = "|".join(r"\s*".join(name) for name in sorted(self.names, key=len, reverse=True)) or _NEVER
        mark = r"(?:[】\]]\s*[：:]?\s*|[：:]\s*|(?=20\d\d[-年./]))"
        self.metadata = re.compile(rf"(?:^|[\s|，；【\[（・·-])(?P<name>{spelled})\s*{mark}")


@dataclass(frozen=True)
class Knowledge:
    """Forms and lexicons made ready for recognition; build it once per ruleset with `Knowledge.of`."""

    families: tuple[FormFamily, ...]
    lexicons: Mapping[str, Any]
    home: Home = UNKNOWN

    @classmethod
    def of(cls, forms: Mapping[str, Form], lexicons: Mapping[str, Any], home: Home = UNKNOWN) -> Knowledge:
        return cls(families(forms.values()), lexicons, home)

    @cached_property
    def page(self) -> PageKnowledge:
        return PageKnowledge(self.lexicons.get("page", {}))

    @cached_property
    def organs(self) -> OrganNames:
        return OrganNames(self.lexicons.get("organs", {}), self.page.year.pattern, self.units.gazetteer)

    @cached_property
    def figures(self) -> FigureReader:
        return FigureReader(self.lexicons.get("figures", {}))

    @cached_property
    def units(self) -> UnitReader:
        return UnitReader(self.lexicons, self.home)
