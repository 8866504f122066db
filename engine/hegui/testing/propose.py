"""Cases for a rule that has none yet: edits of clean drafts are tried until one makes it fail and one makes it pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from hegui.audit.judge import judge
from hegui.model.rule import Result, Rule
from hegui.read import ReadError
from hegui.recognise import NotAReport
from hegui.rules.expression import ExpressionError, parse
from hegui.rules.ruleset import CompiledRule, RuleSet
from hegui.rules.schema import EXPRESSION
from hegui.rules.schema_parts import REGEX
from hegui.testing.cases import CaseRunner, only, outcome_of
from hegui.testing.draft import DRAFTS, Draft
from hegui.testing.edits import edit
from hegui.testing.examples import example_of
from hegui.testing.faults import FAULTS
from hegui.testing.forms import TABLES, printed_form
from hegui.testing.places import EditError

_LONG = "本机关认真做好政府信息公开工作。" * 300
_MOST_PATTERNS = 20

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


NOTHING = Proposal(None, None, Result.NOT_APPLICABLE, "这类规则要把多份报告放在一起判断", ())


def propose(compiled: CompiledRule, ruleset: RuleSet, pack: str = "") -> Proposal:
    """A failing and a passing case for a rule of a pack of the ruleset. Takes a second or two."""
    runner = CaseRunner(ruleset, pack)
    try:
        drafts = {name: runner.draft(name) for name in DRAFTS}
    except EditError as error:
        return NOTHING._replace(reason=str(error))
    alone = only(ruleset, compiled)
    rule = compiled.rule
    name, base, (clean, reason) = _start(rule, drafts, runner, alone)
    cases: dict[Result, dict[str, Any]] = {clean: _case(name, clean, base)}
    draft = drafts[name]
    for edits in _candidates(rule, ruleset, edit(draft, base)):
        if {Result.FAIL, Result.PASS} <= cases.keys():
            break
        together = {**base, **edits}
        result, _ = _judged(draft, together, runner, alone)
        cases.setdefault(result, _case(name, result, together))
    return Proposal(cases.get(Result.FAIL), cases.get(Result.PASS), clean, reason, tuple(_alarms(rule, runner, alone)))


def _alarms(rule: Rule, runner: CaseRunner, alone: RuleSet) -> Iterator[tuple[str, str]]:
    for case in runner.clean_cases(rule):
        outcome = outcome_of(case, alone)
        if not outcome.ok:
            yield case.name, outcome.why


def _case(draft: str, result: Result, edits: Edits) -> dict[str, Any]:
    return {**({"on": draft} if draft != DRAFTS[0] else {}), result.value: dict(edits)}


def _judged(draft: Draft, edits: Edits, runner: CaseRunner, alone: RuleSet) -> tuple[Result, str]:
    try:
        (verdict,) = judge(runner.report_of(edit(draft, edits)), alone)
    except (EditError, ReadError, NotAReport, ValueError):
        return Result.ERROR, ""
    return verdict.result, verdict.reason


def _start(
    rule: Rule, drafts: Mapping[str, Draft], runner: CaseRunner, alone: RuleSet
) -> tuple[str, Edits, tuple[Result, str]]:
    """The draft, and edits of it, on which the rule has something to say; the first draft where there is none."""
    first = None
    for name, base in _bases(rule, drafts):
        judged = _judged(drafts[name], base, runner, alone)
        if judged[0] in (Result.PASS, Result.FAIL):
            return name, base, judged
        first = first or (name, base, judged)
    assert first is not None
    return first


def _bases(rule: Rule, drafts: Mapping[str, Draft]) -> Iterator[tuple[str, Edits]]:
    scope = rule.scope
    years = scope.years
    year = {"year": years.first or years.last} if years and drafts[DRAFTS[0]].year not in years else {}
    places = (*scope.cities, *scope.provinces)
    for name in DRAFTS:
        organ = "人民政府" if name != DRAFTS[0] else "城乡事务局"
        yield name, year
        for place in places[:1]:
            yield name, {"unit": place + organ, **year}


def _candidates(rule: Rule, ruleset: RuleSet, draft: Draft) -> Iterator[Edits]:
    """Edits that might turn the verdict: those that the rule's own keys suggest first, then all planted faults."""
    for words in list(_patterns(rule.params, ruleset.checks[rule.check].properties))[:_MOST_PATTERNS]:
        for section in _sections(rule, draft):
            yield {"append": {section: f"{words}。"}}
        yield {"title": f"{draft.title}{words}"}
    for section in _sections(rule, draft):
        yield {"section": {section: "无。"}}
        yield {"section": {section: _LONG}}
    for source in _expressions(rule.params, ruleset.checks[rule.check].properties):
        yield from _of_expression(source, str(rule.params.get("for_each", "")), draft)
    random = Random(0)
    for fault in FAULTS:
        if planted := fault.plant(draft, random):
            yield planted.edits


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
        names = parse(source).names
    except ExpressionError:
        return
    table = for_each.partition(".")[0]
    for name in names:
        for cell in [name] if "." in name else _cells(name, table, draft):
            for value in (99, 0):
                yield {"set": {cell: value}}
    late = f"{draft.year + 2}年12月31日"
    for key in ("signed", "published"):
        yield {key: late}
        yield {key: f"{draft.year}年1月2日"}


def _cells(name: str, table: str, draft: Draft) -> Iterable[str]:
    """The first cell of a table that lies in the row or column of this name."""
    if table in TABLES:
        paths = printed_form(draft.form).paths(table)
        yield from [".".join((table, *path)) for path in paths if name in path][:1]
