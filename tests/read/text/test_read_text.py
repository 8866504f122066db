"""Plain text and Markdown to paragraphs and grids."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hegui.model.document import Document, Grid, GridCell, Paragraph, Place, Source
from hegui.read.formats.text import is_markdown, read_text
from hegui.read.reader import Limits


def text(content: str) -> Document:
    return read_text(content.encode(), Source("report.txt", "", "text"), Limits())


def paragraphs(content: str) -> list[str]:
    return [block.text for block in text(content).blocks if isinstance(block, Paragraph)]


def grids(content: str) -> list[Grid]:
    return [block for block in text(content).blocks if isinstance(block, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


labels = st.text(alphabet="政府信息", min_size=1, max_size=6)
tables = st.integers(2, 8).flatmap(
    lambda width: st.lists(
        st.tuples(labels, st.lists(st.integers(0, 99999).map(str), min_size=width, max_size=width)),
        min_size=2,
        max_size=8,
    )
)


class TestLines:
    def test_every_line_with_text_is_a_paragraph_with_its_place(self) -> None:
        assert text("标题\n\n　　一、总体情况 \r\n\r正文").blocks == (
            Paragraph("标题", Place(line=1, paragraph=1)),
            Paragraph("一、总体情况", Place(line=3, paragraph=2)),
            Paragraph("正文", Place(line=5, paragraph=3)),
        )

    def test_invisible_characters_go_and_nothing_else(self) -> None:
        assert paragraphs("\ufeff零\u200b宽\u00ad字\x00符\n\u00a0　不间断 空格\u00a0") == ["零宽字符", "不间断 空格"]

    @pytest.mark.parametrize(
        "line",
        [
            "身份证号430***********1234",
            "张**和李**两人",
            "- 索引号：430300/2023",
            "#话题# 政务公开",
            "*注：数据截至年底",
            "详见[附件](见下页)",
            "1\\2 & 3 <br> &nbsp;",
            "__________",
            "> 大于号",
            "2024_年_报告",
        ],
    )
    def test_a_plain_text_loses_no_character(self, line: str) -> None:
        assert paragraphs(f"标题\n{line}\n正文") == ["标题", line, "正文"]

    @given(st.text(alphabet="政府信息#*-_[]()>\\&;`!~.0 ", min_size=1, max_size=40))
    def test_what_is_not_markdown_is_not_changed(self, line: str) -> None:
        assume(line.strip() and not is_markdown(line))
        assert paragraphs(f"标题\n{line}") == ["标题", line.strip()]


class TestTextThatLostItsTable:
    def test_a_cell_a_line_with_pipes(self) -> None:
        lines = ["规章 |", "0 |", "|", "|||", "行政规范性文件 |", "5 |"]
        assert [(block.text, block.raw) for block in text("\n".join(lines)).blocks if isinstance(block, Paragraph)] == [
            ("规章", "规章 |"),
            ("0", "0 |"),
            ("", "|"),
            ("", "|||"),
            ("行政规范性文件", "行政规范性文件 |"),
            ("5", "5 |"),
        ]
        assert not grids("\n".join(lines))

    def test_a_cell_a_line_behind_a_tab(self) -> None:
        content = "\t规章\n\t0\n\t\n\n\t商业\n企业\n"
        assert [(block.text, block.raw, block.place.line) for block in text(content).blocks] == [  # type: ignore[union-attr]
            ("规章", "\t规章", 1),
            ("0", "\t0", 2),
            ("", "\t", 3),
            ("商业", "\t商业", 5),
            ("企业", "", 6),
        ]

    def test_one_line_with_two_cells_does_not_make_a_grid_of_the_rest(self) -> None:
        content = "三、本年度办理结果 | （一）予以公开 |\n" + "0 |\n" * 7 + "|||\n" + "0 |\n" * 7
        assert not grids(content)


class TestRowsOnOneLine:
    @pytest.mark.parametrize(
        "content",
        [
            "| 规章 | 0 | 0 | 0 |\n| 行政规范性文件 | 5 | | 68 |",
            "规章 | 0 | 0 | 0\n行政规范性文件 | 5 | | 68",
            "规章 | 0 | 0 | 0 |\n行政规范性文件 | 5 | | 68 |",
            "|规章|0|0|0|\n|行政规范性文件|5||68|",
            "规章\t0\t0\t0\n行政规范性文件\t5\t\t68",
            "\t规章\t0\t0\t0\n\t行政规范性文件\t5\t\t68",
            "　| 规章 | 0 | 0 | 0 |\n\n　| 行政规范性文件 | 5 | | 68 |",
        ],
    )
    def test_rows(self, content: str) -> None:
        first, grid, last = text(f"二、主动公开政府信息情况\n{content}\n三、申请情况").blocks
        assert isinstance(grid, Grid)
        assert rows(grid) == [["规章", "0", "0", "0"], ["行政规范性文件", "5", "", "68"]]
        assert (grid.rows, grid.columns, grid.spans, grid.place) == (2, 4, False, Place(line=2, table=1))
        assert isinstance(first, Paragraph) and isinstance(last, Paragraph)

    def test_header_rows_with_one_cell_belong_to_their_grid(self) -> None:
        (grid,) = grids(
            "| 第二十条第（一）项 | | | |\n| 信息内容 | 制发件数 | 废止件数 | 有效件数 |\n| 规章 | 0 | 0 | 0 |"
        )
        assert rows(grid)[0] == ["第二十条第（一）项", "", "", ""]

    def test_rows_without_values_belong_to_their_grid(self) -> None:
        (grid,) = grids("| 信息内容 | 制发件数 | 废止件数 |\n| 规章 | | |\n| 行政规范性文件 | | |\n| 行政许可 | | |")
        assert rows(grid)[2] == ["行政规范性文件", "", ""]

    def test_rows_of_two_cells_join_a_wider_grid(self) -> None:
        (grid,) = grids("规章\t0\t0\t0\n第二十条第（五）项\t\t\n行政许可\t12\n行政处罚\t3")
        assert rows(grid)[2] == ["行政许可", "12"]
        assert (grid.rows, grid.columns) == (4, 4)

    def test_rows_may_be_ragged(self) -> None:
        (grid,) = grids("| 甲 | 1 | 2 |\n| 乙 | 3 |")
        assert grid.cells[3:] == (GridCell("乙", 1, 0), GridCell("3", 1, 1))

    @pytest.mark.parametrize(
        "line",
        [
            "来源: 某区人民政府  |   发布日期: 2024-01-30 17:05",
            "首页 | 新闻 | 公开 | 服务 | 互动",
            "索引号：1\t发布机构：某局\t发布日期：2024-01-30",
            "1.\t决策公开。推进决策公开，加强政策出台前沟通。",
            "| 来源：某局 | 时间：2024年1月30日 |",
        ],
    )
    def test_prose_with_a_mark_stays_prose(self, line: str) -> None:
        document = text(f"标题\n{line}\n正文")
        assert not any(isinstance(block, Grid) for block in document.blocks)
        assert paragraphs(f"标题\n{line}\n正文")[1] == line.strip("| ")

    def test_prose_right_above_a_table_is_no_row_of_it(self) -> None:
        prose, grid = text("来源: 某局 | 日期: 2024-01-30\n| 规章 | 0 | 0 |\n| 文件 | 1 | 2 |").blocks
        assert isinstance(prose, Paragraph) and prose.raw
        assert isinstance(grid, Grid) and grid.rows == 2

    def test_a_blank_line_parts_two_tables(self) -> None:
        table = "| 规章 | 0 | 0 |\n| 文件 | 1 | 2 |"
        assert [grid.place for grid in grids(f"{table}\n\n{table}")] == [Place(line=1, table=1), Place(line=4, table=2)]

    @given(tables, st.sampled_from(["| {} |", "|{}|", "{}", "{} |"]))
    def test_pipe_rows_come_through(self, table: list[tuple[str, list[str]]], frame: str) -> None:
        expected = [[label, *values] for label, values in table]
        (grid,) = grids("\n".join(frame.format(" | ".join(row)) for row in expected))
        assert rows(grid) == expected

    @given(tables)
    def test_tab_rows_come_through(self, table: list[tuple[str, list[str]]]) -> None:
        expected = [[label, *values] for label, values in table]
        (grid,) = grids("\n".join("\t".join(row) for row in expected))
        assert rows(grid) == expected


class TestMarkdown:
    def test_headings(self) -> None:
        assert [
            (block.text, block.heading)
            for block in text("# 某局年度报告 #\n\n## **一、总体情况**\n正文").blocks
            if isinstance(block, Paragraph)
        ] == [("某局年度报告", 1), ("一、总体情况", 2), ("正文", None)]

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("坚持**公开为常态**、__不公开为例外__", "坚持公开为常态、不公开为例外"),
            ("见[国务院网站](https://www.example.gov.cn/a_b.html)公布", "见国务院网站公布"),
            ('见[附件](./附件.docx "下载")', "见附件"),
            ("- 主动公开12条", "主动公开12条"),
            ("* 2024年公开", "2024年公开"),
            ("- 5", "- 5"),
            ("1\\. 决策公开\\(一\\)", "1. 决策公开(一)"),
            ("> 引文", "引文"),
            ("第一&nbsp;&amp;第二", "第一\xa0&第二"),
            ("前![图](a.png)后", "前后"),
            ("同日<br/>发布", "同日发布"),
            ("公开~~62~~ 26件", "公开 26件"),
            ("公开<del>62</del>26件", "公开26件"),
            ("公开9<sup>1</sup>件[^2]", "公开9件"),
            ("10<sup>4平方米</sup>", "104平方米"),
            ("公开26<!-- 62 -->件", "公开26件"),
        ],
    )
    def test_marks_are_taken_off(self, line: str, expected: str) -> None:
        assert paragraphs(f"# 标题\n{line}") == ["标题", expected]

    def test_an_empty_table_is_a_table(self) -> None:
        (grid,) = grids("| 规章 | |\n|---|---|\n| 文件 | |")
        assert rows(grid) == [["规章", ""], ["文件", ""]]

    def test_rules_and_fences_are_dropped(self) -> None:
        assert paragraphs("# 标题\n---\n***\n```text\n正文\n```") == ["标题", "正文"]

    @pytest.mark.parametrize("delimiter", ["|---|---:|:---:|", "| --- | --- | --- |", "---|---|---"])
    def test_tables(self, delimiter: str) -> None:
        (grid,) = grids(f"| 信息内容 | **本年**<br>制发 | 件\\|数 |\n{delimiter}\n| 规章 | | / |")
        assert rows(grid) == [["信息内容", "本年制发", "件|数"], ["规章", "", "/"]]
        assert not grid.spans

    def test_a_row_of_dashes_for_blank_is_no_delimiter(self) -> None:
        (grid,) = grids("| 结果维持 | 总计 |\n|---|---|\n| - | — |")
        assert rows(grid)[1] == ["-", "—"]

    def test_pictures_stand_where_they_stand(self) -> None:
        document = text("# 标题\n三、申请情况\n![](images/a.jpg)\n四、复议情况")
        assert [each.place for each in document.pictures] == [Place(line=3, paragraph=2)]
        assert len(document.blocks) == 3

    def test_tables_in_html(self) -> None:
        document = text(
            "# 标题\n二、主动公开\n"
            "前<table><tr><td colspan=2>第一项</td></tr>\n<tr><td>规章</td><td>0</td></tr></table>后\n三、申请情况"
        )
        before, grid, after, last = document.blocks[2:]
        assert isinstance(grid, Grid) and grid.spans
        assert [cell.text for cell in grid.cells] == ["第一项", "规章", "0"]
        assert grid.place == Place(line=3, table=1)
        assert [block.text for block in (before, after, last) if isinstance(block, Paragraph)] == [
            "前",
            "后",
            "三、申请情况",
        ]
        assert last.place == Place(line=5, paragraph=5)


@pytest.mark.parametrize(
    "lines",
    [
        ["全年受理申请5件,办结5件,公开4件", "收到意见3条,采纳2条,答复1条"],
        ["1,234,567", "2,345,678"],
        ["收费1,234,567元,减免2,345,678元", "罚没3,456,789元,退还4,567,890元"],
        ["甲,1,2"],
        ["甲,1,2", "乙,1,2,3"],
    ],
)
def test_commas_in_prose_and_in_numbers_make_no_table(lines: list[str]) -> None:
    blocks = text("\n".join(["工作情况如下。", *lines, "特此报告。"])).blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == ["工作情况如下。", *lines, "特此报告。"]


def test_rows_of_cells_between_commas_are_a_table_and_lines_between_them_none_of_it() -> None:
    content = """二、主动公开情况,,,
项目,制发,废止,有效
规章,0,0,0
"办法,细则",1,,"1,024"
三、处理申请情况,,,
"本年,共收到5件。",,,"""
    first, grid, *rest = text(content).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == [
        *("项目", "制发", "废止", "有效"),
        *("规章", "0", "0", "0"),
        *("办法,细则", "1", "", "1,024"),
    ]
    assert [block.text for block in (first, *rest) if isinstance(block, Paragraph)] == [
        "二、主动公开情况",
        "三、处理申请情况",
        "本年,共收到5件。",
    ]


@pytest.mark.parametrize("piece", ["__甲 ", "**甲 ", "<!--甲", "[甲](", "![甲]("])
def test_marks_that_are_begun_and_never_ended_are_text(piece: str) -> None:
    line = f"{piece * 3}。"
    assert paragraphs(f"# 标题\n{line}") == ["标题", line]


def test_comments_are_no_text() -> None:
    assert paragraphs("# 标题\n甲<!--乙-->丙<!---->丁<!--戊。") == ["标题", "甲丙丁<!--戊。"]
