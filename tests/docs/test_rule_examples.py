"""Every rule on the pages that teach to write them is without fault and is proved by its cases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml
from blocks import DOCS, Block, before, blocks

from hegui.cli import main

pytestmark = pytest.mark.slow

LAST = DOCS / "proving.md"
PAGES = [*before(LAST), LAST]
EXAMPLES = [block for page in PAGES for block in blocks(page) if block.language == "yaml" or block.title]
RULES = [block for block in EXAMPLES if "/rules/" in block.title]
_PARAMETERS = ("报送期限", "my-city-open-rate")
PIECES = [block for block in EXAMPLES if not block.title]


def write(folder: Path, shown: Sequence[Block]) -> Path:
    """The files that the pages show, in a folder; the pack's own folder in it."""
    for block in shown:
        block.write(folder)
    return folder / "我的规则"


@cache
def support() -> tuple[Block, ...]:
    """What is no rule, and the rules for which parameters are there: without them they would be for nothing."""
    return tuple(
        block
        for block in EXAMPLES
        if block.title and (block not in RULES or any(name in block.text for name in _PARAMETERS))
    )


def test_there_is_an_example_of_each_kind_that_the_pages_treat() -> None:
    kinds = {yaml.safe_load(block.text)["check"] for block in RULES}
    assert kinds >= {"pattern", "identity", "topic", "statement", "length", "citation", "figure", "section", "mention"}


@pytest.mark.parametrize("block", RULES, ids=lambda block: Path(block.title).stem)
def test_a_rule_is_without_fault_and_its_cases_hold(
    block: Block, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write(tmp_path, [*support(), block])
    assert main(["rules", "lint", str(pack / Path(block.title).relative_to("我的规则"))]) == 0, capsys.readouterr().out
    status = main(["rules", "test", Path(block.title).stem, "--rules", str(pack)])
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize("piece", PIECES, ids=lambda block: f"{block.page} line {block.line}")
def test_a_piece_of_a_rule_fits_into_the_first_rule(
    piece: Block, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = RULES[0].text
    if piece.text.startswith("cases:\n"):
        text = first + piece.text.removeprefix("cases:\n")
    else:
        text = first.replace("severity:", f"{piece.text}severity:", 1)
    pack = write(tmp_path, [*support(), RULES[0]._replace(text=text)])
    assert main(["rules", "lint", str(pack)]) == 0, capsys.readouterr().out
    assert main(["rules", "test", Path(RULES[0].title).stem, "--rules", str(pack)]) == 0, capsys.readouterr().out
