"""What a judge looked at and how it decided, step by step, for whoever tries a rule out or measures what it covers.

    with listen() as steps:
        outcome = judge(report, parameters)

Judges note their steps with `located` and `judged`, conditions of rules theirs with `premise`. Without a listener a
note costs a look-up; where its words take work to make, ask `listening` first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from hegui.model.rule import Evidence


class Located(NamedTuple):
    """What was looked for, and what was found: a part, a table, a row or column, a matter; in Chinese."""

    what: str
    seen: str
    """Empty where nothing was found."""
    evidence: Evidence | None = None
    """Where it stands."""


class Judged(NamedTuple):
    """A judgement: of what, with its numbers or words put in, and what it came to; in Chinese."""

    what: str
    seen: str
    holds: bool | None
    """None where it could not be made."""
    evidence: Evidence | None = None


class Premise(NamedTuple):
    """A condition of a rule: what must be true of a report for the rule to be for it, and what was seen; in Chinese."""

    what: str
    seen: str
    holds: bool | None
    """None where nobody can say."""
    evidence: Evidence | None = None


Step = Located | Judged | Premise

_steps: ContextVar[list[Step] | None] = ContextVar("steps", default=None)


@contextmanager
def listen() -> Iterator[list[Step]]:
    """Collect the steps of what runs inside."""
    steps: list[Step] = []
    token = _steps.set(steps)
    try:
        yield steps
    finally:
        _steps.reset(token)


def listening() -> bool:
    return _steps.get() is not None


def located(what: str, seen: str, evidence: Evidence | None = None) -> None:
    """Note a step of that kind."""
    _note(Located(what, seen, evidence))


def judged(what: str, seen: str, holds: bool | None, evidence: Evidence | None = None) -> None:
    """Note a step of that kind."""
    _note(Judged(what, seen, holds, evidence))


def premise(what: str, seen: str, holds: bool | None) -> None:
    """Note a step of that kind."""
    _note(Premise(what, seen, holds))


def _note(step: Step) -> None:
    if (steps := _steps.get()) is not None:
        steps.append(step)
