"""Runs the cases of rules against their mutants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from hegui.model.rule import Outcome, Rule
from hegui.model.verdict import Severity
from hegui.proving.cases import Case, CaseRunner, outcome_of, rules_with_runners, with_only
from hegui.proving.mutation.changes import changes, loose_changes
from hegui.rules.check import PASSED, Context, Parameters
from hegui.rules.grading import levels_of, severity_of
from hegui.rules.layers import merged
from hegui.rules.ruleset import RuleSet, compiled_by
from hegui.rules.schema import EXPRESSION

_LEVELS = {"properties": {level.value: {"type": "string", "format": EXPRESSION} for level in Severity}}
"""What the levels of a rule's severity are made of."""

_AnyJudge = Callable[[Any, Any], Outcome]
"""The judge of a rule on one report or on many."""


class Mutant(NamedTuple):
    """A rule changed in one thing, the only one of its ruleset."""

    what: str
    single: RuleSet


class Proof(NamedTuple):
    """What the cases of a rule are worth: how many mutants they meet, and which of them pass every case."""

    rule: str
    mutants: int
    survivors: tuple[str, ...]

    @property
    def noticed(self) -> int:
        return self.mutants - len(self.survivors)

    @property
    def proven(self) -> bool:
        """Whether the cases notice any change at all; so they do where there is none to make."""
        return self.noticed > 0 or not self.mutants


def prove(ruleset: RuleSet, ids: Sequence[str] = ()) -> Iterator[Proof]:
    """The proof of these rules, of all where none is named, in the ruleset's order."""
    return (prove_rule(rule, runner) for rule, runner in rules_with_runners(ruleset, ids))


def prove_rule(rule: Rule, runner: CaseRunner) -> Proof:
    """The proof of one rule, by its own cases and its silence on clean drafts. Reports are recognised only once."""
    as_written = runner.with_only(rule)
    every = (*runner.cases_of(rule), *runner.clean_cases(rule))
    cases = [case for case in every if outcome_of(case, as_written).ok]  # the others notice nothing
    made = list(_mutants(rule, _flat(runner.ruleset), cases))
    survivors = tuple(mutant.what for mutant in made if all(outcome_of(case, mutant.single).ok for case in cases))
    return Proof(rule.id, len(made), survivors)


def _mutants(rule: Rule, ruleset: RuleSet, cases: Sequence[Case]) -> Iterator[Mutant]:
    check = ruleset.checks[rule.check]
    looked_up = Lookups(ruleset.lexicons)
    check.compile(rule, replace(ruleset.context, lexicons=looked_up))
    schema = {"properties": check.properties, "required": check.required}
    own = [
        mutant
        for change in changes(dict(rule.params), schema)
        if (mutant := _mutant(change.what, replace(rule, params=change.data), ruleset))
    ]
    own += [
        mutant
        for change in changes({level.value: condition for level, condition in rule.levels.items()}, _LEVELS)
        if change.data
        if (mutant := _mutant(f"severity 的 {change.what}", _with_levels(rule, change.data), ruleset))
    ]
    yield from own
    for what, changed in chain(_other_lexicons(rule, looked_up, ruleset), _other_parameters(rule, ruleset, cases)):
        if mutant := _mutant(what, rule, changed):
            yield mutant
    if not own:
        yield Mutant("从不报出问题", _judging(rule, ruleset, lambda _: lambda *_: PASSED))


def _with_levels(rule: Rule, written: Mapping[str, str]) -> Rule:
    return replace(rule, severity=severity_of(written), levels=levels_of(written))


def _mutant(what: str, rule: Rule, ruleset: RuleSet) -> Mutant | None:
    """The rule alone in this ruleset, or None where its check has no use for the change, in whatever words."""
    try:
        return Mutant(what, _compiled(rule, ruleset))
    except Exception:
        return None


