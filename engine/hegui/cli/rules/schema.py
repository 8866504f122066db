"""`hegui rules schema`: JSON Schemas of rule files, for editors."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli import loading
from hegui.cli.rules.action import prepare
from hegui.cli.status import CLEAN
from hegui.errors import UsageError

_NOTE = """\
各文件的第一行指明了所依的结构。用 VS Code 打开规则包并安装 YAML 扩展（redhat.vscode-yaml），
编写时就会提示可用的键、说明含义、标出错误；装了新的插件，请再运行一次。
"""


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "schema",
        help="写出规则文件的结构定义，供编辑器提示和检查",
        description="写出规则、参数、格式、评分方案等文件的结构定义（JSON Schema），供编辑器提示和检查；"
        "写了规则包的，各文件的第一行指明所依的结构。",
    )
    parser.add_argument("pack", metavar="PACK", nargs="*", help="规则包文件夹")
    parser.add_argument(
        "--out", metavar="DIR", help="结构定义写到哪个文件夹，默认为规则包原来所指的，没有指明的为其中的 .schemas"
    )
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write
    from hegui.rules.packs import MANIFEST
    from hegui.rules.schemas import FOLDER, folder_of, mark, write_schemas

    packs = [Path(pack) for pack in parsed.pack]
    for pack in packs:
        if not (pack / MANIFEST).is_file():
            raise UsageError(f"{pack}：不是规则包（应是含有 {MANIFEST} 的文件夹），请检查路径。")
    checks = loading.load_host(parsed).checks.values()
    folders = {pack: Path(parsed.out) if parsed.out else folder_of(pack) for pack in packs}
    for folder in dict.fromkeys(folders.values()) or [Path(parsed.out or FOLDER)]:
        write_schemas(folder, checks)
        write(f"结构定义写在 {folder}。\n")
    for pack, folder in folders.items():
        write(f"{pack}：{len(mark(pack, folder))} 个文件改写了第一行。\n")
    write(_NOTE)
    return CLEAN
