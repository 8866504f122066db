"""Patterns by which reports are recognised: those that cannot be used are told before the first report is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from hegui.model.form import Form
from hegui.recognise import Knowledge
from hegui.rules.lineage import Member
from hegui.rules.mistake import Mistake, regex_mistake
from hegui.rules.schema import RECOGNITION_LEXICONS

_NAME = re.compile(r"\{[^{}\d,][^{}]*\}")
"""A name in braces, which stands for a pattern: `{n}`."""
_RECOGNITION = Knowledge.__module__.rpartition(".")[0]


def recognition_mistakes(
    members: Sequence[Member], forms: Mapping[str, Form], lexicons: Mapping[str, Any]
) -> Iterator[Mistake]:
    """What keeps reports from being recognised by these forms and lexicons, where a pack of these says it."""
    try:
        _compile(Knowledge.of(forms, lexicons), set())
    except re.error as error:
        yield _found(members) or _somewhere(members, error)


def _compile(value: Any, seen: set[int]) -> None:
    """Compile all that would be compiled when first needed."""
    if id(value) in seen:
        return
    seen.add(id(value))
    match value:
        case str():
            return
        case Mapping():
            inner: list[Any] = list(value.values())
        case list() | tuple():
            inner = list(value)
        case _ if type(value).__module__.startswith(_RECOGNITION):
            lazy = [name for name, made in vars(type(value)).items() if isinstance(made, cached_property)]
            inner = [*(getattr(value, name) for name in lazy), *getattr(value, "__dict__", {}).values()]
        case _:
            return
    for each in inner:
        _compile(each, seen)


def _found(members: Sequence[Member]) -> Mistake | None:
    """The first text of a lexicon that is no pattern, where one is."""
    for member in members:
        for name in RECOGNITION_LEXICONS:
            for place, text in _texts(member.content.lexicons.get(name), ()):
                try:
                    re.compile(_NAME.sub("x", text))
                except re.error as error:
                    message = f"正则表达式有误：{regex_mistake(error)}，请改正。"
                    return member.mistake(f"lexicons/{name}.yaml", message, *place)
    return None


def _somewhere(members: Sequence[Member], error: re.error) -> Mistake:
    names = "、".join(dict.fromkeys(name for each in members for name in each.content.lexicons))
    message = f"识别报告所用的词表（{names}）中有的正则表达式合起来有误：{regex_mistake(error)}，请改正。"
    return Mistake(members[-1].folder, message)


def _texts(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping | list):
        for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _texts(inner, (*place, key))
