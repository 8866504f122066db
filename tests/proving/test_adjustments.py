"""A pack proves what it changes in rules of others: that it is so, for whom, and no further."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.project.host import Host
from hegui.proving.adjustments import adjustments_of, adjustments_with_runners, run_adjustment
from hegui.proving.mutation import prove_adjustment
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import RuleSet

CITY = "name: city\ntitle: 某市\nversion: '1'\nextends: [national]\napplies: {cities: [怀化市]}\n"
LAYERS = """\
layers:
  - applies: {levels: [department], except: {counties: [鹤城区]}}
    basis: 某市通知
    parameters:
      deadlines: {department: "01-27"}
    cases:
"""
FAILS = """\
      - name: 本市的县直部门 28 日公布
        rule: published-by-deadline
        fail: {unit: 会同县城乡事务局, published: 2025-01-28}
        basis: 某市通知
"""
ON_THE_DAY = "      - {rule: published-by-deadline, pass: {unit: 会同县城乡事务局, published: 2025-01-27}}\n"
ELSEWHERE = "      - {rule: published-by-deadline, pass: {unit: 岳阳市城乡事务局, published: 2025-01-28}}\n"
EXCEPTED = "      - {rule: published-by-deadline, pass: {unit: 怀化市鹤城区城乡事务局, published: 2025-01-28}}\n"
OVERRIDES = """\
signature-present:
  - severity: error
    applies: {levels: [department]}
    reason: 某市通知要求署名
    cases:
      - fail: {unit: 怀化市城乡事务局, drop: [signature]}
        severity: error
      - fail: {unit: 岳阳市城乡事务局, drop: [signature]}
        severity: info
      - on: county
        fail: {unit: 怀化市会同县人民政府, drop: [signature]}
        severity: info
  - enabled: false
    applies: {units: [怀化市档案局]}
    reason: 该局不署名
    cases:
      - not_applicable: {unit: 怀化市档案局, drop: [signature]}
      - fail: {unit: 怀化市城乡事务局, drop: [signature]}
"""

Load = Callable[..., RuleSet]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(**files: str) -> RuleSet:
        folder = tmp_path / "city"
        folder.mkdir(exist_ok=True)
        for name, text in {"pack": CITY, **files}.items():
            (folder / f"{name}.yaml").write_text(text, "utf-8")
        ruleset = load_ruleset(Host.load(pack_dirs=[folder]))
        assert ruleset.mistakes == ()
        return ruleset

    return load


def _results(ruleset: RuleSet, **which: Any) -> list[tuple[str, bool, str]]:
    return [
        (result.case, result.ok, result.why)
        for adjustment, runner in adjustments_with_runners(ruleset, ["city"], **which)
        for result in run_adjustment(adjustment, runner)
    ]


def _survivors(ruleset: RuleSet) -> dict[str, list[str]]:
    return {
        adjustment.where: list(prove_adjustment(adjustment, runner).survivors)
        for adjustment, runner in adjustments_with_runners(ruleset, ["city"])
    }


def test_a_bureau_of_the_city_fails_and_another_citys_does_not(load: Load) -> None:
    ruleset = load(parameters=LAYERS + FAILS + ON_THE_DAY + ELSEWHERE + EXCEPTED)
    results = _results(ruleset)
    assert [ok for _, ok, _ in results] == [True] * 4
    assert results[0][0] == "（city parameters.yaml 第 1 层）用例 1（本市的县直部门 28 日公布）"
    assert _survivors(ruleset) == {"city parameters.yaml 第 1 层": []}


@pytest.mark.parametrize(
    ("cases", "unnoticed"),
    [
        (FAILS + ON_THE_DAY + EXCEPTED, ["不限于规则包的适用地区"]),
        (FAILS + ON_THE_DAY + ELSEWHERE, ["去掉 applies 的 except"]),
        (FAILS + ELSEWHERE + EXCEPTED, ["参数 deadlines 的 department：由 01-27 改为 01-26"]),
        (FAILS.replace("        basis: 某市通知\n", "") + ON_THE_DAY + ELSEWHERE + EXCEPTED, ["去掉 basis"]),
    ],
)
def test_what_the_cases_do_not_show_is_told(load: Load, cases: str, unnoticed: list[str]) -> None:
    assert _survivors(load(parameters=LAYERS + cases)) == {"city parameters.yaml 第 1 层": unnoticed}


def test_a_case_that_does_not_hold_says_in_what(load: Load) -> None:
    wrong = FAILS.replace("basis: 某市通知", "basis: 某省通知")
    ((_, ok, why),) = _results(load(parameters=LAYERS + wrong))
    assert not ok
    assert "引用的依据中没有“某省通知”，引用的是“某市通知”" in why


def test_each_of_several_overrides_is_proven_by_its_own_cases(load: Load) -> None:
    ruleset = load(overrides=OVERRIDES)
    assert [ok for _, ok, _ in _results(ruleset)] == [True] * 5
    assert _survivors(ruleset) == {
        "city overrides.yaml 的 signature-present 第 1 项": [],
        "city overrides.yaml 的 signature-present 第 2 项": [],
    }
    wrong = load(
        overrides=OVERRIDES.replace("        severity: error\n      - fail", "        severity: info\n      - fail")
    )
    ((_, _, why),) = [result for result in _results(wrong) if not result[1]]
    assert "级别应为提示，实为错误" in why


def test_changes_are_found_by_the_rules_that_their_cases_are_about(load: Load) -> None:
    ruleset = load(overrides=OVERRIDES, parameters=LAYERS + FAILS)
    found = adjustments_with_runners(ruleset, [], ["published-by-deadline"])
    assert "city parameters.yaml 第 1 层" in {adjustment.where for adjustment, _ in found}
    assert not [adjustment for adjustment, _ in adjustments_with_runners(ruleset, [], ["title-form"])]


def test_what_all_units_of_a_pack_share_is_proven_by_its_rules(load: Load) -> None:
    assert adjustments_of(load(parameters="year_on_year: {factor: 4}\n"), "city") == []
