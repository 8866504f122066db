"""Word documents to paragraphs and grids."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import docx
import pytest
from docx.enum.text import WD_BREAK
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hegui.model.document import Document, Grid, GridCell, Paragraph, Place, Source
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.proving.draft import national_drafts
from hegui.read import read_content
from hegui.read.characters import tidy
from hegui.read.formats.docx import read_docx
from hegui.read.formats.docx.body import place_cells
from hegui.read.formats.docx.numbering import write
from hegui.read.formats.docx.wordml import PARAGRAPH, TABLE, W
from hegui.read.reader import Limits, ReadError
from tools.layouts import LAYOUTS, document_of
from tools.strategies import clean_drafts

WORD = ("docx", "docx-rough")
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(body: str, **parts: str) -> dict[str, str | bytes]:
    """The parts of a document; further ones (`styles`, `numbering` …) by the kind of their relationship."""
    relationships = "".join(
        f'<Relationship Id="{kind}" Type="{RELATED}/{kind}" Target="{kind}.xml"/>' for kind in parts
    )
    roots = {kind: kind for kind in parts} | {"header": "hdr"}
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<R><R1 Id="a" Type="{RELATED}/officeDocument" Target="word/document.xml"/>'
        '<R2 Id="b" Type="x/core-properties" Target="/docProps/core.xml"/></R>',
        "word/_rels/document.xml.rels": f"<Relationships>{relationships}</Relationships>",
        "word/document.xml": f"<w:document {DECLARED}><w:body>{body}</w:body></w:document>",
    } | {
        f"word/{kind}.xml": f"<w:{roots[kind]} {DECLARED}>{content}</w:{roots[kind]}>"
        for kind, content in parts.items()
    }


def read_bytes(data: bytes, limits: Limits = Limits()) -> Document:  # noqa: B008 -- frozen
    return read_docx(data, Source("report.docx", "", "docx"), limits)


def word(body: str, **parts: str) -> Document:
    return read_bytes(package(parts_of(body, **parts)))


def lines(body: str, **parts: str) -> list[str]:
    return [block.text for block in word(body, **parts).blocks if isinstance(block, Paragraph)]


def grids(body: str, **parts: str) -> list[Grid]:
    return [block for block in word(body, **parts).blocks if isinstance(block, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def p(content: str, properties: str = "") -> str:
    """A paragraph; content that is not markup is a run of text."""
    inner = content if content.startswith("<") else r(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def tbl(*table_rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(table_rows)}</w:tbl>"


def field(instruction: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instructed = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return mark.format("begin") + instructed + mark.format("separate") + result + mark.format("end")


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr><w:alias w:val='控件'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def text_box(content: str, fallback: str | None = None) -> str:
    shape = (
        f"<w:drawing><a:graphic><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></a:graphic></w:drawing>"
    )
    old = f"<w:pict><v:textbox><w:txbxContent>{fallback or content}</w:txbxContent></v:textbox></w:pict>"
    choice = f'<mc:Choice Requires="wps">{shape}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


class TestText:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (r("一、") + r("总体", "<w:b/>") + r("情况"), ["一、总体情况"]),
            (r("收到") + r("2") + r("4") + r("件"), ["收到24件"]),
            (r("　　2024年， 我局  "), ["2024年， 我局"]),
            ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/><w:t>丙</w:t></w:r>", ["甲", "乙", "丙"]),
            ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', ["甲", "乙"]),
            ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:ptab/><w:t>丙</w:t></w:r>", ["甲 乙 丙"]),
            ("<w:r><w:t>2025</w:t><w:noBreakHyphen/><w:t>01</w:t><w:softHyphen/><w:t>10</w:t></w:r>", ["2025-0110"]),
            ("<w:r><w:t>信息<!-- 注 -->公开</w:t><w:lastRenderedPageBreak/></w:r>", ["信息公开"]),
            (r("零\u200b宽\ufeff字\u00ad符"), ["零宽字符"]),
            (r("&lt;12件&amp;"), ["<12件&"]),
            (control(r("控件") + control(r("之内"))), ["控件之内"]),
            (f'<w:hyperlink r:id="x">{r("链接")}</w:hyperlink>', ["链接"]),
            (f"<w:smartTag><w:smartTagPr/>{r('2024')}</w:smartTag>{r('年')}", ["2024年"]),
            (f"<w:customXml>{r('标记')}</w:customXml>", ["标记"]),
            (f"<w:r><w:ruby><w:rt>{r('hé')}</w:rt><w:rubyBase>{r('合')}</w:rubyBase></w:ruby></w:r>", ["合"]),
            ("<m:oMath><m:r><m:t>1+1</m:t></m:r><m:r><m:t>=2</m:t></m:r></m:oMath>", ["1+1=2"]),
            ("<w:bookmarkStart/><w:proofErr/>" + r("甲") + "<w:bookmarkEnd/>", ["甲"]),
            ("<w:r/>", []),
        ],
    )  # fmt: skip
    def test_runs(self, content: str, expected: list[str]) -> None:
        assert lines(p(content)) == expected

    @pytest.mark.parametrize(
        ("symbol", "expected"),
        [
            ('w:font="Wingdings" w:char="F0FC"', "✓"),
            ('w:font="Wingdings" w:char="00A8"', "□"),
            ('w:font="Wingdings 2" w:char="F052"', "☑"),
            ('w:font="Symbol" w:char="F0B3"', "≥"),
            ('w:font="Symbol" w:char="F035"', "5"),
            ('w:font="宋体" w:char="25CB"', "○"),
            ('w:font="Wingdings" w:char="F001"', "□"),
            ('w:font="某图标字体" w:char="E001"', "□"),
            ('w:font="宋体" w:char="D800"', "□"),
            ('w:font="Wingdings" w:char="zz"', "□"),
            ("", "□"),
        ],
    )
    def test_symbols(self, symbol: str, expected: str) -> None:
        assert lines(p(f"<w:r><w:t>甲</w:t><w:sym {symbol}/></w:r>")) == [f"甲{expected}"]

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (field(" PAGE ", r("3")), "甲3乙"),
            (field(" IF " + field(" MERGEFIELD a ", r("条件")), r("结果")), "甲结果乙"),
            (field(" TOC ", field(" HYPERLINK ", r("目录"))), "甲目录乙"),
            (f'<w:fldSimple w:instr=" DATE ">{r("2024")}</w:fldSimple>', "甲2024乙"),
            ('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "甲乙"),
        ],
    )
    def test_of_fields_the_result_is_shown(self, content: str, expected: str) -> None:
        assert lines(p(r("甲") + content + r("乙"))) == [expected]

    def test_a_field_without_end_hides_nothing_of_the_next_paragraph(self) -> None:
        assert lines(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("指令")) + p("下一段")) == ["下一段"]

    def test_content_controls_around_paragraphs_tables_rows_and_cells(self) -> None:
        table = tbl(control(tr("标签", "值")) + tr(control(tc("规章")), "0"))
        document = word(control(p("甲") + control(p("乙"))) + control(table))
        first, second, grid = document.blocks
        assert isinstance(first, Paragraph) and isinstance(second, Paragraph) and isinstance(grid, Grid)
        assert [first.text, second.text] == ["甲", "乙"]
        assert rows(grid) == [["标签", "值"], ["规章", "0"]]

    def test_of_alternatives_the_one_that_is_understood_is_shown(self) -> None:
        choice = '<mc:Choice Requires="w16se"><w:symEx w:char="2611"/></mc:Choice>'
        symbol = f"<mc:AlternateContent>{choice}<mc:Fallback><w:t>☑</w:t></mc:Fallback></mc:AlternateContent>"
        assert lines(p(r("是") + f"<w:r>{symbol}</w:r>")) == ["是☑"]
        assert lines(p(r("否") + f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>")) == ["否"]


class TestTextBoxes:
    def test_a_text_box_is_read_once_after_its_paragraph(self) -> None:
        assert lines(p(r("前") + text_box(p("框内") + p("又一段"), p("旧式")) + r("后")) + p("下")) == [
            "前后",
            "框内",
            "又一段",
            "下",
        ]

    def test_boxes_in_boxes_and_groups(self) -> None:
        inner = p(text_box(p("内")))
        boxes = "".join(f"<v:textbox><w:txbxContent>{p(text)}</w:txbxContent></v:textbox>" for text in "甲乙")
        group = f"<w:r><w:pict><v:group>{boxes}</v:group></w:pict></w:r>"
        assert lines(p(text_box(p("外") + inner))) == ["外", "内"]
        assert lines(p(group)) == ["甲", "乙"]

    def test_a_table_in_a_box(self) -> None:
        (grid,) = grids(p(text_box(tbl(tr("甲", "1"), tr("乙", "2")))))
        assert rows(grid) == [["甲", "1"], ["乙", "2"]]

    def test_a_box_in_a_cell_belongs_to_the_cell(self) -> None:
        (grid,) = grids(tbl(tr(tc(p(r("申请") + text_box(p("人情况")))), "1")))
        assert rows(grid) == [["申请人情况", "1"]]


class TestHiddenText:
    @pytest.mark.parametrize("on", ["", 'w:val="1"', 'w:val="true"'])
    def test_hidden_runs_are_dropped_and_noted(self, on: str) -> None:
        document = word(p(r("可见") + r("隐藏", f"<w:vanish {on}/>") + r("文字")))
        assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["可见文字"]
        assert any("隐藏" in note for note in document.notes)

    @pytest.mark.parametrize("off", ["0", "false", "off"])
    def test_hiding_switched_off_hides_nothing(self, off: str) -> None:
        document = word(p(r("可见", f'<w:vanish w:val="{off}"/>')))
        assert lines(p(r("可见", f'<w:vanish w:val="{off}"/>'))) == ["可见"]
        assert document.notes == ()

    def test_styles_hide(self) -> None:
        styles = (
            '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="P"><w:basedOn w:val="h"/></w:style>'
        )
        body = p(r("甲") + r("隐", '<w:rStyle w:val="h"/>') + r("乙", '<w:rStyle w:val="h"/><w:vanish w:val="0"/>'))
        body += p(r("隐"), '<w:pStyle w:val="P"/>')
        assert lines(body, styles=styles) == ["甲乙"]

    def test_a_hidden_end_joins_two_paragraphs(self) -> None:
        assert lines(p("（一）标题。", "<w:rPr><w:vanish/></w:rPr>") + p("正文") + p("下")) == [
            "（一）标题。正文",
            "下",
        ]

    def test_a_hidden_picture_is_none(self) -> None:
        assert word(p(f"<w:r><w:rPr><w:vanish/></w:rPr>{drawing(400, 300)}</w:r>") + p("文")).pictures == ()


class TestRevisions:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (p(r("甲") + f"<w:ins>{r('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"), ["甲增"]),
            (p(f"<w:del>{r('删')}</w:del>"), []),
            (p(f"<w:moveFrom>{r('移走')}</w:moveFrom>") + p(f"<w:moveTo>{r('移来')}</w:moveTo>"), ["移来"]),
            (p(f"<w:ins><w:del>{r('先增后删')}</w:del></w:ins>" + r("甲")), ["甲"]),
            (p("甲", "<w:rPr><w:del/></w:rPr>") + p("乙") + p("丙"), ["甲乙", "丙"]),
            (p("甲", "<w:rPr><w:moveFrom/></w:rPr>") + p("乙", "<w:rPr><w:del/></w:rPr>") + p("丙"), ["甲乙丙"]),
            (p("甲", "<w:rPr><w:ins/></w:rPr>") + p("乙"), ["甲", "乙"]),
            (p("甲", "<w:rPr><w:del/></w:rPr>") + tbl(tr("1", "2")) + p("乙"), ["甲", "乙"]),
            (p("甲") + p("乙", "<w:rPr><w:del/></w:rPr>"), ["甲", "乙"]),
        ],
    )
    def test_all_are_taken_as_accepted_and_noted(self, body: str, expected: list[str]) -> None:
        assert lines(body) == expected
        assert any("修订" in note for note in word(body + p("文")).notes)

    def test_deleted_rows_and_cells(self) -> None:
        (grid,) = grids(
            tbl(
                tr("标签", "值"),
                tr("删", "99", properties="<w:del/>"),
                tr("增", tc("88", "<w:cellDel/>"), "7", properties="<w:ins/>"),
            )
        )
        assert rows(grid) == [["标签", "值"], [], ["增", "7"]]

    def test_changes_of_format_are_no_revisions_of_the_text(self) -> None:
        old = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
        document = word(p(r("甲", old)) + p("乙", "<w:pPrChange><w:pPr><w:numPr/></w:pPr></w:pPrChange>"))
        assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["甲", "乙"]
        assert document.notes == ()


def level(index: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    properties = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}">{properties}</w:lvl>'


def numbered(text: str, index: int | None = 0, list_id: str = "1") -> str:
    at = "" if index is None else f'<w:ilvl w:val="{index}"/>'
    return p(text, f'<w:numPr>{at}<w:numId w:val="{list_id}"/></w:numPr>')


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


class TestNumbering:
    def test_levels_restart_below_the_level_above(self) -> None:
        body = numbered("甲") + numbered("乙", 1) + numbered("丙", 1) + p("文") + numbered("丁") + numbered("戊", 1)
        levels = level(0, "chineseCountingThousand", "%1、"), level(1, "japaneseCounting", "（%2）")
        assert lines(body, numbering=numbering(*levels)) == [
            "一、甲",
            "（一）乙",
            "（二）丙",
            "文",
            "二、丁",
            "（一）戊",
        ]

    def test_a_level_may_go_on_counting(self) -> None:
        levels = level(0, "decimal", "%1."), level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')
        body = numbered("甲") + numbered("乙", 1) + numbered("丙") + numbered("丁", 1)
        assert lines(body, numbering=numbering(*levels)) == ["1. 甲", "1) 乙", "2. 丙", "2) 丁"]

    def test_a_level_that_restarts_only_below_the_first(self) -> None:
        levels = (
            level(0, "decimal", "%1"),
            level(1, "decimal", "%1.%2"),
            level(2, "decimal", "%3", '<w:lvlRestart w:val="1"/>'),
        )
        body = "".join(numbered("甲", index) for index in (0, 1, 2, 1, 2, 0, 1, 2))
        found = [line.split()[0] for line in lines(body, numbering=numbering(*levels))]
        assert found == ["1", "1.1", "1", "1.2", "2", "2", "2.1", "1"]

    def test_lists_of_a_kind_go_on_unless_they_start_anew(self) -> None:
        lists = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{override}</w:num>'
            for number, override in (
                (1, ""),
                (2, ""),
                (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
                (4, f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.")}</w:lvlOverride>'),
            )
        )
        body = "".join(numbered("甲", 0, list_id) for list_id in "12334")
        found = [
            line.split(".")[0] for line in lines(body, numbering=numbering(level(0, "decimal", "%1."), lists=lists))
        ]
        assert found == ["1", "2", "5", "6", "VII"]

    def test_legal_numbers_and_the_levels_above(self) -> None:
        levels = (
            level(0, "chineseCounting", "第%1章", '<w:suff w:val="nothing"/>'),
            level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        )
        body = numbered("总则") + numbered("目的", 1) + numbered("依据", 1)
        assert lines(body, numbering=numbering(*levels)) == ["第一章总则", "1.1 目的", "1.2 依据"]

    def test_a_number_never_runs_into_a_figure(self) -> None:
        assert lines(numbered("2024年"), numbering=numbering(level(0, "decimal", "%1"))) == ["1 2024年"]

    def test_bullets_are_dropped(self) -> None:
        assert lines(numbered("甲"), numbering=numbering(level(0, "bullet", "\uf06c"))) == ["甲"]

    def test_numbers_by_style(self) -> None:
        styles = (
            '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
            '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/></w:style>'
            '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        )
        levels = (
            level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>'),
            level(1, "decimal", "%2.", '<w:pStyle w:val="2"/>'),
        )
        lists = (
            '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
            '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        )
        body = p("甲", '<w:pStyle w:val="1"/>') + p("乙", '<w:pStyle w:val="2"/>') + p("丙", '<w:pStyle w:val="1"/>')
        body += p("丁", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        found = lines(body, styles=styles, numbering=numbering(*levels, lists=lists))
        assert found == ["一、甲", "1. 乙", "二、丙", "丁"]

    def test_paragraphs_that_a_revision_removes_are_not_counted(self) -> None:
        gone = p(f"<w:del>{r('乙')}</w:del>", '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>')
        body = numbered("甲") + gone + numbered("丙")
        assert lines(body, numbering=numbering(level(0, "chineseCounting", "%1、"))) == ["一、甲", "二、丙"]

    def test_cells_are_numbered_in_reading_order(self) -> None:
        body = tbl(tr(tc(numbered("予以公开")), "0"), tr(tc(numbered("部分公开")), "0")) + numbered("下")
        document = word(body, numbering=numbering(level(0, "chineseCounting", "（%1）")))
        grid, after = document.blocks
        assert isinstance(grid, Grid) and isinstance(after, Paragraph)
        assert rows(grid) == [["（一）予以公开", "0"], ["（二）部分公开", "0"]]
        assert after.text == "（三）下"

    @pytest.mark.parametrize("part", ["", "<w:num/>", '<w:num w:numId="1"><w:abstractNumId w:val="9"/></w:num>'])
    def test_a_list_that_is_nowhere_numbers_nothing(self, part: str) -> None:
        assert lines(numbered("甲") + numbered("乙", None), numbering=part) == ["甲", "乙"]

    @pytest.mark.parametrize(
        ("form", "numbers"),
        [
            ("decimal", {1: "1", 12: "12"}),
            ("decimalZero", {1: "01", 12: "12"}),
            ("decimalFullWidth", {12: "１２"}),
            ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 105: "一○五"}),
            ("chineseCountingThousand", {10: "十", 100: "一百", 105: "一百零五", 110: "一百一十", 1001: "一千零一"}),
            ("japaneseCounting", {3: "三", 14: "十四"}),
            ("taiwaneseCountingThousand", {15: "十五"}),
            ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 12: "壹拾贰"}),
            ("ideographDigital", {1: "一", 10: "一〇", 24: "二四"}),
            ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
            ("ideographZodiac", {12: "亥"}),
            ("ideographEnclosedCircle", {1: "㈠", 10: "㈩", 11: "11"}),
            ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "51"}),
            ("decimalEnclosedCircleChinese", {9: "⑨"}),
            ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
            ("decimalEnclosedParen", {1: "⑴", 20: "⒇"}),
            ("numberInDash", {3: "- 3 -"}),
            ("upperLetter", {1: "A", 26: "Z", 27: "AA"}),
            ("lowerLetter", {2: "b", 0: "0"}),
            ("upperRoman", {4: "IV", 2024: "MMXXIV", 4000: "4000"}),
            ("lowerRoman", {9: "ix"}),
            ("none", {1: ""}),
            ("ordinalText", {1: "1"}),
        ],
    )
    def test_ways_of_writing_numbers(self, form: str, numbers: dict[int, str]) -> None:
        assert {count: write(count, form) for count in numbers} == numbers


class TestHeadings:
    STYLES = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"{more}/w:style>'
        for key, more in (
            ("a", ' w:default="1"><w:name w:val="Normal"/><'),
            ("1", '><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><'),
            ("20", '><w:name w:val="标题 2"/><'),
            ("my", '><w:name w:val="小节"/><w:basedOn w:val="20"/><'),
            ("t", '><w:name w:val="Title"/><'),
            ("no", '><w:name w:val="x"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr><'),
            ("c1", '><w:basedOn w:val="c2"/><'),
            ("c2", '><w:basedOn w:val="c1"/><'),
        )
    )

    @pytest.mark.parametrize(
        ("properties", "expected"),
        [
            ("", None),
            ('<w:pStyle w:val="1"/>', 1),
            ('<w:pStyle w:val="20"/>', 2),
            ('<w:pStyle w:val="my"/>', 2),
            ('<w:pStyle w:val="t"/>', 1),
            ('<w:pStyle w:val="no"/>', None),
            ('<w:pStyle w:val="c1"/>', None),
            ('<w:outlineLvl w:val="2"/>', 3),
            ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', None),
            ('<w:pStyle w:val="Heading3"/>', 3),
            ('<w:pStyle w:val="标题4"/>', 4),
            ('<w:pStyle w:val="nowhere"/>', None),
        ],
    )
    def test_by_style(self, properties: str, expected: int | None) -> None:
        (block,) = word(p("总体情况", properties), styles=self.STYLES).blocks
        assert isinstance(block, Paragraph) and block.heading == expected

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (p(r("一、总体情况", "<w:b/>")), 1),
            (p(r("一、总体情况", '<w:rFonts w:eastAsia="黑体"/>')), 1),
            (p(r("（一）主动公开", '<w:rFonts w:eastAsia="楷体_GB2312"/>')), 2),
            (p(r("1.属于国家秘密", "<w:b/>")), 3),
            (p(r("某局年度报告", '<w:rFonts w:eastAsia="方正小标宋简体"/>'), '<w:jc w:val="center"/>'), 1),
            (p(r("一、总体情况", '<w:b w:val="0"/>')), None),
            (p(r("一、总体") + r("情况", "<w:b/>")), None),
            (p(r("（一）主动公开。", "<w:b/>")), None),
            (p(r("重点", "<w:b/>")), None),
            (p(r("一、" + "总体情况" * 20, "<w:b/>")), None),
            (p("一、总体情况"), None),
        ],
    )
    def test_by_look(self, body: str, expected: int | None) -> None:
        (block,) = word(body, styles=self.STYLES).blocks
        assert isinstance(block, Paragraph) and block.heading == expected

    def test_numbers_that_word_generates_count_for_the_look(self) -> None:
        body = p(r("主动公开", "<w:b/>"), '<w:numPr><w:numId w:val="1"/></w:numPr>')
        (block,) = word(body, numbering=numbering(level(0, "chineseCounting", "（%1）"))).blocks
        assert isinstance(block, Paragraph) and (block.text, block.heading) == ("（一）主动公开", 2)

    def test_a_table_of_contents_is_left_out(self) -> None:
        styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
        assert lines(p("一、总体情况\t1", '<w:pStyle w:val="TOC1"/>') + p("一、总体情况"), styles=styles) == [
            "一、总体情况"
        ]


class TestTables:
    def test_spans(self) -> None:
        (grid,) = grids(
            tbl(
                tr(tc("申请人情况", '<w:vMerge w:val="restart"/>'), tc("法人", '<w:gridSpan w:val="2"/>'), "总计"),
                tr(tc("", "<w:vMerge/>"), "商业企业", "其他", "5"),
            )
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

    def test_old_horizontal_merges(self) -> None:
        first, second = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
        (grid,) = grids(
            tbl(
                tr(
                    tc("甲", f'{first}<w:vMerge w:val="restart"/>'),
                    tc("", f'{second}<w:vMerge w:val="restart"/>'),
                    "乙",
                ),
                tr(tc("", f"{first}<w:vMerge/>"), tc("", f"{second}<w:vMerge/>"), "丙"),
                tr("1", "2", "3"),
            )
        )
        assert grid.cells[:3] == (GridCell("甲", 0, 0, 2, 2), GridCell("乙", 0, 2), GridCell("丙", 1, 2))

    def test_rows_that_start_later_or_end_earlier(self) -> None:
        (grid,) = grids(
            tbl(
                tr("甲", "乙", "丙"),
                tr("丁", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
                tr("1", "2", "3"),
            )
        )
        assert grid.cells[3] == GridCell("丁", 1, 1)

    def test_a_cell_that_goes_on_from_nothing_stands_for_itself(self) -> None:
        (grid,) = grids(tbl(tr(tc("甲", "<w:vMerge/>"), "1"), tr("乙", tc("2", "<w:vMerge/>"))))
        assert rows(grid) == [["甲", "1"], ["乙", "2"]]

    def test_what_stands_in_a_cell_that_goes_on_is_not_shown(self) -> None:
        (grid,) = grids(tbl(tr(tc("甲", '<w:vMerge w:val="restart"/>'), "1"), tr(tc("旧", "<w:vMerge/>"), "2")))
        assert rows(grid) == [["甲", "1"], ["2"]]

    def test_hidden_rows_are_left_out(self) -> None:
        (grid,) = grids(tbl(tr("甲", "1"), tr("藏", "9", properties="<w:hidden/>"), tr("乙", "2")))
        assert rows(grid) == [["甲", "1"], [], ["乙", "2"]]

    def test_an_absurd_span_is_cut_and_noted(self) -> None:
        document = word(tbl(tr(tc("表题", '<w:gridSpan w:val="100000"/>')), tr("规章", "0")))
        (grid,) = document.blocks
        assert isinstance(grid, Grid)
        assert (grid.columns, grid.cells[0].colspan) == (2, 2)
        assert any("合并" in note for note in document.notes)

    @pytest.mark.parametrize("nonsense", ["abc", "-3", "0", "", "1.5"])
    def test_nonsense_in_a_span_is_one(self, nonsense: str) -> None:
        (grid,) = grids(tbl(tr(tc("甲", f'<w:gridSpan w:val="{nonsense}"/>'), "乙"), tr("丙", "丁")))
        assert grid.cells[1] == GridCell("乙", 0, 1)

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            (p("商业") + p("企业"), "商业企业"),
            (p("<w:r><w:t>商业</w:t><w:br/><w:t>企业</w:t></w:r>"), "商业企业"),
            (p("1") + p("2"), "1 2"),
            (p(r("1") + r("2")), "12"),
            (p("　0　"), "0"),
            ("<w:p/>", ""),
            (p(r("1") + f"<w:del>{r('9')}</w:del>"), "1"),
            (control(p("7")), "7"),
            (p("8") + tbl(tr(tc("<w:p/>"))), "8"),
        ],
    )
    def test_text_of_a_cell(self, cell: str, expected: str) -> None:
        (grid,) = grids(tbl(tr("标签", "值", tc(cell))))
        assert grid.cells[2].text == expected

    def test_tables_that_follow_each_other_stay_apart(self) -> None:
        table = tbl(tr("甲", "1"))
        assert [grid.place.table for grid in grids(table + table)] == [1, 2]


class TestLayoutTables:
    PROSE = "2024年，我局认真贯彻落实条例。" * 30

    def test_the_innermost_table_is_the_grid(self) -> None:
        inner = tbl(tr("规章", "0"))
        body = tbl(tr("左", tc(p("一、总体情况") + tbl(tr(tc(p("二、主动公开") + inner + p("三、申请")))) + p("后"))))
        assert lines(body) == ["左", "一、总体情况", "二、主动公开", "三、申请", "后"]
        (grid,) = grids(body)
        assert (rows(grid), grid.place) == ([["规章", "0"]], Place(table=3))

    def test_long_prose_makes_a_layout(self) -> None:
        body = tbl(tr("栏目", tc(p(self.PROSE) + p("又一段"))))
        assert lines(body) == ["栏目", self.PROSE, "又一段"]
        assert not grids(body)

    @pytest.mark.parametrize(
        "body", [tbl(tr("某局年度报告")), tbl(tr("甲"), tr("乙")), tbl(tr(tc("<w:p/>"), "只有一格有字"))]
    )
    def test_a_single_column_or_cell_is_no_grid(self, body: str) -> None:
        assert lines(body) and not grids(body)

    def test_a_table_wider_than_any_report(self) -> None:
        wide = tbl(tr(*["格"] * 300))
        assert len(lines(wide)) == 300


def drawing(width: float, height: float) -> str:
    """A picture of this size in points."""
    extent = f'<wp:extent cx="{int(width * 12700)}" cy="{int(height * 12700)}"/>'
    return f'<w:drawing><wp:inline>{extent}<a:graphic><a:blip r:embed="x"/></a:graphic></wp:inline></w:drawing>'


def shape(style: str) -> str:
    return f'<w:pict><v:shapetype/><v:shape style="{style}"><v:imagedata r:id="x"/></v:shape></w:pict>'


class TestPictures:
    @pytest.mark.parametrize(
        "picture",
        [
            drawing(400, 300),
            shape("width:415.3pt;height:540pt"),
            shape("position:absolute;width:15cm;height:5in"),
            shape(""),
            shape("width:300pt;height:200pt").replace("w:pict", "w:object"),
            drawing(57, 28).replace("r:embed", "r:link"),
            f'<mc:AlternateContent><mc:Choice Requires="x">{drawing(400, 300)}</mc:Choice>'
            f"<mc:Fallback>{shape('')}</mc:Fallback></mc:AlternateContent>",
        ],
    )
    def test_a_picture_stands_where_its_paragraph_does(self, picture: str) -> None:
        assert [each.place for each in word(p("文") + p(f"<w:r>{picture}</w:r>")).pictures] == [Place(paragraph=2)]

    @pytest.mark.parametrize(
        "ornament",
        [
            drawing(30, 300),
            shape("width:20px;height:20px"),
            '<w:pict><v:rect style="width:400pt;height:200pt"/></w:pict>',
            f"<w:drawing><wp:inline>{text_box(p('字'))}</wp:inline></w:drawing>",
        ],
    )
    def test_ornaments_and_shapes_are_no_pictures(self, ornament: str) -> None:
        assert word(p("文") + p(f"<w:r>{ornament}</w:r>")).pictures == ()

    def test_a_picture_in_a_cell(self) -> None:
        cell = tc(p(f"<w:r>{drawing(60, 50)}</w:r>"))
        assert [each.place for each in word(tbl(tr("自然人", "总计"), tr("5", cell))).pictures] == [
            Place(table=1, row=2, column=2)
        ]

    def test_a_picture_in_a_frame_of_one_cell(self) -> None:
        assert [each.place for each in word(p("文") + tbl(tr(tc(p(f"<w:r>{drawing(400, 300)}</w:r>"))))).pictures] == [
            Place(paragraph=2)
        ]


class TestApartFromTheText:
    def test_footnotes_and_endnotes_are_kept_apart_and_noted(self) -> None:
        notes = f'<w:{{0}} w:type="separator">{p("线")}</w:{{0}}><w:{{0}} w:id="2">{p("数据")}{p("来源")}</w:{{0}}>'
        body = p(r("收到24") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("件"))
        document = word(body, footnotes=notes.format("footnote"), endnotes=notes.format("endnote"))
        assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["收到24件"]
        assert document.metadata == (("footnote", "数据来源"), ("endnote", "数据来源"))
        assert [("脚注" in note, "尾注" in note) for note in document.notes] == [(True, False), (False, True)]

    def test_comments_are_noted(self) -> None:
        body = p('<w:commentRangeStart w:id="0"/>' + r("甲") + '<w:r><w:commentReference w:id="0"/></w:r>')
        document = word(body, comments=f'<w:comment w:id="0">{p("请核对")}</w:comment>')
        assert document.blocks == (Paragraph("甲", Place(paragraph=1)),)
        assert any("1 条批注" in note for note in document.notes)

    def test_headers_and_footers_are_left_out(self) -> None:
        assert lines(p("正文") + '<w:sectPr><w:headerReference r:id="header"/></w:sectPr>', header=p("页眉")) == [
            "正文"
        ]

    def test_core_properties_never_pass_for_what_the_report_says(self) -> None:
        parts = parts_of(p("正文"))
        parts["docProps/core.xml"] = (
            '<p xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/">'
            "<d:title> 旧 标题 </d:title><t:created>2018-01-02T00:00:00Z</t:created><d:creator></d:creator></p>"
        )
        assert read_bytes(package(parts)).metadata == (
            ("docx:title", "旧 标题"),
            ("docx:created", "2018-01-02T00:00:00Z"),
        )

    def test_macros_are_noted(self) -> None:
        parts = parts_of(p("正文"))
        parts["word/_rels/document.xml.rels"] = '<R><R1 Id="m" Type="http://x/vbaProject" Target="vbaProject.bin"/></R>'
        document = read_bytes(package(parts | {"word/vbaProject.bin": b"\0"}))
        assert any("宏" in note for note in document.notes)

    def test_a_page_imported_whole_is_read_in_its_place(self) -> None:
        parts = parts_of(p("前") + '<w:altChunk r:id="c"/>' + p("后"))
        parts["word/_rels/document.xml.rels"] = '<R><R1 Id="c" Type="http://x/aFChunk" Target="/word/c.html"/></R>'
        page = "<html><body><p>一、总体情况</p><table><tr><td>规章<td>0</table></body></html>"
        blocks = read_bytes(package(parts | {"word/c.html": page})).blocks
        assert [block.text if isinstance(block, Paragraph) else rows(block) for block in blocks] == [
            "前",
            "一、总体情况",
            [["规章", "0"]],
            "后",
        ]
        assert [block.place for block in blocks[1:3]] == [Place(), Place()]
        missing = read_bytes(package(parts))
        assert any("未能读取" in note for note in missing.notes)


class TestPlaces:
    def test_every_place_leads_back_to_its_element(self) -> None:
        for layout in WORD:
            data = document_of(edit(load_draft("bureau"), {"published": "2025-01-20"}), layout)
            root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
            paragraphs, tables = list(root.iter(PARAGRAPH)), list(root.iter(TABLE))
            for block in read_bytes(data).blocks:
                if isinstance(block, Paragraph):
                    assert block.place.paragraph is not None
                    shown = tidy("".join(paragraphs[block.place.paragraph - 1].itertext(f"{W}t")))
                    assert shown and (shown in block.text or block.text[-20:] in shown)
                else:
                    assert block.place.table is not None
                    placed = {
                        (cell.row, cell.column): cell
                        for cell in place_cells(tables[block.place.table - 1], Limits()).cells
                    }
                    for cell in block.cells:
                        element = placed[cell.row, cell.column].element
                        assert "".join(element.itertext(f"{W}t")) == cell.text
                        row = tables[block.place.table - 1].findall(f"{W}tr")[cell.row]
                        assert element in list(row)

    def test_removed_and_fallback_paragraphs_and_deleted_rows_count(self) -> None:
        body = p(text_box(p("框"), p("旧"))) + tbl(tr("删", "9", properties="<w:del/>"), tr("甲", "1")) + p("下")
        box, grid, after = word(body).blocks
        assert isinstance(grid, Grid)
        assert (box.place, grid.place, after.place) == (Place(paragraph=2), Place(table=1), Place(paragraph=8))
        assert [cell.row for cell in grid.cells] == [1, 1]


class TestOtherKinds:
    def test_strict_documents(self) -> None:
        strict = {
            NAMESPACES["w"]: "http://purl.oclc.org/ooxml/wordprocessingml/main",
            NAMESPACES["r"]: "http://purl.oclc.org/ooxml/officeDocument/relationships",
            NAMESPACES["m"]: "http://purl.oclc.org/ooxml/officeDocument/math",
        }

        def made_strict(content: str | bytes) -> str:
            text = content if isinstance(content, str) else content.decode()
            for transitional, uri in strict.items():
                text = text.replace(transitional, uri)
            return text

        body = numbered("甲") + tbl(tr("规章", "0"))
        parts = parts_of(body, numbering=numbering(level(0, "chineseCounting", "%1、")))
        usual = read_bytes(package(parts))
        assert read_bytes(package({name: made_strict(part) for name, part in parts.items()})) == usual
        assert len(usual.blocks) == 2

    def test_parts_with_other_names(self) -> None:
        parts = parts_of(p("正文"))
        parts["_rels/.rels"] = f'<R><R1 Type="{RELATED}/officeDocument" Target="/Word\\Document2.XML"/></R>'.replace(
            "\\", "/"
        )
        parts["word\\document2.xml"] = parts.pop("word/document.xml")
        assert read_bytes(package(parts)).blocks == (Paragraph("正文", Place(paragraph=1)),)

    def test_a_document_without_relationships(self) -> None:
        parts = parts_of(p("正文"))
        only = {name: parts[name] for name in ("[Content_Types].xml", "word/document.xml")}
        assert read_content(package(only), "report.doc").blocks == (Paragraph("正文", Place(paragraph=1)),)

    def test_the_suffix_does_not_count(self) -> None:
        document = read_content(package(parts_of(p("正文"))), "report.txt")
        assert document.source.format == "docx"
        assert any("txt" in note for note in document.notes)


class TestRefusals:
    @staticmethod
    def refusal(data: bytes) -> str:
        with pytest.raises(ReadError) as refused:
            read_content(data, "report.docx")
        message = str(refused.value)
        assert message.endswith("。") and "请" in message
        return message

    def test_cut_off(self) -> None:
        data = document_of(load_draft("bureau"), "docx")
        assert "损坏" in self.refusal(data[: len(data) // 2])

    def test_a_part_damaged(self) -> None:
        data = bytearray(package(parts_of(p("正文" * 1000)), zipfile.ZIP_STORED))
        at = data.index("正文".encode(), data.index(b"<w:body>"))
        data[at + 300 : at + 310] = b"\xff" * 10
        assert "损坏" in self.refusal(bytes(data))

    def test_broken_xml(self) -> None:
        assert "损坏" in self.refusal(package(parts_of(p("正文") + "<w:p>")))

    @pytest.mark.parametrize("missing", ["word/document.xml"])
    def test_a_part_missing(self, missing: str) -> None:
        parts = parts_of(p("正文"), styles="")
        del parts[missing]
        assert "正文" in self.refusal(package(parts))

    def test_styles_and_numbering_may_be_missing(self) -> None:
        parts = parts_of(
            p("正文", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="1"/></w:numPr>'), styles="", numbering=""
        )
        del parts["word/styles.xml"], parts["word/numbering.xml"]
        assert len(read_bytes(package(parts)).blocks) == 1

    def test_a_part_without_which_the_report_can_be_read_may_be_damaged(self) -> None:
        parts = parts_of(p("正文"), footnotes="") | {"docProps/core.xml": "<x", "word/footnotes.xml": "<x"}
        assert len(read_bytes(package(parts)).blocks) == 1

    def test_something_else_in_a_package(self) -> None:
        parts = parts_of("") | {"word/document.xml": "<p:presentation xmlns:p='x'/>"}
        assert "Word" in self.refusal(package(parts))

    def test_encrypted(self) -> None:
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
        assert "密码" in self.refusal(ole)

    def test_nothing_but_blanks(self) -> None:
        assert "没有读到任何文字" in self.refusal(package(parts_of("<w:p/>" + p(" "))))


class TestHostileFiles:
    @staticmethod
    def refused(parts: Mapping[str, str | bytes], limits: Limits = Limits()) -> str:  # noqa: B008 -- frozen
        with pytest.raises(ReadError) as refused:
            read_bytes(package(parts), limits)
        return str(refused.value)

    def test_a_bomb(self) -> None:
        bomb = parts_of(p("甲")) | {"word/document.xml": b" " * (100 << 20)}
        assert len(package(bomb)) < 200_000
        assert "过大" in self.refused(bomb)

    def test_a_part_packed_too_tightly(self) -> None:
        parts = parts_of(p("甲")) | {"word/document.xml": b"<w:document>" + b" " * (10 << 20)}
        assert "压缩比" in self.refused(parts)

    def test_many_parts_that_are_large_together(self) -> None:
        parts = parts_of("<w:altChunk r:id='c'/>" * 10)
        parts["word/_rels/document.xml.rels"] = '<R><R1 Id="c" Type="x/aFChunk" Target="c.html"/></R>'
        page = "<p>甲</p>" * 1000
        assert "过大" in self.refused(parts | {"word/c.html": page}, Limits(size=5 * len(page.encode())))

    def test_many_entries(self) -> None:
        parts = parts_of(p("甲")) | {f"word/media/{number}.png": b"" for number in range(50)}
        assert "条目" in self.refused(parts, Limits(entries=20))

    @pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
    def test_a_billion_laughs(self, part: str) -> None:
        entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
        laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "哈">{entities}]>'
        parts = parts_of(p("甲"), styles="")
        document = parts[part]
        assert isinstance(document, str)
        assert self.refused(parts | {part: laughs + document.replace("甲", "&a9;")})

    def test_an_entity_that_names_a_file(self) -> None:
        document = parts_of(p("&f;"))["word/document.xml"]
        laughs = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{document!s}'
        assert "实体" in self.refused(parts_of("") | {"word/document.xml": laughs})

    def test_ten_thousand_nested_tables(self) -> None:
        body = "<w:tbl><w:tr><w:tc>" * 10_000 + p("深") + "</w:tc></w:tr></w:tbl>" * 10_000
        assert "嵌套过深" in self.refused(parts_of(body))

    @pytest.mark.parametrize(
        ("before", "after", "depth"),
        [
            ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 80),
            ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 120),
            ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 60),
        ],
    )
    def test_what_the_parser_lets_nest(self, before: str, after: str, depth: int) -> None:
        assert lines(before * depth + p("深") + after * depth) == ["深"]

    def test_too_many_paragraphs_and_cells(self) -> None:
        assert "段落" in self.refused(parts_of("<w:p/>" * 20), Limits(paragraphs=10))
        assert "单元格" in self.refused(parts_of(tbl(tr(*"一二三四五六"))), Limits(cells=5))

    @given(st.text(alphabet="<>/=\"' wptrcbl:&;政0\n", max_size=80))
    @settings(max_examples=60)
    def test_no_markup_is_too_broken(self, body: str) -> None:
        try:
            word(body)
        except ReadError as refusal:
            assert str(refusal).endswith("。")


def cut(draw: Callable[[st.SearchStrategy[Any]], Any], height: int, width: int) -> list[GridCell]:
    """A rectangle cut into cells without gaps."""
    free = {(row, column) for row in range(height) for column in range(width)}
    found = []
    for row in range(height):
        for column in range(width):
            if (row, column) not in free:
                continue
            across = draw(st.integers(1, 3))
            while not all((row, column + offset) in free for offset in range(across)):
                across -= 1
            down = min(draw(st.integers(1, 3)), height - row)
            free -= {(row + below, column + right) for below in range(down) for right in range(across)}
            found.append(GridCell(f"格{row}之{column}", row, column, down, across))
    return found


@st.composite
def cuts(draw: st.DrawFn) -> tuple[int, int, list[GridCell]]:
    height, width = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    return height, width, cut(draw, height, width)


@given(cuts())
def test_merged_cells_come_out_as_they_were_cut(tiling: tuple[int, int, list[GridCell]]) -> None:
    height, _, cells = tiling
    columns = max(cell.column for cell in cells) + 1
    table_rows = []
    for row in range(height):
        crossing = sorted(
            (cell for cell in cells if cell.row <= row < cell.row + cell.rowspan), key=lambda cell: cell.column
        )
        table_rows.append(
            tr(
                *(
                    tc(
                        cell.text if cell.row == row else "<w:p/>",
                        f'<w:gridSpan w:val="{cell.colspan}"/>'
                        + (
                            ""
                            if cell.rowspan == 1
                            else f'<w:vMerge w:val="{"restart" if cell.row == row else "continue"}"/>'
                        ),
                    )
                    for cell in crossing
                )
            )
        )
    found = grids(tbl(*table_rows))
    if columns < 2 or len(cells) < 2:
        assert not found
    else:
        (grid,) = found
        assert (grid.rows, grid.columns) == (height, columns)
        assert list(grid.cells) == [cell._replace(colspan=min(cell.colspan, columns - cell.column)) for cell in cells]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.lists(
                st.tuples(st.integers(0, 4), st.sampled_from(["", "restart", "continue"]), st.booleans()), max_size=5
            ),
        ),
        max_size=6,
    )
)
def test_cells_never_overlap_however_they_claim_to_be_merged(
    table: list[tuple[int, list[tuple[int, str, bool]]]],
) -> None:
    xml = tbl(
        *(
            tr(
                *(
                    tc(
                        "格",
                        f'<w:gridSpan w:val="{span}"/>'
                        + (f'<w:vMerge w:val="{merge}"/>' if merge else "")
                        + ("<w:hMerge/>" if left else ""),
                    )
                    for span, merge, left in cells
                ),
                properties=f'<w:gridBefore w:val="{before}"/>',
            )
            for before, cells in table
        )
    )
    placed = place_cells(etree.fromstring(xml.replace("<w:tbl>", f"<w:tbl {DECLARED}>", 1)), Limits())
    taken = [
        (row, column)
        for cell in placed.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]
    assert len(taken) == len(set(taken))
    assert all(row < placed.rows and column < placed.columns for row, column in taken)


class TestBesidePythonDocx:
    """What python-docx writes, and what it reads, as a second opinion."""

    @staticmethod
    def saved(document: Any) -> bytes:
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    def test_a_document_made_by_python_docx(self) -> None:
        made = docx.Document()
        made.add_heading("某局2024年政府信息公开工作年度报告", 0)
        made.add_heading("一、总体情况", 1)
        run = made.add_paragraph("第一行").add_run("又一行")
        run.add_break(WD_BREAK.LINE)
        made.add_paragraph("甲", style="List Number")
        made.add_paragraph("乙", style="List Number")
        table = made.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "信息内容"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "制发件数"
        table.cell(1, 1).text, table.cell(1, 2).text = "3", "5"
        made.core_properties.title = "模板"
        made.core_properties.created = datetime(2018, 1, 2)
        document = read_bytes(self.saved(made))
        texts = [(block.text, block.heading) for block in document.blocks if isinstance(block, Paragraph)]
        assert texts == [
            ("某局2024年政府信息公开工作年度报告", 1),
            ("一、总体情况", 1),
            ("第一行又一行", None),
            ("1. 甲", None),
            ("2. 乙", None),
        ]
        grid = document.blocks[-1]
        assert isinstance(grid, Grid)
        assert grid.cells[:2] == (GridCell("信息内容", 0, 0, 2, 1), GridCell("制发件数", 0, 1, 1, 2))
        assert ("docx:title", "模板") in document.metadata

    @given(cuts())
    @settings(max_examples=30, deadline=None)
    def test_python_docx_merges(self, tiling: tuple[int, int, list[GridCell]]) -> None:
        height, width, cells = tiling
        made = docx.Document()
        table = made.add_table(height, width)
        for cell in cells:
            corner = table.cell(cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1)
            table.cell(cell.row, cell.column).merge(corner).text = cell.text
        found = [block for block in read_bytes(self.saved(made)).blocks if isinstance(block, Grid)]
        columns = max(cell.column for cell in cells) + 1
        if columns > 1 and len(cells) > 1:
            assert found[0].cells == tuple(
                cell._replace(colspan=min(cell.colspan, columns - cell.column)) for cell in cells
            )

    @pytest.mark.parametrize("name", national_drafts())
    def test_python_docx_sees_the_same_cells_in_what_the_generator_prints(self, name: str) -> None:
        data = document_of(load_draft(name), "docx")
        tables = docx.Document(io.BytesIO(data)).tables
        read = [block for block in read_bytes(data).blocks if isinstance(block, Grid)]
        assert len(tables) == len(read) == 3
        for table, grid in zip(tables, read, strict=True):
            for cell in grid.cells:
                for row in range(cell.row, cell.row + cell.rowspan):
                    seen = table.rows[row].cells[cell.column].text
                    assert re.sub(r"\s", "", seen) == cell.text

    def test_python_docx_opens_the_rough_layout(self) -> None:
        assert docx.Document(io.BytesIO(document_of(load_draft("bureau"), "docx-rough"))).tables


class TestLayouts:
    """The Word documents that tests print."""

    def test_traces_of_the_work_on_it_are_noted(self, runner: CaseRunner) -> None:
        notes = "".join(runner.report_of(load_draft("bureau"), LAYOUTS["docx-rough"]).notes)
        assert all(word in notes for word in ("修订", "批注", "隐藏文字", "脚注"))
        assert runner.report_of(load_draft("bureau"), LAYOUTS["docx"]).notes == ()

    def test_numbers_are_left_to_word_in_one_layout_and_typed_in_the_other(self) -> None:
        for layout, typed in zip(WORD, (False, True), strict=True):
            data = document_of(load_draft("bureau"), layout)
            xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
            assert ("一、总体情况" in re.sub("<[^>]+>", "", xml)) is typed

    @given(clean_drafts())
    @settings(max_examples=5, deadline=None)
    def test_the_same_draft_gives_the_same_bytes(self, draft: Any) -> None:
        for layout in WORD:
            assert document_of(draft, layout) == document_of(draft, layout)