def _compiled(rule: Rule, ruleset: RuleSet) -> RuleSet:
    return with_only(ruleset, compiled_by(ruleset.checks[rule.check], rule, ruleset.context))


def _other_lexicons(rule: Rule, looked_up: Lookups, ruleset: RuleSet) -> Iterator[tuple[str, RuleSet]]:
    """Changes of the word lists of the rule's own pack: those of others are proven by their rules."""
    own = next((pack.path for pack in ruleset.packs if pack.name == rule.source.pack), None)
    names = {file.stem for file in own.glob("lexicons/*")} if own else set()
    for name, entries in looked_up.read.items():
        for what, lexicon in loose_changes(ruleset.lexicons[name], f"词表 {name}", entries) if name in names else ():
            yield what, replace(ruleset, lexicons={**ruleset.lexicons, name: lexicon})


def _other_parameters(rule: Rule, ruleset: RuleSet, cases: Sequence[Case]) -> Iterator[tuple[str, RuleSet]]:
    """Changes of the parameters that the rule's own pack sets."""
    layers = ruleset.parameters
    for name in _parameters_read(rule, ruleset, cases):
        for place, layer in enumerate(layers):
            if layer.pack != rule.source.pack:
                continue
            for what, value in loose_changes(layer.values.get(name), f"参数 {name}"):
                changed = layer._replace(values={**layer.values, name: value})
                yield what, replace(ruleset, parameters=(*layers[:place], changed, *layers[place + 1 :]))


def _parameters_read(rule: Rule, ruleset: RuleSet, cases: Sequence[Case]) -> list[str]:
    """Names of the parameters that a rule looks up on any of its cases: of those its check may read, often few."""

    def watched(judge: _AnyJudge) -> _AnyJudge:
        def judge_watched(subject: Any, parameters: Any) -> Outcome:
            if callable(parameters):  # a rule on many reports asks for those of each unit
                return judge(subject, lambda filed: noted(parameters(filed)))
            return judge(subject, noted(parameters))

        return judge_watched

    def noted(parameters: Parameters) -> Parameters:
        looked_up.append(Lookups(parameters))
        return looked_up[-1]

    looked_up: list[Lookups] = []
    single = _judging(rule, ruleset, watched)
    for case in cases:
        outcome_of(case, single)
    return sorted({name for parameters in looked_up for name in parameters.read})


def _judging(rule: Rule, ruleset: RuleSet, wrapped: Callable[[_AnyJudge], _AnyJudge]) -> RuleSet:
    """The rule alone, its judge wrapped, also where it is compiled anew for the units of an area."""
    check = ruleset.checks[rule.check]

    def compile_wrapped(rule: Rule, context: Context) -> Any:  # a judge of the same kind
        return wrapped(check.compile(rule, context))

    checks = {**ruleset.checks, rule.check: replace(check, compile=compile_wrapped)}
    return _compiled(rule, replace(ruleset, checks=checks))


def _flat(ruleset: RuleSet) -> RuleSet:
    """The ruleset of a pack with what it and those it builds upon add to the lexicons in one."""
    lexicons: Mapping[str, Any] = ruleset.lexicons
    for layer in ruleset.local_lexicons:
        lexicons = merged(lexicons, layer.values, append=True)
    return replace(ruleset, lexicons=lexicons, local_lexicons=())


class Lookups(dict[str, Any]):
    """A mapping that remembers which of its entries were looked up, and of those that are mappings, which of theirs."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        wrapped = {name: Lookups(value) if isinstance(value, dict) else value for name, value in content.items()}
        super().__init__(wrapped)
        self.read: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self.read[name] = value.read if isinstance(value, Lookups) else {}
        return value

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def __iter__(self) -> Iterator[str]:
        for name in list(super().__iter__()):
            self[name]
            yield name

    def items(self) -> Any:
        return ((name, self[name]) for name in self)

    def values(self) -> Any:
        return (self[name] for name in self)
