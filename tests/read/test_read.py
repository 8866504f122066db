"""Files that come to `read`, and what it says to those it cannot read."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from hegui.model.document import Document, Grid, Paragraph, Source
from hegui.read import Limits, ReadError, read, read_content
from hegui.read.formats import Format

REPORT = "某区人民政府2024年政府信息公开工作年度报告\n一、总体情况\n收到申请24件。\n"
PAGE = "<html><head><title>年度报告</title></head><body><p>一、总体情况</p></body></html>"
ARCHIVE = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{PAGE}"


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (REPORT, "report.html", "text"),
        (f"# {REPORT}", "report.pdf", "text"),
        (PAGE, "report.txt", "html"),
        (ARCHIVE, "report.html", "mhtml"),
    ],
)
def test_format_is_known_by_content_whatever_the_suffix(tmp_path: Path, content: str, name: str, expected: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    document = read(path)
    assert document.source.format == expected
    assert any("一、总体情况" in block.text for block in document.blocks if isinstance(block, Paragraph))


def test_source_names_the_file_as_given_and_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(REPORT, encoding="utf-8")
    source = read(path).source
    assert (source.path, source.sha256) == (str(path), hashlib.sha256(REPORT.encode()).hexdigest())


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b" \r\n\t ", "空"),
        (b"\xef\xbb\xbf", "空"),
        ("\u200b\n\u200b".encode(), "没有读到任何文字"),
        (b"\0" * 5000, "空"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Word"),
        (b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "损坏"),
        (b"PK\x03\x04" + b"\0" * 26 + b"xl/workbook.xml", "损坏"),
        (b"PK\x03\x04" + b"\0" * 26 + b"a.txt", "压缩包"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "图片"),
        (b"BM" + bytes(range(256)), "图片"),
        (b"\x7fELF" + bytes(range(256)) * 20, "无法识别"),
        (b'<?xml version="1.0"?><w:wordDocument>', "Word XML"),
        (b"<html><body><script>render()</script></body></html>", "脚本"),
    ],
)
def test_what_cannot_be_read_is_named_and_a_way_out_is_given(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    with pytest.raises(ReadError) as refused:
        read(path)
    message = str(refused.value)
    assert word in message
    assert any(way in message for way in ("请", "再"))
    assert message.endswith("。")


@pytest.mark.parametrize(
    ("name", "content", "called"),
    [
        ("a.docx", b"\0" * 64 + b"PK\5\6" * 20, "扩展名是 .docx，内容却不是完好的“Word 文档（docx）”：文件已损坏"),
        ("a.xlsx", b"PK\3\4" + b"\x14\0" * 30, "扩展名是 .xlsx"),
        ("a.rar", b"Rar!\x1a\x07" + b"\x01" * 30, "压缩包"),
    ],
)
def test_a_damaged_document_is_called_what_it_was(tmp_path: Path, name: str, content: bytes, called: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError, match=re.escape(called)):
        read(path)


def test_random_bytes_under_a_text_suffix_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(bytes((index * index * 31 + index // 7) % 251 for index in range(20_000)))
    with pytest.raises(ReadError, match="不是文本文件"):
        read(path)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="不存在"):
        read(tmp_path / "no.txt")
    with pytest.raises(ReadError, match="文件夹"):
        read(tmp_path)
    with pytest.raises(ReadError):
        read(Path("report\0.txt"))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="此系统没有设备文件")
def test_devices_are_not_read() -> None:
    with pytest.raises(ReadError, match="不是普通文件"):
        read(Path("/dev/zero"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="管理员可以读任何文件")
def test_files_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ReadError, match="权限"):
        read(path)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)  # a hole: takes no room on disk
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("the file was read"))
    with pytest.raises(ReadError, match=r"200\.0 MB.*20\.0 MB"):
        read(path)


def test_the_limit_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    with pytest.raises(ReadError, match="过大"):
        read(path, limits=Limits(size=10))
    assert read(path, limits=Limits(size=path.stat().st_size)).blocks


def test_a_page_in_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "report.htm"
    path.write_bytes(
        "\ufeff<html><body><table><tr><td>规章</td><td>0</td></tr></table></body></html>".encode("utf-16-le")
    )
    (grid,) = read(path).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["规章", "0"]


def test_a_reader_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(data: bytes, source: Source, limits: Limits) -> Document:
        while True:
            pass

    monkeypatch.setattr("hegui.read.format_of", lambda data: Format("endless", "", lambda content: True, endless))
    with pytest.raises(ReadError, match=r"读了 0\.3 秒还没有读完，已停止。.*再审查。"):
        read_content(b"-", "报告.txt", limits=Limits(seconds=0.2))
