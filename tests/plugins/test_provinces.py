"""The packs of this repository's provinces: each loads without a fault, rests on cases, and installs by itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from hegui.model.report import Level, Unit
from hegui.plugins.host import Host
from hegui.rules.ruleset import RuleSet, load_ruleset
from hegui.testing.cases import run_cases

ROOT = Path(__file__).parents[2]
PROVINCES = sorted(folder.name for folder in (ROOT / "plugins").iterdir() if (folder / "pyproject.toml").is_file())
BUNDLED = [name for name in PROVINCES if name != "example"]


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    """All packs, the template among them."""
    return load_ruleset(Host.load(pack_dirs=[ROOT / "plugins" / "example" / "hegui_example"]))


def pack_folder(name: str) -> Path:
    return ROOT / "plugins" / name / f"hegui_{name}"


@pytest.mark.parametrize("name", PROVINCES)
def test_a_pack_loads_without_a_fault(name: str, ruleset: RuleSet) -> None:
    assert name in {pack.name for pack in ruleset.packs}
    assert [fault for fault in ruleset.faults if fault.path.is_relative_to(pack_folder(name))] == []


@pytest.mark.parametrize("name", PROVINCES)
def test_its_cases_hold_and_it_is_silent_on_clean_reports(name: str, ruleset: RuleSet) -> None:
    ids = [compiled.rule.id for compiled in ruleset.rules if compiled.rule.source.pack == name]
    assert ids
    assert [result for result in run_cases(ruleset, ids) if not result.ok] == []


@pytest.mark.parametrize("name", PROVINCES)
def test_its_rules_are_named_after_it_and_told_in_its_readme(name: str, ruleset: RuleSet) -> None:
    readme = (ROOT / "plugins" / name / "README.md").read_text("utf-8")
    for compiled in ruleset.rules:
        if compiled.rule.source.pack == name:
            assert compiled.rule.id.startswith(f"{name}-")
            assert name == "example" or f"`{compiled.rule.id}`" in readme


@pytest.mark.parametrize("name", PROVINCES)
def test_it_is_a_plugin_that_installs_by_itself(name: str) -> None:
    project = tomllib.loads((ROOT / "plugins" / name / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["name"] == f"hegui-{name}"
    assert project["project"]["entry-points"]["hegui"] == {name: f"hegui_{name}"}
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [f"hegui_{name}"]


def test_the_provinces_that_a_checkout_finds_are_those_that_the_wheel_carries() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    carried = {f"plugins/{name}/hegui_{name}": f"hegui/bundled/{name}" for name in BUNDLED}
    assert wheel["force-include"] == {"ruleset": "hegui/bundled/national", **carried}


def test_the_deadline_of_huaihua_is_of_its_own_departments_and_of_one_year(ruleset: RuleSet) -> None:
    def deadline(unit: Unit, year: int) -> object:
        return ruleset.parameters_for(unit, year)["deadlines"]["department"]

    city = Unit("怀化市财政局", Level.DEPARTMENT, "部门", "市", "湖南省", "怀化市")
    county = Unit("会同县财政局", Level.DEPARTMENT, "部门", "县", "湖南省", "怀化市", "会同县")
    assert deadline(city, 2021) == "01-28"
    assert deadline(city, 2022) == deadline(county, 2021) == "01-31"
