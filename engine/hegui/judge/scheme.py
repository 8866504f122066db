"""A scoring scheme: how many points a fault costs, what limits that, what earns bonus points, and which grade the rest
is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from hegui.errors import SchemeError
from hegui.model.audit import AuditedUnit
from hegui.model.form import Form
from hegui.model.rule import Rule, Scope
from hegui.model.verdict import Result, Severity
from hegui.rules.cells import CellName, cell_in
from hegui.rules.mistake import suggest
from hegui.rules.ruleset import RuleSet
from hegui.rules.schemes import table_of
from hegui.rules.scope import applicability, scope_of

Points = Decimal
"""Points are decimal, so that halves and tenths add up exactly."""

_NOTHING, _ONCE = Decimal(0), Decimal(1)


class Per(StrEnum):
    """What points are multiplied by: nothing, the findings, how far apart their two sides are, or the sum of cells."""

    RULE = "rule"
    FINDING = "finding"
    DIFFERENCE = "difference"
    CELL = "cell"


class Fault(NamedTuple):
    """What points hang on of a finding."""

    severity: Severity
    difference: Decimal | None = None
    """None where there is no difference to its kind: it counts once."""


class Charge(NamedTuple):
    """What a rule costs, or earns: points by the severity of what was found, `per` what, and at most `cap` in all."""

    points: Mapping[Severity, Points]
    per: Per = Per.RULE
    cap: Points | None = None
    cells: Mapping[str, Sequence[CellName]] = {}
    """By the id of a form, the cells that are counted."""
    graded: bool = False
    """Whether what is written for a rule goes by the severity of its findings."""

    def due(self, faults: Sequence[Fault], count: Points) -> Points:
        """What all this comes to before the cap; `count` is the sum of the cells. More never comes to less."""
        match self.per:
            case Per.FINDING:
                return sum((self.points[fault.severity] for fault in faults), _NOTHING)
            case Per.DIFFERENCE:
                apart = (_ONCE if one.difference is None else one.difference for one in faults)
                return sum((self.points[one.severity] * by for one, by in zip(faults, apart, strict=True)), _NOTHING)
        once = max((self.points[fault.severity] for fault in faults), default=_NOTHING)
        return once * count if self.per is Per.CELL else once

    def single(self, severity: Severity) -> Points:
        """What one finding comes to, or one case of what is counted."""
        points = self.points[severity]
        return points if self.cap is None else min(points, self.cap)

    def amount(self, faults: Sequence[Fault], count: Points = _ONCE) -> Points:
        """What is to be paid."""
        due = self.due(faults, count)
        return due if self.cap is None else min(due, self.cap)


class Group(NamedTuple):
    """Rules that see the same fault from several sides: only the dearest of them counts. With a `cap` all of them
    count, and cost no more than that together.
    """

    title: str
    rules: tuple[str, ...]
    cap: Points | None = None


class Veto(NamedTuple):
    """Rules whose failure leaves a report `at_most` so many points, whatever else is right."""

    title: str
    rules: tuple[str, ...]
    at_most: Points


class Grade(NamedTuple):
    """A grade and the least total that earns it."""

    title: str
    least: Points


class Earning(NamedTuple):
    """What a rule earns where it comes to `result`."""

    title: str
    result: Result
    charge: Charge


class Bonus(NamedTuple):
    """Points beside the full mark, for who has more than `above` without them, and no more than `cap`."""

    rules: Mapping[str, Earning] = {}
    above: Points | None = None
    cap: Points | None = None
    exceeds: bool = False
    """Whether the total may be above the full mark."""


class Pot(NamedTuple):
    """What rules cost together, and its cap."""

    name: str
    cap: Points | None
    words: str
    """What a deduction is told to be limited by."""


class Table(NamedTuple):
    """The points for one kind of units; an empty scope is for all others."""

    applies: Scope
    scheme: Scheme


@dataclass(frozen=True)
class Scheme:
    """A scheme as written in schemes/<name>.yaml of a pack, or the table of it that is for a kind of units."""

    name: str
    title: str
    of: Points
    default: Charge
    """What rules cost of which nothing else is said."""
    per: Per
    """What points are meant for that do not say it."""
    charges: Mapping[str, Charge]
    """The rules that cost something else."""
    categories: Mapping[str, Points]
    """The most that a category of rules can cost."""
    groups: tuple[Group, ...]
    """Of which only the dearest counts."""
    limits: tuple[Group, ...]
    """Which cost no more than their cap together."""
    vetoes: tuple[Veto, ...]
    bonus: Bonus
    minimum_coverage: float
    """Share of the applicable rules that must have been judged for a grade."""
    grades: tuple[Grade, ...]
    """From the best to the worst, which begins at 0."""
    table: str = ""
    """What the table is called, where the scheme has several."""
    tables: tuple[Table, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    rule_categories: Mapping[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[Scheme, ...]:
        """Its tables, or the scheme itself where it has none."""
        return tuple(table.scheme for table in self.tables) or (self,)

    def for_unit(self, unit: AuditedUnit) -> tuple[Scheme, bool]:
        """The table for a unit, and whether it is certain that it is the one."""
        if not self.tables:
            return self, True
        known = unit.known
        doubtful: list[Scheme] = []
        for table in self.tables:
            outcome = applicability(table.applies, None, None, known)
            if outcome is None:
                return table.scheme, known is not None and not doubtful
            if outcome.result is Result.CANNOT_ASSESS:
                doubtful.append(table.scheme)
        return (doubtful or [self.tables[-1].scheme])[0], False

    def charge(self, rule: str, points: Mapping[str, Any]) -> Charge:
        """What a failure costs: as the rule's own `points` say, else as the scheme says. What earns a bonus is free."""
        if rule in self.bonus.rules:
            return _FREE
        if self.name in points:
            return _charge(points[self.name], self.per, self.forms)
        return self.charges.get(rule, self.default)

    def grade(self, total: Points) -> str | None:
        return next((grade.title for grade in self.grades if total >= grade.least), None)

    def pots(self, rule: str, category: str) -> tuple[Pot, ...]:
        """What limits the cost of a rule: the last is where it is booked, a category or a group of several."""
        known = self._pots.get((rule, category))
        if known is None:
            known = self._pots[rule, category] = self._pots_of(rule, category)
        return known

    def _pots_of(self, rule: str, category: str) -> tuple[Pot, ...]:
        limit = self._limits.get(rule)
        own = Pot(category, self.categories.get(category), "本类")
        if limit is None:
            return (own,)
        group = Pot(limit.title, limit.cap, f"“{limit.title}”合计")
        return (group,) if limit.title in self.across else (group, own)

    @cached_property
    def across(self) -> Mapping[str, Points | None]:
        """Groups with a cap of rules of several categories: they count by themselves, in none of these."""
        return {
            group.title: group.cap
            for group in self.limits
            if len({self.rule_categories[rule] for rule in group.rules if rule in self.rule_categories}) > 1
        }

    @cached_property
    def _pots(self) -> dict[tuple[str, str], tuple[Pot, ...]]:
        return {}

    @cached_property
    def _limits(self) -> Mapping[str, Group]:
        return {rule: group for group in self.limits for rule in group.rules}


