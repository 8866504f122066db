"""What an overrides.yaml states: of each rule one change, or several for different scopes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

FILE = "overrides.yaml"

Place = tuple[str | int, ...]


class WrittenOverride(NamedTuple):
    """One change of a rule, and where it stands in the file."""

    rule: str
    change: Mapping[str, Any]
    place: Place


def written_overrides(overrides: Mapping[str, Any]) -> Iterator[WrittenOverride]:
    """The changes in their order, which is that in which they are made."""
    for rule, written in overrides.items():
        if isinstance(written, list):
            yield from (WrittenOverride(rule, change, (rule, number)) for number, change in enumerate(written))
        else:
            yield WrittenOverride(rule, written, (rule,))
