from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hegui.model.form import Years
from hegui.model.report import Level, Unit
from hegui.model.rule import Period, Result, Scope
from hegui.proving.cases import CaseRunner
from hegui.proving.draft import load_draft
from hegui.proving.edits import edit
from hegui.rules.scope import applicability, covers, issued, narrowed, scope_in_words

TOWN = Unit("安远县版石镇", Level.GOVERNMENT, "乡镇人民政府", "乡", "江西省", "赣州市", "安远县")
NOWHERE = Unit("版石镇", Level.GOVERNMENT, "乡镇人民政府")


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(years=Years(2021, None)),
        Scope(years=Years(2023, 2023)),
        Scope(forms=("2019", "2021")),
        Scope(levels=("government",), tiers=("县", "乡"), kinds=("乡镇人民政府",)),
        Scope(provinces=("江西省",), cities=("赣州市",)),
    ],
)
def test_a_rule_speaks_to_whom_its_scope_takes_in(scope: Scope) -> None:
    assert applicability(scope, 2023, "2021", TOWN) is None


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        (Scope(years=Years(2024, None)), "本规则适用于 2024 年度起的报告"),
        (Scope(years=Years(2019, 2020)), "本规则适用于 2019 至 2020 年度的报告"),
        (Scope(years=Years(None, 2018)), "本规则适用于 2018 年度及以前的报告"),
        (Scope(years=Years(2022, 2022)), "本规则适用于 2022 年度的报告"),
        (Scope(forms=("2019",)), "本规则适用于2019 年格式的报告"),
        (Scope(levels=("department",)), "本规则适用于政府部门和派出机构"),
        (Scope(kinds=("部门", "街道办事处")), "本规则适用于部门、街道办事处"),
        (Scope(tiers=("省", "市")), "本规则适用于省级、市级机关"),
        (Scope(provinces=("湖南省",)), "本规则适用于湖南省的单位"),
        (Scope(cities=("怀化市",)), "本规则适用于怀化市的单位"),
    ],
)
def test_elsewhere_it_is_silent_and_says_why(scope: Scope, reason: str) -> None:
    outcome = applicability(scope, 2023, "2021", TOWN)
    assert outcome is not None
    assert (outcome.result, outcome.reason) == (Result.NOT_APPLICABLE, reason)


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        (Scope(years=Years(2021, None)), "未识别出报告年度，无法判断本规则是否适用"),
        (Scope(forms=("2021",)), "未识别出表格所用的格式，无法判断本规则是否适用"),
        (Scope(levels=("government",)), "未识别出报告单位，无法判断本规则是否适用"),
    ],
)
def test_what_is_unknown_cannot_be_assessed(scope: Scope, reason: str) -> None:
    outcome = applicability(scope, None, None, None)
    assert outcome is not None
    assert (outcome.result, outcome.reason) == (Result.CANNOT_ASSESS, reason)


def test_an_unknown_tier_cannot_be_assessed() -> None:
    outcome = applicability(Scope(tiers=("县",)), 2023, "2021", NOWHERE)
    assert outcome is not None
    assert outcome.result is Result.CANNOT_ASSESS


def test_a_local_rule_is_silent_where_the_place_is_unknown() -> None:
    for unit in (NOWHERE, None):
        outcome = applicability(Scope(provinces=("湖南省",)), 2023, "2021", unit)
        assert outcome is not None
        assert outcome.result is Result.NOT_APPLICABLE
        assert outcome.reason == "本规则适用于湖南省的单位，报告单位所在地未识别出"


HECHENG = Unit("怀化市鹤城区教育局", Level.DEPARTMENT, "部门", "县", "湖南省", "怀化市", "鹤城区")
OF_THE_CITY = Unit("怀化市教育局", Level.DEPARTMENT, "部门", "市", "湖南省", "怀化市")
COUNTY_UNKNOWN = Unit("某局", Level.DEPARTMENT, "部门", "县", "湖南省", "怀化市")
LISTED = Unit("市教育局", Level.DEPARTMENT, "部门", "市", "湖南省", "怀化市", listed="怀化市教育局")


@pytest.mark.parametrize(
    ("scope", "unit", "reason"),
    [
        (Scope(counties=("鹤城区", "洪江市")), HECHENG, None),
        (Scope(counties=("洪江市",)), HECHENG, "本规则适用于洪江市的单位"),
        (Scope(counties=("鹤城区",)), OF_THE_CITY, "本规则适用于鹤城区的单位"),
        (Scope(counties=("鹤城区",)), COUNTY_UNKNOWN, "本规则适用于鹤城区的单位，报告单位所在地未识别出"),
        (Scope(units=("怀化市教育局",)), OF_THE_CITY, None),
        (Scope(units=("怀化市教育局",)), LISTED, None),
        (Scope(units=("怀化市教育局",)), HECHENG, "本规则适用于怀化市教育局"),
        (Scope(units=("怀化市教育局",)), None, "本规则适用于怀化市教育局，报告单位未识别出"),
        (Scope(exceptions=(Scope(counties=("鹤城区",)),)), HECHENG, "本规则不适用于鹤城区"),
        (Scope(exceptions=(Scope(counties=("鹤城区",)),)), OF_THE_CITY, None),
        (Scope(exceptions=(Scope(counties=("鹤城区",), levels=(Level.GOVERNMENT,)),)), HECHENG, None),
        (Scope(exceptions=(Scope(counties=("鹤城区",), levels=(Level.GOVERNMENT,)),)), COUNTY_UNKNOWN, None),
        (Scope(exceptions=(Scope(units=("怀化市教育局",)),)), LISTED, "本规则不适用于怀化市教育局"),
        (Scope(exceptions=(Scope(cities=("怀化市",)),)), TOWN, None),
    ],
)
def test_counties_single_units_and_exceptions(scope: Scope, unit: Unit | None, reason: str | None) -> None:
    outcome = applicability(scope, 2023, "2021", unit)
    if outcome is not None:
        assert outcome.result is Result.NOT_APPLICABLE
    assert (outcome and outcome.reason) == reason


