"""Where a result goes: standard output, or a folder of files."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hegui.cli.status import Stop
from hegui.output import FORMATS

if TYPE_CHECKING:
    from hegui.output import Record


def add_options(parser: argparse.ArgumentParser, default: str) -> None:
    names = "、".join(FORMATS)
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        type=_formats,
        default=[default],
        help=f"输出格式：{names}，默认 {default}；与 --out 一起可给出几种，以逗号分隔",
    )
    parser.add_argument("--out", metavar="DIR", help="把结果写入这个文件夹（audit.json 等），不写到标准输出")


def _formats(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in FORMATS:
            from hegui.rules.fault import suggest

            raise argparse.ArgumentTypeError(f"中没有格式 {name}，{suggest(name, FORMATS)}")
    if not names:
        raise argparse.ArgumentTypeError("后面需要一种格式")
    return names


def deliver(record: Record, formats: list[str], folder: str | None) -> None:
    """Render the record in each format. Raises Stop where several are to go to standard output."""
    from pathlib import Path

    from hegui.cli import console
    from hegui.output import renderer

    if folder is None:
        if len(formats) > 1:
            raise Stop("--format 给出几种格式时须用 --out 指明文件夹。")
        console.write(_for_terminal(record) if formats == ["terminal"] else renderer(formats[0])(record))
        return
    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise Stop(f"--out {folder}：已有同名文件，请另选一个文件夹。")
    place.mkdir(parents=True, exist_ok=True)
    for name in formats:
        file = place / f"audit{FORMATS[name].suffix}"
        console.write_file(file, renderer(name)(record))
        console.say(f"已写入 {file}")


def _for_terminal(record: Record) -> str:
    from shutil import get_terminal_size

    from hegui.cli import console
    from hegui.output.terminal import WIDTH, render

    columns = get_terminal_size((WIDTH, 0)).columns
    return render(record, min(max(columns, 60), 100), console.wants_colour())
