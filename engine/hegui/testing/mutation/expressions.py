"""Changes of an expression: another relation, a term fewer, a number or a comparison shifted by one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy

from hegui.rules.syntax import ExpressionError, normalise, read

_OTHER_RELATIONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
}


def changed_expressions(source: str) -> Iterator[str]:
    """Expressions that differ from this one in one thing; some may have no meaning where they stand."""
    text = normalise(source)
    try:
        read(text)
    except ExpressionError:
        return
    tree = ast.parse(text, mode="eval")
    for index, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            copy = deepcopy(tree)
            target = list(ast.walk(copy))[index]
            changed = _Replace(target, change).visit(copy)
            yield ast.unparse(changed)


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, by: ast.expr) -> None:
        self._target = target
        self._by = by

    def visit(self, node: ast.AST) -> ast.AST:
        return self._by if node is self._target else self.generic_visit(node)


def _changes(node: ast.AST) -> Iterator[ast.expr]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(left=left, ops=operators, comparators=sides):
            for place, operator in enumerate(operators):
                for other in _OTHER_RELATIONS.get(type(operator), ()):
                    yield ast.Compare(left, [*operators[:place], other(), *operators[place + 1 :]], sides)
            for shift in (ast.Add(), ast.Sub()):
                yield ast.Compare(left, operators, [*sides[:-1], ast.BinOp(sides[-1], shift, ast.Constant(1))])
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for place in range(len(values)):
                yield _joined(operator, values[:place] + values[place + 1 :])
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as operator, right=right):
            yield left
            yield right
            yield ast.BinOp(left, ast.Sub() if isinstance(operator, ast.Add) else ast.Add(), right)
        case ast.BinOp(left=left, right=right):
            yield left
            yield right
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Call(func=function, args=arguments) if len(arguments) > 1:
            for place in range(len(arguments)):
                yield ast.Call(function, arguments[:place] + arguments[place + 1 :], [])


def _joined(operator: ast.boolop, values: list[ast.expr]) -> ast.expr:
    return values[0] if len(values) == 1 else ast.BoolOp(operator, values)
