"""OFD: what its pages draw is read as from a PDF; what else is in the file is told."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hegui.model.document import Document, Grid, GridCell, Paragraph
from hegui.proving.draft import Draft, load_draft
from hegui.read import read_content
from hegui.read.formats.ofd.drawing import offsets
from hegui.read.grids import is_value
from hegui.read.reader import Limits, ReadError
from tools.layouts import pdf
from tools.layouts.ofd import Canvas, body, element, entry, package
from tools.layouts.pdf import Style
from tools.strategies import clean_drafts

HEADED = "关于信息公开的说明"
STYLES = {
    "ruled": Style(),
    "plain": Style(lines="none"),
    "turned": Style(lines="strokes", landscape=True, repeats_header=True),
}


def document(data: bytes, limits: Limits = Limits()) -> Document:  # noqa: B008 -- frozen
    return read_content(data, "报告.ofd", limits=limits)


def texts(read: Document) -> list[str]:
    return [block.text for block in read.blocks if isinstance(block, Paragraph)]


def written(line: str) -> Canvas:
    """A page with this line."""
    canvas = Canvas()
    text = canvas.beginText(80, 700)
    text.setFont("", 16)
    text.textOut(line)
    canvas.drawText(text)
    canvas.showPage()
    return canvas


def file(canvas: Canvas) -> bytes:
    return package({"OFD.xml": entry(body("Doc_0/Document.xml")), **canvas.parts("Doc_0")})


def text_object(text: str, attributes: str = "") -> str:
    return (
        f'<ofd:TextObject ID="900" Boundary="28 150 150 8" Font="2" Size="5.6" {attributes}>'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(text)} 5.6">{text}</ofd:TextCode></ofd:TextObject>'
    )


def page_with(objects: str) -> Canvas:
    return Canvas(pages=[((210.0, 297.0), objects)])


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=5, deadline=None)
@given(draft=clean_drafts())
def test_the_same_pages_in_ofd_and_pdf_are_the_same_document(style: str, draft: Draft) -> None:
    def cell_in(cell: GridCell) -> tuple[object, ...]:
        """A label that stands between two rows of a table without lines may go with either."""
        between = style == "plain" and not is_value(cell.text)
        return (None if between else cell.row, cell.column, cell.rowspan, cell.colspan, cell.text)

    def blocks(read: Document) -> list[object]:
        return [
            sorted(map(cell_in, block.cells), key=str) if isinstance(block, Grid) else block.text
            for block in read.blocks
        ]

    printed = {"ruled": pdf.ruled, "plain": pdf.plain, "turned": pdf.landscape}[style](draft)
    in_pdf = read_content(printed, "报告.pdf")
    in_ofd = document(pdf.ofd(draft, STYLES[style]))
    assert blocks(in_ofd) == blocks(in_pdf)
    assert [block.place.page for block in in_ofd.blocks] == [block.place.page for block in in_pdf.blocks]


def test_text_of_templates_composites_and_annotations_is_read_and_watermarks_are_not() -> None:
    template = element(
        "Page", f'<ofd:Content><ofd:Layer ID="7">{text_object("模板上的一行字。")}</ofd:Layer></ofd:Content>'
    )
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="70" Width="210" Height="297"><ofd:Content>'
        f"{text_object('复合对象里的一行字。')}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    placed = '<ofd:CompositeObject ID="71" ResourceID="70" Boundary="0 60 210 297"/>'
    canvas = page_with(placed)
    shown = f'<ofd:Appearance Boundary="0 30 210 297">{text_object("注释里的一行字。")}</ofd:Appearance>'
    water = f'<ofd:Appearance Boundary="0 90 210 297">{text_object("内部资料")}</ofd:Appearance>'
    annotations = (
        f'<ofd:Annot ID="81" Type="Path">{shown}</ofd:Annot><ofd:Annot ID="82" Type="Watermark">{water}</ofd:Annot>'
        f'<ofd:Annot ID="83" Type="Path" Visible="false">{water}</ofd:Annot>'
    )
    parts = canvas.parts(
        "Doc_0",
        '<ofd:PublicRes>Units.xml</ofd:PublicRes><ofd:TemplatePage ID="6" BaseLoc="Tpls/Tpl.xml"/>',
        "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
    )
    content = str(parts["Doc_0/Pages/Page_0/Content.xml"])
    parts["Doc_0/Pages/Page_0/Content.xml"] = content.replace(
        "<ofd:Content>", '<ofd:Template TemplateID="6" ZOrder="Background"/><ofd:Content>'
    )
    data = package(
        {
            "OFD.xml": entry(body("Doc_0/Document.xml")),
            **parts,
            "Doc_0/Units.xml": element("Res", unit, BaseLoc="Res"),
            "Doc_0/Tpls/Tpl.xml": template,
            "Doc_0/Annots/Annotations.xml": element(
                "Annotations", '<ofd:Page PageID="1000"><ofd:FileLoc>Annot_0.xml</ofd:FileLoc></ofd:Page>'
            ),
            "Doc_0/Annots/Annot_0.xml": element("PageAnnot", annotations),
        }
    )
    assert texts(document(data)) == ["模板上的一行字。", "注释里的一行字。", "复合对象里的一行字。"]


def test_what_does_not_show_is_no_text() -> None:
    hidden = text_object("看不见的字。", 'Visible="false"') + text_object("没有着色的字。", 'Fill="false"')
    shown = text_object("看得见的字。").replace("28 150", "28 100")
    askew = text_object("印章上的字", 'CTM="0.7 0.7 -0.7 0.7 0 0"').replace("28 150", "28 200")
    assert texts(document(file(page_with(hidden + shown + askew)))) == ["看得见的字。"]


def test_glyphs_that_stand_for_no_character_are_marked_and_many_of_them_make_a_page_unread() -> None:
    some = "申请数量为\ue001件，其余各项都在表中逐一列明。"
    read = document(file(page_with(text_object(some))))
    assert texts(read) == [some.replace("\ue001", "\ufffd")]
    assert any("字体没有标明" in note for note in read.notes)
    with pytest.raises(ReadError, match="字体没有标明各个字形是什么字"):
        document(file(page_with(text_object("\ue001" * 30))))


LETTERS = "申请数量为其余各项都在表中逐一列明零件不予公开"


def embedded_font(letters: str, named: bool = False, codes: Mapping[str, int] | None = None) -> tuple[bytes, list[str]]:
    """A font with these letters, and the order of its glyphs by the letters they draw. `named`: whether they are named.
    `codes`: under which the font knows them, where they are not their own."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    from tools.fonts import FONT

    font = TTFont(FONT)
    pruning = subset.Subsetter(subset.Options(glyph_names=named, notdef_outline=True))
    pruning.populate(text=letters)
    pruning.subset(font)
    cmap = font.getBestCmap()
    order = ["".join(chr(code) for code, name in cmap.items() if name == glyph) for glyph in font.getGlyphOrder()]
    if codes is not None:
        for table in font["cmap"].tables:
            table.cmap = {codes.get(chr(code), code): name for code, name in table.cmap.items()}
    if not named:
        font["post"].formatType = 3.0
    stream = BytesIO()
    font.save(stream)
    return stream.getvalue(), order


