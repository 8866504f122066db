"""PDF: characters and lines on pages to paragraphs and grids, and what is said of a file that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from typing import ClassVar

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_pdf import HEIGHT, WIDTH, Page, pdf

from hegui.judge.report import judge
from hegui.model.document import Document, Grid, Paragraph, Source
from hegui.model.rule import Result
from hegui.proving import load_draft
from hegui.proving.cases import CaseRunner
from hegui.read import read as read_file
from hegui.read.formats.pdf import read_pdf
from hegui.read.pages.page import UNKNOWN, character
from hegui.read.reader import Limits, NoTextError, ReadError
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet
from tools.compose import compose
from tools.layouts import LAYOUTS, document_of

PDFS = tuple(name for name, layout in LAYOUTS.items() if layout.suffix == ".pdf")
TABLE = [["项目", "件数", "总计"], ["新收", "12", "12"], ["办结", "0", "345"]]
LINE = "全年主动公开政府信息四百一十二条其中机构职能类三十六条"
"""A full line of 27 characters."""


def read(data: bytes, limits: Limits = Limits()) -> Document:  # noqa: B008 -- frozen
    return read_pdf(data, Source("报告.pdf", "", "pdf"), limits)


def document(*pages: Page, mapped: Mapping[str, str | None] | None = None) -> Document:
    return read(pdf(pages, mapped))


def paragraphs(*pages: Page) -> list[str]:
    return [block.text for block in document(*pages).blocks if isinstance(block, Paragraph)]


def grids(*pages: Page) -> list[Grid]:
    return [block for block in document(*pages).blocks if isinstance(block, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    """The texts of a grid's cells, row by row."""
    found: list[list[str]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        found[cell.row].append(cell.text)
    return found


def page_of(*lines: str, top: float = 120, left: float = 100, size: float = 14, leading: float = 28) -> Page:
    """A page of lines of text, each begun at the left margin."""
    page = Page()
    for number, line in enumerate(lines):
        page.text(left, top + number * leading, line, size)
    return page


class TestRuledTables:
    @pytest.mark.parametrize(
        "lines", ["strokes", "one path", "dashed", "dots", "double", "bars", "cells", "open", "pictures"]
    )
    def test_lines_are_lines_however_they_are_drawn(self, lines: str) -> None:
        page = Page()
        page.table(TABLE, lines=lines)
        (grid,) = grids(page)
        assert rows(grid) == TABLE
        assert (grid.rows, grid.columns, grid.spans) == (3, 3, True)

    def test_lines_of_a_drawing_placed_as_a_whole(self) -> None:
        page, drawing = Page(), Page()
        drawing.table(TABLE)
        page.drawing(drawing, x=30, y=50)
        (grid,) = grids(page)
        assert rows(grid) == TABLE

    def test_a_missing_inner_line_makes_two_cells_one(self) -> None:
        page = Page()
        page.frame(100, 100, 280, 160)
        page.line(100, 120, 280, 120)
        page.line(160, 140, 280, 140)
        page.line(160, 120, 160, 160)
        page.line(220, 120, 220, 160)
        for x, y, text in ((180, 114, "标题"), (120, 144, "组"), (185, 134, "1"), (245, 134, "2"), (185, 154, "3")):
            page.text(x, y, text, 9)
        (grid,) = grids(page)
        cells = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in grid.cells}
        assert cells == {
            "标题": (0, 0, 1, 3),
            "组": (1, 0, 2, 1),
            "1": (1, 1, 1, 1),
            "2": (1, 2, 1, 1),
            "3": (2, 1, 1, 1),
            "": (2, 2, 1, 1),
        }

    def test_blank_cells_are_cells(self) -> None:
        page = Page()
        page.table([["甲", "", "丙"], ["", "2", ""]])
        (grid,) = grids(page)
        assert rows(grid) == [["甲", "", "丙"], ["", "2", ""]]

    def test_a_cell_has_the_box_that_its_lines_make(self) -> None:
        page = Page()
        page.table(TABLE, x=100, y=200, lines="one path")
        (grid,) = grids(page)
        assert grid.place.page == 1
        assert grid.place.box == pytest.approx((100, 200, 280, 260), abs=0.6)
        at, box = grid.boxes[1, 2]
        assert at == 1
        assert box == pytest.approx((220, 220, 280, 240), abs=0.6)

    def test_a_frame_around_text_is_no_table(self) -> None:
        page = page_of(LINE, LINE)
        page.frame(50, 50, 545, 780)
        assert paragraphs(page) == [LINE + LINE]

    def test_lines_that_part_no_columns_leave_them_to_alignment(self) -> None:
        page = Page()
        page.table(TABLE, lines="none")
        page.frame(100, 100, 280, 160)
        page.line(160, 100, 160, 160)
        (grid,) = grids(page)
        assert rows(grid) == TABLE

    def test_text_and_tables_stand_in_reading_order(self) -> None:
        page = page_of("表格之前的一段文字。", top=80)
        end = page.table(TABLE, y=120)
        page.text(100, end + 30, "两个表格之间的文字。", 14)
        page.table(TABLE, y=end + 60)
        kinds = [type(block).__name__ for block in document(page).blocks]
        assert kinds == ["Paragraph", "Grid", "Paragraph", "Grid"]


