"""Which unit of a roster a report is of: by its file, its name however written, its address. Never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from hegui.model.corpus import RosterUnit
from hegui.recognise import Knowledge
from hegui.recognise.identity import Locality, Names, Tail, abbreviates, agree, may_be_near


class Match(NamedTuple):
    """The unit that a report is of; without one, those that it may be of."""

    unit: RosterUnit | None = None
    candidates: tuple[str, ...] = ()
    akin: bool = False
    """Whether the candidates only have a name that is like its own."""


class _Entry(NamedTuple):
    """A unit under one of its names."""

    unit: int
    tail: Tail


class Matcher:
    """Finds the units of a roster. Made once, it answers by look-up, however long the roster is."""

    def __init__(self, roster: Sequence[RosterUnit], knowledge: Knowledge) -> None:
        self._roster = roster
        self._names = Names(knowledge.lexicons)
        self._places = [_place_of(unit, knowledge) for unit in roster]
        self._exact: dict[str, list[int]] = {}
        self._tails: dict[str, list[_Entry]] = {}
        self._shortest = [self._names.tails(self._names.forms(unit.name)[0])[-1] for unit in roster]
        self._organs: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._files: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._saved: dict[str, list[int]] = {}
        own_names = {unit.name for unit in roster}
        for index, unit in enumerate(roster):
            for name in dict.fromkeys((unit.name, *unit.aliases)):
                if name == unit.name or name not in own_names:  # what is another unit's own name is of that one
                    self._add_name(index, name)
            if parts := PurePosixPath(unit.file or "").parts:
                self._files.setdefault(parts[-1], []).append((parts, index))
            if saved := _path_of(unit.url):
                self._saved.setdefault(saved, []).append(index)

    def _add_name(self, index: int, name: str) -> None:
        self._exact.setdefault(name, []).append(index)
        for form in self._names.forms(name):
            for tail in self._names.tails(form):
                self._tails.setdefault(tail.text, []).append(_Entry(index, tail))
            if organ := self._names.organ(form):
                self._organs.setdefault((organ[0], organ[-1]), []).append((organ, index))

    def match(self, path: str, name: str | None, place: Locality) -> Match:
        """The unit of a report in this file, by what is recognised of its unit."""
        for found in self._steps(path, name):
            units = sorted({index for index in found if not self._places[index].contradicts(place)})
            if len(units) == 1:
                return Match(self._roster[units[0]])
            if units:
                return Match(None, self._called(units))
        akin = self._akin(name, place) if name else ()
        return Match(None, self._called(akin), bool(akin))

    def match_file(self, path: str) -> Match:
        """The unit of a file that could not be read, by the file's name alone."""
        stem = self._names.in_file_name(PurePosixPath(path.replace("\\", "/")).stem)
        found = self.match(path, stem or None, Locality())
        return found if found.unit else Match()

    def _steps(self, path: str, name: str | None) -> Iterator[Iterable[int]]:
        """Units found, in the order of how far the finding can be relied on."""
        parts = PurePosixPath(path.replace("\\", "/")).parts
        yield self._of_file(parts)
        if name is not None:
            bare = "".join(name.split()).replace("(", "（").replace(")", "）")
            yield self._exact.get(bare, ())
            for tail in (tail for form in self._names.forms(bare) for tail in self._names.tails(form)):
                yield (entry.unit for entry in self._tails.get(tail.text, ()) if agree(tail, entry.tail))
        yield self._saved.get(parts[-1] if parts else "", ())  # pages of many sites are called alike

    def _of_file(self, parts: tuple[str, ...]) -> list[int]:
        """The units whose file this is by the roster; of several, those that name most of its folders."""
        found = [
            (len(wanted), index)
            for wanted, index in self._files.get(parts[-1] if parts else "", ())
            if parts[-len(wanted) :] == wanted
        ]
        return [index for length, index in found if length == max(found)[0]]

    def _akin(self, name: str, place: Locality) -> list[int]:
        """Units whose names may be the same, abbreviated in a way that nobody has listed: 城管局 of 城市管理执法局."""
        canonical = self._names.forms(name)[0]
        organ = self._names.organ(canonical)
        tails = self._names.tails(canonical)
        return sorted(
            {
                index
                for other, index in self._organs.get((organ[:1], organ[-1:]), ())
                if not self._places[index].contradicts(place)
                and (abbreviates(organ, other) or abbreviates(other, organ))
                and may_be_near(tails[-1], self._shortest[index])
            }
        )

    def _called(self, indexes: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._roster[index].name for index in indexes)


def _place_of(unit: RosterUnit, knowledge: Knowledge) -> Locality:
    """What the roster says of a unit's place, and else its name."""
    known = knowledge.units.read(unit.name)
    return Locality(unit.province or known.province, unit.city or known.city, unit.county or known.county)


def _path_of(url: str | None) -> str | None:
    """The last part of an address that names a file, under which it is usually saved."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name if url else ""
    return name if PurePosixPath(name).suffix and not name.lower().startswith(("index.", "default.")) else None
