"""Kind `mention`: what the text mentions (a year, a day, numbers) must fulfil a formula.

A mention is what a pattern matches. The groups of the pattern are names for the formula, beside facts of the report,
cells of its tables and limits from parameters. Printed dates and the printed period need no pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from hegui.checks.evidence import words_at
from hegui.checks.facts import facts_with, kinds_of, parameters_of_facts, roster_facts
from hegui.checks.formula import SIDES, Formula, check_fields, sides_of
from hegui.checks.limits import LIMITS, check_limits, limit_facts, limits_of, parameters_of_limits
from hegui.checks.names import CellSlot
from hegui.checks.passages import SCOPE, Text, scope_of, section_of, texts_of, title_evidence
from hegui.checks.patterns import PATTERN, PATTERNS, AnyOf, any_of, regex
from hegui.model.report import Number, Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule, Severity
from hegui.recognise.dates import find_dates
from hegui.recognise.numerals import parse_number
from hegui.rules.check import Check, Context, Judge, Parameters, cannot_assess, fill, verdict_of
from hegui.rules.evaluation import ValueType, value_text
from hegui.rules.expression import Bound, parse
from hegui.rules.schema import EXPRESSION
from hegui.rules.trace import judged, listening

_YEAR, _MONTH, _DAY, _DATE = "年", "月", "日", "日期"
_OWN_YEAR = "报告年度"
_ELSEWHERE = "其他"
_REASON = "原因"

_Value = Number | date | str | None


class _Mention(NamedTuple):
    """Something mentioned: its words, the part it stands in, and what the names of the formula mean here."""

    words: str
    part: str
    evidence: Callable[[], Evidence]
    values: Mapping[str, _Value]
    quoted: Mapping[str, str]
    """Further words of it that a message may use."""


class _ByYear:
    """Patterns in which {报告年度} stands for the year of the report."""

    def __init__(self, sources: Sequence[str], context: Context) -> None:
        self._sources = sources
        self._context = context
        self._made: dict[str, AnyOf] = {}
        if context.thorough:
            self.of("2000")

    def of(self, year: str) -> AnyOf:
        if year not in self._made:
            sources = (source.replace(f"{{{_OWN_YEAR}}}", year) for source in self._sources)
            self._made[year] = any_of(sources, self._context)
        return self._made[year]


class _Source:
    """One way to mention it: a pattern with what must stand around it, or printed dates."""

    def __init__(self, data: Mapping[str, Any], rule: Rule, context: Context) -> None:
        if ("pattern" in data) is ("printed" in data):
            raise ValueError("mentions 的每一项写 pattern（文字）或 printed（写明的日期）中的一个，请改正。")
        self.says: str = data.get("says", "")
        self.severity = Severity(data["severity"]) if "severity" in data else None
        self._printed: str | None = data.get("printed")
        self._scope = scope_of(data.get("scope"), context)
        self._pattern = regex(data["pattern"], context) if "pattern" in data else None
        self._about = any_of(data.get("about", ()), context)
        self._after = regex(data["after"], context) if "after" in data else None
        self._unless = _ByYear(data.get("unless", ()), context)
        self._unless_near = _ByYear(data.get("unless_near", ()), context)
        self._by_clause = data.get("within") == "clause"
        self._first = data.get("first", False)
        self.groups = self._pattern.groups if self._pattern else (_YEAR,)
        self.names = dict.fromkeys(self.groups, ValueType.NUMBER)
        if self._printed or {_MONTH, _DAY} <= {*self.groups}:
            self.names[_DATE] = ValueType.DATE
        if clash := next((name for name in self.groups if name in facts_with(context.deadlines)), ""):
            raise ValueError(f"pattern 的“{clash}”与报告的事实同名，算式中会混淆，请换一个名称，如“所写{clash}”。")
        self.formulas = _formulas(rule, self.names, context)
        if not self.formulas and self._printed != "date":
            raise ValueError("缺少 assert（应当成立的算式），请补上。")

    def find(self, report: Report, year: str) -> Iterator[_Mention]:
        if self._printed == "period":
            for dated in (report.dates.period_start, report.dates.period_end):
                if dated is not None and dated.value is not None:
                    values: Mapping[str, _Value] = {_YEAR: dated.value.year, _DATE: dated.value}
                    yield _Mention(dated.quote, "", partial(words_at, dated.quote, dated.place), values, {})
            return
        for text in texts_of(report, self._scope):
            yield from self._dates(text) if self._printed else self._matches(text, year)

    def _dates(self, text: Text) -> Iterator[_Mention]:
        for found in find_dates(text.content[text.start : text.end]):
            start, end = text.start + found.start, text.start + found.end
            values = {_YEAR: found.year, _DATE: found.value}
            evidence = partial(text.evidence, start, end)
            yield _Mention(text.content[start:end], _part(text, start), evidence, values, {})

    def _matches(self, text: Text, year: str) -> Iterator[_Mention]:
        assert self._pattern is not None
        matches = self._pattern.finditer(text.content, text.start, text.end)
        for match in islice(matches, 1) if self._first else matches:
            start = match.start()
            around = text.clause(start) if self._by_clause else text.sentence(start)
            if self._about and not self._about.search(text.content, *around):
                continue
            if self._unless.of(year).search(text.content, *around):
                continue
            if self._unless_near.of(year).search(text.content, *text.paragraph(start)):
                continue
            if self._after is not None:
                first, _ = text.sentence(start)
                before = self._after.search(text.content[first:start])
                if before is None:
                    continue
                start = first + before.start()
            groups = match.groupdict("")
            values = self._values(groups, year)
            evidence = partial(text.evidence, start, match.end())
            yield _Mention(match[0], _part(text, match.start()), evidence, values, groups)

    def _values(self, groups: Mapping[str, str], year: str) -> Mapping[str, _Value]:
        values: dict[str, _Value] = {name: parse_number(text) if text else None for name, text in groups.items()}
        if _DATE in self.names:
            values[_DATE] = _date(values.get(_YEAR) or int(year) + 1, values[_MONTH], values[_DAY])
        return values


def _formulas(rule: Rule, names: Mapping[str, ValueType], context: Context) -> Mapping[str, Formula]:
    """The formula of each part that has its own, and that of all others."""
    written = rule.params.get("assert", {})
    by_part = written if isinstance(written, Mapping) else {_ELSEWHERE: written}
    for part in by_part:
        if part != _ELSEWHERE:
            section_of(part, context)
    facts = {**facts_with(context.deadlines), **roster_facts(*map(parse, by_part.values())), **limit_facts(rule)}
    kinds = {**kinds_of(facts), **names}
    return {part: Formula(source, None, context.forms, kinds) for part, source in by_part.items()}


def _part(text: Text, offset: int) -> str:
    return text.part if text.content is not text.report.prose else text.report.passage_at(offset).section


def _date(*parts: _Value) -> date | None:
    """The day of year, month and day; None where there is no such day."""
    try:
        return date(*(int(part) for part in parts))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _compile(rule: Rule, context: Context) -> Judge:
    sources = [_Source(data, rule, context) for data in rule.params["mentions"]]
    used = {name for source in sources for each in source.formulas.values() for name in each.expression.names}
    check_limits(rule, used, context)
    for source in sources:
        check_fields(rule.message, {"原文", "说明", *source.groups, *source.names, *used, *SIDES})
    columns = roster_facts(*(each.expression for one in sources for each in one.formulas.values()))
    all_facts = {**facts_with(context.deadlines), **columns}
    needed = {name: all_facts[name] for name in (_OWN_YEAR, *sorted(used & all_facts.keys()))}
    if not any(source.formulas for source in sources):
        needed = {}
    with_title: bool = rule.params.get("with_title", False)

    def judge(report: Report, parameters: Parameters) -> Outcome:
        facts = {name: fact.read(report, parameters) for name, fact in needed.items()}
        for reading in facts.values():
            if reading.value is None:
                return cannot_assess(reading.text)
        known = {**{name: reading.value for name, reading in facts.items()}, **limits_of(rule, parameters)}
        places: dict[tuple[str, str, Severity | None], dict[Evidence, None]] = {}
        unread: list[str] = []
        for source in sources:
            for mention in source.find(report, str(report.year or "")):
                holds, fields = _judged(source, mention, {**known, **mention.values}, report)
                if listening():
                    judged(source.says or mention.words, fields.get("算式", ""), holds, mention.evidence())
                if holds is False:
                    told = {**mention.quoted, **fields, "原文": mention.words, "说明": source.says}
                    told |= {name: reading.text for name, reading in facts.items()}
                    place = source.says or mention.words, fill(rule.message, told), source.severity
                    places.setdefault(place, {})[mention.evidence()] = None
                elif holds is None:
                    unread.append(fields.get(_REASON, f"没有读到与“{mention.words}”比较的数"))
        title = [title_evidence(report, report.title)] if with_title and report.title else []
        findings = [
            Finding(message, key, (*title, *evidence), severity=severity)
            for (key, message, severity), evidence in places.items()
        ]
        if unread and not findings:
            return cannot_assess("；".join(dict.fromkeys(unread)))
        return verdict_of(findings)

    return judge


def _judged(
    source: _Source, mention: _Mention, known: Mapping[str, _Value], report: Report
) -> tuple[bool | None, Mapping[str, str]]:
    """Whether a mention fulfils the formula of its part, with values for the message; None where a cell is missing."""
    formula = source.formulas.get(mention.part) or source.formulas.get(_ELSEWHERE)
    if formula is None:  # then a printed date must exist
        return source.formulas != {} or known[_DATE] is not None, {}
    program = formula.program(formula.form_of(report))
    if program is None:
        return None, {}
    bound = program.instances[0].bound

    def lookup(slot: Hashable) -> _Value:
        if isinstance(slot, CellSlot):
            return formula.number(report, slot)
        return known[str(slot)]

    holds = bound.holds(lookup)
    if holds is None and (obstacles := bound.obstacles(lookup)):
        return None, {_REASON: f"“{mention.words}”未能判断：{'；'.join(obstacles)}"}
    missing = {slot for slot in bound.slots if lookup(slot) is None}
    if holds is None and not missing:
        return None, {_REASON: f"“{mention.words}”未能判断：除数为 0，无法计算"}
    if holds is None and not any(isinstance(slot, CellSlot) for slot in missing):
        return True, {}  # the mention itself is no number or day
    return holds, _fields(bound, lookup) if holds is False else {}


def _fields(bound: Bound, lookup: Any) -> Mapping[str, str]:
    account = bound.account(lookup)
    values = {name: lookup(term.slots[0]) for name, term in bound.terms.items()}
    told = {name: value_text(value) for name, value in values.items() if value is not None}
    return {**sides_of(account), **told, "算式": account.formula}


def _parameters_read(rule: Rule) -> list[str]:
    written = rule.params.get("assert", {})
    sources = written.values() if isinstance(written, Mapping) else [written]
    names = (name for source in sources for name in parse(source).names)
    return [*parameters_of_facts(names), *parameters_of_limits(rule)]


_ASSERT: dict[str, Any] = {
    "type": ["string", "object"],
    "minLength": 1,
    "format": EXPRESSION,
    "minProperties": 1,
    "additionalProperties": {"type": "string", "minLength": 1, "format": EXPRESSION, "description": "算式"},
    "description": "应当成立的算式：名称为 pattern 中各组，以及报告年度等事实、各种期限、表中的格和 limits 的界限；"
    "各部分要求不同的，分写为 {一: 算式, 其他: 算式}。printed: date 不写即日期应当存在",
}
_MENTION: dict[str, Any] = {
    "type": "object",
    "description": "一种提法",
    "properties": {
        "pattern": {
            **PATTERN,
            "description": "文中提到的写法，(?P<名称>…) 各组为其中的数；有“月”“日”两组的，合为“日期”，"
            "没有“年”组的为报告次年",
        },
        "printed": {
            "enum": ["date", "period"],
            "description": "date 为各处写明的日期，period 为统计期限的起讫日；名称为“年”“日期”",
        },
        "scope": SCOPE,
        "about": {**PATTERNS, "description": "同一句中须有的文字"},
        "after": {**PATTERN, "description": "同一句中，前文须有的文字；自此处引用"},
        "unless": {**PATTERNS, "description": "同一句中有此文字时不算；{报告年度} 为报告的年度"},
        "unless_near": {**PATTERNS, "description": "同一段中有此文字时不算；{报告年度} 为报告的年度"},
        "within": {
            "enum": ["sentence", "clause"],
            "default": "sentence",
            "description": "about、unless 所说的同一句：sentence 为整句，clause 为逗号之间的分句",
        },
        "first": {"type": "boolean", "default": False, "description": "true 为每个部分只看第一处"},
        "says": {
            "type": "string",
            "minLength": 1,
            "description": "名称：供 {说明} 使用，并在再次审查时据以认出同一问题；不写则以原文为准",
        },
        "severity": {
            "enum": ["warning", "info"],
            "description": "这一项比规则轻的，写它的级别：按此扣分，不作一票否决",
        },
    },
    "additionalProperties": False,
}

MENTION_CHECK = Check(
    name="mention",
    title="文中提到的年份、日期和数",
    compile=_compile,
    properties={
        "assert": _ASSERT,
        "mentions": {"type": "array", "minItems": 1, "description": "怎样提到", "items": _MENTION},
        "limits": LIMITS,
        "with_title": {"type": "boolean", "default": False, "description": "true 为连同标题一起引用"},
    },
    required=("mentions", "message"),
    parameters=("deadlines",),
    reads=_parameters_read,
)
