"""A run → the files of an output format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hegui.errors import UsageError
from hegui.model.renderer import Renderer
from hegui.model.run import AuditRun
from hegui.project.host import Host
from hegui.project.rules import Rules, load_host
from hegui.project.writing import write_output
from hegui.rules.mistake import suggest


def find_renderer(name: str, host: Host) -> Renderer:
    """Raises UsageError where there is no such format; where a plugin broke that may have it, that is told with it."""
    if name in host.renderers:
        return host.renderers[name]
    broken = "".join(f"\n{problem.where or '插件'}：{problem.message}" for problem in host.problems)
    why = f"也可能是没有载入的插件的：{broken}" if broken else ""
    raise UsageError(f"没有输出格式 {name}，{suggest(name, host.renderers)}。{why}")


def render(
    run: AuditRun,
    format: str,  # noqa: A002
    out: str | Path,
    *,
    rules: Rules | None = None,
    **options: Any,
) -> list[Path]:
    """Write a run in an output format (`xlsx`, `docx`, `html`, `md`, `csv`, `json` …).

    Args:
        run: A run, fresh or read from a file.
        format: Name of the format.
        out: The folder to write to; it is made where there is none.
        rules: What `hegui.load` has loaded, where the format comes from a plugin that was named there.
        **options: Settings of the format, as on the page of its name.

    Returns:
        The files that were written.

    Raises:
        UsageError: There is no such format.
        OutputError: The format cannot make its files.
        OSError: The files cannot be written.
    """
    host = rules.host if rules else load_host()
    return list(write_output(run, find_renderer(format, host), Path(out), options))
