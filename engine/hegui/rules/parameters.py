"""What is wrong with the parameters of packs, held against one another and against the rules that read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hegui.model.rule import Rule
from hegui.rules.check import CONDITIONS, AnyCheck, parameters_of
from hegui.rules.deadlines import KINDS, is_day, is_deadline
from hegui.rules.layers import merged
from hegui.rules.lineage import Member
from hegui.rules.mistake import Mistake, nearest, suggest
from hegui.rules.schema import PARAMETER, WORDS_OF_A_LAYER, own_keys_schema, texts_of_format
from hegui.rules.scope import KnownNames, is_local

READ_BY_THE_ENGINE = frozenset({"corpus", "scans"})
"""Parameters that no check reads: `corpus` decides which reports are judged together, `scans` which rules say nothing
on a scan."""

FILE = "parameters.yaml"
_MONTH_DAY = re.compile(r"\d{1,2}-\d{1,2}")

Place = tuple[str | int, ...]


class Written(NamedTuple):
    """Parameters as one layer of a file gives them, and where they stand in it."""

    values: Mapping[str, Any]
    place: Place
    layer: Mapping[str, Any]
    """The layer with what it says beside the values."""


def written_layers(parameters: Mapping[str, Any]) -> Iterator[Written]:
    """The layers of a `parameters.yaml`: that for all of the pack's units, then those for some."""
    own = {name: value for name, value in parameters.items() if name not in RESERVED}
    if own:
        yield Written(own, (), parameters)
    for number, layer in enumerate(parameters.get("layers", ())):
        yield Written(layer["parameters"], ("layers", number, "parameters"), layer)


RESERVED = ("layers", "cases", *WORDS_OF_A_LAYER)
"""Keys of a `parameters.yaml` that are no parameters."""


# -- mistakes --------------------------------------------------------------------------------------------------------


def parameter_mistakes(
    members: Sequence[Member], rules: Sequence[Rule], checks: Mapping[str, AnyCheck], known: KnownNames
) -> Iterator[Mistake]:
    """What is wrong with parameters as such, and between them and the rules that read them.

    A parameter that nothing reads; a part that the pack which brought it does not have, or of another kind than there;
    a day that there is not; another pack's deadline changed without a basis; a limit of a rule that no pack sets.
    """
    read = READ_BY_THE_ENGINE.union(*(parameters_of(rule, checks[rule.check]) for rule in rules))
    own = {rule.id: _limits_schema(checks[rule.check]) for rule in rules if "{id}" in checks[rule.check].parameters}
    first = _as_brought(members)
    for member in members:
        brought_to_it = _as_brought([each for each in members if _is_over(each, member)])
        for written in written_layers(member.content.parameters):
            for name, value in written.values.items():
                place = (*written.place, name)
                if name not in read:
                    message = f"没有规则读取参数“{name}”，{suggest(name, read)}；请改正或删去。"
                    yield member.mistake(FILE, message, *place, at_key=True)
                    continue
                brought_by, brought = brought_to_it[name]
                if name in own and _is_like(value, own[name]["properties"]):
                    yield from _not_of_the_rule(member, place, own[name])
                elif is_deadline(name):
                    yield from _days_that_there_are_not(member, place, value, known)
                else:
                    yield from _misfits(member, place, value, brought, known)
                if brought_by is not member and "basis" not in written.layer:
                    yield from _without_basis(member, place, value, brought)
            yield from _cases_that_prove_nothing(member, written, rules, checks)
    given = {name: value for name, (_, value) in first.items()}
    by_name = {member.name: member for member in members}
    for rule in rules:
        yield from _limits_that_nobody_sets(rule, checks[rule.check], by_name[rule.source.pack], given)


def _cases_that_prove_nothing(
    member: Member, written: Written, rules: Sequence[Rule], checks: Mapping[str, AnyCheck]
) -> Iterator[Mistake]:
    """Cases of a rule that there is not, or that reads nothing of the layer."""
    by_id = {rule.id: rule for rule in rules}
    for number, case in enumerate(written.layer.get("cases", ())):
        place = (*written.place[:-1], "cases", number, "rule")
        rule = by_id.get(case["rule"])
        if rule is None:
            message = f"没有编号为“{case['rule']}”的规则，{suggest(case['rule'], by_id)}；请改正。"
            yield member.mistake(FILE, message, *place)
        elif written.values.keys().isdisjoint(parameters_of(rule, checks[rule.check])):
            message = f"规则“{rule.id}”不读取这一层的参数，它的用例什么也证明不了；请写读取这些参数的规则。"
            yield member.mistake(FILE, message, *place)


def _is_over(pack: Member, member: Member) -> bool:
    """Whether what a pack sets may be for the units of a member: packs of two areas may use one name for two things."""
    return pack is member or pack.name in member.ancestors or not is_local(pack.pack.applies)


def _as_brought(members: Sequence[Member]) -> dict[str, tuple[Member, Any]]:
    """Each parameter as the first pack that has it brings it: with all parts that there are."""
    first: dict[str, tuple[Member, Any]] = {}
    for member in members:
        layers = list(written_layers(member.content.parameters))
        for_all = layers[0].values if layers and not layers[0].place else {}
        for_some: Mapping[str, Any] = {}
        for layer in layers:
            for_some = merged(for_some, layer.values)
        first = {**{name: (member, value) for name, value in {**for_some, **for_all}.items()}, **first}
    return first


