"""A page that Word exported: style soup, sentences split over spans, cells of several paragraphs."""

from __future__ import annotations

import re
from html import escape

from hegui.proving.draft import Draft
from hegui.proving.layouts import html_spans, html_table
from hegui.proving.outline import Item, LineKind, Picture, outline
from hegui.proving.sheets import Sheet, SheetCell

_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset={charset}">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml>
 <w:WordDocument>
  <w:View>Normal</w:View>
  <w:Zoom>0</w:Zoom>
  <w:PunctuationKerning/>
 </w:WordDocument>
</xml><![endif]-->
<style>
<!--
{styles}
-->
</style>
</head>
<body lang=ZH-CN style='tab-interval:21.0pt;text-justify-trim:punctuation'>
<div class=WordSection1 style='layout-grid:15.6pt'>
"""

_FACES = ("宋体", "黑体", "仿宋", "楷体", "微软雅黑", "Calibri", "Cambria Math", "Times New Roman", "方正小标宋简体")

_STYLES = "\n".join(
    f' @font-face\n\t{{font-family:"{face}";\n\tpanose-1:2 1 6 0 3 1 1 1 1 {index};\n\tmso-font-charset:134;\n'
    "\tmso-generic-font-family:auto;\n\tmso-font-pitch:variable;\n\tmso-font-signature:3 680460288 22 0 262145 0;}"
    for index, face in enumerate(_FACES)
) + "".join(
    f"\n p.{name}, li.{name}, div.{name}\n\t{{mso-style-unhide:no;\n\tmargin:0cm;\n\ttext-align:justify;\n"
    '\ttext-justify:inter-ideograph;\n\tmso-pagination:none;\n\tfont-size:10.5pt;\n\tfont-family:"Calibri",sans-serif;\n'
    '\tmso-fareast-font-family:宋体;\n\tmso-bidi-font-family:"Times New Roman";\n\tmso-font-kerning:1.0pt;}'
    for name in ("MsoNormal", "MsoHeader", "MsoFooter", "MsoListParagraph", "MsoNormalTable")
)

_PARAGRAPHS = {
    LineKind.TITLE: (
        "align=center style='text-align:center;line-height:35.0pt'",
        "font-size:22.0pt;font-family:方正小标宋简体",
    ),
    LineKind.METADATA: ("align=center style='text-align:center'", "font-size:12.0pt;font-family:宋体;color:gray"),
    LineKind.PROSE: ("style='text-indent:32.0pt;line-height:28.0pt'", "font-size:16.0pt;font-family:仿宋"),
    LineKind.HEADING: ("style='text-indent:32.0pt;line-height:28.0pt'", "font-size:16.0pt;font-family:黑体"),
    LineKind.SIGNATURE: (
        "align=right style='text-align:right;line-height:28.0pt'",
        "font-size:16.0pt;font-family:仿宋",
    ),
    LineKind.TAIL: ("style='line-height:28.0pt'", "font-size:16.0pt;font-family:仿宋"),
}

_CELL_STYLE = "border:solid windowtext 1.0pt;border-left:none;padding:0cm 5.4pt 0cm 5.4pt"
_CELL_FONT = "font-size:12.0pt;font-family:宋体"
_RUN = re.compile(r"[0-9A-Za-z.,:/%-]+|[^0-9A-Za-z.,:/%-]{1,24}")


def render(draft: Draft) -> bytes:
    """The page in UTF-8."""
    return page(draft, "utf-8").encode()


def page(draft: Draft, charset: str) -> str:
    """The page as text that declares this charset."""
    head = _HEAD.format(charset=charset, styles=_STYLES)
    return head + content(draft) + "\n</div>\n</body>\n</html>\n"


def content(draft: Draft) -> str:
    """Everything from title to end, as it is pasted into the editor of a website."""
    return "\n".join(block(item) for item in outline(draft))


def block(item: Item) -> str:
    """A paragraph, table or picture as Word writes it."""
    if isinstance(item, Picture):
        image = f'<img width=553 height=720 src="{item.table}.files/image001.png">'
        return f"<p class=MsoNormal align=center><span lang=EN-US>{image}</span></p>"
    if isinstance(item, Sheet):
        opening = (
            "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 width=619 "
            "style='width:464.0pt;border-collapse:collapse;border:none;mso-border-alt:solid windowtext .5pt'>"
        )
        return html_table(item, opening, "<tr style='mso-yfti-irow:0;height:19.85pt'>", _cell)
    attributes, font = _PARAGRAPHS[item.kind]
    return f"<p class=MsoNormal {attributes}>{_runs(item.text, font)}<span lang=EN-US><o:p></o:p></span></p>"


def _runs(text: str, font: str) -> str:
    """Text in runs: digits and Latin letters apart, long sentences cut anywhere."""
    return "".join(
        f"<span lang=EN-US style='{font}'>{escape(run)}</span>"
        if run.isascii()
        else f"<span style='{font}'>{escape(run, quote=False)}</span>"
        for run in _RUN.findall(text)
    )


def _cell(cell: SheetCell) -> str:
    paragraphs = "".join(
        f"<p class=MsoNormal align=center style='text-align:center'>{_runs(part, _CELL_FONT) if part else _BLANK}</p>"
        for part in cell.lines
    )
    return f"<td width=62{html_spans(cell)} style='{_CELL_STYLE}'>{paragraphs}</td>"


_BLANK = "<span lang=EN-US style='font-size:12.0pt;font-family:宋体'><o:p>&nbsp;</o:p></span>"
