"""Which columns of the roster rules read: those that their expressions, messages and advice name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hegui.model.rule import Rule
from hegui.rules.check import ROSTER, AnyCheck, fields_of
from hegui.rules.expression import ExpressionError, parse
from hegui.rules.schema import EXPRESSION, texts_of_format


def columns_read(rules: Iterable[Rule], checks: Mapping[str, AnyCheck]) -> frozenset[str]:
    """The headings of these columns."""
    return frozenset(
        name.removeprefix(ROSTER)
        for rule in rules
        for name in _names(rule, checks[rule.check])
        if name.startswith(ROSTER)
    )


def _names(rule: Rule, check: AnyCheck) -> Iterator[str]:
    for key, schema in check.properties.items():
        for _, source in texts_of_format(rule.params.get(key), schema, EXPRESSION):
            try:
                yield from parse(source).names
            except ExpressionError:
                continue  # a mistake that compiling the rule tells
    yield from fields_of(rule.message)
    yield from fields_of(rule.advice)
    yield from fields_of(rule.office)
