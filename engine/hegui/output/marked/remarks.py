"""What is written beside a fault: one remark for each finding that stands, numbered as the report is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hegui.model.audit import Audit, UnitYear
from hegui.model.report import PREAMBLE, SIGNATURE, TITLE
from hegui.model.run import FormUsed
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


def remarks(audit: Audit, beside: Mapping[UnitYear, Sequence[Verdict]], form: FormUsed) -> list[Remark]:
    """The remarks on a report as their places follow one another in it, what has no place before all; what was waived
    is let pass."""
    found = [(verdict, finding) for verdict in failed(audit, beside) for finding in standing(verdict)]
    place = _Order(audit, form)
    found.sort(key=lambda one: place(one[1]))
    return [_remark(number, verdict, finding, audit) for number, (verdict, finding) in enumerate(found, 1)]


class _Order:
    """Where a finding stands in a report: by the line where lines are counted, else by section, paragraphs before
    tables, and in these by the cell."""

    def __init__(self, audit: Audit, form: FormUsed) -> None:
        self._audit, self._form = audit, form
        keys = (TITLE, PREAMBLE, *(section.key for section in audit.sections), SIGNATURE)
        self._sections = {key: number for number, key in enumerate(dict.fromkeys(keys))}

    def __call__(self, finding: Finding) -> tuple[int, ...]:
        here = [one for one in finding.evidence if is_here(one, self._audit)]
        return min(map(self._of, here), default=(-1,))

    def _of(self, evidence: Evidence) -> tuple[int, ...]:
        if evidence.line:
            return (0, evidence.line)
        key = self._form.section_of(evidence.table) if evidence.table else evidence.section
        section = self._sections.get(key or "", -1)
        place = (1, *evidence.grid) if evidence.grid else (0, evidence.paragraph or 0)
        return (section, evidence.page or 0, *place)


def _remark(number: int, verdict: Verdict, finding: Finding, audit: Audit) -> Remark:
    lines = (
        f"{number}．【{SEVERITIES[verdict.severity]}】{clean(finding.message)}",
        f"依据：{clean(finding.basis)}",
        f"整改建议：{clean(finding.advice)}",
    )
    here = tuple(one for one in finding.evidence if is_here(one, audit))
    return Remark(number, verdict.severity, lines, here, finding.fingerprint)
