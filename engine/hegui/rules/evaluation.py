"""What an expression comes to: its value, its words with the numbers put in, and a Python source for the fast path."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from hegui.model.report import Number

Exact = int | Fraction
Lookup = Callable[[Any], Number | Fraction | date | None]
"""Gives the value of a slot, None where it is missing."""


class Kind(StrEnum):
    """What a value is; the words are for error messages."""

    NUMBER = "数"
    DATE = "日期"
    TRUTH = "判断"


class Term(NamedTuple):
    """What a name stands for: one slot, or the several slots of a group, which only a function can take."""

    slots: tuple[Hashable, ...]
    kind: Kind = Kind.NUMBER
    group: bool = False


Terms = Mapping[str, Term]


class _Operation(NamedTuple):
    apply: Callable[[Any, Any], Any]
    sign: str
    python: str
    strength: int


class _Relation(NamedTuple):
    holds: Callable[[Any, Any], bool]
    sign: str
    opposite: str
    python: str


class _Words(NamedTuple):
    """A printed part: how strongly it holds together, and how many numbers it has."""

    text: str
    strength: int
    numbers: int = 1

    def within(self, strength: int) -> str:
        return self.text if self.strength >= strength else f"({self.text})"


_NEGATIVE, _SUM, _PRODUCT, _ATOM = range(4)

_OPERATIONS: Mapping[type[ast.operator], _Operation] = {
    ast.Add: _Operation(operator.add, "+", "({} + {})", _SUM),
    ast.Sub: _Operation(operator.sub, "-", "({} - {})", _SUM),
    ast.Mult: _Operation(operator.mul, "×", "({} * {})", _PRODUCT),
    ast.Div: _Operation(lambda left, right: Fraction(left) / right, "÷", "(Fraction({}) / {})", _PRODUCT),
}
_RELATIONS: Mapping[type[ast.cmpop], _Relation] = {
    ast.Eq: _Relation(operator.eq, "=", "≠", "=="),
    ast.NotEq: _Relation(operator.ne, "≠", "=", "!="),
    ast.Lt: _Relation(operator.lt, "<", "≥", "<"),
    ast.LtE: _Relation(operator.le, "≤", ">", "<="),
    ast.Gt: _Relation(operator.gt, ">", "≤", ">"),
    ast.GtE: _Relation(operator.ge, "≥", "<", ">="),
}
_APPLY: Mapping[str, Callable[[list[Any]], Any]] = {
    "合计": sum,
    "最大": max,
    "最小": min,
    "绝对值": lambda values: abs(values[0]),
}
_PYTHON = {"合计": "({})", "最大": "max(({},))", "最小": "min(({},))", "绝对值": "abs({})"}

_Comparison = tuple[ast.expr, _Relation, ast.expr]


class Evaluation:
    """An expression read with one set of values."""

    def __init__(self, terms: Terms, lookup: Lookup) -> None:
        self._terms = terms
        self._lookup = lookup

    def value(self, node: ast.expr) -> Any:
        """A number, a date or a truth; None where a missing value (or a division by zero) leaves it open."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self._slot(self._terms[name].slots[0])
            case ast.UnaryOp(op=op, operand=operand):
                value = self.value(operand)
                if value is None or isinstance(op, ast.UAdd):
                    return value
                return not value if isinstance(op, ast.Not) else -value
            case ast.BinOp(left=left, op=op, right=right):
                return _calculate(_OPERATIONS[type(op)], self.value(left), self.value(right))
            case ast.Compare():
                return _every(self._compare(pair) for pair in _pairs(node))
            case ast.BoolOp(op=ast.And(), values=values):
                return _every(self.value(value) for value in values)
            case ast.BoolOp(values=values):
                return _opposite(_every(_opposite(self.value(value)) for value in values))
            case ast.Call(func=ast.Name(id=function), args=arguments):
                numbers = [number for argument in arguments for number in self._argument(argument)]
                return None if None in numbers else _APPLY[function](numbers)
        raise AssertionError(ast.dump(node))

    def deciding(self, node: ast.expr) -> Iterator[_Comparison]:
        """The comparisons that make a node true or false."""
        truth = self.value(node)
        match node:
            case ast.UnaryOp(operand=operand):
                yield from self.deciding(operand)
            case ast.BoolOp(values=values):
                for value in values:
                    if self.value(value) is truth:
                        yield from self.deciding(value)
            case ast.Compare():
                yield from (pair for pair in _pairs(node) if self._compare(pair) is truth)

    def relation(self, comparison: _Comparison) -> str:
        """A comparison with its numbers put in and the relation that is true of them."""
        left, relation, right = comparison
        sign = relation.sign if self._compare(comparison) else relation.opposite
        return f"{self._side(left)} {sign} {self._side(right)}"

    def _slot(self, slot: Hashable) -> Exact | date | None:
        value = self._lookup(slot)
        return Fraction(value) if isinstance(value, Decimal) else value

    def _argument(self, node: ast.expr) -> list[Any]:
        if isinstance(node, ast.Name):
            return [self._slot(slot) for slot in self._terms[node.id].slots]
        return [self.value(node)]

    def _compare(self, comparison: _Comparison) -> bool | None:
        left, relation, right = comparison
        values = self.value(left), self.value(right)
        return None if None in values else relation.holds(*values)

    def _side(self, node: ast.expr) -> str:
        """One side of a relation; what takes some adding up is followed by its value."""
        words = self._words(node)
        return words.text if words.numbers < 3 else f"{words.text}（= {value_text(self.value(node))}）"

    def _words(self, node: ast.expr) -> _Words:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                words = self._words(operand)
                return _Words(f"-{words.within(_ATOM)}", _NEGATIVE, words.numbers)
            case ast.UnaryOp(operand=operand):
                return self._words(operand)
            case ast.BinOp(left=left, op=op, right=right):
                operation = _OPERATIONS[type(op)]
                first, second = self._words(left), self._words(right)
                tight = operation.strength + (not isinstance(op, ast.Add))
                text = f"{first.within(operation.strength)} {operation.sign} {second.within(tight)}"
                return _Words(text, operation.strength, first.numbers + second.numbers)
            case ast.Call(func=ast.Name(id="合计"), args=arguments):
                return _summed([part for argument in arguments for part in self._summands(argument)])
            case ast.Call(func=ast.Name(id=function), args=arguments):
                values = [value_text(value) for argument in arguments for value in self._argument(argument)]
                return _Words(f"{function}({', '.join(values)})", _ATOM, len(values))
        return _number(self.value(node))

    def _summands(self, node: ast.expr) -> list[_Words]:
        """The parts of a sum; of a group only those that are not zero, since it may have dozens."""
        if isinstance(node, ast.Name) and self._terms[node.id].group:
            return [_number(value) for value in self._argument(node) if value]
        return [self._words(node)]


