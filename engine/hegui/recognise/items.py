"""Items in prose: numbers labelled with names of the tables alone, one name or several that are counted together.

予以公开15件; 15件予以公开; 予以公开及部分公开17件; 属信访、重复申请等不予处理81件. A label that holds anything beside
names and words that add nothing (`fillers`) says something else than the tables do, and its number is none of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

Reading = tuple[str, ...]
"""Subjects that are counted together."""

_MASK = "\0"
_CLOSED_BRACKET = re.compile(r"（[^（）]*）")
_DIGIT = re.compile(r"\d")
_BEGINS = re.compile(r"[，；：（）]")
_ENDS = re.compile(r"[，；：（）、]|$")
_NOMINAL = re.compile(r"的，$")
_MORE = "等"
_HELD = re.compile(r"（(?:其中)?(?:含|包括|包含)([^（）]*)）")
_COUNT = re.compile(r"\d+(?:件|宗|起|份|条|项|例|次|个|部)?")


class Counted(NamedTuple):
    """A number of a sentence with its unit, and the closed bracket in which it stands, if any."""

    match: re.Match[str]
    bracket: int | None
    start: int
    end: int


class Item(NamedTuple):
    """A number and what its label may mean. Without readings it names what the tables have no cell for."""

    family: Family
    number: Counted
    start: int
    end: int
    """Where label and number stand in the sentence."""
    readings: tuple[Reading, ...]
    governed_by: int | None
    """The place of the number before the list in which it stands, None where it stands under none."""

    @property
    def is_behind(self) -> bool:
        """Whether its label follows the number, before which other words may stand (收到申请3件全部予以公开)."""
        return self.start == self.number.start

    def named(self, prefix: str) -> tuple[Reading, ...]:
        """Its readings, the names with the prefix that the number above gives them."""
        return tuple(tuple(f"{prefix}{name}" for name in reading) for reading in self.readings)


class _Label(NamedTuple):
    names: tuple[str, ...]
    """Names in their order, `等` among them."""
    start: int
    end: int


_Words = tuple[str, int, int]
"""Words that may be the label of a number, and where they and the number stand."""


class Family:
    """Names that may stand beside one another in a list, compiled. The lexicon explains its keys."""

    def __init__(self, entry: Mapping[str, Any], phrases: Mapping[str, str]) -> None:
        def compiled(key: str, default: str = "(?!)") -> re.Pattern[str]:
            return re.compile(_filled(entry.get(key, default), phrases))

        self.context, self.weak, self.evident = compiled("context", ""), compiled("weak"), compiled("evident", "")
        self.units: Container[str] = frozenset(entry.get("units", ()))
        self.under: Mapping[str, str] = entry.get("under", {})
        self.assumed = bool(entry.get("assumed"))
        self._absorbing: Container[str] = frozenset(entry.get("absorbing", ()))
        self.topical = not entry.get("heads")
        self._groups: Mapping[str, Sequence[str]] = entry.get("groups", {})
        self._names: list[str] = list(entry["names"])
        heads: Mapping[str, str] = entry.get("heads", {})
        self._heads = list(heads)
        named = "|".join(f"(?P<n{index}>{pattern})" for index, pattern in enumerate(entry["names"].values()))
        other, fillers = entry.get("uncounted", "(?!)"), entry["fillers"]
        head = "|".join(heads.values()) or "(?!)"
        self._token = re.compile(
            _filled(f"{named}|(?P<other>{other})|(?P<more>{_MORE})|{fillers}|{head}|{_MASK}+", phrases)
        )
        told = "|".join(f"(?P<h{index}>{pattern})" for index, pattern in enumerate(heads.values()))
        self._head = re.compile(f"{told or '(?!)'}|(?P<none>{entry.get('other_heads', '(?!)')})")

    @property
    def headed(self) -> bool:
        return bool(self._heads)

    def is_member(self, name: str) -> bool:
        """Whether it is one of the names of a group: 国家秘密 of 不予公开."""
        return any(name in members for members in self._groups.values())

    @cached_property
    def tokens(self) -> Callable[[str], tuple[str, ...] | None]:
        """The names in a label, in their order; None where it says anything else, or names nothing."""
        return lru_cache(maxsize=1 << 10)(self._tokens)  # nearly all that is asked for stands in every report

    def _tokens(self, label: str) -> tuple[str, ...] | None:
        found: list[str] = []
        at = 0
        while at < len(label):
            match = self._token.match(label, at)
            if match is None or match.end() == at:
                return None
            if kind := match.lastgroup:
                found.append(_MORE if kind == "more" else "" if kind == "other" else self._names[int(kind[1:])])
            at = match.end()
        return tuple(found) if any(name != _MORE for name in found) else None

    def readings(self, names: Sequence[str], head: str) -> tuple[Reading, ...]:
        """What names in a row may mean together: 不掌握 before 无法提供 is its kind, or no more than its reason.

        Nothing where one of them has no cell, or where 等 stands for more than is named.
        """
        if "" in names:
            return ()
        readings: list[Reading] = [()]
        members: list[str] = []
        is_open = False
        for name in names:
            if name == _MORE:
                is_open = True
            elif self.is_member(name):
                members.append(name)
            else:
                means: list[Reading] = [(name,)]
                if members:
                    means += [tuple(members)]
                    if not set(members) <= set(self._groups.get(name, ())):
                        means += [(*members, name)]
                readings = [(*before, *more) for before in readings for more in means]
                members, is_open = [], False
        if is_open:
            return ()
        return tuple(tuple(f"{head}{name}" for name in (*reading, *members)) for reading in readings)

    def absorbs(self, reading: Reading) -> bool:
        """Whether it may hold, too, what the same list counts by names that the tables lack."""
        return any(name in self._absorbing for name in reading)

    def head(self, text: str) -> str | None:
        """The head that a text names; the empty string where it names several or another, None where it names none."""
        told = {match.lastgroup or "" for match in self._head.finditer(text)}
        if not told:
            return None
        kind = told.pop()
        return "" if told or kind == "none" else self._heads[int(kind[1:])]


def _filled(pattern: str, phrases: Mapping[str, str]) -> str:
    for _ in range(2):  # phrases may name phrases
        for name, phrase in phrases.items():
            pattern = pattern.replace(f"{{{name}}}", phrase)
    return pattern


class ItemReader:
    """Finds the items of a sentence."""

    def __init__(self, families: Sequence[Family], number: re.Pattern[str], openers: str) -> None:
        self._families = families
        self._number = number
        self._opening = re.compile(rf"(?:[、，和及与并或]|{openers})+")

    def read(
        self, text: str, context: str, numbers: Sequence[Counted], shared: Sequence[tuple[int, int]] = ()
    ) -> list[Item]:
        """The items of a sentence, whose numbers these are, in their order; `shared` are the places of numbers that
        several names share."""
        families = [family for family in self._families if family.context.search(context)] if numbers else []
        if not families:
            return []
        masked = _masked(text)
        places = [list(self._places(masked, numbers, index)) for index in range(len(numbers))]
        found: list[Item] = []
        for family in families:
            labels = [_label(family, words) for words in places]
            if any(labels):
                found.extend(self._in_family(family, text, numbers, labels, shared))
        return sorted(found, key=lambda item: item.number.start)

    def numbers(self, text: str) -> list[Counted]:
        """The numbers of a sentence in their order."""
        brackets = [match.span() for match in _CLOSED_BRACKET.finditer(text)]
        return [
            Counted(match, next((start for start, end in brackets if start < match.start() < end), None), *match.span())
            for match in self._number.finditer(text)
        ]

    def _in_family(
        self,
        family: Family,
        text: str,
        numbers: Sequence[Counted],
        labels: Sequence[_Label | None],
        shared: Sequence[tuple[int, int]],
    ) -> Iterator[Item]:
        head = "" if family.headed else None
        governing: int | None = None
        free = [not any(start <= number.start < end for start, end in shared) for number in numbers]
        names = [name for label, alone in zip(labels, free, strict=True) if label and alone for name in label.names]
        has_others = any("" in label.names for label in labels if label)
        evident = any(name and name != _MORE and not family.is_member(name) for name in names)
        end = 0
        for number, label, alone in zip(numbers, labels, free, strict=True):
            gap = text[end : max(number.start, label.end if label else 0)]
            if family.headed and (told := family.head(gap)) is not None:
                head = "" if label and "" in label.names else told
                governing = None
            end = number.end
            if label is None or not alone:
                if number.bracket is None or governing is None:
                    governing = number.start
                continue
            start = min(label.start, number.start)
            whole = (start, max(label.end, number.end))
            proven = evident or "" in label.names or family.evident.search(text[label.start : label.end])
            if (head == "" and family.headed) or not proven:
                continue
            if family.units and number.match["unit"] not in family.units:
                continue
            readings = family.readings(label.names, head or "")
            held = _held(family, text[start : whole[1]] + _bracket_at(text, number.end))
            readings += tuple((*reading, *held) for reading in readings if held)
            if has_others and any(map(family.absorbs, readings)):
                readings = ()
            yield Item(family, number, *whole, readings, governing)

    def _places(self, masked: str, numbers: Sequence[Counted], index: int) -> Iterator[_Words]:
        """Where the label of a number may stand: before it, or else behind it."""
        number = numbers[index]
        floor = numbers[index - 1].end if index else 0
        begin = max((match.end() for match in _BEGINS.finditer(masked, floor, number.start)), default=floor)
        if opening := self._opening.match(masked, begin, number.start):
            begin = opening.end()
        for start in (begin, *self._clause_before(masked, begin, floor)):
            yield masked[start : number.start].replace("，", ""), start, number.end
        ceiling = numbers[index + 1].start if index + 1 < len(numbers) else len(masked)
        if stop := _ENDS.search(masked, number.end, ceiling):
            yield masked[number.end : stop.start()], number.start, stop.start()

    def _clause_before(self, masked: str, begin: int, floor: int) -> Iterator[int]:
        """The clause before, where it only names what is counted: 予以公开的，答复14件."""
        if begin > floor and _NOMINAL.search(masked, floor, begin):
            yield max((match.end() for match in _BEGINS.finditer(masked, floor, begin - 1)), default=floor)


def _label(family: Family, places: Iterable[_Words]) -> _Label | None:
    """The first words that are names of a family."""
    return next((_Label(names, start, end) for words, start, end in places if (names := family.tokens(words))), None)


def _bracket_at(text: str, at: int) -> str:
    bracket = _CLOSED_BRACKET.match(text, at)
    return bracket[0] if bracket else ""


def _held(family: Family, text: str) -> Reading:
    """Names in brackets that may be counted too: 予以公开（含部分公开）17件, 予以公开17件（其中含部分公开2件）."""
    labels = (family.tokens(_COUNT.sub("", bracket[1])) or () for bracket in _HELD.finditer(text))
    return tuple(name for names in labels for name in names if name and name != _MORE)


def _masked(text: str) -> str:
    """The text without what stands in brackets, unless numbers do; at the same places."""
    return _CLOSED_BRACKET.sub(lambda m: m[0] if _DIGIT.search(m[0]) else _MASK * len(m[0]), text)
