"""Web archives."""

from __future__ import annotations

import base64
import quopri

import pytest

from hegui.model.document import Document, Grid, Paragraph, Source
from hegui.read.formats.html import read_mhtml
from hegui.read.reader import Limits, ReadError

PAGE = (
    '<html><head><meta charset="gb2312"><title>年度报告</title></head><body><p>一、总体情况</p>'
    "<table><tr><td>规章</td><td>0</td></tr></table></body></html>"
)


def archive(*parts: tuple[str, str, str, bytes]) -> bytes:
    """Parts: content type, charset, transfer encoding, content as it stands in the file."""
    pieces = [b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\nArchive\r\n']
    for kind, charset, transfer, content in parts:
        head = f"--b\r\nContent-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
        pieces += [head.encode(), content, b"\r\n"]
    return b"".join([*pieces, b"--b--\r\n"])


def read(data: bytes) -> Document:
    return read_mhtml(data, Source("report.mht", "", "mhtml"), Limits())


def assert_is_the_report(document: Document) -> None:
    paragraph, grid = document.blocks
    assert isinstance(paragraph, Paragraph) and paragraph.text == "一、总体情况"
    assert isinstance(grid, Grid) and [cell.text for cell in grid.cells] == ["规章", "0"]
    assert ("title", "年度报告") in document.metadata
    assert document.notes == ()
    assert not document.truncated


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_quoted_printable(charset: str) -> None:
    content = quopri.encodestring(PAGE.encode(charset))
    assert_is_the_report(read(archive(("text/html", charset, "quoted-printable", content))))


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_base64(charset: str) -> None:
    content = base64.encodebytes(PAGE.encode(charset))
    assert_is_the_report(read(archive(("text/html", charset, "base64", content))))


def test_the_report_is_the_largest_page_among_the_parts() -> None:
    menu = quopri.encodestring(b"<p>menu</p>")
    report = quopri.encodestring(PAGE.encode())
    picture = base64.encodebytes(bytes(range(256)) * 40)
    document = read(
        archive(
            ("text/html", "utf-8", "quoted-printable", menu),
            ("text/html", "utf-8", "quoted-printable", report),
            ("image/png", "binary", "base64", picture),
        )
    )
    assert_is_the_report(document)


def test_an_archive_that_breaks_off() -> None:
    content = quopri.encodestring(PAGE.replace("</body></html>", "").encode())
    document = read(archive(("text/html", "utf-8", "quoted-printable", content))[:-20])
    assert isinstance(document.blocks[0], Paragraph) and document.blocks[0].text == "一、总体情况"
    assert document.truncated


def test_an_archive_without_a_page() -> None:
    with pytest.raises(ReadError, match="没有网页正文"):
        read(archive(("image/png", "binary", "base64", base64.encodebytes(b"png"))))
