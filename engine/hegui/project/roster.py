"""The roster: the units that have to report, as the supervising office lists them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from hegui.errors import RosterError
from hegui.model.corpus import Due, RosterUnit
from hegui.model.frozen import FrozenDict
from hegui.project.matching import Match, Matcher
from hegui.project.sheets import Header, Line, SheetError, read_lines
from hegui.recognise import Knowledge
from hegui.recognise.identity import Locality
from hegui.recognise.text import normal
from hegui.rules.mistake import suggest

_REQUIRED = "name"
_MOST_TOLD = 20
_MOST_NAMED = 3
_NEAR = 0.8
"""Likeness from which one name may be a slip for another."""
_ALIASES = re.compile(r"[、;；]")
_DAY = re.compile(r"(?:(20\d{2})[-./年])?\s*(\d{1,2})[-./月]\s*(\d{1,2})日?(?:\s+00:00(?::00)?)?")


class Roster(NamedTuple):
    """The units of a roster in its order, and what of its file was not read: sentences for the user."""

    units: tuple[RosterUnit, ...]
    remarks: tuple[str, ...] = ()


def read_roster(path: Path, knowledge: Knowledge, columns: Collection[str] = ()) -> Roster:
    """A roster (CSV, Excel or YAML). `columns` are those that rules read beside the known ones. Raises RosterError with
    every mistake found.
    """
    return _Reader(path, knowledge, columns).roster()


class _Reader:
    def __init__(self, path: Path, knowledge: Knowledge, others: Collection[str]) -> None:
        self._path = path
        self._others = others
        self._knowledge = knowledge
        self._words: Mapping[str, Any] = knowledge.lexicons.get("roster", {})
        self._columns: Mapping[str, Sequence[str]] = self._words["columns"]
        kinds = knowledge.lexicons.get("units", {}).get("kinds", ())
        self._levels: Mapping[str | None, str] = {one["kind"]: one["level"] for one in kinds}
        self._mistakes: dict[str, list[str]] = {}
        """What is wrong → where."""

    def roster(self) -> Roster:
        names = {heading: name for name, headings in self._columns.items() for heading in headings}
        aside, group = (re.compile(self._words[key]) for key in ("aside", "group"))
        header = Header(names, frozenset(self._words["ignored"]), _REQUIRED, self._others, aside, group)
        try:
            lines, remarks = read_lines(self._path, header)
        except SheetError as error:
            raise RosterError(f"单位名册有误：{error}") from None
        units = [self._unit(line) for line in lines]
        if not units:
            self._mistakes["表头下面没有单位，请补上。"] = []
        self._find_doubles(units)
        units = list(self._with_parents(units))
        self._find_circles(units)
        if self._mistakes:
            told = [f"{self._path}{_places(places)}{words}" for words, places in self._mistakes.items()]
            more = len(told) - _MOST_TOLD
            rest = [f"另有 {more} 种错误。"] if more > 0 else []
            raise RosterError("\n".join(["单位名册有误，请改正：", *told[:_MOST_TOLD], *rest]))
        return Roster(tuple(units), remarks)

    def _unit(self, line: Line) -> RosterUnit:
        cells = {name: cell if isinstance(cell, str) else "、".join(cell) for name, cell in line.cells.items()}
        name = _squeezed(cells.get(_REQUIRED, ""))
        if not name:
            self._mistake(line.place, _REQUIRED, "没有填写，请补上单位名称，或删去这一行")
        tier, level = self._rank(line.place, cells.get("level"))
        kind = self._word(line.place, "kind", cells.get("kind"), self._words["kinds"])
        return RosterUnit(
            name=name,
            aliases=tuple(filter(None, (_squeezed(alias) for alias in _ALIASES.split(cells.get("aliases", ""))))),
            code=cells.get("code"),
            level=level or self._levels.get(kind),
            kind=kind,
            tier=tier,
            parent=_squeezed(cells["parent"]) if "parent" in cells else None,
            province=self._province(line.place, cells.get("province")),
            city=cells.get("city"),
            county=cells.get("county"),
            url=self._url(line.place, cells.get("url")),
            file=cells["file"].replace("\\", "/").strip("/") if "file" in cells else None,
            deadline=self._due(line.place, cells.get("deadline")),
            rollup=self._truth(line.place, cells.get("rollup")),
            place=line.place,
            listing=FrozenDict(line.printed),
        )

    # One cell

    def _mistake(self, place: str, column: str, message: str) -> None:
        """Note what is wrong with a cell; the same in many rows is told once."""
        self._mistakes.setdefault(f"“{self._columns[column][0]}”一栏：{message}。", []).append(place)

    def _rank(self, place: str, text: str | None) -> tuple[str | None, str | None]:
        """Tier and level that a cell like 县直部门, 乡镇 or 政府 states."""
        if text is None:
            return None, None
        tiers = {word: tier for tier, words in self._words["tiers"].items() for word in words}
        levels = {word: level for level, words in self._words["levels"].items() for word in words}
        bare = _squeezed(text).lower()
        for word in ("", *tiers):
            rest = bare.removeprefix(word)
            if bare.startswith(word) and (rest in levels or (word and not rest)):
                return tiers.get(word), levels.get(rest)
        self._mistake(
            place, "level", f"不认识“{text}”，可写 政府、部门，或 省级、市级、县级、乡镇，或 县直部门 这样的合写"
        )
        return None, None

    def _word(self, place: str, column: str, text: str | None, words: Mapping[str, Sequence[str]]) -> str | None:
        if text is None:
            return None
        known = {word: name for name, same in words.items() for word in (name, *same)}
        if (bare := _squeezed(text)) not in known:
            self._mistake(place, column, f"不认识“{text}”，{suggest(bare, known)}；请改正，或留空由单位名称判定")
        return known.get(bare)

    def _province(self, place: str, text: str | None) -> str | None:
        provinces = self._knowledge.units.gazetteer.provinces
        if text is None or not provinces:
            return text
        if text not in provinces:
            self._mistake(place, "province", f"没有“{text}”这个省份，{suggest(text, provinces)}；请改正")
        return provinces.get(text)

    def _url(self, place: str, text: str | None) -> str | None:
        if text is not None and not re.match(r"https?://[^\s/]+", text):
            self._mistake(place, "url", f"“{text}”不是网址，应以 http:// 或 https:// 开头；请改正")
        return text

    def _due(self, place: str, text: str | None) -> Due | None:
        if text is None:
            return None
        match = _DAY.fullmatch(normal(text))
        if match:
            due = Due(int(match[2]), int(match[3]), int(match[1]) if match[1] else None)
            try:
                date(due.year or 2001, due.month, due.day)
                return due
            except ValueError:
                pass
        self._mistake(place, "deadline", f"“{text}”不是日期，应写作 02-15（每年）或 2025-02-15（只限这一年）；请改正")
        return None

    def _truth(self, place: str, text: str | None) -> bool | None:
        if text is None:
            return None
        for answer, word in ((True, "affirmative"), (False, "negative")):
            if text.lower() in self._words[word]:
                return answer
        self._mistake(place, "rollup", f"不认识“{text}”，请写 是 或 否")
        return None

    # Units among one another

    def _find_doubles(self, units: Sequence[RosterUnit]) -> None:
        for column, word in ((_REQUIRED, "单位"), ("code", "代码")):
            first: dict[str, RosterUnit] = {}
            for unit in units:
                value = getattr(unit, column)
                if value and (other := first.setdefault(value, unit)) is not unit:
                    self._mistake(unit.place, column, f"{word}“{value}”与{other.place}重复，请删去或改正其中一行")

    def _with_parents(self, units: Sequence[RosterUnit]) -> Iterator[RosterUnit]:
        """The units, their parents by name, which the roster may give by an alias or a code, or write otherwise. One
        that the roster does not list is outside it."""
        names = {unit.name for unit in units}
        others: dict[str, set[str]] = {}
        for unit in units:
            for other in (*unit.aliases, unit.code):
                if other:
                    others.setdefault(other, set()).add(unit.name)
        matcher = Matcher(units, self._knowledge)
        hints: dict[str, str | None] = {}
        for unit in units:
            parent = unit.parent
            if parent is None or parent in names:
                yield unit
                continue
            meant = others.get(parent, set())
            if len(meant) > 1:
                self._mistake(unit.place, "parent", f"可能是{'、'.join(sorted(meant))}，请写全称")
                yield replace(unit, parent=None)
                continue
            match = matcher.match("", parent, Locality())
            listed = next(iter(meant), match.unit.name if match.unit and match.unit is not unit else None)
            if listed is None and parent not in hints:
                hints[parent] = self._hint(parent, match, names) if len(hints) < _MOST_TOLD else None
            yield replace(unit, parent=listed or parent, parent_hint=None if listed else hints[parent])

    def _hint(self, parent: str, match: Match, names: Collection[str]) -> str | None:
        """The listed name to which that of a superior is very near."""
        if match.candidates:
            return "”或“".join(match.candidates[:_MOST_NAMED])
        near = get_close_matches(parent, names, n=1, cutoff=_NEAR)
        return near[0] if near else None

    def _find_circles(self, units: Sequence[RosterUnit]) -> None:
        """Tell each circle of parents once, at the unit of it that stands first."""
        parents = {unit.name: unit.parent for unit in units}
        places = {unit.name: unit.place for unit in units}
        settled: set[str] = set()
        for unit in units:
            path: dict[str, None] = {}
            name: str | None = unit.name
            while name is not None and name not in settled and name not in path:
                path[name] = None
                name = parents.get(name)
            if name in path:
                circle = list(path)[list(path).index(name) :]
                self._mistake(
                    places[circle[0]], "parent", f"上下级成了圈：{' → '.join([*circle, circle[0]])}，请改正其中一行"
                )
            settled.update(path)


def _places(places: Sequence[str]) -> str:
    """Where something is wrong: the first rows, and how many there are."""
    if not places:
        return "："
    more = f"等 {len(places)} 行" if len(places) > _MOST_NAMED else ""
    return f" {'、'.join(places[:_MOST_NAMED])}{more}"


def _squeezed(name: str) -> str:
    """A name without blanks, its brackets full width."""
    return "".join(name.split()).replace("(", "（").replace(")", "）")
