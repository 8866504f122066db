"""Archives of reports: names in any encoding, limits, and what cannot be unpacked."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile

import pytest
from small_zip import File, zip_of

from hegui.read import Limits, ReadError
from hegui.read.archive import Archive, is_archive

_UTF8 = 0x800


def _open(tmp_path: Path, files: list[File] | bytes, limits: Limits = Limits()) -> Archive:  # noqa: B008
    path = tmp_path / "报告.zip"
    path.write_bytes(files if isinstance(files, bytes) else zip_of(files))
    return Archive(path, limits)


def _names(archive: Archive) -> list[str]:
    return [entry.name for entry in archive.entries()]


@pytest.mark.parametrize(
    ("encoding", "flags"),
    [("gb18030", 0), ("utf-8", 0), ("utf-8", _UTF8)],
)
def test_chinese_names_are_right_whoever_packed_them(tmp_path: Path, encoding: str, flags: int) -> None:
    names = ["内部/某局年度报告.docx", "昞乗誠.txt", "a.txt"]  # the second byte of some is a backslash in GBK
    archive = _open(tmp_path, [File(name.encode(encoding), flags=flags) for name in names])
    assert sorted(_names(archive)) == sorted(names)
    archive.close()


def test_folders_of_windows_are_folders(tmp_path: Path) -> None:
    archive = _open(tmp_path, [File("内部\\报告.txt".encode("gbk"))])
    assert _names(archive) == ["内部/报告.txt"]
    archive.close()


def test_entries_come_as_a_walk_meets_them_without_what_systems_leave(tmp_path: Path) -> None:
    names = ["乙/2.txt", "乙/", "b.txt", "乙/1.txt", "a.txt", "__MACOSX/a.txt", ".DS_Store", "乙/~$1.docx", "../c.txt"]
    archive = _open(tmp_path, [File(name.encode(), flags=_UTF8) for name in names])
    assert _names(archive) == ["a.txt", "b.txt", "../c.txt", "乙/1.txt", "乙/2.txt"]
    archive.close()


def test_two_entries_of_one_name_are_both_read(tmp_path: Path) -> None:
    archive = _open(tmp_path, [File(b"a.txt", b"first"), File(b"a.txt", b"second")])
    assert [archive.read(entry.number) for entry in archive.entries()] == [b"first", b"second"]
    archive.close()


@pytest.mark.parametrize(
    ("file", "limits", "words"),
    [
        (File(b"a.txt", flags=1), Limits(), "已加密"),
        (File(b"a.txt", b"12345678901"), Limits(size=10), "解压后过大"),
        (File(b"a.txt", bytes(9_000_000), method=8), Limits(), "压缩比超过 200 倍"),
        (File(b"a.txt", b"0" * 100, method=9), Limits(), "压缩方法不常见"),
        (File(b"a.txt", b"0" * 100, claimed=90), Limits(), "损坏"),
    ],
)
def test_an_entry_that_is_not_unpacked_says_why(tmp_path: Path, file: File, limits: Limits, words: str) -> None:
    archive = _open(tmp_path, [file, File(b"b.txt", b"sound")], limits)
    with pytest.raises(ReadError, match=words) as told:
        archive.read(0)
    assert "请" in str(told.value)
    assert archive.read(1) == b"sound"
    archive.close()


def test_unusual_packing_of_a_true_archive(tmp_path: Path) -> None:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_BZIP2) as written:
        written.writestr("a.txt", "内容")
    archive = _open(tmp_path, file.getvalue())
    with pytest.raises(ReadError, match="压缩方法不常见"):
        archive.read(0)
    archive.close()


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(entries=2), "条目超过 2 个"),
        (Limits(expansion=10), "超过上限"),
        (Limits(archive=10), "压缩包超过"),
    ],
)
def test_an_archive_beyond_the_limits_is_not_opened(tmp_path: Path, limits: Limits, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        _open(tmp_path, [File(name) for name in (b"a.txt", b"b.txt", b"c.txt")], limits)


def test_a_directory_of_millions_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hegui.read.zipped.ZipFile", lambda file: pytest.fail("the directory was read"))
    with pytest.raises(ReadError, match="条目超过 1 个"):
        _open(tmp_path, [File(b"%0200d.txt" % number) for number in range(100)], Limits(entries=1))


@pytest.mark.parametrize("cut", [3, 30, 60, -1, -30])
def test_a_damaged_archive_is_told(tmp_path: Path, cut: int) -> None:
    with pytest.raises(ReadError, match="损坏"):
        _open(tmp_path, zip_of([File(b"a.txt"), File(b"b.txt")])[:cut])


def test_a_document_in_the_form_of_a_zip_file_is_no_archive(tmp_path: Path) -> None:
    for names, expected in (
        ([b"[Content_Types].xml", b"word/document.xml"], False),
        ([b"mimetype", b"content.xml"], False),
        ([b"word/a.docx", b"b.txt"], True),
    ):
        path = tmp_path / "文件.zip"
        path.write_bytes(zip_of([File(name) for name in names]))
        assert is_archive(path) is expected
    path.write_bytes(b"Rar!\x1a\x07")
    assert not is_archive(path)
