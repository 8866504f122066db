"""For whom a rule speaks: the scope that a file states, who lies in it, and what in it can never come true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from hegui.model.form import Form, Years, form_names
from hegui.model.report import Level, Report, Unit
from hegui.model.rule import Outcome, Period, Result, Scope
from hegui.recognise.units import Gazetteer, Region, UnitReader
from hegui.rules.evaluation import value_text
from hegui.rules.mistake import suggest

Data = Mapping[str, Any]

_TIERS = ("省", "市", "县")
"""Of kinds of organs that are not of one tier only."""
_LEVELS = {"government": "各级人民政府", "department": "政府部门和派出机构"}
_NEVER = "永远用不上；请改正。"

_EXCEPT = "except"
_PLACES = ("provinces", "cities", "counties", "units")

Contradiction = tuple[tuple[str, ...], str]
"""The key of `applies` that can never come true, by the keys that lead to it, and why, in a Chinese sentence."""


def years_of(value: int | str) -> Years:
    """`2024`, `2021-` or `2019-2020` as a range."""
    first, dash, last = str(value).partition("-")
    return Years(int(first), int(last) if last else None if dash else int(first))


def scope_of(data: Data) -> Scope:
    """The scope that the key `applies` of a file states."""
    lists = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    return Scope(
        years=years_of(data["years"]) if "years" in data else None,
        effective=_period_of(data["effective"]) if "effective" in data else None,
        exceptions=(scope_of(data[_EXCEPT]),) if _EXCEPT in data else (),
        **lists,
    )


def _period_of(data: Data) -> Period:
    first, last = (date.fromisoformat(data[key]) if key in data else None for key in ("from", "until"))
    return Period(first, last)


def is_local(scope: Scope) -> bool:
    """Whether a scope is of some places or units only."""
    return any(getattr(scope, key) for key in _PLACES) or bool(scope.exceptions)


def fineness(scope: Scope) -> int:
    """How small the places are that a scope names: 0 none, 1 provinces, 2 cities, 3 counties, 4 single units."""
    return max((rank for rank, key in enumerate(_PLACES, 1) if getattr(scope, key)), default=0)


def narrowed(scope: Scope, other: Scope) -> Scope | None:
    """What another scope, such as the area of a pack, leaves of a scope; None where they have no report in common."""
    common: dict[str, Any] = {}
    for name in _CONDITIONS:
        some, others = getattr(scope, name), getattr(other, name)
        if not some or not others:
            common[name] = some or others
            continue
        both = _range(some, others) if isinstance(some, Years | Period) else tuple(one for one in some if one in others)
        if not both:
            return None
        common[name] = both
    within = Scope(**common)
    exceptions = dict.fromkeys((*scope.exceptions, *other.exceptions))
    return replace(within, exceptions=tuple(one for one in exceptions if narrowed(within, one) is not None))


_CONDITIONS = tuple(field.name for field in fields(Scope) if field.name != "exceptions")


_Range = TypeVar("_Range", Years, Period)


def _range(some: _Range, others: _Range) -> _Range | None:
    """What two ranges have in common, if anything."""
    first = max((one for one in (some[0], others[0]) if one is not None), default=None)
    last = min((one for one in (some[1], others[1]) if one is not None), default=None)
    if first is not None and last is not None and first > last:
        return None
    return type(some)(first, last)


def covers(wide: Scope, narrow: Scope) -> bool:
    """Whether what is for one scope reaches everything in another."""
    if not all(_reaches(getattr(wide, name), getattr(narrow, name)) for name in _CONDITIONS):
        return False
    return all(_leaves_out(narrow, exception) for exception in wide.exceptions)


def _leaves_out(scope: Scope, exception: Scope) -> bool:
    """Whether nothing in a scope lies in an exception."""
    common = narrowed(replace(scope, exceptions=()), exception)
    return common is None or any(covers(own, common) for own in scope.exceptions)


def _reaches(wide: Any, narrow: Any) -> bool:
    if not wide or wide == narrow:
        return True
    if not narrow:
        return False
    if isinstance(wide, Years | Period):
        from_below = wide[0] is None or (narrow[0] is not None and narrow[0] >= wide[0])
        return from_below and (wide[1] is None or (narrow[1] is not None and narrow[1] <= wide[1]))
    return set(narrow) <= set(wide)


def applicability(
    scope: Scope, year: int | None, form: str | None, unit: Unit | None, issued: Period | None = None
) -> Outcome | None:
    """None where a rule of this scope speaks to the report; else an outcome with its reason.

    The outcome is `not_applicable`, or `cannot_assess` where what decides it is not known. Who is certainly not meant
    is told so even where something else is unknown.
    """
    unknown: Outcome | None = None
    for outcome in _objections(scope, year, form, unit, issued):
        if outcome.result is Result.NOT_APPLICABLE:
            return outcome
        unknown = unknown or outcome
    return unknown


def issued(report: Report) -> Period | None:
    """The day on which a report was made public, or the days among which it lies; None where nothing tells.

    The date of publication counts, else that of signing. A date before the report year's end is a slip (a rule of its
    own tells it), since no report is finished before. Where only the year is known, the report came out in the year
    that follows.
    """
    dates = report.dates
    return issued_in(report.year, *(dated.value for dated in (dates.published, dates.signed) if dated))


def issued_in(year: int | None, *dates: date | None) -> Period | None:
    """As `issued`, by a report's year, date of publication and date of signing."""
    days = [day for day in dates if day is not None]
    if year is None:
        return Period(days[0], days[0]) if days else None
    finished = date(year, 12, 31)
    day = next((day for day in days if day >= finished), None)
    return Period(day, day) if day else Period(finished, date(year + 1, 12, 31))