class TestCells:
    @staticmethod
    def cell(*texts: tuple[float, float, str], width: float = 60, height: float = 60) -> str:
        """The text of a cell of this size whose upper left corner is at (100, 100)."""
        page = Page()
        page.grid([100, 100 + width, 160 + width], [100, 100 + height])
        for x, y, text in texts:
            page.text(x, y, text, 9)
        page.text(120 + width, 130, "旁", 9)
        (grid,) = grids(page)
        return grid.cells[0].text

    def test_a_label_in_two_lines_is_one(self) -> None:
        assert self.cell((110, 120, "社会公益"), (119, 132, "组织")) == "社会公益组织"

    def test_a_label_spaced_out_is_one_word(self) -> None:
        assert self.cell((105, 120, "总"), (145, 120, "计")) == "总计"

    def test_a_label_of_upright_characters_reads_downwards(self) -> None:
        letters = [(110, 112 + 11 * number, letter) for number, letter in enumerate("办理结果")]
        assert self.cell(*letters, width=30) == "办理结果"

    def test_two_upright_columns_read_as_they_were_written(self) -> None:
        letters = [(126, 112 + 11 * number, letter) for number, letter in enumerate("三本年度")]
        letters += [(106, 112 + 11 * number, letter) for number, letter in enumerate("办理结果")]
        assert self.cell(*letters, width=40) == "三本年度办理结果"

    def test_a_label_on_its_side(self) -> None:
        page = Page()
        page.table([["", "1"], ["", "2"]], height=40)
        page.text(130, 137, "办理结果", 9, turned="0 1 -1 0")
        page.text(100, 60, "表格之前的一段文字", 9)
        (grid,) = grids(page)
        assert "办理结果" in [cell.text for cell in grid.cells]

    def test_a_number_that_fills_its_cell_goes_on_in_the_next_line(self) -> None:
        assert self.cell((105, 120, "12345"), (105, 132, "67"), width=34) == "1234567"

    def test_two_numbers_below_each_other_are_not_one(self) -> None:
        assert self.cell((110, 120, "1"), (110, 132, "2"), width=24) == "1 2"

    def test_two_numbers_side_by_side_are_not_one(self) -> None:
        assert self.cell((105, 120, "1"), (125, 120, "甲2")) == "1 甲2"


class TestTablesOverPages:
    HEAD = (["项目", "件数", "总计"],)
    FIRST = (["新收", "12", "12"], ["结转", "3", "3"])
    SECOND = (["办结", "0", "345"], ["其他", "7", "8"])

    @staticmethod
    def pages(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]], *, shift: float = 0) -> list[Page]:
        upper, lower = Page(), Page()
        upper.table(first, y=HEIGHT - 100 - 20 * len(first))
        lower.table(second, x=100 + shift, y=100)
        return [upper, lower]

    def test_a_table_that_goes_on_is_one(self) -> None:
        (grid,) = grids(*self.pages([*self.HEAD, *self.FIRST], self.SECOND))
        assert rows(grid) == [*self.HEAD, *self.FIRST, *self.SECOND]
        assert [grid.boxes[row, 0][0] for row in range(grid.rows)] == [1, 1, 1, 2, 2]

    def test_its_header_is_not_repeated(self) -> None:
        (grid,) = grids(*self.pages([*self.HEAD, *self.FIRST], [*self.HEAD, *self.SECOND]))
        assert rows(grid) == [*self.HEAD, *self.FIRST, *self.SECOND]

    def test_margins_may_change_from_page_to_page(self) -> None:
        (grid,) = grids(*self.pages([*self.HEAD, *self.FIRST], self.SECOND, shift=20))
        assert grid.rows == 5

    def test_page_numbers_do_not_part_it(self) -> None:
        pages = self.pages([*self.HEAD, *self.FIRST], self.SECOND)
        for number, page in enumerate(pages, 1):
            page.text(280, HEIGHT - 40, f"- {number} -", 10)
        (grid,) = grids(*pages)
        assert grid.rows == 5

    def test_text_between_parts_it(self) -> None:
        upper, lower = self.pages([*self.HEAD, *self.FIRST], self.SECOND)
        lower.text(100, 90, "四、行政复议情况", 14)
        assert [grid.rows for grid in grids(upper, lower)] == [3, 2]

    def test_other_columns_are_another_table(self) -> None:
        upper, lower = Page(), Page()
        upper.table([*self.HEAD, *self.FIRST], y=600)
        lower.table([["1", "2", "3", "4"]], widths=[45] * 4)
        assert [grid.columns for grid in grids(upper, lower)] == [3, 4]

    def test_a_row_broken_over_the_page_is_made_whole(self) -> None:
        upper, lower = Page(), Page()
        upper.table([["1.申请人逾期", "12", "12"]], y=700)
        lower.table([["不缴费", "", ""], ["其他", "7", "8"]])
        (grid,) = grids(upper, lower)
        assert rows(grid) == [["1.申请人逾期不缴费", "12", "12"], ["其他", "7", "8"]]
        assert grid.rows == 2

    @pytest.mark.parametrize(("rest", "is_whole"), [("信息", True), ("7.案卷", False)])
    def test_a_label_goes_on_where_its_line_is_as_long_as_one_that_was_full(self, rest: str, is_whole: bool) -> None:
        upper, lower = Page(), Page()
        upper.grid([100, 150, 190, 230], [700, 740])
        for line, text in enumerate(("6.属于", "过程性")):
            upper.text(113, 715 + 14 * line, text, 9)
        for x in (165, 205):
            upper.text(x, 720, "12", 9)
        lower.table([[rest, "", ""], ["其他", "7", "8"]], widths=[50, 40, 40])
        (grid,) = grids(upper, lower)
        whole = [["6.属于过程性信息", "12", "12"]]
        assert rows(grid)[:-1] == (whole if is_whole else [["6.属于过程性", "12", "12"], [rest, "", ""]])

    def test_a_row_without_numbers_at_the_top_of_a_page_stays_a_row(self) -> None:
        upper, lower = self.pages([*self.HEAD, ["许可", "12", "12"]], [["处罚", "", ""], ["强制", "7", "8"]])
        (grid,) = grids(upper, lower)
        assert rows(grid)[1:] == [["许可", "12", "12"], ["处罚", "", ""], ["强制", "7", "8"]]


