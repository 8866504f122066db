"""`hegui audit`: audit reports and say what was found."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import history, loading, outputs
from hegui.cli.parser import Each
from hegui.cli.status import status_of_run
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.history.history import History
    from hegui.model.run import AuditRun
    from hegui.project.project import Project
    from hegui.project.rules import Rules


def add_to(commands: Any) -> None:
    parser = commands.add_parser("audit", help="审查报告", description="审查报告文件，或文件夹中的所有报告。")
    parser.add_argument(
        "reports",
        metavar="PATH",
        nargs="*",
        help="报告文件、文件夹或 .zip 压缩包；其中的网页、Word、PDF、Excel 和文本逐个审查，README、图片等略过并计数；"
        "不写则审查设置文件中 reports 所列的",
    )
    parser.add_argument(
        "--ocr",
        action="store_true",
        help="识别扫描件和图片中的文字（须先 pip install 'hegui[ocr]'；每页约需几秒，识别可能有误）",
    )
    outputs.add_options(parser, default="terminal")
    loading.add_options(parser)
    loading.add_home(
        parser,
        "单位名称看不出所在省时，按这个省处理，如 湖南省；名称中已写明的，以名称为准",
        "单位名称看不出所在市时，按这个市处理，如 怀化市；名称中已写明的，以名称为准",
    )
    parser.add_argument(
        "--roster",
        metavar="FILE",
        help="单位名册（CSV、Excel 或 YAML）：列出应当报告的单位，据以查漏报、逾期，核对汇总数",
    )
    parser.add_argument(
        "--previous",
        metavar="PATH",
        action=Each,
        default=[],
        help="上一年度的报告（文件、文件夹或 .zip），或上一年度审查所存的 audit.json，可多次给出；"
        "据以核对两年数据的衔接",
    )
    parser.add_argument("--waivers", metavar="FILE", help="豁免清单（YAML）：经批准不作要求的问题，到期自动失效")
    parser.add_argument(
        "--corrections", metavar="FILE", help="更正清单（YAML）：人看过原文以后，对没有读出、读错的地方和判断的更正"
    )
    parser.add_argument("--no-waivers", action="store_true", help="不采用豁免清单和复核意见")
    parser.add_argument(
        "--history", metavar="FILE", help="审查历史（一个文件，或数据库地址）：采用其中的复核意见，并存入本次结果"
    )
    parser.add_argument("--label", metavar="TEXT", default="", help="本次审查在历史中的名称，如 2024年度初审")
    parser.add_argument("--keep-sources", action="store_true", help="在历史中同时保存被审查的文件")
    parser.add_argument(
        "--processes",
        metavar="N",
        type=_count,
        help="同时审查的进程数，默认与处理器核数相同；文件不多时只用当前进程",
    )
    parser.add_argument(
        "--cache",
        metavar="DIR",
        help="缓存文件夹，默认在用户的缓存目录中；一次审查多份时，内容和规则都没有变的报告直接取上次的结果",
    )
    parser.add_argument("--no-cache", action="store_true", help="不用缓存，全部重新审查，也不记入缓存")
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="在已有的 Dask 集群上审查，如 tcp://10.0.0.5:8786（须先 pip install 'hegui[cluster]'）",
    )
    parser.add_argument("--scheme", metavar="NAME", default="default", help="评分方案，默认 default")
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "info"),
        default="error",
        help="发现这一级或更严重的问题时以状态 1 退出，默认 error（错误），可为 warning（警告）、info（提示）",
    )
    parser.add_argument("--no-timestamp", action="store_true", help="结果中不写审查时间，使两次审查的结果逐字节相同")
    parser.set_defaults(run=run, partial=False)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应为不小于 1 的整数，而不是“{text}”")
    return int(text)


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import Progress, say
    from hegui.project.workers import garbage_collector_spared

    if not parsed.reports:
        raise UsageError("缺少 PATH：请写明要审查的报告文件或文件夹，或在设置文件 hegui.toml 中写明 reports。")
    rules = loading.load(parsed)
    chosen = outputs.Outputs(parsed, rules.host)
    rules.check()
    with history.opened(parsed.history) as past:
        project = _project(parsed, rules, past)
        if parsed.partial:
            say(
                f"hegui：按设置文件采用名册 {parsed.roster}；只审查所写的报告，不查漏报，不核对汇总数；"
                f"要查，请加 --roster {parsed.roster}。"
            )
        with Progress() as progress:
            with garbage_collector_spared():
                made = project.audit(
                    parsed.reports,
                    progress=progress,
                    stage=progress.stage,
                    remark=lambda words: say(f"hegui：--{words}"),
                    workers=parsed.processes,
                    cluster=parsed.cluster,
                    partial=parsed.partial,
                    timestamp=not parsed.no_timestamp,
                )
            told = past.with_trend(made, parsed.label) if past else made
            status = max(chosen.write(told, progress), status_of_run(made, parsed.fail_on))
            kept = ""
            if past:  # last: a history that cannot be written to takes no result away
                progress.stage("正在存入历史")
                number = past.save(told, parsed.label, keep_sources=parsed.keep_sources)
                kept = f"{past.shown}，编号 {number}{f'（{parsed.label}）' if parsed.label else ''}"
    _close(made, chosen, kept)
    return status


def _close(run: AuditRun, chosen: outputs.Outputs, kept: str) -> None:
    """Say what the run comes to, where it went into files. What is on standard output says it itself."""
    from hegui.cli.closing import closing, pictures_left
    from hegui.cli.console import say

    if pictures := pictures_left(run.skipped):
        say(f"hegui：{pictures}")
    if chosen.in_files:
        say(closing(run, chosen.written, kept))
    elif kept:
        say(f"历史　{kept}")


def _project(parsed: argparse.Namespace, rules: Rules, past: History | None) -> Project:
    from hegui.project.project import Project

    return Project(
        rules,
        roster=parsed.roster,
        previous=parsed.previous,
        waivers=None if parsed.no_waivers else parsed.waivers,
        corrections=parsed.corrections,
        decisions=past.decisions() if past and not parsed.no_waivers else None,
        scheme=parsed.scheme,
        province=parsed.province,
        city=parsed.city,
        ocr=parsed.ocr,
        cache=not parsed.no_cache and (parsed.cache or True),
    )
