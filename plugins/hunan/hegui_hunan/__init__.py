"""The pack of Hunan."""

from pathlib import Path

from hegui.plugins import hookimpl
from hegui.rules.check import Check


@hookimpl
def hegui_packs() -> list[Path]:
    """This folder is the pack."""
    return [Path(__file__).parent]


@hookimpl
def hegui_checks() -> list[Check]:
    """What offices of the province ask for and the expression language cannot say."""
    from .submission import SUBMISSION

    return [SUBMISSION]
