"""What each rule does over many reports: a rule that never locates anything proves nothing by its silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hegui.audit.run import Progress
from hegui.model.rule import Result, Rule
from hegui.recognise import UNKNOWN, Home
from hegui.rules.ruleset import RuleSet
from hegui.rules.trace import Kind
from hegui.testing.cases import only
from hegui.testing.trial import Observed, audits_without_verdicts, observe


@dataclass(slots=True)
class RuleCoverage:
    """How many reports a rule looked at, in how many it found what it looks for, and what came of it."""

    rule: Rule
    applied: int = 0
    """In its scope; it may still have come to `not_applicable`, for want of what it looks for."""
    located: int = 0
    results: Counter[Result] = field(default_factory=Counter)

    @property
    def judged(self) -> int:
        return self.results[Result.PASS] + self.results[Result.FAIL]

    def add(self, observed: Observed) -> None:
        self.results[observed.verdict.result] += 1
        self.applied += bool(observed.steps) or observed.verdict.result is not Result.NOT_APPLICABLE
        self.located += _located(observed)


def _located(observed: Observed) -> bool:
    """Whether a rule found what it looks for; of a check that notes nothing only whether it could judge is known."""
    looked = [step for step in observed.steps if step.kind is Kind.LOCATED]
    if looked:
        return any(step.seen for step in looked)
    return observed.verdict.result in (Result.PASS, Result.FAIL)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rules over a run of reports."""

    reports: int
    unread: int
    """Files that could not be read as a report."""
    rules: tuple[RuleCoverage, ...]

    @property
    def blind(self) -> tuple[RuleCoverage, ...]:
        """The rules that located nothing in the whole run, though they applied."""
        return tuple(each for each in self.rules if each.applied and not each.located)

    @property
    def unused(self) -> tuple[RuleCoverage, ...]:
        """The rules that applied to no report."""
        return tuple(each for each in self.rules if not each.applied)


def measure(
    ruleset: RuleSet,
    paths: Sequence[str],
    ids: Sequence[str] = (),
    home: Home = UNKNOWN,
    progress: Progress | None = None,
) -> Coverage:
    """The coverage of these rules, of all on one report where none is named, over files and folders."""
    chosen = [compiled for compiled in ruleset.rules if not ids or compiled.rule.id in ids]
    alone = [(RuleCoverage(compiled.rule), only(ruleset, compiled)) for compiled in chosen]
    reports = unread = 0
    for audit in audits_without_verdicts(ruleset, paths, home, progress):
        if audit.report is None:
            unread += 1
            continue
        reports += 1
        for coverage, single in alone:
            coverage.add(observe(audit.report, single))
    return Coverage(reports, unread, tuple(coverage for coverage, _ in alone))