def _objections(
    scope: Scope, year: int | None, form: str | None, unit: Unit | None, issued: Period | None
) -> Iterator[Outcome]:
    if scope.years is not None:
        if year is None:
            yield _unknown("未识别出报告年度")
        elif year not in scope.years:
            yield _not_for(f"{years_in_words(scope.years)}的报告")
    if scope.forms and form is None:
        yield _unknown("未识别出表格所用的格式")
    elif scope.forms and form not in scope.forms:
        yield _not_for(f"{form_names(scope.forms)}的报告")
    if scope.provinces or scope.cities or scope.counties or scope.units:
        yield from _outside(scope, unit)
    if scope.exceptions:
        yield from _left_out(scope, year, form, unit, issued)
    if scope.effective is not None:
        yield from _out_of_force(scope.effective, issued)
    if not (scope.levels or scope.kinds or scope.tiers):
        return
    if unit is None:
        yield _unknown("未识别出报告单位")
        return
    if scope.levels and unit.level not in scope.levels:
        yield _not_for("、".join(_LEVELS.get(level, level) for level in scope.levels))
    if scope.kinds and unit.kind not in scope.kinds:
        yield _not_for("、".join(scope.kinds))
    if scope.tiers and unit.tier is None:
        yield _unknown("未识别出报告单位的层级")
    elif scope.tiers and unit.tier not in scope.tiers:
        yield _not_for("、".join(f"{tier}级" for tier in scope.tiers) + "机关")


def _outside(scope: Scope, unit: Unit | None) -> Iterator[Outcome]:
    """A local rule is for units known to be of the place: elsewhere, and where the place is unknown, it is silent."""
    for wanted, actual in (
        (scope.provinces, unit.province if unit else None),
        (scope.cities, unit.city if unit else None),
        (scope.counties, unit.county if unit else None),
    ):
        if wanted and actual not in wanted:
            unknown = not actual and _unknown_places(scope, unit)
            yield _not_for("、".join(wanted) + "的单位" + ("，报告单位所在地未识别出" if unknown else ""))
    if scope.units and not _is_one_of(scope.units, unit):
        yield _not_for("、".join(scope.units) + ("" if unit else "，报告单位未识别出"))


