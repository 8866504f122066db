"""A whole jurisdiction made up: a city, its counties, their departments and towns, with reports on two years.

    python -m tools.county DIR [--units N] [--seed S]

writes a roster, the reports of both years and a list of the faults planted in them. The same seed gives the same files.
Each report is clean by itself, follows from last year's, and each government's figures are the sums of its units'.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import count, islice, product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from hegui.proving.draft import Draft, national_form
from tools.compose import compose
from tools.county.faults import Plan, Planted, plan_faults
from tools.county.tables import Tables, added, doubled, following, settled, summed
from tools.layouts import LAYOUTS
from tools.numerals import written_date
from tools.random_tables import random_tables

YEAR = 2024
FORMATS = ("html", "docx", "pipe")
"""Layouts of the reports, in turn."""
ROSTER = "名册.csv"
PLANTED = "预设问题.json"
_MOST_SHARED = 0.5


class CountyUnit(NamedTuple):
    """A unit of the roster."""

    name: str
    kind: str
    """A kind of `compose`: bureau, county (any government with units of its own) or town."""
    tier: str
    parent: str | None
    place: str
    """The county it is in, or the city."""
    aliases: tuple[str, ...] = ()


class Filing(NamedTuple):
    """A report as it is filed."""

    path: str
    """Year and file name."""
    draft: Draft
    layout: str

    def render(self) -> bytes:
        return LAYOUTS[self.layout].render(self.draft)


@dataclass(frozen=True)
class County:
    """A roster and what is filed."""

    units: tuple[CountyUnit, ...]
    seed: int
    year: int
    layouts: tuple[str, ...]
    plan: Plan

    @property
    def planted(self) -> tuple[Planted, ...]:
        return self.plan.planted

    def roster(self) -> str:
        """The roster as CSV."""
        words = _words()
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(("单位名称", "别名", "层级", "上级", "省", "市", "县"))
        for unit in self.units:
            level = words["levels"][unit.tier]
            county = "" if unit.tier == "市" else unit.place
            parent = unit.parent or ""
            rows.writerow((unit.name, "、".join(unit.aliases), level, parent, words["province"], words["city"], county))
        return text.getvalue()

    def filings(self, earlier: bool = True) -> Iterator[Filing]:
        """Every report, one at a time: unit by unit, last year's (unless left out) before this year's."""
        for number, (unit, before, now) in enumerate(self._tables()):
            layout = self.layouts[number % len(self.layouts)]
            if earlier:
                yield self._filing(number, self.year - 1, layout, self._last_year(unit, before))
            if unit.name not in self.plan.missing:
                yield self._filing(number, self.year, layout, self._this_year(unit, before, now))

    def _tables(self) -> Iterator[tuple[CountyUnit, Tables, Tables]]:
        """Each unit with its tables of last year and this, place by place; a government's after those of its units."""
        own: dict[str | None, list[tuple[Tables, Tables]]] = {}
        places = {place: number for number, place in enumerate(dict.fromkeys(unit.place for unit in self.units))}
        order = sorted(self.units, key=lambda unit: (unit.parent is None, places[unit.place], unit.kind == "county"))
        for unit in order:
            tables = self._summed(unit, own.pop(unit.name)) if unit.kind == "county" else self._leaf(unit)
            own.setdefault(unit.parent, []).append(tables)
            before, now = tables
            if change := self.plan.broken.get(unit.name):
                before = added(before, *change)
            yield unit, before, now

    def _leaf(self, unit: CountyUnit) -> tuple[Tables, Tables]:
        if original := self.plan.copies.get(unit.name):
            before, now = self._leaf(next(each for each in self.units if each.name == original))
            return doubled(before), doubled(now)
        random = Random(f"{self.seed}/{unit.name}/tables")
        before = random_tables(random, unit.kind, national_form("2021"), self.year)
        calm = unit.name in self.plan.repeated
        before = settled(before) if calm else before
        return before, following(random, before, carried=not calm)

    def _summed(self, unit: CountyUnit, parts: Sequence[tuple[Tables, Tables]]) -> tuple[Tables, Tables]:
        before, now = (summed(tables) for tables in zip(*parts, strict=True))
        if change := self.plan.wrong_sums.get(unit.name):
            now = added(now, *change)
        return before, now

    def _last_year(self, unit: CountyUnit, before: Tables) -> Draft:
        return self._draft(unit, unit.name, self.year - 1, before, f"{unit.name}/{self.year - 1}")

    def _this_year(self, unit: CountyUnit, before: Tables, now: Tables) -> Draft:
        plan = self.plan
        name = plan.names.get(unit.name, unit.name)
        if unit.name in plan.repeated:
            return self._draft(unit, name, self.year, now, f"{unit.name}/{self.year - 1}")
        source, last = plan.copies.get(unit.name, unit.name), self._last_year(unit, before)
        words = (f"{source}/{self.year}/{attempt}" for attempt in count())
        drafts = (self._draft(unit, name, self.year, now, each) for each in words)
        copied = unit.name in (*plan.copies, *plan.copies.values())
        draft = next(draft for draft in drafts if copied or _differ(draft, last))
        if unit.name in plan.late:
            month = 4 if unit.kind == "town" else 2
            draft = replace(draft, signed=written_date(self.year + 1, month, 18, "plain"), published=None)
        return draft

    def _draft(self, unit: CountyUnit, name: str, year: int, tables: Tables, words: str) -> Draft:
        """The report of a unit under a name; the same `words` give the same words, as far as the tables allow."""
        draft = compose(Random(f"{self.seed}/{words}"), unit.kind, year, name, tables)
        if unit.kind == "county":
            draft = replace(draft, preamble=draft.preamble + _words()["area"][unit.tier])
        return draft

    def _filing(self, number: int, year: int, layout: str, draft: Draft) -> Filing:
        return Filing(f"{year}/{number:05}-{draft.unit}{LAYOUTS[layout].suffix}", draft, layout)


