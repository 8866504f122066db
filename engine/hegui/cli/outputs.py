"""Options that say in which formats a result goes where, and writing it so."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.cli.status import CLEAN, INCOMPLETE
from hegui.errors import OutputError, UsageError

if TYPE_CHECKING:
    from hegui.model.renderer import Renderer
    from hegui.model.run import AuditRun
    from hegui.project.host import Host

_TERMINAL = "terminal"


def add_options(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument(
        "--format",
        dest="formats",
        metavar="FORMAT",
        type=_names,
        default=[default],
        help=f"输出格式，如 terminal、json、md、csv，默认 {default}；与 --out 一起可给出几种，以逗号分隔",
    )
    parser.add_argument("--out", metavar="DIR", help="把结果写入这个文件夹（audit.json 等），不写到标准输出")
    parser.add_argument(
        "--option",
        dest="options",
        metavar="FORMAT.KEY=VALUE",
        type=_option,
        action="append",
        default=[],
        help="某种输出格式的设置，如 docx.office=某市政务公开办公室，可多次给出",
    )


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError("后面需要一种格式")
    return names


def _option(text: str) -> tuple[str, str, str]:
    name, equals, value = text.partition("=")
    renderer, dot, key = name.partition(".")
    if not (equals and dot and renderer and key):
        raise argparse.ArgumentTypeError(f"应写作“格式.名称=值”，而不是“{text}”")
    return renderer, key, value


class Outputs:
    """The output formats chosen on the command line, checked before anything is audited."""

    def __init__(self, parsed: argparse.Namespace, host: Host) -> None:
        """Raises UsageError where the result could not be written."""
        from hegui.project.rendering import find_renderer

        self._folder = None if parsed.out is None else Path(parsed.out)
        self._chosen = [find_renderer(name, host) for name in parsed.formats]
        self._options: dict[str, dict[str, Any]] = {}
        for name, key, value in parsed.options:
            self._options.setdefault(find_renderer(name, host).name, {})[key] = value
        if self._folder is not None:
            if self._folder.exists() and not self._folder.is_dir():
                raise UsageError(f"{self._folder}：已有同名文件，请另选一个文件夹。", "out")
        elif len(self._chosen) > 1:
            raise UsageError("--format 给出几种格式时须用 --out 指明文件夹。")
        elif self._chosen[0].text is None:
            raise UsageError(f"{self._chosen[0].name} 格式须用 --out 指明文件夹。")

    def write(self, run: AuditRun) -> int:
        """Write a run in each format. One format that breaks keeps no other from being written.

        The exit status: 0, or 3 where one broke.
        """
        if self._folder is None:
            _print(run, self._chosen[0])
            return CLEAN
        self._folder.mkdir(parents=True, exist_ok=True)
        broken = [renderer for renderer in self._chosen if not self._write(run, renderer, self._folder)]
        return INCOMPLETE if broken else CLEAN

    def _write(self, run: AuditRun, renderer: Renderer, folder: Path) -> bool:
        from hegui.cli.console import say
        from hegui.project.writing import write_output

        written = 0
        try:
            for place in write_output(run, renderer, folder, self._options.get(renderer.name, {})):
                written += 1
                if written == 1:
                    say(f"已写入 {place}")
        except PermissionError as error:  # mostly a file that is open in Excel or Word
            where = error.filename or folder
            say(f"hegui：没有输出 {renderer.name} 格式：{where} 写不进去，请关闭打开着它的程序，或检查权限。")
            return False
        except OutputError as error:
            say(f"hegui：{error}")
            return False
        if written > 1:
            say(f"共写入 {written} 个 {renderer.name} 文件")
        return True


def _print(run: AuditRun, renderer: Renderer) -> None:
    from hegui.cli import console

    if renderer.name == _TERMINAL:
        from hegui.output.terminal import render

        parts: Iterable[str] = render(run, console.columns(), console.wants_colour())
    else:
        assert renderer.text is not None
        parts = renderer.text(run)
    for part in parts:
        console.write(part)
    console.flush()
