"""`hegui rules test`: the cases in rule files, and what they prove."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli.rules.action import load_with, prepare
from hegui.cli.status import CLEAN, FAULTY, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hegui.rules.ruleset import RuleSet


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "test",
        help="运行规则文件中的用例",
        description="运行规则文件中的用例，并看规则在合格样例上是否误报；不写规则或规则包则运行全部。",
    )
    parser.add_argument("name", metavar="RULE", nargs="*", help="规则编号、规则包名称，或规则包的文件夹、规则文件")
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="逐一改动规则的条件（去掉、取反、差一），列出用例没有察觉的改动：规则即使写错成那样，用例也看不出来",
    )
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    ruleset, ids = load_with(parsed, parsed.name)
    holds = _run_cases(ruleset, ids)
    if parsed.mutants:
        holds = _prove(ruleset, ids) and holds
    if ruleset.faults:
        return FAULTY
    return CLEAN if holds else FINDINGS


def _run_cases(ruleset: RuleSet, ids: Sequence[str]) -> bool:
    from hegui.cli.console import write
    from hegui.testing.cases import run_cases

    results = run_cases(ruleset, ids)
    failed = [result for result in results if not result.ok]
    for result in failed:
        write(f"{result}\n")
    rules = len({result.rule for result in results})
    write(f"{rules} 条规则的 {len(results)} 个用例，{f'{len(failed)} 个未通过' if failed else '全部通过'}。\n")
    return not failed


def _prove(ruleset: RuleSet, ids: Sequence[str]) -> bool:
    from hegui.cli.console import write
    from hegui.testing.mutation import prove

    write("\n")
    made = noticed = 0
    unproven = []
    for proof in prove(ruleset, ids):
        made, noticed = made + proof.mutants, noticed + proof.noticed
        if not proof.proven:
            unproven.append(proof.rule)
        write(f"{proof.rule}：{proof.mutants} 处改动，察觉 {proof.noticed} 处\n")
        write("".join(f"    没有察觉  {what}\n" for what in proof.survivors))
    write(f"\n共 {made} 处改动，用例察觉 {noticed} 处。\n")
    if unproven:
        write(f"用例一处改动也没有察觉的规则：{'、'.join(unproven)}。请补充用例。\n")
    return not unproven
