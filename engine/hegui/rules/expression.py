"""The expression language of rules: exact numbers, Chinese names, and nothing that could be executed.

    本年新收 + 上年结转 == 总计 + 结转下年度
    总计 == 合计(办理结果)
    table3.总计.结转下年度 == 0 or 报告年度 < 2021
    名册.是否设网站 != "是" or 至少(2, 制发 > 0, 废止 > 0, 现行有效 > 0)

    发布日期 <= 公布期限 + 3 天
    工作日数(成文日期, 发布日期) <= 20

There are names, numbers, `+ - * /`, comparisons (also chained), `and or not`, parentheses, the functions 合计, 最大,
最小, 绝对值 of numbers and 至少 of judgements; of dates 天数, 工作日数, 顺延, and days and working days that are added
to them; and texts, to which a name may be equal or not. An expression is parsed once, then bound to what its names
stand for where it is used. A missing value makes the result missing (None), unless the rest decides: False and missing
is False, True or missing is True.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from hegui.rules.evaluation import (
    AT_LEAST,
    DATE_FUNCTIONS,
    OF_DATES,
    UNITS,
    WORKING_DAYS,
    Evaluation,
    Exact,
    Lookup,
    Term,
    Terms,
    ValueType,
    python_source,
    value_text,
)
from hegui.rules.mistake import nearest
from hegui.rules.working_days import UndeterminedError, working_days_between

_OF_NUMBERS = ("合计", "最大", "最小", "绝对值")
FUNCTIONS = (*_OF_NUMBERS, AT_LEAST, *DATE_FUNCTIONS)

_MAX_LENGTH = 1000
_MAX_NODES = 200
_MAX_DEPTH = 25
_LITERAL = re.compile(r"\d{1,15}(\.\d{1,9})?", re.ASCII)
_GLUED = re.compile(r"(?<![\w.])\d+(?:\.\d+)?[^\W\d]\w*|\\.?")
"""A number with letters right after it, or a backslash."""
_QUOTED = re.compile(r"""\"[^"'\\]*\"|'[^"'\\]*'""")
UNIT_NAMES = {**{unit: unit for unit in UNITS}, "工作日": "个工作日"}
_UNIT = re.compile(r"((?<![\w.])[0-9]+(?:\.[0-9]+)?\s*|\)\s*|\w\s+)(?=(?:天|个?工作日)(?!\w))")
"""A number, a name or a bracket before a unit of days."""
_UNIT_OR_QUOTED = re.compile(f"{_UNIT.pattern}|{_QUOTED.pattern}")
_TIMES = "\f*"
"""Makes a product of a number and its unit, which Python's parser can read; no author can write it."""
_UNIT_SLIP = re.compile(r"(?<![\w.])\d+\s*个?(?:自然日|日)(?!\w)")
_NUMBERS = "数应写作 15 位以内的整数或小数，如 12、0.5"
_SENTENCE = "算式第 {} 字起“{}”有误：{}。"
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_RELATIONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)

HALF_WIDTH = str.maketrans("（），＋－×＊÷／＜＞＝．“”　\t\r\n\f", '(),+-**//<>=.""     ')
"""Every character keeps its place, so that errors can point at it."""
_SLIPS = re.compile(r"(?<!\w)[且或非](?!\w)|[≠≥≤]|=[<>]|(?<![=!<>])=(?!=)")
_MEANT = {"且": "and", "或": "or", "非": "not", "≠": "!=", "≥": ">=", "≤": "<=", "=<": "<=", "=>": ">=", "=": "=="}
_ALLOWED = "算式里只能用名称、数、与名称比较的“文字”、+ - * /、比较、and or not、括号、天、个工作日和 " + "、".join(
    FUNCTIONS
)
_LONGEST_QUOTE = 20
_SHORT_QUOTE = 5


class ExpressionError(ValueError):
    """What is wrong with an expression and where, as a Chinese sentence for whoever writes the rule."""


def normalise(source: str) -> str:
    """The expression on one line with half-width signs: what positions in error messages count in."""
    return source.translate(HALF_WIDTH).strip()


