"""Every format makes the same of reports that lie on disk as of reports at hand."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import convert
from msgspec.structs import replace

from hegui.model.reports import Reports
from hegui.model.run import AuditRun
from hegui.output import terminal
from hegui.output.formats import hegui_renderers

_TEXTS = [renderer for renderer in hegui_renderers() if renderer.text]


def _on_disk(record: dict[str, Any]) -> AuditRun:
    run = convert(record, AuditRun)
    return replace(run, reports=Reports.of(run.reports))


@pytest.mark.parametrize("renderer", _TEXTS, ids=lambda renderer: renderer.name)
@pytest.mark.parametrize("which", ["one", "several"])
def test_the_output_is_the_same(renderer: Any, which: str, request: pytest.FixtureRequest) -> None:
    record = request.getfixturevalue(which)
    assert "".join(renderer.text(_on_disk(record))) == "".join(renderer.text(convert(record, AuditRun)))


def test_a_terminal_is_spared_a_list_without_end(several: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = convert(several, AuditRun)
    whole = "".join(terminal.render(run))
    monkeypatch.setattr(terminal, "_ROWS", 1)
    short = "".join(terminal.render(run))
    assert "另有 1 份" in short
    assert "另有 1 份" not in whole
    assert short.splitlines()[-3:] == whole.splitlines()[-3:]
