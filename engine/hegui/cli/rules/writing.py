"""A rule as text, and back: what `hegui rules new` writes must read as it was meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.guarding.scratch import Scratch
from hegui.proving.told import flow

if TYPE_CHECKING:
    from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet

_WIDEST = 100


def value_of(key: str, text: str, schema: Mapping[str, Any]) -> Any:
    """The value of a key as a rule file has it. Raises ValueError, in Chinese, for one that will not do."""
    from hegui.rules.mistake import InvalidFileError
    from hegui.rules.strict_yaml import parse_yaml
    from hegui.rules.validate import validate, validator

    try:
        file = parse_yaml(f"{key}: {text}\n", Path(key))
    except InvalidFileError as error:
        raise ValueError(error.mistakes[0].message) from None
    if mistakes := validate(file, validator({"properties": {key: schema}})):
        raise ValueError(mistakes[0].message)
    return file.data[key]


def rule_text(data: Mapping[str, Any]) -> str:
    """A rule file: a key a line, lists and mappings of some size an item a line."""
    return "".join(_entry(key, value) for key, value in data.items())


def compiled_of(data: Mapping[str, Any], ruleset: RuleSet) -> CompiledRule | CompiledCorpusRule:
    """The rule that a file with these data would be. Raises `InvalidFileError`."""
    from hegui.rules.assembly import load_rule_file

    with Scratch() as folder:
        path = Path(folder, f"{data['id']}.yaml")
        path.write_text(rule_text(data), "utf-8")
        return load_rule_file(path, ruleset)


def mistakes_of(data: Mapping[str, Any], ruleset: RuleSet) -> list[str]:
    """What is wrong with these data as a rule, in sentences."""
    from hegui.rules.mistake import InvalidFileError

    try:
        compiled_of(data, ruleset)
    except InvalidFileError as error:
        return [f"{mistake.message}\n    {mistake.excerpt}\n    {mistake.pointer}" for mistake in error.mistakes]
    return []


def _entry(key: str, value: Any) -> str:
    line = f"{key}: {flow(value)}\n"
    if key != "cases" and len(line) <= _WIDEST:
        return line
    if isinstance(value, list):
        return f"{key}:\n" + "".join(f"  - {_case(item) if key == 'cases' else flow(item)}\n" for item in value)
    if isinstance(value, Mapping):
        return f"{key}:\n" + "".join(f"  {flow(name)}: {flow(item)}\n" for name, item in value.items())
    return line


def _case(case: Any) -> str:
    """A case with each of its keys on a line of its own."""
    return "\n    ".join(f"{key}: {flow(value)}" for key, value in case.items())
