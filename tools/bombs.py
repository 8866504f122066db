"""Files made to take time or memory, bytes to megabytes: `bench.attack` measures them, `tests/attack` bounds them."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from hegui.proving import load_draft
from tools.layouts import document_of

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Bomb(NamedTuple):
    """A file of a suffix, made as large as its figure says; a thousandth of that is still a file of its kind."""

    suffix: str
    full: int
    """How many times its piece stands in it when it is as large as it was when it did harm."""
    make: Callable[[int], bytes]


def _behind_a_report(layout: str, piece: str, before: str = "\n", after: str = "") -> Callable[[int], bytes]:
    def make(count: int) -> bytes:
        return document_of(load_draft("bureau"), layout) + f"{before}{piece * count}{after}".encode()

    return make


def _page(piece: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda count: f"<!DOCTYPE html><html><body>{before}{piece * count}{after}</body></html>".encode()


def _several(layout: str) -> Callable[[int], bytes]:
    return lambda count: document_of(load_draft("bureau"), layout) * count


def _nested_mail(count: int) -> bytes:
    body = "Content-Type: text/html\r\n\r\n<p>x</p>"
    for depth in range(count):
        head = "MIME-Version: 1.0\r\n" * (depth == count - 1)
        body = f'{head}Content-Type: multipart/related; boundary="b{depth}"\r\n\r\n--b{depth}\r\n{body}\r\n--b{depth}--'
    return body.encode()


def _coded_mail(count: int) -> bytes:
    page = base64.encodebytes(_page("<td>1</td>", "<table><tr>", "</table>")(count)).decode()
    return f"MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{page}".encode()


def zip_of(files: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def _related(kind: str, target: str) -> str:
    link = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{link}</Relationships>'


def workbook(sheet: str, styles: str = "") -> bytes:
    """A workbook of one sheet with this content."""
    book = f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>'
    links = _related("worksheet", "sheet.xml").replace(
        "</R", f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></R'
    )
    return zip_of(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _related("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": links,
            "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}">{styles}</styleSheet>',
            "xl/sheet.xml": f'<worksheet xmlns="{_SHEET}">{sheet}</worksheet>',
        }
    )


def _rows(row: str) -> Callable[[int], bytes]:
    return lambda count: workbook(f"<sheetData>{row * count}</sheetData>")


def word(body: str) -> bytes:
    """A Word document with this body."""
    return zip_of(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _related("officeDocument", "word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def _words(piece: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda count: word(f"{before}{piece * count}{after}")


def _gzipped(count: int) -> bytes:
    return gzip.compress(gzip.compress(b" " * count * 1000))


_NARROW = "<row><c><v>1</v></c></row>"
_CELL = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"

BOMBS: Mapping[str, Bomb] = {
    "嵌套的元素": Bomb(".html", 200_000, _page("<div>")),
    "嵌套的表格": Bomb(".html", 60_000, _page("<table><tr><td>")),
    "嵌套的行内元素": Bomb(".html", 200_000, _page("<b>x")),
    "属性": Bomb(
        ".html", 300_000, lambda count: _page("")(0) + f"<p {' '.join(f'a{n}=1' for n in range(count))}>".encode()
    ),
    "单元格": Bomb(".html", 1_900_000, _page("<td>1</td>", "<table><tr>", "</tr></table>")),
    "行": Bomb(".html", 1_000_000, _page("<tr><td>1<td>2", "<table>", "</table>")),
    "小表格": Bomb(".html", 800_000, _page("<table><tr><td>1")),
    "很宽的单元格": Bomb(".html", 100_000, _page("<tr><td colspan=200>1</td></tr>", "<table>", "</table>")),
    "很高的单元格": Bomb(".html", 60_000, _page("<tr><td rowspan=65000>1</td></tr>", "<table>", "</table>")),
    "段落": Bomb(".html", 2_500_000, _page("<p>一二")),
    "换行": Bomb(".html", 3_000_000, _page("a<br>")),
    "样式": Bomb(
        ".html", 100_000, _page(".a{display:none}", "<style>", "</style><p>x</p>" + "<p class=a>y</p>" * 1000)
    ),
    "隐藏的元素": Bomb(".html", 300_000, _page('<p style="font-size:0">x')),
    "删去线": Bomb(".html", 1_000_000, _page("<s>x")),
    "空白": Bomb(".md", 60_000, _behind_a_report("markdown", " ", after="x")),
    "标题符号": Bomb(".md", 40_000, _behind_a_report("markdown", "#")),
    "标题符号和字": Bomb(".md", 1_000_000, _behind_a_report("markdown", "a #", "\n# ")),
    "粗体符号": Bomb(".md", 1_000_000, _behind_a_report("markdown", "**a")),
    "链接": Bomb(".md", 1_000_000, _behind_a_report("markdown", "[a](")),
    "竖线": Bomb(".md", 1_000_000, _behind_a_report("markdown", "|---", after="x")),
    "新收": Bomb(".txt", 500_000, _behind_a_report("text", "新收")),
    "新收件数": Bomb(".txt", 300_000, _behind_a_report("text", "新收5件，")),
    "数字": Bomb(".txt", 10_000_000, _behind_a_report("text", "1")),
    "中文数字": Bomb(".txt", 1_000_000, _behind_a_report("text", "一")),
    "日期": Bomb(".txt", 500_000, _behind_a_report("text", "2024年1月1日")),
    "书名号": Bomb(".txt", 1_000_000, _behind_a_report("text", "《")),
    "括号": Bomb(".txt", 1_000_000, _behind_a_report("text", "（")),
    "逗号": Bomb(".txt", 1_000_000, _behind_a_report("text", "，")),
    "空格": Bomb(".txt", 6_000_000, _behind_a_report("text", " ", after="x")),
    "短行": Bomb(".txt", 1_000_000, lambda count: b"a\n" * count),
    "报告后的短行": Bomb(".txt", 1_000_000, _behind_a_report("text", "1\n")),
    "标题行": Bomb(".txt", 300_000, _behind_a_report("text", "一、总体情况\n")),
    "重复的报告": Bomb(".txt", 1000, _several("text")),
    "重复的网页报告": Bomb(".html", 300, _several("html")),
    "工作表的行": Bomb(".xlsx", 48_000, _rows(_NARROW)),
    "工作表的空行": Bomb(".xlsx", 500_000, _rows("<row/>")),
    "工作表的单元格": Bomb(".xlsx", 1_000_000, _rows("<row><c/><c><v>1</v></c></row>")),
    "合并的单元格": Bomb(
        ".xlsx",
        20_000,
        lambda count: workbook(
            f"<sheetData>{_NARROW * 20_000}</sheetData><mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:Z{n + 1}"/>' for n in range(1, count + 1))
            + "</mergeCells>"
        ),
    ),
    "文档的段落": Bomb(".docx", 1_000_000, _words("<w:p/>")),
    "文档的字": Bomb(".docx", 400_000, _words("<w:r><w:t>一</w:t></w:r>", "<w:p>", "</w:p>")),
    "文档的单元格": Bomb(".docx", 49_000, _words(f"<w:tr>{_CELL}</w:tr>", "<w:tbl>", "</w:tbl>")),
    "文档的表格": Bomb(".docx", 100_000, _words(f"<w:tbl><w:tr>{_CELL}</w:tr></w:tbl>")),
    "嵌套的邮件": Bomb(".mht", 5_000, _nested_mail),
    "编码的网页": Bomb(".mht", 1_000_000, _coded_mail),
    "两重压缩": Bomb(".txt", 1_000_000, _gzipped),
}


def write(name: str, file: str) -> None:
    """Make a bomb as large as it was."""
    Path(file).write_bytes(BOMBS[name].make(BOMBS[name].full))
