"""The ruleset of one pack: itself and the packs that it builds upon, and nobody else's.

A rule's cases prove the rule as its author wrote it. What a pack beside it switches off or measures otherwise is proved
by that pack's own cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hegui.model.audit import Problem
from hegui.rules.check import AnyCheck
from hegui.rules.ruleset import FoundPack, RuleSet, load_ruleset


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a ruleset was loaded from, as a registry to load from again."""

    packs: Sequence[FoundPack]
    checks: Mapping[str, AnyCheck]
    problems: Sequence[Problem] = ()


def lineage(ruleset: RuleSet, pack: str) -> RuleSet:
    """The ruleset that a pack of this ruleset makes with those it extends and those for everybody."""
    found = [FoundPack(each.path, each.plugin) for each in ruleset.packs]
    return load_ruleset(_Loaded(found, ruleset.checks), only=[pack])
