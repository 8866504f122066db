"""Data that packs lay one over another: who gave what, and what of it was looked up.

A finding cites the norm of the values that it was judged by. The parameters of a report therefore know which layer gave
each value, and note for one judgement which values were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hegui.model.frozen import FrozenDict, frozen
from hegui.model.rule import Scope, Words


class Layer(NamedTuple):
    """Parameters or words that a pack lays over those before it, for the reports it applies to."""

    applies: Scope
    values: Mapping[str, Any]
    pack: str = ""
    words: Words = Words()
    cases: tuple[Mapping[str, Any], ...] = ()
    """What proves it; each names its rule."""
    place: tuple[str | int, ...] = ()
    """Where it stands in its file; empty where it is what the file says for all units of the pack."""


def merged(base: Any, more: Any, *, append: bool = False) -> Any:
    """Two layers of data as one: mappings key by key, else the later; lists one after the other where `append`."""
    if isinstance(base, Mapping) and isinstance(more, Mapping):
        both = {key: merged(base[key], value, append=append) for key, value in more.items() if key in base}
        return {**base, **more, **both}
    if append and isinstance(base, list) and isinstance(more, list):
        return base + more
    return more


def layered(layers: Iterable[Layer], *, append: bool = False) -> Mapping[str, Any]:
    """Layers as one."""
    data: Mapping[str, Any] = {}
    for layer in layers:
        data = merged(data, layer.values, append=append)
    return data


class Layered(Mapping[str, Any]):
    """Parameters as they are for some reports: layers as one, later over earlier."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        self.layers = tuple(layers)
        self._values: Mapping[str, Any] = frozen(layered(self.layers))
        self._speaking = any(layer.words != Words() for layer in self.layers)
        givers: dict[str, Any] = {}
        if self._speaking:
            for layer in self.layers:
                _give(givers, layer.values, layer)
        self._givers: Mapping[str, Any] = frozen(givers)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def noted_in(self, read: Read) -> Mapping[str, Any]:
        """The same, noting what is read of it; itself where no layer has a word to say."""
        return Noting(self._values, self._givers, read) if self._speaking else self


def _give(givers: dict[str, Any], values: Mapping[str, Any], layer: Layer) -> None:
    """Note a layer as the giver of each of its values."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            inner = givers.get(name)
            givers[name] = inner if isinstance(inner, dict) else {}
            _give(givers[name], value, layer)
        else:
            givers[name] = layer


class Read:
    """What was read of parameters in one judgement: by whose words it counts."""

    def __init__(self) -> None:
        self._words: dict[Words, None] = {}

    def note(self, words: Words) -> None:
        self._words[words] = None

    @property
    def words(self) -> tuple[Words, ...]:
        """Of each layer whose values were read, among them none for values that go by the rule's own words."""
        return tuple(self._words)


class Noting(Mapping[str, Any]):
    """Parameters, or a part of them, that note whose value is read."""

    def __init__(self, values: Mapping[str, Any], givers: Mapping[str, Any], read: Read) -> None:
        self._values = values
        self._givers = givers
        self.read = read

    def __getitem__(self, name: str) -> Any:
        value, giver = self._values[name], self._givers[name]
        if isinstance(value, Mapping):
            return Noting(value, giver, self.read)
        self.read.note(giver.words)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class LaidOver(Mapping[str, Any]):
    """Values of a rule's own keys, and over them those of the parameter of a name."""

    def __init__(self, own: Mapping[str, Any], parameters: Mapping[str, Any], name: str) -> None:
        self._given = parameters.get(name, {})
        given = self._given._values if isinstance(self._given, Noting) else self._given
        self.shown: Mapping[str, Any] = FrozenDict({**own, **given})
        """The same, for whom it only tells and does not judge by them."""

    def __getitem__(self, name: str) -> Any:
        if name in self._given:
            return self._given[name]
        if isinstance(self._given, Noting):
            self._given.read.note(Words())
        return self.shown[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)


def as_read(value: Any) -> Any:
    """A value with all of its parts, read."""
    return {name: as_read(inner) for name, inner in value.items()} if isinstance(value, Mapping) else value
