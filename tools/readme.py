"""The scorecard in README.md: `make readme` writes it anew."""

from __future__ import annotations

import io
import os
import re
from contextlib import chdir, redirect_stdout
from pathlib import Path
from unittest import mock

from hegui.cli import main

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

_SCORECARD = re.compile(
    r"(?<=<!-- scorecard -->\n```\n)\$ hegui ([^\n]+)\n(.*?)(?=```\n<!-- /scorecard -->)", re.DOTALL
)


def shown(text: str) -> tuple[str, str]:
    """The command of the scorecard, without `hegui`, and what it printed when it was written."""
    found = _SCORECARD.search(text)
    assert found is not None, "README.md has no scorecard"
    return found[1], found[2]


def printed(command: str) -> str:
    """What a command of hegui prints in a terminal of 80 columns, beside the sample reports."""
    with chdir(ROOT), mock.patch.dict(os.environ, COLUMNS="80"), redirect_stdout(io.StringIO()) as out:
        main(command.split())
    return out.getvalue()


def write_scorecard() -> None:
    text = README.read_text("utf-8")
    command, _ = shown(text)
    scorecard = f"$ hegui {command}\n{printed(command)}"
    README.write_text(_SCORECARD.sub(lambda _: scorecard, text), "utf-8")


if __name__ == "__main__":
    write_scorecard()
