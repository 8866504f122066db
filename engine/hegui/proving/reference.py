"""What authors of rules look up: the kinds of rules with their keys, and the names of rows, columns and facts.

The pages of the documentation and the command line say the same, from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hegui.checks.condition import CONDITION_KEYS
from hegui.checks.facts import FACTS
from hegui.model.form import Form, Label, TableForm
from hegui.rules.check import AnyCheck, CorpusCheck
from hegui.rules.ruleset import RuleSet

_SHOWN = 6
"""Rules that are named as examples of their kind."""


class KindKey(NamedTuple):
    """A key of a kind of rule."""

    key: str
    required: bool
    meaning: str
    choices: tuple[str, ...]
    inner: tuple[tuple[str, str], ...]
    """The keys inside of it, and their meanings."""


class Kind(NamedTuple):
    """A kind of rule."""

    name: str
    title: str
    of_many: bool
    """Whether it judges many reports together."""
    keys: tuple[KindKey, ...]
    """Without those that every kind has."""
    fields: tuple[str, ...]
    """Names that its message may use in braces."""
    parameters: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    """Some rules of this kind: ids and titles."""


class NamedLabel(NamedTuple):
    """A row or column: its name, what is printed, the groups that it is counted in."""

    name: str
    text: str
    groups: tuple[str, ...]


class NamedTable(NamedTuple):
    id: str
    title: str
    rows: tuple[NamedLabel, ...]
    columns: tuple[NamedLabel, ...]


class NamedForm(NamedTuple):
    id: str
    title: str
    document: str
    tables: tuple[NamedTable, ...]


def kinds(ruleset: RuleSet) -> tuple[Kind, ...]:
    """All kinds, those on one report first."""
    found = (_kind(ruleset, check) for check in ruleset.checks.values())
    return tuple(sorted(found, key=lambda kind: kind.of_many))


def common_keys() -> tuple[KindKey, ...]:
    """The keys that every kind has beside its own: on which condition a rule speaks."""
    return tuple(_key(key, schema, False) for key, schema in CONDITION_KEYS.items())


def forms(ruleset: RuleSet) -> tuple[NamedForm, ...]:
    """The tables of each form, the newest first."""
    ordered = sorted(ruleset.forms.values(), key=lambda form: form.id, reverse=True)
    return tuple(NamedForm(form.id, form.title, form.document, tuple(_tables(form))) for form in ordered)


def facts() -> tuple[tuple[str, str], ...]:
    """What expressions may name that stands in no table: names and kinds of value."""
    return tuple((name, str(fact.kind)) for name, fact in FACTS.items())


def _kind(ruleset: RuleSet, check: AnyCheck) -> Kind:
    used = [(rule.id, rule.title) for rule in ruleset.all_rules if rule.check == check.name]
    return Kind(
        check.name,
        check.title,
        isinstance(check, CorpusCheck),
        tuple(
            _key(key, schema, key in check.required)
            for key, schema in check.properties.items()
            if key not in CONDITION_KEYS
        ),
        tuple(check.fields),
        tuple(check.parameters),
        tuple(used[:_SHOWN]),
    )


def _key(key: str, schema: Mapping[str, Any], required: bool) -> KindKey:
    choices = tuple(map(str, schema.get("enum", ())))
    inner = {name: inside.get("description", "") for name, inside in _inside(schema)}
    return KindKey(key, required, schema.get("description", ""), choices, tuple(inner.items()))


def _inside(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The keys of a mapping, of the items of a list, of the entries that a rule names."""
    yield from schema.get("properties", {}).items()
    for key in ("items", "additionalProperties"):
        if isinstance(others := schema.get(key), Mapping):
            yield from _inside(others)


def _tables(form: Form) -> Iterator[NamedTable]:
    for table in form.tables:
        yield NamedTable(table.id, table.title, tuple(_labels(table, 0)), tuple(_labels(table, 1)))


def _labels(form: TableForm, axis: int) -> Iterator[NamedLabel]:
    """Rows (axis 0) or columns (axis 1), each key once."""
    found: dict[str, Label] = {}
    for block in form.blocks:
        found |= {label.key: label for label in (block.rows, block.columns)[axis] if label.key}
    return (NamedLabel(label.key, label.text, tuple(label.groups)) for label in found.values())
