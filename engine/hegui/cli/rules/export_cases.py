"""`hegui rules export-cases`: the cases of rules as data, for other programs to be held to."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli.rules.action import load_with, prepare
from hegui.cli.status import CLEAN
from hegui.errors import UsageError


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "export-cases",
        help="把用例导出为数据",
        description="把规则的用例导出为数据：报告文件、应得的结论和证据，供其他审查程序检验自己。不写则导出全国规则的用例。",
    )
    parser.add_argument("name", metavar="PACK", nargs="*", help="规则包名称、规则编号，或规则包的文件夹")
    parser.add_argument("--out", metavar="DIR", required=True, help="导出到哪个文件夹，应是空的或者还没有的")
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write
    from hegui.proving.conformance import INDEX, export_cases

    folder = Path(parsed.out)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}：不是空文件夹，不会覆盖其中的文件；请换一个。", "out")
    ruleset, ids = load_with(parsed, parsed.name or ["national"])
    suite = export_cases(ruleset, ids, folder)
    rules = len({case.rule for case in suite.cases})
    write(f"已导出 {rules} 条规则的 {len(suite.cases)} 个用例：{folder / INDEX}\n")
    return CLEAN
