"""A rule as it finally applies: what packs change in it and in the parameters that it reads, where, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from hegui.model.form import Years
from hegui.model.rule import Period, Rule, Scope
from hegui.recognise.knowledge import UNKNOWN, Home
from hegui.rules.applies import scope_in_words
from hegui.rules.build import merged
from hegui.rules.check import parameters_of
from hegui.rules.overrides import Override, disabled_by, overridden
from hegui.rules.ruleset import Layer, RuleSet


def effect(ruleset: RuleSet, rule: Rule, home: Home = UNKNOWN) -> dict[str, Any]:
    """`overrides` and `parameters` as packs lay them one over another, and in `finally` what comes of them for whom.

    With a `home`, only what applies there.
    """
    names = parameters_of(rule, ruleset.checks[rule.check])
    overrides = [override for override in ruleset.overrides if override.rule == rule.id]
    layers = [
        layer._replace(values={name: layer.values[name] for name in names if name in layer.values})
        for layer in ruleset.parameters
    ]
    layers = [layer for layer in layers if layer.values]
    if home.province:
        here = Scope(provinces=(home.province,), cities=(home.city,) if home.city else ())
        overrides = [override for override in overrides if _covers(_area(override.applies), here)]
        layers = [layer for layer in layers if _covers(_area(layer.applies), here)]
    changed = [*(layer.applies for layer in layers if layer.pack != rule.source.pack or layer.basis)]
    changed += [override.applies for override in overrides]
    return {
        "overrides": [_override(override) for override in overrides],
        "parameters": [
            {
                "pack": layer.pack,
                "applies": scope_in_words(layer.applies),
                "basis": layer.basis,
                "values": dict(layer.values),
            }
            for layer in layers
        ],
        "finally": [_final(rule, scope, overrides, layers) for scope in dict.fromkeys(changed)],
    }


def _override(override: Override) -> dict[str, Any]:
    return {
        "pack": override.pack,
        "applies": scope_in_words(override.applies),
        "enabled": override.enabled,
        "severity": override.severity,
        "points": dict(override.points),
        "set": dict(override.params),
        "reason": override.reason,
    }


def _final(rule: Rule, scope: Scope, overrides: Iterable[Override], layers: Iterable[Layer]) -> dict[str, Any]:
    """The rule for the reports of a scope after everything that applies to them."""
    changes = [override for override in overrides if _covers(override.applies, scope)]
    final = overridden(rule, changes)
    parameters: Any = {}
    for layer in layers:
        if _covers(layer.applies, scope):
            parameters = merged(parameters, layer.values)
    return {
        "applies": scope_in_words(scope),
        "disabled": disabled_by(changes),
        "severity": str(final.severity),
        "points": dict(final.points),
        "keys": {key: value for key, value in final.params.items() if value != rule.params.get(key)},
        "parameters": parameters,
    }


def _area(scope: Scope) -> Scope:
    return Scope(provinces=scope.provinces, cities=scope.cities)


def _covers(wide: Scope, narrow: Scope) -> bool:
    """Whether what is for one scope reaches everything in another."""
    return all(_reaches(getattr(wide, field.name), getattr(narrow, field.name)) for field in fields(Scope))


def _reaches(wide: Any, narrow: Any) -> bool:
    if not wide or wide == narrow:
        return True
    if not narrow:
        return False
    if isinstance(wide, Years | Period):
        from_below = wide[0] is None or (narrow[0] is not None and narrow[0] >= wide[0])
        return from_below and (wide[1] is None or (narrow[1] is not None and narrow[1] <= wide[1]))
    return set(narrow) <= set(wide)
