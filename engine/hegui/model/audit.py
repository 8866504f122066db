"""All verdicts and the score of one report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from hegui.model.document import Source
from hegui.model.report import Report
from hegui.model.rule import Verdict


class Deduction(NamedTuple):
    """Points lost, and to which finding."""

    rule: str
    points: float
    why: str
    fingerprints: tuple[str, ...] = ()


class CategoryLoss(NamedTuple):
    """Points lost in a category of rules, before any veto; `cap` is the most that the scheme takes there."""

    category: str
    lost: float
    cap: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """`total` of `of` points; `coverage` is the share of applicable rules that could be judged (0 … 1)."""

    scheme: str
    total: float
    of: float
    coverage: float
    grade: str | None
    deductions: tuple[Deduction, ...] = ()
    """Their points add up to `of` − `total`."""
    note: str = ""
    """Why there is no grade, and which veto was cast."""
    categories: tuple[CategoryLoss, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that broke and is not the unit's fault: a file that could not be read, a plugin, a rule."""

    kind: str
    """`read`, `not-a-report`, `plugin`, `rule`."""
    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """One row of the output: a report and its verdicts, or the problem that kept it from being judged."""

    source: Source
    report: Report | None
    verdicts: tuple[Verdict, ...] = ()
    score: Score | None = None
    problems: tuple[Problem, ...] = field(default=())
