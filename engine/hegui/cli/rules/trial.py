"""`hegui rules try`: one rule on reports, step by step."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading
from hegui.cli.rules.action import add_home, load, load_with, prepare
from hegui.cli.status import CLEAN, FAULTY, FINDINGS, INCOMPLETE, Stop

if TYPE_CHECKING:
    from hegui.model.report import Report
    from hegui.model.rule import Evidence, Finding
    from hegui.rules.ruleset import CompiledRule, RuleSet
    from hegui.rules.trace import Step
    from hegui.testing.trial import Observed, Trial

Lines = list[tuple[str, str]]

_HOLDS = {True: "成立", False: "不成立", None: "未能判断"}
_EVIDENCE = 3
_OF_MANY = "这条规则要把多份报告放在一起判断，不能逐份试用；请用 hegui audit 审查整批报告。"


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "try",
        help="在报告上试用一条规则",
        description="在报告上试用一条规则，逐步显示：是否适用、找到了什么、各步判断和代入的数字、结论。",
    )
    parser.add_argument("rule", metavar="RULE", help="规则编号，或规则文件（可以不在规则包中）")
    parser.add_argument("path", metavar="FILE", nargs="+", help="报告文件、文件夹或 .zip 压缩包")
    add_home(parser)
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.model.rule import Result
    from hegui.testing.trial import try_rule

    ruleset, compiled = _find(parsed)
    write(listing.sheet(_about(compiled, ruleset)))
    failed = broken = False
    for trial in try_rule(compiled, ruleset, parsed.path, loading.home_of(parsed, ruleset)):
        write("\n" + listing.sheet(_told(trial)))
        result = trial.observed.verdict.result if trial.observed else Result.ERROR
        failed, broken = failed or result is Result.FAIL, broken or result is Result.ERROR
    return INCOMPLETE if broken else FINDINGS if failed else CLEAN


def _find(parsed: argparse.Namespace) -> tuple[RuleSet, CompiledRule]:
    """The rule of this id or in this file."""
    from pathlib import Path

    from hegui.cli.console import say
    from hegui.rules.alone import load_alone
    from hegui.rules.fault import FaultyFile
    from hegui.rules.packs import packs_at
    from hegui.rules.ruleset import CompiledRule

    path = Path(parsed.rule)
    if path.is_file() and not packs_at(path):
        ruleset = load(parsed)
        try:
            alone = load_alone(path, ruleset)
        except FaultyFile as error:
            say(str(error))
            raise Stop("规则文件有误，请改正后再试。", FAULTY) from None
        if not isinstance(alone, CompiledRule):
            raise Stop(_OF_MANY)
        return ruleset, alone
    ruleset, ids = load_with(parsed, [parsed.rule])
    if len(ids) > 1:
        raise Stop(f"{parsed.rule}：其中有 {len(ids)} 条规则，一次只能试用一条，请写规则编号。")
    found = next((compiled for compiled in ruleset.rules if compiled.rule.id == ids[0]), None)
    if found is None:
        raise Stop(_OF_MANY)
    return ruleset, found


def _about(compiled: CompiledRule, ruleset: RuleSet) -> Lines:
    from hegui.output.view import SEVERITIES
    from hegui.rules.applies import scope_in_words
    from hegui.rules.schema import EXPRESSION

    rule = compiled.rule
    keys = ruleset.checks[rule.check].properties
    formulas = [str(value) for key, value in rule.params.items() if keys.get(key, {}).get("format") == EXPRESSION]
    return [
        ("规则", f"{rule.id}（{rule.title}，{SEVERITIES[rule.severity]}）"),
        ("适用", scope_in_words(rule.scope)),
        *(("算式", formula) for formula in formulas),
    ]


def _told(trial: Trial) -> Lines:
    lines = [("文件", trial.audit.source.path)]
    if trial.observed is None or trial.audit.report is None:
        return [*lines, *(("未审查", problem.message) for problem in trial.audit.problems)]
    lines.append(("报告", _report(trial.audit.report)))
    steps = list(dict.fromkeys(trial.observed.steps))
    lines += _steps("定位", [step for step in steps if step.kind == "located"])
    lines += _steps("判断", [step for step in steps if step.kind == "judged"])
    return [*lines, *_end(trial.observed)]


def _report(report: Report) -> str:
    unit = report.unit.name if report.unit else "单位未认出"
    year = f"{report.year} 年度" if report.year else "年度未认出"
    return f"{unit}，{year}，{f'{report.form} 年格式' if report.form else '格式未认出'}"


def _steps(heading: str, steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    """The steps under one another, what was looked for in a column of its own."""
    from hegui.output.text import width

    broad = min(max((width(step.what) for step in steps), default=0), 24)
    for number, step in enumerate(steps):
        what = step.what + " " * max(broad - width(step.what), 0)
        end = f" → {_HOLDS[step.holds]}" if step.kind == "judged" else _place(step.evidence)
        yield "" if number else heading, f"{what}  {step.seen or '没有找到'}{end}"


def _end(observed: Observed) -> Iterator[tuple[str, str]]:
    from hegui.output.view import RESULTS

    verdict = observed.verdict
    yield "结论", f"{RESULTS[verdict.result]}{f'：{verdict.reason}' if verdict.reason else ''}"
    for number, finding in enumerate(verdict.findings, 1):
        yield f"问题 {number}", finding.message
        yield from (("", words) for words in _evidence(finding))


def _evidence(finding: Finding) -> Iterator[str]:
    from hegui.output.view import in_words

    for evidence in finding.evidence[:_EVIDENCE]:
        yield in_words(_known(evidence), finding.message)
    if (more := len(finding.evidence) - _EVIDENCE) > 0:
        yield f"另有 {more} 处"


def _place(evidence: Evidence | None) -> str:
    from hegui.output.view import place

    words = place({key: value for key, value in _known(evidence).items() if key != "section"}) if evidence else ""
    return f"（{words}）" if words else ""


def _known(evidence: Evidence) -> dict[str, Any]:
    return {key: value for key, value in evidence._asdict().items() if value is not None}