def in_own_codes(text: str, order: list[str], *, mapped: bool) -> str:
    """A text object whose characters are codes for private use, one for each glyph; `mapped` names the glyphs too."""
    glyphs = [order.index(letter) for letter in text]
    drawn = text_object("".join(chr(0xE000 + glyph) for glyph in glyphs))
    transform = (
        f'<ofd:CGTransform CodePosition="0" CodeCount="{len(glyphs)}" GlyphCount="{len(glyphs)}">'
        f"<ofd:Glyphs>{' '.join(map(str, glyphs))}</ofd:Glyphs></ofd:CGTransform>"
    )
    return drawn.replace("<ofd:TextCode", f"{transform}<ofd:TextCode") if mapped else drawn


def with_font(objects: str, font: bytes) -> bytes:
    listed = '<ofd:Fonts><ofd:Font ID="2" FontName="F"><ofd:FontFile>font_2.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>'
    parts = page_with(objects).parts("Doc_0")
    parts |= {"Doc_0/PublicRes.xml": element("Res", listed, BaseLoc="Res"), "Doc_0/Res/font_2.ttf": font}
    return package({"OFD.xml": entry(body("Doc_0/Document.xml")), **parts})


SENTENCE = "申请数量为零件，其余各项都在表中逐一列明。"


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("mapped", [True, False])
def test_text_in_codes_of_an_embedded_font_is_told_by_the_font(named: bool, mapped: bool) -> None:
    letters = "".join(sorted({*LETTERS, *SENTENCE}))
    font, order = embedded_font(letters, named=named)
    if not mapped:  # the font itself knows the codes, and the characters beside them
        from fontTools.ttLib import TTFont

        own = TTFont(BytesIO(font))
        for table in own["cmap"].tables:
            if table.isUnicode():
                table.cmap |= {0xE000 + order.index(letter): table.cmap[ord(letter)] for letter in letters}
        stream = BytesIO()
        own.save(stream)
        font = stream.getvalue()
    assert texts(document(with_font(in_own_codes(SENTENCE, order, mapped=mapped), font))) == [SENTENCE]


