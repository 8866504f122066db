"""A picture of a table within a text is read where the text is, in every format that can hold one."""

from __future__ import annotations

import base64
import io
import pickle
import re
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path

import pytest

from environments import made_once
from hegui.judge.report import judge
from hegui.model.document import Document, Grid, Paragraph, Place, Source
from hegui.model.rule import Result
from hegui.proving import load_draft
from hegui.read import read_content
from hegui.read.embedded import embedded
from hegui.read.formats.ocr import read_within
from hegui.read.formats.ocr.scan import Reading, read_scan
from hegui.read.reader import Limits
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet
from tools.layouts import document_of
from tools.layouts.ofd import Canvas, body, entry, package
from tools.scanning import printed, saved

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(map(find_spec, ("rapidocr", "cv2", "reportlab"))),
        reason="没有安装识别组件（pip install 'hegui[ocr]'）或 reportlab",
    ),
]

BEFORE, AFTER = "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况"
WIDTH = 440.0
"""Points that the picture is wide on its page."""
NUMBERS = ["1", "0", "0", "1", "2", "0", "0", "0", "0", "0", "0", "0", "0", "1", "1"]


def table_picture() -> bytes:
    """Table 4 of the clean sample as a screenshot."""
    page = printed(load_draft("bureau"))[3]
    grid = [block for block in read_content(document_of(load_draft("bureau"), "pdf"), "").blocks if _is_last(block)][-1]
    assert grid.place.box
    left, top, right, bottom = (int(side * 200 / 72) for side in grid.place.box)
    return saved([page[top - 16 : bottom + 16, left - 16 : right + 16]], "PNG")


def _is_last(block: object) -> bool:
    return isinstance(block, Grid) and block.place.page == 4


@pytest.fixture(scope="session")
def picture() -> bytes:
    return table_picture()


@pytest.fixture(scope="session")
def reading(tmp_path_factory: pytest.TempPathFactory, picture: bytes) -> Reading:
    """What is recognised in the picture, once for all formats."""

    def make(folder: Path) -> None:
        from hegui.read.formats.ocr.pictures import picture_of
        from hegui.read.formats.ocr.scan import reading_of

        shown = picture_of(picture, 1, Limits())
        assert shown
        (folder / "reading").write_bytes(pickle.dumps(reading_of(shown)))

    kept: Reading = pickle.loads((made_once(tmp_path_factory, "reading within", make) / "reading").read_bytes())
    return kept


@pytest.fixture
def recognised_once(monkeypatch: pytest.MonkeyPatch, reading: Reading) -> None:
    for module in ("scan", "within"):
        monkeypatch.setattr(f"hegui.read.formats.ocr.{module}.reading_of", lambda _: reading)


def in_html(picture: bytes) -> bytes:
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    return f'<html><body><p>{BEFORE}</p><p><img src="{address}"></p><p>{AFTER}</p></body></html>'.encode()


def in_mhtml(picture: bytes) -> bytes:
    message = EmailMessage()
    message.set_content(
        f'<html><body><p>{BEFORE}</p><p><img src="http://a.gov.cn/4.png"></p><p>{AFTER}</p></body></html>',
        subtype="html",
    )
    message.add_related(picture, "image", "png", headers=["Content-Location: http://a.gov.cn/4.png"])
    return b"MIME-Version: 1.0\r\n" + message.as_bytes()


def in_word(picture: bytes) -> bytes:
    from docx import Document as Word
    from docx.shared import Pt

    word = Word()
    word.add_paragraph(BEFORE)
    word.add_picture(io.BytesIO(picture), Pt(WIDTH))
    word.add_paragraph(AFTER)
    return _saved(word)


def in_excel(picture: bytes) -> bytes:
    import openpyxl
    from openpyxl.drawing.image import Image

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "表四"
    sheet["A1"] = BEFORE
    sheet.add_image(Image(io.BytesIO(picture)), "A3")
    return _saved(book)


def in_markdown(picture: bytes) -> bytes:
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    return f"# 年度报告\n\n{BEFORE}\n\n![]({address})\n\n{AFTER}\n".encode()


def in_pdf(picture: bytes) -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas as PdfCanvas

    from tools.layouts.pdf_type import font

    stream = io.BytesIO()
    canvas = PdfCanvas(stream, pagesize=(595, 842))
    for line, y in ((BEFORE, 700), (AFTER, 450)):
        canvas.setFont(font(), 14)
        canvas.drawString(80, y, line)
    image = ImageReader(io.BytesIO(picture))
    wide, high = image.getSize()
    canvas.drawImage(image, 80, 500, WIDTH, WIDTH * high / wide)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def in_ofd(picture: bytes) -> bytes:
    canvas = Canvas()
    for line, y in ((BEFORE, 700), (AFTER, 450)):
        text = canvas.beginText(80, y)
        text.setFont("", 14)
        text.textOut(line)
        canvas.drawText(text)
    canvas.showPage()
    (size, objects), millimetres = canvas.pages[0], 25.4 / 72
    box = f"{80 * millimetres:.3f} 70 {WIDTH * millimetres:.3f} 30"
    canvas.pages[0] = (size, f'{objects}<ofd:ImageObject ID="900" Boundary="{box}" ResourceID="50"/>')
    canvas.pictures[50] = picture
    return package({"OFD.xml": entry(body("Doc_0/Document.xml")), **canvas.parts("Doc_0")})


