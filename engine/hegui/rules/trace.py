"""What a judge looked at and how it decided, step by step, for whoever tries a rule out or measures what it covers.

    with listen() as steps:
        outcome = judge(report, parameters)

Judges note their steps with `located` and `judged`. Without a listener a note costs a look-up; where its words take
work to make, ask `listening` first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import NamedTuple

from hegui.model.rule import Evidence


class Kind(StrEnum):
    LOCATED = "located"
    JUDGED = "judged"


class Step(NamedTuple):
    """One step, in Chinese."""

    kind: Kind
    what: str
    """What was looked for or judged: a part, a table, a row or column, a matter."""
    seen: str
    """What was found, or the comparison with its numbers; empty where nothing was found."""
    holds: bool | None = None
    """What a judgement came to, None where it could not be made."""
    evidence: Evidence | None = None
    """Where it stands."""


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
    """Note what was looked for, and what was found (nothing: empty)."""
    _note(Step(Kind.LOCATED, what, seen, None, evidence))


def judged(what: str, seen: str, holds: bool | None, evidence: Evidence | None = None) -> None:
    """Note a judgement: of what, with its numbers or words put in, and what it came to."""
    _note(Step(Kind.JUDGED, what, seen, holds, evidence))


def _note(step: Step) -> None:
    if (steps := _steps.get()) is not None:
        steps.append(step)
