"""`hegui rules try`: one rule on reports, step by step."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading
from hegui.cli.rules.action import add_beside, add_home, beside_of, load, load_with, prepare
from hegui.cli.status import CLEAN, FINDINGS, INCOMPLETE
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "try",
        help="在报告上试用一条规则",
        description="在报告上试用一条规则，逐步显示：是否适用、找到了什么、各步判断和代入的数字、结论。"
        "跨年、跨单位的规则把各份报告放在一起试用。",
    )
    parser.add_argument("rule", metavar="RULE", help="规则编号，或规则文件（可以不在规则包中）")
    parser.add_argument("path", metavar="FILE", nargs="+", help="报告文件、文件夹或 .zip 压缩包")
    add_home(parser)
    add_beside(parser)
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    ruleset, compiled = _find(parsed)
    return tell(compiled, ruleset, parsed.path, parsed)


def tell(
    compiled: CompiledRule | CompiledCorpusRule, ruleset: RuleSet, paths: Sequence[str], parsed: argparse.Namespace
) -> int:
    """Say what a rule does with reports, and give the status of that; `parsed` says what is beside them."""
    from hegui.cli.console import write
    from hegui.model.audit import Problem
    from hegui.model.verdict import Result
    from hegui.proving.told import rule_in_words, together_in_words, trial_in_words
    from hegui.proving.trial import try_on_many, try_rule
    from hegui.rules.ruleset import CompiledCorpusRule

    write(listing.sheet(rule_in_words(compiled, ruleset)))
    if isinstance(compiled, CompiledCorpusRule):
        home = loading.home_of(parsed, ruleset)
        together = try_on_many(compiled, ruleset, paths, home, beside_of(parsed))
        write("\n" + listing.sheet(together_in_words(together)))
        results = {verdict.result for verdict in together.verdicts}
        return (
            INCOMPLETE if Result.ERROR in results or together.unread else FINDINGS if Result.FAIL in results else CLEAN
        )
    failed = broken = False
    for trial in try_rule(compiled, ruleset, paths, loading.home_of(parsed, ruleset), beside_of(parsed).roster):
        write("\n" + listing.sheet(trial_in_words(trial)))
        result = Result.ERROR if isinstance(trial.observed, Problem) else trial.observed.verdict.result
        failed, broken = failed or result is Result.FAIL, broken or result is Result.ERROR
    return INCOMPLETE if broken else FINDINGS if failed else CLEAN


def _find(parsed: argparse.Namespace) -> tuple[RuleSet, CompiledRule | CompiledCorpusRule]:
    """The rule of this id or in this file."""
    from pathlib import Path

    from hegui.cli.console import say
    from hegui.rules.assembly import load_rule_file
    from hegui.rules.mistake import InvalidFileError
    from hegui.rules.packs import packs_at

    path = Path(parsed.rule)
    if path.is_file() and not packs_at(path):
        ruleset = load(parsed)
        try:
            return ruleset, load_rule_file(path, ruleset)
        except InvalidFileError as error:
            say(str(error))
            raise UsageError("规则文件有误，请改正后再试。") from None
    ruleset, ids = load_with(parsed, [parsed.rule])
    if len(ids) > 1:
        raise UsageError(f"{parsed.rule}：其中有 {len(ids)} 条规则，一次只能试用一条，请写规则编号。")
    return ruleset, next(compiled for compiled in ruleset.compiled if compiled.rule.id == ids[0])
