"""Facts of a report that expressions may name beside the cells of its tables: its year, its dates, its deadline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from hegui.checks.evidence import words_at
from hegui.model.report import Dated, Number, Report, Unit
from hegui.model.rule import Evidence
from hegui.recognise.numerals import parse_number
from hegui.rules.check import ROSTER, Parameters
from hegui.rules.deadlines import NEXT_YEAR, POSTPONE, PUBLICATION, YEAR, day_for, is_deadline
from hegui.rules.evaluation import ValueType, value_text
from hegui.rules.expression import Expression, squeezed
from hegui.rules.mistake import suggest
from hegui.rules.working_days import UndeterminedError, next_working_day

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


class Reading(NamedTuple):
    """A fact of one report: its value and words, or, without a value, why there is none."""

    value: Number | date | str | None
    text: str
    stated: bool = True
    """False where the report says nothing of it; what it says and nobody can understand is stated."""
    evidence: Evidence | None = None
    basis: str = ""
    """What it rests on, where that is another thing than the rule's basis."""


class Fact(NamedTuple):
    """What kind of value a fact has, how it is read from a report, and the parameters read with it."""

    kind: ValueType
    read: Callable[[Report, Parameters], Reading]
    parameters: tuple[str, ...] = ()


def _year(report: Report, _: Parameters) -> Reading:
    if report.year is None:
        return Reading(None, "未能识别报告年度")
    return Reading(report.year, value_text(report.year))


def _period_start(report: Report, _: Parameters) -> Reading:
    """As printed where it lies in the report year, else its first day."""
    return _period(report, report.dates.period_start, 1, 1)


def _period_end(report: Report, _: Parameters) -> Reading:
    """As printed where it lies in the report year or before it, else the year's last day.

    Where title and period name different years, which is a fault of its own, the earlier end counts: one slip is not
    held against the report a second time.
    """
    return _period(report, report.dates.period_end, 12, 31, earlier=True)


def _period(report: Report, printed: Dated | None, month: int, day: int, *, earlier: bool = False) -> Reading:
    if report.year is None:
        return Reading(None, "未能识别报告年度")
    value = printed.value if printed else None
    if printed and value and (value.year == report.year or (earlier and value.year < report.year)):
        return Reading(value, value_text(value), evidence=words_at(printed.quote, printed.place))
    due = date(report.year, month, day)
    return Reading(due, value_text(due))


def _signed(report: Report, _: Parameters) -> Reading:
    return _dated(report.dates.signed, "成文日期", "落款")


def _published(report: Report, _: Parameters) -> Reading:
    return _dated(report.dates.published, "发布日期")


def _signed_by(report: Report, parameters: Parameters) -> Reading:
    """The date of signing; where none is printed, that of publication, by which it was signed."""
    signed, published = _signed(report, parameters), _published(report, parameters)
    if signed.stated or not published.value:
        return signed
    return published._replace(text=f"{published.text}以前（发布日期）")


def _made_public(report: Report, parameters: Parameters) -> Reading:
    """The date of publication; where none is known, that of signing, before which nothing can have been published."""
    published, signed = _published(report, parameters), _signed(report, parameters)
    if published.value:
        return published._replace(text=f"{published.text}（发布日期）")
    if signed.value:
        return signed._replace(text=f"{signed.text}（成文日期）")
    unreadable = [reading.text for reading in (published, signed) if reading.stated]
    return Reading(None, "；".join(unreadable) or "报告未载明发布日期和成文日期", stated=bool(unreadable))


def deadline_of(parameter: str) -> Fact:
    """The day that a parameter sets by level, tier or kind of organ (see `hegui.rules.deadlines`).

    Where title and period name different years, the later one counts.
    """

    def read(report: Report, parameters: Parameters) -> Reading:
        if report.year is None or report.unit is None:
            return Reading(None, "未能识别报告年度" if report.year is None else "未能识别报告单位")
        deadline = parameters.get(parameter, {})
        text = day_for(deadline, report.unit.kind, report.unit.level, report.unit.tier)
        if text is None:
            return Reading(None, f"没有规定该单位的{_named(parameter)}", stated=False)
        period = report.dates.period_end
        year = max(report.year, period.value.year) if period and period.value else report.year
        given = deadline if isinstance(deadline, Mapping) else {}
        value = _day(parameter, text, year + given.get(YEAR, NEXT_YEAR))
        return _postponed(value) if given.get(POSTPONE) else Reading(value, value_text(value))

    return Fact(ValueType.DATE, read, (parameter,))


