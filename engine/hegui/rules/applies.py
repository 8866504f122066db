"""For whom a rule speaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hegui.model.form import Years
from hegui.model.report import Report, Unit
from hegui.model.rule import Outcome, Period, Result, Scope
from hegui.rules.evaluation import value_text

_LEVELS = {"government": "各级人民政府", "department": "政府部门和派出机构"}


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
        yield _not_for(f"{'、'.join(scope.forms)} 年格式的报告")
    if scope.provinces or scope.cities:
        yield from _outside(scope, unit)
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
    ):
        if wanted and actual not in wanted:
            yield _not_for("、".join(wanted) + "的单位" + ("" if actual else "，报告单位所在地未识别出"))


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
        f"{'、'.join(scope.forms)} 年格式" if scope.forms else "",
        "、".join((*scope.provinces, *scope.cities)),
        "、".join(f"{tier}级" for tier in scope.tiers),
        "、".join(_LEVELS.get(level, level) for level in scope.levels),
        "、".join(scope.kinds),
        f"{period_in_words(scope.effective).strip()}公布的报告" if scope.effective else "",
    ]
    return "，".join(part for part in parts if part) or "所有报告"
