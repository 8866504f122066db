"""Cases of the adjustments that a pack makes to rules, by overrides and layers of parameters: that they count, and for
whom.

for adjustment, runner in adjustments_with_runners(ruleset):
    assert all(result.ok for result in run_adjustment(adjustment, runner))
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hegui.model.rule import Rule
from hegui.proving.cases import Case, CaseResult, CaseRunner, outcome_of, ruleset_of_pack
from hegui.rules.layers import Layer
from hegui.rules.overrides import FILE as OVERRIDES
from hegui.rules.parameters import FILE as PARAMETERS
from hegui.rules.ruleset import Override, RuleSet


class ProvenCase(NamedTuple):
    """A case made ready, and the rule that it is about."""

    rule: Rule
    case: Case


class Adjustment(NamedTuple):
    """An override or a layer of parameters of a pack."""

    of: Override | Layer

    @property
    def where(self) -> str:
        """Its place in the files of its pack, in words."""
        numbers = [step + 1 for step in self.of.place if isinstance(step, int)]
        if isinstance(self.of, Override):
            return f"{self.of.pack} {OVERRIDES} 的 {self.of.rule}{''.join(f' 第 {number} 项' for number in numbers)}"
        return f"{self.of.pack} {PARAMETERS}{''.join(f' 第 {number} 层' for number in numbers)}"

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that its cases are about."""
        return tuple(dict.fromkeys(map(self._rule_of, self.of.cases)))

    def cases(self, runner: CaseRunner, ids: Sequence[str] = ()) -> list[ProvenCase]:
        """Its cases made ready, those on these rules where any are named."""
        made = []
        for number, data in enumerate(self.of.cases, 1):
            rule = runner.ruleset.rule(self._rule_of(data))
            if rule is not None and (not ids or rule.id in ids):
                case = runner.case(rule, number, data)
                made.append(ProvenCase(rule, case._replace(name=f"（{self.where}）{case.name}")))
        return made

    def _rule_of(self, case: Mapping[str, Any]) -> str:
        return self.of.rule if isinstance(self.of, Override) else str(case["rule"])


def adjustments_of(ruleset: RuleSet, pack: str) -> list[Adjustment]:
    """What a pack changes: overrides, then layers of parameters, as far as they are not for all of its units alike
    (which the cases of its rules prove) or have cases nevertheless."""
    overrides = [Adjustment(each) for each in ruleset.overrides if each.pack == pack]
    layers = [Adjustment(each) for each in ruleset.parameters if each.pack == pack and (each.place or each.cases)]
    return [*overrides, *layers]


def adjustments_with_runners(
    ruleset: RuleSet, packs: Collection[str] | None = None, ids: Sequence[str] = ()
) -> Iterator[tuple[Adjustment, CaseRunner]]:
    """What these packs (None: all) change, and what any pack proves on the rules of these ids; each with the runner of
    its pack, which judges as the pack and those that it extends want it."""
    for pack in (each.name for each in ruleset.packs):
        wanted = packs is None or pack in packs
        if not any(wanted or not {*adjustment.rules}.isdisjoint(ids) for adjustment in adjustments_of(ruleset, pack)):
            continue
        runner = CaseRunner(ruleset_of_pack(ruleset, pack), pack)
        for adjustment in adjustments_of(runner.ruleset, pack):
            if wanted or not {*adjustment.rules}.isdisjoint(ids):
                yield adjustment, runner


def run_adjustment(adjustment: Adjustment, runner: CaseRunner, ids: Sequence[str] = ()) -> list[CaseResult]:
    """The results of its cases, of those on these rules where any are named."""
    return [outcome_of(case, runner.with_only(rule)) for rule, case in adjustment.cases(runner, ids)]
