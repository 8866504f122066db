"""The wheel in an empty environment outside the checkout: installs, finds all packs, audits a report."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROVINCES = {"hunan", "henan", "guangxi", "jiangxi"}


def run(command: Sequence[object], cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(list(map(str, command)), cwd=cwd, env=clean, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment with nothing in it but the wheel and what it needs."""
    place = tmp_path_factory.mktemp("wheel")
    built = run([sys.executable, "-m", "build", "--wheel", "--outdir", place, ROOT], place)
    assert built.returncode == 0, built.stderr
    venv.create(place / "env", with_pip=True)
    programs = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    wheel = next(place.glob("hegui-*.whl"))
    pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    locked = run([*pip, "--require-hashes", "-r", ROOT / "requirements.lock"], place)
    assert locked.returncode == 0, locked.stderr
    done = run([*pip, "--no-deps", wheel], place)
    assert done.returncode == 0, done.stderr
    return programs


def test_all_packs_are_found(installed: Path, tmp_path: Path) -> None:
    shown = run([installed / "hegui", "plugins", "--format", "json"], tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert {"national", *PROVINCES} <= {pack for row in json.loads(shown.stdout) for pack in row["packs"]}


def test_a_report_is_audited(installed: Path, tmp_path: Path) -> None:
    sample = next((ROOT / "reports").glob("*合格*.html"))
    report = tmp_path / "report.html"
    report.write_bytes(sample.read_bytes())
    shown = run([installed / "hegui", "audit", report, "--format", "json", "--no-timestamp"], tmp_path)
    assert shown.returncode == 0, shown.stderr
    audit = json.loads(shown.stdout)
    assert audit["complete"] is True
    assert {"national", *PROVINCES} <= {pack["name"] for pack in audit["ruleset"]["packs"]}
    assert audit["reports"][0]["score"]["total"] >= 98


def test_the_rules_prove_themselves_there_too(installed: Path, tmp_path: Path) -> None:
    tested = run([installed / "hegui", "rules", "test"], tmp_path)
    assert tested.returncode == 0, tested.stdout + tested.stderr
