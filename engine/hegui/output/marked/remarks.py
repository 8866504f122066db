"""What is written beside a fault: one remark for each finding that stands, at the first of its places."""

from __future__ import annotations

from typing import NamedTuple

from hegui.model.renderer import Record
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, verdicts


class Remark(NamedTuple):
    """A finding as it is put beside the report."""

    number: int
    severity: str
    lines: tuple[str, ...]
    """What is wrong, on what basis, how to mend it."""
    evidence: tuple[Record, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def remarks(report: Record) -> list[Remark]:
    """The remarks on a report in the order of its findings; what was waived is let pass."""
    found = [
        (verdict, finding)
        for verdict in verdicts(report, "fail")
        for finding in verdict["findings"]
        if "waiver" not in finding
    ]
    return [_remark(number, verdict, finding) for number, (verdict, finding) in enumerate(found, 1)]


def _remark(number: int, verdict: Record, finding: Record) -> Remark:
    lines = (
        f"{number}．【{SEVERITIES[verdict['severity']]}】{clean(finding['message'])}",
        f"依据：{clean(finding['basis'])}",
        f"整改建议：{clean(finding['advice'])}",
    )
    return Remark(number, verdict["severity"], lines, tuple(finding["evidence"]))
