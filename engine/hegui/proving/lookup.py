"""Rules for programs that show them: all of them in lines, one explained, and what holds for the units of a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from hegui.errors import UsageError
from hegui.model.report import Unit
from hegui.model.rule import Rule
from hegui.output.view import SEVERITIES
from hegui.project.rules import Rules, home_in
from hegui.proving.told import explained, flow
from hegui.recognise.units import UnitReader
from hegui.rules import describe
from hegui.rules.deadlines import PUBLICATION, deadline_in_words, is_deadline
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet
from hegui.rules.schemas import schemas
from hegui.rules.scope import applicability, is_local, scope_in_words


class LocalValue(Struct, frozen=True):
    """A parameter as it is for a unit, with the pack that sets it last, for whom and by which norm. Its name is what
    rules call it, with what packs write where that is another."""

    name: str
    words: str
    pack: str
    applies: str
    basis: str


class LocalRule(Struct, frozen=True):
    """A rule that is otherwise for a unit than its author wrote it, or is there for its place alone."""

    id: str
    title: str
    words: str


class LocalRules(Struct, frozen=True):
    """What holds for a unit in a year."""

    unit: str
    province: str | None
    city: str | None
    county: str | None
    tier: str | None
    kind: str
    year: int
    values: tuple[LocalValue, ...]
    rules: tuple[LocalRule, ...]


def list_rules(rules: Rules) -> list[dict[str, Any]]:
    """Every rule in a line, as `hegui rules list --format json` has it."""
    return describe.list_rules(rules.ruleset)


def explain_rule(
    rules: Rules, rule_id: str, province: str | None = None, city: str | None = None
) -> list[tuple[str, str]] | None:
    """All about one rule, as `hegui rules explain` shows it: a heading and a text a line; None where there is none.

    With a province or city only what applies there. Raises UsageError for a place that there is not.
    """
    return explained(rules.ruleset, rule_id, home_in(rules.ruleset, province, city))


def rule_schema(rules: Rules) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a rule file, with the kinds of rules that plugins bring."""
    return schemas(rules.ruleset.checks.values())["rule"]


def rules_at(rules: Rules, unit: str, year: int) -> LocalRules:
    """The parameters and the changed rules that hold for a unit, or for the government of a place, by its full name.

    Raises UsageError where the name does not tell the province.
    """
    ruleset = rules.ruleset
    read = UnitReader(ruleset.lexicons).read(unit)
    if read.province is None:
        raise UsageError(f"“{unit}”看不出在哪个省，请写全称，如 湖南省长沙市、湖南省怀化市鹤城区财政局。", "unit")
    return LocalRules(
        unit=unit,
        province=read.province,
        city=read.city,
        county=read.county,
        tier=read.tier,
        kind=read.kind,
        year=year,
        values=tuple(_values(ruleset, read, year)),
        rules=tuple(_changed(ruleset, read, year)),
    )


def _values(ruleset: RuleSet, unit: Unit, year: int) -> Iterator[LocalValue]:
    parameters = ruleset.parameters_for(unit, year)
    for name, value in parameters.items():
        giver = next(layer for layer in reversed(parameters.layers) if name in layer.values)
        words = deadline_in_words(value) if is_deadline(name) else value if isinstance(value, str) else flow(value)
        shown = f"公布期限（{name}）" if name == PUBLICATION else name
        yield LocalValue(shown, words, giver.pack, scope_in_words(giver.applies), str(giver.words.basis or ""))


def _changed(ruleset: RuleSet, unit: Unit, year: int) -> Iterator[LocalRule]:
    written = {rule.id: rule for rule in ruleset.all_rules}
    made: tuple[CompiledRule | CompiledCorpusRule, ...]
    made = (*ruleset.rules_for(unit, year), *ruleset.corpus_rules_for(unit, year))
    for one in made:
        if words := "，".join(_differences(one, written[one.rule.id], unit, year)):
            yield LocalRule(one.rule.id, one.rule.title, words)


def _differences(one: CompiledRule | CompiledCorpusRule, written: Rule, unit: Unit, year: int) -> Iterator[str]:
    """In what a rule is not as it was written, or that it is the place's own."""
    rule = one.rule
    if applicability(rule.scope, year, None, unit) is not None:
        return
    if one.disabled:
        yield one.disabled
        return
    if is_local(rule.scope):
        yield f"规则包“{rule.source.pack}”的规则，适用于{scope_in_words(rule.scope)}"
    if (rule.severity, rule.levels) != (written.severity, written.levels):
        yield f"级别改为{SEVERITIES[rule.severity]}"
    for key, value in rule.params.items():
        if value != written.params.get(key):
            yield f"{key} 改为 {flow(value)}"
    if rule.points != written.points:
        yield f"扣分改为 {flow(rule.points)}"
    for heading, now, before in (
        ("依据", str(rule.basis), str(written.basis)),
        ("问题说明", rule.message, written.message),
        ("建议", rule.advice, written.advice),
    ):
        if now != before:
            yield f"{heading}改为“{now}”"
