"""表格数据: every recognised cell, a row for each report, so that units can be compared and columns summed up."""

from __future__ import annotations

from collections.abc import Iterator

from hegui.model.renderer import Record
from hegui.output.view import TABLES, audited, name
from hegui.output.xlsx.book import Book, Column, Sheet, Value

_ABOUT = [Column("单位", 30), Column("年度", 8, "centre"), Column("文件", 30)]

CellName = tuple[str, ...]
"""Table, row and, where there is one, column."""


class FiguresSheets:
    """One sheet for each form of tables."""

    def __init__(self, book: Book, record: Record) -> None:
        self._sheets = {form: _sheet(book, form, cells) for form, cells in _cells_of_forms(record).items()}

    def add(self, report: Record) -> None:
        if not _has_tables(report):
            return
        sheet, columns = self._sheets[_form(report)]
        values: list[Value] = [None] * len(columns)
        styles: dict[int, str] = {}
        for cell, value in _cells(report):
            index = columns[cell]
            values[index] = value
            if not isinstance(value, int | float):
                styles[len(_ABOUT) + index] = "odd"
        sheet.add([name(report), report["year"], report["source"]["path"], *values], styles=styles)

    def finish(self, _: Record) -> None:
        for sheet, _columns in self._sheets.values():
            sheet.close()


def _cells_of_forms(record: Record) -> dict[str, list[CellName]]:
    """The cells of each form: those of the report that has most of them, then what others have beside."""
    seen: dict[str, list[CellName]] = {}
    for report in record["reports"]:
        if _has_tables(report):
            cells = [cell for cell, _ in _cells(report)]
            known = seen.get(_form(report), [])
            longer, shorter = (cells, known) if len(cells) > len(known) else (known, cells)
            seen[_form(report)] = list(dict.fromkeys((*longer, *shorter)))
    return dict(sorted(seen.items(), reverse=True))


def _sheet(book: Book, form: str, cells: list[CellName]) -> tuple[Sheet, dict[CellName, int]]:
    title = f"统计表数据（{form} 年格式；底色单元格不是数字）"
    columns = [Column("·".join((TABLES.get(cell[0], cell[0]), *cell[1:])), 10, "number") for cell in cells]
    sheet = book.sheet(f"表格数据 {form}", title, [*_ABOUT, *columns], frozen=2, broad=True)
    return sheet, {cell: index for index, cell in enumerate(cells)}


def _has_tables(report: Record) -> bool:
    return audited(report) and bool(report["tables"])


def _form(report: Record) -> str:
    return report["form"] or "未知"


def _cells(report: Record) -> Iterator[tuple[CellName, Value]]:
    """The value of each cell; of one that holds no number, what stands there."""
    raw = {
        (cell["table"], cell["row"], *([cell["column"]] if cell["column"] else [])): cell["raw"]
        for cell in report["cells"]
    }
    for table, rows in report["tables"].items():
        for row, value in rows.items():
            pairs = value.items() if isinstance(value, dict) else [(None, value)]
            for column, number in pairs:
                cell = (table, row) if column is None else (table, row, column)
                yield cell, raw.get(cell, "") if number is None else number
