"""What the pages tell of: the ruleset as it is loaded without any settings, and what its rules make of their cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from hegui.judge.corpus import judge_corpus
from hegui.judge.report import judge
from hegui.judge.scheme import Scheme, find_scheme
from hegui.model.corpus import Corpus
from hegui.model.rule import Finding, Rule
from hegui.project.host import Host
from hegui.proving.cases import rules_with_runners
from hegui.rules.assembly import load_ruleset
from hegui.rules.describe import explain_rule
from hegui.rules.ruleset import Pack, RuleSet
from hegui.rules.schema import CATEGORIES

_HINTS = Path(__file__).parents[2] / "plugins" / "hints" / "hegui_hints"
"""A pack that counts only where a user names it, and has its pages all the same."""


class Example(NamedTuple):
    """A case of a rule, and what the rule found in it."""

    case: Mapping[str, Any]
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Catalogue:
    """The packs with their rules."""

    ruleset: RuleSet

    @classmethod
    def load(cls) -> Catalogue:
        """Everything that comes with hegui, and the hints beside it.

        Raises ValueError where a pack is faulty: then there is no site.
        """
        ruleset = load_ruleset(Host.load(pack_dirs=[_HINTS]))
        if ruleset.problems or ruleset.mistakes:
            raise ValueError("\n".join(map(str, (*ruleset.problems, *ruleset.mistakes))))
        return cls(ruleset)

    @property
    def packs(self) -> Sequence[Pack]:
        return self.ruleset.packs

    def by_category(self, pack: str) -> dict[str, list[Rule]]:
        """The rules of a pack under the titles of their categories."""
        rules = [rule for rule in self.ruleset.all_rules if rule.source.pack == pack]
        found = {title: [rule for rule in rules if rule.category == category] for category, title in CATEGORIES.items()}
        return {title: members for title, members in found.items() if members}

    def about(self, rule: Rule) -> dict[str, Any]:
        """All about a rule, as `hegui rules explain` tells it."""
        about = explain_rule(self.ruleset, rule.id)
        assert about is not None
        return about

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        return {name: find_scheme(name, self.ruleset) for name in sorted(self.ruleset.schemes)}

    def schemes_for(self, rule: Rule) -> dict[str, Scheme]:
        """The schemes that may be used for the units that a rule is for."""
        if rule.source.pack not in self._local:
            return self.schemes
        packs = {*self._lineage(rule.source.pack), *(pack.name for pack in self.packs if pack.name not in self._local)}
        return {
            scheme: self.schemes[scheme]
            for pack in self.packs
            if pack.name in packs
            for scheme in self.own_schemes(pack)
        }

    def own_schemes(self, pack: Pack) -> list[str]:
        return [file.stem for file in sorted(pack.path.glob("schemes/*.yaml"))]

    def extends(self, pack: Pack) -> list[str]:
        return list(pack.extends)

    @cached_property
    def _local(self) -> set[str]:
        """Names of the packs that are for some area."""
        return {pack.name for pack in self.packs if pack.applies.provinces or pack.applies.cities}

    def _lineage(self, name: str) -> Iterator[str]:
        yield name
        for parent in self.extends(next(pack for pack in self.packs if pack.name == name)):
            yield from self._lineage(parent)

    @cached_property
    def examples(self) -> dict[str, tuple[Example, Example]]:
        """The first failing and the first passing case of every rule, by its id."""
        return {rule.id: (fail, good) for rule, fail, good in self._judged()}

    def _judged(self) -> Iterator[tuple[Rule, Example, Example]]:
        for rule, runner in rules_with_runners(self.ruleset):
            shown = [next(case for case in rule.cases if result in case) for result in ("fail", "pass")]
            alone = runner.with_only(rule)
            fail, good = (
                Example(case, _findings(made.report, alone))
                for case, made in zip(shown, runner.cases_of(replace(rule, cases=tuple(shown))), strict=True)
            )
            yield rule, fail, good


def _findings(report: Any, alone: RuleSet) -> tuple[Finding, ...]:
    judged = judge_corpus(report, alone) if isinstance(report, Corpus) else judge(report, alone)
    return tuple(finding for verdict in judged for finding in verdict.findings)
