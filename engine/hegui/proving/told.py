"""A rule in words, and what it does with reports: headings and texts, as `hegui rules explain` and `try` show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from msgspec.structs import replace

from hegui.judge.prices import prices
from hegui.model.audit import Problem
from hegui.model.form import PartNames, form_names
from hegui.model.report import Report
from hegui.model.verdict import Evidence, Finding
from hegui.output.text import width
from hegui.output.view import RESULTS, SEVERITIES, in_words, place
from hegui.proving.trial import Observed, Trial, TrialOfMany
from hegui.recognise import UNKNOWN, Home
from hegui.rules.check import CONDITIONS
from hegui.rules.describe import explain_rule
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet
from hegui.rules.schema import EXPRESSION
from hegui.rules.scope import scope_in_words
from hegui.rules.trace import Judged, Located, Premise, Step

Lines = list[tuple[str, str]]
"""A heading and a text a line; lines under one another may share the heading of the first."""

_HOLDS = {True: "成立", False: "不成立", None: "未能判断"}
_EVIDENCE = 3


def _prices(ruleset: RuleSet, rule_id: str) -> list[tuple[str, str]]:
    """What the rule costs or earns by each scheme, or each of its tables."""
    rule = ruleset.rule(rule_id)
    return [("扣分", f"{scheme}：{words}") for scheme, words in (prices(rule, ruleset) if rule else ())]


def explained(ruleset: RuleSet, rule_id: str, home: Home = UNKNOWN) -> Lines | None:
    """Everything about a rule, of a `home` only what applies there; None where there is no rule of this id."""
    rule = explain_rule(ruleset, rule_id, home)
    if rule is None:
        return None
    lines = [
        ("编号", rule["id"]),
        ("名称", rule["title"]),
        ("问题", rule["problem"]),
        ("类别", rule["category_title"]),
        ("级别", _severity(rule)),
        *_prices(ruleset, rule_id),
        ("适用", rule["applies"]),
        ("依据", rule["basis"]),
        ("种类", f"{rule['check_title']}（{rule['check']}）"),
        *(("　", f"{key['key']}：{_shown(key['value'])}") for key in rule["keys"]),
        ("问题说明", rule["message"]),
        ("建议", rule["advice"]),
        ("办理提示", rule["office"]),
        ("说明", rule["note"]),
        ("标签", "、".join(rule["tags"])),
        *(("参数", _layer(layer)) for layer in rule["parameters"]),
        *(("调整", _override(override)) for override in rule["overrides"]),
        *(("结果", _final(state)) for state in rule["finally"]),
        *(("用例", _case(case)) for case in rule["cases"]),
        ("出处", f"规则包“{rule['source']['pack']}”，{rule['source']['path']}"),
    ]
    return [(heading, text) for heading, text in lines if text]


_BESIDE = {"previous": "上一年度", "others": "其他报告", "roster": "单位名册"}
"""What a case of a rule on many reports has beside its report."""


def _shown(value: object) -> str:
    return value if isinstance(value, str) else flow(value)


def _severity(of: dict[str, Any]) -> str:
    """The severity, or what difference makes which."""
    return (
        "；".join(f"{condition} 为{SEVERITIES[level]}" for level, condition in of["levels"].items())
        or (SEVERITIES[of["severity"]])
    )


def _override(override: dict[str, Any]) -> str:
    changes = [] if override["enabled"] else ["停用"]
    changes += [f"级别改为{_severity(override)}"] if override["severity"] else []
    changes += [f"扣分改为 {_points(override['points'])}"] if override["points"] else []
    changes += [f"{key} 改为 {_shown(value)}" for key, value in override["set"].items()]
    changes += _said(override)
    return f"规则包“{override['pack']}”对{override['applies']}：{'，'.join(changes)}。理由：{override['reason']}"


def _said(words: dict[str, Any]) -> list[str]:
    """What is told in the place of what the rule says."""
    headings = {"basis": "依据", "message": "问题说明", "advice": "建议"}
    return [f"{heading}：{words[key]}" for key, heading in headings.items() if words[key]]


def _layer(layer: dict[str, Any]) -> str:
    values = "，".join(f"{name} {_shown(value)}" for name, value in (layer["values"] | layer["deadlines"]).items())
    return f"规则包“{layer['pack']}”对{layer['applies']}：{'。'.join([values, *_said(layer)])}"


def _final(state: dict[str, Any]) -> str:
    """The rule after all changes, for the reports that they are for."""
    parts = [_severity(state)] if not state["disabled"] else ["停用"]
    parts += [f"扣分 {_points(state['points'])}"] if state["points"] else []
    values = state["keys"] | state["parameters"] | state["deadlines"]
    parts += [f"{key} {_shown(value)}" for key, value in values.items()]
    return f"{state['applies']}：{'。'.join(['，'.join(parts), *_said(state)])}"


def _points(points: dict[str, Any]) -> str:
    return "、".join(f"{_shown(cost)}（评分方案 {scheme}）" for scheme, cost in points.items())


def _case(case: dict[str, Any]) -> str:
    """What a case changes in the draft, and what must come of it."""
    expected = next(result for result in RESULTS if result in case)
    remarks = "，".join(f"{word}{case[key]}" for key, word in (("name", ""), ("on", "样稿 ")) if key in case)
    edits = _shown(case[expected]) if case[expected] else "样稿不作改动"
    edits += "".join(f"；{word} {_shown(case[key])}" for key, word in _BESIDE.items() if key in case)
    return f"{edits} → {RESULTS[expected]}{f'（{remarks}）' if remarks else ''}"


def rule_in_words(compiled: CompiledRule | CompiledCorpusRule, ruleset: RuleSet) -> Lines:
    """Which rule it is."""
    rule = compiled.rule
    keys = ruleset.checks[rule.check].properties
    written = ((key, value) for key, value in rule.params.items() if key not in CONDITIONS)  # they are steps
    formulas = [str(value) for key, value in written if keys.get(key, {}).get("format") == EXPRESSION]
    return [
        ("规则", f"{rule.id}（{rule.title}，{SEVERITIES[rule.severity]}）"),
        ("适用", scope_in_words(rule.scope)),
        *(("算式", formula) for formula in formulas),
    ]


def trial_in_words(trial: Trial) -> Lines:
    """What a rule did with a file, step by step."""
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


def together_in_words(trial: TrialOfMany) -> Lines:
    """What was compared, and what came of it."""
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
    unit = report.unit.name if report.unit else "单位未认出"
    year = f"{report.year} 年度" if report.year else "年度未认出"
    return f"{unit}，{year}，{form_names([report.form]) if report.form else '格式未认出'}"


def _steps(heading: str, steps: Sequence[Step], names: PartNames) -> Iterator[tuple[str, str]]:
    """The steps under one another, what was looked for in a column of its own."""
    broad = min(max((width(step.what) for step in steps), default=0), 24)
    for number, step in enumerate(steps):
        what = step.what + " " * max(broad - width(step.what), 0)
        end = _place(step.evidence, names) if isinstance(step, Located) else f" → {_HOLDS[step.holds]}"
        yield "" if number else heading, f"{what}  {step.seen or '没有找到'}{end}"


def _end(observed: Observed, names: PartNames) -> Iterator[tuple[str, str]]:
    verdict = observed.verdict
    yield "结论", f"{RESULTS[verdict.result]}{f'：{verdict.reason}' if verdict.reason else ''}"
    for number, finding in enumerate(verdict.findings, 1):
        yield f"问题 {number}", finding.message
        yield from (("", words) for words in _evidence(finding, names))


def _evidence(finding: Finding, names: PartNames) -> Iterator[str]:
    for evidence in finding.evidence[:_EVIDENCE]:
        yield in_words(evidence, finding.message, names)
    if (more := len(finding.evidence) - _EVIDENCE) > 0:
        yield f"另有 {more} 处"


def _place(evidence: Evidence | None, names: PartNames) -> str:

    words = place(replace(evidence, section=None), names) if evidence else ""
    return f"（{words}）" if words else ""


def flow(value: Any) -> str:
    """A value on one line, as a rule file has it."""
    if value is None:
        return "null"
    text = yaml.safe_dump(
        _plain(value), allow_unicode=True, default_flow_style=True, width=float("inf"), sort_keys=False
    )
    return text.removesuffix("...\n").strip()


def _plain(value: Any) -> Any:
    """Data of a rule, which may be frozen, as what YAML writes."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