def squeezed(text: str) -> str:
    """A text as it is compared: half-width signs, no blanks."""
    return "".join(text.translate(HALF_WIDTH).split())


class Vocabulary(Protocol):
    """The names that an expression may use where it stands."""

    def term(self, name: str) -> Term | None: ...

    def names(self) -> Iterable[str]:
        """All names, for the sake of the nearest one in an error message."""
        ...


class Account(NamedTuple):
    """What decided: the comparisons in words, the sides of the first of them that is not of texts, and the slots that
    they read.
    """

    formula: str
    """With its numbers put in and the relation that is true of them: `24 + 0 ≠ 23 + 0`."""
    left: Exact | date | str
    right: Exact | date | str
    slots: tuple[Hashable, ...]
    unit: str = ""
    """What the first comparison counts in, where that is days or working days."""

    @property
    def difference(self) -> Exact:
        """How far the two sides are apart: of dates in working days where the comparison counts in these, else in days;
        of texts nought.
        """
        if isinstance(self.left, date) and isinstance(self.right, date):
            days = abs((self.left - self.right).days)
            return days if self._working_days is None else self._working_days
        if isinstance(self.left, int | Fraction) and isinstance(self.right, int | Fraction):
            return abs(Fraction(self.left) - Fraction(self.right))
        return 0

    @property
    def apart(self) -> str:
        """The difference with its unit: `3 天`, `2 个工作日`."""
        unit = "天" if isinstance(self.left, date) and self._working_days is None else self.unit
        return f"{value_text(self.difference)} {unit}".rstrip()

    @property
    def is_measured(self) -> bool:
        """False where the difference is told in days because the working days are not known."""
        dates = isinstance(self.left, date) and isinstance(self.right, date)
        return not (dates and self.unit == WORKING_DAYS and self._working_days is None)

    @property
    def _working_days(self) -> int | None:
        """Between two dates of a comparison that counts in them; None where it does not, or the calendar is unknown."""
        if not (isinstance(self.left, date) and isinstance(self.right, date) and self.unit == WORKING_DAYS):
            return None
        try:
            return working_days_between(*sorted((self.left, self.right)))
        except UndeterminedError:
            return None


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. `names` are in order of first use, dotted ones whole, each with the place of that use."""

    source: str
    readable: str
    """The same as Python's parser reads it, which places in the tree count in."""
    tree: ast.expr
    names: Mapping[str, ast.Name]
    texts: frozenset[str] = frozenset()
    """Those of the names that are compared with a text."""

    def bind(self, vocabulary: Vocabulary) -> Bound:
        """Give every name its meaning. Raises ExpressionError where one has none, or values do not fit together."""
        terms: dict[str, Term] = {}
        for name, node in self.names.items():
            term = vocabulary.term(name)
            if term is None:
                match = nearest(name, vocabulary.names())
                hint = f"，最接近的是“{match}”" if match else ""
                raise _error_at(self.readable, node, f"没有“{name}”这个名称{hint}")
            terms[name] = term
        _TypeCheck(self.readable, terms).expect(ValueType.TRUTH, self.tree)
        return Bound(self, terms)


