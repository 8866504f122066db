"""Changes of data, each in one place: what a schema says of the place decides what may be changed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hegui.rules.expression import UNIT_NAMES, ExpressionError, syntax_of, written
from hegui.rules.schema import EXPRESSION, REGEX

_NEVER = "(?!)"
"""Matches nothing."""
_FEW = 5
"""A choice among more than so many is no condition but a place to look in."""
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_LONGEST = 40
_OTHER_RELATIONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
}
_ONE_DAY = ast.BinOp(ast.Constant(1), ast.Mult(), ast.Name("天"))


class Change(NamedTuple):
    """What was changed, in Chinese, and the data as they are now."""

    what: str
    data: Any


def changes(data: Any, schema: Mapping[str, Any], name: str = "", *, needed: bool = True) -> Iterator[Change]:
    """Every change of data that follow a schema. `needed`: whether they are not left out by a change around them."""
    kind = schema.get("format")
    match data:
        case str() if kind == EXPRESSION:
            for changed in changed_expressions(data):
                yield Change(f"{name}：{changed}", changed)
        case str() if kind == REGEX:
            yield from _patterns(data, name, needed=needed)
        case str() if 1 < len(schema.get("enum", ())) <= _FEW:
            for other in schema["enum"]:
                if other != data:
                    yield Change(f"{name}：由 {data} 改为 {other}", other)
        case bool():
            yield Change(f"{name}：由 {_word(data)} 改为 {_word(not data)}", not data)
        case int() | float():
            for shifted in _beside(data):
                if schema.get("minimum", shifted) <= shifted <= schema.get("maximum", shifted):
                    yield Change(f"{name}：由 {data} 改为 {shifted}", shifted)
        case list():
            yield from _lists(data, schema, name, needed=needed)
        case dict():
            yield from _mappings(data, schema, name, needed=needed)


def changed_expressions(source: str) -> Iterator[str]:
    """Expressions that differ from this one in one thing; some may have no meaning where they stand."""
    try:
        tree = syntax_of(source)
    except ExpressionError:
        return
    for index, node in enumerate(ast.walk(tree)):
        for change in _others(node):
            copy = deepcopy(tree)
            target = list(ast.walk(copy))[index]
            changed = _Replace(target, change).visit(copy)
            yield written(changed)


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, by: ast.expr) -> None:
        self._target = target
        self._by = by

    def visit(self, node: ast.AST) -> ast.AST:
        return self._by if node is self._target else self.generic_visit(node)


def _others(node: ast.AST) -> Iterator[ast.expr]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(left=left, ops=operators, comparators=sides):
            for place, operator in enumerate(operators):
                for other in _OTHER_RELATIONS.get(type(operator), ()):
                    yield ast.Compare(left, [*operators[:place], other(), *operators[place + 1 :]], sides)
            for shift in (ast.Add(), ast.Sub()):
                for by in (ast.Constant(1), _ONE_DAY):  # of numbers, or of dates
                    yield ast.Compare(left, operators, [*sides[:-1], ast.BinOp(sides[-1], shift, by)])
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for place in range(len(values)):
                yield _joined(operator, values[:place] + values[place + 1 :])
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as operator, right=right):
            yield left
            yield right
            yield ast.BinOp(left, ast.Sub() if isinstance(operator, ast.Add) else ast.Add(), right)
        case ast.BinOp(left=left, right=ast.Name(id=unit)) if unit in UNIT_NAMES:
            for other_unit in dict.fromkeys(UNIT_NAMES.values()):
                if other_unit != UNIT_NAMES[unit]:
                    yield ast.BinOp(left, ast.Mult(), ast.Name(other_unit))
        case ast.BinOp(left=left, right=right):
            yield left
            yield right
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Call(func=ast.Name(id="至少") as function, args=[ast.Constant(value=int(number)), *conditions]):
            for fewer_or_more in (number - 1, number + 1):
                yield ast.Call(function, [ast.Constant(fewer_or_more), *conditions], [])
            for place in range(len(conditions)):
                yield ast.Call(function, [ast.Constant(number), *conditions[:place], *conditions[place + 1 :]], [])
        case ast.Call(func=function, args=arguments) if len(arguments) > 1:
            for place in range(len(arguments)):
                yield ast.Call(function, arguments[:place] + arguments[place + 1 :], [])
        case ast.Call(args=[argument]):
            yield argument


def _joined(operator: ast.boolop, values: list[ast.expr]) -> ast.expr:
    return values[0] if len(values) == 1 else ast.BoolOp(operator, values)


def _patterns(source: str, name: str, *, needed: bool) -> Iterator[Change]:
    if needed:
        yield Change(f"{name}：不与任何文字相合", _NEVER)
    alternatives = _alternatives(source)
    if len(alternatives) > 1:
        for place, dropped in enumerate(alternatives):
            rest = "|".join(alternatives[:place] + alternatives[place + 1 :])
            yield Change(f"{name}：去掉“{_short(dropped)}”", rest)


def _lists(items: list[Any], schema: Mapping[str, Any], name: str, *, needed: bool) -> Iterator[Change]:
    of_items = schema.get("items", {})
    for place, item in enumerate(items):
        if not of_items.get("enum") and (len(items) > 1 or "minItems" not in schema):
            yield Change(f"{name}：去掉第 {place + 1} 项“{_short(item)}”", items[:place] + items[place + 1 :])
        alone = needed and len(items) == 1 and "minItems" in schema
        for change in changes(item, of_items, f"{name} 第 {place + 1} 项", needed=alone):
            yield Change(change.what, [*items[:place], change.data, *items[place + 1 :]])


def _mappings(entries: dict[str, Any], schema: Mapping[str, Any], name: str, *, needed: bool) -> Iterator[Change]:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties")
    for key, value in entries.items():
        of_value = properties.get(key) or (others if isinstance(others, Mapping) else {})
        path = f"{name} 的 {key}" if name else key
        free = key not in properties
        droppable = len(entries) > 1 if free else key not in schema.get("required", ()) and _decides(value, of_value)
        if droppable:
            yield Change(f"去掉 {path}", {other: entry for other, entry in entries.items() if other != key})
        for change in changes(value, of_value, path, needed=needed and not (free and droppable)):
            yield Change(change.what, {**entries, key: change.data})


def _decides(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value is part of a condition: words that only tell (says, what) and names are not, nor is a default."""
    if "default" in schema and value == schema["default"]:
        return False
    return schema.get("type") != "string" or schema.get("format") in (EXPRESSION, REGEX)


