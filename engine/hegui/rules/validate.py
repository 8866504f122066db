"""Holds data against a JSON Schema and says what is wrong in one Chinese sentence each, at its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hegui.rules.mistake import Mistake, nearest, suggest
from hegui.rules.strict_yaml import YamlFile, YamlPath

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_Error = Any
"""jsonschema's ValidationError, every field of which its stubs call possibly unset."""

_TYPES = {
    "object": "映射（键: 值）",
    "array": "列表（[甲, 乙]）",
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true 或 false",
    "null": "空值",
}


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """A validator for a schema. Imports jsonschema, which takes long: only for files that no cache holds."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema)


def schema_at(path: YamlPath, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema of files that asks only what stands at one path to follow a schema."""
    for step in reversed(path):
        schema = {"properties": {step: schema}} if isinstance(step, str) else {"prefixItems": [True] * step + [schema]}
    return schema


def validate(file: YamlFile, schema: Draft202012Validator) -> list[Mistake]:
    """Every mistake in a file, once, in the order of its lines."""
    mistakes = dict.fromkeys(_explain_all(file, schema.iter_errors(file.data)))
    return sorted(mistakes, key=lambda mistake: (mistake.line, mistake.column))


def _explain_all(file: YamlFile, errors: Iterable[_Error]) -> Iterator[Mistake]:
    for error in errors:
        yield from _explain(file, error)


def _explain(file: YamlFile, error: _Error) -> Iterator[Mistake]:
    path: YamlPath = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            yield from _unknown_keys(file, path, error)
        case "required":
            yield from _missing_keys(file, path, error)
        case "anyOf" | "oneOf":
            yield from _no_alternative(file, path, error)
        case _:
            yield file.mistake(f"{_named(path)}{_complaint(error)}。", path)


def _unknown_keys(file: YamlFile, path: YamlPath, error: _Error) -> Iterator[Mistake]:
    known = error.schema.get("properties", {})
    patterns = error.schema.get("patternProperties", {})
    for key in error.instance:
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            missing = [name for name in known if name not in error.instance]
            yield file.mistake(f"不认识的键“{key}”，{suggest(key, missing)}；请改正或删去。", (*path, key), at_key=True)


def _missing_keys(file: YamlFile, path: YamlPath, error: _Error) -> Iterator[Mistake]:
    """A key that is missing only because it is misspelt is named once, where it is misspelt."""
    known = error.schema.get("properties", {})
    misspelt = {nearest(key, known.keys() - error.instance.keys()) for key in error.instance if key not in known}
    for missing in error.validator_value:
        if missing not in error.instance and missing not in misspelt:
            meaning = _name(known.get(missing, {}))
            place = f"{_named(path)}中" if path else ""
            yield file.mistake(
                f"{place}缺少“{missing}”{f'（{meaning}）' if meaning else ''}，请补上。",
                path,
                at_key=bool(path) and isinstance(path[-1], str),
            )


def _no_alternative(file: YamlFile, path: YamlPath, error: _Error) -> Iterator[Mistake]:
    """Of several alternatives, complain about the one whose type fits."""
    context = error.context or []
    branches = {cause.schema_path[0] for cause in context}
    wrong_type = {
        c.schema_path[0] for c in context if c.validator in ("type", "const") and c.absolute_path == error.absolute_path
    }
    fitting = branches - wrong_type
    if len(fitting) == 1:
        yield from _explain_all(file, (cause for cause in context if cause.schema_path[0] in fitting))
    else:
        meaning = _meaning(error.schema)
        yield file.mistake(f"{_named(path)}不合要求{f'，应为{meaning}' if meaning else ''}。", path)


def _complaint(error: _Error) -> str:
    value, wanted, meaning = error.instance, error.validator_value, _meaning(error.schema)
    match error.validator:
        case "type" if value is None:
            return f"没有内容，请填写{_name(error.schema)}"
        case "type":
            names = "或".join(_TYPES[name] for name in ([wanted] if isinstance(wanted, str) else wanted))
            quotes = "，请加引号" if wanted == "string" and isinstance(value, int | float) else ""
            if wanted == "string" and isinstance(value, dict):
                quotes = "：以“{”开头的文字请加引号"
            return f"应为{names}，现为{_shown(value)}{quotes}"
        case "enum":
            return f"不能是{_shown(value)}，{suggest(str(value), map(str, wanted))}"
        case "const":
            return f"只能是 {_shown(wanted)}，现为{_shown(value)}"
        case "pattern":
            return f"写作{_shown(value)}不合格式，应为{meaning or wanted}"
        case "minLength":
            return f"没有内容，请填写{_name(error.schema)}"
        case "minItems" | "minProperties":
            return f"至少要有 {wanted} 项"
        case "maxItems" | "maxProperties":
            return f"最多只能有 {wanted} 项"
        case "uniqueItems":
            return "有重复的项，请删去"
        case "minimum" | "exclusiveMinimum":
            return (
                f"过小（{_shown(value)}），应{'大于' if error.validator == 'exclusiveMinimum' else '不小于'} {wanted}"
            )
        case "maximum" | "exclusiveMaximum":
            return (
                f"过大（{_shown(value)}），应{'小于' if error.validator == 'exclusiveMaximum' else '不大于'} {wanted}"
            )
        case "maxLength":
            return f"过长，最多 {wanted} 个字"
    return f"不合要求{f'，应为{meaning}' if meaning else ''}"


def _meaning(schema: Mapping[str, Any]) -> str:
    """What a value is and how it is written: the first sentence of its description; the others are for editors."""
    return str(schema.get("description", "")).partition("。")[0]


def _name(schema: Mapping[str, Any]) -> str:
    """What a value is called: its description up to the colon, after which is told how it is written."""
    return _meaning(schema).partition("：")[0]


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"“{value if len(value) <= 40 else value[:40] + '…'}”"
        case int() | float():
            return f"数 {value}"
        case list():
            return "列表"
        case dict():
            return "映射"
    return "空值"


def _named(path: YamlPath) -> str:
    """A path in words: cases 第 2 项的 fail."""
    words = (f"第 {step + 1} 项" if isinstance(step, int) else f"“{step}”" for step in path)
    return "的".join(words) or "文件内容"