def parse_for_rule(source: str) -> Expression:
    """As `parse`, of a formula that judges: what goes one way whatever a report says is a slip of its author."""
    expression = parse(source)
    for node in ast.walk(expression.tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            if isinstance(node.right, ast.Constant) and not node.right.value:
                raise _error_at(expression.readable, node, "除数不能是 0")
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(one == other for one, other in pairwise(map(ast.dump, sides))):
                raise _error_at(expression.readable, node, "两边相同，没有比较什么")
            if not any(isinstance(part, ast.Name) for side in sides for part in ast.walk(side)):
                raise _error_at(expression.readable, node, "两边都是数，没有比较什么；请写上名称")
    return expression


def parse(source: str) -> Expression:
    """Parse an expression. Raises ExpressionError."""
    text = normalise(source)
    readable = _readable(text)
    return Expression(text, readable, *_read(readable))


def syntax_of(source: str) -> ast.Expression:
    """The plain syntax tree of an expression, for who changes it: `written` makes an expression of it again.

    Raises ExpressionError.
    """
    return ast.parse(parse(source).readable, mode="eval")


def written(tree: ast.AST) -> str:
    """The expression of a syntax tree."""
    return re.sub(r" \* (?=(?:天|个?工作日)(?!\w))", " ", ast.unparse(tree))


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
        measured = (pair for pair in comparisons if not isinstance(reading.value(pair[0]), str))
        left, _, right = next(measured, comparisons[0])
        formula = "，".join(dict.fromkeys(map(reading.relation, comparisons)))
        nodes = (node for left, _, right in comparisons for side in (left, right) for node in ast.walk(side))
        named = {node.id for node in nodes if isinstance(node, ast.Name)}
        units = [OF_DATES[name].unit for name in named if name in OF_DATES]
        unit = max(units, key=len, default="")  # where both are used, working days
        return Account(formula, reading.value(left), reading.value(right), self._slots(named), unit)

    def obstacles(self, lookup: Lookup) -> tuple[str, ...]:
        """Why dates in it cannot be told although nothing is missing: the calendar of a year that is not known."""
        reading = Evaluation(self.terms, lookup)
        reading.value(self.expression.tree)
        return tuple(reading.obstacles)

    def python(self, name: Callable[[Hashable], str]) -> str:
        """Source of an equivalent Python expression for values none of which is missing, see `python_source`."""
        return python_source(self.expression.tree, self.terms, name)

    def _slots(self, names: Container[str]) -> tuple[Hashable, ...]:
        terms = sorted((term for name, term in self.terms.items() if name in names), key=lambda term: term.group)
        return tuple(dict.fromkeys(slot for term in terms for slot in term.slots))


_COMPARED = (ValueType.DATE, ValueType.TEXT)
"""What may be compared beside numbers."""


class _TypeCheck:
    """Sees to it that numbers are added to numbers and days to dates, that dates are compared with dates, and that
    judgements are joined by and/or/not.
    """

    def __init__(self, source: str, terms: Terms) -> None:
        self._source = source
        self._terms = terms

    def expect(self, wanted: ValueType, *nodes: ast.expr) -> ValueType:
        for node in nodes:
            self._hold(wanted, self._type(node), node)
        return wanted

    def _hold(self, wanted: ValueType, found: ValueType, node: ast.expr) -> None:
        if found is not wanted:
            said = "判断（含有 ==、<= 等比较）" if wanted is ValueType.TRUTH else wanted
            hint = _HINTS.get((wanted, found), "")
            raise _error_at(self._source, node, f"这里应是{said}，不是{found}{hint}")

    def _type(self, node: ast.expr) -> ValueType:
        match node:
            case ast.Constant(value=str()):
                return ValueType.TEXT
            case ast.Name(id=name):
                if self._terms[name].group:
                    raise _error_at(self._source, node, f"“{name}”是一组数，应写作 合计({name})")
                return self._terms[name].value_type
            case ast.UnaryOp(op=op, operand=operand):
                return self.expect(ValueType.TRUTH if isinstance(op, ast.Not) else ValueType.NUMBER, operand)
            case ast.BinOp(left=left, op=op, right=right):
                found = self._type(left)
                if found is ValueType.DATE and isinstance(op, ast.Add | ast.Sub):
                    self.expect(ValueType.SPAN, right)
                    return found
                self._hold(ValueType.NUMBER, found, left)
                return self.expect(ValueType.NUMBER, right)
            case ast.BoolOp(values=values):
                return self.expect(ValueType.TRUTH, *values)
            case ast.Compare(left=left, comparators=comparators):
                found = self._type(left)
                if found not in _COMPARED:
                    self._hold(ValueType.NUMBER, found, left)
                self.expect(found, *comparators)
                return ValueType.TRUTH
            case ast.Call(func=ast.Name(id="至少"), args=[_, *conditions]):
                return self.expect(ValueType.TRUTH, *conditions)
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in OF_DATES:
                function = OF_DATES[name]
                for wanted, argument in zip(function.takes, arguments, strict=True):
                    self.expect(wanted, argument)
                return function.gives
            case ast.Call(func=ast.Name(id=function), args=arguments):
                return self.expect(
                    ValueType.NUMBER, *(inner for inner in arguments if not self._is_group(function, inner))
                )
        return ValueType.NUMBER

    def _is_group(self, function: str, node: ast.expr) -> bool:
        return function != "绝对值" and isinstance(node, ast.Name) and self._terms[node.id].group


_DAYS_BETWEEN = "；两个日期相差几天写作 天数(甲, 乙)，几个工作日写作 工作日数(甲, 乙)"
_HINTS: Mapping[tuple[ValueType, ValueType], str] = {
    (ValueType.SPAN, ValueType.NUMBER): "；请写明单位，如 3 天、3 个工作日",
    (ValueType.SPAN, ValueType.DATE): _DAYS_BETWEEN,
    (ValueType.NUMBER, ValueType.DATE): "；日期只能加上或减去天数，如 成文日期 + 3 天；相差几天写作 天数(甲, 乙)",
    (ValueType.NUMBER, ValueType.SPAN): "；天、个工作日只写在日期的 +、- 之后",
    (ValueType.DATE, ValueType.SPAN): "；天、个工作日只写在日期的 +、- 之后",
}
"""What to do where one kind of value is wanted and another found."""


def _readable(text: str) -> str:
    """A normalised expression as Python's parser can read it; what stands in quotes is left alone."""
    return _UNIT_OR_QUOTED.sub(lambda found: f"{found[1]}{_TIMES}" if found[1] else found[0], text)


def _read(source: str) -> tuple[ast.expr, dict[str, ast.Name], frozenset[str]]:
    """The syntax tree of an expression made readable, where each name is first used, and which are compared with a
    text.

    Python's own parser reads it, and everything that the language has not is refused. Numbers in the tree are exact
    (int or Fraction); a dotted name (table3.总计.自然人) is one name.
    """
    if len(source) > _MAX_LENGTH:
        raise ExpressionError(f"算式超过 {_MAX_LENGTH} 字，请拆成几条规则。")
    unquoted = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), source)
    if slip := _UNIT_SLIP.search(unquoted):
        raise ExpressionError(_SENTENCE.format(_position(source, slip.start()), slip[0], "日数请写作 3 天、3 个工作日"))
    if glued := _GLUED.search(unquoted):  # Python would warn of some of these, and take them
        wanted = _NUMBERS if glued[0][0].isdigit() else _ALLOWED
        raise ExpressionError(_SENTENCE.format(_position(source, glued.start()), glued[0], wanted))
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _not_python(source, error) from None
    whitelist = _Whitelist(source)
    return whitelist.visit(tree), whitelist.names, frozenset(whitelist.texts)


