"""The table of administrative divisions: which province, city and county a unit's name speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

_LONGEST = 16
"""Characters of a name: 积石山保安族东乡族撒拉族自治县 has 15."""
_PROVINCE_TAILS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
_NO_CITY = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_CITY_TAILS = ("地区", "盟", "市")
_TAILS = ("省", "市", "州", "盟", "县", "旗", "自治", "地区")
"""What may not follow a short name: 海南州 is not in 海南."""


class Region(NamedTuple):
    """A division by its official names; parts below it are None. `tier` is 省, 市 or 县."""

    province: str
    city: str | None
    county: str | None
    tier: str
    length: int
    """How many characters of the unit's name it took up."""


class Gazetteer:
    """Rows with `code` (GB/T 2260, six digits), `name` and `until` (set for a division that is no more).

    `peoples` are what everyday names leave out of those of autonomous prefectures and counties: 湘西(土家族苗族自治)州.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]], peoples: Iterable[str] = ()) -> None:
        self._rows = tuple(rows)
        names = "|".join(peoples) or "(?!)"
        self._autonomous = re.compile(rf"(?:{names})+自治(?=[州县旗]$)")

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
            tails = _PROVINCE_TAILS if code.endswith("0000") else _CITY_TAILS if code.endswith("00") else ()
            short = next((name.removesuffix(tail) for tail in tails if name.endswith(tail)), name)
            if short != name and len(short) > 1:
                codes.setdefault(short, []).append(code)
        return codes

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
            if self._names[code] not in _NO_CITY
        }

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

    def _step(self, name: str, position: int, within: list[str]) -> tuple[list[str], int] | None:
        for length in range(min(_LONGEST, len(name) - position), 1, -1):
            end = position + length
            codes = self._codes.get(name[position:end])
            if codes is None and not name.startswith(_TAILS, end):
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
        if city in _NO_CITY:
            city = None
        county = None if code.endswith("00") else self._names[code]
        return Region(province, city, county, _tier(code), length)


def _tier(code: str) -> str:
    return "省" if code.endswith("0000") else "市" if code.endswith("00") else "县"


def _is_within(code: str, outer: str) -> bool:
    if outer.endswith("0000"):
        return code != outer and code[:2] == outer[:2]
    return outer.endswith("00") and code != outer and code[:4] == outer[:4]