def test_codes_that_a_font_gave_out_in_a_row_tell_nothing() -> None:
    """A font made for one file may know its glyphs by any codes: 申 by that of 一, 请 by that of 丁."""
    letters = "".join(sorted({*SENTENCE}))
    font, order = embedded_font(letters, codes={letter: 0x4E00 + index for index, letter in enumerate(letters)})
    with pytest.raises(ReadError, match="字体没有标明各个字形是什么字"):
        document(with_font(in_own_codes(SENTENCE, order, mapped=True), font))


@pytest.mark.parametrize("witness", ["right", "wrong", "none"])
def test_digits_of_a_font_are_believed_where_other_text_bears_it_out(witness: str) -> None:
    given = {digit: ord(digit) if witness != "wrong" else 0x30 + (int(digit) + 3) % 10 for digit in "0123456789"}
    font, order = embedded_font("0123456789", codes=given)
    digits = in_own_codes("2047", order, mapped=True)
    seen = in_own_codes("13589", order, mapped=True).replace("28 150", "28 100")
    for letter in "13589":
        seen = seen.replace(chr(0xE000 + order.index(letter)), letter)
    objects = digits if witness == "none" else seen + digits
    lines = text_object(LETTERS).replace("28 150", "28 200").replace('Font="2"', 'Font="3"')
    read = "".join(texts(document(with_font(objects + lines, font))))
    assert ("2047" in read) == (witness == "right")
    assert ("\ufffd" * 4 in read) == (witness != "right")


@pytest.mark.parametrize("content", [b"", b"OTTO", b"\0\1\0\0" + bytes(60)])
def test_a_damaged_font_tells_nothing(content: bytes) -> None:
    with pytest.raises(ReadError, match="字体没有标明各个字形是什么字"):
        document(with_font(text_object("\ue001" * 30), content))


def test_signatures_and_attachments_are_named_and_not_judged() -> None:
    listed = element("Signatures", '<ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/>' * 2)
    attached = element(
        "Attachments", '<ofd:Attachment ID="1" Name="统计表.xlsx"><ofd:FileLoc>a</ofd:FileLoc></ofd:Attachment>'
    )
    parts = written(HEADED).parts("Doc_0", after="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>")
    data = package(
        {
            "OFD.xml": entry(body("Doc_0/Document.xml", "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>")),
            **parts,
            "Doc_0/Signs/Signatures.xml": listed,
            "Doc_0/Attachs/Attachments.xml": attached,
        }
    )
    read = document(data)
    assert texts(read) == [HEADED]
    assert read.notes == (
        "OFD 文件带有 2 处电子签名或签章，没有验证其真伪。",
        "OFD 文件带有附件（统计表.xlsx），附件没有审查。",
    )


