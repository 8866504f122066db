"""Reports behind addresses: listed, read and told like those in folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hegui.project.host import Host
from hegui.project.project import Project
from hegui.project.remote import content_of, files_under, is_address, stamp_of
from hegui.project.rules import Rules
from hegui.project.targets import find_targets
from hegui.proving import load_draft
from hegui.read import ReadError
from tools.layouts import document_of

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def store() -> Iterator[Any]:
    """An object store in memory."""
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


def test_files_are_listed_in_order_and_hidden_ones_left_out(store: Any) -> None:
    for name in ("b.html", "a.html", "乡镇/c.txt", ".git/x.html", "~$a.docx", "图.png", "README.md"):
        store.pipe(f"/报告/{name}", b"x")
    found = find_targets(["memory://报告"])
    assert [target.path for target in found.rows] == [
        "memory:///报告/a.html", "memory:///报告/b.html", "memory:///报告/乡镇/c.txt"
    ]  # fmt: skip
    assert [path.rpartition("/")[2] for path in found.skipped] == ["README.md", "图.png"]


def test_a_report_in_a_store_is_audited_as_one_on_disk(store: Any, ruleset: Any, tmp_path: Path) -> None:
    content = document_of(load_draft("bureau"), "html")
    store.pipe("/报告.html", content)
    (tmp_path / "报告.html").write_bytes(content)
    project = Project(Rules(Host.load(), ruleset))
    there = project.audit("memory://报告.html").reports[0]
    here = project.audit(tmp_path / "报告.html").reports[0]
    assert there.source.path == "memory://报告.html"
    assert (there.verdicts, there.score, there.source.sha256) == (here.verdicts, here.score, here.source.sha256)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("memory://没有", "没有文件"),
        ("nonsense://x", "nonsense"),
        ("file:///没有这个文件夹", "没有文件"),
    ],
)
def test_what_cannot_be_reached_is_a_row_with_a_sentence(address: str, words: str, ruleset: Any) -> None:
    (audit,) = Project(Rules(Host.load(), ruleset)).audit(address).reports
    (problem,) = audit.errors
    assert words in problem.message
    assert "请" in problem.message


def test_too_large_a_file_is_not_read_to_its_end(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from hegui.read import Limits

    store.pipe("/大.html", bytes(2000))
    monkeypatch.setattr("hegui.project.remote.Limits", lambda: Limits(size=1000))
    with pytest.raises(ReadError, match="不像是年度报告"):
        content_of("memory://大.html")


def test_a_stamp_changes_with_the_content(store: Any) -> None:
    store.pipe("/a.html", b"1")
    first = stamp_of("memory://a.html")
    assert stamp_of("memory://a.html") == first
    store.pipe("/a.html", b"22")
    assert stamp_of("memory://a.html") != first
    with pytest.raises(ReadError):
        stamp_of("memory://b.html")


@pytest.mark.parametrize(
    ("path", "told"), [("s3://a/b", True), ("报告/a.html", False), ("C:\\报告", False), ("a:b", False)]
)
def test_what_an_address_is(path: str, told: bool) -> None:
    assert is_address(path) is told


def test_a_single_file_is_its_own_list(store: Any) -> None:
    store.pipe("/a.html", b"1")
    assert files_under("memory://a.html") == ["memory://a.html"]
