"""Bounds that are parameters, so that an authority sets its own: what a rule's formula calls them, where they stand."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from typing import Any

from hegui.checks.facts import Fact, Reading, facts_with
from hegui.checks.names import table_names
from hegui.model.report import Report
from hegui.model.rule import Rule
from hegui.rules.check import Context, Parameters, conditions_of
from hegui.rules.evaluation import ValueType, value_text
from hegui.rules.expression import parse
from hegui.rules.schema import PARAMETER

LIMITS: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "description": "界限：在算式和条件（when、unless）中的名称，和它在参数中的位置，如 {倍数: year_on_year.factor}",
    "additionalProperties": {
        "type": "string",
        "format": PARAMETER,
        "pattern": r"^[^.]+\.[^.]+$",
        "description": "参数名和其中的一项，以“.”连接",
    },
}


def limit_facts(rule: Rule) -> Mapping[str, Fact]:
    """The limits that a rule names, to be read as facts are. Reading raises ValueError for one that no pack sets."""
    return {name: _limit_fact(place) for name, place in _places(rule).items()}


def _limit_fact(place: str) -> Fact:
    def read(_: Report, parameters: Parameters) -> Reading:
        value = _limit(place, parameters)
        return Reading(value, value_text(value))

    return Fact(ValueType.NUMBER, read, (place.partition(".")[0],))


def limits_of(rule: Rule, parameters: Parameters) -> Mapping[str, Decimal]:
    """The limits that a rule names, as they are for the unit. Raises ValueError for one that no pack sets."""
    return {name: _limit(place, parameters) for name, place in _places(rule).items()}


def check_limits(rule: Rule, names: Container[str], context: Context) -> None:
    """Raises ValueError for a limit that neither the rule's formula, whose names these are, nor a condition uses, and
    for one that is called as a row, a column or a fact is, in whose place it would stand.
    """
    places = _places(rule)
    taken = {*facts_with(context.deadlines), *_lines(context)} if places else ()
    used = [name for formula in conditions_of(rule) if isinstance(formula, str) for name in parse(formula).names]
    for name in places:
        if name in taken:
            raise ValueError(f"limits 中的“{name}”与表格的行、列或报告的事实同名，会混淆，请换一个名称。")
        if name not in names and name not in used:
            raise ValueError(f"limits 中的“{name}”没有用在算式或条件（when、unless）中，请写进去，或删去。")


def _limit(place: str, parameters: Parameters) -> Decimal:
    name, _, part = place.partition(".")
    try:
        return Decimal(str(parameters[name][part]))
    except (KeyError, TypeError, ArithmeticError):
        raise ValueError(f"参数中没有“{place}”这个数，请在 parameters.yaml 中写明") from None


def parameters_of_limits(rule: Rule) -> list[str]:
    """Names of the parameters that the limits of a rule stand in."""
    return [place.partition(".")[0] for place in _places(rule).values()]


def _lines(context: Context) -> Iterator[str]:
    """The names of all rows and columns, and of their groups."""
    for form in context.forms.values():
        for table in table_names(form).values():
            for named in (*table.keys, *table.groups):
                yield from named


def _places(rule: Rule) -> Mapping[str, str]:
    """Where each limit stands; a kind may mean another thing by its key `limits`."""
    written = rule.params.get("limits")
    return written if isinstance(written, Mapping) else {}
