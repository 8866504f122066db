"""`hegui rules test`: the cases in rule files, and what they prove."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli.rules.action import load_with, prepare
from hegui.cli.status import CLEAN, FAULTY, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hegui.testing.cases import CaseResult
    from hegui.testing.mutation import Proof


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "test",
        help="运行规则文件中的用例",
        description="运行规则文件中的用例，并看规则在合格样稿上是否误报；不写规则或规则包则运行全部。",
    )
    parser.add_argument("name", metavar="RULE", nargs="*", help="规则编号、规则包名称，或规则包的文件夹、规则文件")
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="逐一改动规则的条件（去掉、取反、差一），列出用例没有察觉的改动：规则即使写错成那样，用例也看不出来",
    )
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.testing.cases import rules_with_runners
    from hegui.testing.mutation import prove_rule

    ruleset, ids = load_with(parsed, parsed.name)
    results: list[CaseResult] = []
    proofs: list[Proof] = []
    for rule, runner in rules_with_runners(ruleset, ids):
        results += [*runner.run(rule), *runner.silent(rule)]
        if parsed.mutants:
            proofs.append(prove_rule(rule, runner))
    _tell_results(results)
    if parsed.mutants:
        _tell_proofs(proofs)
    if ruleset.faults:
        return FAULTY
    holds = all(result.ok for result in results) and all(proof.proven for proof in proofs)
    return CLEAN if holds else FINDINGS


def _tell_results(results: Sequence[CaseResult]) -> None:
    from hegui.cli.console import write

    failed = [result for result in results if not result.ok]
    write("".join(f"{result}\n" for result in failed))
    rules = len({result.rule for result in results})
    write(f"{rules} 条规则的 {len(results)} 个用例，{f'{len(failed)} 个未通过' if failed else '全部通过'}。\n")


def _tell_proofs(proofs: Sequence[Proof]) -> None:
    from hegui.cli.console import write

    for proof in proofs:
        write(f"\n{proof.rule}：{proof.mutants} 处改动，察觉 {proof.noticed} 处\n")
        write("".join(f"    没有察觉  {what}\n" for what in proof.survivors))
    made, noticed = sum(proof.mutants for proof in proofs), sum(proof.noticed for proof in proofs)
    write(f"\n共 {made} 处改动，用例察觉 {noticed} 处。\n")
    if unproven := [proof.rule for proof in proofs if not proof.proven]:
        write(f"用例一处改动也没有察觉的规则：{'、'.join(unproven)}。请补充用例。\n")
