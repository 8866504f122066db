"""The ruleset: everything that the loaded packs give, ready to judge by."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from hegui.model.audit import Problem
from hegui.model.form import Form
from hegui.model.report import Unit
from hegui.model.rule import Rule, Scope, Severity
from hegui.rules.applies import applicability
from hegui.rules.build import merged
from hegui.rules.check import Check, Judge, Parameters
from hegui.rules.fault import Fault
from hegui.rules.packs import load_packs

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules, forms, lexicons, schemes and parameters of one authority."""

    name: str
    title: str
    version: str
    path: Path
    applies: Scope
    """To whose units its rules and parameters apply."""
    plugin: str
    """The plugin that registered it."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with the judge that its check made of it."""

    rule: Rule
    judge: Judge
    disabled: str = ""
    """Why it is switched off for the unit at hand; empty where it is not. Its verdict is `not_applicable` with this."""


class Override(NamedTuple):
    """What a pack changes in another pack's rule, for the units it applies to."""

    rule: str
    pack: str
    applies: Scope
    reason: str
    enabled: bool = True
    severity: Severity | None = None


class FoundPack(NamedTuple):
    """A pack folder and the plugin that registered it."""

    path: Path
    plugin: str


class Registry(Protocol):
    """What a ruleset is loaded from (the plugin host)."""

    @property
    def packs(self) -> Sequence[FoundPack]: ...
    @property
    def checks(self) -> Mapping[str, Check]: ...
    @property
    def problems(self) -> Sequence[Problem]: ...


@dataclass(frozen=True)
class RuleSet:
    """All packs together. `digest` is `sha256:…` over every file of every pack."""

    packs: tuple[Pack, ...]
    forms: Mapping[str, Form]
    lexicons: Mapping[str, Any]
    schemes: Mapping[str, Mapping[str, Any]]
    """Scheme files by name, as validated data."""
    rules: tuple[CompiledRule, ...]
    parameters: tuple[tuple[Scope, Parameters], ...]
    """Parameter layers, national first, each with the units to which it applies."""
    checks: Mapping[str, Check]
    digest: str
    problems: tuple[Problem, ...] = ()
    """Packs, plugins and rules that could not be loaded."""
    overrides: tuple[Override, ...] = ()
    faults: tuple[Fault, ...] = ()
    """The mistakes in pack files behind `problems`, with line and excerpt."""
    _memory: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rule(self, rule_id: str) -> Rule | None:
        return next((compiled.rule for compiled in self.rules if compiled.rule.id == rule_id), None)

    def rules_for(self, unit: Unit | None) -> tuple[CompiledRule, ...]:
        """All rules in their order, with severity and `disabled` as the packs of the unit's area override them."""
        overrides = tuple(
            change for change in self.overrides if applicability(change.applies, None, None, unit) is None
        )
        return self._remembered(overrides, lambda: _overridden(self.rules, overrides)) if overrides else self.rules

    def parameters_for(self, unit: Unit | None, year: int | None = None) -> Parameters:
        """Parameters for a unit (and report year): every layer whose scope it is in, later over earlier, mappings
        merged."""
        layers = [applicability(scope, year, None, unit) is None for scope, _ in self.parameters]
        return self._remembered(tuple(layers), lambda: _layered(compress(self.parameters, layers)))

    def _remembered(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Many units share one area: what was made for one serves all."""
        if key not in self._memory:
            self._memory[key] = make()
        made: _T = self._memory[key]
        return made


def _overridden(rules: Iterable[CompiledRule], overrides: Iterable[Override]) -> tuple[CompiledRule, ...]:
    changes: dict[str, list[Override]] = {}
    for override in overrides:
        changes.setdefault(override.rule, []).append(override)
    return tuple(_changed(compiled, changes.get(compiled.rule.id, ())) for compiled in rules)


def _changed(compiled: CompiledRule, changes: Iterable[Override]) -> CompiledRule:
    for change in changes:
        if not change.enabled:
            compiled = replace(compiled, disabled=f"规则包“{change.pack}”停用本规则：{change.reason}")
        if change.severity is not None:
            compiled = replace(compiled, rule=replace(compiled.rule, severity=change.severity))
    return compiled


def _layered(layers: Iterable[tuple[Scope, Parameters]]) -> Parameters:
    parameters: Parameters = {}
    for _, layer in layers:
        parameters = merged(parameters, layer)
    return parameters


def load_ruleset(host: Registry, extra: Sequence[Path] = (), *, thorough: bool = False) -> RuleSet:
    """All packs of the host, and of the folders named by the user, as one ruleset.

    A folder of `extra` takes the place of a pack of the host that bears its name. Never raises for a faulty file: what
    could not be loaded is in `problems` (and, with its line, in `faults`). `thorough` leaves nothing to be compiled
    when first needed, so that every mistake shows.
    """
    from hegui.rules.assembly import assemble

    found = [*(FoundPack(folder, "--rules") for folder in extra), *host.packs]
    loaded = load_packs((pack.path for pack in found), host.checks)
    return assemble(zip(found, loaded, strict=True), host, thorough)
