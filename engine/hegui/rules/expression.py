"""The expression language of rules: exact numbers, Chinese names, and nothing that could be executed.

    本年新收 + 上年结转 == 总计 + 结转下年度
    总计 == 合计(办理结果)
    table3.总计.结转下年度 == 0 or 报告年度 < 2021

There are names, numbers, `+ - * /`, comparisons (also chained), `and or not`, parentheses and the functions 合计,
最大, 最小, 绝对值. An expression is parsed once, then bound to what its names stand for where it is used. A missing
value makes the result missing (None), unless the rest decides: False and missing is False, True or missing is True.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from hegui.rules.evaluation import Evaluation, Exact, Kind, Lookup, Term, Terms, python_source, value_text
from hegui.rules.fault import nearest
from hegui.rules.syntax import FUNCTIONS, ExpressionError, error_at, normalise, read

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterable, Mapping

__all__ = [
    "FUNCTIONS",
    "Account",
    "Bound",
    "Exact",
    "Expression",
    "ExpressionError",
    "Kind",
    "Lookup",
    "Term",
    "Vocabulary",
    "parse",
    "value_text",
]


class Vocabulary(Protocol):
    """The names that an expression may use where it stands."""

    def term(self, name: str) -> Term | None: ...

    def names(self) -> Iterable[str]:
        """All names, for the sake of the nearest one in an error message."""
        ...


class Account(NamedTuple):
    """What decided: the comparisons in words, the sides of the first of them, and the slots that they read."""

    formula: str
    """With its numbers put in and the relation that is true of them: `24 + 0 ≠ 23 + 0`."""
    left: Exact | date
    right: Exact | date
    slots: tuple[Hashable, ...]

    @property
    def difference(self) -> Exact:
        """How far the two sides are apart; of dates in days."""
        if isinstance(self.left, date) and isinstance(self.right, date):
            return abs((self.left - self.right).days)
        assert not isinstance(self.left, date) and not isinstance(self.right, date)
        return abs(Fraction(self.left) - Fraction(self.right))


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. `names` are in order of first use, dotted ones whole, each with the place of that use."""

    source: str
    tree: ast.expr
    names: Mapping[str, ast.Name]

    def bind(self, vocabulary: Vocabulary) -> Bound:
        """Give every name its meaning. Raises ExpressionError where one has none, or kinds of values do not fit."""
        terms: dict[str, Term] = {}
        for name, node in self.names.items():
            term = vocabulary.term(name)
            if term is None:
                match = nearest(name, vocabulary.names())
                hint = f"，最接近的是“{match}”" if match else ""
                raise error_at(self.source, node, f"没有“{name}”这个名称{hint}")
            terms[name] = term
        _Kinds(self.source, terms).expect(Kind.TRUTH, self.tree)
        return Bound(self, terms)


def parse(source: str) -> Expression:
    """Parse an expression. Raises ExpressionError."""
    text = normalise(source)
    return Expression(text, *read(text))


@dataclass(frozen=True)
class Bound:
    """An expression whose names have a meaning."""

    expression: Expression
    terms: Terms

    @cached_property
    def slots(self) -> tuple[Hashable, ...]:
        """Every slot it reads, once: those named one by one first, then those of groups."""
        return self._slots(self.terms)

    def holds(self, lookup: Lookup) -> bool | None:
        """Whether it is true of these values; None where a missing one leaves it open."""
        truth: bool | None = Evaluation(self.terms, lookup).value(self.expression.tree)
        return truth

    def account(self, lookup: Lookup) -> Account:
        """What decided an expression that is true or false of these values. Several comparisons that did are joined."""
        reading = Evaluation(self.terms, lookup)
        comparisons = list(reading.deciding(self.expression.tree))
        left, _, right = comparisons[0]
        formula = "，".join(dict.fromkeys(map(reading.relation, comparisons)))
        nodes = (node for left, _, right in comparisons for side in (left, right) for node in ast.walk(side))
        named = {node.id for node in nodes if isinstance(node, ast.Name)}
        return Account(formula, reading.value(left), reading.value(right), self._slots(named))

    def python(self, name: Callable[[Hashable], str]) -> str:
        """Source of an equivalent Python expression for values none of which is missing, see `python_source`."""
        return python_source(self.expression.tree, self.terms, name)

    def _slots(self, names: Container[str]) -> tuple[Hashable, ...]:
        terms = sorted((term for name, term in self.terms.items() if name in names), key=lambda term: term.group)
        return tuple(dict.fromkeys(slot for term in terms for slot in term.slots))


class _Kinds:
    """Sees to it that numbers are added to numbers, dates compared with dates, and judgements joined by and/or/not."""

    def __init__(self, source: str, terms: Terms) -> None:
        self._source = source
        self._terms = terms

    def expect(self, kind: Kind, *nodes: ast.expr) -> Kind:
        for node in nodes:
            if (found := self._kind(node)) is not kind:
                wanted = "判断（含有 ==、<= 等比较）" if kind is Kind.TRUTH else kind
                raise error_at(self._source, node, f"这里应是{wanted}，不是{found}")
        return kind

    def _kind(self, node: ast.expr) -> Kind:
        match node:
            case ast.Name(id=name):
                if self._terms[name].group:
                    raise error_at(self._source, node, f"“{name}”是一组数，应写作 合计({name})")
                return self._terms[name].kind
            case ast.UnaryOp(op=op, operand=operand):
                return self.expect(Kind.TRUTH if isinstance(op, ast.Not) else Kind.NUMBER, operand)
            case ast.BinOp(left=left, right=right):
                return self.expect(Kind.NUMBER, left, right)
            case ast.BoolOp(values=values):
                return self.expect(Kind.TRUTH, *values)
            case ast.Compare(left=left, comparators=comparators):
                kind = Kind.DATE if self._kind(left) is Kind.DATE else Kind.NUMBER
                self.expect(kind, left, *comparators)
                return Kind.TRUTH
            case ast.Call(func=ast.Name(id=function), args=arguments):
                return self.expect(Kind.NUMBER, *(inner for inner in arguments if not self._is_group(function, inner)))
        return Kind.NUMBER

    def _is_group(self, function: str, node: ast.expr) -> bool:
        return function != "绝对值" and isinstance(node, ast.Name) and self._terms[node.id].group
