"""Which entries of a mapping somebody looks up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Lookups(dict[str, Any]):
    """A mapping that remembers which of its entries were looked up, and of those that are mappings, which of theirs."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        wrapped = {name: Lookups(value) if isinstance(value, dict) else value for name, value in content.items()}
        super().__init__(wrapped)
        self.read: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self.read[name] = value.read if isinstance(value, Lookups) else {}
        return value

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def __iter__(self) -> Iterator[str]:
        for name in list(super().__iter__()):
            self[name]
            yield name

    def items(self) -> Any:
        return ((name, self[name]) for name in self)

    def values(self) -> Any:
        return (self[name] for name in self)