def _is_one_of(names: tuple[str, ...], unit: Unit | None) -> bool:
    """Whether a unit bears one of these names, in its report or on the roster."""
    return unit is not None and (unit.name in names or unit.listed in names)


def _left_out(
    scope: Scope, year: int | None, form: str | None, unit: Unit | None, issued: Period | None
) -> Iterator[Outcome]:
    """Whom an exception leaves out; where it is not known whether it does, nobody can say whether the rule applies."""
    for exception in scope.exceptions:
        outcome = applicability(_without_unknown_places(exception, unit), year, form, unit, issued)
        if outcome is not None and outcome.result is Result.CANNOT_ASSESS:
            yield outcome
        elif outcome is None and (unknown := _unknown_places(exception, unit)):
            yield _unknown(unknown)
        elif outcome is None:
            yield Outcome(Result.NOT_APPLICABLE, f"本规则不适用于{scope_in_words(exception)}")


def _unknown_places(scope: Scope, unit: Unit | None) -> str:
    """What is not known of a unit by whose place a scope goes, in words; empty where all is."""
    if unit is None:
        return "未识别出报告单位" if is_local(scope) else ""
    return "未识别出报告单位所在地" if _without_unknown_places(scope, unit) != scope else ""


def _without_unknown_places(scope: Scope, unit: Unit | None) -> Scope:
    """A scope without the places of which it is not known whether the unit is there. Organs of a province have no city,
    those of a city no county, counties right under a province no city."""
    if unit is None:
        return replace(scope, provinces=(), cities=(), counties=(), units=())
    no_city = unit.city is None and unit.county is None and unit.tier != "省"
    no_county = unit.county is None and unit.tier not in ("省", "市")
    return replace(
        scope,
        provinces=() if unit.province is None else scope.provinces,
        cities=() if no_city else scope.cities,
        counties=() if no_county else scope.counties,
    )


def _out_of_force(effective: Period, issued: Period | None) -> Iterator[Outcome]:
    """A rule is for reports made public while it is in force."""
    first, last = effective.first or date.min, effective.last or date.max
    if issued is None or issued.first is None or issued.last is None:
        yield _unknown("未识别出报告的公布日期、成文日期和年度")
    elif issued.last < first or issued.first > last:
        yield _not_for(f"{period_in_words(effective)}公布的报告")
    elif not first <= issued.first <= issued.last <= last:
        yield _unknown("未识别出报告的公布日期和成文日期")


def _not_for(whom: str) -> Outcome:
    return Outcome(Result.NOT_APPLICABLE, f"本规则适用于{whom}")


def _unknown(what: str) -> Outcome:
    return Outcome(Result.CANNOT_ASSESS, f"{what}，无法判断本规则是否适用")


def years_in_words(years: Years) -> str:
    """A range of report years as an office says it: ` 2021 年度起`."""
    match years:
        case (None, None):
            return "所有年度"
        case (first, None):
            return f" {first} 年度起"
        case (None, last):
            return f" {last} 年度及以前"
        case (first, last) if first == last:
            return f" {first} 年度"
    return f" {years.first} 至 {years.last} 年度"


def period_in_words(period: Period) -> str:
    """Days as an office says them: ` 2021年9月26日起`."""
    match period:
        case Period(None, None):
            return "任何时候"
        case Period(date() as first, None):
            return f" {value_text(first)}起"
        case Period(None, date() as last):
            return f" {value_text(last)}及以前"
    assert period.first and period.last
    return f" {value_text(period.first)}至{value_text(period.last)}"


def scope_in_words(scope: Scope) -> str:
    """For whom a rule speaks, in words for a list."""
    parts = [
        years_in_words(scope.years).strip() if scope.years else "",
        form_names(scope.forms),
        "、".join((*scope.provinces, *scope.cities, *scope.counties, *scope.units)),
        "、".join(f"{tier}级" for tier in scope.tiers),
        "、".join(_LEVELS.get(level, level) for level in scope.levels),
        "、".join(scope.kinds),
        f"{period_in_words(scope.effective).strip()}公布的报告" if scope.effective else "",
    ]
    within = "，".join(part for part in parts if part) or "所有报告"
    return within + "".join(f"（{scope_in_words(one)}除外）" for one in scope.exceptions)


