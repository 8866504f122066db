"""The knowledge of the national pack, and rosters written as an office would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hegui.model.corpus import RosterUnit
from hegui.project.host import Host
from hegui.project.roster import read_roster
from hegui.recognise import Knowledge
from hegui.rules.assembly import load_ruleset

Read = Callable[..., tuple[RosterUnit, ...]]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    ruleset = load_ruleset(Host.load(), only=["national"])
    return Knowledge.of(ruleset.forms, ruleset.lexicons)


@pytest.fixture
def read(tmp_path: Path, knowledge: Knowledge) -> Read:
    """Write a roster's text to a file of this name and read it."""

    def read(text: str, name: str = "名册.csv", encoding: str = "utf-8") -> tuple[RosterUnit, ...]:
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return read_roster(file, knowledge).units

    return read


def names(units: Sequence[RosterUnit]) -> list[str]:
    return [unit.name for unit in units]
