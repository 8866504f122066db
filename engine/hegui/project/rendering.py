"""A run → the files of an output format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hegui.errors import UsageError
from hegui.model.renderer import Renderer
from hegui.model.run import AuditRun
from hegui.project.folder import OutputFolder
from hegui.project.host import Host
from hegui.project.rules import Rules, load_host
from hegui.rules.mistake import nearest, suggest


def find_renderer(name: str, host: Host) -> Renderer:
    """A format by its name or another that it goes by. Raises UsageError where there is none; where a plugin broke that
    may have it, that is told with it."""
    others = {other: renderer for renderer in host.renderers.values() for other in (renderer.name, *renderer.names)}
    if found := host.renderers.get(name) or others.get(name.lower()):
        return found
    broken = "".join(f"\n{problem.where or '插件'}：{problem.message}" for problem in host.problems)
    why = f"也可能是没有载入的插件的：{broken}" if broken else ""
    near = suggest(name, others if nearest(name, others) else host.renderers)
    raise UsageError(f"没有输出格式 {name}，{near}。{why}")


def render(
    run: AuditRun,
    format: str,  # noqa: A002
    out: str | Path,
    *,
    rules: Rules | None = None,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> list[Path]:
    """Write a run in an output format (`xlsx`, `docx`, `html`, `md`, `csv`, `json` …).

    Files in the folder that tell of another run, and those that a person has changed, are moved to `旧/日期/` in it.

    Args:
        run: A run, fresh or read from a file.
        format: Name of the format.
        out: The folder to write to; it is made where there is none.
        rules: What `hegui.load` has loaded, where the format comes from a plugin that was named there.
        progress: Told after each file how many are written.
        **options: Settings of the format, as on the page of its name.

    Returns:
        The files that were written.

    Raises:
        UsageError: There is no such format.
        OutputError: The format cannot make its files.
        OSError: The files cannot be written.
    """
    host = rules.host if rules else load_host()
    renderer = find_renderer(format, host)
    with OutputFolder(Path(out), run) as folder:
        written = []
        for place in folder.write(renderer, options):
            written.append(place)
            if progress:
                progress(len(written))
        return written
