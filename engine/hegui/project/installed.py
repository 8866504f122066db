"""The plugins that are installed: other distributions that declare themselves by an entry point."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "hegui"
"""The group of entry points under which plugins declare themselves."""

_OWN_METADATA = re.compile(r"hegui-\d")


def entry_points() -> Iterable[EntryPoint]:
    """Entry points of other distributions, by name. hegui's own checks and packs are loaded anyway."""
    if not anybody_declares_plugins():
        return ()
    from importlib import metadata

    found = [entry for entry in metadata.entry_points(group=GROUP) if entry.dist is None or entry.dist.name != "hegui"]
    return sorted(found, key=lambda entry: (entry.name, entry.value))


def anybody_declares_plugins() -> bool:
    """A quick look through what is installed: importing importlib.metadata takes longer than judging a report."""
    for place in map(Path, dict.fromkeys(sys.path)):
        if place.suffix in (".zip", ".egg", ".whl") and place.is_file():
            return True
        for declared in place.glob("*-info/entry_points.txt"):
            if not _OWN_METADATA.match(declared.parent.name) and f"[{GROUP}]" in declared.read_text("utf-8", "replace"):
                return True
    return False