class _Whitelist(ast.NodeTransformer):
    """Visits what the language has; `generic_visit` is reached by everything else."""

    def __init__(self, source: str) -> None:
        self.names: dict[str, ast.Name] = {}
        self.texts: set[str] = set()
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
        raise _error_at(self._source, node, _ALLOWED)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        literal = ast.get_source_segment(self._source, node) or ""
        if isinstance(node.value, str) and _QUOTED.fullmatch(literal):
            node.value = squeezed(node.value)
            return node
        if not _LITERAL.fullmatch(literal):
            raise _error_at(self._source, node, _NUMBERS)
        exact: Any = int(literal) if literal.isdigit() else Fraction(literal)
        node.value = exact
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in FUNCTIONS:
            raise _error_at(self._source, node, f"“{node.id}”后面要用括号写明内容")
        if node.id in UNIT_NAMES:
            raise _error_at(self._source, node, f"“{node.id}”前面要写数，如 3 {UNIT_NAMES[node.id]}")
        self.names.setdefault(node.id, node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        parts: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            parts.insert(0, inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name) or len(parts) > 3:
            raise _error_at(
                self._source, node, "点号只用于表中的一格，如 table3.总计.结转下年度，或上年的数，如 上年.现行有效"
            )
        return self.visit_Name(ast.copy_location(ast.Name(".".join([inner.id, *parts])), node))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            raise _error_at(self._source, node.func, f"函数只有 {'、'.join(FUNCTIONS)}")
        if not node.args or node.keywords:
            raise _error_at(self._source, node, "括号里应是名称或算式，有几个的用逗号隔开")
        if node.func.id == "绝对值" and len(node.args) > 1:
            raise _error_at(self._source, node, "绝对值的括号里只能有一个名称或算式")
        if (dates := DATE_FUNCTIONS.get(node.func.id)) and len(node.args) != len(dates.takes):
            wanted = "一个日期" if len(dates.takes) == 1 else "两个日期，用逗号隔开：先起后止"
            raise _error_at(self._source, node, f"{node.func.id}的括号里应是{wanted}")
        node.args = [self.visit(argument) for argument in node.args]
        if node.func.id == AT_LEAST:
            self._hold_number(node)
        return node

    def _hold_number(self, node: ast.Call) -> None:
        """See that it is told how many of the conditions must hold, and that there are so many."""
        wanted, *conditions = node.args
        number = wanted.value if isinstance(wanted, ast.Constant) else None
        if not isinstance(number, int) or not 1 <= number <= len(conditions):
            message = f"“{AT_LEAST}”的括号里先写几个，再写各个判断，如 {AT_LEAST}(2, 甲 > 0, 乙 > 0, 丙 > 0)"
            raise _error_at(self._source, node, message)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.op, ast.Invert):
            self.generic_visit(node)
        node.operand = self.visit(node.operand)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if not isinstance(node.op, _OPERATORS):
            self.generic_visit(node)
        if isinstance(node.op, ast.Mult) and isinstance(node.right, ast.Name) and node.right.id in UNIT_NAMES:
            unit = ast.copy_location(ast.Name(UNIT_NAMES[node.right.id]), node.right)
            return ast.copy_location(ast.Call(unit, [self._count(node.left)], []), node)
        node.left, node.right = self.visit(node.left), self.visit(node.right)
        return node

    def _count(self, node: ast.expr) -> ast.expr:
        """How many days."""
        count: ast.expr = self.visit(node)
        if isinstance(count, ast.Constant) and isinstance(count.value, Fraction):
            raise _error_at(self._source, count, "天数应是整数")
        return count

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        node.values = [self.visit(value) for value in node.values]
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if not all(isinstance(op, _RELATIONS) for op in node.ops):
            self.generic_visit(node)
        node.left = self.visit(node.left)
        node.comparators = [self.visit(comparator) for comparator in node.comparators]
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides):
            named = [side.id for side in sides if isinstance(side, ast.Name)]
            if len(sides) > 2 or not named or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
                raise _error_at(self._source, node, "文字只能与一个名称比较，用 == 或 !=")
            self.texts.update(named)
        return node


