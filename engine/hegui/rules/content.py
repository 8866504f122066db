"""The content of a pack as plain data that has been validated: what the cache keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class RuleEntry(NamedTuple):
    """A rule as written: where it stands in its pack, and its data."""

    path: str
    line: int
    category: str
    data: dict[str, Any]


@dataclass(slots=True)
class PackContent:
    """What the files of a pack hold, faulty files left out. All of it can be written as JSON."""

    manifest: dict[str, Any]
    rules: list[RuleEntry] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    lexicons: dict[str, Any] = field(default_factory=dict)
    schemes: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    overrides: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Changes by the id of the rule, which is another pack's."""
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Edits by the name of the clean draft."""
