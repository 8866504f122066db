"""The pack of Henan."""

from pathlib import Path

from hegui.plugins import hookimpl
from hegui.rules.check import Check


@hookimpl
def hegui_packs() -> list[Path]:
    """This folder is the pack."""
    return [Path(__file__).parent]


@hookimpl
def hegui_checks() -> list[Check]:
    """What reports of the province leave out, seen over all of a report."""
    from .identification import IDENTIFICATION

    return [IDENTIFICATION]
