"""hegui installed from its wheel, with room for plugins beside it; reports of units anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from environments import environment_with, run
from hegui.proving import edit, load_draft
from tools.layouts import document_of

Verdicts = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def environment(hegui_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that the tests of this folder install plugins into."""
    return environment_with(hegui_wheel, tmp_path_factory.mktemp("packs"))


@pytest.fixture
def audited(environment: Path, tmp_path: Path) -> Callable[..., Verdicts]:
    """Audit a draft, edited as in a rule's case, in that environment: its verdicts by their rules."""

    def audit(**edits: Any) -> Verdicts:
        report = tmp_path / "报告.html"
        report.write_bytes(document_of(edit(load_draft("bureau"), edits), "html"))
        shown = run([environment / "hegui", "audit", report, "--format", "json"], tmp_path)
        record = json.loads(shown.stdout)
        assert record["complete"] is True, shown.stderr
        return {verdict["rule"]: verdict for verdict in record["reports"][0]["verdicts"]}

    return audit