def _limits_schema(check: AnyCheck) -> Mapping[str, Any]:
    """Schema of what a parameter named after a rule holds: keys of its kind; conditions only an override may set."""
    schema = own_keys_schema(check)
    keys = {key: value for key, value in schema["properties"].items() if key not in CONDITIONS}
    return {**schema, "properties": keys}


def _is_like(value: Any, keys: Mapping[str, Any]) -> bool:
    """Whether a value has keys of a rule, be they misspelt: a kind may also have parameters of its own."""
    return isinstance(value, Mapping) and any(key in keys or nearest(key, keys) for key in value)


def _not_of_the_rule(member: Member, place: Place, schema: Mapping[str, Any]) -> Iterator[Mistake]:
    """A parameter named after a rule holds keys of the rule, as they are for some units."""
    from hegui.rules.strict_yaml import read_yaml
    from hegui.rules.validate import schema_at, validate, validator

    yield from validate(read_yaml(member.folder / FILE), validator(schema_at(place, schema)))


def _misfits(member: Member, place: Place, value: Any, brought: Any, known: KnownNames) -> Iterator[Mistake]:
    """Parts that there are not, and values of another kind, beside the parameter as it was brought."""
    name = _named_at(place)
    if isinstance(brought, Mapping) and isinstance(value, Mapping):
        by_kind = place[-1] == KINDS
        for part, inner in value.items():
            if by_kind and (told := known.unknown_kind(part)):
                yield member.mistake(FILE, told, *place, part, at_key=True)
            elif by_kind or part in brought or not brought:
                like = brought.get(part, next(iter(brought.values()), inner))
                yield from _misfits(member, (*place, part), inner, like, known)
            else:
                message = f"参数“{name}”没有“{part}”一项，{suggest(part, brought)}；请改正或删去。"
                yield member.mistake(FILE, message, *place, part, at_key=True)
        return
    wanted, kind = _kind(brought), _kind(value)
    if wanted != kind:
        shown = f"“{value}”" if isinstance(value, str) else _NAMED.get(kind, str(value))
        yield member.mistake(FILE, f"参数“{name}”应为{_AS_WRITTEN[wanted]}，现为{shown}，请改正。", *place)
    elif kind == _DAY:
        yield from _no_day(member, place, name, value)


def _days_that_there_are_not(member: Member, place: Place, deadline: Any, known: KnownNames) -> Iterator[Mistake]:
    """Days and kinds of organs in a deadline; its keys were held against its schema."""
    if isinstance(deadline, Mapping):
        for part, inner in deadline.items():
            if place[-1] == KINDS and (told := known.unknown_kind(part)):
                yield member.mistake(FILE, told, *place, part, at_key=True)
            else:
                yield from _days_that_there_are_not(member, (*place, part), inner, known)
    elif isinstance(deadline, str):
        yield from _no_day(member, place, _named_at(place), deadline)


def _no_day(member: Member, place: Place, name: str, text: str) -> Iterator[Mistake]:
    if not is_day(text):
        yield member.mistake(FILE, f"参数“{name}”的“{text}”不是每年都有的一天，请改正。", *place)


def _named_at(place: Place) -> str:
    return ".".join(step for step in place if isinstance(step, str) and step not in ("layers", "parameters"))


_DAY = "月日"
_AS_WRITTEN = {
    _DAY: '月-日，如 "01-31"，要加引号',
    "真假": "true 或 false",
    "数": "数",
    "文字": "文字",
    "列表": "列表（[甲, 乙]）",
    "映射": "映射（键: 值）",
    "空值": "空值",
}
_NAMED = {"列表": "列表", "映射": "映射", "空值": "空值"}


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "真假"
        case int() | float():
            return "数"
        case str():
            return _DAY if _MONTH_DAY.fullmatch(value) else "文字"
        case list():
            return "列表"
        case Mapping():
            return "映射"
    return "空值"


def _without_basis(member: Member, place: Place, value: Any, brought: Any) -> Iterator[Mistake]:
    """Who sets another deadline than the pack that brought it says by which norm: else findings cite the wrong one."""
    if any(_kind(leaf) == _DAY for leaf in (*_leaves(value), *_leaves(brought))):
        message = f"改动了期限“{place[-1]}”，要写明所依据的文件：请在同一层补上 basis。"
        yield member.mistake(FILE, message, *place, at_key=True)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    else:
        yield value


def _limits_that_nobody_sets(
    rule: Rule, check: AnyCheck, member: Member, given: Mapping[str, Any]
) -> Iterator[Mistake]:
    """Parameters that keys of a rule name, and that no pack gives."""
    for key, schema in check.properties.items():
        for place, text in texts_of_format(rule.params.get(key), schema, PARAMETER, (key,)):
            name, dot, part = text.partition(".")
            if name not in given:
                message = f"没有参数“{name}”，{suggest(name, given)}；请改正，或在 {FILE} 中写明。"
            elif dot and part not in given[name]:
                message = f"参数“{name}”没有“{part}”一项，{suggest(part, given[name])}；请改正，或在 {FILE} 中写明。"
            else:
                continue
            yield member.mistake(rule.source.path, message, *place)
