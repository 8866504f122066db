"""The keys of the audit as JSON: where they stand from its schema, what they mean from audit_json.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from catalogue import Catalogue
from wording import code, table

Schema = Mapping[str, Any]

_WHOLE = "record"
_CELL = "cell"
_KINDS = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "真假",
    "object": "对象",
    "array": "列表",
    "null": "`null`",
}


def audit_json(_: Catalogue) -> str:
    """The whole, then its parts."""
    schema = audit_schema()
    parts = {_WHOLE: schema, **{name: part for name, part in schema["$defs"].items() if "properties" in part}}
    return "\n".join(line for name, part in parts.items() for line in _part(name, part))


def audit_schema() -> Schema:
    schema: Schema = json.loads(files("hegui.output.schemas").joinpath("audit-1.json").read_text("utf-8"))
    return schema


def meaning(part: str, key: str) -> str:
    """What a key of a part means. Raises ValueError for one that nobody has explained yet."""
    words = _meanings()
    found = words.get(part, {}).get(key) or words["common"].get(key.rpartition(".")[2])
    if found is None:
        raise ValueError(f"audit_json.yaml 中没有说明 {part} 的“{key}”，请补上。")
    return str(found)


@cache
def _meanings() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return words


def keys(schema: Schema, prefix: str) -> Iterator[tuple[str, Schema, bool]]:
    """The keys of an object and of the objects in it: dotted name, schema, and whether it is always there."""
    for key, value in schema["properties"].items():
        name = f"{prefix}{key}"
        yield name, value, key in schema.get("required", ())
        inner = value.get("items", value)
        if "properties" in inner:
            yield from keys(inner, f"{name}{'[]' if 'items' in value else ''}.")


def _part(name: str, schema: Schema) -> Iterator[str]:
    yield f"## {meaning(name, '')} {{ #{name} }}\n"
    yield table(
        ("键", "内容", "必有", "说明"),
        (
            (_dotted(key), _type(value), "是" if required else "", meaning(name, key))
            for key, value, required in keys(schema, "")
        ),
    )
    yield ""


def _dotted(key: str) -> str:
    """A key that may be broken after its dots."""
    return f"<code>{key.replace('.', '.<wbr>')}</code>"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return "数或 `null`" if name == _CELL else f"[{name}](#{name})"
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        return "、".join(code(json.dumps(value, ensure_ascii=False)) for value in values)
    if "anyOf" in schema:
        return "或".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array" and "items" in schema:
        return f"列表：{_type(schema['items'])}"
    written = schema.get("type", "object")
    return "或".join(_KINDS[kind] for kind in ([written] if isinstance(written, str) else written))
