"""The templates of letters that come with hegui: `python -m tools.templates DIR` writes them.

An office changes its copy in Word. Type area, fonts and sizes follow GB/T 9704—2012 (党政机关公文格式).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import cast

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from hegui.output.docx.letters import steady

_SONG, _FANG, _HEI, _KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_BODY, _TITLE, _TABLE, _NUMBER, _MARK = Pt(16), Pt(22), Pt(12), Pt(14), Pt(30)
_ABOVE_MARK = Cm(3.1)
"""With the room above its letters it stands 35 mm below the upper edge of the type area."""
_SIGNED_FROM = Cm(6.5)
_FOOTER = Cm(2.3)
"""The dashes of the page number stand 7 mm below the type area."""
_RED, _BLACK = RGBColor(0xFF, 0, 0), RGBColor(0, 0, 0)
_LEADING = Pt(28)
_CENTRED, _JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_WRITTEN = datetime(2020, 1, 1)


class _Letter:
    """A letter in the making."""

    def __init__(self) -> None:
        self.document = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
        section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
        section.footer_distance = _FOOTER
        properties = self.document.core_properties
        properties.author = properties.last_modified_by = ""
        properties.created = properties.modified = _WRITTEN
        properties.title = "政府信息公开工作年度报告审查"
        self._page_numbers()

    def add(
        self,
        text: str,
        font: str = _FANG,
        size: Pt = _BODY,
        *,
        indent: bool = True,
        align: WD_ALIGN_PARAGRAPH = _JUSTIFIED,
        with_next: bool = False,
    ) -> Paragraph:
        """A paragraph; `with_next`: no page ends behind it."""
        paragraph = self.document.add_paragraph()
        self.write(paragraph, text, font, size)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = _LEADING
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = with_next
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * size.pt)
        paragraph.alignment = align
        return paragraph

    def heading(self, text: str) -> None:
        self.add(text, _HEI, with_next=True)

    def write(self, paragraph: Paragraph, text: str, font: str, size: Pt, colour: RGBColor = _BLACK) -> None:
        run = paragraph.add_run(text)
        run.font.size = size
        run.font.name = "Times New Roman"
        run.font.color.rgb = colour
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)

    def head(self) -> None:
        """发文机关标志 in red, 35 mm below the top of the type area; the number two lines below; the red line."""
        mark = self.document.add_paragraph()
        self.write(mark, "{{ 发文机关 }}", _SONG, _MARK, _RED)
        mark.alignment = _CENTRED
        mark.paragraph_format.space_before, mark.paragraph_format.space_after = _ABOVE_MARK, Pt(0)
        number = self.add("{{ 文号 }}", indent=False, align=_CENTRED)
        number.paragraph_format.space_before = 2 * _LEADING
        borders = number._p.get_or_add_pPr()
        line = OxmlElement("w:pBdr")
        about = {"val": "single", "sz": "12", "space": "11", "color": str(_RED)}  # 1.5 pt thick, 4 mm below
        line.append(line.makeelement(qn("w:bottom"), {qn(f"w:{key}"): value for key, value in about.items()}))
        borders.insert_element_before(cast("BaseOxmlElement", line), "w:shd", "w:spacing", "w:ind", "w:jc")

    def title(self, *lines: str) -> None:
        """Two lines below the red line."""
        for at, line in enumerate(lines):
            title = self.add(line, _SONG, _TITLE, indent=False, align=_CENTRED, with_next=True)
            title.paragraph_format.line_spacing = Pt(34)
            title.paragraph_format.space_before = Pt(0) if at else 2 * _LEADING

    def signature(self) -> None:
        """The date at the right, the office centred over it."""
        self.add("", indent=False, with_next=True)
        for text, with_next in (("{{ 发文机关 }}", True), ("{{ 落款日期 }}", False)):
            line = self.add(text, align=_CENTRED, indent=False, with_next=with_next)
            line.paragraph_format.left_indent, line.paragraph_format.right_indent = _SIGNED_FROM, Pt(2 * _BODY.pt)
        self.add("{%p if 联系方式 %}")
        self.add("（联系方式：{{ 联系方式 }}）")
        self.add("{%p endif %}")

    def table(self, headings: list[str], cells: list[str], widths: list[float], loop: str) -> None:
        """A table whose middle rows say what is repeated. No row is split, and the headings stand on every page."""
        table = self.document.add_table(rows=4, cols=len(headings), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        rows = [headings, [f"{{%tr for {loop} %}}"], cells, ["{%tr endfor %}"]]
        for index, row in enumerate(rows):
            for column, text in enumerate(row):
                cell = table.rows[index].cells[column]
                cell.width = Cm(widths[column])
                paragraph = cell.paragraphs[0]
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if column == 1 and index else _CENTRED
                paragraph.paragraph_format.keep_with_next = not index
                self.write(paragraph, text, _FANG if index else _HEI, _TABLE)
            properties = table.rows[index]._tr.get_or_add_trPr()
            for name in ("w:cantSplit", *(["w:tblHeader"] if not index else [])):
                properties.append(properties.makeelement(qn(name), {}))

    def content(self) -> bytes:
        made = io.BytesIO()
        self.document.save(made)
        return steady(made.getvalue())

    def _page_numbers(self) -> None:
        """— 1 — at the outer edge, one character from it."""
        self.document.settings.odd_and_even_pages_header_footer = True
        section = self.document.sections[0]
        for footer, align in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = _NUMBER
            self.write(paragraph, "— ", "宋体", _NUMBER)
            field = paragraph._p.makeelement(qn("w:fldSimple"), {qn("w:instr"): " PAGE "})
            paragraph._p.append(field)
            self.write(paragraph, "1", "宋体", _NUMBER)
            field.append(paragraph.runs[-1]._r)
            self.write(paragraph, " —", "宋体", _NUMBER)


def notice() -> bytes:
    """整改通知书."""
    letter = _Letter()
    letter.head()
    letter.title("政府信息公开工作年度报告", "整改通知书")
    letter.add("", indent=False)
    letter.add("{{ 单位 }}：", indent=False, with_next=True)
    letter.add("{%p if 未报送 %}")
    letter.add(
        "按照《中华人民共和国政府信息公开条例》的规定，你单位应当编制、公布{{ 年度 }}政府信息公开工作年度报告。"
        "截至目前，我们没有收到、也没有查到你单位的这份报告。{{ 未报送.建议 }}以上请于{{ 整改期限 }}前办结。"
    )
    letter.add("依据：{{ 未报送.依据 }}", _KAI)
    letter.add("{%p else %}")
    letter.add(
        "根据《中华人民共和国政府信息公开条例》第四十七条，我们对你单位{{ 年度 }}政府信息公开工作年度报告进行了审查"
        "{% if 得分 %}，得分{{ 得分 }}{% endif %}。需要改正或者说明的问题有{{ 问题数 }}项，"
        "请于{{ 整改期限 }}前逐项核实、改正，重新发布后书面报送整改情况。"
        "对审查意见有异议的，请一并说明理由并附有关材料。"
    )
    letter.add("{%p endif %}")
    letter.add("{%p for 组 in 问题 %}")
    letter.heading("{{ 组.标题 }}")
    letter.add("{%p for 条 in 组.条目 %}")
    letter.add("{{ 条.序号 }}．{{ 条.问题 }}", with_next=True)
    letter.add("{%p if 条.证据 %}")
    letter.add("所在位置：{{ 条.证据 }}", _KAI)
    letter.add("{%p endif %}")
    letter.add("依据：{{ 条.依据 }}", _KAI)
    letter.add("整改建议：{{ 条.建议 }}", _KAI)
    letter.add("{%p endfor %}")
    letter.add("{%p endfor %}")
    letter.signature()
    return letter.content()


def bulletin() -> bytes:
    """通报."""
    letter = _Letter()
    letter.head()
    letter.title("关于{{ 年度 }}政府信息公开工作", "年度报告审查情况的通报")
    letter.add("", indent=False)
    letter.add(
        "根据《中华人民共和国政府信息公开条例》第四十七条，我们对{{ 年度 }}政府信息公开工作年度报告进行了审查，"
        "现将有关情况通报如下。"
    )
    letter.heading("一、总体情况")
    letter.add(
        "{% if 应报 is not none %}应当报送年度报告的单位{{ 应报 }}个，有报告{{ 已报 }}个"
        "{% if 未报送 %}，未报送{{ 未报送|length }}个{% endif %}"
        "{% if 待核实 %}，是否报送尚待核实{{ 待核实 }}个{% endif %}。{% endif %}审查年度报告{{ 审查 }}份"
        "{% if 未能审查 %}，另有{{ 未能审查 }}份文件未能读取，待补正后审查{% endif %}。"
        "{% if 审查 %}最高{{ 最高分 }}分，最低{{ 最低分 }}分，中位数{{ 中位数 }}分"
        "{% if 折合 %}（各评分表满分不同，折合为百分）{% endif %}"
        "{% if 等级 %}；其中{{ 等级 }}{% endif %}{% if 不评等级 %}，不评等级{{ 不评等级 }}份{% endif %}。{% endif %}"
    )
    letter.heading("二、主要问题")
    letter.add("{%p if not 共性问题 %}")
    letter.add("没有发现需要改正的共性问题。")
    letter.add("{%p endif %}")
    letter.add("{%p for 问题 in 共性问题 %}")
    letter.add(
        "（{{ loop.index }}）{{ 问题.问题 }}的单位{{ 问题.单位数 }}个"
        "{% if 问题.单位 %}：{{ 问题.单位|join('、') }}{% endif %}。"
    )
    letter.add("{%p endfor %}")
    letter.add("{%p if 未报送 %}")
    letter.add("未报送年度报告的单位{{ 未报送|length }}个：{{ 未报送|join('、') }}。")
    letter.add("{%p endif %}")
    letter.add("{%p if 逾期 %}")
    letter.add("逾期公布年度报告的单位{{ 逾期|length }}个：{{ 逾期|join('、') }}。")
    letter.add("{%p endif %}")
    letter.heading("三、较好的单位")
    letter.add("{%p if 较好 %}")
    letter.add(
        "没有发现错误和警告的报告{{ 较好数 }}份{% if 较好数 > 较好|length %}，其中有{% else %}："
        "{% endif %}{{ 较好|join('、') }}{% if 较好数 > 较好|length %}等{% endif %}。"
    )
    letter.add("{%p else %}")
    letter.add("本次审查的报告都有需要改正或者说明的问题，或者未能评级。")
    letter.add("{%p endif %}")
    letter.heading("四、整改要求")
    letter.add(
        "请有关单位对照整改通知书，于{{ 整改期限 }}前逐项改正并重新发布"
        "{% if 未报送 or 待核实 %}；尚未报送的，请尽快补报{% endif %}。"
    )
    letter.signature()
    letter.add("{%p if 得分 %}")
    letter.add("附：得分情况", _HEI, with_next=True).paragraph_format.page_break_before = True
    letter.add("{%p for 组 in 得分 %}")
    letter.add("{{ 组.组 }}", _KAI, with_next=True)
    letter.table(
        ["名次", "单位", "得分", "等级"],
        ["{{ 行.名次 }}", "{{ 行.单位 }}", "{{ 行.得分 }}", "{{ 行.等级 }}"],
        [1.8, 8.8, 2.2, 2.8],
        "行 in 组.单位",
    )
    letter.add("{%p endfor %}")
    letter.add("{%p endif %}")
    return letter.content()


TEMPLATES: dict[str, Callable[[], bytes]] = {"notice.docx": notice, "bulletin.docx": bulletin}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TEMPLATES.items():
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
