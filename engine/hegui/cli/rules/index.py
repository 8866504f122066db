"""`hegui rules list`: every rule in a line."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli import listing
from hegui.cli.parser import Each
from hegui.cli.rules.action import load, prepare
from hegui.cli.status import CLEAN, FAULTY


def add_to(actions: Any) -> None:
    parser = actions.add_parser("list", help="列出全部规则", description="列出全部规则。")
    parser.add_argument(
        "--tag", metavar="TAG", action=Each, default=[], help="只列带这个标签的规则，可多次给出，有其一即列出"
    )
    listing.add_format(parser)
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.output.view import SEVERITIES
    from hegui.rules.describe import list_rules, tagged

    ruleset = load(parsed)
    rules = list_rules(ruleset)
    if parsed.tag:
        rules = tagged(rules, parsed.tag)
    if parsed.format == "json":
        listing.write_json(rules)
    else:
        header = ["类别", "编号", "名称", "级别", "规则包"]
        rows = [
            [rule["category_title"], rule["id"], rule["title"], SEVERITIES[rule["severity"]], rule["pack"]]
            for rule in rules
        ]
        listing.write_table(header, rows)
    return FAULTY if ruleset.mistakes else CLEAN
