"""The ruleset: everything that the loaded packs give, ready to judge by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hegui.model.audit import Problem
from hegui.model.form import Form
from hegui.model.report import Unit
from hegui.model.rule import Rule, Scope
from hegui.rules.check import Check, Judge, Parameters


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

    def rule(self, rule_id: str) -> Rule | None:
        return next((compiled.rule for compiled in self.rules if compiled.rule.id == rule_id), None)

    def parameters_for(self, unit: Unit | None) -> Parameters:
        """Parameters for a unit: every layer whose scope it is in, later over earlier, mappings merged."""
        raise NotImplementedError
