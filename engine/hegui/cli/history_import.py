"""`hegui history import`: decisions that an office wrote into the workbook of an audit."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli.status import CLEAN, INCOMPLETE

_SHOWN = 20


def add_to(parser: Any) -> None:
    parser.add_argument("workbook", metavar="AUDIT.xlsx", help="填写了“整改情况”“复核意见”等列的工作簿")
    parser.add_argument("--by", metavar="TEXT", default="", help="复核人，“复核人”一列没有写的用它")


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.cli.history import opened_by
    from hegui.history.returned import import_workbook

    with opened_by(parsed) as past:
        made = import_workbook(past, parsed.workbook, by=parsed.by)
    unchanged = f"，与原来的意见相同 {made.unchanged} 处" if made.unchanged else ""
    refused = f"，没有登记 {len(made.refused)} 行" if made.refused else ""
    write(f"已登记 {len(made.decided)} 处复核意见{unchanged}{refused}。\n")
    for line in made.refused[:_SHOWN]:
        write(f"　{line}。\n")
    if (more := len(made.refused) - _SHOWN) > 0:
        write(f"　另有 {more} 行。\n")
    return INCOMPLETE if made.refused else CLEAN
