"""Conditions of a rule, which a rule of any kind may have: for which reports it is by what they say themselves.

    when: table2.行政事业性收费.收费金额 > 0
    unless: {text: '未(?:发生|收取)', scope: 六, says: 第六部分写明没有收费}

Where a condition does not hold, the rule does not apply; where nobody can say whether it does, it finds fault with
nothing. What `applies` states goes by the unit and the year, these by cells, facts, figures and words of the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial, wraps
from operator import methodcaller
from typing import Any, NamedTuple, Protocol, cast

from msgspec.structs import replace as altered

from hegui.checks.evidence import cell_evidence, quote
from hegui.checks.facts import Reading, facts_with, kinds_of, parameters_of_facts
from hegui.checks.formula import Formula, merged_rows
from hegui.checks.limits import LIMITS, check_limits, limit_facts, limits_of, parameters_of_limits
from hegui.checks.names import CellSlot
from hegui.checks.passages import SCOPE, missing_parts, scope_of, texts_of
from hegui.checks.patterns import PATTERN, any_of
from hegui.model.corpus import Corpus, Filed
from hegui.model.form import Form, PartNames
from hegui.model.report import CellKind, Number, Report
from hegui.model.rule import Evidence, Outcome, Result, Rule
from hegui.recognise.figure_lexicon import subject_names
from hegui.rules.check import (
    CONDITIONS,
    AnyCheck,
    Context,
    CorpusCheck,
    CorpusJudge,
    Judge,
    Parameters,
    ParametersOf,
    cannot_assess,
    conditions_of,
    not_applicable,
    parameters_of,
)
from hegui.rules.evaluation import ValueType, value_text
from hegui.rules.expression import normalise, parse
from hegui.rules.schema import EXPRESSION, REGEX
from hegui.rules.trace import premise

WHEN, UNLESS = CONDITIONS
_FIGURE = "正文."
"""Before the name of a figure that the text states: 正文.新收."""
_OF_MANY = ("报告年度", "成文日期", "发布日期")
"""Facts that rules on many reports may go by."""
_WORD = re.compile(r"[^\W\d][\w.]*|==|!=|<=|>=|[*/]")
_SAID = {"and": "并且", "or": "或者", "not": "并非", "==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "*": "×", "/": "÷"}


class State(NamedTuple):
    """How it stands with a condition in a report: whether it holds, and what was seen."""

    holds: bool | None
    """None where nobody can say."""
    seen: str
    evidence: tuple[Evidence, ...] = ()
    unsaid: bool = False
    """True where it is open only because the report does not say what it goes by."""


class Condition(Protocol):
    """One condition of a rule."""

    def says(self, names: PartNames) -> str:
        """In words, as what is true of a report; `names` calls its parts by their names."""
        ...

    def state(self, report: Report, parameters: Parameters) -> State: ...

    def state_of_filed(self, filed: Filed, parameters: Parameters) -> State:
        """As `state`, of a report among many."""
        ...


class _Asserted:
    """A condition in the expression language."""

    def __init__(self, source: str, rule: Rule, context: Context, *, of_many: bool) -> None:
        forms = {key: form for key, form in context.forms.items() if key in (rule.scope.forms or context.forms)}
        figures = () if of_many else subject_names(context.lexicons.get("figures", {}))
        self._rule = rule
        limits = limit_facts(rule)
        self._facts = {**facts_with(context.deadlines), **limits}
        among = {*_OF_MANY, *limits}
        kinds = {name: kind for name, kind in kinds_of(self._facts).items() if not of_many or name in among}
        kinds |= {f"{_FIGURE}{name}": ValueType.NUMBER for name in figures}
        self._formula = Formula(source, None, forms, kinds)

    def says(self, names: PartNames) -> str:
        def said(match: re.Match[str]) -> str:
            name = match[0]
            if name.startswith(_FIGURE):
                return f"正文所写的{name.removeprefix(_FIGURE)}"
            table, dot, cell = name.partition(".")
            return f"{names.table_name(table)}“{cell.replace('.', '·')}”" if dot else _SAID.get(name, name)

        return _WORD.sub(said, normalise(self._formula.expression.source))

    def state(self, report: Report, parameters: Parameters) -> State:
        readings = {
            name: _figure(report, name) if name.startswith(_FIGURE) else self._facts[name].read(report, parameters)
            for name in self._formula.expression.names
            if name in self._facts or name.startswith(_FIGURE)
        }

        form = self._formula.form_of(report)
        merged = merged_rows(form, report) if form else frozenset()
        return self._state(form, merged, partial(self._formula.number, report), readings, _Seen(report))

    def state_of_filed(self, filed: Filed, parameters: Parameters) -> State:
        dates = {"成文日期": filed.signed, "发布日期": filed.published}
        readings = {"报告年度": Reading(filed.year, value_text(filed.year))}
        readings |= {
            name: Reading(limit, value_text(limit)) for name, limit in limits_of(self._rule, parameters).items()
        }
        readings |= {
            name: Reading(day, value_text(day) if day else f"没有读到{name}", stated=False)
            for name, day in dates.items()
        }
        form = self._formula.forms.get(filed.form or "")
        return self._state(form, frozenset(), lambda slot: filed.value(slot.table, *slot.path), readings, _Seen(None))

    def _state(
        self,
        form: Form | None,
        merged: frozenset[str],
        cell: Callable[[CellSlot], Number | None],
        readings: Mapping[str, Reading],
        seen: _Seen,
    ) -> State:
        program = self._formula.program(form, merged) or self._formula.program(form)
        if program is None:
            if form is None:
                return State(None, "未能识别表格所用的格式")
            return State(False, f"所用的《{form.title}》没有这一项")
        bound = program.instances[0].bound

        def lookup(slot: Hashable) -> Number | date | str | None:
            return cell(slot) if isinstance(slot, CellSlot) else readings[str(slot)].value

        holds = bound.holds(lookup)
        if holds is None:
            missing = [slot for slot in bound.slots if lookup(slot) is None]
            words = [seen.gap(slot) if isinstance(slot, CellSlot) else readings[str(slot)].text for slot in missing]
            unsaid = bool(missing) and not any(
                isinstance(slot, CellSlot) or readings[str(slot)].stated for slot in missing
            )
            obstacles = bound.obstacles(lookup)
            told = dict.fromkeys([*words, *obstacles] or ["除数为 0，无法计算"])
            return State(None, "，".join(told), unsaid=unsaid and not obstacles)
        account = bound.account(lookup)
        evidence = [
            seen.cell(slot, account.formula) if isinstance(slot, CellSlot) else readings[str(slot)].evidence
            for slot in account.slots
        ]
        return State(holds, account.formula, tuple(filter(None, evidence)))


class _Seen(NamedTuple):
    """The cells of a report, for who tells of them; of one among many nothing but their values is known."""

    report: Report | None

    def cell(self, slot: CellSlot, formula: str) -> Evidence | None:
        table = self.report.tables.get(slot.table) if self.report else None
        return cell_evidence(slot.table, slot.path, table.cells.get(slot.path), formula) if table else None

    def gap(self, slot: CellSlot) -> str:
        """Why there is no value in a cell."""
        name = "·".join(slot.path)
        if self.report is None:
            return f"“{name}”没有读出"
        name = f"{self.report.template.table_name(slot.table)}“{name}”"
        table = self.report.tables.get(slot.table)
        if table is None:
            return f"未找到{self.report.template.table_name(slot.table)}"
        if slot.path in table.doubtful:
            return f"{name}识别的把握不足"
        cell = table.cells.get(slot.path)
        if cell is None or cell.kind is CellKind.NOT_FOUND:
            return f"{name}未找到"
        return f"{name}为空白" if cell.kind is CellKind.BLANK else f"{name}填“{cell.raw}”，不是数"


def _figure(report: Report, name: str) -> Reading:
    """A figure that the text states, where it states one only: not about, not of a part."""
    subject = name.removeprefix(_FIGURE)
    stated = [each for each in report.figures if each.subject == subject and each.exact and not each.partial]
    values = dict.fromkeys(each.value for each in stated if each.value is not None)
    if len(values) == 1:
        (value,), first = values, stated[0]
        return Reading(cast("int", value), value_text(value), evidence=quote(report, first.start, first.end))
    if values:
        return Reading(None, f"正文所写的{subject}有几个数（{'、'.join(map(value_text, values))}）")
    return Reading(None, report.unread() or f"正文没有写明{subject}的数", stated=bool(report.unread()))


class _Said:
    """A condition that some words stand in a part of the report."""

    def __init__(self, data: Mapping[str, Any], context: Context) -> None:
        words = data["text"]
        self._patterns = any_of([words] if isinstance(words, str) else words, context)
        self._scope = scope_of(data.get("scope"), context)
        self._says: str = data["says"]

    def says(self, names: PartNames) -> str:
        return self._says

    def state(self, report: Report, parameters: Parameters) -> State:
        texts = texts_of(report, self._scope)
        for text in texts:
            if match := self._patterns.search(text.content, text.start, text.end):
                return State(True, f"“{match[0]}”", (text.evidence(match.start(), match.end()),))
        missing = missing_parts(report, self._scope)
        if not texts or missing:
            return State(None, f"没有读到{'、'.join(map(report.template.section_name, missing or self._scope))}")
        if why := next(filter(None, map(report.unread, self._scope)), ""):
            return State(None, why)
        if report.source.ocr:  # a character misread, and the words are not found
            return State(None, "扫描件的文字由识别得来，没有找到这样的文字")
        return State(False, "没有这样写")

    def state_of_filed(self, filed: Filed, parameters: Parameters) -> State:
        raise AssertionError("rules on many reports have no conditions on words")


class _Conditions:
    """All conditions of a rule."""

    def __init__(self, rule: Rule, context: Context, *, of_many: bool) -> None:
        if both := [one for one in conditions_of(rule, WHEN) if one in conditions_of(rule, UNLESS)]:
            told = both[0] if isinstance(both[0], str) else both[0]["says"]
            raise ValueError(f"“{told}”在 when 和 unless 中都写了，规则永远不适用，请删去一处。")
        self.when, self.unless = (
            tuple(_condition(data, rule, context, of_many=of_many) for data in conditions_of(rule, key))
            for key in (WHEN, UNLESS)
        )

    def judge(self, judge: Judge, report: Report, parameters: Parameters) -> Outcome:
        """What a judge comes to where the conditions hold, with what they rest on beside each finding."""
        evidence: list[Evidence] = []
        unknown: list[str] = []
        for key, condition, state in self._states(lambda each: each.state(report, parameters)):
            says = condition.says(report.template)
            premise(
                says if key == WHEN else f"并非{says}", state.seen, state.holds if key == WHEN else _not(state.holds)
            )
            if key == WHEN and (state.holds is False or state.unsaid):
                return not_applicable(f"本规则适用于{_spaced(says)}的报告（这份报告：{state.seen}）")
            if key == UNLESS and state.holds:
                return not_applicable(f"本规则不适用于{_spaced(says)}的报告（这份报告：{state.seen}）")
            if state.holds is None:
                unknown.append(f"{says}（{state.seen}）")
            evidence += state.evidence
        outcome = judge(report, parameters)
        if outcome.result is not Result.FAIL:
            return outcome
        if unknown:
            return cannot_assess(f"无法判断本规则是否适用：{'；'.join(unknown)}")
        findings = (
            altered(finding, evidence=tuple(dict.fromkeys((*finding.evidence, *evidence))))
            for finding in outcome.findings
        )
        return altered(outcome, findings=tuple(findings))

    def judge_many(self, judge: CorpusJudge, corpus: Corpus, parameters_of: ParametersOf, names: PartNames) -> Outcome:
        """As `judge`, of those reports for which the conditions hold."""
        held: list[Filed] = []
        unknown: dict[str, None] = {}
        perhaps: list[Filed] = []
        """Those that are held, and those of which it is open."""
        for filed in corpus.reports:
            parameters = parameters_of(filed)
            states = list(self._states(methodcaller("state_of_filed", filed, parameters)))
            if any(state.holds is (key == UNLESS) or (key == WHEN and state.unsaid) for key, _, state in states):
                continue
            perhaps.append(filed)
            if all(state.holds is not None for _, _, state in states):
                held.append(filed)
            for _, condition, state in states:
                if state.holds is None:
                    unknown[f"{filed.unit.name}：{condition.says(names)}（{state.seen}）"] = None
        outcome = judge(_only(corpus, held), parameters_of) if held else None
        if unknown and (outcome is None or outcome.result is not Result.FAIL):
            outcome = judge(_only(corpus, perhaps), parameters_of)
            if outcome.result is Result.FAIL:
                return cannot_assess(f"无法判断本规则是否适用：{'；'.join(unknown)}")
        return outcome or not_applicable(f"本规则适用于{_spaced(self._says(names))}的报告，没有这样的报告")

    def _states(self, state_of: Callable[[Condition], State]) -> Iterator[tuple[str, Condition, State]]:
        for key, conditions in ((WHEN, self.when), (UNLESS, self.unless)):
            for condition in conditions:
                yield key, condition, state_of(condition)

    def _says(self, names: PartNames) -> str:
        return "、".join(
            [*(each.says(names) for each in self.when), *(f"并非{each.says(names)}" for each in self.unless)]
        )


def _spaced(says: str) -> str:
    """Words after which others follow: a blank stands between a number and these."""
    return f"{says} " if says[-1:].isascii() else says


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _only(corpus: Corpus, reports: Sequence[Filed]) -> Corpus:
    """A corpus of these reports, and of the units of the roster that have filed one of them."""
    names = {filed.unit.name for filed in reports}
    return replace(corpus, reports=tuple(reports), due=tuple(unit for unit in corpus.due if unit.name in names))


def _condition(data: str | Mapping[str, Any], rule: Rule, context: Context, *, of_many: bool) -> Condition:
    if isinstance(data, str):
        return _Asserted(data, rule, context, of_many=of_many)
    if of_many:
        raise ValueError(
            f"跨年、跨单位的规则不能用“{data['says']}”这样的条件，只能写算式，如 报告年度 >= 2023；请改正。"
        )
    return _Said(data, context)


def conditional(check: AnyCheck) -> AnyCheck:
    """A kind of rule whose rules may have conditions. Raises ValueError where it has keys of these names already."""
    if taken := sorted({WHEN, UNLESS} & check.properties.keys()):
        raise ValueError(f"规则种类“{check.name}”的键“{taken[0]}”与各种类共有的条件同名，请换一个名称。")

    @wraps(check.compile)
    def compile_with_conditions(rule: Rule, context: Context) -> Any:  # a judge of the same kind
        judge: Any = check.compile(rule, context)
        if "limits" not in check.properties:
            check_limits(rule, (), context)
        if not {WHEN, UNLESS} & rule.params.keys():
            return judge
        of_many = isinstance(check, CorpusCheck)
        conditions = _Conditions(rule, context, of_many=of_many)
        if of_many:
            names = next(iter(context.forms.values()))
            return lambda corpus, parameters_of: conditions.judge_many(judge, corpus, parameters_of, names)
        return lambda report, parameters: conditions.judge(judge, report, parameters)

    return replace(
        check,
        compile=compile_with_conditions,
        properties={"limits": LIMITS, **check.properties, **CONDITION_KEYS},
        reads=lambda rule: list(dict.fromkeys((*parameters_of(rule, check), *_parameters_read(rule)))),
    )


def _parameters_read(rule: Rule) -> Iterator[str]:
    yield from parameters_of_limits(rule)
    for data in conditions_of(rule):
        yield from parameters_of_facts(parse(data).names) if isinstance(data, str) else ()


_SAYS = "一句话：这是怎样的报告，如 第六部分写明没有收费；不适用时印在理由中"
_ONE: dict[str, Any] = {
    "type": ["string", "object"],
    "minLength": 1,
    "format": EXPRESSION,
    "properties": {
        "text": {
            "type": ["string", "array"],
            "minLength": 1,
            "minItems": 1,
            "format": REGEX,
            "items": PATTERN,
            "description": "文字：正则表达式，有几个的，合其一即可",
        },
        "scope": SCOPE,
        "says": {"type": "string", "minLength": 1, "description": _SAYS},
    },
    "required": ["text", "says"],
    "additionalProperties": False,
    "description": "算式，或 {text: 文字, scope: 部分, says: 说明}",
}
_KEY: dict[str, Any] = {**_ONE, "type": ["string", "object", "array"], "minItems": 1, "items": _ONE}
_HOW = (
    "写算式，可用表中的格、报告年度等事实和正文所写的数（正文.新收），如 table3.总计.本年新收 >= 30；"
    "或写 {text: 文字, scope: 部分, says: 说明}"
)
CONDITION_KEYS: Mapping[str, Any] = {
    WHEN: {**_KEY, "description": f"条件：报告符合时规则才适用，有几项的须都符合。{_HOW}"},
    UNLESS: {**_KEY, "description": f"除外：报告符合时规则不适用，有几项的符合其一即不适用。{_HOW}"},
}
"""The keys for conditions, which every kind of rule has beside its own."""
