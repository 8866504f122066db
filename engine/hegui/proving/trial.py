"""Rules on files: one step by step, with what it located, judged and came to; or all of them in numbers. A rule on many
reports is tried on all of them together, with those of the year before and a roster beside them.

A rule that never locates anything proves nothing by its silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple

from hegui.judge.audit import audit_of
from hegui.judge.corpus import judge_corpus
from hegui.judge.report import judge
from hegui.model.audit import Problem
from hegui.model.corpus import Corpus
from hegui.model.report import Report
from hegui.model.reports import Reports
from hegui.model.rule import Rule
from hegui.model.verdict import Result, Verdict
from hegui.project.auditor import Auditor, problem_of
from hegui.project.corpus import gather
from hegui.project.targets import find_targets
from hegui.project.workers import Progress
from hegui.proving.cases import with_only
from hegui.read.archive import Archives
from hegui.recognise import UNKNOWN, Home
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet
from hegui.rules.trace import Located, Premise, Step, listen


class Observed(NamedTuple):
    """A verdict, and the steps that led to it; none where the rule does not apply or its check notes none."""

    report: Report
    verdict: Verdict
    steps: tuple[Step, ...]


class Trial(NamedTuple):
    """A rule on one file, or what kept the file from being read as a report."""

    path: str
    observed: Observed | Problem


def observe(report: Report, single: RuleSet) -> Observed:
    """What the only rule of a ruleset does with a report."""
    with listen() as steps:
        (verdict,) = judge(report, single)
    return Observed(report, verdict, tuple(steps))


def try_rule(
    compiled: CompiledRule,
    ruleset: RuleSet,
    paths: Sequence[str],
    home: Home = UNKNOWN,
    roster: str | None = None,
) -> Iterator[Trial]:
    """A rule, which need not be of the ruleset, on files and folders; `home` and `roster` as for an `Auditor`.

    Raises RosterError for a faulty roster.
    """
    single = with_only(ruleset, compiled)
    for path, report in recognised(Auditor.of(ruleset, home=home, roster=roster), paths):
        yield Trial(path, report if isinstance(report, Problem) else observe(report, single))


class Beside(NamedTuple):
    """What rules on many reports compare the reports of a run with."""

    previous: Sequence[str] = ()
    """Files and folders of the year before."""
    roster: str | None = None
    """Path of a roster."""


class TrialOfMany(NamedTuple):
    """A rule on many reports: what was compared, what could not be, and what it comes to."""

    corpus: Corpus
    unread: tuple[tuple[str, Problem], ...]
    verdicts: tuple[Verdict, ...]


def try_on_many(
    compiled: CompiledCorpusRule,
    ruleset: RuleSet,
    paths: Sequence[str],
    home: Home = UNKNOWN,
    beside: Beside | None = None,
) -> TrialOfMany:
    """A rule on many reports, which need not be of the ruleset, on all of these files together.

    Raises RosterError for a faulty roster.
    """
    beside = beside or Beside()
    auditor = Auditor.of(ruleset, home=home, roster=beside.roster)
    read = [*recognised(auditor, paths)]
    unread = tuple((path, report) for path, report in read if isinstance(report, Problem))
    corpus = _corpus_of((report for _, report in read), auditor, beside)
    return TrialOfMany(corpus, unread, judge_corpus(corpus, with_only(ruleset, compiled)))


def _corpus_of(reports: Iterable[Report | Problem], auditor: Auditor, beside: Beside) -> Corpus:
    earlier = recognised(auditor, beside.previous) if beside.previous else ()
    now, before = (
        Reports.of(audit_of(report) for report in some if not isinstance(report, Problem))
        for some in (reports, (report for _, report in earlier))
    )
    return gather(now, [before], auditor.ruleset, auditor.jurisdiction)


def recognised(
    auditor: Auditor, paths: Sequence[str], progress: Progress | None = None
) -> Iterator[tuple[str, Report | Problem]]:
    """Files as an audit reads and recognises them, each with its path; or what kept it from that."""
    targets = find_targets(paths).rows
    with closing(Archives()) as archives:
        for number, target in enumerate(targets, 1):
            if progress:
                progress(number, len(targets), target.path)
            report: Report | Problem
            try:
                report = auditor.recognised(target, archives)
            except Exception as error:
                report = problem_of(error, target.path)
            yield target.path, report


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

    def add_together(self, corpus: Corpus, verdicts: Sequence[Verdict]) -> None:
        """What a rule on many reports comes to, counted by the reports that it speaks of."""
        accused = {unit for verdict in verdicts for finding in verdict.findings for unit in finding.units}
        failing = sum(report.unit.name in accused for report in corpus.reports)
        self.results[Result.FAIL] += failing
        decisive = verdicts[0].result
        others = Result.PASS if decisive is Result.FAIL else decisive
        self.results[others] += len(corpus.reports) - failing
        if decisive is not Result.NOT_APPLICABLE:
            self.applied += len(corpus.reports)
        self.located += self.judged

    def add(self, observed: Observed) -> None:
        self.results[observed.verdict.result] += 1
        steps = [step for step in observed.steps if not isinstance(step, Premise)]
        self.applied += bool(steps) or observed.verdict.result is not Result.NOT_APPLICABLE
        self.located += _located(observed)


def _located(observed: Observed) -> bool:
    """Whether a rule found what it looks for; of a check that notes nothing only whether it could judge is known."""
    looked = [step for step in observed.steps if isinstance(step, Located)]
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
    beside: Beside | None = None,
) -> Coverage:
    """The coverage of these rules, of all where none is named, over files and folders."""
    beside = beside or Beside()
    auditor = Auditor.of(ruleset, home=home, roster=beside.roster)
    chosen = [compiled for compiled in ruleset.rules if not ids or compiled.rule.id in ids]
    singles = [(RuleCoverage(compiled.rule), with_only(ruleset, compiled)) for compiled in chosen]
    of_many = [compiled for compiled in ruleset.corpus_rules if not ids or compiled.rule.id in ids]
    reports = unread = 0

    def judged() -> Iterator[Report]:
        nonlocal reports, unread
        for _, report in recognised(auditor, paths, progress):
            if isinstance(report, Problem):
                unread += 1
                continue
            reports += 1
            for coverage, single in singles:
                coverage.add(observe(report, single))
            yield report

    corpus = _corpus_of(judged(), auditor, beside)
    together = [RuleCoverage(compiled.rule) for compiled in of_many]
    for coverage, compiled in zip(together, of_many, strict=True):
        coverage.add_together(corpus, judge_corpus(corpus, with_only(ruleset, compiled)))
    return Coverage(reports, unread, (*(coverage for coverage, _ in singles), *together))
