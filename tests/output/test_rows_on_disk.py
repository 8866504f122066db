"""Every format makes the same of rows that lie on disk as of rows at hand."""

from __future__ import annotations

from typing import Any

import pytest

from hegui.audit.rows import Packed, Rows
from hegui.output import terminal
from hegui.output.formats import hegui_renderers

_TEXTS = [renderer for renderer in hegui_renderers() if renderer.text]


def _on_disk(record: dict[str, Any]) -> dict[str, Any]:
    rows = Rows(len(record["reports"]))
    for number, row in enumerate(record["reports"]):
        rows.put(number, Packed.of(row))
    return {**record, "reports": rows}


@pytest.mark.parametrize("renderer", _TEXTS, ids=lambda renderer: renderer.name)
@pytest.mark.parametrize("which", ["one", "several"])
def test_the_output_is_the_same(renderer: Any, which: str, request: pytest.FixtureRequest) -> None:
    record = request.getfixturevalue(which)
    assert "".join(renderer.text(_on_disk(record))) == "".join(renderer.text(record))


def test_a_terminal_is_spared_a_list_without_end(several: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = terminal.render(several)
    monkeypatch.setattr(terminal, "_ROWS", 1)
    short = terminal.render(several)
    assert "另有 1 份" in short
    assert "另有 1 份" not in whole
    assert short.splitlines()[-3:] == whole.splitlines()[-3:]
