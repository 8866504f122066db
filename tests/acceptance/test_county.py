"""A whole jurisdiction: 100 units, two years, three tiers, three formats, audited with exactly the planted faults."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import hegui
from agreement import assert_agreement
from hegui.cli import main
from tools.county import ROSTER, County, make_county, write_county

pytestmark = pytest.mark.slow

Record = dict[str, Any]

UNITS, MISSING = 100, 5


@pytest.fixture(scope="module")
def county() -> County:
    return make_county(UNITS)


@pytest.fixture(scope="module")
def audit(county: County, tmp_path_factory: pytest.TempPathFactory) -> Record:
    folder = tmp_path_factory.mktemp("county")
    write_county(folder, county)
    reports, previous, roster, out = (str(folder / name) for name in ("2024", "2023", ROSTER, "out"))
    options = ["--roster", roster, "--previous", previous, "--format", "json", "--out", out, "--no-cache"]
    assert main(["audit", reports, *options]) == 1
    record: Record = json.loads(Path(out, "audit.json").read_text(encoding="utf-8"))
    return record


def test_exactly_the_planted_findings(county: County, audit: Record) -> None:
    compared = {
        (verdict["rule"], frozenset(finding["units"]))
        for verdict in audit["corpus"]["verdicts"]
        for finding in verdict["findings"]
    }
    single = {
        (verdict["rule"], frozenset([report["unit"]["name"]]))
        for report in audit["reports"]
        for verdict in report["verdicts"]
        if verdict["findings"]
    }
    assert compared | single == {(fault.rule, frozenset(fault.units)) for fault in county.planted}
    assert len(county.planted) == 21


def test_ambiguous_names_are_listed_with_their_candidates(county: County, audit: Record) -> None:
    listed = {one["unit"]: set(one["candidates"]) for one in audit["corpus"]["ambiguous"]}
    aliases = set(county.plan.names.values())
    assert listed == {alias: {unit.name for unit in county.units if alias in unit.aliases} for alias in aliases}
    assert len(listed) == 2


def test_all_outputs_tell_the_same_numbers(audit: Record, tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_text(json.dumps(audit, ensure_ascii=False), encoding="utf-8")
    assert_agreement(hegui.read_run(tmp_path / "audit.json"))


def test_nothing_else_is_amiss(county: County, audit: Record) -> None:
    assert audit["complete"]
    assert audit["errors"] == []
    assert len(audit["reports"]) == UNITS - MISSING
    assert Counter(report["source"]["format"] for report in audit["reports"]).keys() == {"html", "docx", "text"}
    results = Counter(verdict["verdict"] for verdict in audit["corpus"]["verdicts"])
    assert results.keys() == {"fail", "pass"}


def test_shared_passages_stand_side_by_side(audit: Record) -> None:
    for verdict in audit["corpus"]["verdicts"]:
        if verdict["rule"] in ("near-duplicate", "copied-from-last-year"):
            for finding in verdict["findings"]:
                places = [(one["unit"], one["year"]) for one in finding["evidence"]]
                assert len(set(places)) == 2
                assert places[::2] == places[:1] * (len(places) // 2)
                assert all(len(one["quote"]) > 20 for one in finding["evidence"])


def test_units_are_ranked_among_their_like(county: County, audit: Record) -> None:
    groups = {group["group"]: group for group in audit["corpus"]["ranking"]}
    assert set(groups) == {"市级人民政府", "市级部门", "县级人民政府", "县级部门", "乡镇人民政府", "街道办事处"}
    assert sum(group["count"] for group in groups.values()) == UNITS - MISSING
    late = {unit["name"] for group in groups.values() for unit in group["units"] if unit["rank"] > 1}
    assert county.plan.late <= late
    governments = {unit.parent for unit in county.units if unit.parent}
    assert {parent["parent"] for parent in audit["corpus"]["parents"]} == governments
