"""Options that say in which formats a result goes where, and writing it so."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.cli.status import CLEAN, INCOMPLETE
from hegui.errors import OutputError, UsageError

if TYPE_CHECKING:
    from hegui.cli.console import Progress
    from hegui.model.renderer import Renderer
    from hegui.model.run import AuditRun
    from hegui.project.folder import OutputFolder
    from hegui.project.host import Host

_TERMINAL = "terminal"
_STANDARD_OUTPUT = "-"
_NAMED = 5


def add_options(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument(
        "--format",
        dest="formats",
        metavar="FORMAT",
        type=_names,
        help=f"输出格式，如 terminal、json、md、csv，也可写 网页、工作簿 等，默认 {default}；"
        "与 --out 一起可给出几种，以逗号分隔",
    )
    parser.set_defaults(default_format=default)
    parser.add_argument(
        "--out",
        metavar="DIR",
        help="把结果写入这个文件夹（audit.json 等），不写到标准输出；写 - 为标准输出，设置文件写了文件夹时用",
    )
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
    names = [name.strip() for name in text.replace("，", ",").replace("、", ",").split(",") if name.strip()]
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

        named = getattr(parsed, "named", parsed)  # what the settings file says counts less
        to_screen = named.out == _STANDARD_OUTPUT
        formats = named.formats or (not to_screen and parsed.formats) or [parsed.default_format]
        self._chosen = [find_renderer(name, host) for name in formats]
        if named.out is None and named.formats and all(one.name == _TERMINAL for one in self._chosen):
            to_screen = True
        self._folder = None if to_screen or parsed.out is None else Path(parsed.out)
        self._options: dict[str, dict[str, Any]] = {}
        for name, key, value in parsed.options:
            self._options.setdefault(find_renderer(name, host).name, {})[key] = value
        self.written: list[Path] = []
        """The files that were written, in their order."""
        if self._folder is not None:
            _check_folder(self._folder)
        elif len(self._chosen) > 1:
            raise UsageError("--format 给出几种格式时须用 --out 指明文件夹。")
        elif self._chosen[0].text is None:
            raise UsageError(f"{self._chosen[0].name} 格式须用 --out 指明文件夹。")
        self._check_options()

    @property
    def in_files(self) -> bool:
        """Whether the result goes into files, and not to standard output."""
        return self._folder is not None

    def _check_options(self) -> None:
        from hegui.project.writing import check_options

        for renderer in self._chosen:
            try:
                check_options(renderer, self._options.get(renderer.name, {}))
            except OutputError as error:
                raise UsageError(f"{error}。", "option") from None

    def write(self, run: AuditRun, progress: Progress | None = None) -> int:
        """Write a run in each format. One format that breaks keeps no other from being written.

        The exit status: 0, or 3 where one broke.
        """
        if self._folder is None:
            if progress:
                progress.done()
            _print(run, self._chosen[0])
            return CLEAN
        from hegui.project.folder import OutputFolder

        with OutputFolder(self._folder, run) as folder:
            whole = [self._write(renderer, folder, progress) for renderer in self._chosen]
        _tell_moved(folder)
        return CLEAN if all(whole) else INCOMPLETE

    def _write(self, renderer: Renderer, folder: OutputFolder, progress: Progress | None) -> bool:
        from hegui.cli.console import say

        if progress:
            progress.stage(f"正在写出 {renderer.name}")
        try:
            for number, place in enumerate(folder.write(renderer, self._options.get(renderer.name, {})), 1):
                self.written.append(place)
                if progress:
                    progress.stage(f"正在写出 {renderer.name}，已写 {number} 个文件")
        except PermissionError as error:  # mostly a file that is open in Excel or Word
            where = error.filename or self._folder
            say(f"hegui：没有输出 {renderer.name} 格式：{where} 写不进去，请关闭打开着它的程序，或检查权限。")
            return False
        except OutputError as error:
            say(f"hegui：{error}")
            return False
        return True


def _check_folder(folder: Path) -> None:
    """Raises UsageError where there could be no such folder, or nothing could be written into it."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), Path())
    if not there.is_dir():
        told = "已有同名文件" if there == folder else f"{there} 是文件，不是文件夹"
        raise UsageError(f"{folder}：{told}，请另选一个文件夹。", "out")
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(f"{folder}：没有写入的权限，请检查权限，或另选一个文件夹。", "out")


def _tell_moved(folder: OutputFolder) -> None:
    from hegui.cli.console import say

    for words, places in (
        ("有人改过或放在这里的同名文件没有覆盖，已移到", folder.changed),
        ("以前输出、这次没有的文件已移到", folder.stale),
        ("以前输出、这次没有的文件正被打开，移不走，请关闭后删去", folder.stuck),
    ):
        if places:
            named = "、".join(map(str, places[:_NAMED]))
            say(f"hegui：{words}：{named}{f' 等 {len(places)} 个' if len(places) > _NAMED else ''}。")


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
