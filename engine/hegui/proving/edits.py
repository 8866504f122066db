"""The language of a rule's cases: edits of a draft before it is laid out.

EDITS is a mapping; whatever the order of its keys, edits apply in the order of `KEYS`:

    unit: X                       the unit's name, wherever it stands
    year: 2024                    the report year wherever it stands; the year after it moves along
    title: …                      the title line
    set: {table3.自然人.本年新收: 99}    raw text of cells; null is a blank cell
    label: {table3.column.总计: 合计}   printed labels (row, column or group; the corner is a group)
    drop: [table3, table3.国家秘密, table3.column.总计, section.六, section.六.heading, period, preamble,
           signature, signature.organ, signature.date]
    preamble: text                the preamble, the sentence of the period included
    heading: {五: 五、下一步打算}     a heading line
    section: {六: 无。}            a section's prose, without its table
    append: {一: text}            one more paragraph in a section
    replace: {old: new}           words of preamble and prose; `old` must occur
    order: [一, 二, 三, 五, 四, 六]   sections in printing order
    signed: 2025-01-10 | text | null      the date under the signature
    organ: text | null            the signing organ
    published: 2025-01-20 | text | null   the date of publication
    picture: [table3]             an image in place of a table
    tail: text                    lines after the signature
    repeat: true | EDITS          the report a second time, with edits of its own

A cell is named `table3.<column>.<row>` or `table3.<row>.<column>`; where both readings exist the row comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hegui.model.form import TableForm
from hegui.proving.draft import Draft
from hegui.proving.places import EditError, cell_path, label_name, line_paths, nearest_of, section_key

Edits = Mapping[str, Any]

_DIGITS = tuple(
    str.maketrans("0123456789", digits) for digits in ("0123456789", "０１２３４５６７８９", "〇一二三四五六七八九")
)
PARTS = ("preamble", "period", "signature", "signature.organ", "signature.date")


def edit(draft: Draft, edits: Edits) -> Draft:
    """The draft with these edits. Raises EditError for the first one that does not fit."""
    for key in edits:
        if key not in _EDITORS:
            raise EditError(f"没有“{key}”这种改法{nearest_of(str(key), KEYS)}；可用的有：{'、'.join(KEYS)}。")
    for key, editor in _EDITORS.items():
        if key in edits:
            draft = editor(draft, edits[key])
    return draft


def _unit(draft: Draft, value: object) -> Draft:
    name = _text("unit", value)
    renamed = _everywhere(draft, lambda text: text.replace(draft.unit, name))
    return replace(renamed, unit=name)


def _year(draft: Draft, value: object) -> Draft:
    if not isinstance(value, int) or isinstance(value, bool) or not 1900 < value < 2100:
        raise EditError(f"year：应为四位数的年份，写的是“{value}”。")
    years = {draft.year: value, draft.year + 1: value + 1}
    moved = {str(old).translate(digits): str(new).translate(digits) for old, new in years.items() for digits in _DIGITS}
    # A year in brackets belongs to a document's number and stays.
    pattern = re.compile(rf"(?<![\d〔])(?:{'|'.join(moved)})(?![\d〕])")
    return replace(_everywhere(draft, lambda text: pattern.sub(lambda match: moved[match[0]], text)), year=value)


def _title(draft: Draft, value: object) -> Draft:
    return replace(draft, title=_text("title", value))


def _set(draft: Draft, value: object) -> Draft:
    tables = dict(draft.tables)
    for name, raw in _mapping("set", value).items():
        table_id, path = cell_path(draft, str(name))
        tables[table_id] = {**tables.get(table_id, {}), path: "" if raw is None else str(raw)}
    return replace(draft, tables=tables)


def _label(draft: Draft, value: object) -> Draft:
    labels = dict(draft.labels)
    for name, text in _mapping("label", value).items():
        labels[label_name(draft, str(name))] = _text(f"label：{name}", text)
    return replace(draft, labels=labels)


def _drop(draft: Draft, value: object) -> Draft:
    for name in _strings("drop", value):
        first, _, rest = name.partition(".")
        if name in PARTS:
            draft = _without_part(draft, name)
        elif first == "section":
            draft = _without_section(draft, name, rest)
        elif table := draft.form.table_called(first):
            draft = _without_cells(draft, name, table, rest)
        else:
            known = (*PARTS, *draft.form.table_by_id, *(f"section.{key}" for key in draft.sections))
            raise EditError(f"drop：没有“{name}”这一部分{nearest_of(name, known)}。")
    return draft


def _preamble(draft: Draft, value: object) -> Draft:
    return replace(draft, preamble=_text("preamble", value), period="")


def _heading(draft: Draft, value: object) -> Draft:
    headings = {section_key(draft, "heading", key): _text("heading", text) for key, text in _items("heading", value)}
    return replace(draft, headings={**draft.headings, **headings})


def _section(draft: Draft, value: object) -> Draft:
    prose = {section_key(draft, "section", key): _text("section", text) for key, text in _items("section", value)}
    return replace(draft, sections={**draft.sections, **prose})


def _append(draft: Draft, value: object) -> Draft:
    sections = dict(draft.sections)
    for key, text in _items("append", value):
        section = section_key(draft, "append", key)
        sections[section] = f"{sections[section]}\n{_text('append', text)}".strip()
    return replace(draft, sections=sections)


def _replace(draft: Draft, value: object) -> Draft:
    for old, new in _items("replace", value):
        if not any(old in text for text in draft.texts):
            raise EditError(f"replace：导语和正文中没有“{old}”，无从替换。")
        draft = replace(
            draft,
            preamble=draft.preamble.replace(old, _text("replace", new)),
            period=draft.period.replace(old, new),
            sections={key: prose.replace(old, new) for key, prose in draft.sections.items()},
        )
    return draft


def _order(draft: Draft, value: object) -> Draft:
    keys = _strings("order", value)
    if sorted(keys) != sorted(draft.sections):
        raise EditError(f"order：应把现有各部分各列一次（{'、'.join(draft.sections)}），写的是“{'、'.join(keys)}”。")
    return replace(draft, sections={key: draft.sections[key] for key in keys})


def _signed(draft: Draft, value: object) -> Draft:
    if isinstance(value, date):
        value = f"{value.year}年{value.month}月{value.day}日"
    return replace(draft, signed=_optional("signed", value))


def _organ(draft: Draft, value: object) -> Draft:
    return replace(draft, organ=_optional("organ", value))


def _published(draft: Draft, value: object) -> Draft:
    return replace(draft, published=_optional("published", str(value) if isinstance(value, date) else value))


def _picture(draft: Draft, value: object) -> Draft:
    pictures = set(draft.pictures)
    for name in _strings("picture", value):
        table = draft.form.table_called(name)
        if table is None:
            raise EditError(f"picture：没有“{name}”这张表{nearest_of(name, draft.form.table_by_id)}。")
        pictures.add(table.id)
    return replace(draft, pictures=frozenset(pictures))


def _tail(draft: Draft, value: object) -> Draft:
    return replace(draft, tail=_text("tail", value))


def _repeat(draft: Draft, value: object) -> Draft:
    if value is False:
        return replace(draft, copy=None)
    return replace(draft, copy=draft if value is True else edit(draft, _mapping("repeat", value)))


_EDITORS: Mapping[str, Callable[[Draft, object], Draft]] = {
    "unit": _unit,
    "year": _year,
    "title": _title,
    "set": _set,
    "label": _label,
    "drop": _drop,
    "preamble": _preamble,
    "heading": _heading,
    "section": _section,
    "append": _append,
    "replace": _replace,
    "order": _order,
    "signed": _signed,
    "organ": _organ,
    "published": _published,
    "picture": _picture,
    "tail": _tail,
    "repeat": _repeat,
}

KEYS = tuple(_EDITORS)
"""The edits, in the order in which they apply."""


def _everywhere(draft: Draft, change: Callable[[str], str]) -> Draft:
    def optional(text: str | None) -> str | None:
        return None if text is None else change(text)

    return replace(
        draft,
        title=change(draft.title),
        metadata={name: change(value) for name, value in draft.metadata.items()},
        preamble=change(draft.preamble),
        period=change(draft.period),
        sections={key: change(prose) for key, prose in draft.sections.items()},
        headings={key: change(heading) for key, heading in draft.headings.items()},
        organ=optional(draft.organ),
        signed=optional(draft.signed),
        published=optional(draft.published),
        tail=change(draft.tail),
    )


def _without_part(draft: Draft, name: str) -> Draft:
    match name:
        case "preamble":
            return replace(draft, preamble="", period="")
        case "period":
            return replace(draft, period="")
        case "signature.organ":
            return replace(draft, organ=None)
        case "signature.date":
            return replace(draft, signed=None)
        case _:
            return replace(draft, organ=None, signed=None)


def _without_section(draft: Draft, name: str, rest: str) -> Draft:
    key, _, part = rest.partition(".")
    section_key(draft, "drop", key)
    if part not in ("", "heading"):
        raise EditError(f"drop：“{name}”应写作 section.{key} 或 section.{key}.heading。")
    headings = {other: heading for other, heading in draft.headings.items() if other != key}
    if part:
        return replace(draft, headings=headings)
    sections = {other: prose for other, prose in draft.sections.items() if other != key}
    return replace(draft, headings=headings, sections=sections)


def _without_cells(draft: Draft, name: str, table: TableForm, rest: str) -> Draft:
    if not rest:
        return replace(draft, tables={other: cells for other, cells in draft.tables.items() if other != table.id})
    dropped = line_paths(table, name, rest)
    cells = {path: raw for path, raw in draft.tables.get(table.id, {}).items() if path not in dropped}
    return replace(draft, tables={**draft.tables, table.id: cells})


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise EditError(f"{name}：应为文字，写的是“{value}”。")
    return value


def _optional(name: str, value: object) -> str | None:
    return None if value is None else _text(name, value)


def _mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise EditError(f"{name}：应为“名称: 内容”的对照，写的是“{value}”。")
    return value


def _items(name: str, value: object) -> Iterable[tuple[str, Any]]:
    return ((str(key), text) for key, text in _mapping(name, value).items())


def _strings(name: str, value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(entry, str) for entry in value):
        raise EditError(f"{name}：应为名称的列表，写的是“{value}”。")
    return list(value)
