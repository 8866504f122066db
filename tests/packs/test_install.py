"""Each province's plugin installs by itself and takes the place of what comes with hegui."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from environments import ROOT, pip_install, run

pytestmark = pytest.mark.slow

PLUGINS = {
    folder.name: [pack.parent.name.removeprefix("hegui_") for pack in sorted(folder.glob("hegui_*/pack.yaml"))]
    for folder in sorted((ROOT / "plugins").iterdir())
    if folder.name != "example" and (folder / "pyproject.toml").is_file()
}


def test_installed_by_themselves_they_win_over_the_bundled_packs(
    environment: Path, tmp_path: Path, audited: Callable[..., dict[str, Any]]
) -> None:
    before = audited(unit="怀化市城乡事务局", year=2021)
    pip_install(environment, *(ROOT / "plugins" / name for name in PLUGINS))
    shown = run([environment / "hegui", "plugins", "--format", "json"], tmp_path)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    rows = json.loads(shown.stdout)
    for distribution, packs in PLUGINS.items():
        for pack in packs:
            installed, bundled = (row for row in rows if row["name"] == pack)
            assert (installed["origin"], installed["source"]) == ("已安装", f"hegui-{distribution}")
            assert installed["packs"] == [pack]
            assert (bundled["origin"], bundled["packs"]) == ("内置", [])
            assert bundled["note"] == f"已由单独安装的 hegui-{distribution} 0.1.0 代替"
    after = audited(unit="怀化市城乡事务局", year=2021)
    assert after == before
    assert after["huaihua-submitted-in-time"]["verdict"] == "pass"