class TestTablesWithoutLines:
    def test_columns_are_where_numbers_stand_below_each_other(self) -> None:
        page = Page()
        page.table(TABLE, lines="none")
        (grid,) = grids(page)
        assert rows(grid) == TABLE
        assert not grid.spans

    def test_a_blank_keeps_its_place(self) -> None:
        page = Page()
        page.table([*TABLE, ["其他", "", "7"], ["合计", "8", ""]], lines="none")
        (grid,) = grids(page)
        assert rows(grid)[-2:] == [["其他", "", "7"], ["合计", "8", ""]]

    @pytest.mark.parametrize("offsets", [(-6, 6), (0, 12)], ids=["middle", "first line"])
    def test_a_label_of_two_lines_belongs_to_the_numbers_beside_it(self, offsets: tuple[int, int]) -> None:
        page = Page()
        for row in range(4):
            for line, text in zip(offsets, ("某某申请", "数量"), strict=True):
                page.text(100, 200 + 32 * row + line, f"{text}{'甲乙丙丁'[row]}", 9)
            for column in range(3):
                page.text(200 + 50 * column, 200 + 32 * row, str(10 * row + column), 9)
        (grid,) = grids(page)
        assert rows(grid) == [
            [f"某某申请{name}数量{name}", *(str(10 * row + column) for column in range(3))]
            for row, name in enumerate("甲乙丙丁")
        ]

    def test_a_number_alone_beside_a_label_of_two_lines_is_a_row(self) -> None:
        page = Page()
        page.table([["行政许可", "12"], ["行政处罚", "3"]], lines="none")
        for y, text in ((160, "行政事业"), (172, "性收费")):
            page.text(112, y, text, 9)
        page.text(185, 166, "3.2", 9)
        (grid,) = grids(page)
        assert rows(grid) == [["行政许可", "12"], ["行政处罚", "3"], ["行政事业性收费", "3.2"]]

    def test_two_numbers_in_one_column_leave_their_row_in_doubt(self) -> None:
        page = Page()
        for row, numbers in enumerate(
            ({200: "111111", 260: "2", 320: "3"}, {200: "111111", 260: "2", 320: "3"}, {202: "1", 217: "2", 320: "3"})
        ):
            page.text(100, 200 + 20 * row, f"申请{'甲乙丙'[row]}", 9)
            for x, number in numbers.items():
                page.text(x, 200 + 20 * row, number, 9)
        (grid,) = grids(page)
        assert rows(grid)[2] == ["申请丙", "1 2", "", "3"]
        assert grid.doubts == {(2, 1), (2, 2)}

    DOUBTFUL: ClassVar = [
        {100: "申请甲", 200: "111111", 260: "2", 320: "3"},
        {100: "申请乙", 200: "111111", 260: "2", 320: "3"},
        {100: "申请丙", 202: "1", 217: "2", 320: "3"},
    ]
    """Two numbers of the last row stand in one column: the third may have none, or the second."""

    def tagged(self, cells: Sequence[Sequence[tuple[int, int]]]) -> Grid:
        """The same with tags: for each row the places of its cells, and how many columns each spans."""
        page = Page()
        for row, own in enumerate(cells):
            for x, columns in own:
                cell = Page()
                if x in self.DOUBTFUL[row]:
                    cell.text(x, 200 + 20 * row, self.DOUBTFUL[row][x], 9)
                page.tag(row, cell, columns)
        (grid,) = grids(page)
        return grid

    def test_tags_settle_what_is_in_doubt(self) -> None:
        full = [(100, 1), (200, 1), (260, 1), (320, 1)]
        grid = self.tagged([full, full, [(100, 1), (202, 1), (217, 1), (320, 1)]])
        assert rows(grid)[2] == ["申请丙", "1", "2", "3"]
        assert grid.doubts == frozenset()
        assert grid.place.box

    def test_tags_name_blank_cells_and_those_that_span_columns(self) -> None:
        full = [(100, 1), (200, 1), (260, 1), (320, 1), (400, 1)]
        grid = self.tagged([full, full, [(100, 1), (202, 1), (217, 2), (320, 1)]])
        assert [(cell.text, cell.column, cell.colspan) for cell in grid.cells if cell.row == 2] == [
            ("申请丙", 0, 1), ("1", 1, 1), ("2", 2, 2), ("3", 4, 1)
        ]  # fmt: skip

    def test_tags_that_leave_out_a_number_settle_nothing(self) -> None:
        page = Page()
        for row, texts in enumerate(self.DOUBTFUL):
            for x, text in texts.items():
                cell = Page()
                cell.text(x, 200 + 20 * row, text, 9)
                if text == "2":
                    page.drawn += cell.drawn
                else:
                    page.tag(row, cell)
        (grid,) = grids(page)
        assert grid.doubts == {(2, 1), (2, 2)}

    def disagreeing(self, said: Mapping[str, str]) -> Grid:
        """A table that is read without a doubt, with tags that put other labels before the numbers of a row."""
        page = Page()
        for x, start in ((100, 0), (200, 10), (260, 20)):
            for row, name in enumerate("甲乙丙"):
                cell = Page()
                cell.text(x, 200 + 20 * row, str(start + row) if start else f"申请{name}", 9)
                page.tag("甲乙丙".index(said.get(name, name)) if start else row, cell)
        (grid,) = grids(page)
        return grid

    def test_numbers_that_tags_put_behind_another_label_are_in_doubt(self) -> None:
        grid = self.disagreeing({"甲": "乙", "乙": "甲"})
        assert rows(grid) == [["申请甲", "10", "20"], ["申请乙", "11", "21"], ["申请丙", "12", "22"]]
        assert grid.doubts == {(0, 1), (0, 2), (1, 1), (1, 2)}
        assert not self.disagreeing({}).doubts

    def test_it_goes_on_over_pages(self) -> None:
        upper, lower = Page(), Page()
        upper.table(TABLE, y=600, lines="none")
        lower.table([["结转", "5", "6"], ["其他", "7", "8"]], lines="none")
        (grid,) = grids(upper, lower)
        assert rows(grid) == [*TABLE, ["结转", "5", "6"], ["其他", "7", "8"]]

    def test_prose_with_numbers_is_no_table(self) -> None:
        page = Page()
        page.text(128, 120, "全年收到申请", 14)
        page.text(128 + 84 + 10, 120, "26", 14)
        page.text(128 + 84 + 34, 120, "件，其中自然人", 14)
        page.text(100, 148, "商业企业", 14)
        page.text(100 + 56 + 10, 148, "2", 14)
        page.text(100 + 56 + 27, 148, "件。", 14)
        assert grids(page) == []


