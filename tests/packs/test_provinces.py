"""The packs of this repository's provinces and cities: without fault, proven by cases, told in a README, local."""

from __future__ import annotations

import re
import tomllib

import pytest

from environments import ROOT
from hegui.bundled import bundled_packs
from hegui.model.report import Level, Unit
from hegui.model.rule import Severity
from hegui.plugins.host import Host
from hegui.rules.ruleset import RuleSet, load_ruleset
from hegui.score import find_scheme
from hegui.testing.cases import run_cases

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
    """All packs, the template among them."""
    return load_ruleset(Host.load([PACKS["example"]]), thorough=True)


def rules_of(ruleset: RuleSet, pack: str) -> list[str]:
    return [compiled.rule.id for compiled in ruleset.rules if compiled.rule.source.pack == pack]


def test_all_packs_load_without_a_fault(ruleset: RuleSet) -> None:
    folders = tuple(PACKS.values())
    assert [fault for fault in ruleset.faults if any(fault.path.is_relative_to(folder) for folder in folders)] == []
    assert {pack.name for pack in ruleset.packs} == {"national", *PACKS}


@pytest.mark.parametrize("name", PACKS)
def test_its_cases_hold_and_it_is_silent_on_clean_reports(name: str, ruleset: RuleSet) -> None:
    ids = rules_of(ruleset, name)
    assert bool(ids) is (name not in WITHOUT_RULES)
    assert [result for result in run_cases(ruleset, ids or ["none"]) if not result.ok] == []


@pytest.mark.parametrize("name", PACKS)
def test_its_rules_are_named_after_it_and_told_in_the_readme(name: str, ruleset: RuleSet) -> None:
    readme = (PACKS[name].parent / "README.md").read_text("utf-8")
    for rule in rules_of(ruleset, name):
        assert rule.startswith(f"{name}-")
        assert f"`{rule}`" in readme


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_has_code_of_its_own_a_lexicon_and_a_scheme_called_a_proposal(name: str, ruleset: RuleSet) -> None:
    folder = PLUGINS[name] / f"hegui_{name}"
    assert [file for file in folder.glob("*.py") if file.name != "__init__.py"]
    assert list(folder.glob("lexicons/*.yaml"))
    assert list((PLUGINS[name] / "tests").glob(f"test_{name}.py"))
    (scheme,) = folder.glob("schemes/*.yaml")
    assert re.search("# 分值是(?:建议|示范)，不是", scheme.read_text("utf-8"))
    assert find_scheme(scheme.stem, ruleset).grades[-1].least == 0


def test_where_only_practice_was_seen_a_rule_merely_hints(ruleset: RuleSet) -> None:
    seen = [compiled.rule for compiled in ruleset.rules if "仅见于实践" in str(compiled.rule.basis)]
    assert len(seen) >= 5
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
    assert (named.origin, named.packs, named.checks) == ("指定", ["hunan"], ["hunan-submission"])
    assert (bundled.origin, bundled.packs, bundled.checks, bundled.errors) == ("内置", [], [], [])
    assert bundled.note


def test_the_packs_that_a_checkout_finds_are_those_that_the_wheel_carries() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    found = {str(folder.relative_to(ROOT)): f"hegui/bundled/{name}" for name, folder in bundled_packs().items()}
    assert wheel["force-include"] == {**found, "plugins/example": "hegui/bundled/example"}


def test_the_days_of_huaihua_are_of_its_own_departments_and_of_one_year(ruleset: RuleSet) -> None:
    def deadline(unit: Unit, year: int) -> object:
        return ruleset.parameters_for(unit, year)["deadlines"]["department"]

    city = Unit("怀化市财政局", Level.DEPARTMENT, "部门", "市", "湖南省", "怀化市")
    county = Unit("会同县财政局", Level.DEPARTMENT, "部门", "县", "湖南省", "怀化市", "会同县")
    elsewhere = Unit("岳阳市财政局", Level.DEPARTMENT, "部门", "市", "湖南省", "岳阳市")
    assert deadline(city, 2021) == "01-28"
    assert {deadline(city, 2022), deadline(county, 2021), deadline(elsewhere, 2021)} == {"01-31"}
