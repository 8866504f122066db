"""`hegui rules lint`: every mistake in rule files, with its place."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hegui.cli import loading
from hegui.cli.rules.action import prepare
from hegui.cli.status import CLEAN, FAULTY, Stop

if TYPE_CHECKING:
    from pathlib import Path

    from hegui.rules.ruleset import RuleSet


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "lint", help="检查规则文件", description="检查规则文件或规则包，不写路径则检查已载入的全部规则包。"
    )
    parser.add_argument("path", metavar="PATH", nargs="*", help="规则文件或文件夹")
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write
    from hegui.rules.describe import lint

    for path in parsed.path:
        if not Path(path).exists():
            raise Stop(f"{path}：没有这个文件或文件夹，请检查路径。")
    faults = list(map(str, lint(loading.load_host(parsed), [Path(path) for path in parsed.path])))
    if not faults:  # a scheme can be held against all rules only when all are there
        ruleset = loading.load_rules(parsed, thorough=True)
        faults = [*_broken_checks(ruleset, [Path(path) for path in parsed.path]), *_faulty_schemes(ruleset)]
    for fault in faults:
        write(f"{fault}\n")
    write(f"共 {len(faults)} 处错误。\n" if faults else "没有发现错误。\n")
    return FAULTY if faults else CLEAN


def _broken_checks(ruleset: RuleSet, paths: Sequence[Path]) -> Iterator[str]:
    """Plugins that broke; with paths, only on rules of the packs there."""
    from hegui.rules.packs import pack_name, packs_at

    asked = {pack_name(folder) for path in paths for folder in packs_at(path)}
    for problem in ruleset.problems:
        if problem.kind == "plugin" and (not paths or problem.where.partition("/")[0] in asked):
            yield f"{problem.where}：{problem.message}"


def _faulty_schemes(ruleset: RuleSet) -> Iterator[str]:
    from hegui.score import SchemeError, find_scheme

    for name in ruleset.schemes:
        try:
            find_scheme(name, ruleset)
        except SchemeError as error:
            yield from str(error).splitlines()
