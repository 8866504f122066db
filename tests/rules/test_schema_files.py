"""The published JSON Schemas are those that the code makes, and every file of the packs here follows its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hegui.project.host import Host
from hegui.rules.packs import data_files
from hegui.rules.schemas import mark, schema_files, schema_of_file, write_schemas
from hegui.rules.strict_yaml import read_yaml

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "engine" / "hegui" / "rules" / "schemas"
PACKS = [ROOT / "ruleset", *sorted(file.parent for file in (ROOT / "plugins").glob("*/*/pack.yaml"))]


@pytest.fixture(scope="module")
def host() -> Host:
    """Every kind of rule that the repository has."""
    return Host.load([pack for pack in PACKS if (pack / "__init__.py").is_file()])


def test_the_published_schemas_are_up_to_date(host: Host) -> None:
    """`make schemas` writes them anew."""
    files = {file.name: file.read_text("utf-8") for file in PUBLISHED.glob("*.json")}
    assert files == schema_files(host.checks.values())


@pytest.mark.parametrize("file", sorted(PUBLISHED.glob("*.json")), ids=lambda file: file.stem)
def test_every_schema_is_one_and_every_key_is_explained(file: Path) -> None:
    schema = json.loads(file.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert [path for path, each in _properties(schema, file.stem) if each is not True and not _is_explained(each)] == []


def _properties(schema: Any, path: str) -> list[tuple[str, Any]]:
    """Every key that a schema allows, with its schema."""
    found = []
    if isinstance(schema, dict):
        for key, each in schema.items():
            if key == "properties":
                found += [(f"{path}.{name}", value) for name, value in each.items()]
            found += _properties(each, f"{path}.{key}" if key == "properties" else path)
    elif isinstance(schema, list):
        for each in schema:
            found += _properties(each, path)
    return found


def _is_explained(schema: dict[str, Any]) -> bool:
    return bool(schema.keys() & {"description", "$ref", "const"})  # a const only picks the kind in a condition


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_file_follows_its_schema_and_names_no_other(pack: Path) -> None:
    validators = {
        file.stem: Draft202012Validator(json.loads(file.read_text("utf-8"))) for file in PUBLISHED.glob("*.json")
    }
    for name, path in data_files(pack).items():
        kind = schema_of_file(name)
        if kind is None:
            continue
        line = path.read_text("utf-8").partition("\n")[0]
        if line.startswith("# yaml-language-server: $schema="):  # for editors; `make schemas` adds it
            named = (path.parent / line.partition("=")[2]).resolve()
            assert named.is_file() and named.name == f"{kind}.json", path
        assert [error.message for error in validators[kind].iter_errors(read_yaml(path).data)] == [], path


def test_a_pack_elsewhere_is_marked_once(tmp_path: Path, host: Host) -> None:
    pack = tmp_path / "pack"
    rule = pack / "rules" / "tables" / "some-rule.yaml"
    rule.parent.mkdir(parents=True)
    rule.write_text("# 说明\nid: some-rule\n", "utf-8")
    (pack / "pack.yaml").write_text("name: local\n", "utf-8")
    folder = pack / ".schemas"
    written = write_schemas(folder, host.checks.values())
    assert {file.name for file in written} == {file.name for file in PUBLISHED.glob("*.json")}
    assert mark(pack, folder) == [pack / "pack.yaml", rule]
    assert rule.read_text("utf-8") == (
        "# yaml-language-server: $schema=../../.schemas/rule.json\n# 说明\nid: some-rule\n"
    )
    assert mark(pack, folder) == []
    mark(pack, tmp_path / "other")
    assert rule.read_text("utf-8").count("yaml-language-server") == 1
    assert "../../../other/rule.json" in rule.read_text("utf-8")
