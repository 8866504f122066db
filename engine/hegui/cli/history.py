"""`hegui history`: audits kept over the years, and reviewers' decisions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading, outputs
from hegui.cli.status import CLEAN, INCOMPLETE
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.history.history import History

_SHOWN = 20
"""Rows of a workbook that are named when they cannot be taken."""


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
    outputs.add_options(export, default="json")
    loading.add_options(export)
    decide = _add(actions, "decide", "登记对一处问题的复核意见，以后的审查都会带上", _decide)
    decide.add_argument("fingerprint", metavar="FINGERPRINT", help="问题的指纹（见审查结果）")
    decide.add_argument(
        "state",
        choices=("confirmed", "dismissed", "accepted", "mended", "reopened"),
        help="confirmed（属实）、dismissed（不成立，不再计分、不再通知）、accepted（在 --until 之前予以接受，不计分）、"
        "mended（已整改）或 reopened（撤回原来的意见）",
    )
    decide.add_argument("--until", metavar="DATE", help="accepted 有效至哪一天（含当天），如 2025-12-31")
    decide.add_argument("--reason", required=True, help="理由")
    decide.add_argument("--by", required=True, help="复核人")
    returned = _add(actions, "import", "读回工作簿中填写的整改情况和复核意见", _import)
    returned.add_argument("workbook", metavar="AUDIT.xlsx", help="填写了“整改情况”“复核意见”等列的工作簿")
    returned.add_argument("--by", metavar="TEXT", default="", help="复核人，“复核人”一列没有写的用它")
    events = _add(actions, "events", "列出一处问题的经过：历次审查所见，何人何时因何作何意见", _events)
    events.add_argument("fingerprint", metavar="FINGERPRINT", help="问题的指纹（见审查结果）")
    listing.add_format(events)
    decisions = _add(actions, "decisions", "列出现行的复核意见", _decisions)
    listing.add_format(decisions)


def _add(actions: Any, name: str, words: str, run: Any) -> Any:
    parser = actions.add_parser(name, help=words, description=f"{words}。")
    parser.add_argument("--history", metavar="FILE", help="审查历史（一个文件，或数据库地址）")
    parser.set_defaults(run=run)
    return parser


def opened(place: str | None, *, made: bool = True) -> AbstractContextManager[History | None]:
    """The history at a place, `made` where there is none yet; None where no place is named. Raises UsageError."""
    from contextlib import nullcontext

    if place is None:
        return nullcontext()
    try:
        from hegui.history.history import History
    except ImportError:
        raise UsageError("审查历史的功能未安装，请先 pip install 'hegui[history]'。") from None
    if not made and "://" not in place and not Path(place).exists():
        raise UsageError(f"{place}：没有这个审查历史，请检查路径；审查时写明 --history，或用 hegui history save 建立。")
    return History(place)


@contextmanager
def _opened(parsed: argparse.Namespace, *, made: bool = False) -> Iterator[History]:
    with opened(parsed.history, made=made) as past:
        if past is None:
            raise UsageError("请用 --history 指明审查历史，或在设置文件 hegui.toml 中写明 history。")
        yield past


def _save(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.model.stored import read_run

    run = read_run(parsed.audit)
    with _opened(parsed, made=True) as past:
        number = past.save(run, parsed.label, keep_sources=parsed.keep_sources)
    write(f"已存入，编号 {number}。\n")
    return CLEAN


def _list(parsed: argparse.Namespace) -> int:
    with _opened(parsed) as past:
        saved = past.audits()
    if parsed.format == "json":
        listing.write_json([one._asdict() for one in saved])
        return CLEAN
    rows = [
        [
            str(one.number),
            one.label,
            listing.plain_time(one.saved_at),
            str(one.reports),
            "是" if one.complete else "否",
            one.engine,
        ]
        for one in saved
    ]
    listing.write_table(["编号", "名称", "审查时间", "报告数", "完整", "程序版本"], rows)
    return CLEAN


def _export(parsed: argparse.Namespace) -> int:
    from msgspec.structs import replace

    chosen = outputs.Outputs(parsed, loading.load_host(parsed))
    with _opened(parsed) as past:
        return chosen.write(replace(past.run(parsed.number), history=past.trend()))


def _decide(parsed: argparse.Namespace) -> int:
    from datetime import datetime

    from hegui.cli.console import write
    from hegui.model.verdict import Decided, DecisionState
    from hegui.output.view import DECISIONS

    if parsed.until and parsed.state != "accepted":
        raise UsageError("--until 只与 accepted 同用，请去掉。")
    with _opened(parsed) as past:
        if not past.knows(parsed.fingerprint):
            raise UsageError(
                f"历史中没有指纹为 {parsed.fingerprint} 的问题，没有登记。指纹见工作簿的“问题清单”或结果 JSON；"
                "还没有存入历史的结果，先用 hegui history save 存入。"
            )
        if parsed.state == "reopened":
            past.reopen(parsed.fingerprint, by=parsed.by, reason=parsed.reason)
            write(f"已撤回：{parsed.fingerprint} 重新待复核。\n")
            return CLEAN
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        past.decide(
            parsed.fingerprint, Decided(DecisionState(parsed.state), parsed.reason, parsed.by, at, parsed.until)
        )
    write(f"已登记：{parsed.fingerprint} {DECISIONS[parsed.state]}。\n")
    return CLEAN


def _import(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.history.returned import import_workbook

    with _opened(parsed) as past:
        made = import_workbook(past, parsed.workbook, by=parsed.by)
    unchanged = f"，与原来的意见相同 {made.unchanged} 处" if made.unchanged else ""
    refused = f"，没有登记 {len(made.refused)} 行" if made.refused else ""
    write(f"已登记 {len(made.decided)} 处复核意见{unchanged}{refused}。\n")
    for line in made.refused[:_SHOWN]:
        write(f"　{line}。\n")
    if (more := len(made.refused) - _SHOWN) > 0:
        write(f"　另有 {more} 行。\n")
    return INCOMPLETE if made.refused else CLEAN


def _events(parsed: argparse.Namespace) -> int:
    from hegui.history.words import DEEDS, DETECTIONS

    words: dict[Any, str] = {**DETECTIONS, **DEEDS}
    with _opened(parsed) as past:
        found = past.events(parsed.fingerprint)
    if parsed.format == "json":
        listing.write_json([one._asdict() for one in found])
        return CLEAN
    rows = [
        [listing.plain_time(one.at), words[one.what], one.by or f"第 {one.run} 次审查", one.reason, one.until or ""]
        for one in found
    ]
    listing.write_table(["时间", "经过", "何人", "理由", "有效至"], rows)
    return CLEAN


def _decisions(parsed: argparse.Namespace) -> int:
    from msgspec.structs import asdict

    from hegui.output.view import DECISIONS

    with _opened(parsed) as past:
        found = past.decisions()
    if parsed.format == "json":
        listing.write_json([{"fingerprint": fingerprint, **asdict(one)} for fingerprint, one in found.items()])
        return CLEAN
    rows = [
        [fingerprint, DECISIONS[one.state], one.reason, one.by, listing.plain_time(one.at), one.until or ""]
        for fingerprint, one in found.items()
    ]
    listing.write_table(["指纹", "意见", "理由", "复核人", "时间", "有效至"], rows)
    return CLEAN
