"""`hegui fetch`: download the reports of a list."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import loading
from hegui.cli.status import CLEAN, INCOMPLETE
from hegui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hegui.fetch.downloads import HoldsReport, ReportAddress
    from hegui.rules.ruleset import RuleSet


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "fetch",
        help="按名册下载报告",
        description="按名册中的网址下载报告网页及其附件，并登记来源、时间和校验值。已下载的不重复下载，中断后可接着运行。",
    )
    parser.add_argument("list", metavar="LIST", help="名册（有“网址”一列），或每行一个网址的文本文件（.txt）")
    parser.add_argument("--out", metavar="DIR", required=True, help="保存到这个文件夹")
    parser.add_argument(
        "--interval", metavar="SECONDS", type=_seconds, default=1.0, help="对同一网站两次访问的间隔，默认 1 秒"
    )
    parser.add_argument("--allow-private", action="store_true", help="允许访问内部网络的地址")
    parser.add_argument("--no-robots", action="store_true", help="不查看网站的 robots.txt；须经网站主办单位同意")
    loading.add_options(parser)
    parser.set_defaults(run=run)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"应为不小于 0 的秒数，而不是“{text}”")
    return seconds


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli import console
    from hegui.fetch.client import Client, Limits
    from hegui.fetch.downloads import REGISTER, Fetcher

    ruleset = loading.load_rules(parsed)
    wanted = list(_wanted(Path(parsed.list), ruleset))
    if not wanted:
        raise UsageError(f"{parsed.list}：没有网址，请在“网址”一列填写。")
    try:
        client = Client(Limits(interval=parsed.interval), parsed.allow_private, not parsed.no_robots)
    except ImportError:
        raise UsageError("下载功能未安装，请先 pip install 'hegui[fetch]'。") from None
    folder = Path(parsed.out)
    had, failed = 0, 0
    try:
        for got in Fetcher(folder, client, _holds_report(ruleset)).fetch(wanted):
            if got.error:
                failed += 1
                console.say(f"{got.unit or got.url}：{got.error}（{got.url}）")
            else:
                had += 1
    finally:
        client.close()
    console.write(f"{len(wanted)} 个网址，新下载 {had} 个文件，{failed} 处未能下载；来源见 {folder / REGISTER}\n")
    if had:
        console.write(f"下一步：hegui audit {folder / '报告'}\n")
    return INCOMPLETE if failed else CLEAN


def _wanted(path: Path, ruleset: RuleSet) -> Iterator[ReportAddress]:
    from hegui.fetch.downloads import ReportAddress
    from hegui.project.roster import read_roster
    from hegui.read.characters import decode
    from hegui.recognise import Knowledge

    if path.suffix.lower() == ".txt":
        try:
            lines = decode(path.read_bytes()).text.removeprefix("\ufeff").splitlines()
        except OSError as error:
            raise UsageError(f"{path}：打不开（{error.strerror or error}），请检查路径和权限。") from None
        yield from (ReportAddress("", line.strip()) for line in lines if line.strip() and not line.startswith("#"))
        return
    units = read_roster(path, Knowledge.of(ruleset.forms, ruleset.lexicons), ruleset.roster_columns).units
    yield from (ReportAddress(unit.name, unit.url) for unit in units if unit.url)


def _holds_report(ruleset: RuleSet) -> HoldsReport:
    from hegui.read import read_content
    from hegui.recognise import Knowledge, recognise

    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)

    def holds(content: bytes, name: str) -> bool:
        try:
            report = recognise(read_content(content, name), knowledge)
        except Exception:  # it is none; or reading breaks, which keeps no other page from being had
            return False
        return bool(report.sections)

    return holds
