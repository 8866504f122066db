from __future__ import annotations

from datetime import date

import pytest

from hegui.model.form import Years
from hegui.model.report import Level, Unit
from hegui.model.rule import Period, Result, Scope
from hegui.rules.applies import applicability, issued, scope_in_words
from hegui.testing.cases import CaseRunner
from hegui.testing.draft import load_draft
from hegui.testing.edits import edit

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
