"""Facts of a report that expressions may name beside the cells of its tables: its year, its dates, its deadline."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from hegui.checks.evidence import words_at
from hegui.model.report import Dated, Report
from hegui.model.rule import Evidence
from hegui.rules.check import Parameters
from hegui.rules.expression import Kind, value_text

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


class Reading(NamedTuple):
    """A fact of one report: its value and words, or, without a value, why there is none."""

    value: int | date | None
    text: str
    stated: bool = True
    """False where the report says nothing of it; what it says and nobody can understand is stated."""
    evidence: Evidence | None = None
    basis: str = ""
    """What it rests on, where that is another thing than the rule's basis."""


class Fact(NamedTuple):
    """What kind of value a fact has, how it is read from a report, and the parameters read with it."""

    kind: Kind
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


def _made_public(report: Report, parameters: Parameters) -> Reading:
    """The date of publication; where none is known, that of signing, before which nothing can have been published."""
    published, signed = _published(report, parameters), _signed(report, parameters)
    if published.value:
        return published._replace(text=f"{published.text}（发布日期）")
    if signed.value:
        return signed._replace(text=f"{signed.text}（成文日期）")
    unreadable = [reading.text for reading in (published, signed) if reading.stated]
    return Reading(None, "；".join(unreadable) or "报告未载明发布日期和成文日期", stated=bool(unreadable))


def _deadline(report: Report, parameters: Parameters) -> Reading:
    """The day in the following year by which the organ's report is to be published (parameter `deadlines`).

    Where title and period name different years, the later one counts.
    """
    if report.year is None or report.unit is None:
        return Reading(None, "未能识别报告年度" if report.year is None else "未能识别报告单位")
    if due := report.unit.deadline:
        return Reading(due, f"{value_text(due)}（单位名册）", basis="单位名册规定的截止日期")
    deadlines = parameters["deadlines"]
    period = report.dates.period_end
    year = max(report.year, period.value.year) if period and period.value else report.year
    value = _day(deadlines.get("kinds", {}).get(report.unit.kind) or deadlines[report.unit.level], year + 1)
    return Reading(value, value_text(value))


def _day(text: object, year: int) -> date:
    try:
        month, day = map(int, _MONTH_DAY.fullmatch(str(text)).groups())  # type: ignore[union-attr]
        return date(year, month, day)
    except (AttributeError, ValueError):
        raise ValueError(f'参数 deadlines 中的“{text}”不是月日，应写作 "01-31" 这样') from None


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
    "报告年度": Fact(Kind.NUMBER, _year),
    "统计期起": Fact(Kind.DATE, _period_start),
    "统计期止": Fact(Kind.DATE, _period_end),
    "成文日期": Fact(Kind.DATE, _signed),
    "发布日期": Fact(Kind.DATE, _published),
    "公开日期": Fact(Kind.DATE, _made_public),
    "公布期限": Fact(Kind.DATE, _deadline, ("deadlines",)),
}
