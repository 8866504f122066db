"""Word documents as offices hand them in: one made with styles and Word's own numbers, one worked on by many hands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hegui.proving.draft import Draft
from hegui.proving.outline import Item, Line, LineKind, Picture, outline
from hegui.proving.sheets import ONE_PAGE, Sheet, SheetCell, covered, split
from tools.layouts.ooxml import IMAGE, cell, document, paragraph, row, run, table

_RUN = re.compile(r"[0-9A-Za-z.,:/%-]+|[^0-9A-Za-z.,:/%-]{1,24}")
_DIGITS = "一二三四五六七八九十"
_NUMBERED = (
    re.compile(r"(?P<number>[一二三四五六七八九十])、(?P<text>.+)"),
    re.compile(r"（(?P<number>[一二三四五六七八九十])）(?P<text>.+)"),
)
"""What Word numbers itself, by level."""

_STALE_TITLE = "关于做好2018年工作的通知"
"""Of the template from which the document was once made, as its properties still say."""


def styled(draft: Draft) -> bytes:
    """Title and headings have styles, Word numbers the headings (一、) and the parts of a section (（一）)."""
    return document(
        "".join(_Styled().blocks(draft)),
        {"styles": _STYLES, "numbering": _NUMBERING, "footer": paragraph(_field("PAGE", "1", ""))},
        _STALE_TITLE,
    )


def rough(draft: Draft) -> bytes:
    """Headings by look alone; revisions and comments still in it; table 2 in a frame, table 3 on two pages."""
    return document(
        "".join(_Rough().blocks(draft)),
        {
            "styles": _STYLES,
            "comments": f'<w:comment w:id="0" w:author="审核">{paragraph(run("请再核对数字99件", ""))}</w:comment>',
            "footnotes": f'<w:footnote w:id="2">{paragraph(run("数据来源于年度统计直报系统。", ""))}</w:footnote>',
            "header": paragraph(run("送审稿2019年", "")),
            "footer": paragraph(_field("PAGE", "1", "")),
        },
        _STALE_TITLE,
    )


def _look(font: str, size: int, more: str = "") -> str:
    """Run properties: typeface of the Chinese characters, size in points."""
    return (
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>{more}'
        f'<w:kern w:val="0"/><w:sz w:val="{2 * size}"/><w:szCs w:val="{2 * size}"/>'
    )


_PROSE = _look("仿宋_GB2312", 16)
_CELL = _look("宋体", 12)
_INDENT = '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
_CENTRED = '<w:jc w:val="center"/>'


def _runs(text: str, look: str) -> str:
    """Text in runs, digits and Latin letters apart."""
    return "".join(run(part, look) for part in _RUN.findall(text))


def _field(instruction: str, result: str, look: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instructed = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return mark.format("begin") + instructed + mark.format("separate") + run(result, look) + mark.format("end")


def _sheet_rows(sheet: Sheet) -> Iterator[str]:
    """The rows of a table; a cell that spans rows stands in each of them."""
    places = covered(sheet)
    for number in range(len(sheet.rows)):
        cells = []
        for column in range(sheet.width):
            (top, left), sheet_cell = places[number, column]
            if left == column:
                cells.append(_sheet_cell(sheet, sheet_cell, top == number))
        yield row("".join(cells))


def _sheet_cell(sheet: Sheet, sheet_cell: SheetCell, first: bool) -> str:
    merge = "" if sheet_cell.rowspan == 1 else "restart" if first else "continue"
    texts = sheet_cell.lines if first else ("",)
    content = "".join(paragraph(_runs(text, _CELL), _CENTRED) for text in texts)
    return cell(content, 9000 // sheet.width * sheet_cell.colspan, sheet_cell.colspan, merge)


class _Styled:
    """Headings by style; a number is left to Word where it is the one that Word would give."""

    def __init__(self) -> None:
        self._list = 0
        self._counted = [0, 0]

    def blocks(self, draft: Draft) -> Iterator[str]:
        for item in outline(draft):
            yield self._block(item)

    def _block(self, item: Item) -> str:
        if isinstance(item, Picture):
            return paragraph(f"<w:r><w:drawing>{_DRAWING}</w:drawing></w:r>", _CENTRED)
        if isinstance(item, Sheet):
            return table(item.width, list(_sheet_rows(item)))
        match item.kind:
            case LineKind.TITLE:
                self._list += 1
                self._counted = [0, 0]
                return paragraph(run(item.text, ""), '<w:pStyle w:val="a3"/>')
            case LineKind.HEADING:
                text, numbered = self._without_number(item.text, 0)
                return paragraph(_runs(text, ""), f'<w:pStyle w:val="{1 if numbered else 2}"/>{numbered}')
            case LineKind.PROSE:
                text, numbered = self._without_number(item.text, 1)
                return paragraph(_runs(text, _PROSE), numbered + _INDENT)
            case LineKind.SIGNATURE:
                return paragraph(_runs(item.text, _PROSE), '<w:jc w:val="right"/>')
            case _:
                return paragraph(_runs(item.text, _PROSE), _CENTRED if item.kind is LineKind.METADATA else "")

    def _without_number(self, text: str, level: int) -> tuple[str, str]:
        """The text that is left when Word numbers it, and the property that makes Word do so; else all of it."""
        match = _NUMBERED[level].fullmatch(text)
        if match is None or _DIGITS.find(match["number"]) != self._counted[level]:
            return text, ""
        self._counted[level] += 1
        if level == 0:
            self._counted[1] = 0
        return match["text"], f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{min(self._list, 2)}"/></w:numPr>'


class _Rough:
    """Everything by hand, and every kind of trace that many hands leave behind."""

    def __init__(self) -> None:
        self._paragraphs = 0
        self._first = ""

    def blocks(self, draft: Draft) -> Iterator[str]:
        self._first = draft.form.tables[0].id
        for item in outline(draft, low_reviews=True):
            if isinstance(item, Picture):
                yield paragraph(f"<w:r><w:pict>{_SHAPE}</w:pict></w:r>", _CENTRED)
            elif isinstance(item, Sheet):
                yield from self._tables(item)
            else:
                yield self._line(item)

    def _line(self, line: Line) -> str:
        match line.kind:
            case LineKind.TITLE:
                return paragraph(_runs(line.text, _look("方正小标宋简体", 22)), _CENTRED)
            case LineKind.METADATA:
                return paragraph(_text_box(paragraph(_runs(line.text, _look("宋体", 12)), _CENTRED)))
            case LineKind.HEADING:
                return paragraph(_runs(line.text, _look("黑体", 16)), _INDENT)
            case LineKind.SIGNATURE:
                return paragraph(
                    _runs(line.text, _PROSE), '<w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>'
                )
            case _:
                return self._prose(line.text)

    def _prose(self, text: str) -> str:
        """Each paragraph bears another trace."""
        self._paragraphs += 1
        middle = len(text) // 2
        first, second = _runs(text[:middle], _PROSE), _runs(text[middle:], _PROSE)
        match self._paragraphs % 6:
            case 1:  # an insertion beside a deletion, both commented on
                removed = run("全市共收到申请999件", _PROSE, "delText")
                return paragraph(
                    f'{first}<w:commentRangeStart w:id="0"/><w:del w:id="1" w:author="甲">{removed}</w:del>'
                    f'<w:ins w:id="2" w:author="乙">{second}</w:ins><w:commentRangeEnd w:id="0"/>'
                    '<w:r><w:commentReference w:id="0"/></w:r>',
                    _INDENT,
                )
            case 2:  # moved here from above
                moved = run(text, _PROSE)
                return paragraph(
                    f'<w:moveFrom w:id="3" w:author="甲">{moved}</w:moveFrom>',
                    f'{_INDENT}<w:rPr><w:moveFrom w:id="4" w:author="甲"/></w:rPr>',
                ) + paragraph(f'<w:moveTo w:id="5" w:author="甲">{first}{second}</w:moveTo>', _INDENT)
            case 3:  # in a content control
                content = paragraph(first + second, _INDENT)
                return (
                    f'<w:sdt><w:sdtPr><w:alias w:val="正文"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
                )
            case 4:  # with hidden text, and a footnote
                hidden = run("（内部掌握，共888件）", _look("仿宋_GB2312", 16, "<w:vanish/>"))
                return paragraph(f'{first}{hidden}{second}<w:r><w:footnoteReference w:id="2"/></w:r>', _INDENT)
            case 5:  # joined to what stood below by a deleted paragraph mark
                removed = '<w:rPr><w:del w:id="6" w:author="甲"/></w:rPr>'
                return paragraph(first, _INDENT + removed) + paragraph(second, _INDENT)
            case _:  # the half of it the result of a field
                return paragraph(first + _field("REF 数据", text[middle:], _PROSE), _INDENT)

    def _tables(self, sheet: Sheet) -> Iterator[str]:
        """The first table in a table of one cell, a long one on two pages with a row deleted, others as they are."""
        middle = len(sheet.rows) * 3 // 5
        if len(sheet.rows) > ONE_PAGE:
            upper, lower = split(sheet, middle)
            yield table(upper.width, list(_sheet_rows(upper)))
            yield paragraph('<w:r><w:br w:type="page"/></w:r>')
            removed = cell(paragraph(run("77", _CELL, "delText")), 9000 // lower.width) * lower.width
            first, *others = _sheet_rows(lower)
            yield table(lower.width, [row(removed, '<w:del w:id="7" w:author="甲"/>'), first, *others])
        elif sheet.id == self._first:
            inner = table(sheet.width, list(_sheet_rows(sheet)))
            yield table(1, [row(cell(inner + paragraph(""), 9000))])
        else:
            yield table(sheet.width, list(_sheet_rows(sheet)))


def _text_box(content: str) -> str:
    """A run with a text box, once as a drawing and once for programs that know none."""
    box = f"<w:txbxContent>{content}</w:txbxContent>"
    drawing = (
        '<wp:anchor><wp:extent cx="5400000" cy="360000"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    )
    shape = f'<v:shape style="width:425pt;height:28pt"><v:textbox>{box}</v:textbox></v:shape>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{drawing}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{shape}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


_DRAWING = (
    '<wp:inline><wp:extent cx="5274310" cy="6858000"/><wp:docPr id="1" name="统计表"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    f'<pic:blipFill><a:blip r:embed="{IMAGE}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
)
_SHAPE = f'<v:shape style="width:415.3pt;height:540pt"><v:imagedata r:id="{IMAGE}"/></v:shape>'

_STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
    f'<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr>{_look("黑体", 16)}</w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 1"/><w:basedOn w:val="a"/>'
    f"<w:rPr>{_look('黑体', 16)}</w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:basedOn w:val="a"/>'
    f"<w:pPr>{_CENTRED}</w:pPr><w:rPr>{_look('方正小标宋简体', 22)}</w:rPr></w:style>"
)

_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    + "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, (form, text) in enumerate((("chineseCountingThousand", "%1、"), ("japaneseCounting", "（%2）")))
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    + "".join(f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>' for level in range(2))
    + "</w:num>"
)
