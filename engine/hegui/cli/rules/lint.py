"""`hegui rules lint`: every mistake in rule files, with its place."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli import loading
from hegui.cli.rules.action import prepare
from hegui.cli.status import CLEAN, FAULTY, INCOMPLETE
from hegui.errors import UsageError


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "lint", help="检查规则文件", description="检查规则文件或规则包，不写路径则检查已载入的全部规则包。"
    )
    parser.add_argument("path", metavar="PATH", nargs="*", help="规则文件或文件夹")
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write
    from hegui.rules.describe import lint

    for path in parsed.path:
        if not Path(path).exists():
            raise UsageError(f"{path}：没有这个文件或文件夹，请检查路径。")
    host = loading.load_host(parsed)
    mistakes = lint(host, [Path(path) for path in parsed.path])
    broken = [f"{problem.where}：{problem.message}" for problem in host.problems]
    told = [*map(str, mistakes), *broken]
    write("".join(f"{one}\n" for one in told))
    write(f"共 {len(told)} 处错误。\n" if told else "没有发现错误。\n")
    return FAULTY if mistakes else INCOMPLETE if broken else CLEAN
