"""What a run comes to in figures, as every output tells it."""

from __future__ import annotations

from msgspec import Struct

from hegui.model.audit import Amount
from hegui.model.verdict import Severity


class GradeTotal(Struct, frozen=True):
    """How many scored reports have a grade; None: those without one."""

    grade: str | None
    count: int
    share: Amount
    """Of the scored reports, 0 to 1; the shares of all grades add up to 1."""


class RuleTotal(Struct, frozen=True):
    """A rule that is broken. What is waived does not count."""

    rule: str
    title: str
    category: str
    severity: Severity
    """The gravest that it was broken with."""
    units: int
    """That break it, those without a report among them."""
    reports: int
    """Scored reports that break it, by themselves or beside others."""
    share: Amount
    """These of all scored reports, 0 to 1."""
    findings: int
    """One that concerns several units counts once."""
    points: Amount
    """Lost to it by all reports."""


class Totals(Struct, frozen=True, kw_only=True):
    """Every figure on the run as a whole. What is waived does not count."""

    reports: int
    audited: int
    """Scored reports."""
    unread: int
    """What was given and could not be audited."""
    without_faults: int
    """Graded reports that break no rule whose failure is an error or a warning, by themselves or beside others; where
    none is graded, scored ones."""
    faults: dict[Severity, int]
    """Rules broken, counted once a report."""
    of: Amount | None
    """What the highest, median and lowest score are out of: the full mark; 100 where that differs. None without any."""
    scaled: bool
    """Whether full marks differ, so that scores are told out of a hundred."""
    highest: Amount | None
    """Of graded reports, as are the median and the lowest; of all scored ones where none has a grade."""
    median: Amount | None
    lowest: Amount | None
    grades: tuple[GradeTotal, ...]
    """The best first, what has none last."""
    listed: int | None
    """Units of the roster; None where none was given."""
    filed: int | None
    """Those of them of which there is a report."""
    missing: int | None
    """Those that filed none."""
    unclear: int | None
    """Those without a report of which it cannot be said that they filed none: a report may be theirs, or is waived."""
    late: int
    """Reports that came late."""
    rules: tuple[RuleTotal, ...]
    """The rules that are broken: those that most units break first, of these the costliest."""
