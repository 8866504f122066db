"""Where a result goes: standard output, or a folder of files."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hegui.cli.status import CLEAN, INCOMPLETE, Stop

if TYPE_CHECKING:
    from pathlib import Path

    from hegui.model.renderer import Record, Renderer

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


class Delivery:
    """The output formats chosen on the command line, checked before anything is audited."""

    def __init__(self, parsed: argparse.Namespace, renderers: Mapping[str, Renderer]) -> None:
        """Raises Stop where the result could not be delivered."""
        from pathlib import Path

        self._folder = None if parsed.out is None else Path(parsed.out)
        self._chosen = [_renderer(name, renderers) for name in parsed.formats]
        self._options: dict[str, dict[str, Any]] = {}
        for name, key, value in parsed.options:
            self._options.setdefault(_renderer(name, renderers).name, {})[key] = value
        if self._folder is None:
            _hold_printable(self._chosen)
        elif self._folder.exists() and not self._folder.is_dir():
            raise Stop(f"--out {self._folder}：已有同名文件，请另选一个文件夹。")

    def deliver(self, record: Record) -> int:
        """Write the record in each format. One format that breaks keeps no other from being written.

        The exit status: 0, or 3 where one broke.
        """
        if self._folder is None:
            _print(record, self._chosen[0])
            return CLEAN
        self._folder.mkdir(parents=True, exist_ok=True)
        broken = [name for name in self._chosen if not self._write(record, name, self._folder)]
        return INCOMPLETE if broken else CLEAN

    def _write(self, record: Record, renderer: Renderer, folder: Path) -> bool:
        from hegui.cli import console

        written = 0
        try:
            for name, parts in renderer.files(record, self._options.get(renderer.name, {})):
                console.write_file(_inside(folder, name), parts)
                written += 1
                if written == 1:
                    console.say(f"已写入 {folder / name}")
        except PermissionError as error:  # mostly a file that is open in Excel or Word
            where = error.filename or folder
            console.say(f"hegui：没有输出 {renderer.name} 格式：{where} 写不进去，请关闭打开着它的程序，或检查权限。")
            return False
        except (OSError, Stop):
            raise
        except Exception as error:
            from hegui.audit.guard import describe
            from hegui.model.renderer import OutputError

            said_by_format = isinstance(error, ImportError) and error.name is None  # what to install
            if said_by_format or isinstance(error, OutputError):
                console.say(f"hegui：没有输出 {renderer.name} 格式：{error}。")
                return False
            console.say(f"hegui：输出格式 {renderer.name} 出错，没有写完（{describe(error)}）。")
            return False
        if written > 1:
            console.say(f"共写入 {written} 个 {renderer.name} 文件")
        return True


def _renderer(name: str, renderers: Mapping[str, Renderer]) -> Renderer:
    if name not in renderers:
        from hegui.rules.fault import suggest

        raise Stop(f"没有输出格式 {name}，{suggest(name, renderers)}。")
    return renderers[name]


def _hold_printable(chosen: Sequence[Renderer]) -> None:
    if len(chosen) > 1:
        raise Stop("--format 给出几种格式时须用 --out 指明文件夹。")
    if chosen[0].text is None:
        raise Stop(f"{chosen[0].name} 格式须用 --out 指明文件夹。")


def _inside(folder: Path, name: str) -> Path:
    """The place of a file in the output folder; its own folders are made."""
    place = folder / name
    if not place.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"文件名“{name}”超出了输出文件夹")
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _print(record: Record, renderer: Renderer) -> None:
    from hegui.cli import console

    assert renderer.text is not None
    parts: Iterable[str] = [_for_terminal(record)] if renderer.name == _TERMINAL else renderer.text(record)
    for part in parts:
        console.write(part)
    console.flush()


def _for_terminal(record: Record) -> str:
    from hegui.cli import console
    from hegui.output.terminal import render

    return render(record, console.columns(), console.wants_colour())
