"""What makes two names one unit: the same organ of places that agree, however much of the place is written.

Whatever joins reports by their units asks here: the roster, reports of the years before, two audits of a history. Where
a name may be that of several units, all are told and none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from hegui.recognise.units import Gazetteer

_TOKEN = re.compile(
    r"[㐀-鿿]{1,8}?(?:自治区|自治州|自治县|自治旗|地区|街道|省|市|州(?![省市县区旗])|盟|县|区|旗|镇(?!市)|乡(?![市县区]))"
)
"""A place. 沧州市, 景德镇市 and 新乡县 are one each."""
_GENERIC = frozenset("省市州盟县区旗镇乡")
_KINDS = dict.fromkeys("县区旗", "县")
_PARTS = re.compile("[（）()、]")


class Locality(NamedTuple):
    """Where a unit is, as far as it is known."""

    province: str | None = None
    city: str | None = None
    county: str | None = None

    def contradicts(self, other: Locality) -> bool:
        return any(
            one and two and not (one.startswith(two) or two.startswith(one))
            for one, two in zip(self, other, strict=True)
        )


class Tail(NamedTuple):
    """What is left of a name without some of the places before it."""

    text: str
    cut: tuple[str, ...]
    """The places left out, from the widest: 益阳市, 资阳区. One of which its kind is left is not among them."""
    named: bool
    """Whether it still begins with the name of a place, not with a bare 县 or with the organ."""
    whole: bool = False

    @property
    def least(self) -> int:
        """A tail of fewer characters says too little to stand for a longer name: 局, but not 南县."""
        return 2 if self.named else 3


class Names:
    """Makes names comparable, by the lexicons `roster`, `organs` and `divisions`."""

    def __init__(self, lexicons: Mapping[str, Any]) -> None:
        self._lexicon: Mapping[str, Any] = lexicons.get("roster", {})
        self._rows: Sequence[Mapping[str, str]] = lexicons.get("divisions", ())
        self._endings = re.compile(f"{lexicons.get('organs', {}).get('endings', '(?!)')}$")

    @cached_property
    def _full(self) -> tuple[tuple[str, str], ...]:
        """Abbreviated and full endings with the full one, the longest first."""
        pairs = {
            short: full for full, shorts in self._lexicon.get("abbreviations", {}).items() for short in (full, *shorts)
        }
        return tuple(sorted(pairs.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def _government(self) -> tuple[str, ...]:
        return tuple(self._lexicon.get("government_tails", ()))

    @cached_property
    def _not_places(self) -> tuple[str, ...]:
        return tuple(self._lexicon.get("not_places", ()))

    @cached_property
    def _divisions(self) -> frozenset[str]:
        return frozenset(row["name"] for row in self._rows)

    @cached_property
    def _noise(self) -> re.Pattern[str]:
        return re.compile(self._lexicon.get("file_noise", "(?!)"))

    def canonical(self, name: str) -> str:
        """The name in full, without blanks; of a government the place alone."""
        name = "".join(name.split()).replace("(", "（").replace(")", "）")
        for short, full in self._full:
            if name.endswith(short):
                name = name.removesuffix(short) + full
                break
        for tail in self._government:
            place = name.removesuffix(tail)
            if place != name and (place in _GENERIC or self.places(place)[-1:] == (len(place),)):
                return place
        return name

    def forms(self, name: str) -> tuple[str, ...]:
        """The canonical names of a unit, its main one first: 甲局（乙局） and 甲局、乙局 have two. A second name that
        tells no place is of the place of the first."""
        first, *others = [part for part in _PARTS.split("".join(name.split())) if part] or [name]
        place = first[: max(self.places(first), default=0)]
        seconds = (other if self.places(other) else place + other for other in others if self._endings.search(other))
        return tuple(dict.fromkeys(map(self.canonical, (first, *seconds))))

    def places(self, name: str) -> tuple[int, ...]:
        """Where each of the places ends with which a name begins."""
        ends: list[int] = []
        start = 0
        while not name.startswith(self._not_places, start) and (token := _TOKEN.match(name, start)):
            ambiguous = name.startswith(self._not_places, token.end() - 1) or token[0].endswith(self._not_places)
            if ambiguous and token[0] not in self._divisions:
                break
            start = token.end()
            ends.append(start)
        return tuple(ends)

    def tails(self, name: str) -> tuple[Tail, ...]:
        """A canonical name, and what is left of it place by place, the longest first."""
        found = [Tail(name, (), True, whole=True)]
        start = 0
        cut: list[str] = []
        if name[:1] in _GENERIC and not name.startswith(self._not_places):
            found.append(Tail(name[1:], (), False))
        for end in self.places(name):
            if name[end - 1] in _GENERIC:
                found.append(Tail(name[end - 1 :], tuple(cut), False))
            cut.append(name[start:end])
            start = end
            found.append(Tail(name[end:], tuple(cut), bool(_TOKEN.match(name, end))))
        return tuple(tail for tail in found if tail.whole or tail.text in _GENERIC or len(tail.text) >= tail.least)

    def organ(self, name: str) -> str:
        """A canonical name without its places; of a government the last of them."""
        ends = self.places(name)
        if ends and ends[-1] == len(name):
            ends = ends[:-1]
        rest = name[ends[-1] :] if ends else name
        generic = not ends and rest[:1] in _GENERIC and not rest.startswith(self._not_places)
        return rest[1:] if generic else rest

    def in_file_name(self, stem: str) -> str:
        """What a file's name says of the unit."""
        return self._noise.sub("", stem)


