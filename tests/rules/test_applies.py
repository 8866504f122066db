from __future__ import annotations

import pytest

from hegui.model.form import Years
from hegui.model.report import Level, Unit
from hegui.model.rule import Result, Scope
from hegui.rules.applies import applicability, scope_in_words

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


def test_a_scope_in_words() -> None:
    scope = Scope(Years(2021, None), ("2021",), ("government",), (), ("县", "乡"), ("湖南省",), ("怀化市",))
    assert scope_in_words(scope) == "2021 年度起，2021 年格式，湖南省、怀化市，县级、乡级，各级人民政府"
    assert scope_in_words(Scope()) == "所有报告"
