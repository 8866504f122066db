"""Facts of a report that formulas may name: year, period, dates and the deadline of publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hegui.checks.facts import FACTS, Reading, facts_with, parameters_of_facts
from hegui.model.document import Place, Source
from hegui.model.report import Dated, Dates, Level, Report, Signature, Unit
from hegui.proving.draft import national_form

BUREAU = Unit("某县某局", Level.DEPARTMENT, "部门", "县")
DEADLINES = {"deadlines": {"department": "01-31", "government": "03-31", "kinds": {"乡镇人民政府": "02-15"}}}
SIGNED = Dated(date(2025, 2, 17), "2025年2月17日", Place(line=99, page=4, paragraph=80))
PUBLISHED = Dated(date(2025, 2, 20), "2025-02-20", Place(line=2))
IMPOSSIBLE = Dated(None, "2025年2月30日", Place(line=99))


def report(dates: Dates = Dates(), unit: Unit | None = BUREAU, year: int | None = 2024) -> Report:  # noqa: B008
    return Report(
        source=Source("x.txt", "0" * 64, "text"),
        title=None,
        title_place=Place(),
        unit=unit,
        year=year,
        form=None,
        template=national_form("2021"),
        dates=dates,
        signature=Signature(None, None),
        metadata={},
        sections=(),
        tables={},
        passages=(),
        prose="",
        figures=(),
    )


def read(name: str, on: Report) -> Reading:
    return FACTS[name].read(on, DEADLINES)


def test_the_period_is_as_printed_or_else_the_calendar_year() -> None:
    printed = Dates(
        period_start=Dated(date(2024, 3, 1), "2024年3月1日", Place()),
        period_end=Dated(date(2024, 11, 30), "11月30日", Place()),
    )
    assert read("统计期起", report(printed)).value == date(2024, 3, 1)
    assert read("统计期止", report(printed)).value == date(2024, 11, 30)
    assert read("统计期起", report()).value == date(2024, 1, 1)
    assert read("统计期止", report()).value == date(2024, 12, 31)


def test_a_period_of_another_year_accuses_nobody_of_signing_too_early() -> None:
    wrong = Dates(period_end=Dated(date(2025, 12, 31), "2025年12月31日", Place()))
    assert read("统计期止", report(wrong)).value == date(2024, 12, 31)


def test_a_date_brings_its_words_and_place() -> None:
    reading = read("成文日期", report(Dates(signed=SIGNED)))
    assert reading.value == date(2025, 2, 17)
    assert reading.evidence is not None
    assert (reading.evidence.section, reading.evidence.quote, reading.evidence.line) == ("落款", "2025年2月17日", 99)


def test_a_date_not_printed_differs_from_one_that_does_not_exist() -> None:
    assert read("成文日期", report()) == Reading(None, "报告未载明成文日期", stated=False)
    impossible = read("成文日期", report(Dates(signed=IMPOSSIBLE)))
    assert impossible.value is None
    assert impossible.stated
    assert "2025年2月30日" in impossible.text


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        (Dates(signed=SIGNED, published=PUBLISHED), "2025年2月20日（发布日期）"),
        (Dates(signed=SIGNED), "2025年2月17日（成文日期）"),
        (Dates(signed=SIGNED, published=IMPOSSIBLE), "2025年2月17日（成文日期）"),
        (Dates(signed=IMPOSSIBLE, published=PUBLISHED), "2025年2月20日（发布日期）"),
    ],
)
def test_publication_is_dated_by_the_page_or_else_by_the_signature(dates: Dates, text: str) -> None:
    assert read("公开日期", report(dates)).text == text


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        (Dates(signed=SIGNED, published=PUBLISHED), "2025年2月17日"),
        (Dates(published=PUBLISHED), "2025年2月20日以前（发布日期）"),
        (Dates(published=IMPOSSIBLE), "报告未载明成文日期"),
    ],
)
def test_what_is_published_has_been_signed_by_then(dates: Dates, text: str) -> None:
    assert read("最迟成文日期", report(dates)).text == text
    assert read("最迟成文日期", report(Dates(signed=IMPOSSIBLE, published=PUBLISHED))).value is None


def test_publication_without_any_date_is_missing() -> None:
    assert not read("公开日期", report()).stated
    assert read("公开日期", report(Dates(signed=IMPOSSIBLE))).stated


@pytest.mark.parametrize(
    ("unit", "deadline"),
    [
        (BUREAU, date(2025, 1, 31)),
        (Unit("某县人民政府", Level.GOVERNMENT, "人民政府", "县"), date(2025, 3, 31)),
        (Unit("某镇人民政府", Level.GOVERNMENT, "乡镇人民政府", "乡"), date(2025, 2, 15)),
    ],
)
def test_the_deadline_is_that_of_the_kind_of_organ_or_else_of_its_level(unit: Unit, deadline: date) -> None:
    assert read("公布期限", report(unit=unit)).value == deadline


def due(deadline: object, unit: Unit = BUREAU, year: int = 2024) -> Reading:
    """The deadline 报送期限, set so."""
    return facts_with(["报送期限"])["报送期限"].read(report(unit=unit, year=year), {"报送期限": deadline})


@pytest.mark.parametrize(
    ("deadline", "day"),
    [
        ("01-20", date(2025, 1, 20)),
        ({"department": "01-20"}, date(2025, 1, 20)),
        ({"department": {"县": "01-15", "市": "01-20"}}, date(2025, 1, 15)),
        ({"department": "01-20", "kinds": {"部门": "01-10"}}, date(2025, 1, 10)),
        ({"department": "01-20", "kinds": {"部门": {"县": "01-12"}}}, date(2025, 1, 12)),
        ({"department": "12-20", "year": 0}, date(2024, 12, 20)),
        ({"department": "01-20", "year": 2}, date(2026, 1, 20)),
    ],
)
def test_a_deadline_may_be_one_day_or_by_level_tier_and_kind_and_in_another_year(deadline: object, day: date) -> None:
    assert due(deadline).value == day


@pytest.mark.parametrize(
    "deadline", [{"government": "01-20"}, {"department": {"市": "01-20"}}, {"kinds": {"法院": "01-20"}}]
)
def test_a_unit_for_which_no_deadline_is_set_has_none(deadline: object) -> None:
    assert due(deadline) == Reading(None, "没有规定该单位的报送期限", stated=False)


def test_a_deadline_is_put_off_to_the_next_working_day_only_where_that_is_said() -> None:
    saturday = {"department": "01-25"}
    assert due(saturday).value == date(2025, 1, 25)
    assert due({**saturday, "postpone": False}).value == date(2025, 1, 25)
    postponed = due({**saturday, "postpone": True})
    assert postponed.value == date(2025, 1, 26)
    assert postponed.text == "2025年1月26日（2025年1月25日不是工作日，顺延）"
    assert due({"department": "01-24", "postpone": True}).text == "2025年1月24日"


def test_whether_a_deadline_is_put_off_in_a_year_without_calendar_is_not_known() -> None:
    reading = due({"department": "01-25", "postpone": True}, year=2089)
    assert reading == Reading(None, "2090年1月25日是否顺延无从知道：2090 年的放假安排还没有载入")
    assert due({"department": "01-25"}, year=2089).value == date(2090, 1, 25)


def test_the_parameters_behind_the_names_of_a_formula() -> None:
    assert parameters_of_facts(["成文日期", "报送期限", "公布期限", "报送期限", "总计", "deadlines"]) == [
        "报送期限",
        "deadlines",
    ]


def test_no_deadline_is_known_without_unit_or_year() -> None:
    assert read("公布期限", report(unit=None)).text == "未能识别报告单位"
    assert read("公布期限", report(year=None)).text == "未能识别报告年度"


@pytest.mark.parametrize("text", ["1-31", "13-01", "02-30", 131])
def test_a_deadline_that_is_no_day_is_refused(text: object) -> None:
    on = replace(report())
    with pytest.raises(ValueError, match="deadlines"):
        FACTS["公布期限"].read(on, {"deadlines": {"department": text, "government": "03-31"}})
