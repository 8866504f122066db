"""`hegui compare`: what was mended between two audits."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import history, listing
from hegui.cli.status import CLEAN
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.history.comparison import ComparedReport, Comparison
    from hegui.history.history import History
    from hegui.model.run import AuditRun

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
    from msgspec import to_builtins

    from hegui.history.comparison import compare

    with history.opened(parsed.history) as past:
        made = compare(_run(parsed.before, past), _run(parsed.after, past))
    if parsed.format == "json":
        listing.write_json(to_builtins(made))
    else:
        _print(made)
    return CLEAN


def _run(name: str, past: History | None) -> AuditRun:
    """A stored audit by its file, or by its number in the history."""
    from hegui.model.stored import read_run

    if name != "latest" and not name.isdecimal():
        return read_run(name)
    if past is None:
        raise UsageError(f"{name}：用编号或 latest 时须用 --history 指明审查历史。")
    saved = past.audits()
    if not saved:
        raise UsageError("审查历史中还没有审查，请先用 hegui audit --history 或 hegui history save 存入。")
    return past.run(saved[-1].number if name == "latest" else int(name))


def _print(made: Comparison) -> None:
    from hegui.cli.console import write
    from hegui.output.view import SEVERITIES, number

    rows = [
        [
            unit.name,
            str(unit.year or ""),
            _points(unit.before),
            _points(unit.after),
            *(str(len(getattr(unit, kind)) or "") for kind in _TITLES),
        ]
        for unit in made.units
    ]
    listing.write_table(["单位", "年度", "前一次得分", "后一次得分", *_TITLES.values()], rows)
    for unit in made.units:
        for kind in ("still", "new", "unjudged"):
            for finding in getattr(unit, kind):
                severity = SEVERITIES[finding.severity]
                write(f"{unit.name}　{_TITLES[kind]}　[{severity}] {finding.message}\n")
    total = made.sum
    counts = "，".join(f"{title} {number(getattr(total, kind))} 处" for kind, title in _TITLES.items())
    write(f"\n共 {total.units} 个单位：{counts}；得分上升 {total.better} 个，下降 {total.worse} 个。\n")
    if not made.same_rules:
        write("两次审查所用的规则不同，变化可能出于规则的调整。\n")


def _points(report: ComparedReport | None) -> str:
    from hegui.output.view import number

    if report is None:
        return "无报告"
    return "未能审查" if report.total is None else number(report.total)