def test_several_documents_are_read_one_after_the_other() -> None:
    first, second = written("第一个文档。"), written("第二个文档。")
    bodies = entry(body("Doc_0/Document.xml"), body("Doc_1/Document.xml"))
    read = document(package({"OFD.xml": bodies, **first.parts("Doc_0"), **second.parts("Doc_1")}))
    assert texts(read) == ["第一个文档。", "第二个文档。"]
    assert [block.place.page for block in read.blocks] == [1, 2]
    assert read.notes == ("OFD 文件中有 2 个文档，已依次读取，页码连续计算。",)


def test_the_current_version_of_a_document_is_read() -> None:
    old, new = written("旧稿。"), written("定稿。")
    versions = '<ofd:Versions><ofd:Version ID="1" Index="2" Current="true" BaseLoc="Doc_0/Ver.xml"/></ofd:Versions>'
    version = element("DocVersion", "<ofd:DocRoot>../Doc_1/Document.xml</ofd:DocRoot>", ID="1")
    data = package(
        {
            "OFD.xml": entry(body("Doc_0/Document.xml", versions)),
            "Doc_0/Ver.xml": version,
            **old.parts("Doc_0"),
            **new.parts("Doc_1"),
        }
    )
    assert texts(document(data)) == ["定稿。"]


def scanned() -> bytes:
    """A page that is a picture."""
    stream = BytesIO()
    Image.new("L", (1240, 1754), 255).save(stream, "PNG")
    canvas = page_with('<ofd:ImageObject ID="9" Boundary="0 0 210 297" ResourceID="50"/>')
    canvas.pictures[50] = stream.getvalue()
    return file(canvas)


def test_a_scan_is_told_as_one() -> None:
    with pytest.raises(ReadError, match=r"各页都是图片（扫描件），没有文字可读.*--ocr"):
        document(scanned())


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"OFD.xml": "<ofd:OFD"}, "XML 已损坏"),
        ({"OFD.xml": element("OFD", "")}, "已损坏或不完整"),
        ({"OFD.xml": element("OFD", ""), "Encryptions.xml": element("Encryptions", "")}, "已加密"),
        ({"OFD.xml": entry(body("Doc_0/Document.xml"))}, "已损坏或不完整"),
        ({"OFD.xml": entry(body("../../etc/passwd"))}, "已损坏或不完整"),
        ({"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + element("OFD", "&b;").partition("?>")[2]}, "实体"),
    ],
)
def test_what_cannot_be_read_is_told(parts: dict[str, str | bytes], words: str) -> None:
    with pytest.raises(ReadError, match=words):
        document(package(parts))


def test_a_file_beyond_the_limits_is_refused() -> None:
    canvas = written("一页。")
    canvas.pages *= 4
    with pytest.raises(ReadError, match=r"OFD 共 4 页（上限 3 页）"):
        document(file(canvas), Limits(pages=3))
    with pytest.raises(ReadError, match="字符过多"):
        document(file(page_with(text_object("字" * 100_001))))


def test_drawings_that_place_themselves_end() -> None:
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="70"><ofd:Content>'
        f'{text_object("字。")}<ofd:CompositeObject ID="71" ResourceID="70" Boundary="0 0 210 297"/>'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    canvas = page_with('<ofd:CompositeObject ID="71" ResourceID="70" Boundary="0 0 210 297"/>')
    parts = canvas.parts("Doc_0", "<ofd:PublicRes>Units.xml</ofd:PublicRes>")
    data = package({"OFD.xml": entry(body("Doc_0/Document.xml")), **parts, "Doc_0/Units.xml": element("Res", unit)})
    assert texts(document(data))[0].startswith("字。")


@given(st.lists(st.floats(-99, 99).map(lambda each: round(each, 3)), max_size=30), st.integers(1, 5))
def test_offsets_repeat_as_they_say(values: list[float], times: int) -> None:
    """A run written as `g` is the same offsets written out."""
    short = " ".join(f"g {times} {value:g}" for value in values)
    long = " ".join(f"{value:g}" for value in values for _ in range(times))
    assert offsets(short) == offsets(long)


def test_the_drafts_of_the_packs_print_without_loss() -> None:
    read = document(pdf.ofd(load_draft("county")))
    assert sum(isinstance(block, Grid) for block in read.blocks) == 3