class KnownNames:
    """The forms, kinds of organs, places and units that a scope may name. What no pack gives is held against nobody."""

    def __init__(self, forms: Mapping[str, Form], lexicons: Mapping[str, Any]) -> None:
        self._forms = forms
        self._lexicons = lexicons

    def contradictions(self, scope: Scope) -> Iterator[Contradiction]:
        """Everything in a scope that can never come true: a rule of such a scope would be silent for good."""
        of_scope = list(self._contradictions(scope))
        yield from (((key,), message) for key, message in of_scope)
        told_already = {message for _, message in of_scope}
        within = replace(scope, exceptions=())
        for exception in scope.exceptions:
            common = narrowed(within, exception) or exception
            wrong = [
                ((_EXCEPT, key), message)
                for key, message in self._contradictions(common)
                if message not in told_already
            ]
            yield from wrong
            if not wrong and covers(exception, within):
                yield (_EXCEPT,), f"适用的报告全都除外了，{_NEVER}"

    def idle_exceptions(self, written: Scope, within: Scope) -> Iterator[Contradiction]:
        """Exceptions that a file states and that leave nothing out of what is left of the scope beside them."""
        for exception in written.exceptions:
            if not any(self._contradictions(exception)) and narrowed(within, exception) is None:
                yield (_EXCEPT,), "所写的本来就不在适用范围之内，不必除外；请改正或删去。"

    def _contradictions(self, scope: Scope) -> Iterator[tuple[str, str]]:
        for key, names, known in (
            ("forms", scope.forms, self._forms),
            ("kinds", scope.kinds, self._kinds),
            ("provinces", scope.provinces, self._provinces if scope.provinces else ()),
            ("cities", scope.cities, self._cities if scope.cities else ()),
            ("counties", scope.counties, self._counties if scope.counties else ()),
        ):
            for name in names:
                if known and name not in known:
                    near = [one for one in self._counties if self._may_be(one, scope)] if key == "counties" else known
                    yield key, f"没有“{name}”，{suggest(name, near or known)}；请改正。"
        yield from self._wrong_time(scope)
        yield from self._wrong_kinds(scope)
        yield from self._wrong_cities(scope)
        yield from self._wrong_counties(scope)
        yield from self._wrong_units(scope)

    def unknown_kind(self, name: str) -> str:
        """What to tell of a kind of organ that there is not; nothing where there is, or where no pack says which."""
        if not self._kinds or name in self._kinds:
            return ""
        return f"没有“{name}”这一机关类别，{suggest(name, self._kinds)}；请改正。"

    def organs(self) -> Iterator[Unit]:
        """A unit of each kind, on every level and tier on which it may be."""
        for kind, (level, tier) in self._kinds.items():
            for its_level in (level,) if level else tuple(_LEVELS):
                for its_tier in (tier,) if tier else _TIERS:
                    yield Unit(kind, Level(its_level), kind, its_tier)

    def _wrong_time(self, scope: Scope) -> Iterator[tuple[str, str]]:
        forms = [self._forms[name] for name in scope.forms if name in self._forms]
        years = scope.years or Years(None, None)
        if forms and not any(_range(form.years, years) for form in forms):
            yield "forms", f"{form_names(form.id for form in forms)}不用于 years 所写的年度，{_NEVER}"
        if scope.effective and scope.effective.last and years.first:
            finished = date(years.first, 12, 31)  # no report is made public before its year is over
            if scope.effective.last < finished:
                yield "effective", f"施行到 years 所写年度的报告公布之前就已截止，{_NEVER}"

    def _wrong_kinds(self, scope: Scope) -> Iterator[tuple[str, str]]:
        for kind in scope.kinds:
            level, tier = self._kinds.get(kind, (None, None))
            if scope.levels and level and level not in scope.levels:
                yield "kinds", f"“{kind}”属于 {level}，不在 levels 所写的 {'、'.join(scope.levels)} 之内，{_NEVER}"
            if scope.tiers and tier and tier not in scope.tiers:
                yield "kinds", f"“{kind}”是{tier}级机关，不在 tiers 所写的层级之内，{_NEVER}"

    def _wrong_cities(self, scope: Scope) -> Iterator[tuple[str, str]]:
        for city in scope.cities if scope.provinces else ():
            within = self._cities.get(city)
            if within and within not in scope.provinces:
                yield "cities", f"“{city}”属于{within}，不属于{'、'.join(scope.provinces)}，{_NEVER}"

    def _wrong_counties(self, scope: Scope) -> Iterator[tuple[str, str]]:
        for county in scope.counties:
            regions = self._counties.get(county, ())
            meant = [region for region in regions if _lies_in(scope, region.province, region.city)]
            if regions and not meant:
                holders = "、".join(dict.fromkeys(region.city or region.province for region in regions))
                yield "counties", f"“{county}”属于{holders}，不在所写的省市之内，{_NEVER}"
            elif len(holders_of := {(region.province, region.city) for region in meant}) > 1:
                listed = "、".join(sorted(city or province for province, city in holders_of))
                yield "counties", f"“{county}”有几个（{listed}），请在 cities 或 provinces 中写明是哪里的。"
            elif scope.tiers and not {"县", "乡"} & {*scope.tiers}:
                yield "counties", f"“{county}”的单位是县级、乡级，不在 tiers 所写的层级之内，{_NEVER}"

    def _may_be(self, county: str, scope: Scope) -> bool:
        """Whether a county of this name lies in the provinces and cities of a scope."""
        return any(_lies_in(scope, region.province, region.city) for region in self._counties[county])

    def _wrong_units(self, scope: Scope) -> Iterator[tuple[str, str]]:
        if not scope.units or not self._kinds:
            return
        for name in scope.units:
            unit = self._units.read(name, "".join((*scope.provinces, *scope.cities, *scope.counties)))
            for names, own in (
                (scope.provinces, unit.province),
                (scope.cities, unit.city),
                (scope.counties, unit.county),
            ):
                if names and own and own not in names:
                    yield "units", f"“{name}”属于{own}，不属于{'、'.join(names)}，{_NEVER}"
            if scope.levels and unit.level not in scope.levels:
                yield "units", f"“{name}”属于 {unit.level}，不在 levels 所写的 {'、'.join(scope.levels)} 之内，{_NEVER}"
            if scope.tiers and unit.tier and unit.tier not in scope.tiers:
                yield "units", f"“{name}”是{unit.tier}级机关，不在 tiers 所写的层级之内，{_NEVER}"
            if scope.kinds and unit.kind not in scope.kinds:
                yield "units", f"“{name}”属于{unit.kind}，不在 kinds 所写的类别之内，{_NEVER}"

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
        return Gazetteer.of(self._lexicons)

    @cached_property
    def _provinces(self) -> Mapping[str, str]:
        """Names that are written in full."""
        return {name: full for name, full in self._gazetteer.provinces.items() if name == full}

    @cached_property
    def _cities(self) -> Mapping[str, str]:
        """Cities by their full names, each with its province."""
        return {name: province for name, (province, full) in self._gazetteer.cities.items() if name == full}

    @cached_property
    def _counties(self) -> Mapping[str, tuple[Region, ...]]:
        return self._gazetteer.counties

    @cached_property
    def _units(self) -> UnitReader:
        return UnitReader(self._lexicons)


def _lies_in(scope: Scope, province: str, city: str | None) -> bool:
    """Whether a place is in the provinces and cities that a scope names, as far as it names any."""
    return (not scope.provinces or province in scope.provinces) and (not scope.cities or city in scope.cities)