def _named(parameter: str) -> str:
    return "公布期限" if parameter == PUBLICATION else parameter


def _postponed(due: date) -> Reading:
    """The first working day from that day on."""
    try:
        value = next_working_day(due)
    except UndeterminedError as error:
        return Reading(None, f"{value_text(due)}是否顺延无从知道：{error}")
    words = value_text(value)
    return Reading(value, words if value == due else f"{words}（{value_text(due)}不是工作日，顺延）")


_DEADLINE = deadline_of(PUBLICATION)


def _publication_deadline(report: Report, parameters: Parameters) -> Reading:
    """The day by which the organ's report is to be published: as the roster says, else by the parameter `deadlines`."""
    if report.year is not None and report.unit is not None and (due := report.unit.deadline):
        return Reading(due, f"{value_text(due)}（单位名册）", basis="单位名册规定的截止日期")
    return _DEADLINE.read(report, parameters)


def _day(parameter: str, text: object, year: int) -> date:
    try:
        month, day = map(int, _MONTH_DAY.fullmatch(str(text)).groups())  # type: ignore[union-attr]
        return date(year, month, day)
    except (AttributeError, ValueError):
        raise ValueError(f'参数 {parameter} 中的“{text}”不是月日，应写作 "01-31" 这样') from None


def _dated(printed: Dated | None, name: str, section: str | None = None) -> Reading:
    if printed is None:
        return Reading(None, f"报告未载明{name}", stated=False)
    if printed.value is None:
        return Reading(
            None,
            f"{name}“{printed.quote}”不是可辨认的日期",
            evidence=words_at(printed.quote, printed.place, section),
        )
    return Reading(printed.value, value_text(printed.value), evidence=words_at(printed.quote, printed.place, section))


FACTS: Mapping[str, Fact] = {
    "报告年度": Fact(ValueType.NUMBER, _year),
    "统计期起": Fact(ValueType.DATE, _period_start),
    "统计期止": Fact(ValueType.DATE, _period_end),
    "成文日期": Fact(ValueType.DATE, _signed),
    "最迟成文日期": Fact(ValueType.DATE, _signed_by),
    "发布日期": Fact(ValueType.DATE, _published),
    "公开日期": Fact(ValueType.DATE, _made_public),
    "公布期限": Fact(ValueType.DATE, _publication_deadline, _DEADLINE.parameters),
}


def facts_with(deadlines: Iterable[str]) -> Mapping[str, Fact]:
    """All facts, and these deadlines, which are parameters by their names."""
    return {**{name: deadline_of(name) for name in deadlines}, **FACTS}


def parameters_of_facts(names: Iterable[str]) -> list[str]:
    """The parameters behind those names of a formula that are facts or deadlines."""
    facts = {name: FACTS[name] if name in FACTS else deadline_of(name) for name in names if _is_fact(name)}
    return list(dict.fromkeys(parameter for fact in facts.values() for parameter in fact.parameters))


def _is_fact(name: str) -> bool:
    return name in FACTS or (is_deadline(name) and name != PUBLICATION)


def roster_facts(*expressions: Expression) -> Mapping[str, Fact]:
    """The columns of the roster that expressions name: 名册.在编人数."""
    return {
        name: _of_roster(name.removeprefix(ROSTER), ValueType.TEXT if name in one.texts else ValueType.NUMBER)
        for one in expressions
        for name in one.names
        if name.startswith(ROSTER)
    }


def _of_roster(column: str, kind: ValueType) -> Fact:
    return Fact(kind, lambda report, _: listed(report.unit, column, kind))


def listed(unit: Unit | None, column: str, kind: ValueType) -> Reading:
    """What the roster says of a unit in a column, as a number or as a text."""
    if unit is None:
        return Reading(None, "未能识别报告单位")
    if unit.listed is None:
        return Reading(None, "没有给出单位名册，或名册中没有这个单位", stated=False)
    if column not in unit.listing:
        return Reading(None, f"单位名册没有“{column}”一栏，{suggest(column, list(unit.listing))}")
    text = unit.listing[column]
    if not text:
        return Reading(None, f"单位名册的“{column}”一栏没有填写", stated=False)
    if kind is ValueType.TEXT:
        return Reading(squeezed(text), text)
    number = parse_number(text)
    if number is None:
        return Reading(None, f"单位名册的“{column}”一栏填“{text}”，不是数")
    return Reading(number, value_text(number))


def kinds_of(facts: Mapping[str, Fact]) -> Mapping[str, ValueType]:
    """The kind of value that each fact has."""
    return {name: fact.kind for name, fact in facts.items()}
