"""A rule as loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from hegui.model.form import Years
from hegui.model.frozen import frozen
from hegui.model.verdict import Evidence, Finding, Outcome, Result, Severity, Verdict

__all__ = [
    "Basis",
    "Evidence",
    "Finding",
    "Outcome",
    "Period",
    "Result",
    "Rule",
    "RuleSource",
    "Scope",
    "Severity",
    "Verdict",
    "Words",
]


class Basis(NamedTuple):
    """The norm behind a rule: document and clause."""

    document: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.document} {self.clause}".strip()


class Words(NamedTuple):
    """What a pack says of a rule or a value that it sets: by which norm, and what a finding then tells."""

    basis: Basis | None = None
    message: str = ""
    advice: str = ""


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
    counties: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """Single units by their full names."""
    effective: Period | None = None
    """When the rule is in force: held against the day on which a report was made public."""
    exceptions: tuple[Scope, ...] = ()
    """What lies in any of these is left out."""


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
    office: str = ""
    """What the supervising office is to do about a finding; the unit is not told."""
    points: Mapping[str, Any] = field(default_factory=dict)
    """What a failure costs by name of the scoring scheme, where that is not what the scheme itself says."""
    levels: Mapping[Severity, str] = field(default_factory=dict)
    """Where the severity goes by the size of a difference: the condition of each level, that of `severity` first."""
    tags: tuple[str, ...] = ()
    """By which its authors sort it; they change nothing in what it says."""
    problem: str = ""
    """What the kind of fault is called that it finds, where lists tell of many units."""

    def __post_init__(self) -> None:
        for name in ("params", "cases", "points", "levels"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
