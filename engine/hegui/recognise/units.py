"""Which organ reports: its kind and level from the ending of its name, its place from the divisions that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from hegui.model.document import Place
from hegui.model.report import Level, Unit

_SECOND_NAME = re.compile("[（(、]")
_LONGEST = 16
"""Characters of a name: 积石山保安族东乡族撒拉族自治县 has 15."""


class Region(NamedTuple):
    """A division by its official names; parts below it are None. `tier` is 省, 市 or 县."""

    province: str
    city: str | None
    county: str | None
    tier: str
    length: int
    """How many characters of the unit's name it took up."""


class DivisionNames:
    """How names of administrative divisions end, and what ends like one (lexicon `units`, key `divisions`)."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        def endings(key: str) -> tuple[str, ...]:
            return tuple(lexicon.get(key, ()))

        self.province_endings = endings("province_endings")
        self.city_endings = endings("city_endings")
        self.not_cities = endings("not_cities")
        self.not_after_short = endings("not_after_short")
        self.endings = endings("endings")
        zones = "".join(f"(?<!{zone})" for zone in endings("zones"))
        self._county = re.compile(
            rf"[㐀-鿿]{{1,6}}?(?:{'|'.join(endings('county_endings')) or '(?!)'}){zones}"
            rf"(?!{'|'.join(endings('goes_on')) or '(?!)'})"
        )

    def begins_with_county(self, text: str) -> bool:
        """Whether a text begins with the name of a county, be it in no table (new, or renamed)."""
        return self._county.match(text) is not None


class Gazetteer:
    """Rows with `code` (GB/T 2260, six digits), `name` and `until` (set for a division that is no more).

    The lexicon `units` says how names of divisions end, and which `peoples` everyday names leave out of those of
    autonomous prefectures and counties: 湘西(土家族苗族自治)州.
    """

    @classmethod
    def of(cls, lexicons: Mapping[str, Any]) -> Gazetteer:
        """From the lexicons `divisions` and `units`, as far as they are there."""
        units = lexicons.get("units")
        rows = (row for row in lexicons.get("divisions", ()) if "code" in row)
        return cls(rows, units if isinstance(units, Mapping) else {})

    def __init__(self, rows: Iterable[Mapping[str, str]], units: Mapping[str, Any]) -> None:
        self._rows = tuple(rows)
        self.names = DivisionNames(units.get("divisions", {}))
        peoples = "|".join(units.get("peoples", ())) or "(?!)"
        self._autonomous = re.compile(rf"(?:{peoples})+自治(?=[州县旗]$)")

    @cached_property
    def _abolished(self) -> Mapping[str, bool]:
        return {row["code"]: bool(row.get("until")) for row in self._rows}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {row["code"]: row["name"] for row in self._rows}

    @cached_property
    def _codes(self) -> Mapping[str, list[str]]:
        codes: dict[str, list[str]] = {}
        for row in self._rows:
            codes.setdefault(row["name"], []).append(row["code"])
        for row in self._rows:
            name = row["name"]
            everyday = self._autonomous.sub("", name)
            if len(everyday) < 2:  # 东乡族自治县, 鄂温克族自治旗
                everyday = name.replace("族自治", "").replace("自治", "")
            if everyday != name:
                codes.setdefault(everyday, []).append(row["code"])
        return codes

    @cached_property
    def _short(self) -> Mapping[str, list[str]]:
        """Names of provinces and cities without 省, 市 …, which no other such word may follow."""
        codes: dict[str, list[str]] = {}
        for code, name in self._names.items():
            tails = self._short_without(code)
            short = next((name.removesuffix(tail) for tail in tails if name.endswith(tail)), name)
            if short != name and len(short) > 1:
                codes.setdefault(short, []).append(code)
        return codes

    def _short_without(self, code: str) -> tuple[str, ...]:
        if code.endswith("0000"):
            return self.names.province_endings
        return self.names.city_endings if code.endswith("00") else ()

    @cached_property
    def provinces(self) -> Mapping[str, str]:
        """Short and full names of the provinces, each with the full name."""
        full = {name: name for code, name in self._names.items() if code.endswith("0000")}
        short = {name: self._names[codes[0]] for name, codes in self._short.items() if codes[0].endswith("0000")}
        return full | short

    @cached_property
    def cities(self) -> Mapping[str, tuple[str, str]]:
        """Short and full names of the cities, each with its province and its full name."""
        full = {name: code for code, name in self._names.items() if code.endswith("00") and not code.endswith("0000")}
        short = {name: codes[0] for name, codes in self._short.items() if not codes[0].endswith("0000")}
        return {
            name: (self._names[code[:2] + "0000"], self._names[code])
            for name, code in (short | full).items()
            if self._names[code] not in self.names.not_cities
        }

    @cached_property
    def counties(self) -> Mapping[str, tuple[Region, ...]]:
        """The full names of the counties, each with the divisions that bear it."""
        found: dict[str, list[Region]] = {}
        for code, name in self._names.items():
            if not code.endswith("00"):
                found.setdefault(name, []).append(self._region(code, len(name)))
        return {name: tuple(regions) for name, regions in found.items()}

    def locate(self, name: str, context: str = "") -> Region | None:
        """The division that a unit's name begins with.

        A name that several divisions have (鼓楼区) is decided by the cities and provinces that `context` names, if they
        leave exactly one. Where all lie in one province, the province is certain.
        """
        candidates: list[str] = []
        position = 0
        while position < len(name):
            step = self._step(name, position, candidates)
            if step is None:
                break
            candidates, length = step
            position += length
        if len(candidates) > 1:
            candidates = self._by_context(candidates, context)
        if len(candidates) == 1:
            return self._region(candidates[0], position)
        if len({code[:2] for code in candidates}) == 1:
            return Region(self._names[candidates[0][:2] + "0000"], None, None, _tier(candidates[0]), position)
        return None

    def namesakes(self, name: str) -> tuple[str, ...]:
        """The divisions that a name may begin with, by city and name, where there are several and nothing decides."""
        found = self._step(name, 0, [])
        codes = [code for code in found[0] if not self._abolished[code]] if found else []
        if len(codes) < 2:
            return ()
        cities = (self._names.get(code[:4] + "00") or self._names[code[:2] + "0000"] for code in codes)
        return tuple(city + self._names[code] for city, code in zip(cities, codes, strict=True))

    def _step(self, name: str, position: int, within: list[str]) -> tuple[list[str], int] | None:
        for length in range(min(_LONGEST, len(name) - position), 1, -1):
            end = position + length
            codes = self._codes.get(name[position:end])
            if codes is None and not name.startswith(self.names.not_after_short, end):
                codes = self._short.get(name[position:end])
            inside = [code for code in codes or () if not within or any(_is_within(code, outer) for outer in within)]
            if inside:
                return inside, length
        return None

    def _by_context(self, candidates: list[str], context: str) -> list[str]:
        """Those of which the context speaks, by their cities or else by their provinces; all where it names none."""
        widest = [code for code in candidates if not any(_is_within(code, outer) for outer in candidates)]
        current = [code for code in widest if not self._abolished[code]] or widest
        cities = [code for code in current if self._names.get(code[:4] + "00", "\0") in context]
        return cities or [code for code in current if self._names[code[:2] + "0000"] in context] or current

    def _region(self, code: str, length: int) -> Region:
        province = self._names[code[:2] + "0000"]
        if code.endswith("0000"):
            return Region(province, None, None, "省", length)
        city = self._names.get(code[:4] + "00")
        if city in self.names.not_cities:
            city = None
        county = None if code.endswith("00") else self._names[code]
        return Region(province, city, county, _tier(code), length)


def _tier(code: str) -> str:
    return "省" if code.endswith("0000") else "市" if code.endswith("00") else "县"


def _is_within(code: str, outer: str) -> bool:
    if outer.endswith("0000"):
        return code != outer and code[:2] == outer[:2]
    return outer.endswith("00") and code != outer and code[:4] == outer[:4]


class Home(NamedTuple):
    """Where a unit is whose name does not tell; None where nobody has said so."""

    province: str | None = None
    city: str | None = None


UNKNOWN = Home()


class UnitReader:
    """Tells a unit by its name, with the lexicons `units` and `divisions`. `home`: where units are that do not tell."""

    def __init__(self, lexicons: Mapping[str, Any], home: Home = UNKNOWN) -> None:
        self._lexicon: Mapping[str, Any] = lexicons.get("units", {})
        self._home = home
        self._prefix = re.compile(rf"^(?:{'|'.join(self._lexicon.get('prefixes', ())) or '(?!)'})")
        self._kinds = [(re.compile(kind["pattern"]), kind) for kind in self._lexicon.get("kinds", ())]
        self._other = self._lexicon.get("other", {"kind": "其他", "level": "department"})
        self.gazetteer = Gazetteer.of(lexicons)

    def read(
        self,
        name: str,
        context: str = "",
        full: str = "",
        place: Place = Place(),  # noqa: B008 -- immutable
    ) -> Unit:
        """The unit of this name, which stands at `place`; of two names (甲局（乙局）) the first tells what it is.
        `context` is text (prose, metadata) that may tell equally named districts apart; `full` is a fuller name of the
        same unit. Where neither tells where it is, it is at home."""
        bare = _SECOND_NAME.split(self.without_prefix(name))[0] or name
        home = self._home
        region = self.gazetteer.locate(bare, context)
        if region is None and full and full != name:
            region = self.gazetteer.locate(self.without_prefix(full), context)
        if region is None and home.province:
            region = self.gazetteer.locate(bare, f"{home.city or ''}{home.province}")
        kind = self._kind(bare, region)
        rest = bare[region.length if region else 0 :]
        in_county = (not region or region.tier != "县") and self.gazetteer.names.begins_with_county(rest)
        return Unit(
            name=name,
            level=Level(kind["level"]),
            kind=kind["kind"],
            tier=kind.get("tier") or ("县" if in_county else region.tier if region else None),
            province=region.province if region else home.province,
            city=region.city if region else home.city,
            county=region.county if region else None,
            place=place,
            assumed=region is None and home.province is not None,
        )

    def without_prefix(self, name: str) -> str:
        """A name without what stands before the place in it (国家税务总局, 中共)."""
        return self._prefix.sub("", name)

    def _kind(self, name: str, region: Region | None) -> Mapping[str, Any]:
        if region is not None and region.length == len(name):
            return self._lexicon["division"]  # type: ignore[no-any-return]
        for pattern, kind in self._kinds:
            if pattern.search(name):
                return kind  # type: ignore[no-any-return]
        if name.endswith(self.gazetteer.names.endings) and "division" in self._lexicon:
            return self._lexicon["division"]  # type: ignore[no-any-return]
        return self._other  # type: ignore[no-any-return]
