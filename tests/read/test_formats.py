"""Formats by content, what is said of suffixes that lie, and a format that is added."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from hegui.proving import load_draft
from hegui.read import read_content, sniff
from hegui.read.formats import formats, suffix_note
from tools.layouts import document_of


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE html>\n<html>",
        "<HTML><BODY>年度报告",
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
        "\n" * 6000 + "<html><body>年度报告</body></html>",
        "<!-- saved from url=(0022)http://www.example.gov.cn/ -->\n<html>",
        "<div>\n<p>一、总体情况</p>\n<p>2024年，我局公开信息12条。</p>\n</div>",
        "<table><tr><td>规章</td><td>0</td></tr></table>",
        "<p>一、总体情况</p>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_pages_and_pieces_of_pages_are_html(content: str, encoding: str) -> None:
    assert sniff(content.encode(encoding)) == "html"


@pytest.mark.parametrize(
    "content",
    [
        "一、总体情况\n第1行\n",
        "规章 |\n0 |\n|||\n",
        "# 年度报告\n\n正文<br>一\n\n| 规章 | 0 |\n",
        "某局年度报告\n一、总体情况\n正文\n<table><tr><td>规章</td><td>0</td></tr></table>\n三、申请情况\n正文\n",
        "<table><tr><td>规章</td><td>0</td></tr></table>\n三、申请情况\n正文\n四、复议情况\n",
        "新收申请<5件，办结>3件\n",
        "统计表：见附件\n",
        "Content-Type: text/html\n说明\n",
        "BM局年度报告\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
def test_texts_and_markdown_are_text(content: str, encoding: str) -> None:
    assert sniff(content.encode(encoding)) == "text"


def test_web_archives() -> None:
    head = (
        b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=x\r\n"
    )
    assert sniff(head) == "mhtml"
    assert sniff(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n") == "mhtml"


def test_a_text_with_a_stray_nul_byte_is_text() -> None:
    assert sniff("一、总体情况\0\n正文正文正文正文\n".encode()) == "text"


@pytest.mark.parametrize(
    ("stream", "expected"),
    [("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"), ("EncryptedPackage", "encrypted")],
)
def test_old_office_files_are_told_apart_by_their_streams(stream: str, expected: str) -> None:
    assert sniff(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["[Content_Types].xml", "word/document.xml"], "docx"),
        (["[Content_Types].xml", "xl/workbook.xml"], "xlsx"),
        (["OFD.xml", "Doc_0/Document.xml"], "ofd"),
        (["mimetype", "content.xml"], "odt"),
        (["word/报告.docx", "xl/a.xlsx"], "archive"),
        (["内部/[Content_Types].xml", "word/a.txt"], "archive"),
    ],
)
def test_zip_files_are_told_apart_by_their_directory(names: list[str], expected: str) -> None:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "PK xl/ word/")
    assert sniff(file.getvalue()) == expected


PAGE = b"<html><body><p>report</p></body></html>"


@pytest.mark.parametrize("layout", ["docx", "mhtml", "html"])
def test_a_lying_suffix_is_noted(layout: str) -> None:
    data = document_of(load_draft("town"), layout)
    lying = read_content(data, "报告.txt")
    assert lying.source.format == layout
    assert any("扩展名是 .txt" in note for note in lying.notes)
    assert not any("扩展名" in note for note in read_content(data, "报告").notes)


@pytest.mark.parametrize(
    ("path", "name", "words"),
    [
        ("报告.doc", "html", "扩展名是 .doc，内容却是网页"),
        ("报告.doc", "rtf", "内容却是RTF 文档"),
        ("报告.HTML", "pdf", "扩展名是 .html，内容却是PDF 文件"),
        ("报告.txt", "docx", "内容却是Word 文档（docx）"),
        ("a.zip/内部/报告.docx", "doc", "内容却是旧版 Word 文档"),
    ],
)
def test_what_is_said(path: str, name: str, words: str) -> None:
    assert words in (suffix_note(path, formats()[name]) or "")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("报告.wps", "doc"), ("报告.docm", "docx"), ("报告.JPG", "image"), ("报告.md", "text"),
        ("报告.jsp", "html"), ("报告.do", "text"), ("报告", "pdf"), ("报告.2024", "docx"),
    ],
)  # fmt: skip
def test_right_and_unknown_suffixes_are_not_worth_a_note(path: str, name: str) -> None:
    assert suffix_note(path, formats()[name]) is None


def test_a_page_under_the_suffix_of_a_page() -> None:
    assert read_content(PAGE, "报告.html").notes == ()


READER = """
from hegui.model.document import Document, Paragraph, Place
from hegui.read.formats import Format

def read(data, source, limits):
    return Document(source, (Paragraph(data.removeprefix(b"LEDGER").decode(), Place(line=1)),))

FORMATS = (Format("ledger", "台账", lambda content: content.data.startswith(b"LEDGER"), read, suffixes=(".ldg",)),)
"""
USE = """
import sys
import hegui.read.formats
hegui.read.formats.__path__.append(sys.argv[1])
from hegui.project.targets import find_targets
from hegui.read import read
from pathlib import Path
for row in find_targets([sys.argv[2]]).rows:
    document = read(Path(row.path))
    print(document.source.format, document.blocks[0].text, *document.notes)
"""


def test_a_reader_is_one_module(tmp_path: Path) -> None:
    """It is found in a folder by its suffix and told by its content, and nothing else names it."""
    readers, reports = tmp_path / "readers", tmp_path / "reports"
    readers.mkdir()
    reports.mkdir()
    (readers / "ledger.py").write_text(READER, encoding="utf-8")
    (reports / "a.ldg").write_bytes("LEDGER年度报告".encode())
    (reports / "b.pdf").write_bytes("LEDGER年度报告".encode())
    command = [sys.executable, "-X", "utf8", "-c", USE, str(readers), str(reports)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stdout.splitlines() == [
        "ledger 年度报告",
        "ledger 年度报告 扩展名是 .pdf，内容却是台账，已按内容读取。",
    ], done.stderr


def test_every_format_is_read_or_says_why_not() -> None:
    assert all((each.read is None) == bool(each.refusal) for each in formats().values())
    suffixes = [suffix for each in formats().values() for suffix in each.suffixes]
    assert len(suffixes) == len(set(suffixes))
