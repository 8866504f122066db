"""docs/architecture.md names what there is, and leaves no package out."""

from __future__ import annotations

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

from hegui.project.project import Project

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
MODULES = set(re.findall(r"`(hegui(?:\.\w+)*)`", TEXT))


def test_every_module_that_is_named_is_there() -> None:
    assert len(MODULES) > 30
    assert [name for name in sorted(MODULES) if find_spec(name) is None] == []


def test_every_path_that_is_named_is_there() -> None:
    paths = re.findall(r"`([\w./]+/[\w./]*|\w+\.(?:py|toml))`", TEXT)
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_package_has_its_place_among_the_layers_in_their_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    linted = [{f"hegui.{name}" for name in layer.split(" | ")} for layer in reversed(layers) if layer != "__main__"]
    table = TEXT.partition("## Layers")[2].partition("## ")[0]
    told = [
        set(re.findall(r"`(hegui\.\w+)`", line.split("|")[1])) for line in table.splitlines() if line.startswith("| `")
    ]
    assert told == linted
    packages = {f"hegui.{file.parent.name}" for file in (ROOT / "engine" / "hegui").glob("*/__init__.py")}
    assert packages <= set().union(*linted)


def test_the_walk_is_that_of_the_code() -> None:
    """Every module that the composing place imports to make a run is a step of the walk."""
    walk = TEXT.partition("## The walk of a report")[2].partition("\n## ")[0]
    source = Path(__import__(Project.__module__, fromlist=["x"]).__file__ or "").read_text("utf-8")
    imported = set(re.findall(r"^\s*from (hegui\.(?:judge|project)\.\w+) import", source, re.MULTILINE))
    assert len(imported) > 8
    assert [name for name in sorted(imported) if f"`{name}`" not in walk] == []
