"""What a rule says of a report, or of all reports together: from the check that finds it to the JSON that tells it.

A field with a default is a key that is left out of the JSON where it says nothing; every other key is always there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Severity(StrEnum):
    """error: wrong or incomplete by law or form; warning: to be put right or explained; info: worth a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITY_NAMES: Mapping[Severity, str] = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
"""What they are called, the gravest first."""
GRAVEST_FIRST = tuple(SEVERITY_NAMES)


class Result(StrEnum):
    """What a rule comes to on a report. What could not be read is never `fail`."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_ASSESS = "cannot_assess"
    ERROR = "error"


class Evidence(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a fault stands: a cell or words, and the formula with its numbers put in. Only what applies is set."""

    section: str | None = None
    quote: str | None = None
    """Words or cell as printed."""
    table: str | None = None
    row: str | None = None
    column: str | None = None
    line: int | None = None
    """Counted from 1, as are page and paragraph."""
    page: int | None = None
    paragraph: int | None = None
    start: int | None = None
    """Offsets of the quote in its paragraph as printed, counted from 0."""
    end: int | None = None
    grid: tuple[int, int, int] | None = None
    """Ordinal of the grid, row and column in the source, counted from 1."""
    formula: str | None = None
    unit: str | None = None
    """The unit in whose report it stands, where several are concerned."""
    year: int | None = None
    """The year of that report, where it is not the one audited."""
    ocr: bool = False
    """What is quoted was recognised from a picture."""
    corrected: bool = False
    """What is quoted was given by a person."""
    instead: str | None = None
    """What has to stand in place of the quote, where nothing else can be meant: a label, a law's name, a full stop."""


class Waived(Struct, frozen=True, gc=False):
    """Why, by whom, since and until when a finding is let pass."""

    reason: str
    approver: str
    date: str
    expires: str | None
    """The last day on which it holds; None: without end."""


class DecisionState(StrEnum):
    """What a reviewer may decide of a finding."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"
    """Let pass until a day."""
    MENDED = "mended"


class Decided(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a reviewer decided of a finding."""

    state: DecisionState
    reason: str
    by: str
    at: str
    until: str | None = None
    """The last day on which an acceptance holds."""


class Difference(Struct, frozen=True):
    """How far apart the two sides are that should be equal, or how far one is beyond the other."""

    by: int | float
    """Never negative; of dates in days."""
    share: int | float | None
    """`by` as a share of the side that is taken for right; None where that is nought: more than any share of it."""


class Finding(Struct, frozen=True, omit_defaults=True):
    """One fault. A check gives what it has found; judging adds what the rule says and the fingerprint."""

    message: str
    key: str
    """Its logical place (cell, subject, word), free of lines and values: what the fingerprint is made of."""
    evidence: tuple[Evidence, ...]
    advice: str = ""
    """That of the rule where the check gives none; so is the basis."""
    units: tuple[str, ...] = ()
    """The units concerned, for a fault that several reports or the roster show."""
    severity: Severity | None = None
    """Where the check decides it, or a condition or the size of the difference makes it lighter than the rule."""
    year: int | None = None
    """The year of the reports concerned, with `units`."""
    basis: str = ""
    office: str = ""
    """What the supervising office is to do; message and advice are what the unit is told."""
    fingerprint: str = ""
    """Rule, unit, year and logical place in 16 hexadecimal digits: the same in the next run."""
    waiver: Waived | None = None
    decision: Decided | None = None
    difference: Difference | None = None
    """Where two numbers or dates disagree."""


class Outcome(Struct, frozen=True):
    """What a check returns for one report, or for all together."""

    result: Result
    reason: str = ""
    findings: tuple[Finding, ...] = ()


class ByHand(Struct, frozen=True, omit_defaults=True):
    """Who gave a verdict by hand and why, and what the rule came to by itself."""

    before: Result
    reason: str
    by: str
    date: str | None = None


class Verdict(Struct, frozen=True, omit_defaults=True):
    """One rule on one report, or on all of them together."""

    rule: str
    title: str
    pack: str
    category: str
    severity: Severity
    result: Result = field(name="verdict")
    reason: str
    """Why the rule does not apply or could not be judged."""
    findings: tuple[Finding, ...]
    points: Mapping[str, Any] = field(default_factory=dict)
    """What a failure costs by name of the scheme, where the rule says so itself."""
    by_hand: ByHand | None = None
    """Where a person has given it."""
    rule_severity: Severity | None = None
    """That of the rule, where everything that was found is lighter; then `severity` is that of the gravest finding."""

    @property
    def stands(self) -> bool:
        """Whether the rule failed and has a finding that is not waived."""
        return self.result is Result.FAIL and any(finding.waiver is None for finding in self.findings)