def python_source(node: ast.expr, terms: Terms, name: Callable[[Hashable], str]) -> str:
    """Source of a Python expression over values none of which is missing; `name` gives the source of a slot.

    It consists of what is written here, of integers and of `name`'s results, never of words of the rule. It needs
    `Fraction` and may raise ZeroDivisionError.
    """

    def written(inner: ast.expr) -> str:
        return python_source(inner, terms, name)

    def argument(inner: ast.expr) -> list[str]:
        return [name(slot) for slot in terms[inner.id].slots] if isinstance(inner, ast.Name) else [written(inner)]

    match node:
        case ast.Constant(value=Fraction() as value):
            return f"Fraction({value.numerator}, {value.denominator})"
        case ast.Constant(value=value):
            return str(value)
        case ast.Name(id=identifier):
            return name(terms[identifier].slots[0])
        case ast.UnaryOp(op=op, operand=operand):
            sign = "not " if isinstance(op, ast.Not) else "-" if isinstance(op, ast.USub) else "+"
            return f"({sign}{written(operand)})"
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)].python.format(written(left), written(right))
        case ast.BoolOp(op=op, values=values):
            return f"({(' and ' if isinstance(op, ast.And) else ' or ').join(map(written, values))})"
        case ast.Compare(left=left):
            rest = (f" {relation.python} {written(right)}" for _, relation, right in _pairs(node))
            return f"({written(left)}{''.join(rest)})"
        case ast.Call(func=ast.Name(id=function), args=arguments):
            parts = [part for inner in arguments for part in argument(inner)]
            return _PYTHON[function].format((" + " if function == "合计" else ", ").join(parts))
    raise AssertionError(ast.dump(node))


def value_text(value: Number | Fraction | date) -> str:
    """A value as an office would write it: 12, 3.25, 2025年2月17日. A fraction without end is cut to four places."""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    decimal = Context(prec=40).divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return f"{decimal if Fraction(decimal) == exact else round(decimal, 4):f}"


def _number(value: Exact | date) -> _Words:
    negative = not isinstance(value, date) and value < 0
    return _Words(value_text(value), _NEGATIVE if negative else _ATOM)


def _summed(parts: list[_Words]) -> _Words:
    if len(parts) < 2:
        return parts[0] if parts else _number(0)
    return _Words(" + ".join(part.within(_SUM) for part in parts), _SUM, sum(part.numbers for part in parts))


def _calculate(operation: _Operation, left: Exact | None, right: Exact | None) -> Exact | None:
    if left is None or right is None:
        return None
    try:
        result: Exact = operation.apply(left, right)
    except ZeroDivisionError:
        return None
    return result


def _pairs(node: ast.Compare) -> Iterator[_Comparison]:
    """a < b < c as (a < b), (b < c)."""
    for left, op, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
        yield left, _RELATIONS[type(op)], right


def _every(truths: Iterable[bool | None]) -> bool | None:
    """False if any is false, else None if any is missing, else True."""
    seen = set(truths)
    return False if False in seen else None if None in seen else True


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth
