"""What is written beside a fault: one remark for each finding that stands, at the first of its places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hegui.model.renderer import Record
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, Failure, unit_year, verdicts


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


def remarks(report: Record, shared: Iterable[Failure] = ()) -> list[Remark]:
    """The remarks on a report in the order of its findings, then those it shares with others; what was waived is let
    pass."""
    own = [(verdict, finding) for verdict in verdicts(report, "fail") for finding in verdict["findings"]]
    beside = [(verdict, _here(finding, report)) for verdict, finding in shared]
    found = [(verdict, finding) for verdict, finding in own + beside if "waiver" not in finding]
    return [_remark(number, verdict, finding) for number, (verdict, finding) in enumerate(found, 1)]


def _here(finding: Record, report: Record) -> Record:
    """A finding on several reports with its places in this one."""
    about = unit_year(report)
    here = [one for one in finding["evidence"] if (one.get("unit", about[0]), one.get("year", about[1])) == about]
    return {**finding, "evidence": here}


def _remark(number: int, verdict: Record, finding: Record) -> Remark:
    lines = (
        f"{number}．【{SEVERITIES[verdict['severity']]}】{clean(finding['message'])}",
        f"依据：{clean(finding['basis'])}",
        f"整改建议：{clean(finding['advice'])}",
    )
    return Remark(number, verdict["severity"], lines, tuple(finding["evidence"]))
