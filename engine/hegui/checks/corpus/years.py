"""The check `across-years`: a formula that must hold between a unit's figures of this year and of the year before.

The figures of the year before bear 上年. before their names: `上年结转 == 上年.结转下年度`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import NamedTuple

from hegui.checks.corpus.tally import Tally, cell, compare_years
from hegui.checks.facts import FACTS
from hegui.checks.formula import AXES
from hegui.checks.names import CellSlot, Line, Names, TableNames
from hegui.model.corpus import Corpus, Filed
from hegui.model.form import Form
from hegui.model.report import Number
from hegui.model.rule import Finding, Outcome, Rule
from hegui.rules.check import Context, CorpusCheck, CorpusJudge, ParametersOf, fields_of, fill
from hegui.rules.expression import Bound, Term, parse, value_text
from hegui.rules.fault import suggest
from hegui.rules.schema import EXPRESSION

_BEFORE = "上年."
_SIDES = ("左边", "右边", "差额")
_OWN = ("单位", "年度", "上一年度")


class _Before(NamedTuple):
    """A cell of the report of the year before."""

    table: str
    path: tuple[str, ...]


class _TwoYears:
    """The vocabulary of a row or column in the forms of two years."""

    def __init__(self, line: Line, now: Mapping[str, TableNames], before: Mapping[str, TableNames]) -> None:
        self._now = Names(now, line)
        self._before = Names(before, line)

    def term(self, name: str) -> Term | None:
        if name in FACTS:
            return None
        if not name.startswith(_BEFORE):
            return self._now.term(name)
        term = self._before.term(name.removeprefix(_BEFORE))
        slots = [slot for slot in term.slots if isinstance(slot, CellSlot)] if term else []
        return term._replace(slots=tuple(_Before(*slot) for slot in slots)) if term and slots else None

    def names(self) -> Iterator[str]:
        yield from self._now.names()
        yield from (_BEFORE + name for name in self._before.names())


class _Instance(NamedTuple):
    """The formula in a row or column."""

    key: str
    bound: Bound


def _compile(rule: Rule, context: Context) -> CorpusJudge:
    expression = parse(rule.params["assert"])
    table, _, axis_name = rule.params["for_each"].partition(".")
    axis = AXES.index(axis_name)
    forms = context.forms
    known: dict[tuple[str, str], tuple[_Instance, ...]] = {}

    def names_of(form: Form) -> Mapping[str, TableNames]:
        return {one.id: TableNames(one) for one in form.tables if one.id == table}

    def bindings(now: Form, before: Form) -> Iterator[_Instance]:
        names_now, names_before = names_of(now), names_of(before)
        if not names_now or not names_before:
            return
        for key in names_now[table].keys[axis]:
            if key in names_before[table].keys[axis]:
                vocabulary = _TwoYears(Line(table, axis, key), names_now, names_before)
                if all(map(vocabulary.term, expression.names)):
                    yield _Instance(key, expression.bind(vocabulary))

    def instances(now: Form, before: Form) -> tuple[_Instance, ...]:
        pair = (now.id, before.id)
        if pair not in known:
            known[pair] = tuple(bindings(now, before))
        return known[pair]

    if not any(instances(form, form) for form in forms.values()):
        _explain(rule, [_TwoYears(Line(table, axis, key), names, names)
                        for names in map(names_of, forms.values()) if names
                        for key in names[table].keys[axis]])  # fmt: skip
    fields = (*_OWN, axis_name, *expression.names, *_SIDES)
    for field in fields_of(rule.message):
        if field not in fields:
            raise ValueError(f"message 中的 {{{field}}} 没有值可填，{suggest(field, fields)}；请改正。")

    def compare(tally: Tally, report: Filed, before: Filed) -> None:
        now_form, before_form = forms.get(report.form or ""), forms.get(before.form or "")
        if now_form is None or before_form is None:
            year = report.year if now_form is None else before.year
            tally.unjudged(report.unit.name, f"{year} 年度的报告没有读出表格")
            return
        places = instances(now_form, before_form)
        if not places:
            return
        missing: list[str] = []
        for place in places:
            holds = place.bound.holds(lambda slot: _value(slot, report, before))
            if holds is None:
                missing.append(place.key)
            elif not holds:
                tally.findings.append(_finding(rule, axis_name, table, place, report, before))
        if missing:
            tally.unjudged(report.unit.name, f"{'、'.join(missing)}有空白或没有读出的数字")
        tally.judged += len(places) - len(missing)

    def judge(corpus: Corpus, _: ParametersOf) -> Outcome:
        return compare_years(corpus, compare)

    return judge


def _explain(rule: Rule, vocabularies: list[_TwoYears]) -> None:
    """Raise what is wrong with a formula that has a meaning nowhere, where it comes nearest to one."""
    if not vocabularies:
        raise ValueError(f"各年度格式中都没有 {rule.params['for_each']}，请改正 for_each。")
    expression = parse(rule.params["assert"])
    nearest = max(vocabularies, key=lambda names: sum(names.term(name) is not None for name in expression.names))
    expression.bind(nearest)


def _value(slot: Hashable, report: Filed, before: Filed) -> Number | None:
    if isinstance(slot, _Before):
        return before.value(slot.table, *slot.path)
    assert isinstance(slot, CellSlot)
    return report.value(slot.table, *slot.path)


def _finding(rule: Rule, axis: str, table: str, place: _Instance, report: Filed, before: Filed) -> Finding:
    account = place.bound.account(lambda slot: _value(slot, report, before))
    fields: dict[str, object] = dict(
        zip(_SIDES, map(value_text, (account.left, account.right, account.difference)), strict=True)
    )
    fields |= {"单位": report.unit.name, "年度": report.year, "上一年度": before.year, axis: place.key}
    for name, term in place.bound.terms.items():
        values = [_value(slot, report, before) for slot in term.slots]
        fields[name] = value_text(sum(value for value in values if value is not None))
    evidence = [
        cell(before if isinstance(slot, _Before) else report, slot.table, slot.path)
        for slot in account.slots
        if isinstance(slot, CellSlot | _Before)
    ]
    return Finding(
        fill(rule.message, fields),
        f"{table}/{place.key}",
        (evidence[0]._replace(formula=account.formula), *evidence[1:]),
        units=(report.unit.name,),
        year=report.year,
    )


ACROSS_YEARS = CorpusCheck(
    name="across-years",
    title="与上年衔接",
    compile=_compile,
    properties={
        "assert": {
            "type": "string",
            "minLength": 1,
            "format": EXPRESSION,
            "description": "应当成立的算式，上一年度报告中的数前面加“上年.”，如 上年结转 == 上年.结转下年度",
        },
        "for_each": {
            "type": "string",
            "pattern": r"^table\d+\.(row|column)$",
            "description": "对表的每一行（row）或每一列（column）核对，如 table3.column",
        },
    },
    required=("assert", "for_each"),
)
