"""The run itself, as it is stored."""

from __future__ import annotations

from collections.abc import Iterator

from hegui.model.run import AuditRun


def render(run: AuditRun) -> Iterator[str]:
    return run.json()
