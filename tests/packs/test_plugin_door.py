"""Packs know hegui by one door, and the door only leads on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hegui.plugin
from environments import ROOT

FILES = sorted((ROOT / "plugins").glob("*/**/*.py"))
DOOR = Path(hegui.plugin.__file__ or "")


def imported(file: Path) -> Iterator[str]:
    """The modules that a file imports, those of its own package left out."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT / "plugins").as_posix())
def test_a_pack_imports_nothing_of_hegui_but_its_door(file: Path) -> None:
    """Its tests may use what proves rules, too."""
    allowed = {"hegui", "hegui.plugin", "hegui.proving"} if "tests" in file.parts else {"hegui.plugin"}
    used = {module for module in imported(file) if module.partition(".")[0] == "hegui"}
    assert used <= allowed
    assert used, "a file that uses nothing of hegui does not belong to a pack"


def test_the_door_defines_nothing() -> None:
    docstring, *others, last = ast.parse(DOOR.read_text("utf-8")).body
    assert isinstance(docstring, ast.Expr)
    assert all(isinstance(node, ast.ImportFrom) for node in others)
    assert isinstance(last, ast.Assign)
    assert [ast.unparse(target) for target in last.targets] == ["__all__"]


def test_all_that_leads_through_the_door_is_named_once_and_in_order() -> None:
    names = [
        alias.asname or alias.name
        for node in ast.parse(DOOR.read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert sorted(names) == sorted(hegui.plugin.__all__)
    constants, classes, functions = (
        [name for name in hegui.plugin.__all__ if fits(name)]
        for fits in (str.isupper, lambda name: name[0].isupper() and not name.isupper(), lambda name: name[0].islower())
    )
    assert hegui.plugin.__all__ == [*sorted(constants), *sorted(classes), *sorted(functions)]
