"""Kind `continuity`: a formula that must hold between a unit's figures of this year and of the year before.

It is judged once, or for every row or column of a table: what names mean in an `identity` they mean here, and the
figures of the year before bear 上年. before theirs (`上年结转 == 上年.结转下年度`, `上年.表三.总计.自然人`). Or it is
judged for figures that the rule names, as 本年 and 上年; one whose change the text explains may break it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from hegui.checks.facts import FACTS, listed, roster_facts
from hegui.checks.formula import AXES, AXIS_FIELDS, SIDES, check_fields, difference_in, sides_of
from hegui.checks.limits import LIMITS, check_limits, limits_of, parameters_of_limits
from hegui.checks.names import BEFORE, CellSlot, Line, Names, TableNames, table_ids, table_names
from hegui.checks.narrative import texts_in
from hegui.checks.patterns import PATTERN, PATTERNS, AnyOf, Regex, any_of, regex
from hegui.checks.tally import Tally, compare_years, filed_cell
from hegui.model.corpus import Corpus, Filed
from hegui.model.form import Form
from hegui.model.report import Number
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import ROSTER, Context, CorpusCheck, CorpusJudge, ParametersOf, fill
from hegui.rules.evaluation import Term, ValueType, value_text
from hegui.rules.expression import Bound, Expression, Vocabulary, parse_for_rule
from hegui.rules.schema import EXPRESSION

_THIS_YEAR, _LAST_YEAR = "本年", "上年"
_OWN_YEAR = "报告年度"
_OWN_FIELDS = ("单位", "年度", "上一年度")
_FIGURE_FIELDS = ("事项", _THIS_YEAR, _LAST_YEAR, "变化")


_Values = Callable[[Hashable], Number | str | None]
"""The value of a cell in either year, of a limit, or of what is known of the unit."""


class _Before(NamedTuple):
    """A cell of the report of the year before."""

    table: str
    path: tuple[str, ...]


class _Figure(NamedTuple):
    """A figure in the forms of two years, and the words that speak of it."""

    now: CellSlot
    before: _Before
    about: Regex | None


class _Instance(NamedTuple):
    """The formula in a row or column, for a figure, or once."""

    key: str
    """Empty where it is judged once."""
    bound: Bound
    figure: _Figure | None


class _TwoYears:
    """The vocabulary of a row or column, or of whole reports, in the forms of two years."""

    def __init__(self, now: Names, before: Names) -> None:
        self._now = now
        self._before = before

    def term(self, name: str) -> Term | None:
        if not name.startswith(BEFORE):
            return self._now.term(name)
        term = self._before.term(name.removeprefix(BEFORE))
        slots = [slot for slot in term.slots if isinstance(slot, CellSlot)] if term else []
        return term._replace(slots=tuple(_Before(*slot) for slot in slots)) if term and slots else None

    def names(self) -> Iterator[str]:
        yield from self._now.names()
        yield from (BEFORE + name for name in self._before.names())


class _OneFigure:
    """The vocabulary of a figure: its cell in each year, and the limits."""

    def __init__(self, figure: _Figure, limits: Sequence[str]) -> None:
        self._terms = {name: Term((name,)) for name in limits}
        self._terms |= {_THIS_YEAR: Term((figure.now,)), _LAST_YEAR: Term((figure.before,))}

    def term(self, name: str) -> Term | None:
        return self._terms.get(name)

    def names(self) -> Iterator[str]:
        yield from self._terms


class _Explanations:
    """Words near those that speak of a figure, which tell of its change."""

    def __init__(self, data: Mapping[str, Any], context: Context) -> None:
        self._by: AnyOf = any_of(data["by"], context)
        self._within: int = data["within"]

    def of(self, about: Regex, texts: Sequence[str]) -> bool:
        return any(
            self._by.search(text[max(0, match.start() - self._within) : match.end() + self._within])
            for text in texts
            for match in about.finditer(text)
        )


class _Continuity:
    """A formula in every pair of forms that reports of two years may have.

    Raises ValueError with a Chinese sentence where it has a meaning in none of them.
    """

    def __init__(self, rule: Rule, context: Context) -> None:
        params = rule.params
        if "for_each" in params and "figures" in params:
            raise ValueError("for_each（表的每一行或每一列）和 figures（各项数字）只能写一个，逐格写全名的都不写。")
        self.rule = rule
        self.forms = context.forms
        self.limits = list(params.get("limits", {}))
        self.expression: Expression = parse_for_rule(params["assert"])
        self._known_of_unit = {**roster_facts(self.expression), _OWN_YEAR: FACTS[_OWN_YEAR]}
        table, _, axis = params.get("for_each", "").partition(".")
        self._table = table_ids(context.forms.values()).get(table, table)
        self._axis = AXES.index(axis) if axis else None
        self._figures = [
            (data["name"], data["cells"], regex(data["about"], context) if "about" in data else None)
            for data in params.get("figures", ())
        ]
        self._explained = _Explanations(params["explained"], context) if "explained" in params else None
        self._known: dict[tuple[str, str], tuple[_Instance, ...]] = {}
        if not any(self._instances(form, form) for form in self.forms.values()):
            self._explain()
        if not self._figures and not any(name.startswith(BEFORE) for name in self.expression.names):
            raise ValueError(f"assert 中没有“{BEFORE}”开头的数；只看一份报告的，请改用 check: identity。")
        check_limits(rule, self.expression.names, context)
        own: Sequence[str] = _FIGURE_FIELDS if self._figures else ()
        own = own if self._axis is None else (AXIS_FIELDS[self._axis],)
        check_fields(rule.message, (*_OWN_FIELDS, *own, *self.expression.names, *SIDES))

    def compare(self, tally: Tally, report: Filed, before: Filed, limits: Mapping[str, Decimal]) -> None:
        now_form, before_form = self.forms.get(report.form or ""), self.forms.get(before.form or "")
        if now_form is None or before_form is None:
            year = report.year if now_form is None else before.year
            tally.unjudged(report.unit.name, f"{year} 年度的报告没有读出表格")
            return
        missing: list[str] = []
        impossible: list[str] = []
        judged = 0
        unlisted: dict[str, None] = {}
        broken: list[tuple[_Instance, Finding]] = []

        def lookup(slot: Hashable) -> Number | str | None:
            match slot:
                case _Before():
                    return before.value(slot.table, *slot.path)
                case CellSlot():
                    return report.value(slot.table, *slot.path)
                case str() if slot == _OWN_YEAR:
                    return report.year
                case str() if slot.startswith(ROSTER):
                    reading = listed(report.unit, slot.removeprefix(ROSTER), self._known_of_unit[slot].kind)
                    if reading.value is None:
                        unlisted[reading.text] = None
                    return reading.value if isinstance(reading.value, int | Decimal | str) else None
            return limits[str(slot)]

        for instance in self._instances(now_form, before_form):
            holds = instance.bound.holds(lookup)
            if holds is None:
                empty = "、".join(_empty(instance.bound, lookup))
                (missing if empty else impossible).append(instance.key or empty)
                continue
            judged += 1
            if holds is False:
                broken.append((instance, self._finding(instance, report, before, lookup)))
        tally.judged += judged
        self._tell(broken, report, tally)
        if unlisted and missing:
            tally.unjudged(report.unit.name, "；".join(unlisted))
        elif missing and not (self._figures and judged):
            tally.unjudged(report.unit.name, f"{'、'.join(missing)}有空白或没有读出的数字")
        if impossible:
            tally.unjudged(report.unit.name, f"{'、'.join(filter(None, impossible))}除数为 0，无法计算")

    def _tell(self, broken: Sequence[tuple[_Instance, Finding]], report: Filed, tally: Tally) -> None:
        """What is broken and not explained."""
        texts = texts_in(report) if broken and self._explained else []
        if broken and self._explained and not texts:
            tally.unjudged(report.unit.name, "没有读出正文，不知道是否说明了变化的原因")
            return
        for instance, finding in broken:
            about = instance.figure.about if instance.figure else None
            if not (self._explained and about and self._explained.of(about, texts)):
                tally.findings.append(finding)

    def _instances(self, now: Form, before: Form) -> tuple[_Instance, ...]:
        """The formula in every row, column or figure that it has a meaning for."""
        pair = (now.id, before.id)
        if pair not in self._known:
            self._known[pair] = tuple(
                _Instance(key, self.expression.bind(names), figure)
                for key, names, figure in self._vocabularies(now, before)
                if all(map(names.term, self.expression.names))
            )
        return self._known[pair]

    def _vocabularies(self, now: Form, before: Form) -> Iterator[tuple[str, Vocabulary, _Figure | None]]:
        """What names mean in each row or column that both forms have, or for each figure."""
        tables = [table_names(form) for form in (now, before)]
        known = {name: fact.kind for name, fact in self._known_of_unit.items()}
        known |= dict.fromkeys(self.limits, ValueType.NUMBER)
        if self._figures:
            for name, cells, about in self._figures:
                one, other = (_slot(each, cells) for each in tables)
                if one and other:
                    figure = _Figure(one, _Before(*other), about)
                    yield name, _OneFigure(figure, self.limits), figure
        elif self._axis is None:
            yield "", _TwoYears(Names(tables[0], None, known), Names(tables[1])), None
        elif all(self._table in each for each in tables):
            for key in tables[0][self._table].keys[self._axis]:
                if key in tables[1][self._table].keys[self._axis]:
                    line = Line(self._table, self._axis, key)
                    yield key, _TwoYears(Names(tables[0], line, known), Names(tables[1], line)), None

    def _explain(self) -> None:
        """Raise what is wrong with a formula that has a meaning nowhere, where it comes nearest to one."""
        vocabularies = [names for form in self.forms.values() for _, names, _ in self._vocabularies(form, form)]
        if not vocabularies:
            key = "figures" if self._figures else "for_each"
            raise ValueError(f"各年度格式中都没有“{self._what()}”，请改正 {key}。")
        self.expression.bind(
            max(vocabularies, key=lambda names: sum(names.term(name) is not None for name in self.expression.names))
        )

    def _what(self) -> str:
        cells = "、".join(cell for _, cells, _ in self._figures for cell in cells)
        return str(self.rule.params.get("for_each", cells))

    def _finding(self, instance: _Instance, report: Filed, before: Filed, lookup: _Values) -> Finding:
        account = instance.bound.account(lookup)
        fields: dict[str, object] = {**sides_of(account)}
        fields |= {"单位": report.unit.name, "年度": report.year, "上一年度": before.year}
        for name, term in instance.bound.terms.items():
            fields[name] = _text_of([lookup(slot) for slot in term.slots])
        if figure := instance.figure:
            now, then = (_number(lookup(slot)) for slot in (figure.now, figure.before))
            fields |= {_THIS_YEAR: value_text(now), _LAST_YEAR: value_text(then)}
            fields |= {"事项": instance.key, "变化": "上升" if now > then else "下降"}
            key, evidence = instance.key, _cells((figure.now, figure.before), report, before)
        else:
            if self._axis is not None:
                fields[AXIS_FIELDS[self._axis]] = instance.key
            first, *more = _cells(account.slots, report, before) or (Evidence(),)
            key, evidence = self._key(instance), (replace(first, formula=account.formula), *more)
        return Finding(
            fill(self.rule.message, fields),
            key,
            evidence,
            units=(report.unit.name,),
            year=report.year,
            difference=difference_in(account),
        )

    def _key(self, instance: _Instance) -> str:
        """The row or column; of a formula that is judged once, the first cell that it names."""
        if instance.key:
            return f"{self._table}/{instance.key}"
        slot = next(slot for slot in instance.bound.slots if isinstance(slot, CellSlot | _Before))
        return "/".join((slot.table, *slot.path))


def _empty(bound: Bound, lookup: _Values) -> Iterator[str]:
    """The names whose cells, some or all, hold no number."""
    for name, term in bound.terms.items():
        if any(lookup(slot) is None for slot in term.slots):
            yield name


def _number(value: Number | str | None) -> Number:
    return value if isinstance(value, int | Decimal) else 0


def _text_of(values: Sequence[Number | str | None]) -> str:
    """A value, or the sum of those of a group, in words."""
    text = next((value for value in values if isinstance(value, str)), None)
    return text or value_text(sum(map(_number, values)))


def _cells(slots: Sequence[Hashable], report: Filed, before: Filed) -> tuple[Evidence, ...]:
    return tuple(
        filed_cell(before if isinstance(slot, _Before) else report, slot.table, slot.path)
        for slot in slots
        if isinstance(slot, CellSlot | _Before)
    )


def _slot(tables: Mapping[str, TableNames], cells: Sequence[str]) -> CellSlot | None:
    """The first of the cells that a form has."""
    names = Names(tables)
    for name in cells:
        term = names.term(name)
        if term and not term.group and isinstance(term.slots[0], CellSlot):
            return term.slots[0]
    return None


def _compile(rule: Rule, context: Context) -> CorpusJudge:
    continuity = _Continuity(rule, context)

    def judge(corpus: Corpus, parameters_of: ParametersOf) -> Outcome:
        def compare(tally: Tally, report: Filed, before: Filed) -> None:
            continuity.compare(
                tally, report, before, limits_of(rule, parameters_of(report)) if continuity.limits else {}
            )

        return compare_years(corpus, compare)

    return judge


CONTINUITY_CHECK = CorpusCheck(
    name="continuity",
    title="与上年衔接",
    compile=_compile,
    properties={
        "assert": {
            "type": "string",
            "minLength": 1,
            "format": EXPRESSION,
            "description": "应当成立的算式：写法同 identity，上一年度报告中的数前面加“上年.”，"
            "如 上年结转 == 上年.结转下年度、table3.总计.上年结转 == 上年.table3.总计.结转下年度；"
            "写 figures 的，两年的数为“本年”“上年”",
        },
        "for_each": {
            "type": "string",
            "pattern": r"^[^\s.]+\.(row|column)$",
            "description": "对表的每一行（row）或每一列（column）核对，如 table3.column；不写即核对一次",
        },
        "figures": {
            "type": "array",
            "minItems": 1,
            "description": "逐项核对的数字",
            "items": {
                "type": "object",
                "description": "一项数字",
                "properties": {
                    "name": {"type": "string", "minLength": 1, "description": "名称"},
                    "cells": {
                        "type": "array",
                        "minItems": 1,
                        "description": "所在的格；各年度格式不同的，依次写出",
                        "items": {"type": "string", "minLength": 1, "description": "如 table3.总计.本年新收"},
                    },
                    "about": {**PATTERN, "description": "正文说到它的用语"},
                },
                "required": ["name", "cells"],
                "additionalProperties": False,
            },
        },
        "limits": LIMITS,
        "explained": {
            "type": "object",
            "description": "正文在说到某项数字处说明了变化的，不算",
            "properties": {
                "by": {**PATTERNS, "description": "表明已经说明变化的用语"},
                "within": {"type": "integer", "minimum": 0, "description": "离说到它的地方最多几个字"},
            },
            "required": ["by", "within"],
            "additionalProperties": False,
        },
    },
    required=("assert", "message"),
    measures=True,
    parameters=("{limits}",),
    reads=parameters_of_limits,
)
