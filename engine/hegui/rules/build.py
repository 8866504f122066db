"""Validated data of pack files → the values that the engine works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hegui.model.form import Form, Label, SectionForm, TableBlock, TableForm, Years
from hegui.model.rule import Basis, Period, Rule, RuleSource, Scope, Severity
from hegui.rules.schema import COMMON_KEYS

Data = Mapping[str, Any]


def years_of(value: int | str) -> Years:
    """`2024`, `2021-` or `2019-2020` as a range."""
    first, dash, last = str(value).partition("-")
    return Years(int(first), int(last) if last else None if dash else int(first))


def scope_of(data: Data) -> Scope:
    lists = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    return Scope(
        years=years_of(data["years"]) if "years" in data else None,
        effective=_period_of(data["effective"]) if "effective" in data else None,
        **lists,
    )


def _period_of(data: Data) -> Period:
    first, last = (date.fromisoformat(data[key]) if key in data else None for key in ("from", "until"))
    return Period(first, last)


def narrowed(scope: Scope, pack: Scope) -> Scope | None:
    """What a pack's area leaves of a rule's scope; None where they have no unit in common."""
    provinces, cities = _common(scope.provinces, pack.provinces), _common(scope.cities, pack.cities)
    if provinces is None or cities is None:
        return None
    return replace(scope, provinces=provinces, cities=cities)


def _common(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...] | None:
    if not some or not others:
        return some or others
    return tuple(name for name in some if name in others) or None


def rule_of(data: Data, category: str, scope: Scope, source: RuleSource) -> Rule:
    basis = data["basis"]
    return Rule(
        id=data["id"],
        title=data["title"],
        category=category,
        basis=Basis(basis["document"], basis.get("clause", "")),
        severity=Severity(data["severity"]),
        check=data["check"],
        params={key: value for key, value in data.items() if key not in COMMON_KEYS},
        message=data.get("message", ""),
        advice=data["advice"],
        scope=scope,
        cases=tuple(data["cases"]),
        source=source,
        note=data.get("note", ""),
        points=data.get("points", {}),
    )


def form_of(data: Data) -> Form:
    return Form(
        id=data["id"],
        title=data["title"],
        years=years_of(data["years"]),
        document=data["document"],
        sections=tuple(
            SectionForm(part["key"], part["title"], tuple(part.get("aliases", ())), part.get("cues", ""))
            for part in data["sections"]
        ),
        tables=tuple(_table_of(table) for table in data["tables"]),
    )


def _table_of(data: Data) -> TableForm:
    return TableForm(
        id=data["id"],
        title=data["title"],
        section=data["section"],
        blocks=tuple(
            TableBlock(_labels_of(block["rows"]), _labels_of(block["columns"]), block.get("heading", ""))
            for block in data["blocks"]
        ),
        groups=_labels_of(data.get("groups", ())),
        transposed=data.get("transposed", False),
    )


def _labels_of(items: list[str | dict[str, Any]]) -> tuple[Label, ...]:
    return tuple(Label(item, item) if isinstance(item, str) else _label_of(item) for item in items)


def _label_of(data: Data) -> Label:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    return Label(**fields)


def merged(base: Any, more: Any, *, append: bool = False) -> Any:
    """Two layers of data as one: mappings key by key, else the later; lists one after the other where `append`."""
    if isinstance(base, Mapping) and isinstance(more, Mapping):
        both = {key: merged(base[key], value, append=append) for key, value in more.items() if key in base}
        return {**base, **more, **both}
    if append and isinstance(base, list) and isinstance(more, list):
        return base + more
    return more
