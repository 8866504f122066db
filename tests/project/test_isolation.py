"""No pack changes anything for the units of another province: recognition, verdicts, points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from hegui.judge.report import judge
from hegui.model.report import Report
from hegui.model.rule import Result, Verdict
from hegui.project.host import Host
from hegui.proving.cases import CaseRunner
from hegui.proving.draft import load_draft
from hegui.proving.edits import edit
from hegui.recognise.units import Gazetteer
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import Pack, RuleSet

pytestmark = pytest.mark.slow

FAULTY: Mapping[str, Any] = {
    "set": {"table3.自然人.本年新收": 99},
    "append": {
        "一": "按照国办发〔2014〕32号文件要求，举办政务公开主题日活动。",
        "六": "（一）需要报告的其他事项\n无。",
    },
    "drop": ["section.五"],
    "signed": "2025-03-03",
}
"""A report with faults of many kinds, so that rules have something to say."""


@cache
def _host() -> Host:
    return Host.load()


@cache
def _only(*packs: str) -> RuleSet:
    return load_ruleset(_host(), only=packs)


def _local_packs() -> list[Pack]:
    return [pack for pack in load_ruleset(_host()).packs if pack.applies.provinces]


def _units(national: RuleSet) -> Iterator[tuple[str, str]]:
    """For every province one of its departments and one of each of two cities, as (province, unit)."""
    gazetteer = Gazetteer.of(national.lexicons)
    cities: dict[str, list[str]] = {}
    for name, (province, full) in gazetteer.cities.items():
        if name == full:
            cities.setdefault(province, []).append(full)
    for province in dict.fromkeys(gazetteer.provinces.values()):
        yield province, f"{province}水利厅"
        for city in (cities.get(province) or [])[:2]:
            yield province, f"{city}财政局"


@pytest.fixture(scope="module")
def reports() -> list[tuple[str, Report]]:
    national = _only("national")
    runner = CaseRunner(national)
    found = []
    for province, unit in _units(national):
        edits = {**FAULTY, "unit": unit, "organ": unit}
        found.append((province, runner.report_of(edit(load_draft("bureau"), edits))))
    return found


def _outcome(verdict: Verdict) -> tuple[object, ...]:
    return verdict.severity, verdict.points, verdict.result, verdict.reason, verdict.findings


def test_every_province_is_among_the_units(reports: list[tuple[str, Report]]) -> None:
    assert len({province for province, _ in reports}) == 34
    assert all(report.unit and report.unit.province == province for province, report in reports)
    assert all(
        any(verdict.result is Result.FAIL for verdict in judge(report, _only("national"))) for _, report in reports
    )


@pytest.mark.parametrize("pack", _local_packs(), ids=lambda pack: pack.name)
def test_a_pack_changes_nothing_for_the_units_of_other_provinces(pack: Pack, reports: list[tuple[str, Report]]) -> None:
    national, ruleset = _only("national"), _only(pack.name)
    assert (ruleset.lexicons, ruleset.forms) == (national.lexicons, national.forms), "reports are recognised as before"
    for province, report in reports:
        if province in pack.applies.provinces:
            continue
        before = {verdict.rule: _outcome(verdict) for verdict in judge(report, national)}
        for verdict in judge(report, ruleset):
            if verdict.rule in before:
                assert _outcome(verdict) == before[verdict.rule], (province, verdict.rule)
            else:
                assert verdict.result is Result.NOT_APPLICABLE, (province, verdict.rule)


@pytest.mark.parametrize("pack", _local_packs(), ids=lambda pack: pack.name)
def test_a_pack_says_something_to_its_own_units(pack: Pack) -> None:
    """Else the test above would prove nothing."""
    ruleset = _only(pack.name)
    city = pack.applies.cities or tuple(
        full for province, full in Gazetteer.of(ruleset.lexicons).cities.values() if province in pack.applies.provinces
    )
    own = [compiled.rule for compiled in ruleset.rules if compiled.rule.source.pack == pack.name]
    cities = {name for rule in own for name in rule.scope.cities} or city[:1]
    heard = set()
    for name in cities:
        runner = CaseRunner(ruleset)
        for year in (2021, 2024, 2025):
            unit = f"{name}财政局"
            report = runner.report_of(edit(load_draft("bureau"), {"unit": unit, "organ": unit, "year": year}))
            heard |= {verdict.rule for verdict in judge(report, ruleset) if verdict.result is not Result.NOT_APPLICABLE}
    assert not own or heard & {rule.id for rule in own}
