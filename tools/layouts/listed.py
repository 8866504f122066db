"""Tables as a form for data entry has them: a line for each cell, with its name and its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from io import StringIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from hegui.model.form import Label, TableForm
from hegui.proving.draft import Draft
from hegui.proving.outline import Line, outline
from hegui.proving.sheets import Sheet, sheet_of


class Names(StrEnum):
    """How the lines name their cells."""

    WHOLE = "whole"
    """The labels from the outside in, with strokes between them, in one column."""
    BARE = "bare"
    """The same without the groups."""
    APART = "apart"
    """A column for the row and one for the column."""
    MERGED = "merged"
    """The same, the row only where it changes, merged over its lines."""
    NUMBERED = "numbered"
    """Between the number of the line and the unit that is counted, with a remark behind."""


def listed(draft: Draft) -> bytes:
    """As a spreadsheet exports it: tables as names and numbers in two columns, other lines padded to as many."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for item in outline(draft):
        if isinstance(item, Sheet):
            writer.writerow(["项目", "数值"])
            writer.writerows(("/".join((*row, *column)), text) for row, column, text in cells_of(draft, item))
        elif isinstance(item, Line):
            writer.writerow([item.text, ""])
    return stream.getvalue().encode()


def workbook(draft: Draft, names: Names = Names.WHOLE, one_sheet: bool = True) -> bytes:
    """The tables of a draft in a workbook, all on one sheet or each on its own, under the title."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(draft.form.tables):
        if not (number and one_sheet):
            sheet: Worksheet = book.create_sheet("年报数据" if one_sheet else table.name)
            sheet.append([draft.title])
            sheet.append([])
            sheet.append(_HEADS[names])
        if printed := sheet_of(draft, table.id):
            _append(sheet, cells_of(draft, printed), names)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


_HEADS = {
    Names.WHOLE: ["指标", "数值"],
    Names.BARE: ["指标", "数值"],
    Names.APART: ["项目", "对象", "数值"],
    Names.MERGED: ["项目", "对象", "数值"],
    Names.NUMBERED: ["序号", "指标", "单位", "数值", "备注"],
}


Named = tuple[Sequence[str], Sequence[str], str]
"""The printed labels of a cell's row and those of its column, each from the outside in, and its text."""


def _append(sheet: Worksheet, cells: Iterator[Named], names: Names) -> None:
    before, first = "", sheet.max_row + 1
    for number, (row, column, text) in enumerate(cells, 1):
        value = int(text) if text.isdigit() else text
        match names:
            case Names.WHOLE:
                sheet.append(["/".join((*row, *column)), value])
            case Names.BARE:
                sheet.append([f"{row[-1]}（{column[-1]}）", value])
            case Names.NUMBERED:
                sheet.append([number, "-".join((*row, *column)), "件", value, ""])
            case Names.APART | Names.MERGED:
                sheet.append(["".join(row), column[-1], value])
                if names is Names.MERGED and "".join(row) == before:
                    sheet.cell(sheet.max_row, 1).value = None
                    sheet.unmerge_cells(f"A{first}:A{sheet.max_row - 1}") if sheet.max_row - 1 > first else None
                    sheet.merge_cells(f"A{first}:A{sheet.max_row}")
                else:
                    before, first = "".join(row), sheet.max_row


def cells_of(draft: Draft, sheet: Sheet) -> Iterator[Named]:
    """The cells of a printed table in the form's order."""
    table = draft.form.table(sheet.id)
    texts = {cell.path: cell.text for cells in sheet.rows for cell in cells if cell.path}
    for block in table.blocks:
        heading = [_text(draft, table, "group", block.heading)] if block.heading else []
        for row in block.rows:
            for column in block.columns:
                text = texts.get(block.path(row, column))
                if text is not None:
                    over = [*heading, *_over(draft, table, row), _text(draft, table, "row", row)]
                    under = [*_over(draft, table, column), _text(draft, table, "column", column)]
                    yield over, under, text


def _over(draft: Draft, table: TableForm, label: Label) -> list[str]:
    """The groups over a label, as printed."""
    groups = (group for group in table.groups if group.parts and label in group.leaves)
    return [_text(draft, table, "group", group) for group in groups]


def _text(draft: Draft, table: TableForm, axis: str, label: Label) -> str:
    return draft.labels.get(f"{table.id}.{axis}.{label.key}", label.text)