class TestTurnedPages:
    @pytest.mark.parametrize("rotate", [0, 90, 180, 270])
    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    def test_a_page_is_read_along_its_text(self, rotate: int, turned: int) -> None:
        """Text and lines drawn turned by quarters on a page that is shown turned by quarters."""
        upright = Page(700, 700)
        upright.text(100, 80, "表格之前的一段文字。", 12)
        upright.table(TABLE, x=100, y=100, lines="one path")
        a, b, c, d = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[turned]
        x, y = (700 if a + c < 0 else 0), (700 if b + d < 0 else 0)
        page = Page(700, 700, rotate)
        page.drawn = [f"{a} {b} {c} {d} {x} {y} cm", *upright.drawn]
        found = document(page)
        (grid,) = [block for block in found.blocks if isinstance(block, Grid)]
        assert rows(grid) == TABLE
        left, top, right, bottom = 100.0, 100.0, 280.0, 160.0
        for _ in range((rotate - turned) // 90 % 4):
            left, top, right, bottom = 700 - bottom, left, 700 - top, right
        assert grid.place.box == pytest.approx((left, top, right, bottom), abs=0.6)

    def test_a_page_wider_than_high(self) -> None:
        page = Page(HEIGHT, WIDTH)
        page.table(TABLE, x=500)
        (grid,) = grids(page)
        assert rows(grid) == TABLE


class TestParagraphs:
    def test_lines_are_joined_without_blanks(self) -> None:
        assert paragraphs(page_of(LINE, LINE, "尾行。")) == [f"{LINE}{LINE}尾行。"]

    def test_an_indent_begins_a_paragraph(self) -> None:
        page = page_of(LINE[2:], LINE, left=128)
        page.drawn = []
        page.text(128, 120, LINE[2:], 14)
        page.text(100, 148, LINE, 14)
        page.text(128, 176, LINE[2:], 14)
        page.text(100, 204, "尾行。", 14)
        assert paragraphs(page) == [LINE[2:] + LINE, LINE[2:] + "尾行。"]

    def test_a_line_with_room_for_more_ends_a_paragraph(self) -> None:
        assert paragraphs(page_of(LINE, "尾行。", LINE, "另一尾行。")) == [LINE + "尾行。", LINE + "另一尾行。"]

    def test_a_number_that_did_not_fit_does_not_end_one(self) -> None:
        short = LINE[:-3]
        assert paragraphs(page_of(LINE, short, "123456789件。")) == [f"{LINE}{short}123456789件。"]

    def test_headings_stand_apart(self) -> None:
        page = Page()
        page.text(128, 120, "一、总体情况", 14)
        page.text(128, 148, LINE[2:], 14)
        page.text(100, 176, LINE[:20] + "。", 14)
        page.text(128, 204, "二、主动公开政府信息情况", 14)
        assert paragraphs(page) == ["一、总体情况", LINE[2:] + LINE[:20] + "。", "二、主动公开政府信息情况"]

    def test_a_sentence_goes_on_on_the_next_page(self) -> None:
        upper = page_of(*[LINE] * 3, top=700)
        lower = page_of(LINE, "尾行。", LINE, LINE, "尾行。")
        assert paragraphs(upper, lower) == [LINE * 4 + "尾行。", LINE * 2 + "尾行。"]
        first = document(upper, lower).blocks[0]
        assert first.place.page == 1
        assert first.place.box == pytest.approx((100, 700 - 12.3, 100 + 27 * 14, 756 + 1.7), abs=0.2)

    def test_text_spaced_out_to_fill_its_line(self) -> None:
        page = page_of(LINE, LINE)
        page.text(100, 176, LINE[:18], 14, spacing=7.4)
        page.text(100, 204, "尾行。", 14)
        assert paragraphs(page) == [LINE * 2 + LINE[:18] + "尾行。"]

    def test_a_signature_stands_line_by_line(self) -> None:
        page = page_of(LINE, LINE, "尾行。")
        page.text(366, 220, "某某县人民政府", 14)
        page.text(373, 248, "2025年1月10日", 14)
        assert paragraphs(page)[-2:] == ["某某县人民政府", "2025年1月10日"]

    def test_a_title_in_the_middle_is_one(self) -> None:
        page = page_of(LINE, LINE, top=220)
        page.text(119, 120, "某某县公共事业监督管理局2024年政府", 20)
        page.text(189, 156, "信息公开工作年度报告", 20)
        assert paragraphs(page)[0] == "某某县公共事业监督管理局2024年政府信息公开工作年度报告"

    def test_a_title_that_leaves_one_character_to_its_second_line_is_one(self) -> None:
        page = page_of(LINE, LINE, top=220)
        page.text(100, 120, "某某县城乡建设和管理局政府信息公开年", 21)
        page.text(278.5, 156, "报", 21)
        assert paragraphs(page)[0] == "某某县城乡建设和管理局政府信息公开年报"

    def test_latin_words_keep_their_blanks(self) -> None:
        page = page_of(LINE, "网址 www example 与 2024 1 共三处")
        assert paragraphs(page)[-1].endswith("www example 与 2024 1 共三处")

    def test_fields_of_a_line_keep_apart(self) -> None:
        page = Page()
        page.text(100, 120, "索引号：431000", 10)
        page.text(300, 120, "发布机构：某某局", 10)
        assert paragraphs(page) == ["索引号：431000 发布机构：某某局"]


class TestFurniture:
    @staticmethod
    def report(count: int = 3) -> list[Page]:
        return [page_of(*[f"{LINE[number:]}{LINE[:number]}" for _ in range(20)]) for number in range(1, count + 1)]

    @pytest.mark.parametrize(
        "form", ["- {} -", "—{}—", "第{}页", "第 {} 页 共 3 页", "{}/3", "{}", "第{}页，共3页", "· {} ·"]
    )
    @pytest.mark.parametrize("height", [40, HEIGHT - 40])
    def test_page_numbers_are_left_out(self, form: str, height: float) -> None:
        pages = self.report()
        wanted = paragraphs(*pages)
        for number, page in enumerate(pages, 1):
            page.text(280, height, form.format(number), 10)
        assert paragraphs(*pages) == wanted

    def test_running_lines_are_left_out(self) -> None:
        pages = self.report()
        wanted = paragraphs(*pages)
        for number, page in enumerate(pages, 1):
            page.text(100, 50, "某某局政府信息公开工作年度报告", 9)
            page.text(100, HEIGHT - 50, f"某某局 第 {number} 页", 9)
        assert paragraphs(*pages) == wanted

    def test_a_line_that_stands_once_is_text(self) -> None:
        pages = self.report()
        pages[0].text(100, 60, "某某局文件", 14)
        assert paragraphs(*pages)[0] == "某某局文件"

    def test_a_large_title_that_comes_again_is_text(self) -> None:
        pages = self.report(2)
        for page in pages:
            page.text(100, 80, "某某局政府信息公开工作年度报告", 22)
        assert paragraphs(*pages).count("某某局政府信息公开工作年度报告") == 2

    def test_numbers_in_the_body_are_text(self) -> None:
        page = page_of(LINE, LINE, "二〇二四", "12", "全文完。", top=300)
        assert paragraphs(page) == [LINE + LINE + "二〇二四", "12", "全文完。"]

    def test_a_watermark_is_left_out(self) -> None:
        pages = self.report(1)
        wanted = paragraphs(*pages)
        pages[0].text(200, 500, "征求意见稿", 60, turned="0.7071 0.7071 -0.7071 0.7071")
        assert paragraphs(*pages) == wanted


class TestCharacters:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            (0x2F00, "一"),  # Kangxi radicals
            (0x2F8F, "行"),
            (0x2EA0, "民"),  # radicals that Unicode does not make equal to the character
            (0x2ED3, "长"),
            (0xF9DB, "率"),  # compatibility ideograph
            (0xFB01, "fi"),
            (0xFE35, "("),
            (0x3000, " "),
            (0xA0, " "),
            (0x200B, ""),
            (0xAD, ""),
            (0x02, "-"),
            (0, UNKNOWN),
            (0xE123, UNKNOWN),
            (0xF06C, UNKNOWN),
            (0xFFFE, UNKNOWN),
            (0xFF11, "１"),
            (0x20000, "\U00020000"),
        ],
    )
    def test_what_a_code_looks_like(self, code: int, text: str) -> None:
        assert character(code) == text

    def test_radicals_in_the_text_are_characters(self) -> None:
        page = page_of("⼈⺠政府信息公开⼯作")
        assert paragraphs(page) == ["人民政府信息公开工作"]

    def test_characters_that_stand_alone_are_read_without_their_font(self) -> None:
        page = Page()
        page.table([["甲", "乙", "丙"], ["1", "2", "3"]])
        (grid,) = [block for block in read(pdf([page], embedded=False)).blocks if isinstance(block, Grid)]
        assert rows(grid) == [["甲", "乙", "丙"], ["1", "2", "3"]]

    def test_unknown_characters_are_marked_and_noted(self) -> None:
        found = document(page_of(LINE, LINE[:5]), mapped={LINE[3]: "\ue000"})
        (paragraph,) = [block for block in found.blocks if isinstance(block, Paragraph)]
        assert UNKNOWN in paragraph.text
        assert any("第 1 页" in note and "没有标明" in note for note in found.notes)

    def test_an_unknown_digit_is_no_number(self) -> None:
        page = Page()
        page.table(TABLE)
        found = document(page, mapped={"3": "\ue003"})
        (grid,) = [block for block in found.blocks if isinstance(block, Grid)]
        assert rows(grid)[2] == ["办结", "0", f"{UNKNOWN}45"]

    @pytest.mark.parametrize("left_out", ["3", "收", "12"])
    def test_a_glyph_that_its_font_does_not_map_is_unknown(self, left_out: str) -> None:
        """Word leaves glyphs out of the map of a subset. The number of such a glyph is the code of some character."""
        page = Page()
        page.table(TABLE)
        found = document(page, mapped=dict.fromkeys(left_out, None))
        (grid,) = [block for block in found.blocks if isinstance(block, Grid)]
        unknown = str.maketrans(dict.fromkeys(left_out, UNKNOWN))
        assert rows(grid) == [[text.translate(unknown) for text in row] for row in TABLE]
        assert any("没有标明" in note for note in found.notes)

    def test_glyphs_whose_numbers_are_those_of_controls_are_not_dropped(self) -> None:
        page = page_of("申请数量为\x07件，其余各项都在表中。")
        assert paragraphs(page) == ["申请数量为件，其余各项都在表中。"]
        (paragraph,) = document(page, mapped={"\x07": None}).blocks
        assert isinstance(paragraph, Paragraph)
        assert paragraph.text == f"申请数量为{UNKNOWN}件，其余各项都在表中。"

    def test_text_in_pieces_of_one_character_in_any_order_is_one_text(self) -> None:
        page = page_of(LINE, LINE[:9])
        pieces = Page()
        for row, line in enumerate((LINE, LINE[:9])):
            for index, sign in enumerate(line):
                pieces.text(100 + 14 * index, 120 + 28 * row, sign, 14)
        whole = paragraphs(page)
        assert paragraphs(pieces) == whole
        Random(3).shuffle(pieces.drawn)
        assert paragraphs(pieces) == whole

    def test_text_printed_twice_to_look_bold_is_read_once(self) -> None:
        page = Page()
        for shift in (0, 0.3, 0.6):
            page.text(100 + shift, 120, "一、总体情况1122", 14)
        assert paragraphs(page) == ["一、总体情况1122"]

    def test_text_that_does_not_show_is_not_read(self) -> None:
        page = page_of(LINE)
        page.text(100, 300, "看不见的文字", 14, mode=3)
        assert paragraphs(page) == [LINE]

    def test_text_outside_the_page_is_not_read(self) -> None:
        page = page_of(LINE)
        page.text(-300, 300, "页外的文字", 14)
        page.text(100, HEIGHT + 40, "页外的文字", 14)
        assert paragraphs(page) == [LINE]


class TestLayers:
    """Optional content: what a viewer does not show is not read, wherever on the page it is marked."""

    @staticmethod
    def layer(text: str, y: float = 300) -> Page:
        page = Page()
        page.text(100, y, text, 14)
        return page

    def read(self, page: Page, **layers: bool) -> tuple[str, bool]:
        found = read(pdf([page], layers=layers))
        text = "".join(block.text for block in found.blocks if isinstance(block, Paragraph))
        return text, any("隐藏的图层" in note for note in found.notes)

    @pytest.mark.parametrize("placed", ["marked", "placed as a whole", "marked within", "marked around"])
    @pytest.mark.parametrize("shown", [True, False])
    def test_hidden_layers_are_not_read(self, placed: str, shown: bool) -> None:
        page, words = page_of(LINE), self.layer("图层上的文字。")
        match placed:
            case "marked":
                page.on_layer("L1", words)
            case "placed as a whole":
                page.drawing(words, layer="L1")
            case "marked within":
                inner = Page()
                inner.on_layer("L1", words)
                page.drawing(inner)
            case "marked around":
                outer = Page()
                outer.drawing(words)
                page.on_layer("L1", outer)
                page.forms = outer.forms
        assert self.read(page, L1=shown) == (LINE + "图层上的文字。" * shown, not shown)

    def test_white_text_on_a_shown_layer_is_read(self) -> None:
        page = page_of(LINE)
        words = self.layer("白字。")
        words.drawn = ["1 g", *words.drawn, "0 g"]
        page.bar(90, 280, 400, 310)
        page.on_layer("L1", words)
        assert self.read(page, L1=True, L2=False) == (LINE + "白字。", False)

    def test_lines_of_a_hidden_layer_are_no_table(self) -> None:
        page, lines = Page(), Page()
        page.text(110, 114, "申请数量", 9)
        page.text(110, 134, "办理情况", 9)
        lines.grid((100, 160, 220), (100, 120, 140))
        page.on_layer("L1", lines)
        assert [block for block in read(pdf([page], layers={"L1": False})).blocks if isinstance(block, Grid)] == []
        assert [block for block in read(pdf([page], layers={"L1": True})).blocks if isinstance(block, Grid)] != []

    def test_a_report_with_hidden_remarks_reads_as_without(self) -> None:
        page, remarks = Page(), Page()
        page.table(TABLE)
        remarks.text(180, 135, "99", 9)
        page.on_layer("L1", remarks)
        (grid,) = [block for block in read(pdf([page], layers={"L1": False})).blocks if isinstance(block, Grid)]
        assert rows(grid) == TABLE


class TestScans:
    @staticmethod
    def scan() -> Page:
        page = Page()
        page.picture(0, 0, WIDTH, HEIGHT)
        return page

    def test_a_file_of_scans_says_so(self) -> None:
        with pytest.raises(NoTextError, match="都是图片"):
            document(self.scan(), self.scan())

    @pytest.mark.parametrize("mode", [3, 0])
    def test_text_that_a_program_laid_under_a_scan_is_no_text(self, mode: int) -> None:
        page = Page()
        for row in range(20):
            page.text(100, 100 + 20 * row, LINE, 12, mode=mode)
        page.picture(0, 0, WIDTH, HEIGHT)
        with pytest.raises(NoTextError):
            document(page)

    def test_text_over_a_background_picture_is_text(self) -> None:
        page = self.scan()
        for row in range(20):
            page.text(100, 100 + 20 * row, LINE, 12)
        found = document(page)
        assert found.pictures == ()
        assert len(found.blocks) == 1

    def test_a_scanned_page_among_others_is_a_picture_with_a_note(self) -> None:
        found = document(page_of("一、总体情况", LINE), self.scan(), page_of("三、其他", LINE))
        assert [(place.page, place.paragraph) for place, _ in found.pictures] == [(2, 2)]
        assert [note for note in found.notes if "第 2 页" in note and "扫描件" in note]
        assert len(found.blocks) == 4
        assert found.gaps

    def test_a_large_picture_on_a_page_of_text_may_be_a_table(self) -> None:
        page = page_of("一、总体情况", LINE)
        page.picture(100, 300, 480, 500)
        page.picture(300, 600, 400, 700)  # a seal
        ((place, _),) = document(page).pictures
        assert (place.page, place.paragraph) == (1, 2)
        assert place.box == pytest.approx((100, 300, 480, 500), abs=0.2)

    def test_a_font_that_tells_no_characters_leaves_a_picture(self) -> None:
        mapped = dict.fromkeys(LINE, "\ue000")
        with pytest.raises(NoTextError, match="字体"):
            document(page_of(LINE, LINE), mapped=mapped)

    def test_an_empty_file_says_so(self) -> None:
        with pytest.raises(ReadError, match="没有任何文字"):
            document(Page(), Page())


