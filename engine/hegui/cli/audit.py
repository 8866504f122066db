"""`hegui audit`: audit reports and say what was found."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import delivery, loading
from hegui.cli.status import CLEAN, FINDINGS, INCOMPLETE, Stop

if TYPE_CHECKING:
    from hegui.model.renderer import Record
    from hegui.plugins.host import Host

_SEVERITIES = ("error", "warning", "info")


def add_to(commands: Any) -> None:
    parser = commands.add_parser("audit", help="审查报告", description="审查报告文件，或文件夹中的所有报告。")
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="+",
        help="报告文件、文件夹或 .zip 压缩包；其中的网页、Word、PDF、Excel 和文本逐个审查，README、图片等略过并计数",
    )
    parser.add_argument(
        "--ocr",
        action="store_true",
        help="识别扫描件和图片中的文字（须先 pip install 'hegui[ocr]'；每页约需几秒，识别可能有误）",
    )
    delivery.add_options(parser, default="terminal")
    loading.add_options(parser)
    parser.add_argument("--scheme", metavar="NAME", default="default", help="评分方案，默认 default")
    parser.add_argument(
        "--fail-on",
        choices=_SEVERITIES,
        default="error",
        help="发现这一级或更严重的问题时以状态 1 退出，默认 error（错误），可为 warning（警告）、info（提示）",
    )
    parser.add_argument("--no-timestamp", action="store_true", help="结果中不写审查时间，使两次审查的结果逐字节相同")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    host = loading.load_host(parsed)
    target = delivery.Delivery(parsed, host.renderers)
    record = _audit(parsed, host)
    return max(target.deliver(record), status_of(record, parsed.fail_on))


def _audit(parsed: argparse.Namespace, host: Host) -> Record:
    from hegui.audit.record import record
    from hegui.audit.run import Auditor, settle
    from hegui.audit.walk import find_targets
    from hegui.cli.console import Progress
    from hegui.rules.ruleset import load_ruleset
    from hegui.score import SchemeError

    ruleset = load_ruleset(host)
    plugin_broke = any(problem.kind == "plugin" for problem in ruleset.problems)
    if ruleset.faults and not plugin_broke:  # else its rules, which nobody can check now, would be called faulty
        raise Stop(loading.faults_in_words(ruleset))
    try:
        auditor = Auditor.of(ruleset, parsed.scheme, ocr=parsed.ocr)
    except SchemeError as error:
        raise Stop(str(error)) from None
    settle()
    targets = find_targets(parsed.path, parsed.ocr)
    progress = Progress()
    try:
        audits = auditor.audit_targets(targets.rows, progress)
        return record(audits, ruleset, None if parsed.no_timestamp else _now(), targets.skipped)
    finally:
        progress.done()


def _now() -> str:
    from datetime import datetime

    return datetime.now().astimezone().isoformat(timespec="seconds")


def status_of(record: Record, fail_on: str) -> int:
    """Exit status of an audit: an incomplete one never ends as if it had been complete."""
    if not record["complete"]:
        return INCOMPLETE
    grave = _SEVERITIES[: _SEVERITIES.index(fail_on) + 1]
    verdicts = [verdict for report in record["reports"] for verdict in report["verdicts"]]
    failed = any(
        one["verdict"] == "fail" and one["severity"] in grave for one in verdicts + record["corpus"]["verdicts"]
    )
    return FINDINGS if failed else CLEAN
