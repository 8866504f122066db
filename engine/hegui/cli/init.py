"""`hegui init`: a folder for the work of an office, with a settings file that says where everything is."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli.status import CLEAN
from hegui.errors import UsageError

_SETTINGS = """\
# hegui audit 不写路径时，按这里的设置审查。路径相对于本文件所在文件夹；命令行上写明的优先。
# 行首有 # 的设置没有启用，需要时删去 #。

# 要审查的报告：文件、文件夹或 .zip 压缩包。
reports = ["报告"]

# 单位名册：列出应当报告的单位，据以查漏报、逾期，核对汇总数。填好后启用。
# roster = "名册.csv"

# 上一年度的报告，或上一年度审查所存的 audit.json，据以核对两年数据的衔接。
# previous = ["上年报告"]

# 单位名称看不出所在地时，按这里的省、市处理。
{province}
{city}

# 结果写入哪个文件夹，输出哪些格式。
out = "结果"
formats = ["xlsx", "html", "docx", "json"]

# 评分方案，和以状态 1 退出的问题等级。
# scheme = "default"
# fail_on = "error"

# 本单位的规则包、只启用哪些规则包。
# rules = ["规则"]
# packs = ["hunan"]

# 经批准不作要求的问题；历次审查和复核意见（须先 pip install 'hegui[history]'）。
# waivers = "豁免.yaml"
# corrections = "更正.yaml"
# history = "历史.db"

# 整改通知书和通报的发文机关、整改期限、联系方式。
# [options.docx]
# office = "某县政务公开工作领导小组办公室"
# due = "2025-04-30"
# contact = "某某，电话"
"""

_ROSTER = "单位名称,别名,层级,类别,上级,网址,截止日期\n"


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "init",
        help="新建审查项目文件夹",
        description="新建一个审查项目：设置文件 hegui.toml、空白名册和存放报告的文件夹。已有的文件不改动。",
    )
    parser.add_argument("folder", metavar="DIR", nargs="?", default=".", help="文件夹，默认当前文件夹")
    parser.add_argument("--province", metavar="NAME", help="所在省，如 湖南省")
    parser.add_argument("--city", metavar="NAME", help="所在市，如 怀化市")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write

    folder = Path(parsed.folder)
    settings = folder / "hegui.toml"
    if settings.exists():
        raise UsageError(f"{settings}：已经有了，没有改动。")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}：已有同名文件，请另选一个文件夹。")
    places = {"province": ("湖南省", parsed.province), "city": ("怀化市", parsed.city)}
    lines = {
        key: f'{key} = "{_plain(key, given)}"' if given else f'# {key} = "{example}"'
        for key, (example, given) in places.items()
    }
    for name in ("报告", "上年报告"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    settings.write_text(_SETTINGS.format(**lines), "utf-8")
    roster = folder / "名册.csv"
    if not roster.exists():
        roster.write_text(_ROSTER, "utf-8-sig")
    write(
        f"已建立 {settings}。\n"
        f"下一步：把报告放入 {folder / '报告'}，填写 {roster}（每个单位一行）并在 hegui.toml 中启用，"
        f"然后在这个文件夹中运行 hegui audit。\n"
    )
    return CLEAN


def _plain(key: str, text: str) -> str:
    if not text.isprintable() or set('"\\') & set(text):
        raise UsageError(f"--{key} {text}：请写地名全称，不带引号。")
    return text
