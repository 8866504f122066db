"""Every path given is a row, and nothing in a folder that may hold a report drops out unseen."""

from __future__ import annotations

import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from hegui.errors import UsageError
from hegui.project.targets import find_targets


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("内容", encoding="utf-8")


def _rows(*paths: str) -> list[str]:
    return [Path(target.path).as_posix() for target in find_targets(paths).rows]


def test_named_files_keep_their_order_whatever_they_are(folder: Path) -> None:
    _write("乙.txt", "甲.html", "README.md", "名单.xlsx")
    assert _rows("乙.txt", "甲.html", "README.md", "名单.xlsx", "没有.txt") == [
        "乙.txt", "甲.html", "README.md", "名单.xlsx", "没有.txt"
    ]  # fmt: skip


def test_a_folder_gives_its_reports_in_order_of_names(folder: Path) -> None:
    _write("报告/b/2.htm", "报告/b/1.TXT", "报告/a.mhtml", "报告/c.txt", "报告/a/9.md")
    assert _rows("报告") == ["报告/a.mhtml", "报告/c.txt", "报告/a/9.md", "报告/b/1.TXT", "报告/b/2.htm"]


def test_every_format_that_may_hold_a_report_is_a_row_and_other_files_are_told(folder: Path) -> None:
    names = ["a.txt", "b.pdf", "c.docx", "d.rar", "e.doc", "f.WPS", "g.rtf", "h.odt", "i.xlsx", "j.ofd", "没有扩展名"]
    others = ["LICENSE", "README.md", "地图.xml", "样式.css", "照片.jpg"]
    _write(*(f"报告/{name}" for name in names + others))
    targets = find_targets(["报告"])
    assert [Path(row.path).name for row in targets.rows] == names
    assert [Path(path).name for path in targets.skipped] == others


def test_pictures_are_rows_where_their_text_is_to_be_recognised(folder: Path) -> None:
    _write("报告/a.txt", "报告/b.jpg", "报告/c.TIF", "报告/样式.css")
    assert [Path(row.path).name for row in find_targets(["报告"], ocr=True).rows] == ["a.txt", "b.jpg", "c.TIF"]


def _pack(path: str, *names: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "内容")


def test_an_archive_is_a_folder_named_or_met(folder: Path) -> None:
    _write("报告/z.txt")
    _pack("报告/各乡镇.zip", "内部/文件.docx", "乙.html", "照片.jpg", "README.md")
    entries = ["报告/各乡镇.zip/乙.html", "报告/各乡镇.zip/内部/文件.docx"]
    assert _rows("报告") == ["报告/z.txt", *entries]
    assert _rows("报告/各乡镇.zip", "报告") == [*entries, "报告/z.txt"]
    skipped = find_targets(["报告"]).skipped
    assert [Path(path).as_posix() for path in skipped] == ["报告/各乡镇.zip/README.md", "报告/各乡镇.zip/照片.jpg"]


def test_an_entry_takes_no_place_from_a_file_that_its_name_points_to(folder: Path) -> None:
    _write("a.txt")
    _pack("包.zip", "../a.txt", "a.txt")
    assert len(_rows("包.zip", "a.txt")) == 3


def test_an_archive_without_reports_or_damaged_is_a_row_that_says_so(folder: Path) -> None:
    _pack("空.zip", "照片.jpg")
    Path("坏.zip").write_bytes(b"PK\3\4 cut off")
    empty, damaged = find_targets(["空.zip", "坏.zip"]).rows
    assert "压缩包里没有可审查的报告" in empty.problem
    assert "损坏" in damaged.problem


def test_a_document_that_is_a_zip_file_is_a_file(folder: Path) -> None:
    _pack("报告.zip", "[Content_Types].xml", "word/document.xml")
    assert _rows("报告.zip") == ["报告.zip"]


def test_hidden_files_are_not_looked_at(folder: Path) -> None:
    _write("报告/a.txt", "报告/.b.txt", "报告/.git/c.txt", "报告/~$d.docx")
    targets = find_targets(["报告"])
    assert [Path(row.path).name for row in targets.rows] == ["a.txt"]
    assert targets.skipped == ()


@pytest.mark.parametrize("files", [[], ["图.png"]])
def test_a_folder_without_reports_is_a_row_that_says_so(folder: Path, files: list[str]) -> None:
    Path("空").mkdir()
    _write(*(f"空/{name}" for name in files))
    (row,) = find_targets(["空"]).rows
    assert row.path == "空"
    assert "没有可审查的报告" in row.problem


def test_a_file_named_twice_is_one_row(folder: Path) -> None:
    _write("报告/a.txt", "报告/b.txt")
    assert _rows("报告/b.txt", "报告", "./报告/b.txt") == ["报告/b.txt", "报告/a.txt"]
    assert _rows("报告/b.txt", "报告/a.txt", "报告/") == ["报告/b.txt", "报告/a.txt"]


def test_a_pattern_that_the_shell_left_alone_is_expanded(folder: Path) -> None:
    _write("b.txt", "a.txt", "c.html", "[甲].txt")
    assert _rows("*.txt") == ["[甲].txt", "a.txt", "b.txt"]
    assert _rows("[甲].txt") == ["[甲].txt"]
    assert _rows("*.pdf") == ["*.pdf"]


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind here"
)
def test_a_folder_that_cannot_be_opened_is_a_row(folder: Path) -> None:
    _write("报告/a.txt", "报告/锁/b.txt")
    Path("报告/锁").chmod(0)
    try:
        rows = find_targets(["报告"]).rows
    finally:
        Path("报告/锁").chmod(0o755)
    assert [(Path(row.path).name, not row.problem) for row in rows] == [("a.txt", True), ("锁", False)]


@pytest.mark.skipif(os.name == "nt", reason="Windows 上建立链接另需权限")
def test_a_linked_folder_is_told_and_not_entered(tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处" / "甲局.html").touch()
    (tmp_path / "报告").mkdir()
    (tmp_path / "报告" / "乙局.html").touch()
    (tmp_path / "报告" / "链接").symlink_to(tmp_path / "别处", target_is_directory=True)
    rows = find_targets([str(tmp_path / "报告")]).rows
    assert [(Path(row.path).name, "指向别处的链接" in row.problem) for row in rows] == [
        ("链接", True),
        ("乙局.html", False),
    ]


@pytest.mark.parametrize("path", ["", " "])
def test_an_empty_path_is_not_the_working_folder(path: str) -> None:
    with pytest.raises(UsageError, match="路径是空的"):
        find_targets([path])
