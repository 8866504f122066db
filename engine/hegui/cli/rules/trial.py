"""`hegui rules try`: one rule on reports, step by step."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading
from hegui.cli.rules.action import add_beside, add_home, beside_of, load, load_with, prepare
from hegui.cli.status import CLEAN, FINDINGS, INCOMPLETE
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.model.form import PartNames
    from hegui.model.report import Report
    from hegui.model.verdict import Evidence, Finding
    from hegui.proving.trial import Observed, Trial, TrialOfMany
    from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet
    from hegui.rules.trace import Step

Lines = list[tuple[str, str]]

_HOLDS = {True: "成立", False: "不成立", None: "未能判断"}
_EVIDENCE = 3


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
    from hegui.proving.trial import try_on_many, try_rule
    from hegui.rules.ruleset import CompiledCorpusRule

    write(listing.sheet(_about(compiled, ruleset)))
    if isinstance(compiled, CompiledCorpusRule):
        home = loading.home_of(parsed, ruleset)
        together = try_on_many(compiled, ruleset, paths, home, beside_of(parsed))
        write("\n" + listing.sheet(_told_together(together)))
        results = {verdict.result for verdict in together.verdicts}
        return (
            INCOMPLETE if Result.ERROR in results or together.unread else FINDINGS if Result.FAIL in results else CLEAN
        )
    failed = broken = False
    for trial in try_rule(compiled, ruleset, paths, loading.home_of(parsed, ruleset), beside_of(parsed).roster):
        write("\n" + listing.sheet(_told(trial)))
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


def _about(compiled: CompiledRule | CompiledCorpusRule, ruleset: RuleSet) -> Lines:
    from hegui.output.view import SEVERITIES
    from hegui.rules.check import CONDITIONS
    from hegui.rules.schema import EXPRESSION
    from hegui.rules.scope import scope_in_words

    rule = compiled.rule
    keys = ruleset.checks[rule.check].properties
    written = ((key, value) for key, value in rule.params.items() if key not in CONDITIONS)  # they are steps
    formulas = [str(value) for key, value in written if keys.get(key, {}).get("format") == EXPRESSION]
    return [
        ("规则", f"{rule.id}（{rule.title}，{SEVERITIES[rule.severity]}）"),
        ("适用", scope_in_words(rule.scope)),
        *(("算式", formula) for formula in formulas),
    ]


def _told(trial: Trial) -> Lines:
    from hegui.model.audit import Problem
    from hegui.rules.trace import Judged, Located, Premise

    lines = [("文件", trial.path)]
    if isinstance(trial.observed, Problem):
        return [*lines, ("未审查", trial.observed.message)]
    lines.append(("报告", _report(trial.observed.report)))
    names = trial.observed.report.template
    steps = list(dict.fromkeys(trial.observed.steps))
    lines += _steps("条件", [step for step in steps if isinstance(step, Premise)], names)
    lines += _steps("定位", [step for step in steps if isinstance(step, Located)], names)
    lines += _steps("判断", [step for step in steps if isinstance(step, Judged)], names)
    return [*lines, *_end(trial.observed, names)]


def _told_together(trial: TrialOfMany) -> Lines:
    """What was compared, and what came of it."""
    from hegui.output.view import RESULTS

    lines = [("未读取", f"{path}：{problem.message}") for path, problem in trial.unread]
    lines += [("报告", f"{filed.unit.name}，{filed.year} 年度（{filed.path}）") for filed in trial.corpus.reports]
    years = {id(filed) for filed in trial.corpus.reports}
    earlier = [one for same in trial.corpus.filed.values() for one in same if id(one) not in years]
    lines += [("对比", f"{filed.unit.name}，{filed.year} 年度（{filed.path}）") for filed in earlier]
    for verdict in trial.verdicts:
        lines.append(("结论", f"{RESULTS[verdict.result]}{f'：{verdict.reason}' if verdict.reason else ''}"))
        lines += [(f"问题 {number}", finding.message) for number, finding in enumerate(verdict.findings, 1)]
    return lines


def _report(report: Report) -> str:
    from hegui.model.form import form_names

    unit = report.unit.name if report.unit else "单位未认出"
    year = f"{report.year} 年度" if report.year else "年度未认出"
    return f"{unit}，{year}，{form_names([report.form]) if report.form else '格式未认出'}"


def _steps(heading: str, steps: Sequence[Step], names: PartNames) -> Iterator[tuple[str, str]]:
    """The steps under one another, what was looked for in a column of its own."""
    from hegui.output.text import width
    from hegui.rules.trace import Located

    broad = min(max((width(step.what) for step in steps), default=0), 24)
    for number, step in enumerate(steps):
        what = step.what + " " * max(broad - width(step.what), 0)
        end = _place(step.evidence, names) if isinstance(step, Located) else f" → {_HOLDS[step.holds]}"
        yield "" if number else heading, f"{what}  {step.seen or '没有找到'}{end}"


def _end(observed: Observed, names: PartNames) -> Iterator[tuple[str, str]]:
    from hegui.output.view import RESULTS

    verdict = observed.verdict
    yield "结论", f"{RESULTS[verdict.result]}{f'：{verdict.reason}' if verdict.reason else ''}"
    for number, finding in enumerate(verdict.findings, 1):
        yield f"问题 {number}", finding.message
        yield from (("", words) for words in _evidence(finding, names))


def _evidence(finding: Finding, names: PartNames) -> Iterator[str]:
    from hegui.output.view import in_words

    for evidence in finding.evidence[:_EVIDENCE]:
        yield in_words(evidence, finding.message, names)
    if (more := len(finding.evidence) - _EVIDENCE) > 0:
        yield f"另有 {more} 处"


def _place(evidence: Evidence | None, names: PartNames) -> str:
    from msgspec.structs import replace

    from hegui.output.view import place

    words = place(replace(evidence, section=None), names) if evidence else ""
    return f"（{words}）" if words else ""