@pytest.mark.parametrize("unit", [COUNTY_UNKNOWN, NOWHERE, None])
def test_whom_an_exception_may_mean_is_not_judged(unit: Unit | None) -> None:
    """Who is in an excepted county for all that is known is not accused."""
    outcome = applicability(Scope(exceptions=(Scope(counties=("鹤城区",)),)), 2023, "2021", unit)
    assert outcome is not None
    assert outcome.result is Result.CANNOT_ASSESS


def test_what_is_left_of_scopes_with_exceptions() -> None:
    city, county = Scope(cities=("怀化市",)), Scope(counties=("鹤城区",))
    but_county = replace(city, exceptions=(county,))
    assert narrowed(city, but_county) == narrowed(but_county, city) == but_county
    assert covers(city, but_county)
    assert not covers(but_county, city)
    assert covers(but_county, replace(but_county, levels=("department",)))
    assert covers(but_county, Scope(cities=("怀化市",), counties=("洪江市",)))
    assert not covers(but_county, Scope(cities=("怀化市",), counties=("洪江市", "鹤城区")))
    assert narrowed(but_county, Scope(counties=("洪江市",))) == Scope(cities=("怀化市",), counties=("洪江市",))


def test_who_is_certainly_not_meant_is_told_so_whatever_else_is_unknown() -> None:
    outcome = applicability(Scope(years=Years(2021, None), levels=("department",)), None, None, TOWN)
    assert outcome is not None
    assert outcome.result is Result.NOT_APPLICABLE


FORCE = Scope(effective=Period(date(2021, 9, 26), date(2025, 12, 31)))


def day(*numbers: int) -> Period:
    return Period(date(*numbers), date(*numbers))


@pytest.mark.parametrize(
    ("issued", "result"),
    [
        (day(2021, 9, 25), Result.NOT_APPLICABLE),
        (day(2021, 9, 26), None),
        (day(2025, 12, 31), None),
        (day(2026, 1, 1), Result.NOT_APPLICABLE),
        (Period(date(2021, 12, 31), date(2022, 12, 31)), None),
        (Period(date(2020, 12, 31), date(2021, 12, 31)), Result.CANNOT_ASSESS),
        (Period(date(2025, 12, 31), date(2026, 12, 31)), Result.CANNOT_ASSESS),
        (Period(date(2026, 12, 31), date(2027, 12, 31)), Result.NOT_APPLICABLE),
        (None, Result.CANNOT_ASSESS),
    ],
)
def test_a_rule_is_for_reports_made_public_while_it_is_in_force(issued: Period | None, result: Result | None) -> None:
    outcome = applicability(FORCE, 2023, "2021", TOWN, issued)
    assert (outcome.result if outcome else None) is result
    if outcome is not None and result is Result.NOT_APPLICABLE:
        assert outcome.reason == "本规则适用于 2021年9月26日至2025年12月31日公布的报告"


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (FORCE, "2021年9月26日至2025年12月31日公布的报告"),
        (Scope(effective=Period(date(2021, 9, 26), None)), "2021年9月26日起公布的报告"),
        (Scope(effective=Period(None, date(2025, 12, 31))), "2025年12月31日及以前公布的报告"),
    ],
)
def test_days_in_words(scope: Scope, words: str) -> None:
    assert scope_in_words(scope) == words


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({"signed": "2025年1月20日", "published": "2025-01-24"}, day(2025, 1, 24)),
        ({"signed": "2025年1月20日"}, day(2025, 1, 20)),
        ({"signed": "2024年1月20日", "published": "2025-01-24"}, day(2025, 1, 24)),
        ({"signed": "2024年1月20日"}, Period(date(2024, 12, 31), date(2025, 12, 31))),
        ({"signed": None}, Period(date(2024, 12, 31), date(2025, 12, 31))),
    ],
)
def test_when_a_report_was_made_public(runner: CaseRunner, edits: dict[str, object], expected: Period) -> None:
    assert issued(runner.report_of(edit(load_draft("bureau"), edits))) == expected


def test_a_scope_in_words() -> None:
    scope = Scope(Years(2021, None), ("2021",), ("government",), (), ("县", "乡"), ("湖南省",), ("怀化市",))
    assert scope_in_words(scope) == "2021 年度起，2021 年格式，湖南省、怀化市，县级、乡级，各级人民政府"
    assert scope_in_words(Scope()) == "所有报告"
