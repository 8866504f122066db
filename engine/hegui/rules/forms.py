"""The data of form files → forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from hegui.model.form import BlankForm, Form, Label, PeriodForm, SectionForm, TableBlock, TableForm
from hegui.model.frozen import frozen
from hegui.rules.mistake import suggest
from hegui.rules.scope import Data, years_of

_NOTHING: Mapping[str, Label] = MappingProxyType({})


class FormMistake(NamedTuple):
    """Why a form cannot be built, in Chinese, and the key of its file that is wrong."""

    form: str
    key: str
    message: str


class FormError(ValueError):
    """Why a form cannot be built, in Chinese; `key` is the key of its file that is wrong."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def forms_of(written: Mapping[str, Data]) -> tuple[dict[str, Form], list[FormMistake]]:
    """Forms by their ids, in the order in which they are given, from the data of their files."""
    built: dict[str, Form] = {}
    mistakes: list[FormMistake] = []
    waiting = dict(written)
    while ready := [name for name, data in waiting.items() if data.get("like") in (None, *built)]:
        for name in ready:
            data = waiting.pop(name)
            try:
                built[name] = form_of(data, built.get(data.get("like", "")))
            except FormError as error:
                mistakes.append(FormMistake(name, error.key, str(error)))
    for name, data in waiting.items():
        other = data["like"]
        message = f"没有“{other}”这种格式，{suggest(other, built)}；请改正。"
        if other in written:
            message = f"格式“{other}”有误，或者与本格式互相照搬，无法据以补全。"
        mistakes.append(FormMistake(name, "like", message))
    return {name: built[name] for name in written if name in built}, mistakes


def form_of(data: Data, like: Form | None = None) -> Form:
    """A form. What its file leaves out is as in the form that it is `like`: the sections, the period, a table given by
    its id alone, a label given by its name alone.

    Raises FormError where a name alone is of nothing in that form, or `blank` names what this form does not have.
    """
    own: dict[str, Any] = {key: data[key] for key in ("id", "title", "document")}
    own["years"] = years_of(data["years"])
    own["tables"] = tuple(_table_of(table, like) for table in data["tables"])
    if "sections" in data:
        own |= {"numbering": data["heading"], "sections": _sections_of(data)}
    if "period" in data:
        own["period"] = PeriodForm(**data["period"])
    own["blank"] = BlankForm(**frozen(data["blank"])) if "blank" in data else BlankForm()
    form = replace(like, **own) if like else Form(**own)
    _hold(form)
    return form


def _hold(form: Form) -> None:
    """Raises FormError where what is given to fill in names what the form does not have."""
    for key in form.blank.hints:
        if key not in form.section_by_key:
            raise FormError(
                "blank", f"hints 中的“{key}”不是本格式的部分，{suggest(key, form.section_by_key)}；请改正。"
            )
    named = [name for pair in form.blank.carried.items() for name in pair]
    places = {".".join((table.id, *path[:depth])) for table in form.tables for path in table.paths for depth in (1, 2)}
    for name in named:
        if name not in places:
            raise FormError("blank", f"carried 中的“{name}”不是本格式的行或格，{suggest(name, places)}；请改正。")


def _sections_of(data: Data) -> tuple[SectionForm, ...]:
    return tuple(
        SectionForm(
            key=part["key"],
            number=(number := part.get("number", part["key"])),
            title=part["title"],
            heading=data["heading"].format(number=number, title=part["title"]),
            name=data["section_name"].format(number=number, title=part["title"]),
            aliases=tuple(part.get("aliases", ())),
            cues=part.get("cues", ""),
        )
        for part in data["sections"]
    )


def _table_of(data: str | Data, like: Form | None) -> TableForm:
    table_id = data if isinstance(data, str) else data["id"]
    known = like.table_by_id.get(table_id) if like is not None else None
    if isinstance(data, str):
        if known is None:
            raise FormError("tables", f"没有可以照搬的表“{data}”：只写表的编号，表示与 like 所写的格式相同。")
        return known
    own: dict[str, Any] = {key: data[key] for key in ("name", "title", "section", "transposed") if key in data}
    own["blocks"] = tuple(_block_of(block, known) for block in data["blocks"])
    if "corner" in data:
        own["corner"] = _label_of(data["corner"])
    return replace(known, **own) if known else TableForm(table_id, **own)


def _block_of(data: Data, like: TableForm | None) -> TableBlock:
    blocks = like.blocks if like else ()
    rows = {label.key: label for block in blocks for label in _all(block.row_headers)}
    columns = {label.key: label for block in blocks for label in _all(block.column_headers)}
    return TableBlock(
        row_headers=tuple(_grouped(_label_of(item, rows)) for item in data["rows"]),
        column_headers=tuple(_grouped(_label_of(item, columns)) for item in data["columns"]),
        heading=_label_of(data["heading"]) if "heading" in data else None,
    )


def _all(labels: Iterable[Label]) -> Iterator[Label]:
    for label in labels:
        yield label
        yield from _all(label.parts)


def _label_of(item: str | Data, known: Mapping[str, Label] = _NOTHING) -> Label:
    """A label or group. Without its text it is that of this name in `known`; a row or column that is not known is
    printed as it is named, and a group that is not known is not printed."""
    written: Data = {"key": item} if isinstance(item, str) else item
    key, parts = written["key"], written.get("parts")
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in written.items()
    }
    if parts is not None:
        fields["parts"] = tuple(_label_of(part, known) for part in parts)
    alike = known.get(key) if "text" not in written else None
    return replace(alike or Label(key, "" if parts else key), **fields)


def _grouped(label: Label, around: tuple[str, ...] = ()) -> Label:
    """The label with the names of the groups around it, the innermost first."""
    parts = tuple(_grouped(part, (label.key, *around)) for part in label.parts)
    return replace(label, parts=parts, groups=() if label.total else around)
