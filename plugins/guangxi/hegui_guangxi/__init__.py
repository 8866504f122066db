"""The pack of Guangxi."""

from pathlib import Path

from hegui.plugins import hookimpl
from hegui.rules.check import Check


@hookimpl
def hegui_packs() -> list[Path]:
    """This folder is the pack."""
    return [Path(__file__).parent]


@hookimpl
def hegui_checks() -> list[Check]:
    """Dates in prose held against the deadline of the unit that writes them."""
    from .quoted_deadline import QUOTED_DEADLINE

    return [QUOTED_DEADLINE]
