"""`hegui rules test`: the cases in rule files, and what they prove."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli.rules.action import load_with, packs_named, prepare
from hegui.cli.status import CLEAN, FAULTY, FINDINGS, INCOMPLETE
from hegui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hegui.proving.cases import CaseResult
    from hegui.proving.mutation import Proof
    from hegui.proving.schemes import SchemeResult


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "test",
        help="运行规则文件中的用例",
        description="运行规则文件和评分方案中的用例，并看规则在合格样稿上是否误报；不写规则或规则包则运行全部。",
    )
    parser.add_argument("name", metavar="RULE", nargs="*", help="规则编号、规则包名称，或规则包的文件夹、规则文件")
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="逐一改动规则的条件（去掉、取反、差一），列出用例没有察觉的改动：规则即使写错成那样，用例也看不出来",
    )
    parser.add_argument("--strict", action="store_true", help="与 --mutants 合用：有一处改动没有察觉，即以状态 1 退出")
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.proving.adjustments import adjustments_with_runners, run_adjustment
    from hegui.proving.cases import rules_with_runners
    from hegui.proving.mutation import prove_adjustment, prove_rule
    from hegui.proving.schemes import run_scheme_cases

    if parsed.strict and not parsed.mutants:
        raise UsageError("--strict 与 --mutants 合用：没有 --mutants 就没有改动可察觉，请补上。")
    ruleset, ids = load_with(parsed, parsed.name, without_rules=True)
    packs = packs_named(ruleset, parsed.name)
    results: list[CaseResult] = []
    proofs: list[Proof] = []
    unproven: list[str] = []
    for rule, runner in rules_with_runners(ruleset, ids) if ids or not parsed.name else ():
        results += [*runner.run(rule), *runner.silent(rule)]
        if parsed.mutants:
            proofs.append(prove_rule(rule, runner))
    for adjustment, runner in adjustments_with_runners(ruleset, packs, ids):
        named = () if packs is None or adjustment.of.pack in packs else ids
        results += run_adjustment(adjustment, runner, named)
        if parsed.mutants and adjustment.of.cases:
            proofs.append(prove_adjustment(adjustment, runner))
        elif parsed.mutants:
            unproven.append(adjustment.where)
    of_schemes = list(run_scheme_cases(ruleset, packs))
    if results or not of_schemes:
        tell_results(results)
    tell_schemes(of_schemes)
    if parsed.mutants:
        _tell_proofs(proofs)
        _tell_unproven(unproven)
    if ruleset.mistakes:
        return FAULTY
    if any(problem.kind == "plugin" for problem in ruleset.problems):
        return INCOMPLETE
    enough = all(proof.proven and not (parsed.strict and proof.survivors) for proof in proofs)
    held = all(result.ok for result in results) and all(result.ok for result in of_schemes)
    return CLEAN if enough and held else FINDINGS


def tell_results(results: Sequence[CaseResult]) -> None:
    """Say which cases do not hold, and how many there are."""
    from hegui.cli.console import write

    failed = [result for result in results if not result.ok]
    write("".join(f"{result}\n" for result in failed))
    rules = len({result.rule for result in results})
    write(f"{rules} 条规则的 {len(results)} 个用例，{f'{len(failed)} 个未通过' if failed else '全部通过'}。\n")


def tell_schemes(results: Sequence[SchemeResult]) -> None:
    """Say which cases of schemes do not hold, and how many there are; nothing where there are none."""
    from hegui.cli.console import write

    failed = [result for result in results if not result.ok]
    write("".join(f"{result}\n" for result in failed))
    if results:
        schemes = len({result.scheme for result in results})
        end = f"{len(failed)} 个未通过" if failed else "全部通过"
        write(f"{schemes} 个评分方案的 {len(results)} 个用例，{end}。\n")


def _tell_proofs(proofs: Sequence[Proof]) -> None:
    from hegui.cli.console import write

    for proof in proofs:
        write(f"\n{proof.rule}：{proof.mutants} 处改动，察觉 {proof.noticed} 处\n")
        write("".join(f"    没有察觉  {what}\n" for what in proof.survivors))
    made, noticed = sum(proof.mutants for proof in proofs), sum(proof.noticed for proof in proofs)
    write(f"\n共 {made} 处改动，用例察觉 {noticed} 处。\n")
    if unnoticed := [proof.rule for proof in proofs if not proof.proven]:
        write(f"用例一处改动也没有察觉的：{'、'.join(unnoticed)}。请补充用例。\n")


def _tell_unproven(unproven: Sequence[str]) -> None:
    from hegui.cli.console import write

    if unproven:
        write(f"没有用例的调整和参数：{'；'.join(unproven)}。可以写 cases 证明它管用、对谁管用。\n")
