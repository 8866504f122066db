"""The lexicon `figures`, compiled: how each subject's number is stated, and the words that qualify a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from hegui.model.regex import compiled_once
from hegui.recognise.flow import Flow
from hegui.recognise.items import Family, ItemReader

NUMBER = (
    r"(?:(?<![第\d.])(?:\d{1,3}(?:[， ]\d{3})+(?!\d)|\d+(?:\.\d+)?)"
    r"|(?<![数几第每某])[零〇一二两三四五六七八九十百千万亿]+)"
)
VERBLESS, NUMBER_FIRST, VERB_FIRST = 1, 2, 3
"""Ranks of patterns: the higher takes the number where two claim it."""

_RANKS = {
    "patterns": (VERB_FIRST, False),
    "elided": (VERB_FIRST, True),
    "number_first": (NUMBER_FIRST, False),
    "verbless": (VERBLESS, False),
}
_SCALE = r"(?P<scale>万|亿)?(?P<more>余|多|来|几)?"
_NOT_A_COUNT = r"(?!工作日|自然日|月|小时|季度|方面|性|以内)"
"""What follows a unit where no cases are counted: 20个工作日, 一次性."""
_AFTER_BARE = "(?=[，。；、（）]|$)"
"""What follows a number without a unit in a list (予以公开15，部分公开2)."""
_AMOUNT = rf"(?P<n>{NUMBER})(?P<unit>亿元|万元|元)"
_BETWEEN = "[^，。；：、（）0-9]"
_ACROSS = "[^，。；：（）0-9]"
_NEVER = r"(?!)"
_WORDS = (
    "approximate_before", "approximate_after", "apart", "part_openers", "part_words", "whole_words", "comparison",
    "other_years", "period", "opens_other_year", "own_year", "others", "limited", "aspect", "negation", "joined",
)  # fmt: skip


class Pattern(NamedTuple):
    """One way to state a number. An `elided` one does not say that it is of applications."""

    regex: re.Pattern[str]
    rank: int
    elided: bool
    counts: bool
    """True where it needs a number, False where words stand for it (全部办结)."""


class Subject:
    """One subject of the lexicon, whose patterns are compiled when a sentence needs them: most reports state a few of
    the subjects only. The lexicon explains its keys.
    """

    def __init__(self, name: str, entry: Mapping[str, Any], units: str, phrases: Mapping[str, str]) -> None:
        own_units = "|".join(entry.get("units", ())) or units
        number = rf"(?P<n>{NUMBER}){_SCALE}(?P<unit>(?:{own_units}){_NOT_A_COUNT})?"
        self._entry = entry
        self._terms = {"n": number, "amount": _AMOUNT, "q": _BETWEEN, "v": _ACROSS, **phrases}
        self.name = name
        self.words: tuple[str, ...] = tuple(entry["words"])
        self.each = bool(entry.get("each"))
        self.carried = bool(entry.get("carried"))
        self.amount = bool(entry.get("amount"))
        self.needs_unit = "units" in entry
        self.unit: str = entry.get("unit", "")

    @cached_property
    def context(self) -> re.Pattern[str] | None:
        return self._optional("context")

    @cached_property
    def exclude(self) -> re.Pattern[str] | None:
        return self._optional("exclude")

    @cached_property
    def weak(self) -> re.Pattern[str] | None:
        return self._optional("weak")

    @cached_property
    def guard(self) -> re.Pattern[str] | None:
        return self._optional("guard")

    @cached_property
    def lead(self) -> re.Pattern[str] | None:
        return self._optional("lead")

    @cached_property
    def family(self) -> re.Pattern[str] | None:
        return self._optional("family")

    @cached_property
    def patterns(self) -> Sequence[Pattern]:
        return [
            Pattern(regex, *_RANKS[key], "n" in regex.groupindex)
            for key in _RANKS
            for regex in map(self._compiled, self._entry.get(key, ()))
        ]

    @cached_property
    def zeros(self) -> Sequence[re.Pattern[str]]:
        return [self._compiled(pattern) for pattern in self._entry.get("zeros", ())]

    def _optional(self, key: str) -> re.Pattern[str] | None:
        return self._compiled(self._entry[key]) if key in self._entry else None

    def _compiled(self, pattern: str) -> re.Pattern[str]:
        for _ in range(2):  # phrases may name phrases
            for name, term in self._terms.items():
                pattern = pattern.replace(f"{{{name}}}", term)
        return compiled_once(pattern)

    def speaks_in(self, text: str, context: str) -> bool:
        """Whether a sentence that bears one of its words may state it."""
        return (self.context is None or bool(self.context.search(context))) and not (
            self.exclude and self.exclude.search(text)
        )


def subject_names(lexicon: Mapping[str, Any]) -> list[str]:
    """What a lexicon of figures lets a text speak of: its subjects, and the names of items, alone, of each matter that
    they are of, and of each number under which they are listed.
    """
    names = list(lexicon.get("subjects", ()))
    for family in lexicon.get("items", {}).values():
        matters = dict.fromkeys(("", *family.get("heads", ()), *family.get("under", {}).values()))
        names += [f"{matter}{name}" for matter in matters for name in family["names"]]
    return list(dict.fromkeys(names))


class FigureLexicon:
    """The lexicon of figures, compiled when first used."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._lexicon = lexicon

    @cached_property
    def _units(self) -> str:
        return "|".join(self._lexicon.get("units", ["件"]))

    @cached_property
    def subjects(self) -> list[Subject]:
        phrases = self._lexicon.get("phrases", {})
        entries = self._lexicon.get("subjects", {})
        return [Subject(name, entry, self._units, phrases) for name, entry in entries.items()]

    @cached_property
    def items(self) -> ItemReader:
        """The reader of lists, for the families of names in `items`."""
        phrases = self._lexicon.get("phrases", {})
        families = [Family(entry, phrases) for entry in self._lexicon.get("items", {}).values()]
        number = rf"(?P<n>{NUMBER}){_SCALE}(?P<unit>(?:{self._units}){_NOT_A_COUNT})?(?(unit)|(?<=\d){_AFTER_BARE})"
        return ItemReader(families, re.compile(number), self._lexicon.get("part_openers", _NEVER))

    @cached_property
    def speakers(self) -> Mapping[str, tuple[int, ...]]:
        """The subjects, by their index, that need a word in the sentence."""
        words = dict.fromkeys(word for subject in self.subjects for word in subject.words)
        return {
            word: tuple(index for index, subject in enumerate(self.subjects) if word in subject.words) for word in words
        }

    @cached_property
    def words(self) -> Mapping[str, re.Pattern[str]]:
        """The patterns that serve all subjects, by their names in the lexicon."""
        scopes, topics = self._lexicon.get("scopes", {}), self._lexicon.get("topics", {})
        compiled = {name: re.compile(self._lexicon.get(name, _NEVER)) for name in _WORDS}
        compiled |= {name: re.compile(scopes.get(name, _NEVER)) for name in ("own", "area")}
        compiled["topic"] = re.compile(f"(?P<foreign>{topics.get('foreign', _NEVER)})|{topics.get('own', _NEVER)}")
        return compiled

    @cached_property
    def flow(self) -> Flow:
        """The subjects of what comes in and of what becomes of it."""
        return Flow(self._lexicon.get("flow", {}))

    @cached_property
    def row(self) -> re.Pattern[str]:
        """Numbers in a row: 2件、1件."""
        number = rf"{NUMBER}(?:{self._units})?"
        return re.compile(rf"{number}(?:[、，和及与]{number})*")

    @cached_property
    def count(self) -> re.Pattern[str]:
        """A number, or a numeral with a unit."""
        return re.compile(rf"\d+(?:[，. ]\d+)*|[零〇一二两三四五六七八九十百千万]+(?=余|多|{self._units})")

    @cached_property
    def states(self) -> re.Pattern[str]:
        """What a sentence with a figure has: a count, or a word for none or all."""
        return re.compile(rf"{self.count.pattern}|{self._lexicon.get('without_number', _NEVER)}")
