"""`hegui history`: audits kept over the years, and reviewers' decisions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import delivery, leniency, listing, loading
from hegui.cli.status import CLEAN, Stop

if TYPE_CHECKING:
    from hegui.history.history import History


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "history", help="审查历史和复核意见", description="保存、列出、取出历次审查，登记复核意见。"
    )
    actions = parser.add_commands("ACTION")
    save = _add(actions, "save", "把一份审查结果存入历史", _save)
    save.add_argument("audit", metavar="AUDIT.json", help="已保存的结果")
    save.add_argument("--label", metavar="TEXT", default="", help="名称，如 2024年度初审")
    save.add_argument("--keep-sources", action="store_true", help="同时保存被审查的文件")
    listed = _add(actions, "list", "列出历次审查", _list)
    listing.add_format(listed)
    export = _add(actions, "export", "取出一次审查，输出为各种格式", _export)
    export.add_argument("number", metavar="NUMBER", type=int, help="编号")
    delivery.add_options(export, default="json")
    loading.add_options(export)
    decide = _add(actions, "decide", "登记对一处问题的复核意见，以后的审查都会带上", _decide)
    decide.add_argument("fingerprint", metavar="FINGERPRINT", help="问题的指纹（见审查结果）")
    decide.add_argument(
        "state",
        choices=("confirmed", "dismissed", "mended"),
        help="confirmed（属实）、dismissed（不成立，不再计分、不再通知）或 mended（已整改）",
    )
    decide.add_argument("--reason", required=True, help="理由")
    decide.add_argument("--by", required=True, help="复核人")
    decisions = _add(actions, "decisions", "列出复核意见", _decisions)
    listing.add_format(decisions)


def _add(actions: Any, name: str, words: str, run: Any) -> Any:
    parser = actions.add_parser(name, help=words, description=f"{words}。")
    parser.add_argument("--history", metavar="FILE", help="审查历史（一个文件，或数据库地址）")
    parser.set_defaults(run=run)
    return parser


def _open(parsed: argparse.Namespace) -> History:
    if parsed.history is None:
        raise Stop("请用 --history 指明审查历史，或在设置文件 hegui.toml 中写明 history。")
    return leniency.open_history(parsed.history)


def _save(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.cli.render import read_record

    record = read_record(parsed.audit)
    with _open(parsed) as history:
        number = history.save(record, parsed.label, keep_sources=parsed.keep_sources)
    write(f"已存入，编号 {number}。\n")
    return CLEAN


def _list(parsed: argparse.Namespace) -> int:
    with _open(parsed) as history:
        saved = history.audits()
    if parsed.format == "json":
        listing.write_json([one._asdict() for one in saved])
        return CLEAN
    rows = [
        [str(one.number), one.label, one.saved_at, str(one.reports), "是" if one.complete else "否", one.engine]
        for one in saved
    ]
    listing.write_table(["编号", "名称", "审查时间", "报告数", "完整", "程序版本"], rows)
    return CLEAN


def _export(parsed: argparse.Namespace) -> int:
    from hegui.history import HistoryError

    target = delivery.Delivery(parsed, loading.load_host(parsed).renderers)
    with _open(parsed) as history:
        try:
            record = history.record(parsed.number)
        except HistoryError as error:
            raise Stop(str(error)) from None
        record["history"] = history.trend()
        return target.deliver(record)


def _decide(parsed: argparse.Namespace) -> int:
    from datetime import datetime

    from hegui.cli.console import write
    from hegui.history import HistoryError
    from hegui.history.history import Decision
    from hegui.output.view import DECISIONS

    at = datetime.now().astimezone().isoformat(timespec="seconds")
    try:
        with _open(parsed) as history:
            history.decide(Decision(parsed.fingerprint, parsed.state, parsed.reason, parsed.by, at))
    except HistoryError as error:
        raise Stop(str(error)) from None
    write(f"已登记：{parsed.fingerprint} {DECISIONS[parsed.state]}。\n")
    return CLEAN


def _decisions(parsed: argparse.Namespace) -> int:
    from hegui.output.view import DECISIONS

    with _open(parsed) as history:
        found = history.decisions().values()
    if parsed.format == "json":
        listing.write_json([one._asdict() for one in found])
        return CLEAN
    rows = [[one.fingerprint, DECISIONS[one.state], one.reason, one.by, one.at] for one in found]
    listing.write_table(["指纹", "意见", "理由", "复核人", "时间"], rows)
    return CLEAN
