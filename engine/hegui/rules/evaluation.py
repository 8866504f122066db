"""What an expression comes to: its value, its words with the numbers put in, and a Python source for the fast path."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from hegui.model.report import Number
from hegui.rules.working_days import Span, UndeterminedError, days_between, next_working_day, working_days_between

Exact = int | Fraction
Lookup = Callable[[Any], Number | Fraction | date | str | None]
"""Gives the value of a slot, None where it is missing."""


class ValueType(StrEnum):
    """What a value is; the words are for error messages."""

    NUMBER = "数"
    DATE = "日期"
    TEXT = "文字"
    SPAN = "时长"
    TRUTH = "判断"


class Term(NamedTuple):
    """What a name stands for: one slot, or the several slots of a group, which only a function can take."""

    slots: tuple[Hashable, ...]
    value_type: ValueType = ValueType.NUMBER
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


class DateFunction(NamedTuple):
    """What is done with dates: the kinds of what it takes, the kind of what it gives, and the unit of a count."""

    takes: tuple[ValueType, ...]
    gives: ValueType
    apply: Callable[..., Any]
    unit: str = ""


WORKING_DAYS = "个工作日"
UNITS: Mapping[str, DateFunction] = {
    "天": DateFunction((ValueType.NUMBER,), ValueType.SPAN, Span, "天"),
    WORKING_DAYS: DateFunction(
        (ValueType.NUMBER,), ValueType.SPAN, lambda count: Span(count, working=True), WORKING_DAYS
    ),
}
"""What stands behind a number; in a tree they are functions of it."""
DATE_FUNCTIONS: Mapping[str, DateFunction] = {
    "天数": DateFunction((ValueType.DATE,) * 2, ValueType.NUMBER, days_between, "天"),
    "工作日数": DateFunction((ValueType.DATE,) * 2, ValueType.NUMBER, working_days_between, WORKING_DAYS),
    "顺延": DateFunction((ValueType.DATE,), ValueType.DATE, next_working_day),
}
OF_DATES = {**UNITS, **DATE_FUNCTIONS}
_PYTHON = {"合计": "({})", "最大": "max(({},))", "最小": "min(({},))", "绝对值": "abs({})"}

AT_LEAST = "至少"
"""The function whose first argument says how many of the others must be true: 至少(2, 甲 > 0, 乙 > 0, 丙 > 0)."""

_Comparison = tuple[ast.expr, _Relation, ast.expr]


class Evaluation:
    """An expression read with one set of values."""

    def __init__(self, terms: Terms, lookup: Lookup) -> None:
        self._terms = terms
        self._lookup = lookup
        self.obstacles: dict[str, None] = {}
        """Why dates could not be told, in Chinese phrases, each once."""

    def value(self, node: ast.expr) -> Any:
        """A number, a date, a text or a truth; None where a missing value (or a division by zero) leaves it open."""
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
                return self._result(_OPERATIONS[type(op)].apply, [self.value(left), self.value(right)])
            case ast.Compare():
                return _every(self._compare(pair) for pair in _pairs(node))
            case ast.BoolOp(op=ast.And(), values=values):
                return _every(self.value(value) for value in values)
            case ast.BoolOp(values=values):
                return _opposite(_every(_opposite(self.value(value)) for value in values))
            case ast.Call(func=ast.Name(id="至少"), args=[wanted, *conditions]):
                return _at_least(self.value(wanted), [self.value(condition) for condition in conditions])
            case ast.Call(func=ast.Name(id=function), args=arguments):
                values = [value for argument in arguments for value in self._argument(argument)]
                if function in OF_DATES:
                    return self._result(OF_DATES[function].apply, values)
                return None if None in values else _APPLY[function](values)
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
            case ast.Call(func=ast.Name(id="至少"), args=[_, *conditions]):
                for condition in conditions:  # how many are true and how many not: all of them tell
                    if self.value(condition) is not None:
                        yield from self.deciding(condition)
            case ast.Compare():
                yield from (pair for pair in _pairs(node) if self._compare(pair) is truth)

    def relation(self, comparison: _Comparison) -> str:
        """A comparison with its numbers put in and the relation that is true of them."""
        left, relation, right = comparison
        sign = relation.sign if self._compare(comparison) else relation.opposite
        return f"{self._side(left)} {sign} {self._side(right)}"

    def _result(self, apply: Callable[..., Any], values: list[Any]) -> Any:
        if None in values:
            return None
        try:
            return apply(*values)
        except ZeroDivisionError:
            return None
        except UndeterminedError as error:
            self.obstacles[str(error)] = None
            return None

    def _slot(self, slot: Hashable) -> Exact | date | str | None:
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
            case ast.Call(func=ast.Name(id=unit), args=[count]) if unit in UNITS:
                return _Words(f"{self._words(count).within(_ATOM)} {unit}", _ATOM, 2)
            case ast.Call(func=ast.Name(id=function), args=arguments) if function in DATE_FUNCTIONS:
                return _Words(f"{function}({', '.join(self._words(each).text for each in arguments)})", _ATOM, 3)
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
        case ast.Call(func=ast.Name(id="至少"), args=[wanted, *conditions]):
            return f"(({' + '.join(map(written, conditions))}) >= {written(wanted)})"
        case ast.Call(func=ast.Name(id=function), args=arguments):
            parts = [part for inner in arguments for part in argument(inner)]
            return _PYTHON[function].format((" + " if function == "合计" else ", ").join(parts))
    raise AssertionError(ast.dump(node))


def value_text(value: Number | Fraction | date | str) -> str:
    """A value as an office would write it: 12, 3.25, 2025年2月17日, “乡镇”. A fraction without end is cut to four
    places.
    """
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    context = Context(prec=len(str(exact.numerator)) + 40)
    decimal = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return f"{decimal if Fraction(decimal) == exact else decimal.quantize(Decimal('0.0001'), context=context):f}"


def _number(value: Exact | date | str) -> _Words:
    negative = isinstance(value, int | Fraction) and value < 0
    return _Words(value_text(value), _NEGATIVE if negative else _ATOM)


def _summed(parts: list[_Words]) -> _Words:
    if len(parts) < 2:
        return parts[0] if parts else _number(0)
    return _Words(" + ".join(part.within(_SUM) for part in parts), _SUM, sum(part.numbers for part in parts))


def _pairs(node: ast.Compare) -> Iterator[_Comparison]:
    """a < b < c as (a < b), (b < c)."""
    for left, op, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
        yield left, _RELATIONS[type(op)], right


def _every(truths: Iterable[bool | None]) -> bool | None:
    """False if any is false, else None if any is missing, else True."""
    seen = set(truths)
    return False if False in seen else None if None in seen else True


def _at_least(wanted: int, truths: Sequence[bool | None]) -> bool | None:
    """Whether so many are true; None where those that are missing decide it."""
    true = truths.count(True)
    if true >= wanted:
        return True
    return None if true + truths.count(None) >= wanted else False


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth
