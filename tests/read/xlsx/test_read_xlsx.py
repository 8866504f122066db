"""Workbooks: what a sheet shows, as lines and tables."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from hegui.model.document import Document, Grid, Paragraph
from hegui.proving import load_draft
from hegui.read import Limits, ReadError, read_content
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet
from tools.layouts import document_of

_FRAME = Border(*(Side("thin"),) * 4)


def _read(fill: Callable[[Worksheet], object], limits: Limits = Limits()) -> Document:  # noqa: B008
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "统计表"
    fill(sheet)
    return read_content(_saved(book), "统计表.xlsx", limits=limits)


def _saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def _grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def _texts(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def _put(sheet: Worksheet, *rows: tuple[object, ...], at: int = 1, framed: bool = False) -> None:
    for number, row in enumerate(rows, at):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)  # type: ignore[arg-type]
            if framed:
                cell.border = _FRAME


@pytest.mark.parametrize("framed", [True, False])
def test_the_three_tables_of_a_report_come_out_as_from_its_page(ruleset: RuleSet, framed: bool) -> None:
    page = read_content(document_of(load_draft("bureau")), "报告.html")
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, grid in enumerate(_grids(page), 2):
        sheet = book.create_sheet(f"表{number}")
        for cell in grid.cells:
            value = int(cell.text) if cell.text.isdigit() else cell.text
            sheet.cell(cell.row + 3, cell.column + 2, value)
            for row in range(cell.rowspan):
                for column in range(cell.colspan):
                    if framed:
                        sheet.cell(cell.row + row + 3, cell.column + column + 2).border = _FRAME
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_cells(
                    start_row=cell.row + 3,
                    start_column=cell.column + 2,
                    end_row=cell.row + cell.rowspan + 2,
                    end_column=cell.column + cell.colspan + 1,
                )
    document = read_content(_saved(book), "统计表.xlsx")
    assert document.source.format == "xlsx"
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    expected = recognise(page, knowledge).tables
    tables = recognise(document, knowledge).tables
    assert len(expected) == 3
    for name, table in expected.items():
        values = {path: (cell.raw, cell.value) for path, cell in table.cells.items()}
        assert {path: (cell.raw, cell.value) for path, cell in tables[name].cells.items()} == values


def test_a_sheet_is_a_heading_lines_and_tables() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "某局2024年统计表"
        sheet.merge_cells("A1:C1")
        _put(sheet, ("规章", 1, 2), ("许可", 3, None), at=2)
        _put(sheet, ("复议", 4), ("诉讼", 5), at=6)
        sheet["A9"] = "填表说明：按件数统计。"

    document = _read(fill)
    assert _lines(document) == ["统计表", "某局2024年统计表", "填表说明：按件数统计。"]
    assert [_texts(grid) for grid in _grids(document)] == [
        [["规章", "1", "2"], ["许可", "3", ""]],
        [["复议", "4"], ["诉讼", "5"]],
    ]
    assert document.blocks[0].heading == 1  # type: ignore[union-attr]


def test_tables_one_below_the_other_are_parted_by_their_headings() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "二、主动公开政府信息情况"
        sheet.merge_cells("A1:B1")
        _put(sheet, ("第二十条第（一）项", None), at=2)
        sheet.merge_cells("A2:B2")
        _put(sheet, ("规章", 1), at=3)
        sheet["A4"] = "三、收到和处理政府信息公开申请情况"
        sheet.merge_cells("A4:B4")
        _put(sheet, ("新收", 2), at=5)

    document = _read(fill)
    headings = [line for line in _lines(document) if "、" in line]
    assert headings == ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    assert [_texts(grid)[-1] for grid in _grids(document)] == [["规章", "1"], ["新收", "2"]]


def test_merged_cells_span_and_what_they_cover_is_gone() -> None:
    def fill(sheet: Worksheet) -> None:
        _put(sheet, ("结果", "予以公开", 1), (None, "部分公开", 2), framed=True)
        sheet.merge_cells("A1:A2")

    (grid,) = _grids(_read(fill))
    assert [(cell.text, cell.row, cell.column, cell.rowspan) for cell in grid.cells] == [
        ("结果", 0, 0, 2), ("予以公开", 0, 1, 1), ("1", 0, 2, 1), ("部分公开", 1, 1, 1), ("2", 1, 2, 1)
    ]  # fmt: skip


def test_a_framed_row_without_content_belongs_to_its_table() -> None:
    (grid,) = _grids(_read(lambda sheet: _put(sheet, ("甲", "乙"), (None, None), ("丙", 1), framed=True)))
    assert _texts(grid) == [["甲", "乙"], ["", ""], ["丙", "1"]]


def test_struck_and_raised_digits_are_no_part_of_a_number() -> None:
    struck, raised = InlineFont(strike=True), InlineFont(vertAlign="superscript")

    def fill(sheet: Worksheet) -> None:
        _put(sheet, ("行", "甲", "乙", "丙", "丁"), ("规章", 1, 2, 3, 4))
        sheet["B2"] = CellRichText(TextBlock(struck, "7"), "45")
        sheet["C2"] = CellRichText("45", TextBlock(raised, "①"), TextBlock(raised, "[2]"))
        sheet["D2"] = CellRichText(TextBlock(struck, "45"))
        sheet["E2"].font = Font(strike=True)

    (grid,) = _grids(_read(fill))
    assert _texts(grid)[1] == ["规章", "45", "45", "45", "4"]
    assert grid.doubts == {(1, 3), (1, 4)}


def test_two_lines_of_numbers_in_a_cell_are_in_doubt() -> None:
    (grid,) = _grids(_read(lambda sheet: _put(sheet, ("规章", "1\n234"), ("行政许可", "18\n（含3件）"))))
    assert grid.doubts == {(0, 1)}


def test_what_is_hidden_is_left_out() -> None:
    def fill(sheet: Worksheet) -> None:
        _put(sheet, ("甲", 1, 2), ("乙", 3, 4), ("丙", 5, 6))
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        other = sheet.parent.create_sheet("底稿")  # type: ignore[union-attr]
        other["A1"], other["B1"] = "作废", 9
        other.sheet_state = "hidden"

    document = _read(fill)
    assert [cell.text for grid in _grids(document) for cell in grid.cells if cell.text] == ["甲", "1", "丙", "5"]
    assert document.notes == ("隐藏的工作表“底稿”没有读取。",)


def test_a_text_counts_once_for_each_cell_that_refers_to_it() -> None:
    """Excel stores a text that stands in many cells once."""
    fill = ("甲" * 100,) * 30
    assert _read(lambda sheet: _put(sheet, fill), Limits(characters=3003)).blocks, "with the title of the sheet"
    with pytest.raises(ReadError, match="文字过多"):
        _read(lambda sheet: _put(sheet, fill), Limits(characters=2999))


def test_a_workbook_beyond_the_limits_is_refused() -> None:
    with pytest.raises(ReadError, match="超过 3 个"):
        _read(lambda sheet: _put(sheet, ("甲", 1), ("乙", 2)), Limits(cells=3))

    def far_apart(sheet: Worksheet) -> None:
        for row in range(1, 3001):
            sheet.cell(row, 1, "甲")
            sheet.cell(row, 100, "乙")

    with pytest.raises(ReadError, match="工作表过大"):
        _read(far_apart)


def test_a_cut_off_workbook_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "甲"
    data = _saved(book)
    with pytest.raises(ReadError, match="损坏"):
        read_content(data[: len(data) // 2], "统计表.xlsx")
