"""One rule on files, step by step: what it located, what it judged with which numbers, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.audit.judge import judge
from hegui.audit.run import Auditor, Progress
from hegui.audit.walk import find_targets
from hegui.model.audit import Audit
from hegui.model.report import Report
from hegui.model.rule import Verdict
from hegui.recognise import UNKNOWN, Home
from hegui.rules.ruleset import CompiledRule, RuleSet
from hegui.rules.trace import Step, listen
from hegui.testing.cases import only


class Observed(NamedTuple):
    """A verdict, and the steps that led to it; none where the rule does not apply or its check notes none."""

    verdict: Verdict
    steps: tuple[Step, ...]


class Trial(NamedTuple):
    """A rule on one file; nothing observed where the file could not be read as a report (see `audit.problems`)."""

    audit: Audit
    observed: Observed | None


def observe(report: Report, alone: RuleSet) -> Observed:
    """What the only rule of a ruleset does with a report."""
    with listen() as steps:
        (verdict,) = judge(report, alone)
    return Observed(verdict, tuple(steps))


def try_rule(compiled: CompiledRule, ruleset: RuleSet, paths: Sequence[str], home: Home = UNKNOWN) -> Iterator[Trial]:
    """A rule, which need not be of the ruleset, on files and folders; `home` as for an `Auditor`."""
    alone = only(ruleset, compiled)
    for audit in audits_without_verdicts(ruleset, paths, home):
        yield Trial(audit, observe(audit.report, alone) if audit.report else None)


def audits_without_verdicts(
    ruleset: RuleSet, paths: Sequence[str], home: Home = UNKNOWN, progress: Progress | None = None
) -> Iterator[Audit]:
    """Files as an audit reads and recognises them, judged by no rule."""
    auditor = replace(Auditor.of(ruleset, home=home), ruleset=replace(ruleset, rules=()))
    return auditor.audit_targets(find_targets(paths).rows, progress)
