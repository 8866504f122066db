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


class _AcrossYears:
    """A formula in every pair of forms that reports of two years may have.

    Raises ValueError with a Chinese sentence where it has a meaning in none of them.
    """

    def __init__(self, rule: Rule, forms: Mapping[str, Form]) -> None:
        self.rule = rule
        self.forms = forms
        self.expression = parse(rule.params["assert"])
        self.table, _, self.axis = rule.params["for_each"].partition(".")
        self._known: dict[tuple[str, str], tuple[_Instance, ...]] = {}
        if not any(self.instances(form, form) for form in forms.values()):
            self._explain()
        fields = (*_OWN, self.axis, *self.expression.names, *_SIDES)
        for field in fields_of(rule.message):
            if field not in fields:
                raise ValueError(f"message 中的 {{{field}}} 没有值可填，{suggest(field, fields)}；请改正。")

    def instances(self, now: Form, before: Form) -> tuple[_Instance, ...]:
        """The formula in every row or column that it has a meaning in."""
        pair = (now.id, before.id)
        if pair not in self._known:
            self._known[pair] = tuple(
                _Instance(key, self.expression.bind(names))
                for key, names in self._vocabularies(now, before)
                if all(map(names.term, self.expression.names))
            )
        return self._known[pair]

    def compare(self, tally: Tally, report: Filed, before: Filed) -> None:
        now_form, before_form = self.forms.get(report.form or ""), self.forms.get(before.form or "")
        if now_form is None or before_form is None:
            year = report.year if now_form is None else before.year
            tally.unjudged(report.unit.name, f"{year} 年度的报告没有读出表格")
            return
        missing: list[str] = []
        for place in self.instances(now_form, before_form):
            holds = place.bound.holds(lambda slot: _value(slot, report, before))
            if holds is None:
                missing.append(place.key)
                continue
            tally.judged += 1
            if not holds:
                tally.findings.append(self._finding(place, report, before))
        if missing:
            tally.unjudged(report.unit.name, f"{'、'.join(missing)}有空白或没有读出的数字")

    def _vocabularies(self, now: Form, before: Form) -> Iterator[tuple[str, _TwoYears]]:
        """What names mean in each row or column that both forms have."""
        tables = [
            {table.id: TableNames(table) for table in form.tables if table.id == self.table} for form in (now, before)
        ]
        axis = AXES.index(self.axis)
        if all(tables):
            for key in tables[0][self.table].keys[axis]:
                if key in tables[1][self.table].keys[axis]:
                    yield key, _TwoYears(Line(self.table, axis, key), *tables)

    def _explain(self) -> None:
        """Raise what is wrong with a formula that has a meaning nowhere, where it comes nearest to one."""
        vocabularies = [names for form in self.forms.values() for _, names in self._vocabularies(form, form)]
        if not vocabularies:
            raise ValueError(f"各年度格式中都没有“{self.rule.params['for_each']}”，请改正 for_each。")
        self.expression.bind(
            max(vocabularies, key=lambda names: sum(names.term(name) is not None for name in self.expression.names))
        )

    def _finding(self, place: _Instance, report: Filed, before: Filed) -> Finding:
        account = place.bound.account(lambda slot: _value(slot, report, before))
        sides = map(value_text, (account.left, account.right, account.difference))
        fields: dict[str, object] = dict(zip(_SIDES, sides, strict=True))
        fields |= {"单位": report.unit.name, "年度": report.year, "上一年度": before.year, self.axis: place.key}
        for name, term in place.bound.terms.items():
            fields[name] = value_text(sum(_value(slot, report, before) or 0 for slot in term.slots))
        first, *more = (
            cell(before if isinstance(slot, _Before) else report, slot.table, slot.path)
            for slot in account.slots
            if isinstance(slot, CellSlot | _Before)
        )
        return Finding(
            fill(self.rule.message, fields),
            f"{self.table}/{place.key}",
            (first._replace(formula=account.formula), *more),
            units=(report.unit.name,),
            year=report.year,
        )


def _compile(rule: Rule, context: Context) -> CorpusJudge:
    across_years = _AcrossYears(rule, context.forms)

    def judge(corpus: Corpus, _: ParametersOf) -> Outcome:
        return compare_years(corpus, across_years.compare)

    return judge


def _value(slot: Hashable, report: Filed, before: Filed) -> Number | None:
    if isinstance(slot, _Before):
        return before.value(slot.table, *slot.path)
    assert isinstance(slot, CellSlot)
    return report.value(slot.table, *slot.path)


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
