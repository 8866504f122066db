"""Runs the cases of rules against their mutants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from hegui.model.rule import Outcome, Rule
from hegui.rules.build import merged
from hegui.rules.check import PASSED, Context, Parameters
from hegui.rules.ruleset import RuleSet, compiled_by
from hegui.testing.cases import Case, CaseRunner, only, outcome_of, rules_with_runners
from hegui.testing.mutation.changes import changes, loose_changes
from hegui.testing.mutation.lookups import Lookups

_AnyJudge = Callable[[Any, Any], Outcome]
"""The judge of a rule on one report or on many."""


class Mutant(NamedTuple):
    """A rule changed in one thing, alone in its ruleset."""

    what: str
    alone: RuleSet


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
    as_written = runner.alone(rule)
    every = (*runner.cases_of(rule), *runner.clean_cases(rule))
    cases = [case for case in every if outcome_of(case, as_written).ok]  # the others notice nothing
    made = list(_mutants(rule, _flat(runner.ruleset), cases))
    survivors = tuple(mutant.what for mutant in made if all(outcome_of(case, mutant.alone).ok for case in cases))
    return Proof(rule.id, len(made), survivors)


def _mutants(rule: Rule, ruleset: RuleSet, cases: Sequence[Case]) -> Iterator[Mutant]:
    check = ruleset.checks[rule.check]
    looked_up = Lookups(ruleset.lexicons)
    check.compile(rule, Context(ruleset.forms, looked_up, thorough=True))
    schema = {"properties": check.properties, "required": check.required}
    own = [
        mutant
        for change in changes(dict(rule.params), schema)
        if (mutant := _mutant(change.what, replace(rule, params=change.data), ruleset))
    ]
    yield from own
    for what, changed in chain(_other_lexicons(looked_up, ruleset), _other_parameters(rule, ruleset, cases)):
        if mutant := _mutant(what, rule, changed):
            yield mutant
    if not own:
        yield Mutant("从不报出问题", _judging(rule, ruleset, lambda _: lambda *_: PASSED))


def _mutant(what: str, rule: Rule, ruleset: RuleSet) -> Mutant | None:
    """The rule alone in this ruleset, or None where its check has no use for the change, in whatever words."""
    try:
        return Mutant(what, _compiled(rule, ruleset))
    except Exception:
        return None


def _compiled(rule: Rule, ruleset: RuleSet) -> RuleSet:
    context = Context(ruleset.forms, ruleset.lexicons, thorough=True)
    return only(ruleset, compiled_by(ruleset.checks[rule.check], rule, context))


def _other_lexicons(looked_up: Lookups, ruleset: RuleSet) -> Iterator[tuple[str, RuleSet]]:
    for name, entries in looked_up.read.items():
        for what, lexicon in loose_changes(ruleset.lexicons[name], f"词表 {name}", entries):
            yield what, replace(ruleset, lexicons={**ruleset.lexicons, name: lexicon})


def _other_parameters(rule: Rule, ruleset: RuleSet, cases: Sequence[Case]) -> Iterator[tuple[str, RuleSet]]:
    layers = ruleset.parameters
    for name in _parameters_read(rule, ruleset, cases):
        for place, layer in enumerate(layers):
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
    alone = _judging(rule, ruleset, watched)
    for case in cases:
        outcome_of(case, alone)
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
