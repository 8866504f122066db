"""Whatever is wrong with a pack, every command that looks at it says so, with the place, and ends alike: lint of its
folder, lint with it named, its cases, and an audit, which judges nothing by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from catalogue_of_mistakes import CODE_SLIPS, SLIPS, CodeSlip, Slip, write, write_plugin


@pytest.fixture
def four(hegui: Any, write_report: Any) -> Callable[..., Iterator[Any]]:
    """What each of the four commands leaves behind for a pack that is named in some way."""

    def run(pack: Path, option: str, named: str, *more: object) -> Iterator[Any]:
        yield hegui("rules", "lint", pack, *more)
        yield hegui("rules", "lint", option, pack)
        yield hegui("rules", "test", named, option, pack)
        yield hegui("audit", write_report(), option, pack, "--no-cache", "--format", "json")

    return run


def test_the_packs_that_the_others_are_made_of_are_sound(four: Any, folder: Path) -> None:
    assert [ran.status for ran in four(write(folder / "practice"), "--rules", "practice")] == [0, 0, 0, 0]
    plugin = write_plugin(folder / "plugin")
    statuses = [ran.status for ran in four(plugin, "--plugin", "table4-totals", "--plugin", plugin)]
    assert statuses == [0, 0, 0, 0]


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
@pytest.mark.slow
def test_a_mistake_is_refused_alike_and_told_at_its_place(slip: Slip, four: Any, folder: Path) -> None:
    pack = write(folder / "practice", slip)
    place = f"practice/{slip.file}" + (f":{slip.line}:" if slip.line else "：")
    for ran in four(pack, "--rules", "practice-platform"):
        told = ran.out + ran.err
        assert ran.status == 2, told
        assert place in told
        assert slip.told in told


@pytest.mark.parametrize("slip", CODE_SLIPS.values(), ids=CODE_SLIPS.keys())
@pytest.mark.slow
def test_a_mistake_in_code_is_told_alike(
    slip: CodeSlip, four: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "运行超过" in slip.told:
        monkeypatch.setattr("hegui.project.host.LOADING", 1.0)
        monkeypatch.setattr("hegui.project.host.COMPILING", 1.0)
    pack = write_plugin(folder / "practice", slip)
    for ran in four(pack, "--plugin", "table4-totals", "--plugin", pack):
        told = ran.out + ran.err
        assert ran.status == slip.status, told
        assert slip.told in told
