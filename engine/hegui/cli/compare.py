"""`hegui compare`: what was mended between two audits."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import leniency, listing
from hegui.cli.status import CLEAN, Stop

if TYPE_CHECKING:
    from hegui.history.history import History
    from hegui.model.renderer import Record

_TITLES = {"mended": "已整改", "still": "仍存在", "new": "新出现", "unjudged": "未能再判定"}


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "compare",
        help="对比两次审查",
        description="对比两次审查的结果：哪些问题已整改、仍存在、新出现、未能再判定，得分有何变化。",
    )
    for name, words in (("before", "前一次"), ("after", "后一次")):
        parser.add_argument(
            name, metavar=name.upper(), help=f"{words}审查：audit.json，或 --history 中的编号，最近一次写 latest"
        )
    parser.add_argument("--history", metavar="FILE", help="审查历史（一个文件，或数据库地址）")
    listing.add_format(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.history.comparison import compare

    with leniency.history_of(parsed) as history:
        made = compare(_record(parsed.before, history), _record(parsed.after, history))
    if parsed.format == "json":
        listing.write_json(made)
    else:
        _print(made)
    return CLEAN


def _record(name: str, history: History | None) -> Record:
    """A stored audit by its file, or by its number in the history."""
    if name == "latest" or name.isdecimal():
        if history is None:
            raise Stop(f"{name}：用编号或 latest 时须用 --history 指明审查历史。")
        return _saved(name, history)
    from hegui.cli.render import read_record

    return read_record(name)


def _saved(name: str, history: History) -> Record:
    from hegui.history import HistoryError

    saved = history.audits()
    if not saved:
        raise Stop("审查历史中还没有审查，请先用 hegui audit --history 或 hegui history save 存入。")
    try:
        return history.record(saved[-1].number if name == "latest" else int(name))
    except HistoryError as error:
        raise Stop(str(error)) from None


def _print(made: Record) -> None:
    from hegui.cli.console import write
    from hegui.output.view import SEVERITIES, number

    rows = [
        [
            unit["name"],
            str(unit["year"] or ""),
            _points(unit["before"]),
            _points(unit["after"]),
            *(str(len(unit[kind]) or "") for kind in _TITLES),
        ]
        for unit in made["units"]
    ]
    listing.write_table(["单位", "年度", "前一次得分", "后一次得分", *_TITLES.values()], rows)
    for unit in made["units"]:
        for kind in ("still", "new", "unjudged"):
            for finding in unit[kind]:
                severity = SEVERITIES[finding["severity"]]
                write(f"{unit['name']}　{_TITLES[kind]}　[{severity}] {finding['message']}\n")
    total = made["sum"]
    counts = "，".join(f"{title} {number(total[kind])} 处" for kind, title in _TITLES.items())
    write(f"\n共 {total['units']} 个单位：{counts}；得分上升 {total['better']} 个，下降 {total['worse']} 个。\n")
    if not made["same_rules"]:
        write("两次审查所用的规则不同，变化可能出于规则的调整。\n")


def _points(side: Record | None) -> str:
    from hegui.output.view import number

    if side is None:
        return "无报告"
    return "未能审查" if side["total"] is None else number(side["total"])
