"""Formats by content."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from hegui.read.sniff import sniff


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
