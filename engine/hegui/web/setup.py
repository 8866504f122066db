"""What the workbench audits by: the packs and plugins that the server was started with."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import hegui


@dataclass(frozen=True)
class Setup:
    """Names of packs, and paths of plugins and folders of packs, as on the command line."""

    packs: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    province: str | None = None
    city: str | None = None
    own: str | None = None
    """The folder of the office's own pack, which is among `rules`; rules that are written in the browser go there."""

    def with_packs(self, packs: Sequence[str]) -> Setup:
        """As it is, but for these packs alone where any are named."""
        return replace(self, packs=tuple(packs)) if packs else self

    def loaded(self) -> hegui.Rules:
        """The rules, as the files of the own pack are now. Where these do not fit, those before them hold; the first
        time it is raised as hegui.UsageError."""
        try:
            rules = _loaded(self, _state(self.own))
        except hegui.RulesError as error:
            if self not in _last:
                raise
            _log.error("%s", error)
            return _last[self]
        _last[self] = rules
        return rules


_last: dict[Setup, hegui.Rules] = {}
_log = logging.getLogger("hegui.web")


@lru_cache(maxsize=8)
def _loaded(setup: Setup, _: object) -> hegui.Rules:
    return hegui.load(setup.packs, setup.plugins, setup.rules)


def _state(folder: str | None) -> object:
    """What changes with every file in a folder."""
    if folder is None:
        return None
    files = sorted(Path(folder).rglob("*.yaml"))
    return tuple((str(file), status.st_mtime_ns, status.st_size) for file in files if (status := file.stat()))


@dataclass
class _Current:
    setup: Setup = field(default_factory=Setup)


current = _Current()
"""That of this process; a server sets it when it starts."""
