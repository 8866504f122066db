"""`hegui compare`: what was mended between two audits."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import history, list_files, listing
from hegui.cli.status import CLEAN
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.history.comparison import Comparison
    from hegui.history.history import History
    from hegui.model.run import AuditRun


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
    parser.add_argument(
        "--format",
        choices=("terminal", "json", *list_files.FILES),
        default="terminal",
        help="输出格式：terminal（默认）、json，或写入文件的 xlsx、docx",
    )
    list_files.add_file(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from msgspec import to_builtins

    from hegui.history.comparison import compare

    place = list_files.file_for(parsed)
    needed = any(map(_is_kept, (parsed.before, parsed.after)))
    with history.opened(parsed.history if needed else None, made=False) as past:
        made = compare(_run(parsed.before, past), _run(parsed.after, past))
    if parsed.format == "json":
        listing.write_json(to_builtins(made))
    elif place:
        from hegui.history.comparison_lists import document, workbook

        list_files.write_file(place, (workbook if parsed.format == "xlsx" else document)(made))
    else:
        _print(made)
    return CLEAN


def _is_kept(name: str) -> bool:
    """Whether an audit is named as the history has it, and not by its file."""
    return name == "latest" or name.isdecimal()


def _run(name: str, past: History | None) -> AuditRun:
    """A stored audit by its file, or by its number in the history."""
    from hegui.model.stored import read_run

    if not _is_kept(name):
        return read_run(name)
    if past is None:
        raise UsageError(f"{name}：用编号或 latest 时须用 --history 指明审查历史。")
    saved = past.audits()
    if not saved:
        raise UsageError("审查历史中还没有审查，请先用 hegui audit --history 或 hegui history save 存入。")
    return past.run(saved[-1].number if name == "latest" else int(name))


def _print(made: Comparison) -> None:
    from hegui.cli.console import write
    from hegui.history.comparison_lists import KINDS, points_in_words, sum_in_words
    from hegui.output.view import SEVERITIES

    rows = [
        [
            unit.name,
            str(unit.year or ""),
            points_in_words(unit.before),
            points_in_words(unit.after),
            *(str(len(getattr(unit, kind)) or "") for kind in KINDS),
        ]
        for unit in made.units
    ]
    listing.write_table(["单位", "年度", "前一次得分", "后一次得分", *KINDS.values()], rows)
    for unit in made.units:
        for kind in ("still", "new", "unjudged"):
            for finding in getattr(unit, kind):
                severity = SEVERITIES[finding.severity]
                write(f"{unit.name}　{KINDS[kind]}　[{severity}] {finding.message}\n")
    write(f"\n{sum_in_words(made)}\n")
