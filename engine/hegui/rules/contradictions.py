"""Scopes that can never be met, or that name what there is not: such a rule would be silent for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from hegui.model.form import Form, Years
from hegui.model.rule import Scope
from hegui.recognise.divisions import Gazetteer
from hegui.rules.fault import suggest

Objection = tuple[str, str]
"""The key of `applies` at fault, and a Chinese sentence."""

_NEVER = "永远用不上；请改正。"


class World:
    """The forms, kinds of organs and divisions that a scope may name. What no pack gives is held against nobody."""

    def __init__(self, forms: Mapping[str, Form], lexicons: Mapping[str, Any]) -> None:
        self._forms = forms
        self._lexicons = lexicons

    def objections(self, scope: Scope) -> Iterator[Objection]:
        """Everything in a scope that can never come true."""
        for key, names, known in (
            ("forms", scope.forms, self._forms),
            ("kinds", scope.kinds, self._kinds),
            ("provinces", scope.provinces, self._provinces if scope.provinces else ()),
            ("cities", scope.cities, self._cities if scope.cities else ()),
        ):
            for name in names:
                if known and name not in known:
                    yield key, f"没有“{name}”，{suggest(name, known)}；请改正。"
        yield from self._wrong_time(scope)
        yield from self._wrong_kinds(scope)
        yield from self._wrong_cities(scope)

    def _wrong_time(self, scope: Scope) -> Iterator[Objection]:
        forms = [self._forms[name] for name in scope.forms if name in self._forms]
        years = scope.years or Years(None, None)
        if forms and not any(_overlap(form.years, years) for form in forms):
            yield "forms", f"{'、'.join(form.id for form in forms)} 年格式不用于 years 所写的年度，{_NEVER}"
        if scope.effective and scope.effective.last and years.first:
            finished = date(years.first, 12, 31)  # no report is made public before its year is over
            if scope.effective.last < finished:
                yield "effective", f"施行到 years 所写年度的报告公布之前就已截止，{_NEVER}"

    def _wrong_kinds(self, scope: Scope) -> Iterator[Objection]:
        for kind in scope.kinds:
            level, tier = self._kinds.get(kind, (None, None))
            if scope.levels and level and level not in scope.levels:
                yield "kinds", f"“{kind}”属于 {level}，不在 levels 所写的 {'、'.join(scope.levels)} 之内，{_NEVER}"
            if scope.tiers and tier and tier not in scope.tiers:
                yield "kinds", f"“{kind}”是{tier}级机关，不在 tiers 所写的层级之内，{_NEVER}"

    def _wrong_cities(self, scope: Scope) -> Iterator[Objection]:
        for city in scope.cities if scope.provinces else ():
            within = self._cities.get(city)
            if within and within not in scope.provinces:
                yield "cities", f"“{city}”属于{within}，不属于{'、'.join(scope.provinces)}，{_NEVER}"

    @cached_property
    def _kinds(self) -> Mapping[str, tuple[str | None, str | None]]:
        """Every kind of organ with its level, and its tier where that is always the same."""
        units = self._lexicons.get("units")
        if not isinstance(units, Mapping):
            return {}
        entries = [*units.get("kinds", ()), *units.values()]
        known: dict[str, set[tuple[str | None, str | None]]] = {}
        for entry in entries:
            if isinstance(entry, Mapping) and "kind" in entry:
                known.setdefault(entry["kind"], set()).add((entry.get("level"), entry.get("tier")))
        return {kind: next(iter(seen)) if len(seen) == 1 else (None, None) for kind, seen in known.items()}

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(row for row in self._lexicons.get("divisions", ()) if "code" in row)

    @cached_property
    def _provinces(self) -> Mapping[str, str]:
        """Names that are written in full."""
        return {name: full for name, full in self._gazetteer.provinces.items() if name == full}

    @cached_property
    def _cities(self) -> Mapping[str, str]:
        """Cities by their full names, each with its province."""
        return {name: province for name, (province, full) in self._gazetteer.cities.items() if name == full}


def _overlap(some: Years, others: Years) -> bool:
    first = max(some.first or 0, others.first or 0)
    last = min(some.last or 9999, others.last or 9999)
    return first <= last
