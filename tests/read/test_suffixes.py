"""A file is read by what it is; where its suffix says otherwise, the user learns so."""

from __future__ import annotations

import pytest

from hegui.read import read_content
from hegui.read.suffixes import belied
from hegui.testing import document_of, load_draft

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
    assert words in (belied(path, name) or "")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("报告.wps", "doc"), ("报告.docm", "docx"), ("报告.JPG", "image"), ("报告.md", "text"),
        ("报告.jsp", "html"), ("报告.do", "text"), ("报告", "pdf"), ("报告.2024", "docx"),
    ],
)  # fmt: skip
def test_right_and_unknown_suffixes_are_not_worth_a_note(path: str, name: str) -> None:
    assert belied(path, name) is None


def test_a_page_under_the_suffix_of_a_page() -> None:
    assert read_content(PAGE, "报告.html").notes == ()
