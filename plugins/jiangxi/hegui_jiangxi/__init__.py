"""The pack of Jiangxi."""

from pathlib import Path

from hegui.plugins import hookimpl
from hegui.rules.check import Check


@hookimpl
def hegui_packs() -> list[Path]:
    """This folder is the pack."""
    return [Path(__file__).parent]


@hookimpl
def hegui_checks() -> list[Check]:
    """How reports of the province divide a part."""
    from .subsections import SUBSECTIONS

    return [SUBSECTIONS]
