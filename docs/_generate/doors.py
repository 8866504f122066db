"""The two public doors, `hegui` and `hegui.plugin`, from their docstrings and signatures."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache, cached_property
from textwrap import dedent
from types import ModuleType
from typing import Any

from catalogue import Catalogue
from wording import code, table, text_of

import hegui
import hegui.plugin

_CHAPTER = re.compile(r"^(Args|Returns|Raises):$")
_ENTRY = re.compile(r"^(\*{0,2}\w+): (.*)$")


def doors(_: Catalogue) -> str:
    """Each door with its names in their order."""
    return "\n".join([*_door(hegui), *_door(hegui.plugin)])


def _door(module: ModuleType) -> Iterator[str]:
    name = module.__name__
    yield f"## {name} {{ #{name} }}\n"
    yield from _prose(module.__doc__ or "")
    for public in module.__all__:
        if not public.startswith("_"):
            yield from _entry(name, public, getattr(module, public))


def _entry(door: str, name: str, value: Any) -> Iterator[str]:
    yield f"### {name} {{ #{door}.{name} }}\n"
    if inspect.isclass(value):
        yield from _class(value)
    elif inspect.isroutine(value):
        yield from _routine(name, value)
    else:
        yield from _data(value)


def _class(value: type) -> Iterator[str]:
    parents = [parent.__name__ for parent in value.__bases__ if parent.__module__.startswith("hegui")]
    fields = list(_fields(value))
    if not fields and "__init__" in vars(value):
        yield _signature(value.__name__, value)
    yield from _prose(inspect.getdoc(value) or "")
    if parents:
        yield f"Also a {', '.join(map(code, parents))}.\n"
    if fields:
        yield table(
            ("Field", "Type", "Meaning"), ((code(name), code(kind), _inline(doc)) for name, kind, doc in fields)
        )
        yield ""
    if doc := getattr(vars(value).get("__init__"), "__doc__", None):
        yield from _prose(doc)
    for name, member in vars(value).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property | cached_property):
            yield f"{code(f'.{name}')} {text_of(_flat(inspect.getdoc(member) or ''))}\n"
        elif inspect.isroutine(function := inspect.unwrap(getattr(member, "__func__", member))) and function.__doc__:
            yield from _routine(f".{name}", function)


def _routine(name: str, value: Any) -> Iterator[str]:
    yield _signature(name, value)
    yield from _prose(inspect.getdoc(value) or "")


def _data(value: Any) -> Iterator[str]:
    kind = type(value)
    yield f"{code(kind.__name__)}\n" if kind.__module__ == "builtins" else f"A {code(kind.__name__)}.\n"


class _AsWritten(str):
    """An annotation, which `inspect` would put into quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _signature(name: str, value: Any) -> str:
    found = inspect.signature(value)
    parameters = [one.replace(annotation=_AsWritten(one.annotation)) for one in found.parameters.values()]
    signature = str(found.replace(parameters=parameters, return_annotation=_AsWritten(found.return_annotation)))
    plain = signature.replace("(self, ", "(").replace("(self)", "()")
    if len(name + plain) > 100:
        inner, _, end = plain[1:].rpartition(")")
        parts = [part for part in re.split(r", (?![^\[(]*[\])])", inner) if part]
        plain = "(\n" + "".join(f"    {part},\n" for part in parts) + f"){end}"
    return f"```python\n{name}{plain}\n```\n"


def _prose(doc: str) -> Iterator[str]:
    """A docstring: paragraphs, code as it is indented, and lists of arguments and errors."""
    chapter = ""
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", inspect.cleandoc(doc)):
        first, _, rest = block.partition("\n")
        paragraph = block
        if found := _CHAPTER.match(first):
            chapter, paragraph = found[1], dedent(rest)
            yield f"**{chapter}**\n"
        if chapter:
            lines = re.sub(r"\n +", " ", paragraph).split("\n")
            entries = (match for line in lines if (match := _ENTRY.match(line)))
            items = [f"- {code(match[1])} {_inline(match[2])}" for match in entries]
            yield "\n".join(items or [_inline(_flat(paragraph))]) + "\n"
        elif paragraph.startswith("    "):
            yield f"```python\n{dedent(paragraph)}\n```\n"
        else:
            yield "\n".join(map(_inline, paragraph.split("\n"))) + "\n"


def _inline(text: str) -> str:
    """Text with its words in backticks as they are."""
    parts = re.split(r"(`[^`]*`|\*\*[^*]*\*\*)", text)
    return "".join(part if at % 2 else text_of(part) for at, part in enumerate(parts))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _fields(value: type) -> Iterator[tuple[str, str, str]]:
    """The fields of a record with their types, and what the string after each says."""
    if not any(
        hasattr(value, mark) for mark in ("__struct_fields__", "__dataclass_fields__", "_fields", "__members__")
    ):
        return
    for parent in reversed(value.__mro__):
        if parent.__module__.startswith("hegui"):
            yield from _own_fields(parent)


@cache
def _own_fields(value: type) -> tuple[tuple[str, str, str], ...]:
    (definition,) = ast.parse(dedent(inspect.getsource(value))).body
    assert isinstance(definition, ast.ClassDef)
    found = []
    for at, line in enumerate(definition.body):
        match line:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if not name.startswith("_"):
                kind = ast.unparse(annotation)
            case ast.Assign(targets=[ast.Name(id=name)], value=constant) if not name.startswith("_"):
                kind = ast.unparse(constant)
            case _:
                continue
        match definition.body[at + 1 : at + 2]:
            case [ast.Expr(value=ast.Constant(value=str(doc)))]:
                found.append((name, kind, _flat(doc)))
            case _:
                found.append((name, kind, ""))
    return tuple(found)