def _not_python(source: str, error: Exception) -> ExpressionError:
    if not source:
        return ExpressionError("算式是空的。")
    if slip := _SLIPS.search(source):
        return ExpressionError(f"算式第 {_position(source, slip.start())} 字“{slip[0]}”请写作 {_MEANT[slip[0]]}。")
    offset = min(getattr(error, "offset", None) or len(source), len(source)) - 1
    near = _as_written(source[offset:])[: _SHORT_QUOTE + 1]
    return ExpressionError(
        f"算式第 {_position(source, offset)} 字“{near}”附近不通：请检查括号是否成对、名称之间是否缺少运算符号。"
    )


def _error_at(source: str, node: ast.expr, sentence: str) -> ExpressionError:
    """A sentence about a part of an expression, with its words and place."""
    words = _as_written(ast.get_source_segment(source, node) or source)
    start = len(source.encode()[: node.col_offset].decode())  # the offset counts bytes
    quote = words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
    return ExpressionError(_SENTENCE.format(_position(source, start), quote, sentence))


def _position(source: str, offset: int) -> int:
    """Which character of what the author wrote stands at an offset of the readable expression, counted from one."""
    return len(_as_written(source[:offset])) + 1


def _as_written(source: str) -> str:
    return source.replace(_TIMES, "")
