"""Exit statuses: what each error and each run ends a command with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hegui.errors import HeguiError, UsageError

if TYPE_CHECKING:
    from hegui.model.run import AuditRun

CLEAN = 0
FINDINGS = 1
"""Something at or above --fail-on was found, or a case of a rule failed."""
FAULTY = 2
"""Wrong usage, or a faulty rule file."""
INCOMPLETE = 3
"""A report, rule or plugin broke, or the result could not be written."""
INTERRUPTED = 130
"""Ended by Ctrl-C, as shells expect it."""


def status_of(error: HeguiError) -> int:
    return FAULTY if isinstance(error, UsageError) else INCOMPLETE


def status_of_run(run: AuditRun, fail_on: str) -> int:
    """An incomplete run never ends as if it had been complete."""
    if not run.complete:
        return INCOMPLETE
    from itertools import chain

    from hegui.model.audit import VerdictSummary
    from hegui.model.verdict import Severity, Verdict

    severities = tuple(Severity)
    grave = severities[: severities.index(Severity(fail_on)) + 1]
    own = (verdict for summary in run.summaries() for verdict in summary.verdicts)
    for verdict in chain[Verdict | VerdictSummary](own, run.corpus.verdicts):
        if verdict.stands and verdict.severity in grave:
            return FINDINGS
    return CLEAN
