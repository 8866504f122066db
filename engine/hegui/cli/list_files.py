"""Lists that go into a file of an office program."""

from __future__ import annotations

import argparse
from pathlib import Path

FILES = ("xlsx", "docx")
"""Formats that go into a file."""


def add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", metavar="FILE", help="xlsx、docx 格式写入的文件")


def file_for(parsed: argparse.Namespace) -> Path | None:
    """Where the list goes; None for the screen. Raises UsageError where one is given and not the other."""
    from hegui.errors import UsageError

    if parsed.format in FILES and not parsed.file:
        raise UsageError(f"{parsed.format} 格式须用 --file 指明文件，如 --file 结果.{parsed.format}。")
    if parsed.file and parsed.format not in FILES:
        raise UsageError("--file 与 --format xlsx 或 docx 同用。")
    if parsed.file and Path(parsed.file).is_dir():
        raise UsageError(f"--file {parsed.file}：这是文件夹，请写明文件名。")
    return Path(parsed.file) if parsed.file else None


def write_file(place: Path, content: bytes) -> None:
    """Write a list and say where. Raises UsageError where that cannot be."""
    from hegui.cli.console import say
    from hegui.errors import UsageError, reason
    from hegui.model.encoding import write_whole

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, [content])
    except OSError as error:
        raise UsageError(f"{place}：写不进去（{reason(error)}），请关闭打开着它的程序，或检查权限。") from None
    say(f"已写入 {place}")