def agree(tail: Tail, other: Tail) -> bool:
    """Whether two names with the same tail are of one unit: the places before it may not be two different ones."""
    if tail.whole or other.whole:
        return True
    widest = [all(place.endswith(("省", "自治区")) for place in one.cut) for one in (tail, other)]
    return tail.named and other.named and any(widest)


def may_be_near(tail: Tail, other: Tail) -> bool:
    """Whether the places of two names leave open that they are of one unit: none of one kind is another one."""
    return not any(
        one != two and _KINDS.get(one[-1], one[-1]) == _KINDS.get(two[-1], two[-1])
        for one in tail.cut
        for two in other.cut
    )


def abbreviates(short: str, full: str) -> bool:
    """Whether the characters of one text stand in the other in their order."""
    characters = iter(full)
    return all(character in characters for character in short)


class Sighting(NamedTuple):
    """A unit as a report calls it, among the reports of a run on a year: no two of these are of one unit under two
    names. Later runs have higher numbers."""

    name: str
    place: Locality
    among: tuple[int, int | None]


class OpenName(NamedTuple):
    """A name that may be that of any of several units: by the reports at hand, or by the table of divisions."""

    name: str
    candidates: tuple[str, ...]


@dataclass
class _Group:
    """A unit, by all that is seen of it."""

    sightings: list[Sighting] = field(default_factory=list)

    def may_be(self, one: Sighting) -> bool:
        return not any(one.place.contradicts(other.place) for other in self.sightings)

    def stands_beside(self, one: Sighting) -> bool:
        """Whether it and another unit of this name have each a report among the same."""
        return any(one.among == other.among and one.name != other.name for other in self.sightings)


class Units:
    """Units told apart, and put together, by what reports call them."""

    def __init__(self, sightings: Iterable[Sighting], lexicons: Mapping[str, Any]) -> None:
        self._names = Names(lexicons)
        self._gazetteer = Gazetteer.of(lexicons)
        self._whole: dict[str, list[_Group]] = {}
        self._tails: dict[str, list[tuple[Tail, _Group]]] = {}
        self._unit_of: dict[tuple[str, Locality], _Group] = {}
        self.open: list[OpenName] = []
        seen: dict[tuple[str, Locality], list[Sighting]] = {}
        for one in sightings:
            seen.setdefault((one.name, one.place), []).append(one)
        # the fuller a name and the better its place is known, the surer it is
        for key in sorted(seen, key=lambda key: (-len(key[0]), -sum(map(bool, key[1])), key[0])):
            self._add(key, seen[key])

    def groups(self) -> list[list[Sighting]]:
        """The sightings of each unit."""
        return [group.sightings for group in {id(group): group for group in self._unit_of.values()}.values()]

    def _add(self, key: tuple[str, Locality], seen: Sequence[Sighting]) -> None:
        forms = self._names.forms(key[0])
        found = self._of(seen, forms)
        group = found[0] if len(found) == 1 else _Group()
        if len(found) > 1:
            self.open.append(OpenName(key[0], tuple(one.sightings[0].name for one in found)))
        group.sightings += seen
        self._unit_of[key] = group
        for form in forms:
            self._whole.setdefault(form, []).append(group)
            for tail in self._names.tails(form):
                if tail.named:
                    self._tails.setdefault(tail.text, []).append((tail, group))

    def _of(self, seen: Sequence[Sighting], forms: Sequence[str]) -> list[_Group]:
        """The units seen so far of which these may be."""
        one = seen[0]
        same = _distinct(group for form in forms for group in self._whole.get(form, ()) if group.may_be(one))
        if same:
            return same
        near = _distinct(
            group
            for form in forms
            for own in self._names.tails(form)
            for tail, group in self._tails.get(own.text, ())
            if own.named and agree(own, tail) and group.may_be(one)
        )
        if near and (namesakes := self._namesakes(one)):
            self.open.append(OpenName(one.name, namesakes))
            return []
        return near if not any(group.stands_beside(each) for group in near for each in seen) else []

    def _namesakes(self, one: Sighting) -> tuple[str, ...]:
        """The divisions of which a name may be that tells none of them apart: 鼓楼区 is in four cities."""
        return () if one.place.city or one.place.county else self._gazetteer.namesakes(one.name)


def _distinct(groups: Iterable[_Group]) -> list[_Group]:
    return list({id(group): group for group in groups}.values())
