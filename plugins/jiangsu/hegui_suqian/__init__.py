"""The pack of the city of Suqian."""

from pathlib import Path

from hegui.plugin import hookimpl


@hookimpl
def hegui_packs() -> list[Path]:
    """This folder is the pack."""
    return [Path(__file__).parent]
