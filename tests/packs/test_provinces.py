"""The packs of this repository's provinces and cities: without fault, proven by cases, told in a README, local."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest

from environments import ROOT
from hegui.judge.scheme import find_scheme
from hegui.model.report import Level, Unit
from hegui.model.rule import Severity
from hegui.project.host import Host
from hegui.proving.adjustments import adjustments_with_runners, run_adjustment
from hegui.proving.cases import run_cases
from hegui.proving.mutation import prove_adjustment
from hegui.proving.schemes import run_scheme_cases
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import RuleSet

PLUGINS = {
    folder.name: folder for folder in sorted((ROOT / "plugins").iterdir()) if (folder / "pyproject.toml").is_file()
}
PACKS = {
    manifest.parent.name.removeprefix("hegui_"): manifest.parent
    for manifest in sorted(ROOT.glob("plugins/*/hegui_*/pack.yaml"))
}
WITHOUT_RULES = {"gansu"}
"""A province of which nothing is known but what one of its cities asks for."""


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    """All packs, those among them that count only where a user names them."""
    return load_ruleset(Host.load([PACKS["example"]], [PACKS["hints"]]))


def rules_of(ruleset: RuleSet, pack: str) -> list[str]:
    return [compiled.rule.id for compiled in ruleset.rules if compiled.rule.source.pack == pack]


def test_all_packs_load_without_a_fault(ruleset: RuleSet) -> None:
    folders = tuple(PACKS.values())
    assert [fault for fault in ruleset.mistakes if any(fault.path.is_relative_to(folder) for folder in folders)] == []
    assert {pack.name for pack in ruleset.packs} == {"national", *PACKS}


def test_every_rule_names_its_problem_and_no_two_alike(ruleset: RuleSet) -> None:
    """A list of problems names each by itself; what ends in 的 would run into 的单位."""
    named = {rule.id: rule.problem for rule in ruleset.all_rules}
    assert [rule for rule, problem in named.items() if not problem or problem.endswith(("的", "单位"))] == []
    assert [problem for problem, count in Counter(named.values()).items() if count > 1] == []


@pytest.mark.parametrize("name", PACKS)
def test_its_cases_hold_and_it_is_silent_on_clean_reports(name: str, ruleset: RuleSet) -> None:
    ids = rules_of(ruleset, name)
    assert bool(ids) is (name not in WITHOUT_RULES)
    assert [result for result in run_cases(ruleset, ids or ["none"]) if not result.ok] == []


@pytest.mark.parametrize("name", PACKS)
def test_what_it_changes_in_rules_of_others_is_proven_by_cases(name: str, ruleset: RuleSet) -> None:
    """Every override and every layer: that it is so, for whom, and no further; no change of it goes unnoticed."""
    for adjustment, runner in adjustments_with_runners(ruleset, [name]):
        assert adjustment.of.cases, adjustment.where
        assert [result for result in run_adjustment(adjustment, runner) if not result.ok] == []
        assert prove_adjustment(adjustment, runner).survivors == ()


@pytest.mark.parametrize("name", PACKS)
def test_its_rules_are_named_after_it_and_told_in_the_readme(name: str, ruleset: RuleSet) -> None:
    readme = (PACKS[name].parent / "README.md").read_text("utf-8")
    for rule in rules_of(ruleset, name):
        assert rule.startswith(f"{name}-")
        assert f"`{rule}`" in readme


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_has_tests_and_a_scheme_called_a_proposal(name: str, ruleset: RuleSet) -> None:
    folder = PLUGINS[name] / f"hegui_{name}"
    assert list((PLUGINS[name] / "tests").glob(f"test_{name}.py"))
    schemes = list(folder.glob("schemes/*.yaml"))
    assert schemes
    for scheme in schemes:
        assert re.search("# 分值是(?:建议|示范)，不是", scheme.read_text("utf-8"))
        assert all(part.grades[-1].least == 0 for part in find_scheme(scheme.stem, ruleset).parts)


def test_the_cases_of_schemes_hold(ruleset: RuleSet) -> None:
    results = list(run_scheme_cases(ruleset))
    assert [str(result) for result in results if not result.ok] == []
    assert "example-by-kind" in {result.scheme for result in results}


def test_where_only_practice_was_seen_a_rule_merely_hints(ruleset: RuleSet) -> None:
    seen = [compiled.rule for compiled in ruleset.rules if "仅见于实践" in str(compiled.rule.basis)]
    assert len(seen) >= 4
    for rule in seen:
        assert rule.severity is Severity.INFO, rule.id
        assert "只作提示" in rule.note, rule.id


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_installs_by_itself_and_registers_each_of_its_packs(name: str) -> None:
    project = tomllib.loads((PLUGINS[name] / "pyproject.toml").read_text("utf-8"))
    packages = sorted(f"hegui_{pack}" for pack, folder in PACKS.items() if folder.parent == PLUGINS[name])
    assert project["project"]["name"] == f"hegui-{name}"
    assert sorted(project["project"]["entry-points"]["hegui"].values()) == packages
    assert sorted(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == packages


def test_the_code_that_one_works_on_takes_the_place_of_what_comes_with_hegui() -> None:
    host = Host.load([PACKS["hunan"]])
    named, bundled = (row for row in host.plugins() if "hunan" in row.name)
    assert (named.origin, named.packs, named.checks) == ("指定", ["hunan"], [])
    assert (bundled.origin, bundled.packs, bundled.checks, bundled.errors) == ("内置", [], [], [])
    assert bundled.note


def test_the_days_of_huaihua_are_of_its_own_departments_and_of_one_year(ruleset: RuleSet) -> None:
    def deadline(unit: Unit, year: int) -> object:
        return ruleset.parameters_for(unit, year)["deadlines"]["department"]

    city = Unit("怀化市财政局", Level.DEPARTMENT, "部门", "市", "湖南省", "怀化市")
    county = Unit("会同县财政局", Level.DEPARTMENT, "部门", "县", "湖南省", "怀化市", "会同县")
    elsewhere = Unit("岳阳市财政局", Level.DEPARTMENT, "部门", "市", "湖南省", "岳阳市")
    assert deadline(city, 2021) == "01-28"
    assert {deadline(city, 2022), deadline(county, 2021), deadline(elsewhere, 2021)} == {"01-31"}
