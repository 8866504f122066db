"""What became of each rule of a run, gathered as the reports pass: for whom an output explains the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hegui.judge.totals import on_several, totals_of
from hegui.model.audit import Audit
from hegui.model.run import AuditRun
from hegui.model.totals import RuleTotal
from hegui.model.verdict import Result, Verdict
from hegui.output.view import broken_by, name, standing

_EXAMPLES = 5


@dataclass(slots=True)
class RuleTally:
    """What a rule came to."""

    verdict: Verdict
    """The first on it, for what it says of the rule."""
    results: Counter[Result] = field(default_factory=Counter)
    advice: str = ""
    examples: list[str] = field(default_factory=list)
    """Some of the units that break it."""
    total: RuleTotal | None = None
    """How many that are; None where none does."""


class Rules:
    """The rules of a run, and what each came to."""

    def __init__(self, run: AuditRun) -> None:
        self._run = run
        self._on_several = on_several(run.corpus)
        self._without_report = dict(self._on_several)
        self._rules: dict[str, RuleTally] = {}

    def add(self, audit: Audit) -> list[Verdict]:
        """Take in a report, and return what it breaks: its own verdicts, then those on several reports."""
        self._without_report.pop(audit.unit_year, None)
        self._count(audit.verdicts)
        found = broken_by(audit, self._on_several)
        if audit.score:
            self._show(name(audit), found)
        return found

    def all(self) -> list[RuleTally]:
        """When all reports were added: in the order of the audit, those on several reports last."""
        self._count(self._run.corpus.verdicts)
        for (unit, _), verdicts in self._without_report.items():
            self._show(unit or "", [verdict for verdict in verdicts if verdict.stands])
        for total in totals_of(self._run).rules:
            self._rules[total.rule].total = total
        last = [verdict.rule for verdict in self._run.corpus.verdicts]
        own = [rule for name, rule in self._rules.items() if name not in last]
        return own + [self._rules[name] for name in dict.fromkeys(last)]

    def _count(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            self._rules.setdefault(verdict.rule, RuleTally(verdict)).results[verdict.result] += 1

    def _show(self, unit: str, broken: Iterable[Verdict]) -> None:
        for verdict in broken:
            rule = self._rules.setdefault(verdict.rule, RuleTally(verdict))
            rule.advice = rule.advice or standing(verdict)[0].advice
            if len(rule.examples) < _EXAMPLES and unit not in rule.examples:
                rule.examples.append(unit)


def commonest(rules: Iterable[RuleTally]) -> list[tuple[RuleTally, RuleTotal]]:
    """Those that are broken, in the order of the totals of the run."""
    found = [(rule, rule.total) for rule in rules if rule.total]
    return sorted(found, key=lambda one: (-one[1].units, -one[1].points, one[1].rule))
