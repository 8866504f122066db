"""What a person has settled of a report, put where recognition would have put what it finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hegui.model.correction import Given
from hegui.model.document import Block, Paragraph, Place
from hegui.model.form import CellPath, Form, TableForm
from hegui.model.report import Cell, CellKind, Dated, Dates, LabelSeen, MatchedBy, Number, Section, Table
from hegui.recognise.text import squeeze


def with_headings(blocks: Sequence[Block], given: Given, headings: Mapping[str, str]) -> Sequence[Block]:
    """The blocks, the lines that a person calls headings bearing the official ones (by their keys in `headings`)."""
    lines = {squeeze(line): headings[key] for key, line in given.headings if key in headings}
    if not lines:
        return blocks
    return [
        replace(block, text=lines[squeeze(block.text)], raw=block.raw or block.text)
        if isinstance(block, Paragraph) and squeeze(block.text) in lines
        else block
        for block in blocks
    ]


def with_titles(sections: Iterable[Section], given: Given, blocks: Iterable[Block]) -> tuple[Section, ...]:
    """The sections, those that a person has told with their headings as printed in `blocks`."""
    there = {squeeze(block.raw) for block in blocks if isinstance(block, Paragraph)} if given.headings else set()
    printed = {key: line for key, line in given.headings if squeeze(line) in there}
    return tuple(
        replace(section, title=printed[section.key], how=MatchedBy.POSITION) if section.key in printed else section
        for section in sections
    )


def with_dates(dates: Dates, given: Given) -> Dates:
    return replace(
        dates, **{name: Dated(day, f"{day.year}年{day.month}月{day.day}日", Place()) for name, day in given.dates}
    )


def with_cells(tables: Mapping[str, Table], given: Given, template: Form) -> dict[str, Table]:
    """The tables with the numbers that a person has read; a table that was not read at all has these alone."""
    found = dict(tables)
    cells: dict[str, dict[CellPath, Number | None]] = {}
    for table_id, path, number in given.cells:
        cells.setdefault(table_id, {})[path] = number
    for form in template.tables:
        if form.id in cells:
            found[form.id] = _filled(found.get(form.id) or _empty(form, template), cells[form.id])
    return found


def _empty(form: TableForm, template: Form) -> Table:
    labels = (
        LabelSeen(label.key, label.text, label.text, MatchedBy.EXACT, None, axis)
        for axis, labels in form.axes.items()
        for label in labels
    )
    return Table(form.id, {}, tuple(labels), Place(), template.id, paths=form.paths)


def _filled(table: Table, numbers: Mapping[CellPath, Number | None]) -> Table:
    cells = dict(table.cells)
    for path, number in numbers.items():
        if path in table.paths:
            place = cells[path].place if path in cells else table.place
            kind = CellKind.BLANK if number is None else CellKind.NUMBER
            cells[path] = Cell("" if number is None else str(number), kind, number, place)
    doubtful = {path: cell for path, cell in table.doubtful.items() if path not in numbers}
    whole = all(path in cells for path in table.paths)
    return replace(table, cells=cells, doubtful=doubtful, unplaced=() if whole else table.unplaced)
