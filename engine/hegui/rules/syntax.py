"""What the expression language lets through: Python's own parser reads it, everything not named here is refused."""

from __future__ import annotations

import ast
import re
import warnings
from fractions import Fraction
from typing import Any

FUNCTIONS = ("合计", "最大", "最小", "绝对值")

_MAX_LENGTH = 1000
_MAX_NODES = 200
_MAX_DEPTH = 25
_LITERAL = re.compile(r"\d{1,15}(\.\d{1,9})?", re.ASCII)
_OWNER = re.compile(r"table[0-9]+|上年")
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_RELATIONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)

HALF_WIDTH = str.maketrans("（），＋－×＊÷／＜＞＝．　\t\r\n", "(),+-**//<>=.    ")
"""Every character keeps its place, so that errors can point at it."""
_SLIPS = re.compile(r"(?<!\w)[且或非](?!\w)|[≠≥≤]|=[<>]|(?<![=!<>])=(?!=)")
_MEANT = {"且": "and", "或": "or", "非": "not", "≠": "!=", "≥": ">=", "≤": "<=", "=<": "<=", "=>": ">=", "=": "=="}
_ALLOWED = f"算式里只能用名称、数、+ - * /、比较、and or not、括号和 {'、'.join(FUNCTIONS)}"
_LONGEST_QUOTE = 20
_SHORT_QUOTE = 5


class ExpressionError(ValueError):
    """What is wrong with an expression and where, as a Chinese sentence for whoever writes the rule."""


def normalise(source: str) -> str:
    """The expression on one line with half-width signs: what positions in error messages count in."""
    return source.translate(HALF_WIDTH).strip()


def read(source: str) -> tuple[ast.expr, dict[str, ast.Name]]:
    """The syntax tree of a normalised expression, and where each name is first used. Raises ExpressionError.

    Numbers in it are exact (int or Fraction); a dotted name (table3.总计.自然人) is one name.
    """
    if len(source) > _MAX_LENGTH:
        raise ExpressionError(f"算式超过 {_MAX_LENGTH} 字，请拆成几条规则。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as “invalid decimal literal”, refused below
            tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _not_python(source, error) from None
    whitelist = _Whitelist(source)
    return whitelist.visit(tree), whitelist.names


def error_at(source: str, node: ast.expr, sentence: str) -> ExpressionError:
    """A sentence about a part of an expression, with its words and place."""
    words = ast.get_source_segment(source, node) or source
    position = len(source.encode()[: node.col_offset].decode()) + 1  # the offset counts bytes
    quote = words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
    return ExpressionError(f"算式第 {position} 字起“{quote}”有误：{sentence}。")


class _Whitelist(ast.NodeTransformer):
    """Visits what the language has; `generic_visit` is reached by everything else."""

    def __init__(self, source: str) -> None:
        self.names: dict[str, ast.Name] = {}
        self._source = source
        self._nodes = 0
        self._depth = 0

    def visit(self, node: ast.AST) -> Any:
        self._nodes += 1
        self._depth += 1
        if self._nodes > _MAX_NODES or self._depth > _MAX_DEPTH:
            raise ExpressionError("算式过长，或括号和运算套得过深，请拆成几条规则。")
        visited = super().visit(node)
        self._depth -= 1
        return visited

    def generic_visit(self, node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.expr)
        raise error_at(self._source, node, _ALLOWED)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        literal = ast.get_source_segment(self._source, node) or ""
        if not _LITERAL.fullmatch(literal):
            raise error_at(self._source, node, "数应写作 15 位以内的整数或小数，如 12、0.5")
        exact: Any = int(literal) if literal.isdigit() else Fraction(literal)
        node.value = exact
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in FUNCTIONS:
            raise error_at(self._source, node, f"“{node.id}”后面要用括号写明内容")
        self.names.setdefault(node.id, node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        parts: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            parts.insert(0, inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name) or not _OWNER.fullmatch(inner.id) or len(parts) > 3:
            raise error_at(
                self._source, node, "点号只用于表中的一格，如 table3.总计.结转下年度，或上年的数，如 上年.现行有效"
            )
        return self.visit_Name(ast.copy_location(ast.Name(".".join([inner.id, *parts])), node))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            raise error_at(self._source, node.func, f"函数只有 {'、'.join(FUNCTIONS)}")
        if not node.args or node.keywords:
            raise error_at(self._source, node, "括号里应是名称或算式，有几个的用逗号隔开")
        if node.func.id == "绝对值" and len(node.args) > 1:
            raise error_at(self._source, node, "绝对值的括号里只能有一个名称或算式")
        node.args = [self.visit(argument) for argument in node.args]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.op, ast.Invert):
            self.generic_visit(node)
        node.operand = self.visit(node.operand)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if not isinstance(node.op, _OPERATORS):
            self.generic_visit(node)
        node.left, node.right = self.visit(node.left), self.visit(node.right)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        node.values = [self.visit(value) for value in node.values]
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if not all(isinstance(op, _RELATIONS) for op in node.ops):
            self.generic_visit(node)
        node.left = self.visit(node.left)
        node.comparators = [self.visit(comparator) for comparator in node.comparators]
        return node


def _not_python(source: str, error: Exception) -> ExpressionError:
    if not source:
        return ExpressionError("算式是空的。")
    if slip := _SLIPS.search(source):
        return ExpressionError(f"算式第 {slip.start() + 1} 字“{slip[0]}”请写作 {_MEANT[slip[0]]}。")
    position = min(getattr(error, "offset", None) or len(source), len(source))
    near = source[position - 1 : position + _SHORT_QUOTE]
    return ExpressionError(f"算式第 {position} 字“{near}”附近不通：请检查括号是否成对、名称之间是否缺少运算符号。")