_FREE = Charge(dict.fromkeys(Severity, _NOTHING))


def find_scheme(name: str, ruleset: RuleSet) -> Scheme:
    """A scheme of a ruleset by its name or its title. Raises SchemeError where there is none."""
    if name not in ruleset.schemes:
        titles = {data["title"]: known for known, data in ruleset.schemes.items()}
        if name not in titles:
            near = suggest(name, (*ruleset.schemes, *titles))
            raise SchemeError(f"没有评分方案“{name}”，{near}。")
        name = titles[name]
    return scheme_of(ruleset.schemes[name], ruleset.all_rules, ruleset.forms)


def scheme_of(data: Mapping[str, Any], rules: Iterable[Rule] = (), forms: Mapping[str, Form] | None = None) -> Scheme:
    """The scheme that a file states, in which loading has found no mistake."""
    known = {rule.id: rule for rule in rules}
    forms = forms or {}
    written = data.get("tables", ())
    tables = tuple(
        Table(scope_of(one.get("applies", {})), _scheme(table_of(data, one), known, forms, one["title"]))
        for one in written
    )
    return _scheme(table_of(data, written[0]) if written else data, known, forms, tables=tables)


def _scheme(
    data: Mapping[str, Any],
    rules: Mapping[str, Rule],
    forms: Mapping[str, Form],
    table: str = "",
    tables: tuple[Table, ...] = (),
) -> Scheme:
    per = Per(data.get("per", Per.RULE))
    groups = [
        Group(one["title"], tuple(one["rules"]), _points_or_none(one.get("cap"))) for one in data.get("groups", ())
    ]
    return Scheme(
        name=data["name"],
        title=data["title"],
        of=_points(data["of"]),
        default=Charge({severity: _points(data["points"][severity.value]) for severity in Severity}, per),
        per=per,
        charges={rule: _charge(value, per, forms) for rule, value in data.get("rules", {}).items()},
        categories={category: _points(value) for category, value in data.get("categories", {}).items()},
        groups=tuple(group for group in groups if group.cap is None),
        limits=tuple(group for group in groups if group.cap is not None),
        vetoes=tuple(
            Veto(one["title"], tuple(one["rules"]), _points(one["at_most"])) for one in data.get("vetoes", ())
        ),
        bonus=_bonus(data.get("bonus", {}), rules, forms),
        minimum_coverage=data.get("minimum_coverage", 0),
        grades=tuple(Grade(one["title"], _points(one["from"])) for one in data["grades"]),
        table=table,
        tables=tables,
        forms=forms,
        rule_categories={name: rule.category for name, rule in rules.items()},
    )


def _bonus(data: Mapping[str, Any], rules: Mapping[str, Rule], forms: Mapping[str, Form]) -> Bonus:
    def earning(name: str, value: float | Mapping[str, Any]) -> Earning:
        result = Result(value.get("verdict", Result.PASS)) if isinstance(value, Mapping) else Result.PASS
        return Earning(rules[name].title if name in rules else name, result, _charge(value, Per.RULE, forms))

    return Bonus(
        {name: earning(name, value) for name, value in data.get("rules", {}).items()},
        _points_or_none(data.get("above")),
        _points_or_none(data.get("cap")),
        data.get("exceeds", False),
    )


def _points(value: float) -> Points:
    return Points(str(value))


def _points_or_none(value: float | None) -> Points | None:
    return None if value is None else _points(value)


def _charge(value: float | Mapping[str, Any], per: Per, forms: Mapping[str, Form]) -> Charge:
    written: Mapping[str, Any] = value if isinstance(value, Mapping) else {"points": value}
    points, by = written["points"], written.get("per", per.value)
    graded = points if isinstance(points, Mapping) else dict.fromkeys(Severity, points)
    names = by["cell"] if isinstance(by, Mapping) else []
    cells: dict[str, Sequence[CellName]] = {}
    for form in forms.values() if names else ():
        found = (cell_in(form, name) for name in ([names] if isinstance(names, str) else names))
        cells[form.id] = [cell for cell in found if cell]
    return Charge(
        {severity: _points(graded.get(severity, 0)) for severity in Severity},
        Per.CELL if isinstance(by, Mapping) else Per(by),
        _points_or_none(written.get("cap")),
        cells,
        isinstance(points, Mapping),
    )
