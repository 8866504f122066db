"""`hegui fetch`: download the reports of a list."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import loading
from hegui.cli.status import CLEAN, INCOMPLETE
from hegui.errors import UsageError, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hegui.fetch.downloads import ReportAddress
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
    parser.add_argument("--dry-run", action="store_true", help="只列出将从哪些网址下载，什么都不访问")
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
    from hegui.fetch.downloads import REGISTER
    from hegui.fetch.reports import fetch_reports

    rules = loading.load(parsed)
    wanted = list(_wanted(Path(parsed.list), rules.ruleset))
    if not wanted:
        raise UsageError(f"{parsed.list}：没有网址，请在“网址”一列填写。")
    folder = Path(parsed.out)
    if parsed.dry_run:
        return _tell(wanted, folder)
    had, failed = 0, 0
    options = {"interval": parsed.interval, "allow_private": parsed.allow_private, "robots": not parsed.no_robots}
    for got in fetch_reports(wanted, folder, rules, **options):
        if got.error:
            failed += 1
            console.say(f"{got.unit or got.url}：{got.error}（{got.url}）")
        else:
            had += 1
    console.write(f"{len(wanted)} 个网址，新下载 {had} 个文件，{failed} 处未能下载；来源见 {folder / REGISTER}\n")
    if had:
        console.write(f"下一步：hegui audit {folder / '报告'}\n")
    return INCOMPLETE if failed else CLEAN


def _tell(wanted: Sequence[ReportAddress], folder: Path) -> int:
    """What would be asked for, from where; nothing is."""
    from hegui.cli import console
    from hegui.fetch.downloads import lacking

    asked = lacking(wanted, folder)
    for one in asked:
        console.write(f"{one.unit or one.site}\t{one.url}\t{'' if one.site else '不是网页地址'}\n")
    sites = len({one.site for one in asked if one.site})
    done = len(wanted) - len(asked)
    console.write(f"将从 {sites} 个网站下载 {len(asked)} 个网址" + (f"，另有 {done} 个已下载" if done else "") + "\n")
    return CLEAN


def _wanted(path: Path, ruleset: RuleSet) -> Iterator[ReportAddress]:
    from hegui.fetch.downloads import ReportAddress
    from hegui.fetch.reports import addresses_of
    from hegui.model.encoding import read_whole
    from hegui.project.roster import read_roster
    from hegui.read.characters import decode
    from hegui.recognise import Knowledge

    if path.suffix.lower() == ".txt":
        try:
            lines = decode(read_whole(path)).text.removeprefix("\ufeff").splitlines()
        except OSError as error:
            raise UsageError(f"{path}：打不开（{reason(error)}），请检查路径和权限。") from None
        yield from (ReportAddress("", line.strip()) for line in lines if line.strip() and not line.startswith("#"))
        return
    yield from addresses_of(
        read_roster(path, Knowledge.of(ruleset.forms, ruleset.lexicons), ruleset.roster_columns).units
    )