def make_county(
    units: int = 200, seed: int = 1, year: int = YEAR, layouts: Sequence[str] = FORMATS, faults: bool = True
) -> County:
    """A jurisdiction of so many units. Faults are planted on request, and only where there are two counties or more.

    Raises ValueError in Chinese for more units than there are names for.
    """
    every = tuple(islice(_units(), units))
    random = Random(f"{seed}/faults")
    if len(every) < units:
        raise ValueError(f"最多能生成 {len(every)} 个单位。")
    return County(every, seed, year, tuple(layouts), plan_faults(random, every) if faults else Plan())


def write_county(directory: Path, county: County, earlier: bool = True) -> None:
    """Write roster, reports (a folder a year) and the list of planted faults."""
    for filing in county.filings(earlier):
        path = directory / filing.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(filing.render())
    (directory / ROSTER).write_text(county.roster(), encoding="utf-8-sig")
    planted = [{"rule": fault.rule, "units": list(fault.units)} for fault in county.planted]
    (directory / PLANTED).write_text(json.dumps(planted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _differ(one: Draft, other: Draft) -> bool:
    """Whether two reports speak of different shortcomings, so that neither repeats the other."""
    texts = (draft.sections["五"] for draft in (one, other))
    first, second = ({text[at : at + 4] for at in range(len(text) - 3)} for text in texts)
    return len(first & second) < _MOST_SHARED * len(first)


def _units() -> Iterator[CountyUnit]:
    """The city and its departments, then county after county as long as there are names."""
    words = _words()
    city = f"{words['city']}人民政府"
    yield CountyUnit(city, "county", "市", None, words["city"])
    for name in words["city_bureaus"]:
        yield CountyUnit(words["city"] + name, "bureau", "市", city, words["city"])
    for place in _places("county_names", "县"):
        government = f"{place}人民政府"
        yield CountyUnit(government, "county", "县", city, place)
        shared = {name: alias for alias, names in words["shared_aliases"].items() for name in names}
        for name in words["bureaus"]:
            aliases = (place + shared[name],) if name in shared else ()
            yield CountyUnit(place + name, "bureau", "县", government, place, aliases)
        random = Random(place)
        for name in random.sample(list(_places("town_names")), words["towns"]):
            full = place + name + random.choice(words["town_kinds"])
            yield CountyUnit(full, "town", "乡", government, place)


def _places(key: str, ending: str = "") -> Iterator[str]:
    names = _words()[key]
    return (first + second + ending for second, first in product(names["second"], names["first"]))


@cache
def _words() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(files("tools.county").joinpath("county.yaml").read_text(encoding="utf-8"))
    return data
