"""What the workbench audits by: the packs and plugins that the server was started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import hegui


@dataclass(frozen=True)
class Setup:
    """Names of packs, and paths of plugins and folders of packs, as on the command line."""

    packs: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    province: str | None = None
    city: str | None = None

    def loaded(self) -> hegui.Rules:
        """The rules. Raises hegui.UsageError."""
        return _loaded(self)


@cache
def _loaded(setup: Setup) -> hegui.Rules:
    return hegui.load(setup.packs, setup.plugins, setup.rules)


@dataclass
class _Current:
    setup: Setup = field(default_factory=Setup)


current = _Current()
"""That of this process; a server sets it when it starts."""
