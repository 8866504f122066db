"""The templates of letters that come with hegui: `python -m tools.templates DIR` writes them.

An office changes its copy in Word. Type area, fonts and sizes follow GB/T 9704—2012 (党政机关公文格式).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from hegui.output.docx.letters import steady

_SONG, _FANG, _HEI, _KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_BODY, _TITLE, _TABLE = Pt(16), Pt(22), Pt(12)
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
        properties = self.document.core_properties
        properties.author = properties.last_modified_by = ""
        properties.created = properties.modified = _WRITTEN
        properties.title = "政府信息公开工作年度报告审查"

    def add(
        self,
        text: str,
        font: str = _FANG,
        size: Pt = _BODY,
        *,
        indent: bool = True,
        align: WD_ALIGN_PARAGRAPH = _JUSTIFIED,
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        self.write(paragraph, text, font, size)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = _LEADING
        paragraph.paragraph_format.space_after = Pt(0)
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * size.pt)
        paragraph.alignment = align
        return paragraph

    def write(self, paragraph: Paragraph, text: str, font: str, size: Pt) -> None:
        run = paragraph.add_run(text)
        run.font.size = size
        run.font.name = "Times New Roman"
        run.font.color.rgb = RGBColor(0, 0, 0)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)

    def title(self, *lines: str) -> None:
        for line in lines:
            self.add(line, _SONG, _TITLE, indent=False, align=_CENTRED).paragraph_format.line_spacing = Pt(34)

    def signature(self) -> None:
        self.add("", indent=False)
        self.add("{{ 发文机关 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False).paragraph_format.right_indent = Pt(
            2 * _BODY.pt
        )
        self.add("{{ 落款日期 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False).paragraph_format.right_indent = Pt(
            2 * _BODY.pt
        )
        self.add("{%p if 联系方式 %}")
        self.add("（联系方式：{{ 联系方式 }}）")
        self.add("{%p endif %}")

    def table(self, headings: list[str], cells: list[str], widths: list[float], loop: str) -> None:
        """A table whose middle rows say what is repeated."""
        table = self.document.add_table(rows=4, cols=len(headings), style="Table Grid")
        table.autofit = False
        rows = [headings, [f"{{%tr for {loop} %}}"], cells, ["{%tr endfor %}"]]
        for index, row in enumerate(rows):
            for column, text in enumerate(row):
                cell = table.rows[index].cells[column]
                cell.width = Cm(widths[column])
                paragraph = cell.paragraphs[0]
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if column == 1 and index else _CENTRED
                self.write(paragraph, text, _FANG if index else _HEI, _TABLE)
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))

    def content(self) -> bytes:
        made = io.BytesIO()
        self.document.save(made)
        return steady(made.getvalue())


def notice() -> bytes:
    """整改通知书."""
    letter = _Letter()
    letter.title("政府信息公开工作年度报告", "整改通知书")
    letter.add("{%p if 文号 %}")
    letter.add("{{ 文号 }}", indent=False, align=_CENTRED)
    letter.add("{%p endif %}")
    letter.add("", indent=False)
    letter.add("{{ 单位 }}：", indent=False)
    letter.add(
        "根据《中华人民共和国政府信息公开条例》第四十七条，我们对你单位{{ 年度 }}政府信息公开工作年度报告进行了审查"
        "{% if 得分 %}，得分{{ 得分 }}{% endif %}。需要改正或者说明的问题有{{ 问题数 }}项，"
        "请于{{ 整改期限 }}前逐项核实、改正，重新发布后书面报送整改情况。"
        "对审查意见有异议的，请一并说明理由并附有关材料。"
    )
    letter.add("{%p for 组 in 问题 %}")
    letter.add("{{ 组.标题 }}", _HEI)
    letter.add("{%p for 条 in 组.条目 %}")
    letter.add("{{ 条.序号 }}．{{ 条.名称 }}。{{ 条.问题 }}")
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
    letter.title("关于{{ 年度 }}政府信息公开工作", "年度报告审查情况的通报")
    letter.add("{%p if 文号 %}")
    letter.add("{{ 文号 }}", indent=False, align=_CENTRED)
    letter.add("{%p endif %}")
    letter.add("", indent=False)
    letter.add(
        "根据《中华人民共和国政府信息公开条例》第四十七条，我们对{{ 年度 }}政府信息公开工作年度报告进行了审查，"
        "现将有关情况通报如下。"
    )
    letter.add("一、总体情况", _HEI)
    letter.add(
        "{% if 应报 %}应当报送年度报告的单位{{ 应报 }}个，{% endif %}审查年度报告{{ 审查 }}份"
        "{% if 未能审查 %}，另有{{ 未能审查 }}份文件未能读取，待补正后审查{% endif %}。"
        "最高{{ 最高分 }}分，最低{{ 最低分 }}分，中位数{{ 中位数 }}分"
        "{% if 折合 %}（各评分表满分不同，折合为百分）{% endif %}"
        "{% if 等级 %}；其中{{ 等级 }}{% endif %}{% if 不评等级 %}，不评等级{{ 不评等级 }}份{% endif %}。"
    )
    letter.add("二、主要问题", _HEI)
    letter.add("{%p if not 共性问题 %}")
    letter.add("没有发现需要改正的共性问题。")
    letter.add("{%p endif %}")
    letter.add("{%p for 问题 in 共性问题 %}")
    letter.add("（{{ loop.index }}）{{ 问题.名称 }}，不符合要求的单位{{ 问题.单位数 }}个。")
    letter.add("{%p endfor %}")
    letter.add("{%p if 未报送 %}")
    letter.add("未报送年度报告的单位{{ 未报送|length }}个：{{ 未报送|join('、') }}。")
    letter.add("{%p endif %}")
    letter.add("{%p if 逾期 %}")
    letter.add("逾期公布年度报告的单位{{ 逾期|length }}个：{{ 逾期|join('、') }}。")
    letter.add("{%p endif %}")
    letter.add("三、较好的单位", _HEI)
    letter.add("{%p if 较好 %}")
    letter.add(
        "没有发现错误和警告的报告{{ 较好数 }}份{% if 较好数 > 较好|length %}，其中有{% else %}："
        "{% endif %}{{ 较好|join('、') }}{% if 较好数 > 较好|length %}等{% endif %}。"
    )
    letter.add("{%p else %}")
    letter.add("本次审查的报告都有需要改正或者说明的问题。")
    letter.add("{%p endif %}")
    letter.add("四、整改要求", _HEI)
    letter.add("请有关单位对照整改通知书，于{{ 整改期限 }}前逐项改正并重新发布；尚未报送的，请尽快补报。")
    letter.signature()
    letter.add("附：得分情况", _HEI).paragraph_format.page_break_before = True
    letter.add("{%p for 组 in 得分 %}")
    letter.add("{{ 组.组 }}", _KAI)
    letter.table(
        ["名次", "单位", "得分", "等级"],
        ["{{ 行.名次 }}", "{{ 行.单位 }}", "{{ 行.得分 }}", "{{ 行.等级 }}"],
        [2, 9, 2.3, 2.3],
        "行 in 组.单位",
    )
    letter.add("{%p endfor %}")
    return letter.content()


TEMPLATES: dict[str, Callable[[], bytes]] = {"notice.docx": notice, "bulletin.docx": bulletin}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TEMPLATES.items():
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
