"""Runs the cases of overrides and layers of parameters against their mutants: without them, for others too, with other
values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from hegui.model.rule import Scope, Severity, Words
from hegui.proving.adjustments import Adjustment, ProvenCase
from hegui.proving.cases import CaseRunner, outcome_of, with_only
from hegui.proving.mutation.changes import changes, loose_changes
from hegui.proving.mutation.proof import Proof
from hegui.rules.layers import Layer
from hegui.rules.ruleset import Override, RuleSet, compiled_by, overridden


class _Mutant(NamedTuple):
    """What was changed, in Chinese, and the ruleset as it is now."""

    what: str
    ruleset: RuleSet


def prove_adjustment(adjustment: Adjustment, runner: CaseRunner) -> Proof:
    """The proof of an override or a layer, by its own cases."""
    cases = [each for each in adjustment.cases(runner) if _ok(each, runner.ruleset)]  # the others notice nothing
    made = list(_mutants(adjustment.of, runner.ruleset))
    survivors = tuple(mutant.what for mutant in made if all(_ok(case, mutant.ruleset) for case in cases))
    return Proof(adjustment.where, len(made), survivors)


def _ok(proven: ProvenCase, ruleset: RuleSet) -> bool:
    compiled = next(each for each in ruleset.compiled if each.rule.id == proven.rule.id)
    return outcome_of(proven.case, with_only(ruleset, compiled)).ok


def _mutants(of: Override | Layer, ruleset: RuleSet) -> Iterator[_Mutant]:
    yield _Mutant("去掉整项", _with(ruleset, of))
    area = next(pack.applies for pack in ruleset.packs if pack.name == of.pack)
    for what, scope in _other_scopes(of.applies, area):
        if isinstance(of, Layer) and scope == replace(of.applies, levels=()) and _is_by_level(of):
            continue  # they say the same twice
        yield _Mutant(what, _with(ruleset, of, _in(of, scope)))
    if of.words.basis:
        yield _Mutant("去掉 basis", _with(ruleset, of, _saying(of, of.words._replace(basis=None))))
    if of.words.message:
        yield _Mutant("去掉 message", _with(ruleset, of, _saying(of, of.words._replace(message=""))))
    if isinstance(of, Override):
        yield from _other_overrides(of, ruleset)
    else:
        for name, value in of.values.items():
            for other in loose_changes(value, f"参数 {name}"):
                changed = of._replace(values={**of.values, name: other.data})
                yield _Mutant(other.what, _with(ruleset, of, changed))


def _is_by_level(layer: Layer) -> bool:
    """Whether every value of a layer is for one of the levels that it is for: `{department: "01-25"}`."""
    return all(
        isinstance(value, Mapping) and value.keys() <= {*layer.applies.levels} for value in layer.values.values()
    )


def _in(of: Override | Layer, scope: Scope) -> Override | Layer:
    return replace(of, applies=scope) if isinstance(of, Override) else of._replace(applies=scope)


def _saying(of: Override | Layer, words: Words) -> Override | Layer:
    return replace(of, words=words) if isinstance(of, Override) else of._replace(words=words)


def _other_scopes(scope: Scope, area: Scope) -> Iterator[tuple[str, Scope]]:
    """The scope without one of its conditions, down to the area of its pack; and without that area."""
    names: list[Any] = [field.name for field in fields(Scope)]
    elsewhere: Scope = replace(scope, **{name: getattr(Scope(), name) for name in names if getattr(area, name)})
    if elsewhere != scope and not scope.units:  # which lie there
        yield "不限于规则包的适用地区", elsewhere
    for name in names:
        of_area = getattr(area, name)
        if getattr(scope, name) != of_area:
            key = "except" if name == "exceptions" else name
            yield f"去掉 applies 的 {key}", replace(scope, **{name: of_area})


def _other_overrides(override: Override, ruleset: RuleSet) -> Iterator[_Mutant]:
    for severity in Severity if override.severity else ():
        if severity is not override.severity:
            what = f"severity：由 {override.severity} 改为 {severity}"
            yield _Mutant(what, _with(ruleset, override, replace(override, severity=severity)))
    for points in loose_changes(dict(override.points), "points"):
        yield _Mutant(points.what, _with(ruleset, override, replace(override, points=points.data)))
    rule = ruleset.rule(override.rule)
    assert rule is not None
    check = ruleset.checks[rule.check]
    schema: Mapping[str, Any] = {"properties": check.properties, "required": list(override.params)}
    for keys in changes(dict(override.params), schema, "set"):
        changed = replace(override, params=keys.data)
        try:
            compiled_by(check, overridden(rule, [changed]), ruleset.context)
        except Exception:
            continue
        yield _Mutant(keys.what, _with(ruleset, override, changed))


def _with(ruleset: RuleSet, of: Override | Layer, other: Override | Layer | None = None) -> RuleSet:
    """A ruleset with another override or layer in the place of one, or without it."""
    overrides = [other if each is of else each for each in ruleset.overrides]
    layers = [other if each is of else each for each in ruleset.parameters]
    return replace(
        ruleset,
        overrides=tuple(each for each in overrides if isinstance(each, Override)),
        parameters=tuple(each for each in layers if isinstance(each, Layer)),
    )
