"""A rule as loaded, and what it says about a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from hegui.model.form import Years


class Severity(StrEnum):
    """error: wrong or incomplete by law or form; warning: to be put right or explained; info: worth a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Result(StrEnum):
    """What a rule comes to on a report. What could not be read is never `fail`."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_ASSESS = "cannot_assess"
    ERROR = "error"


class Basis(NamedTuple):
    """The norm behind a rule: document and clause."""

    document: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.document} {self.clause}".strip()


class Period(NamedTuple):
    """Days from the first to the last, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a rule speaks. An empty tuple or None means everybody."""

    years: Years | None = None
    forms: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    effective: Period | None = None
    """When the rule is in force: held against the day on which a report was made public."""


class RuleSource(NamedTuple):
    """Where a rule is written."""

    pack: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what must hold, on what basis, for whom, how bad it is, how to mend it, and cases that prove it."""

    id: str
    title: str
    category: str
    basis: Basis
    severity: Severity
    check: str
    params: Mapping[str, Any]
    """The keys that belong to the kind of check."""
    message: str
    advice: str
    scope: Scope
    cases: tuple[Mapping[str, Any], ...]
    source: RuleSource
    note: str = ""
    """Background, for who wants to know why the rule is as it is."""
    points: Mapping[str, Any] = field(default_factory=dict)
    """What a failure costs by name of the scoring scheme, where that is not what the scheme itself says."""


class Evidence(NamedTuple):
    """Where a fault stands: a cell or words, and the formula with its numbers put in. Unset keys are left out."""

    section: str | None = None
    quote: str | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    line: int | None = None
    page: int | None = None
    paragraph: int | None = None
    start: int | None = None
    """Offsets of the quote in its paragraph as printed."""
    end: int | None = None
    grid: tuple[int, int, int] | None = None
    """Ordinal of the grid, row and column in the source, counted from 1."""
    formula: str | None = None
    unit: str | None = None
    """The unit in whose report it stands, where several are concerned."""
    year: int | None = None
    """The year of that report, where it is not the one audited."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `key` is its logical place (cell, subject, word), free of lines and values, for the fingerprint."""

    message: str
    key: str
    evidence: tuple[Evidence, ...]
    advice: str = ""
    """Overrides the rule's advice where set."""
    units: tuple[str, ...] = ()
    """The units concerned, for a fault that more than one report, or the roster, shows."""
    severity: Severity | None = None
    """Overrides the rule's severity where set."""
    year: int | None = None
    """The year of the reports concerned, with `units`."""
    basis: str = ""
    """Overrides the rule's basis where set."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check returns for one report."""

    result: Result
    reason: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule on one report."""

    rule: Rule
    result: Result
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    fingerprints: tuple[str, ...] = ()
    """One a finding, in their order."""
