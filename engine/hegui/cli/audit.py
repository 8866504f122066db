"""`hegui audit`: audit reports and say what was found."""

from __future__ import annotations

import argparse
from itertools import chain
from typing import TYPE_CHECKING, Any

from hegui.cli import comparison, delivery, leniency, loading, running
from hegui.cli.status import CLEAN, FINDINGS, INCOMPLETE, Stop

if TYPE_CHECKING:
    from hegui.history.history import History
    from hegui.model.renderer import Record
    from hegui.plugins.host import Host

_SEVERITIES = ("error", "warning", "info")


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
    delivery.add_options(parser, default="terminal")
    loading.add_options(parser)
    loading.add_home(
        parser,
        "单位名称看不出所在省时，按这个省处理，如 湖南省；名称中已写明的，以名称为准",
        "单位名称看不出所在市时，按这个市处理，如 怀化市；名称中已写明的，以名称为准",
    )
    comparison.add_options(parser)
    leniency.add_options(parser)
    running.add_options(parser)
    parser.add_argument("--scheme", metavar="NAME", default="default", help="评分方案，默认 default")
    parser.add_argument(
        "--fail-on",
        choices=_SEVERITIES,
        default="error",
        help="发现这一级或更严重的问题时以状态 1 退出，默认 error（错误），可为 warning（警告）、info（提示）",
    )
    parser.add_argument("--no-timestamp", action="store_true", help="结果中不写审查时间，使两次审查的结果逐字节相同")
    parser.set_defaults(run=run, partly=False)


def run(parsed: argparse.Namespace) -> int:
    if not parsed.reports:
        raise Stop("缺少 PATH：请写明要审查的报告文件或文件夹，或在设置文件 hegui.toml 中写明 reports。")
    host = loading.load_host(parsed)
    target = delivery.Delivery(parsed, host.renderers)
    with leniency.history_of(parsed) as history:
        record = _audit(parsed, host, history)
        if history:
            record["history"] = history.trend_with(record, parsed.label)
        status = max(target.deliver(record), status_of(record, parsed.fail_on))
        if history:  # last: a history that cannot be written to takes no result away
            history.save(record, parsed.label, keep_sources=parsed.keep_sources)
    return status


def _audit(parsed: argparse.Namespace, host: Host, history: History | None) -> Record:
    from hegui.audit.record import record_of
    from hegui.audit.run import Auditor
    from hegui.audit.walk import find_targets
    from hegui.jurisdiction import RosterError
    from hegui.score import SchemeError

    ruleset = loading.load_packs(parsed, host)
    plugin_broke = any(problem.kind == "plugin" for problem in ruleset.problems)
    if ruleset.faults and not plugin_broke:  # else its rules, which nobody can check now, would be called faulty
        raise Stop(loading.faults_in_words(ruleset))
    try:
        auditor = Auditor.of(
            ruleset, parsed.scheme, ocr=parsed.ocr, home=loading.home_of(parsed, ruleset), roster=parsed.roster
        )
    except (SchemeError, RosterError) as error:
        raise Stop(str(error)) from None
    waivers = leniency.waivers_of(parsed, ruleset, history)
    targets = find_targets(parsed.reports, parsed.ocr)
    this_run = running.Run(parsed, auditor)
    earlier = comparison.earlier_rows(parsed, this_run)
    rows = this_run.rows(targets.rows)
    record = record_of(rows, ruleset, None if parsed.no_timestamp else _now(), targets.skipped)
    if waivers:
        waivers.waive(record["reports"], auditor.scheme, ruleset)
    comparison.add_corpus(parsed, auditor, record, earlier, waivers.put_on if waivers else list, this_run)
    if waivers:
        record["waivers"] = waivers.without_effect()
    return record


def _now() -> str:
    from datetime import datetime

    return datetime.now().astimezone().isoformat(timespec="seconds")


def status_of(record: Record, fail_on: str) -> int:
    """Exit status of an audit: an incomplete one never ends as if it had been complete."""
    if not record["complete"]:
        return INCOMPLETE
    from hegui.audit.rows import briefs

    grave = _SEVERITIES[: _SEVERITIES.index(fail_on) + 1]
    verdicts = (verdict for report in briefs(record["reports"]) for verdict in report["verdicts"])
    failed = any(
        one["verdict"] == "fail" and one["severity"] in grave and not _is_waived(one)
        for one in chain(verdicts, record["corpus"]["verdicts"])
    )
    return FINDINGS if failed else CLEAN


def _is_waived(verdict: Record) -> bool:
    return all("waiver" in finding for finding in verdict["findings"])