def _saved(file: object) -> bytes:
    stream = io.BytesIO()
    file.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


HELD = {
    "html": in_html,
    "mhtml": in_mhtml,
    "docx": in_word,
    "xlsx": in_excel,
    "text": in_markdown,
    "pdf": in_pdf,
    "ofd": in_ofd,
}


def recognised(data: bytes, name: str) -> Document:
    if name in ("pdf", "ofd"):
        return read_scan(data, Source("报告", "", name), Limits())
    return read_within(read_content(data, "报告"), data, Limits())


@pytest.mark.usefixtures("recognised_once")
@pytest.mark.parametrize("name", HELD)
def test_it_stands_between_what_stands_around_it(name: str, picture: bytes) -> None:
    data = HELD[name](picture)
    plain = read_content(data, "报告")
    assert plain.source.format == name
    assert len(plain.pictures) == 1
    document = recognised(data, name)
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.cells if cell.row == 3] == NUMBERS
    texts = [block.text if isinstance(block, Paragraph) else "表" for block in document.blocks]
    assert texts[texts.index(BEFORE) :] == [BEFORE, "表", *([] if name == "xlsx" else [AFTER])]
    ordinals = [block.place.paragraph for block in document.blocks if isinstance(block, Paragraph)]
    assert ordinals == list(range(1, len(ordinals) + 1))
    assert document.source.ocr
    assert document.source.is_recognised(grid.place.page)
    if name not in ("pdf", "ofd"):
        assert not document.source.is_recognised(document.blocks[0].place.page)
    assert not document.pictures
    assert "识别（OCR）" in document.notes[0]


@pytest.mark.usefixtures("recognised_once")
def test_a_report_with_a_table_as_a_picture_is_judged_by_its_numbers(picture: bytes, ruleset: RuleSet) -> None:
    page = document_of(load_draft("bureau")).decode()
    last = list(re.finditer("<table.*?</table>", page, re.S))[-1]
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    data = f'{page[: last.start()]}<p><img src="{address}"></p>{page[last.end() :]}'.encode()
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    true = recognise(read_content(page.encode(), "报告.html"), knowledge)
    found = recognise(recognised(data, "html"), knowledge)
    for name, table in true.tables.items():
        assert {path: cell.raw for path, cell in found.tables[name].cells.items()} == {
            path: cell.raw for path, cell in table.cells.items()
        }
    verdicts = judge(found, ruleset)
    assert [verdict.rule for verdict in verdicts if verdict.result in (Result.FAIL, Result.ERROR)] == []
    wrong = recognise(
        recognised(data.replace("新收政府信息公开申请26件".encode(), "新收政府信息公开申请62件".encode()), "html"),
        knowledge,
    )
    verdict = next(each for each in judge(wrong, ruleset) if each.rule == "figure-new-requests")
    assert [evidence.ocr for finding in verdict.findings for evidence in finding.evidence] == [False, False]


def test_a_picture_that_is_no_table_stays_a_picture(
    monkeypatch: pytest.MonkeyPatch, picture: bytes, reading: Reading
) -> None:
    from dataclasses import replace

    words = Reading(replace(reading.page, glyphs=reading.page.glyphs[:8], lines=[]), ())
    for module in ("scan", "within"):
        monkeypatch.setattr(f"hegui.read.formats.ocr.{module}.reading_of", lambda _: words)
    for name in ("html", "pdf"):
        data = HELD[name](picture)
        assert recognised(data, name).blocks == read_content(data, "报告").blocks
        assert not recognised(data, name).source.ocr
        assert len(recognised(data, name).pictures) == 1


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"GIF89a"])
def test_a_picture_that_cannot_be_shown_stays_a_picture(content: bytes) -> None:
    data = in_html(content + bytes(3000))
    document = read_content(data, "报告")
    assert read_within(document, data, Limits()) == document


@pytest.mark.parametrize(
    ("address", "content"),
    [
        ("data:image/png;base64,QUJD", b"ABC"),
        ("data:image/png;base64,QU JD\n", b"ABC"),
        (" DATA:image/svg+xml;charset=utf-8,%3Csvg/%3E", b"<svg/>"),
        ("data:image/png;base64,@@", None),
        ("data:text/html;base64,QUJD", None),
        ("images/4.png", None),
        ("", None),
    ],
)
def test_what_stands_in_an_address(address: str, content: bytes | None) -> None:
    assert embedded(address) == content


def test_pictures_in_cells_keep_their_place_when_tables_are_counted_anew() -> None:
    from hegui.model.document import Picture
    from hegui.read.formats.ocr.within import _put_in

    grid = Grid((), 1, 2, Place(table=7))
    before, after = Paragraph("甲", Place(paragraph=3)), Paragraph("乙", Place(paragraph=9))
    read, kept, in_cell = (
        Picture(Place(paragraph=3), "a"),
        Picture(Place(paragraph=9), "b"),
        Picture(Place(table=7, row=1, column=2), "c"),
    )
    document = Document(Source("", "", "html"), (before, grid, after), pictures=(read, kept, in_cell))
    whole = _put_in(document, {read: (Grid((), 1, 1, Place(page=1, table=1)),)})
    places = [(block.place.paragraph, block.place.table) for block in whole.blocks]
    assert places == [(1, None), (None, 1), (None, 2), (2, None)]
    assert [each.place for each in whole.pictures] == [Place(paragraph=2), Place(table=1, row=1, column=2)]
