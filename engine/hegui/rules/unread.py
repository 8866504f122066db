"""Parameters that nobody reads: misspelt, or left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hegui.model.rule import Rule
from hegui.rules.check import AnyCheck, parameters_of
from hegui.rules.fault import Fault, suggest
from hegui.rules.lineage import Entry

READ_BY_THE_ENGINE = frozenset({"corpus", "scans"})
"""Parameters that no check reads: `corpus` decides which reports are judged together, `scans` which rules say nothing
on a scan."""

_FILE = "parameters.yaml"


def unread_parameters(
    entries: Sequence[Entry], rules: Iterable[Rule], checks: Mapping[str, AnyCheck]
) -> Iterator[Fault]:
    """A fault for every parameter that neither a rule nor the engine reads, and for every part of one that the pack
    which brought it does not have.
    """
    read = READ_BY_THE_ENGINE.union(*(parameters_of(rule, checks[rule.check]) for rule in rules))
    parts = _parts(entries)
    for entry in entries:
        for values, place in _layers(entry):
            for name, value in values.items():
                if name not in read:
                    message = f"没有规则读取参数“{name}”，{suggest(name, read)}；请改正或删去。"
                    yield entry.fault(_FILE, message, *place, name, at_key=True)
                elif isinstance(value, Mapping) and isinstance(parts.get(name), Mapping):
                    for part in value.keys() - parts[name].keys():
                        message = f"参数“{name}”没有“{part}”一项，{suggest(part, parts[name])}；请改正或删去。"
                        yield entry.fault(_FILE, message, *place, name, part, at_key=True)


def _layers(entry: Entry) -> Iterator[tuple[Mapping[str, Any], tuple[str | int, ...]]]:
    """The parameters of a pack, and where in the file they stand."""
    parameters = entry.content.parameters
    yield {name: value for name, value in parameters.items() if name != "layers"}, ()
    for number, layer in enumerate(parameters.get("layers", ())):
        yield layer["parameters"], ("layers", number, "parameters")


def _parts(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """Each parameter as the first pack gives it to all of its units: its parts are all that there are."""
    first: dict[str, Any] = {}
    for entry in entries:
        own = {name: value for name, value in entry.content.parameters.items() if name != "layers"}
        first = {**own, **first}
    return first
