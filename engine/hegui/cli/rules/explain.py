"""`hegui rules explain`: all about one rule."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli import listing, loading
from hegui.cli.rules.action import load, prepare
from hegui.cli.status import CLEAN, FAULTY
from hegui.errors import UsageError


def add_to(actions: Any) -> None:
    parser = actions.add_parser("explain", help="说明一条规则", description="说明一条规则查什么、依据什么、怎样改正。")
    parser.add_argument("id", metavar="ID", help="规则编号")
    prepare(parser, run)
    loading.add_home(parser, "只看这个省的单位，如 湖南省", "只看这个市的单位，如 怀化市")


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.proving.told import explained
    from hegui.rules.describe import no_such_rule

    ruleset = load(parsed)
    lines = explained(ruleset, parsed.id, loading.home_of(parsed, ruleset))
    if lines is None:
        raise UsageError(no_such_rule(ruleset, parsed.id))
    write(listing.sheet(lines))
    return FAULTY if ruleset.mistakes else CLEAN
