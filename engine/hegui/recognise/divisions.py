"""The table of administrative divisions: which province, city and county a unit's name speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

_LONGEST = 12
_PROVINCE_TAILS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
_NO_CITY = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_CITY_TAILS = ("地区", "盟", "市")


class Region(NamedTuple):
    """A division by its official names; parts below it are None. `tier` is 省, 市 or 县."""

    province: str
    city: str | None
    county: str | None
    tier: str
    length: int
    """How many characters of the unit's name it took up."""


class Gazetteer:
    """Rows with `code` (GB/T 2260, six digits) and `name`, provinces to counties."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._rows = rows

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {row["code"]: row["name"] for row in self._rows}

    @cached_property
    def _codes(self) -> Mapping[str, list[str]]:
        codes: dict[str, list[str]] = {}
        for row in self._rows:
            code, name = row["code"], row["name"]
            codes.setdefault(name, []).append(code)
            tails = _PROVINCE_TAILS if code.endswith("0000") else _CITY_TAILS if code.endswith("00") else ()
            short = next((name.removesuffix(tail) for tail in tails if name.endswith(tail)), name)
            if short != name and len(short) > 1:
                codes.setdefault(short, []).append(code)
        return codes

    @cached_property
    def provinces(self) -> Mapping[str, str]:
        """Short and full names of the provinces, each with the full name."""
        return {
            name: self._names[code] for name, codes in self._codes.items() for code in codes if code.endswith("0000")
        }

    def locate(self, name: str, context: str = "") -> Region | None:
        """The division that a unit's name begins with.

        A name that several provinces have (鼓楼区) is decided by the names of its cities and provinces in `context`, and
        only if exactly one of them occurs there.
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
        return self._region(candidates[0], position) if len(candidates) == 1 else None

    def _step(self, name: str, position: int, within: list[str]) -> tuple[list[str], int] | None:
        for length in range(min(_LONGEST, len(name) - position), 1, -1):
            codes = self._codes.get(name[position : position + length])
            if codes:
                inside = (
                    [code for code in codes if any(_is_within(code, outer) for outer in within)] if within else codes
                )
                if inside:
                    return inside, length
        return None

    def _by_context(self, candidates: list[str], context: str) -> list[str]:
        provinces = {code[:2] for code in candidates}
        if len(provinces) == 1:
            return [min(candidates, key=lambda code: code.endswith("00"))]
        named = [
            code
            for code in candidates
            if any(
                part and part in context
                for part in (self._names.get(code[:4] + "00"), self._names.get(code[:2] + "0000"))
            )
        ]
        return named if len(named) == 1 else candidates

    def _region(self, code: str, length: int) -> Region:
        province = self._names[code[:2] + "0000"]
        if code.endswith("0000"):
            return Region(province, None, None, "省", length)
        city = self._names.get(code[:4] + "00")
        if city in _NO_CITY:
            city = None
        if code.endswith("00"):
            return Region(province, city, None, "市", length)
        return Region(province, city, self._names[code], "县", length)


def _is_within(code: str, outer: str) -> bool:
    if outer.endswith("0000"):
        return code != outer and code[:2] == outer[:2]
    return outer.endswith("00") and code != outer and code[:4] == outer[:4]
