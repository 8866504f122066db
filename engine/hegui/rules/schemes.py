"""What does not fit together in a scoring scheme, which a JSON Schema cannot say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hegui.model.form import Form
from hegui.model.rule import Scope
from hegui.rules.cells import CellName, cell_in, cell_names
from hegui.rules.mistake import suggest
from hegui.rules.schema import CATEGORIES
from hegui.rules.scope import KnownNames, applicability, scope_of

Scheme = Mapping[str, Any]
"""A scheme file of the right shape (`schema_packs.SCHEME`), or what it says for one kind of units."""

Place = tuple[str | int, ...]

_BY_NAME = ("points", "categories", "rules")
"""Keys of which a table states only the entries that are its own."""


class SchemeMistake(NamedTuple):
    """Where in a scheme something is wrong, what, and whether it is the key there."""

    place: Place
    message: str
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class KnownRules:
    """What a scheme may speak of."""

    categories: Mapping[str, str]
    """By the id of each rule."""
    of_many: Collection[str] = ()
    """Rules on many reports: they name a unit only where they have found something."""
    switched_off: Collection[str] = ()
    measured: Collection[str] = ()
    """Rules that tell by how much two sides differ."""
    forms: Mapping[str, Form] = field(default_factory=dict)


def table_of(scheme: Scheme, table: Mapping[str, Any]) -> Scheme:
    """What a scheme says for the units of one of its tables: what the table leaves open is as the scheme has it."""
    own = {key: value for key, value in table.items() if key not in ("title", "applies")}
    for key in _BY_NAME:
        if key in own and key in scheme:
            own[key] = {**scheme[key], **own[key]}
    return {**{key: value for key, value in scheme.items() if key not in ("tables", "cases")}, **own}


def scheme_mistakes(
    scheme: Scheme, known: KnownRules | None, units: KnownNames | None = None
) -> Iterator[SchemeMistake]:
    """What does not fit together in a scheme. `known` is None where some rules are missing, so that a name that is none
    of them is no mistake of the scheme; so is `units` where it is not known which kinds of units there are.
    """
    if known is not None:
        yield from _case_mistakes(scheme.get("cases", ()), known.categories)
    if "tables" not in scheme:
        yield from _mistakes(scheme, known)
        return
    yield from _tables(scheme["tables"], units)
    found: dict[SchemeMistake, None] = {}
    for number, table in enumerate(scheme["tables"]):
        for mistake in _mistakes(table_of(scheme, table), known):
            found[mistake._replace(place=_where(table, number, mistake.place))] = None
    yield from found


def _where(table: Mapping[str, Any], number: int, place: Place) -> Place:
    """Where in the file stands what is at a place of one of its tables: in the table, or in the scheme itself."""
    key = place[0]
    own = key in table and (key not in _BY_NAME or len(place) == 1 or place[1] in table[key])
    return ("tables", number, *place) if own else place


def _mistakes(scheme: Scheme, known: KnownRules | None) -> Iterator[SchemeMistake]:
    yield from _unknown_categories(scheme)
    yield from _repeated(scheme)
    yield from _titles(scheme)
    yield from _beyond_the_full_mark(scheme)
    yield from _bonus(scheme)
    yield from _grades(scheme)
    if known is not None:
        yield from _unknown_rules(scheme, known.categories)
        yield from _across_categories(scheme, known.categories)
        yield from _never_earned(scheme, known)
        for place, name, charge in _charges(scheme):
            yield from charge_mistakes(charge, name, known, place)


def charge_mistakes(charge: object, rule: str, known: KnownRules, place: Place = ()) -> Iterator[SchemeMistake]:
    """What cannot be counted as the points of a rule say."""
    per = charge.get("per") if isinstance(charge, Mapping) else None
    if per == "difference" and rule in known.categories and rule not in known.measured:
        message = f"规则“{rule}”的种类不比较两个数，没有差额，不能写 per: difference；请改正。"
        yield SchemeMistake((*place, "per"), message)
    if not isinstance(per, Mapping) or not known.forms:
        return
    named = per["cell"]
    counted: set[CellName] = set()
    for index, name in enumerate([named] if isinstance(named, str) else named):
        cells = {cell for form in known.forms.values() if (cell := cell_in(form, name))}
        if cells & counted:
            yield SchemeMistake((*place, "per", "cell", index), f"“{name}”这一格已在前面，会数两次，请删去一处。")
        counted |= cells
        if not any(cell_in(form, name) for form in known.forms.values()):
            at = (*place, "per", "cell", *(() if isinstance(named, str) else (index,)))
            yield SchemeMistake(
                at, f"各年度格式中都没有“{name}”这一格，{suggest(name, cell_names(known.forms))}；请改正。"
            )


def _charges(scheme: Scheme) -> Iterator[tuple[Place, str, object]]:
    for name, charge in scheme.get("rules", {}).items():
        yield ("rules", name), name, charge
    for name, charge in scheme.get("bonus", {}).get("rules", {}).items():
        yield ("bonus", "rules", name), name, charge


def _unknown_categories(scheme: Scheme) -> Iterator[SchemeMistake]:
    for name in scheme.get("categories", ()):
        if name not in CATEGORIES:
            yield SchemeMistake(
                ("categories", name), f"没有规则类别“{name}”，{suggest(name, CATEGORIES)}；请改正。", True
            )


def _repeated(scheme: Scheme) -> Iterator[SchemeMistake]:
    """A rule may be in one group of which the dearest counts, and in one with a cap."""
    grouped: dict[bool, set[str]] = {True: set(), False: set()}
    for number, group in enumerate(scheme.get("groups", ())):
        capped = "cap" in group
        kind = "有 cap 的" if capped else "没有 cap 的"
        for index, rule in enumerate(group["rules"]):
            if rule in grouped[capped]:
                place = ("groups", number, "rules", index)
                yield SchemeMistake(place, f"规则“{rule}”只能属于 groups 中{kind}一组，请从其余各组删去。")
            grouped[capped].add(rule)


def _titles(scheme: Scheme) -> Iterator[SchemeMistake]:
    """Groups with a cap are told by their titles, beside the categories."""
    titles = {*CATEGORIES, *CATEGORIES.values()}
    for number, group in enumerate(scheme.get("groups", ())):
        if "cap" in group:
            if group["title"] in titles:
                message = f"“{group['title']}”与规则类别或另一组同名，请换一个名称。"
                yield SchemeMistake(("groups", number, "title"), message)
            titles.add(group["title"])


def _beyond_the_full_mark(scheme: Scheme) -> Iterator[SchemeMistake]:
    of = scheme["of"]
    for name, points in scheme.get("categories", {}).items():
        if points > of:
            yield SchemeMistake(("categories", name), f"“{name}”最多扣的 {points} 分超过满分 {of}，请改正。")
    for number, group in enumerate(scheme.get("groups", ())):
        if group.get("cap", 0) > of:
            message = f"“{group['title']}”合计最多扣的 {group['cap']} 分超过满分 {of}，请改正。"
            yield SchemeMistake(("groups", number, "cap"), message)
    for place, name, charge in _charges(scheme):
        if isinstance(charge, Mapping) and charge.get("cap", 0) > of:
            yield SchemeMistake((*place, "cap"), f"规则“{name}”的 cap {charge['cap']} 超过满分 {of}，请改正。")
    for number, veto in enumerate(scheme.get("vetoes", ())):
        if veto["at_most"] >= of:
            message = f"否决“{veto['title']}”的 at_most 应低于满分 {of}，请改正。"
            yield SchemeMistake(("vetoes", number, "at_most"), message)


def _bonus(scheme: Scheme) -> Iterator[SchemeMistake]:
    bonus, of = scheme.get("bonus", {}), scheme["of"]
    if bonus.get("above", 0) >= of:
        message = f"bonus 的 above 应低于满分 {of}：加分前的得分不会高于满分，永远加不上；请改正。"
        yield SchemeMistake(("bonus", "above"), message)
    if bonus.get("cap", 0) > of:
        yield SchemeMistake(("bonus", "cap"), f"附加分合计最多的 {bonus['cap']} 分超过满分 {of}，请改正。")
    elsewhere = dict.fromkeys(scheme.get("rules", ()), "rules")
    for key in ("groups", "vetoes"):
        elsewhere |= {name: key for group in scheme.get(key, ()) for name in group["rules"]}
    for name, charge in bonus.get("rules", {}).items():
        if name in elsewhere:
            message = f"规则“{name}”用来加分，不扣分，不能又写在 {elsewhere[name]} 中；请删去一处。"
            yield SchemeMistake(("bonus", "rules", name), message, True)
        per = charge.get("per") if isinstance(charge, Mapping) else None
        if per in ("finding", "difference") and charge.get("verdict", "pass") == "pass":
            message = f"规则“{name}”符合时没有问题可数，不能写 per: {per}；查出问题才加分的请写 verdict: fail。"
            yield SchemeMistake(("bonus", "rules", name, "per"), message)


def _grades(scheme: Scheme) -> Iterator[SchemeMistake]:
    least = None
    titles: set[str] = set()
    for number, grade in enumerate(scheme["grades"]):
        place = ("grades", number, "from")
        if grade["title"] in titles:
            yield SchemeMistake(("grades", number, "title"), f"已有一级叫“{grade['title']}”，请换一个名称。")
        titles.add(grade["title"])
        if grade["from"] > scheme["of"]:
            yield SchemeMistake(place, f"等级“{grade['title']}”的 from 超过满分 {scheme['of']}，请改正。")
        if least is not None and grade["from"] >= least:
            yield SchemeMistake(place, "grades 应从高到低排列，各级的 from 不得相同，请改正。")
        least = grade["from"]
    if least != 0:
        yield SchemeMistake(place, "grades 的最末一级的 from 应为 0，使每份报告都有等级，请改正。")


def _unknown_rules(scheme: Scheme, categories: Mapping[str, str]) -> Iterator[SchemeMistake]:
    for place, name, _ in _charges(scheme):
        if name not in categories:
            yield SchemeMistake(place, _no_rule(name, categories), True)
    for key in ("groups", "vetoes"):
        for number, group in enumerate(scheme.get(key, ())):
            for index, name in enumerate(group["rules"]):
                if name not in categories:
                    yield SchemeMistake((key, number, "rules", index), _no_rule(name, categories))


def _across_categories(scheme: Scheme, categories: Mapping[str, str]) -> Iterator[SchemeMistake]:
    """Of a group only the dearest counts: were that limited otherwise than the rest, more faults could cost less."""
    groups = scheme.get("groups", ())
    capped = {name: group["title"] for group in groups if "cap" in group for name in group["rules"]}
    for number, group in enumerate(groups):
        if "cap" in group:
            continue
        if len({categories[name] for name in group["rules"] if name in categories}) > 1:
            message = f"“{group['title']}”一组中的规则分属不同类别，请按类别拆开；要合计封顶的，写 cap。"
            yield SchemeMistake(("groups", number, "rules"), message)
        if len(within := {capped.get(name, "") for name in group["rules"]}) > 1:
            title = max(within)
            message = f"“{group['title']}”一组中的规则有的属于“{title}”，有的不属于，请全部写入“{title}”或者全部不写。"
            yield SchemeMistake(("groups", number, "rules"), message)


def _never_earned(scheme: Scheme, known: KnownRules) -> Iterator[SchemeMistake]:
    for name, charge in scheme.get("bonus", {}).get("rules", {}).items():
        wants = charge.get("verdict", "pass") if isinstance(charge, Mapping) else "pass"
        why = ""
        if name in known.switched_off:
            why = "已被本规则包停用"
        elif name in known.of_many and wants == "pass":
            why = "比较多份报告，只有查出问题才涉及一个单位"
        if why:
            message = f"规则“{name}”{why}，永远加不上分；请改正。"
            yield SchemeMistake(("bonus", "rules", name), message, True)


def _tables(tables: Iterable[Mapping[str, Any]], units: KnownNames | None) -> Iterator[SchemeMistake]:
    """Every kind of units has one table. The last may be for all others."""
    tables = list(tables)
    titles: set[str] = set()
    for number, table in enumerate(tables):
        if table["title"] in titles:
            yield SchemeMistake(("tables", number, "title"), f"已有一张表叫“{table['title']}”，请换一个名称。")
        titles.add(table["title"])
        if "applies" not in table and number < len(tables) - 1:
            message = f"“{table['title']}”没有写 applies，是给其余单位的，请放到最后。"
            yield SchemeMistake(("tables", number, "title"), message)
    if units is None:
        return
    scopes = [scope_of(table.get("applies", {})) for table in tables]
    wrong = False
    for number, scope in enumerate(scopes):
        for keys, message in units.contradictions(scope):
            wrong = True
            yield SchemeMistake(("tables", number, "applies", *keys), message)
    if not wrong:
        yield from _shares(tables, scopes, units)


def _shares(tables: Sequence[Mapping[str, Any]], scopes: Sequence[Scope], units: KnownNames) -> Iterator[SchemeMistake]:
    """Kinds of units that have two tables, or none."""
    told: set[tuple[int, ...]] = set()
    for unit in units.organs():
        reach = [applicability(scope, None, None, unit) is None for scope in scopes]
        own = tuple(number for number, table in enumerate(tables) if "applies" in table and reach[number])
        whom = f"{unit.tier or ''}{'级' if unit.tier else ''}{unit.kind}"
        if len(own) > 1 and own not in told:
            first, second, *_ = own
            message = f"“{tables[first]['title']}”和“{tables[second]['title']}”两张表都适用于{whom}，请改成各管各的。"
            yield SchemeMistake(("tables", second, "applies"), message)
        elif not own and "applies" in tables[-1] and own not in told:
            message = f"没有一张表适用于{whom}，请补上；最后一张表不写 applies，就适用于其余单位。"
            yield SchemeMistake(("tables",), message, True)
        else:
            continue
        told.add(own)


def _case_mistakes(cases: Sequence[Mapping[str, Any]], categories: Mapping[str, str]) -> Iterator[SchemeMistake]:
    """Rules that the cases of a scheme name and that are not there."""
    for number, case in enumerate(cases):
        for key in ("deductions", "bonuses"):
            for name in case.get(key, ()):
                if name not in categories:
                    yield SchemeMistake(("cases", number, key, name), _no_rule(name, categories), True)


def _no_rule(name: str, categories: Mapping[str, str]) -> str:
    return f"没有规则“{name}”，{suggest(name, categories)}；请改正。"
