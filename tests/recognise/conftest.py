"""What the tests of recognition share: the knowledge of the ruleset, and a way from bytes or text to a report."""

from __future__ import annotations

from pathlib import Path

import pytest
from printed import Recognise

from hegui.model.report import Report
from hegui.read import read
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet


@pytest.fixture(scope="session")
def knowledge(ruleset: RuleSet) -> Knowledge:
    return Knowledge.of(ruleset.forms, ruleset.lexicons)


@pytest.fixture(scope="session")
def recognised(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Recognise:
    """`recognised(content, suffix)`: the report in a file of this content."""
    folder: Path = tmp_path_factory.mktemp("recognised")

    def recognise_content(content: str | bytes, suffix: str = ".txt") -> Report:
        path = folder / f"report{suffix}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return recognise(read(path), knowledge)

    return recognise_content
