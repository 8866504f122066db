"""The keys of the audit as JSON: where they stand from its types, what they mean from audit_json.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from catalogue import Catalogue
from wording import code, table

import hegui

Schema = Mapping[str, Any]

_ANY_NUMBER = ({"type": "integer"}, {"type": "number"})
_NULL = {"type": "null"}
_TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "真假", "object": "对象", "array": "列表"}


def audit_json(_: Catalogue) -> str:
    """The whole, then those of its parts that have a title; what has none is told where it stands."""
    parts: Mapping[str, Schema] = hegui.json_schema()["$defs"]
    return "\n".join(line for name in _meanings() if name in parts for line in _part(name, parts))


def meaning(part: str, key: str) -> str:
    """What a key of a part means. Raises ValueError for one that nobody has explained yet."""
    words = _meanings()
    found = words[part].get(key) or words["common"].get(key.rpartition(".")[2])
    if found is None:
        raise ValueError(f"audit_json.yaml 中没有说明 {part} 的“{key}”，请补上。")
    return str(found)


@cache
def _meanings() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return words


def keys(parts: Mapping[str, Schema], part: str, prefix: str = "") -> Iterator[tuple[str, Schema, bool]]:
    """The keys of a part and of the untitled parts in it: dotted name, schema, and whether it is always there."""
    schema = parts[part]
    for key, value in schema["properties"].items():
        yield f"{prefix}{key}", value, key in schema["required"]
        inner = _plain(value)
        items = _items(inner) or inner
        name = items.get("$ref", "").rpartition("/")[2]
        if name not in _meanings() and "properties" in parts.get(name, {}):
            yield from keys(parts, name, f"{prefix}{key}{'[]' if items is not inner else ''}.")


def _part(name: str, parts: Mapping[str, Schema]) -> Iterator[str]:
    yield f"## {meaning(name, '')} {{ #{name} }}\n"
    rows = (
        (_dotted(key), _type(value, parts), "是" if required else "", meaning(name, key))
        for key, value, required in keys(parts, name)
    )
    yield table(("键", "内容", "必有", "说明"), rows)
    yield ""


def _dotted(key: str) -> str:
    """A key that may be broken after its dots."""
    return f"<code>{key.replace('.', '.<wbr>')}</code>"


def _plain(schema: Schema) -> Schema:
    """What a value is where it is not null."""
    others = [one for one in schema.get("anyOf", ()) if one != _NULL]
    return others[0] if len(others) == 1 else schema


def _items(schema: Schema) -> Schema | None:
    """What a list holds, whose items are all alike or stand in a fixed order."""
    items = schema.get("items")
    found: Schema | None = items or schema.get("prefixItems", [None])[0]
    return found


def _type(schema: Schema, parts: Mapping[str, Schema]) -> str:
    if "anyOf" in schema:
        whole_or_not = all(one in schema["anyOf"] for one in _ANY_NUMBER)
        found = [one for one in schema["anyOf"] if one != _ANY_NUMBER[0] or not whole_or_not]
        return "或".join(_type(one, parts) for one in found)
    if "enum" in schema:
        return "、".join(code(json.dumps(value, ensure_ascii=False)) for value in schema["enum"])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{meaning(name, '')}](#{name})" if name in _meanings() else _type(parts[name], parts)
    if schema == _NULL:
        return "`null`"
    if items := _items(schema):
        return f"列表：{_type(items, parts)}"
    return "日期" if schema.get("format") == "date" else _TYPES[schema.get("type", "object")]