class TestNames:
    @pytest.mark.parametrize("name", ["报告.html", "报告.doc", "报告.pdf", "报告"])
    def test_a_pdf_is_read_whatever_its_name(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        path.write_bytes(pdf([page_of(LINE)]))
        found = read_file(path)
        assert found.source.format == "pdf"
        assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == [LINE]
        assert bool(found.notes) == (name in ("报告.html", "报告.doc"))


class TestBrokenFiles:
    def test_a_password_is_asked_for_elsewhere(self) -> None:
        from reportlab.lib.pdfencrypt import StandardEncryption
        from reportlab.pdfgen.canvas import Canvas

        stream = BytesIO()
        canvas = Canvas(stream, encrypt=StandardEncryption("secret", canPrint=0), invariant=1)
        canvas.drawString(100, 100, "text")
        canvas.save()
        with pytest.raises(ReadError, match="密码"):
            read(stream.getvalue())

    @pytest.mark.parametrize("data", [b"%PDF-1.4", b"%PDF-1.4\n" + b"x" * 5000, b"%PDF-1.4\n%%EOF"])
    def test_a_damaged_file_says_so(self, data: bytes) -> None:
        with pytest.raises(ReadError, match="损坏"):
            read(data)

    def test_a_file_cut_off_is_read_or_said_to_be_damaged(self) -> None:
        whole = pdf([page_of(LINE)])
        for share in (0.2, 0.5, 0.8, 0.95):
            try:
                assert read(whole[: int(share * len(whole))]).blocks
            except ReadError as error:
                assert str(error)

    def test_too_many_pages(self) -> None:
        with pytest.raises(ReadError, match=r"共 3 页.*上限 2 页"):
            read(pdf([Page(), Page(), Page()]), Limits(pages=2))

    def test_too_many_characters(self) -> None:
        page = Page()
        page.drawn = [f"BT /F1 0.5 Tf 1 0 0 1 0 {row} Tm <{'4E00' * 1000}> Tj ET" for row in range(110)]
        with pytest.raises(ReadError, match="字符"):
            document(page)

    def test_drawings_without_end_cost_a_note(self) -> None:
        page = page_of(LINE)
        page.drawn += ["0 0 m 9 9 l S"] * 101_000
        found = document(page)
        assert [note for note in found.notes if "图形过多" in note]
        assert len(found.blocks) == 1

    def test_a_drawing_that_holds_itself(self) -> None:
        page, drawing = page_of(LINE), Page()
        drawing.drawn = ["q 1 0 0 1 5 5 cm /X1 Do Q"]
        page.drawing(drawing)
        assert len(document(page).blocks) == 1

    @given(st.data())
    @settings(max_examples=60, deadline=None)
    def test_bytes_changed_anywhere_raise_nothing_but_a_read_error(self, data: st.DataObject) -> None:
        page = page_of(LINE, LINE)
        page.table(TABLE, y=300)
        broken = bytearray(pdf([page, page_of(LINE)]))
        for _ in range(data.draw(st.integers(1, 8))):
            broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
        try:
            read(bytes(broken))
        except ReadError as error:
            assert str(error)

    @given(st.lists(st.tuples(*[st.floats(-1e7, 1e7)] * 4), max_size=30))
    @settings(max_examples=60, deadline=None)
    def test_lines_anywhere_do_no_harm(self, lines: list[tuple[float, float, float, float]]) -> None:
        page = page_of(LINE)
        for x0, y0, x1, y1 in lines:
            page.drawn.append(f"{x0:f} {y0:f} m {x1:f} {y1:f} l S {x0:f} {y0:f} {x1:f} {y1:f} re f")
        assert document(page).blocks


class TestReports:
    """Whole reports."""

    @pytest.mark.slow
    @pytest.mark.parametrize("layout", PDFS)
    def test_every_cell_of_random_drafts_is_right(self, layout: str, ruleset: RuleSet) -> None:
        knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
        for seed in range(50):
            draft = compose(Random(seed))
            report = recognise(read(document_of(draft, layout)), knowledge)
            cells = {
                name: {path: cell.raw for path, cell in table.cells.items()} for name, table in report.tables.items()
            }
            assert cells == draft.tables, seed

    def test_what_may_stand_on_a_scanned_page_is_not_called_missing(self, runner: CaseRunner, ruleset: RuleSet) -> None:
        """The page with table 2 and the head of table 3 is a picture."""
        whole = pypdfium2.PdfDocument(document_of(load_draft("bureau"), "pdf"))
        scan = pypdfium2.PdfDocument(pdf([TestScans.scan()]))
        mixed = pypdfium2.PdfDocument.new()
        for source, page in ((whole, 0), (whole, 1), (scan, 0), (whole, 3), (whole, 4)):
            mixed.import_pages(source, [page])
        stream = BytesIO()
        mixed.save(stream)
        report = recognise(read(stream.getvalue()), Knowledge.of(ruleset.forms, ruleset.lexicons))
        verdicts = judge(report, ruleset)
        assert [verdict.rule for verdict in verdicts if verdict.result in (Result.FAIL, Result.ERROR)] == []
        unjudged = {verdict.rule for verdict in verdicts if verdict.result is Result.CANNOT_ASSESS}
        assert {"table2-present", "table-rows", "sections-present"} <= unjudged

    def test_cells_and_sentences_have_their_page_and_box(self, ruleset: RuleSet) -> None:
        document = read(document_of(load_draft("bureau"), "pdf"))
        report = recognise(document, Knowledge.of(ruleset.forms, ruleset.lexicons))
        places = [cell.place for table in report.tables.values() for cell in table.cells.values()]
        assert {place.page for place in places} == {3, 4}
        assert all(place.box and 0 < place.box[0] < place.box[2] < WIDTH for place in places)
        assert all(passage.place.page and passage.place.box for passage in report.passages)
