"""The wheel in an empty environment outside the checkout: installs, finds all packs, audits a report."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from environments import ROOT, environment_with, run

pytestmark = pytest.mark.slow

PROVINCES = [pack.parent.name for pack in ROOT.glob("plugins/*/hegui_*/pack.yaml")]
PACKS = {"national", *(name.removeprefix("hegui_") for name in PROVINCES)} - {"example", "hints"}


@pytest.fixture(scope="module")
def installed(hegui_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment_with(hegui_wheel, tmp_path_factory.mktemp("wheel"))


def test_it_holds_hegui_alone(hegui_wheel: Path) -> None:
    """Neither the tools nor the tests of this repository."""
    with ZipFile(hegui_wheel) as wheel:
        folders = {name.partition("/")[0] for name in wheel.namelist()}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"hegui"}


def test_all_packs_are_found(installed: Path, tmp_path: Path) -> None:
    shown = run([installed / "hegui", "plugins", "--format", "json"], tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert {pack for row in json.loads(shown.stdout) for pack in row["packs"]} == PACKS


def test_a_report_is_audited(installed: Path, tmp_path: Path) -> None:
    sample = next((ROOT / "reports").glob("*合格*.html"))
    report = tmp_path / "report.html"
    report.write_bytes(sample.read_bytes())
    shown = run([installed / "hegui", "audit", report, "--format", "json", "--no-timestamp"], tmp_path)
    assert shown.returncode == 0, shown.stderr
    audit = json.loads(shown.stdout)
    assert audit["complete"] is True
    assert {pack["name"] for pack in audit["ruleset"]["packs"]} == PACKS
    assert audit["reports"][0]["score"]["total"] >= 98


def test_the_rules_prove_themselves_there_too(installed: Path, tmp_path: Path) -> None:
    """The cases of a few, and the drafts that they are on; all are proved from the checkout."""
    tested = run([installed / "hegui", "rules", "test", "table3-column-balance", "report-missing"], tmp_path)
    assert tested.returncode == 0, tested.stdout + tested.stderr
