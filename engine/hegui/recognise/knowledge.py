"""What recognition knows beforehand: forms and lexicons, compiled once for a ruleset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, NamedTuple

from hegui.model.form import Form, Label, TableForm
from hegui.model.report import How
from hegui.recognise.divisions import Gazetteer
from hegui.recognise.figures import FigureReader
from hegui.recognise.text import label_key, squeeze


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


class HeadingHit(NamedTuple):
    """A line that reads as the heading of a section, with what stands before and behind it on the same line."""

    key: str
    title: str
    number: str
    """The printed number as 一 … 八, empty where there is none."""
    how: How
    rest: str = ""
    before: str = ""
    style: str = ""
    """How it is numbered: 一 (一、), （ (（一）), 第 (第一部分), 1 (1.), or empty."""

    @property
    def quality(self) -> int:
        """How surely this is the heading of its section: by the title, and by a number that agrees with it."""
        agrees = self.number == self.key
        if self.how is How.EXACT:
            return 5 if agrees else 3
        if self.how is How.ALIAS:
            return 4 if agrees else 1
        return 2 if self.how is How.SIMILAR else 0


_ORDER = "一二三四五六七八"
_NUMBERED = re.compile(
    rf"^(?P<before>[^㐀-鿿]{{0,30}}?)"
    rf"(?:第(?P<part>[{_ORDER}])(?:部分|章)[、.，：·]?|[（](?P<bracketed>[{_ORDER}])[）][、.，：·]?"
    rf"|(?P<plain>[{_ORDER}])(?P<mark>[、.，：·]?))(?P<title>.+)$"
    r"|^(?P<digit>[1-8])[、.，：）]?(?P<after>[㐀-鿿].+)$"
)
_MAY_BE_NUMBERED = re.compile(rf"[^㐀-鿿]{{0,40}}[第{_ORDER}]")
_HEADING_LIMIT = 40
_ALIKE = 0.8


class SectionKnowledge:
    """Titles, aliases and cues of the six sections, over all forms."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._titles: dict[str, tuple[str, How]] = {}
        self._cues: dict[str, re.Pattern[str]] = {}
        self.official: dict[str, str] = {}
        sections = [section for form in forms for section in form.sections]
        for section in sections:
            self._titles.setdefault(label_key(section.title), (section.key, How.EXACT))
            self.official.setdefault(section.key, section.title)
        for section in sections:
            for alias in section.aliases:
                self._titles.setdefault(label_key(alias), (section.key, How.ALIAS))
            self._cues.setdefault(section.key, re.compile(section.cues))
        self._by_length = sorted(self._titles, key=len, reverse=True)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.official)

    def match(self, raw: str) -> HeadingHit | None:
        """The section whose heading this line may be, or None. A title that differs from all known counts by its number."""
        if len(raw) > _HEADING_LIMIT and not _MAY_BE_NUMBERED.match(raw):
            return None
        text = squeeze(raw)
        numbered = _NUMBERED.match(text)
        if numbered is None:
            hit = self._titles.get(label_key(text)) if len(text) <= _HEADING_LIMIT else None
            return HeadingHit(hit[0], text, "", hit[1]) if hit and hit[1] is How.EXACT else None
        parts = numbered.groupdict("")
        title = parts["title"] or parts["after"]
        style = "第" if parts["part"] else "（" if parts["bracketed"] else "1" if parts["digit"] else "一"
        number = parts["part"] or parts["bracketed"] or parts["plain"] or _ORDER[int(parts["digit"]) - 1]
        before = parts["before"] if label_key(parts["before"]) else ""
        found = self._titled(title, number) or (self._untitled(title, number) if parts["mark"] else None)
        if found is None:
            return None
        key, heading, how, rest = found
        return HeadingHit(key, heading, number, how, rest, before, style)

    def _titled(self, title: str, number: str) -> tuple[str, str, How, str] | None:
        bare = label_key(title)
        hit = self._titles.get(bare) if len(title) <= _HEADING_LIMIT else None
        if hit:
            return hit[0], title.rstrip("：。"), hit[1], ""
        for known in self._by_length:
            if bare.startswith(known):
                key, how = self._titles[known]
                return self._run_in(title, known, key, how, number)
        return None

    def _run_in(self, title: str, known: str, key: str, how: How, number: str) -> tuple[str, str, How, str] | None:
        """A heading and its text on one line: 六、其他需要报告的事项：无。"""
        if how is not How.EXACT and len(known) < 6:
            return None
        end = _offset_after(title, len(known))
        rest = title[end:]
        sentence = how is How.EXACT and key == number and rest[-1:] == "。"
        if sentence or rest[:1] in "：。，" or len(rest) > len(known) + 12 or rest.startswith(("无", "20", "本")):
            return key, title[:end], how, rest.lstrip("：。， ")
        return None

    def _untitled(self, title: str, number: str) -> tuple[str, str, How, str] | None:
        """A short line under the section's number whose title is another: by its words, by its spelling, or unknown."""
        if number not in self._cues or len(title) > _HEADING_LIMIT or title[-1] in "。；，" or "。" in title:
            return None
        similar = self._cues[number].search(title) or self._spelled_alike(title, self.official[number])
        return number, title.rstrip("："), How.SIMILAR if similar else How.POSITION, ""

    def _spelled_alike(self, title: str, official: str) -> bool:
        bare, known = label_key(title), label_key(official)
        return abs(len(bare) - len(known)) < 4 and SequenceMatcher(None, known, bare, autojunk=False).ratio() >= _ALIKE


def _offset_after(text: str, count: int) -> int:
    """The offset in `text` behind its first `count` label characters."""
    seen = 0
    for offset, character in enumerate(text):
        if label_key(character):
            seen += 1
            if seen == count:
                return offset + 1
    return len(text)


class PageKnowledge:
    """What surrounds a report on a page: titles, metadata lines, furniture, signing organs (lexicon `page`)."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        never = "(?!)"
        self.year = re.compile(lexicon.get("year", never))
        self.title = re.compile(lexicon.get("title", never).strip().replace("YEAR", self.year.pattern))
        self.title_prefix = re.compile(lexicon.get("title_prefix", never))
        self.furniture = re.compile(lexicon.get("furniture", never).strip())
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


@dataclass(frozen=True)
class Knowledge:
    """Forms and lexicons made ready for recognition; build it once per ruleset with `Knowledge.of`."""

    forms: Mapping[str, Form]
    lexicons: Mapping[str, Any]
    sections: SectionKnowledge
    tables: tuple[TableKnowledge, ...]

    @classmethod
    def of(cls, forms: Mapping[str, Form], lexicons: Mapping[str, Any]) -> Knowledge:
        return cls(
            forms,
            lexicons,
            SectionKnowledge(forms.values()),
            tuple(TableKnowledge(form, table) for form in forms.values() for table in form.tables),
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
