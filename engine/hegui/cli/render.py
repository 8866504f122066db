"""`hegui render`: make any output again from a stored audit, without auditing again."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli import loading, outputs


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "render",
        help="由已保存的结果输出其他格式",
        description="由 hegui audit --format json 保存的结果输出其他格式，不重新审查。",
    )
    parser.add_argument("audit", metavar="AUDIT.json", help="已保存的结果")
    outputs.add_options(parser, default="md")
    loading.add_options(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.model.stored import read_run

    chosen = outputs.Outputs(parsed, loading.load_host(parsed))
    return chosen.write(read_run(parsed.audit))
