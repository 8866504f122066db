"""Two versions of a report held beside one another: its words, its cells, and what was found in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import hegui

_AROUND = 1
"""Paragraphs that are shown around those that differ."""
_ALIKE = 0.3
"""How much two paragraphs have in common to be one that was changed."""


class Piece(NamedTuple):
    """A piece of a paragraph, and whether only this version has it."""

    text: str
    own: bool


class Line(NamedTuple):
    """A paragraph as it was and as it is; without pieces where a version has none. `gap`: some are left out here."""

    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    gap: bool = False

    @property
    def differs(self) -> bool:
        return any(piece.own for piece in (*self.before, *self.after))


class Cell(NamedTuple):
    """A cell whose content differs."""

    table: str
    name: str
    before: str
    after: str


class Dated(NamedTuple):
    """Something said about the report as a whole that differs."""

    title: str
    before: str
    after: str


def words(before: hegui.Audit, after: hegui.Audit) -> list[Line]:
    """The paragraphs that differ, with their neighbours."""
    lines = list(_lines(_paragraphs(before), _paragraphs(after)))
    near = {
        other
        for number, line in enumerate(lines)
        if line.differs
        for other in range(number - _AROUND, number + _AROUND + 1)
    }
    shown: list[Line] = []
    for number, line in enumerate(lines):
        if number in near:
            shown.append(line)
        elif near and not (shown and shown[-1].gap):
            shown.append(Line(gap=True))
    return shown


def cells(before: hegui.Audit, after: hegui.Audit, names: Any) -> list[Cell]:
    """The cells that differ, in the order of the form that `names` the tables."""
    olds, news = (dict(_cells(audit)) for audit in (before, after))
    return [
        Cell(names.table_name(key[0]), "·".join(key[1:]), olds.get(key, ""), news.get(key, ""))
        for key in dict.fromkeys((*olds, *news))
        if olds.get(key, "") != news.get(key, "")
    ]


def whole(before: hegui.Audit, after: hegui.Audit) -> list[Dated]:
    """What else differs: unit, year, title, dates, score."""

    def told(audit: hegui.Audit) -> dict[str, Any]:
        return {
            "单位": audit.unit.name,
            "年度": audit.year,
            "标题": audit.title,
            "成文日期": audit.dates.signed,
            "发布日期": audit.dates.published,
            "得分": audit.score.total if audit.score else "未能审查",
        }

    old, new = told(before), told(after)
    return [Dated(key, _shown(old[key]), _shown(new[key])) for key in old if old[key] != new[key]]


def _paragraphs(audit: hegui.Audit) -> list[str]:
    return [passage.text for passage in audit.passages]


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        olds, news = list(before[first:last]), list(after[start:end])
        if kind == "equal":
            yield from (Line((Piece(text, False),), (Piece(text, False),)) for text in olds)
            continue
        while olds or news:
            old, new = (olds.pop(0) if olds else ""), (news.pop(0) if news else "")
            yield from _pair(old, new)


def _pair(old: str, new: str) -> Iterator[Line]:
    """A paragraph and the one in its place: the same one changed, or two different ones."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not old or not new or matcher.ratio() < _ALIKE:
        yield from (Line(before=(Piece(old, True),)),) if old else ()
        yield from (Line(after=(Piece(new, True),)),) if new else ()
        return
    before, after = [], []
    for kind, first, last, start, end in matcher.get_opcodes():
        before += [Piece(old[first:last], kind != "equal")] if first < last else []
        after += [Piece(new[start:end], kind != "equal")] if start < end else []
    yield Line(tuple(before), tuple(after))


def _cells(audit: hegui.Audit) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every cell by table, row and column, with what stands in it."""
    raw = {(cell.table, cell.row, cell.column): cell.raw for cell in audit.cells}
    for table, rows in audit.tables.items():
        for row, value in rows.items():
            columns = value.items() if isinstance(value, dict) else ((None, value),)
            for column, number in columns:
                key = (table, row) if column is None else (table, row, column)
                yield key, raw.get((table, row, column), "") if number is None else _shown(number)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
