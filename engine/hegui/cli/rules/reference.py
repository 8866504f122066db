"""`hegui rules kinds` and `hegui rules names`: what authors of rules look up."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hegui.cli import listing
from hegui.cli.rules.action import load, prepare
from hegui.cli.status import CLEAN
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.proving.reference import Kind, KindKey, NamedTable


def add_to(actions: Any) -> None:
    kinds = actions.add_parser(
        "kinds", help="列出规则种类和各自的键", description="列出规则种类；写明种类的，列出它的键、可用的名称和参数。"
    )
    kinds.add_argument("kind", metavar="KIND", nargs="?", help="规则种类，如 pattern")
    names = actions.add_parser(
        "names",
        help="列出算式中的名称",
        description="列出各格式中表、行、列和组的名称，以及不在表中的事实：规则的算式、用例都用这些名称。",
    )
    names.add_argument("table", metavar="TABLE", nargs="?", help="只列一张表，如 table3")
    for parser, run in ((kinds, show_kinds), (names, show_names)):
        listing.add_format(parser)
        prepare(parser, run)


def show_kinds(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.proving.reference import kinds
    from hegui.rules.mistake import suggest

    found = kinds(load(parsed))
    chosen = [kind for kind in found if parsed.kind in (None, kind.name)]
    if not chosen:
        raise UsageError(f"没有名为“{parsed.kind}”的规则种类，{suggest(parsed.kind, [kind.name for kind in found])}。")
    if parsed.format == "json":
        listing.write_json([_as_data(kind) for kind in chosen])
    elif parsed.kind:
        write(listing.sheet(list(_about(chosen[0]))))
    else:
        header = ["种类", "审查什么", "对象", "必写的键", "其他键"]
        listing.write_table(header, [_row(kind) for kind in found])
    return CLEAN


def show_names(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.proving.reference import facts, forms
    from hegui.rules.mistake import suggest

    found = forms(load(parsed))
    known = dict.fromkeys(table.id for form in found for table in form.tables)
    if parsed.table not in (None, *known):
        raise UsageError(f"没有编号为“{parsed.table}”的表，{suggest(parsed.table, known)}。")
    shown = {form: [table for table in form.tables if parsed.table in (None, table.id)] for form in found}
    told = () if parsed.table else facts()
    if parsed.format == "json":
        data = [
            {**form._asdict(), "tables": [_table_data(table) for table in tables]} for form, tables in shown.items()
        ]
        listing.write_json({"forms": data, "facts": dict(told)})
        return CLEAN
    for form, tables in shown.items():
        if tables:
            write(f"\n{form.title}（{form.id}），{form.document}\n")
        for table in tables:
            write(f"\n{table.title}（{table.id}）\n")
            labels = [("行", label) for label in table.rows] + [("列", label) for label in table.columns]
            rows = [[axis, label.name, label.text, "、".join(label.groups)] for axis, label in labels]
            listing.write_table(["", "名称", "表中的用词", "所属的组"], rows)
    if told:
        write("\n不在表中的事实\n")
        listing.write_table(["名称", "种类"], [list(fact) for fact in told])
    return CLEAN


def _row(kind: Kind) -> list[str]:
    needed, others = ("、".join(key.key for key in kind.keys if key.required is required) for required in (True, False))
    return [kind.name, kind.title, "一批报告" if kind.of_many else "一份报告", needed, others]


def _about(kind: Kind) -> Iterator[tuple[str, str]]:
    from hegui.proving.reference import common_keys

    yield "种类", f"{kind.name}（{kind.title}）"
    yield "审查", "一批报告，一起判断" if kind.of_many else "一份报告"
    for key in kind.keys:
        yield key.key, "".join(_meaning(key))
        yield from ((f"  {name}", meaning) for name, meaning in key.inner)
    for key in common_keys():
        yield key.key, key.meaning + ("；一批报告一起判断的，只能写算式" if kind.of_many else "")
    yield "可用名称", "、".join(f"{{{name}}}" for name in kind.fields)
    yield "参数", "、".join(map(_parameter, kind.parameters))
    yield "用例见", "、".join(f"{rule}（{title}）" for rule, title in kind.rules)


def _meaning(key: KindKey) -> Iterator[str]:
    yield "（必写）" if key.required else ""
    yield key.meaning
    yield f"。可写：{'、'.join(key.choices)}" if key.choices else ""


def _parameter(name: str) -> str:
    """A parameter that the kind reads; one in braces is named by a key of the rule."""
    match name:
        case "{id}":
            return "与规则编号同名的"
        case _ if name.startswith("{"):
            return f"规则的 {name.strip('{}')} 所写的"
        case _:
            return name


def _as_data(kind: Kind) -> dict[str, Any]:
    keys = [{**key._asdict(), "inner": dict(key.inner)} for key in kind.keys]
    return {**kind._asdict(), "keys": keys, "rules": dict(kind.rules)}


def _table_data(table: NamedTable) -> dict[str, Any]:
    return {
        **table._asdict(),
        "rows": [label._asdict() for label in table.rows],
        "columns": [label._asdict() for label in table.columns],
    }
