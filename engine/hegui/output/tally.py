"""What all reports come to, counted as they pass: their scores, and what became of each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from hegui.model.audit import Audit, Score
from hegui.model.run import AuditRun
from hegui.model.verdict import Result, Verdict
from hegui.output.view import failed, name, on_several, points_lost, standing

_EXAMPLES = 5


class Marks:
    """The scores of all reports."""

    def __init__(self) -> None:
        self._scores: dict[str | None, list[tuple[float, float]]] = {}

    def add(self, score: Score) -> None:
        self._scores.setdefault(score.grade, []).append((score.total, score.of))

    @property
    def grades(self) -> dict[str | None, int]:
        """Grades from the best → how many reports have them; None: reports without a grade."""
        found = sorted(self._scores.items(), key=lambda one: (one[0] is None, -max(total / of for total, of in one[1])))
        return {grade: len(scores) for grade, scores in found}

    @property
    def is_scaled(self) -> bool:
        """Whether the reports are scored out of different full marks, and their totals therefore told out of 100."""
        return len({of for scores in self._scores.values() for _, of in scores}) > 1

    @property
    def of(self) -> float:
        """What the totals are out of."""
        return next((of for scores in self._scores.values() for _, of in scores), 100) if not self.is_scaled else 100

    @property
    def totals(self) -> list[float]:
        """Of reports that enough of could be judged to be graded; where the scheme has no grades, of all."""
        graded = [score for grade, scores in self._scores.items() if grade is not None for score in scores]
        scores = graded or self._scores.get(None, [])
        return [round(total * 100 / of, 2) if self.is_scaled else total for total, of in scores]

    @property
    def median(self) -> float | None:
        return median(self.totals) if self._scores else None


@dataclass(slots=True)
class RuleTally:
    """What a rule came to. A finding that is waived does not count."""

    verdict: Verdict
    """The first on it, for what it says of the rule."""
    results: Counter[Result] = field(default_factory=Counter)
    reports: int = 0
    """Reports that break it."""
    units: int = 0
    """The same with the units that have no report."""
    findings: int = 0
    points: float = 0
    """Lost to it by all reports."""
    advice: str = ""
    examples: list[str] = field(default_factory=list)
    """Some of the units."""


class Rules:
    """The rules of a run, and what each came to."""

    def __init__(self, run: AuditRun) -> None:
        self._run = run
        self._on_several = on_several(run)
        self._without_report = set(self._on_several)
        self._rules: dict[str, RuleTally] = {}

    def add(self, audit: Audit) -> list[Verdict]:
        """Count a report, and return what it breaks: its own verdicts, then those on several reports."""
        self._without_report.discard(audit.unit_year)
        lost = points_lost(audit)
        self._count(audit.verdicts)
        broken = [verdict for verdict in failed(audit, self._on_several) if verdict.stands]
        for rule in self._count_unit(name(audit), broken):
            rule.reports += 1
            rule.points += lost.get(rule.verdict.rule, 0)
        return broken

    @cached_property
    def all(self) -> list[RuleTally]:
        """When all reports were added: in the order of the audit, those on several reports last."""
        self._count(self._run.corpus.verdicts)
        for about, verdicts in self._on_several.items():
            if about in self._without_report:
                self._count_unit(about[0] or "", [verdict for verdict in verdicts if verdict.stands])
        last = [verdict.rule for verdict in self._run.corpus.verdicts]
        own = [rule for name, rule in self._rules.items() if name not in last]
        return own + [self._rules[name] for name in dict.fromkeys(last)]

    @property
    def broken(self) -> list[RuleTally]:
        """Those that most units break first, of these the costliest."""
        broken = [rule for rule in self.all if rule.units]
        return sorted(broken, key=lambda one: (-one.units, -one.points, one.verdict.rule))

    def _count(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            rule = self._rule(verdict)
            rule.results[verdict.result] += 1
            rule.findings += len(standing(verdict))

    def _count_unit(self, unit: str, broken: Sequence[Verdict]) -> list[RuleTally]:
        """Count the rules that a unit breaks, each once, and return them."""
        found = {verdict.rule: verdict for verdict in reversed(broken)}
        return [self._broken_by(unit, verdict) for verdict in found.values()]

    def _broken_by(self, unit: str, verdict: Verdict) -> RuleTally:
        rule = self._rule(verdict)
        rule.units += 1
        rule.advice = rule.advice or standing(verdict)[0].advice
        if len(rule.examples) < _EXAMPLES:
            rule.examples.append(unit)
        return rule

    def _rule(self, verdict: Verdict) -> RuleTally:
        return self._rules.setdefault(verdict.rule, RuleTally(verdict))
