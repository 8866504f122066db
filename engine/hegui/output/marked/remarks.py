"""What is written beside a fault: one remark for each finding that stands, at the first of its places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hegui.model.audit import Audit, UnitYear
from hegui.model.verdict import Evidence, Finding, Severity, Verdict
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, failed, is_here, standing


class Remark(NamedTuple):
    """A finding as it is put beside the report."""

    number: int
    severity: Severity
    lines: tuple[str, ...]
    """What is wrong, on what basis, how to mend it."""
    evidence: tuple[Evidence, ...]
    """Its places in this report."""
    fingerprint: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def remarks(audit: Audit, beside: Mapping[UnitYear, Sequence[Verdict]]) -> list[Remark]:
    """The remarks on a report in the order of its findings, then those it shares with others; what was waived is let
    pass."""
    found = [(verdict, finding) for verdict in failed(audit, beside) for finding in standing(verdict)]
    return [_remark(number, verdict, finding, audit) for number, (verdict, finding) in enumerate(found, 1)]


def _remark(number: int, verdict: Verdict, finding: Finding, audit: Audit) -> Remark:
    lines = (
        f"{number}．【{SEVERITIES[verdict.severity]}】{clean(finding.message)}",
        f"依据：{clean(finding.basis)}",
        f"整改建议：{clean(finding.advice)}",
    )
    here = tuple(one for one in finding.evidence if is_here(one, audit))
    return Remark(number, verdict.severity, lines, here, finding.fingerprint)
