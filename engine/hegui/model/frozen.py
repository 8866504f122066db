"""Mappings and lists that nobody changes: what is handed to code of others is the same for whoever comes next.

They are a `dict` and a `list` to whoever reads them, JSON and schemas included, at the same speed. A copy is an
ordinary one, which may be changed.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    raise TypeError("read-only: make a copy to change it")


class FrozenDict(dict[_K, _V]):
    """A mapping that cannot be changed."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


class FrozenList(list[_V]):
    """A list that cannot be changed."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenList, (list(self),)


def frozen(value: Any) -> Any:
    """Data with all its parts, never to be changed: a mapping, list or set as such a one, anything else as it is.

    What is frozen already is not gone through again.
    """
    kind = type(value)
    if kind is dict:
        return FrozenDict({key: frozen(inner) for key, inner in value.items()})
    if kind is list:
        return FrozenList([frozen(inner) for inner in value])
    if kind is set:
        return frozenset(value)
    if kind is tuple:
        return tuple([frozen(inner) for inner in value])
    return value
