"""The pack of Gansu."""

from pathlib import Path

from hegui.plugins import hookimpl
from hegui.rules.check import Check


@hookimpl
def hegui_packs() -> list[Path]:
    """This folder is the pack."""
    return [Path(__file__).parent]


@hookimpl
def hegui_checks() -> list[Check]:
    """Figures that an office wants stated, each in its place."""
    from .stated_figures import STATED_FIGURES

    return [STATED_FIGURES]
