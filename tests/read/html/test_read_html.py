"""Web pages to paragraphs and grids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.model.document import Document, Grid, GridCell, Paragraph, Place, Source
from hegui.read.formats.html import read_html
from hegui.read.reader import Limits


def page(html: str, limits: Limits = Limits(), encoding: str = "utf-8") -> Document:  # noqa: B008 -- frozen
    return read_html(html.encode(encoding), Source("page.html", "", "html"), limits)


def paragraphs(html: str) -> list[str]:
    return [block.text for block in page(html).blocks if isinstance(block, Paragraph)]


def grids(html: str) -> list[Grid]:
    return [block for block in page(html).blocks if isinstance(block, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def only_grid(html: str) -> Grid:
    (grid,) = grids(html)
    return grid


class TestParagraphs:
    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ("<p>一、<span>总体</span><b><font>情况</font></b></p>", ["一、总体情况"]),
            ("<p>收到<span>2</span><span>4</span>件</p>", ["收到24件"]),
            ("<p>第一行<br>第二行<br/><br/>第三行</p>", ["第一行", "第二行", "第三行"]),
            ("<div>甲<p>乙</p>丙<div>丁</div>戊</div>", ["甲", "乙", "丙", "丁", "戊"]),
            ("<p>未闭合<p>段落<div>又一段", ["未闭合", "段落", "又一段"]),
            ("<ul><li>甲<li>乙</ul><dl><dt>丙<dd>丁</dl>", ["甲", "乙", "丙", "丁"]),
            ("<p>　　2024年，&nbsp;我局 \n</p>", ["2024年， 我局"]),
            ("<p>源码在汉字\n  之间换行</p>", ["源码在汉字之间换行"]),
            ("<p>English words\nstay apart</p>", ["English words stay apart"]),
            ("<p>零\u200b宽\ufeff字\u00ad符\x01</p>", ["零宽字符"]),
            ("<p>空\0字节</p>", ["空字节"]),
            ("<p>&nbsp;</p><p> </p><p>\u200b</p>", []),
            ("<pre>一、总体情况\n\n二、主动公开</pre>", ["一、总体情况", "二、主动公开"]),
            ("<p>a<o:p></o:p></p><o:p>&nbsp;</o:p>", ["a"]),
            ("没有任何标签的文字", ["没有任何标签的文字"]),
            ("<p>正文<!-- 注释 --><![if !supportLists]>一<![endif]></p>", ["正文一"]),
            ("<p>1．<del>旧</del><ins>新</ins></p>", ["1．新"]),
        ],
    )
    def test_text(self, html: str, expected: list[str]) -> None:
        assert paragraphs(html) == expected

    @pytest.mark.parametrize(
        "html",
        [
            "<script>var 脚本 = 1</script>",
            "<style>p{}</style>",
            "<noscript>请启用脚本</noscript>",
            "<template><p>模板</p></template>",
            "<select><option>友情链接</option></select>",
            "<p style='display:none'>隐藏</p>",
            "<p style='color:red; DISPLAY : none'>隐藏</p>",
            "<div style='visibility:hidden'><p>隐藏</p></div>",
            "<p hidden>隐藏</p>",
            "<div hidden><div style='display:none'>隐藏</div></div>",
            "<input type=hidden value=隐藏>",
            "<iframe src=a>框架</iframe>",
            "<button>打印</button>",
            "<svg><title>图</title></svg>",
            "<xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>",
        ],
    )
    def test_what_the_page_does_not_show_is_dropped(self, html: str) -> None:
        assert paragraphs(f"<body>{'正文' * 200}{html}</body>") == ["正文" * 200]

    def test_aria_hidden_text_is_on_the_page(self) -> None:
        assert paragraphs("<p aria-hidden=true>可见</p>") == ["可见"]

    def test_a_page_that_a_script_uncovers_is_read(self) -> None:
        document = page("<body style='display:none'><div id=app style='display:none'><p>年度报告</p></div></body>")
        assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["年度报告"]
        assert any("隐藏" in note for note in document.notes)

    def test_hidden_tabs_of_other_years_stay_hidden(self) -> None:
        shown, hidden = "今年的报告" * 100, "去年的报告" * 400
        assert paragraphs(f"<p>{shown}</p><div style='display:none'>{hidden}</div>") == [shown]

    def test_headings_have_levels(self) -> None:
        blocks = page("<h1>标题</h1><h3>一、<div>总体情况</div></h3><p>正文</p>").blocks
        assert [(block.text, block.heading) for block in blocks if isinstance(block, Paragraph)] == [
            ("标题", 1),
            ("一、", 3),
            ("总体情况", 3),
            ("正文", None),
        ]

    def test_places_count_paragraphs_and_tables_apart(self) -> None:
        table = "<table><tr><td>甲<td>乙</table>"
        blocks = page(f"<p>一</p>{table}<p>二</p>{table}").blocks
        assert [block.place for block in blocks] == [
            Place(paragraph=1),
            Place(table=1),
            Place(paragraph=2),
            Place(table=2),
        ]


class TestPaths:
    def test_blocks_of_one_container_share_its_path_and_others_do_not(self) -> None:
        document = page(
            "<div><ul><li>首页<li>公开</ul></div><div><div><p>一</p><table><tr><td>甲<td>乙</table></div><p>二</p></div>"
        )
        home, open_, first, table, second = (block.path for block in document.blocks)
        assert home == open_
        assert first == table
        assert first[:-1] == second
        assert home[0] != first[0]

    def test_spans_and_paragraphs_are_no_containers(self) -> None:
        assert page("<p><span>一</span></p>").blocks[0].path == ()

    def test_ten_thousand_nested_containers(self) -> None:
        depth = 10_000
        document = page("<div>" * depth + "<p>深</p>" + "</div>浅" * depth, Limits(depth=20))
        assert document.blocks[0].path == tuple(range(1, 21))
        assert len(document.blocks) == depth + 1
        assert document.blocks[-1].path == ()


class TestTables:
    def test_spans(self) -> None:
        grid = only_grid(
            "<table><tr><td rowspan=2>申请人情况<td colspan='2'>法人<td>总计</tr><tr><td>商业企业<td>其他<td>5</table>"
        )
        assert (grid.rows, grid.columns, grid.spans) == (2, 4, True)
        assert grid.cells == (
            GridCell("申请人情况", 0, 0, 2, 1),
            GridCell("法人", 0, 1, 1, 2),
            GridCell("总计", 0, 3),
            GridCell("商业企业", 1, 1),
            GridCell("其他", 1, 2),
            GridCell("5", 1, 3),
        )

    @pytest.mark.parametrize("span", ["", "abc", "-3", "0", "1.9", " 1 ", "+1"])
    def test_nonsense_in_colspan_is_one(self, span: str) -> None:
        grid = only_grid(f"<table><tr><td colspan='{span}'>甲<td>乙<tr><td>丙<td>丁</table>")
        assert grid.cells[1] == GridCell("乙", 0, 1)

    def test_an_absurd_colspan_is_cut_and_noted(self) -> None:
        document = page("<table><tr><td colspan=100000>表题<tr><td>规章<td>0</table>")
        (grid,) = document.blocks
        assert isinstance(grid, Grid)
        assert (grid.columns, grid.cells[0].colspan) == (2, 2)
        assert any("合并" in note for note in document.notes)

    def test_thousands_of_spans_at_once(self) -> None:
        document = page("<table>" + "<tr><td rowspan=60000 colspan=199>甲<td>乙" * 3000 + "</table>")
        assert sum(isinstance(block, Paragraph) for block in document.blocks) == 6000

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("商业<br>企业", "商业企业"),
            ("<p>社会</p>\n<p>公益</p><p>组织</p>", "社会公益组织"),
            ("<p><span>（一）</span><span>予以</span>公开</p>", "（一）予以公开"),
            ("<span>1</span><span>2</span>", "12"),
            ("<p>1</p><p>2</p>", "1 2"),
            ("1<br>2", "1 2"),
            ("<p>第<span>1</span></p><p>2项</p>", "第1 2项"),
            ("&nbsp;", ""),
            ("<p class=MsoNormal><o:p>&nbsp;</o:p></p>", ""),
            ("　0　", "0"),
            ("规&nbsp;章", "规 章"),
            ("1<script>var a=2</script>", "1"),
            ("1<span style='display:none'>2</span>", "1"),
            ("<input value=5>", "5"),
            ("<input type=hidden value=5>", ""),
            ("<textarea>7</textarea>", "7"),
            ("<select><option>3</select>", ""),
            ("<img src=a.png>", ""),
            ("<table></table>9", "9"),
        ],
    )
    def test_text_of_a_cell(self, cell: str, expected: str) -> None:
        table = only_grid(f"<p>{'正文' * 200}</p><table><tr><td>标签<td>值<td>{cell}</td></table>")
        assert table.cells[2].text == expected

    @pytest.mark.parametrize(
        "html",
        [
            "<table><tr><td>甲</td></div><td>乙</td></tr><tr><td>丙</td></span><td>丁</table>",
            "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>",
            "<table><td>甲<td>乙<tr><td>丙<td>丁</td></td></table>",
            "<TABLE><TBODY><TR><TD>甲</TD><TD>乙</TD></TR></TBODY><TBODY><TR><TD>丙</TD><TD>丁</TD></TR></TBODY></TABLE>",
            "<table><thead><tr><th>甲<th>乙</thead><tr><td>丙<td>丁</table>",
            "<table><tfoot><tr><td>丙<td>丁</tfoot><tbody><tr><td>甲<td>乙</table>",
            "<table><tr><td>甲<td>乙<tr><td>丙<td>丁",
            "<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</t",
            "<table><tr><td>甲<td>乙</tr><tr style='display:none'><td>隐<td>藏</tr><tr><td>丙<td>丁</table>"
            + "<p>文</p>" * 300,
            "<tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr>",
            "<p><table><tr><td>甲<td>乙<tr><td>丙<td>丁</table></p>",
        ],
    )
    def test_broken_markup(self, html: str) -> None:
        assert rows(only_grid(html)) == [["甲", "乙"], ["丙", "丁"]]

    def test_text_that_strayed_into_a_table_is_kept(self) -> None:
        html = "<table>单位：件<tr><td>甲<td>乙</table>"
        assert paragraphs(html) == ["单位：件"]
        assert rows(only_grid(html)) == [["甲", "乙"]]

    def test_rows_with_missing_cells(self) -> None:
        grid = only_grid("<table><tr><td>甲<td>乙<td>丙<tr><td>丁</table>")
        assert (grid.rows, grid.columns, len(grid.cells)) == (2, 3, 4)

    def test_a_caption_is_a_paragraph_before_its_table(self) -> None:
        caption, grid = page("<table><caption>表一</caption><tr><td>甲<td>乙</table>").blocks
        assert isinstance(caption, Paragraph) and caption.text == "表一"
        assert isinstance(grid, Grid)

    def test_adjacent_tables_stay_apart(self) -> None:
        assert len(grids("<table><tr><td>甲<td>乙</table><table><tr><td>丙<td>丁</table>")) == 2

    def test_text_before_a_table_in_the_same_block_comes_before_it(self) -> None:
        first, grid, second = page("<div>前<table><tr><td>甲<td>乙</table>后</div>").blocks
        assert isinstance(first, Paragraph) and isinstance(grid, Grid) and isinstance(second, Paragraph)


class TestLayoutTables:
    def test_the_innermost_table_is_the_grid(self) -> None:
        html = (
            "<table><tr><td>导航<td><table><tr><td><p>一、总体情况</p><table><tr><td>规章<td>0</table>"
            "<p>三、申请</p></table></table>"
        )
        assert paragraphs(html) == ["导航", "一、总体情况", "三、申请"]
        assert rows(only_grid(html)) == [["规章", "0"]]

    def test_an_empty_table_within_does_not_make_a_layout(self) -> None:
        assert rows(only_grid("<table><tr><td>规章<td>0<table><tr><td>&nbsp;</table></table>")) == [["规章", "0"]]

    def test_long_prose_makes_a_layout(self) -> None:
        prose = "2024年，我局认真贯彻落实条例。" * 30
        html = f"<table><tr><td>首页<td>公开<tr><td>栏目<td><p>{prose}</p><p>又一段</p></table>"
        assert paragraphs(html) == ["首页", "公开", "栏目", prose, "又一段"]
        assert not grids(html)

    def test_a_long_note_does_not_unmake_a_table_of_figures(self) -> None:
        note = "填表说明：" + "本表按年度统计。" * 20
        body = "".join(f"<tr><td>{number}.属于某一类情形的信息<td>0<td>0" for number in range(25))
        assert only_grid(f"<table>{body}<tr><td colspan=3>{note}</table>").rows == 26

    @pytest.mark.parametrize(
        "html",
        [
            "<table><tr><td>某局年度报告</table>",
            "<table><tr><td>第一行<tr><td>第二行</table>",
            "<table><tr><td><td>只有一格有字</table>",
        ],
    )
    def test_a_single_column_or_cell_is_no_grid(self, html: str) -> None:
        assert paragraphs(html)
        assert not grids(html)

    def test_thousands_of_nested_tables(self) -> None:
        assert paragraphs("<table><tr><td>" * 3000 + "深") == ["深"]


class TestAroundTheText:
    def test_title_and_meta_data(self) -> None:
        document = page(
            "<title> 某局\n年度报告 </title><meta name=PubDate content='2025-01-20 10:00'>"
            "<meta name='ContentSource' content='某局'><meta name=keywords content=''>"
            "<meta property='og:title' content='报告'><meta charset=utf-8><p>正文"
        )
        assert document.metadata == (
            ("title", "某局年度报告"),
            ("PubDate", "2025-01-20 10:00"),
            ("ContentSource", "某局"),
            ("og:title", "报告"),
        )
        assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["正文"]

    def test_attachments(self) -> None:
        document = page(
            "<p><a href='/P0202501.docx'>附件</a><a href='index.html'>首页</a><a href='/P0202501.docx'>下载</a></p>"
            "<iframe src='/viewer.html?file=/report.PDF&page=1'></iframe><embed src='a.ofd'>"
        )
        assert document.metadata == (
            ("attachment", "/P0202501.docx"),
            ("attachment", "/viewer.html?file=/report.PDF&page=1"),
            ("attachment", "a.ofd"),
        )

    def test_pictures_stand_where_they_stand(self) -> None:
        document = page(
            "<p>一</p><p>三、申请情况</p><p><img src=table.jpg></p><p>四<img src=b.png width=600 height=400></p>"
        )
        assert [each.place for each in document.pictures] == [Place(paragraph=2), Place(paragraph=3)]

    def test_a_picture_that_was_lost_when_the_page_was_saved_is_one(self) -> None:
        document = page('<p>三、申请情况</p><p><img src="../table3.png" name="Image2" width="76" height="38"></p>')
        assert [each.place for each in document.pictures] == [Place(paragraph=1)]

    def test_a_picture_in_a_cell(self) -> None:
        document = page("<table><tr><td>自然人<td>总计<tr><td>5<td><img src=5.png></table>")
        assert [each.place for each in document.pictures] == [Place(table=1, row=2, column=2)]

    @pytest.mark.parametrize(
        "picture",
        [
            "<img src=a.gif width=16 height=16>",
            "<img src=a.gif height='20px'>",
            "<img src=a.gif style='width:16px'>",
            "<img src=a.gif width=90 height=24>",
            "<img src=/fileTypeImages/icon_doc.gif>",
            "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
            "<header><img src=banner.jpg></header>",
            "<nav><div><img src=banner.jpg></div></nav>",
            "<footer><img src=banner.jpg></footer>",
            "<div style='display:none'><img src=a.jpg></div>",
        ],
    )
    def test_icons_and_furniture_are_no_pictures(self, picture: str) -> None:
        assert page(f"{'正文' * 200}{picture}").pictures == ()

    @pytest.mark.parametrize(
        ("html", "cut_off"),
        [
            ("<html><body><p>报告</p></body></html>", False),
            ("<html><body><p>报告</p></BODY>", False),
            ("<p>片段</p>", False),
            ("<html><body><p>报告<table><tr><td>1", True),
            ("<HTML><BODY><p>报告</", True),
        ],
    )
    def test_a_page_cut_off_is_known(self, html: str, cut_off: bool) -> None:
        assert page(html).truncated is cut_off


class TestEncodings:
    @pytest.mark.parametrize(
        ("declared", "actual", "noted"),
        [
            ("gb2312", "gbk", False),
            ("utf-8", "utf-8", False),
            ("gb2312", "utf-8", True),
            ("utf-8", "gb18030", True),
            ("iso-8859-1", "gb18030", True),
            ("utf-8", "utf-16", False),
        ],
    )
    def test_what_decodes_counts_and_not_what_is_declared(self, declared: str, actual: str, noted: bool) -> None:
        document = page(
            f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>一、总体情况</p>',
            encoding=actual,
        )
        assert document.blocks == (Paragraph("一、总体情况", Place(paragraph=1)),)
        assert bool(document.notes) is noted

    def test_without_a_declaration_nothing_is_noted(self) -> None:
        assert page("<p>一、总体情况</p>", encoding="gbk").notes == ()


texts = st.text(alphabet="政府信息公开0123 ，", min_size=1, max_size=12)


@given(st.lists(st.lists(texts, min_size=2, max_size=6), min_size=1, max_size=6), st.booleans())
def test_every_cell_comes_through(table: list[list[str]], closed: bool) -> None:
    end = {"td": "</td>", "tr": "</tr>"} if closed else {"td": "", "tr": ""}
    html = "".join("<tr>" + "".join(f"<td>{text}{end['td']}" for text in row) + end["tr"] for row in table)
    found = grids(f"<table>{html}</table>")
    expected = [[" ".join(text.split()) for text in row] for row in table]
    if sum(bool(text) for row in expected for text in row) >= 2:
        assert [rows(grid) for grid in found] == [expected]
    else:
        assert not found


@given(st.text(alphabet="<>/=\"' tdrablepdiv!-&;政0\n", max_size=200))
def test_no_markup_is_too_broken(html: str) -> None:
    for block in page(html).blocks:
        if isinstance(block, Paragraph):
            assert block.text == block.text.strip() != ""
        else:
            assert all(
                cell.row + cell.rowspan <= block.rows and cell.column + cell.colspan <= block.columns
                for cell in block.cells
            )
