"""`hegui rules`: write, look at, try, test and check rules; one module an action."""

from __future__ import annotations

from typing import Any


def add_to(commands: Any) -> None:
    from hegui.cli.rules import (
        cases,
        coverage,
        diff,
        explain,
        export_cases,
        index,
        lint,
        new,
        reference,
        schema,
        trial,
        watch,
    )

    parser = commands.add_parser(
        "rules", help="编写、查看、试用、测试和检查规则", description="编写、查看、试用、测试和检查规则。"
    )
    actions = parser.add_commands("ACTION")
    for action in (index, explain, reference, new, lint, trial, cases, watch, coverage, diff, export_cases, schema):
        action.add_to(actions)