def _beside(number: float) -> Iterator[float]:
    """The numbers one more and one less in the last place that is written: 6 and 4 of 5, 1.0 and 0.8 of 0.9."""
    if isinstance(number, int):
        yield from (number + 1, number - 1)
        return
    exact = Decimal(str(number))
    step = Decimal(1).scaleb(int(exact.as_tuple().exponent))
    yield from (float(exact + step), float(exact - step))


def loose_changes(data: Any, name: str, read: Mapping[str, Any] | None = None) -> Iterator[Change]:
    """Changes of data without a schema, which lexicons and parameters are: a list emptied, a number or day shifted.

    `read` names the entries that matter, and of those that are mappings, theirs; without it all do.
    """
    match data:
        case bool():
            yield Change(f"{name}：由 {_word(data)} 改为 {_word(not data)}", not data)
        case int() | float():
            for shifted in _beside(data):
                yield Change(f"{name}：由 {data} 改为 {shifted}", shifted)
        case str() if _MONTH_DAY.fullmatch(data):
            month, day = map(int, data.split("-"))
            for days in (1, -1):
                moved = f"{date(2023, month, day) + timedelta(days):%m-%d}"
                yield Change(f"{name}：由 {data} 改为 {moved}", moved)
        case list() if len(data) > 0:
            yield Change(f"{name}：清空", [])
        case dict():
            for key, value in data.items():
                if read is not None and key not in read:
                    continue
                for change in loose_changes(value, f"{name} 的 {key}", None if read is None else read[key]):
                    yield Change(change.what, {**data, key: change.data})


def _alternatives(source: str) -> list[str]:
    """The parts of a pattern between the bars at its top."""
    parts, depth, start, place, in_set = [], 0, 0, 0, False
    while place < len(source):
        character = source[place]
        if character == "\\":
            place += 1
        elif in_set:
            in_set = character != "]"
        elif character == "[":
            in_set = True
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and depth == 0:
            parts.append(source[start:place])
            start = place + 1
        place += 1
    return [*parts, source[start:]]


def _word(value: bool) -> str:
    return "true" if value else "false"


def _short(value: object) -> str:
    text = str(value.get("pattern", value)) if isinstance(value, dict) else str(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
