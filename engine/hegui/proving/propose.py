"""Cases for a rule that has none yet: edits of clean drafts are tried until one makes it fail and one makes it pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from hegui.judge.report import judge
from hegui.model.rule import Result, Rule
from hegui.proving.cases import CaseRunner, outcome_of, with_only
from hegui.proving.draft import Draft
from hegui.proving.edits import PARTS, edit
from hegui.proving.examples import example_of
from hegui.proving.places import EditError
from hegui.read import ReadError
from hegui.recognise import NotAReport
from hegui.rules.expression import ExpressionError, parse
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet
from hegui.rules.schema import EXPRESSION, REGEX, RESULTS

_LONG = "本机关认真做好政府信息公开工作。" * 300
_MOST_PATTERNS = 20
_LAST_YEAR = "上年."
"""With which a rule on many reports names a cell of the year before."""

Edits = Mapping[str, Any]


class Proposal(NamedTuple):
    """Cases as written in a rule file, None where none was found."""

    failing: dict[str, Any] | None
    passing: dict[str, Any] | None
    clean: Result
    """What the rule says to a clean draft, and why."""
    reason: str
    alarms: tuple[tuple[str, str], ...]
    """Clean drafts on which the rule fails, named in Chinese, each with what it says."""


def propose(compiled: CompiledRule | CompiledCorpusRule, ruleset: RuleSet, pack: str = "") -> Proposal:
    """A failing and a passing case for a rule of a pack of the ruleset. Takes some seconds."""
    runner = CaseRunner(ruleset, pack)
    try:
        drafts = {name: runner.draft(name) for name in runner.ruleset.drafts}
    except ValueError as error:
        return Proposal(None, None, Result.ERROR, str(error), ())
    single = with_only(ruleset, compiled)
    rule = compiled.rule
    if isinstance(compiled, CompiledCorpusRule):
        return _propose_together(rule, runner, single, drafts)
    name, base, (clean, reason) = _start(rule, drafts, runner, single)
    on = {} if name == next(iter(drafts)) else {"on": name}
    cases: dict[Result, dict[str, Any]] = {clean: {**on, clean.value: dict(base)}}
    draft = drafts[name]
    for edits in _candidates(rule, ruleset, name, edit(draft, base)):
        if {Result.FAIL, Result.PASS} <= cases.keys():
            break
        together = {**base, **edits}
        result, _ = _judged(draft, together, runner, single)
        cases.setdefault(result, {**on, result.value: together})
    return Proposal(cases.get(Result.FAIL), cases.get(Result.PASS), clean, reason, tuple(_alarms(rule, runner, single)))


def _propose_together(rule: Rule, runner: CaseRunner, single: RuleSet, drafts: Mapping[str, Draft]) -> Proposal:
    """Cases of a rule on many reports, which have the report of the year before and others beside theirs."""
    cases: dict[Result, dict[str, Any]] = {}
    clean, reason = Result.NOT_APPLICABLE, ""
    for number, written in enumerate(_compared(rule, runner.ruleset, drafts)):
        if {Result.FAIL, Result.PASS} <= cases.keys():
            break
        edits = next(written[result] for result in RESULTS if result in written)
        beside = {key: value for key, value in written.items() if key not in (*RESULTS, "name", "quote")}
        outcome = outcome_of(runner.case(rule, number, {Result.PASS.value: edits, **beside}), single)
        if not number:
            clean, reason = outcome.got, outcome.why
        cases.setdefault(outcome.got, {outcome.got.value: edits, **beside})
    return Proposal(cases.get(Result.FAIL), cases.get(Result.PASS), clean, reason, tuple(_alarms(rule, runner, single)))


def _compared(rule: Rule, ruleset: RuleSet, drafts: Mapping[str, Draft]) -> Iterator[Mapping[str, Any]]:
    """Cases that might turn the verdict: a year like the one before, other values for the cells that the rule names,
    and what proves the rules that are there already, of the same kind first.
    """
    name, base = next(iter(_bases(rule, drafts)))
    for name, base in _bases(rule, drafts):
        yield {"on": name, Result.PASS.value: base, "previous": {}}
    for source in _expressions(rule.params, ruleset.checks[rule.check].properties):
        for edits in _of_expression(source, str(rule.params.get("for_each", "")), drafts[name]):
            yield {"on": name, Result.PASS.value: base, "previous": edits}
            yield {"on": name, Result.PASS.value: {**base, **edits}, "previous": {}}
    for other in sorted(ruleset.corpus_rules, key=lambda each: each.rule.check != rule.check):
        yield from (case for case in other.rule.cases if other.rule.id != rule.id)


def _alarms(rule: Rule, runner: CaseRunner, single: RuleSet) -> Iterator[tuple[str, str]]:
    for case in runner.clean_cases(rule):
        outcome = outcome_of(case, single)
        if not outcome.ok:
            yield case.name, outcome.why


def _judged(draft: Draft, edits: Edits, runner: CaseRunner, single: RuleSet) -> tuple[Result, str]:
    try:
        (verdict,) = judge(runner.report_of(edit(draft, edits)), single)
    except (EditError, ReadError, NotAReport, ValueError):
        return Result.ERROR, ""
    return verdict.result, verdict.reason


def _start(
    rule: Rule, drafts: Mapping[str, Draft], runner: CaseRunner, single: RuleSet
) -> tuple[str, Edits, tuple[Result, str]]:
    """The draft, and edits of it, on which the rule has something to say; the first draft where there is none."""
    first = None
    for name, base in _bases(rule, drafts):
        judged = _judged(drafts[name], base, runner, single)
        if judged[0] in (Result.PASS, Result.FAIL):
            return name, base, judged
        first = first or (name, base, judged)
    assert first is not None
    return first


def _bases(rule: Rule, drafts: Mapping[str, Draft]) -> Iterator[tuple[str, Edits]]:
    scope = rule.scope
    years = scope.years
    first = next(iter(drafts.values()))
    year = {"year": years.first or years.last} if years and first.year not in years else {}
    places = (*scope.cities, *scope.provinces)
    for name, draft in drafts.items():
        organ = "人民政府" if draft.unit.endswith("人民政府") else "城乡事务局"
        yield name, year
        for place in places[:1]:
            yield name, {"unit": place + organ, **year}


def _candidates(rule: Rule, ruleset: RuleSet, name: str, draft: Draft) -> Iterator[Edits]:
    """Edits that might turn the verdict: those that the rule's own keys suggest, what breaks the rules that are there
    already (of the same kind first), then each part of a report spoilt.
    """
    for words in list(_patterns(rule.params, ruleset.checks[rule.check].properties))[:_MOST_PATTERNS]:
        for section in _sections(rule, draft):
            yield {"append": {section: f"{words}。"}}
        yield {"title": f"{draft.title}{words}"}
    for section in _sections(rule, draft):
        yield {"section": {section: "无。"}}
        yield {"section": {section: _LONG}}
    for source in _expressions(rule.params, ruleset.checks[rule.check].properties):
        yield from _of_expression(source, str(rule.params.get("for_each", "")), draft)
    default = next(iter(ruleset.drafts))
    likely = sorted(ruleset.rules, key=lambda each: each.rule.check != rule.check)
    yield from _edits_that_break((each.rule for each in likely if each.rule.id != rule.id), name, default)
    yield from _spoilt_parts(draft)


def _edits_that_break(rules: Iterable[Rule], draft: str, default: str) -> Iterator[Edits]:
    """What the failing cases of rules do to this draft; `default` is the draft of a case that names none."""
    for rule in rules:
        for case in rule.cases:
            if case.get("on", default) == draft and case.get(Result.FAIL):
                yield case[Result.FAIL]


def _spoilt_parts(draft: Draft) -> Iterator[Edits]:
    """Every part of a report left out, put elsewhere, said twice or said wrongly: what any report can suffer."""
    sections = list(draft.sections)
    yield {"title": f"{draft.unit}政府信息公开工作年度报告"}
    yield {"year": draft.year - 4}
    for part in (*PARTS, *draft.tables, *(f"section.{key}" for key in sections)):
        yield {"drop": [part]}
    for key in sections:
        yield {"drop": [f"section.{key}.heading"]}
        yield {"heading": {key: draft.headings[key].replace(draft.form.section_by_key[key].title, "其他工作情况")}}
        yield {"append": {key: f"认真落实{draft.year - 2}年政务公开工作要点。"}}
    for first, second in pairwise(range(len(sections))):
        order = list(sections)
        order[first], order[second] = order[second], order[first]
        yield {"order": order}
    yield {"preamble": "现将政府信息公开工作有关情况公布如下。"}
    yield {"signed": f"{draft.year + 1}年2月30日"}
    yield {"replace": {draft.period: draft.period.replace(str(draft.year), str(draft.year - 1))}}
    for table, cells in draft.tables.items():
        yield {"picture": [table]}
        printed = [".".join((table, *path)) for path in cells]
        for value in (None, "1件", 7):
            yield {"set": {printed[0]: value}}
        yield {"repeat": {"set": {printed[0]: 7}}}
        yield {"drop": [f"{table}.{next(iter(cells))[0]}"]}
        yield {"label": {f"{table}.row.{next(iter(cells))[0]}": "其他事项"}}
    yield {"repeat": True}


def _sections(rule: Rule, draft: Draft) -> list[str]:
    """The sections that the rule names, else all that have text."""
    named = [rule.params.get(key) for key in ("scope", "home", "section")]
    names = [name for value in named if value for name in ([value] if isinstance(value, str) else value)]
    return [name for name in names if name in draft.sections] or [key for key, text in draft.sections.items() if text]


def _patterns(value: Any, schema: Any) -> Iterator[str]:
    """An example for each pattern in data that follow a schema."""
    if isinstance(value, str) and (schema.get("format") == REGEX or "object" in schema.get("type", "")):
        if words := example_of(value):
            yield words
    elif isinstance(value, list):
        for item in value:
            yield from _patterns(item, schema.get("items", {}))
    elif isinstance(value, Mapping):
        known = schema.get("properties", schema if "type" not in schema else {})
        for key, item in value.items():
            others = schema.get("additionalProperties")
            yield from _patterns(item, known.get(key, others if isinstance(others, Mapping) else {}))


def _expressions(params: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    for key, value in params.items():
        if schema.get(key, {}).get("format") == EXPRESSION:
            yield str(value)


def _of_expression(source: str, for_each: str, draft: Draft) -> Iterator[Edits]:
    """Other values for the cells and dates that an expression names."""
    try:
        names = [name.removeprefix(_LAST_YEAR) for name in parse(source).names]
    except ExpressionError:
        return
    table = for_each.partition(".")[0]
    for name in names:
        for cell in [name] if "." in name else _cells(name, table, draft):
            for value in (99, 0):
                yield {"set": {cell: value}}
    late = f"{draft.year + 2}年6月30日"
    for key in ("signed", "published"):
        yield {key: late}
        yield {key: f"{draft.year}年1月2日"}


def _cells(name: str, table: str, draft: Draft) -> Iterable[str]:
    """The first cell of a table that lies in the row or column of this name."""
    if table in draft.form.table_by_id:
        paths = draft.form.table(table).paths
        yield from [".".join((table, *path)) for path in paths if name in path][:1]
