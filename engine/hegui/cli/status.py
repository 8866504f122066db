"""Exit statuses, and the exception that ends a command with one of them."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1
"""Something at or above --fail-on was found, or a case of a rule failed."""
FAULTY = 2
"""Wrong usage, or a faulty rule file."""
INCOMPLETE = 3
"""A report, rule or plugin broke, or the result could not be written."""
INTERRUPTED = 130
"""Ended by Ctrl-C, as shells expect it."""


class Stop(Exception):  # noqa: N818 - ends the command, not always for a fault
    """Ends the command with a sentence for the user."""

    def __init__(self, message: str, status: int = FAULTY) -> None:
        super().__init__(message)
        self.status = status
