"""What recognition knows beforehand: forms and lexicons, compiled once for a ruleset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from hegui.model.form import Form, Label, TableForm
from hegui.model.report import How
from hegui.recognise.divisions import Gazetteer
from hegui.recognise.figures import FigureReader
from hegui.recognise.headings import SectionKnowledge
from hegui.recognise.text import label_key, unnumbered


class LabelHit(NamedTuple):
    """A text recognised as a label of a table."""

    label: Label
    how: How


class TableKnowledge:
    """The labels of one table of one form by their bare keys."""

    def __init__(self, form: Form, table: TableForm) -> None:
        self.form = form
        self.table = table
        self.rows = _index(row for block in table.blocks for row in block.rows)
        self.columns = _index(column for block in table.blocks for column in block.columns)
        self.groups = _index(table.groups)
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

        axes = (
            ("group", table.groups),
            ("row", [row for block in table.blocks for row in block.rows]),
            ("column", [column for block in table.blocks for column in block.columns]),
        )
        self.labels = {(axis, label.key or label.text): label for axis, labels in axes for label in labels}
        """Axis and name → label, in the order of the form."""
        self.group_names = frozenset(group.key for group in table.groups)
        self.group_keys, self.column_keys = _longest_first(self.groups), _longest_first(self.columns)

    @cached_property
    def any_label(self) -> re.Pattern[str]:
        """Any label in a text of bare keys, the longest that stands there."""
        return re.compile("|".join(_longest_first(self.known)))

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
            index.setdefault(label_key(text), LabelHit(label, How.EXACT))
    for label in labels:
        for text in label.aliases:
            index.setdefault(label_key(text), LabelHit(label, How.ALIAS))
    return index


class PageKnowledge:
    """What surrounds a report on a page: titles, metadata lines, furniture, signing organs (lexicon `page`)."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        never = "(?!)"
        self.year = re.compile(lexicon.get("year", never))
        self.title = re.compile(lexicon.get("title", never).strip().replace("YEAR", self.year.pattern))
        self.title_prefix = re.compile(lexicon.get("title_prefix", never))
        self.furniture = re.compile(lexicon.get("furniture", never).strip())
        self.page_number = re.compile(lexicon.get("page_number", never))
        self.organ = re.compile(lexicon.get("organ", never))
        self.meta_published = frozenset(lexicon.get("meta_published", ()))
        self.meta_title = tuple(lexicon.get("meta_title", ()))
        self.meta_source = tuple(lexicon.get("meta_source", ()))
        self.names: dict[str, str] = {
            name: role for role, names in lexicon.get("metadata", {}).items() for name in names
        }
        """Name of a metadata entry → its role (published, dated, plain_date, issuer, other)."""
        spelled = "|".join(r"\s*".join(name) for name in sorted(self.names, key=len, reverse=True)) or never
        self.metadata = re.compile(rf"(?:^|[\s|，；【\[（・·-])(?P<name>{spelled})\s*[：:]\s*")


class Home(NamedTuple):
    """Where a unit is whose name does not tell; None where nobody has said so."""

    province: str | None = None
    city: str | None = None


UNKNOWN = Home()


@dataclass(frozen=True)
class Knowledge:
    """Forms and lexicons made ready for recognition; build it once per ruleset with `Knowledge.of`."""

    forms: Mapping[str, Form]
    lexicons: Mapping[str, Any]
    sections: SectionKnowledge
    tables: tuple[TableKnowledge, ...]
    home: Home = UNKNOWN

    @classmethod
    def of(cls, forms: Mapping[str, Form], lexicons: Mapping[str, Any], home: Home = UNKNOWN) -> Knowledge:
        return cls(
            forms,
            lexicons,
            SectionKnowledge(forms.values()),
            tuple(TableKnowledge(form, table) for form in forms.values() for table in form.tables),
            home,
        )

    @cached_property
    def labels(self) -> frozenset[str]:
        """All labels of all tables."""
        return frozenset().union(*(table.known for table in self.tables))

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
    def page(self) -> PageKnowledge:
        return PageKnowledge(self.lexicons.get("page", {}))

    @cached_property
    def figures(self) -> FigureReader:
        return FigureReader(self.lexicons.get("figures", {}))

    @cached_property
    def unit_prefix(self) -> re.Pattern[str]:
        """What stands before the place in a unit's name (国家税务总局, 中共)."""
        prefixes = self.lexicons.get("units", {}).get("prefixes", ())
        return re.compile(rf"^(?:{'|'.join(prefixes)})") if prefixes else re.compile("(?!)")

    @cached_property
    def gazetteer(self) -> Gazetteer:
        peoples = self.lexicons.get("units", {}).get("peoples", ())
        return Gazetteer(self.lexicons.get("divisions", ()), peoples)
