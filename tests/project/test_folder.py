"""A folder of results holds what the last run came to and nothing stale, and loses nothing that a person wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

import hegui
from hegui.model.renderer import Options, OutputFile, Renderer
from hegui.model.run import AuditRun
from hegui.project.folder import OLD, OutputFolder
from hegui.project.targets import find_targets


def renderer(name: str, *files: str) -> Renderer:
    def made(run: AuditRun, _: Options) -> Iterator[OutputFile]:
        yield from (OutputFile(file, [f"{run.generated_at} {file}".encode()]) for file in files)

    return Renderer(name, name, made)


def write(folder: Path, run: AuditRun, *renderers: Renderer) -> OutputFolder:
    with OutputFolder(folder, run) as opened:
        for one in renderers:
            assert all(place.is_file() for place in opened.write(one, {}))
    return opened


def names(folder: Path) -> set[str]:
    """Files by their names in it; what was put aside without its day."""
    found = (path.relative_to(folder).parts for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")
    return {"/".join((OLD, *parts[2:]) if parts[0] == OLD else parts) for parts in found}


@pytest.fixture(scope="module")
def runs() -> tuple[AuditRun, AuditRun]:
    nothing = hegui.Project(hegui.load(), cache=False).audit([])
    first = replace(nothing, generated_at="2025-03-01T08:00:00+08:00")
    return first, replace(first, generated_at="2025-03-02T08:00:00+08:00")


def test_what_this_run_does_not_make_is_put_aside_and_told(tmp_path: Path, runs: tuple[AuditRun, AuditRun]) -> None:
    before, after = runs
    write(tmp_path, before, renderer("docx", "通知/甲.docx", "通知/乙.docx"), renderer("marked", "批注/甲.pdf"))
    told = write(tmp_path, after, renderer("docx", "通知/乙.docx"))
    assert names(tmp_path) == {"通知/乙.docx", "旧/通知/甲.docx", "旧/批注/甲.pdf"}
    assert [path.name for path in told.stale] == ["甲.pdf", "甲.docx"]
    assert not (tmp_path / "批注").exists()
    assert (tmp_path / "通知/乙.docx").read_text().startswith("2025-03-02")
    assert not told.changed


def test_another_format_of_the_same_run_leaves_the_others(tmp_path: Path, runs: tuple[AuditRun, AuditRun]) -> None:
    write(tmp_path, runs[0], renderer("docx", "甲.docx"))
    assert not write(tmp_path, runs[0], renderer("xlsx", "甲.xlsx")).stale
    assert names(tmp_path) == {"甲.docx", "甲.xlsx"}


def test_what_a_person_changed_or_put_there_is_kept(tmp_path: Path, runs: tuple[AuditRun, AuditRun]) -> None:
    write(tmp_path, runs[0], renderer("docx", "甲.docx", "乙.docx"))
    (tmp_path / "甲.docx").write_text("改过")
    (tmp_path / "丙.docx").write_text("自己写的")
    told = write(tmp_path, runs[1], renderer("docx", "甲.docx", "丙.docx"))
    assert names(tmp_path) == {"甲.docx", "丙.docx", "旧/甲.docx", "旧/乙.docx", "旧/丙.docx"}
    assert [path.read_text() for path in told.changed] == ["改过", "自己写的"]
    assert [path.name for path in told.stale] == ["乙.docx"]


def test_nothing_that_was_put_aside_is_written_over(tmp_path: Path, runs: tuple[AuditRun, AuditRun]) -> None:
    for run in (*runs, *runs):
        write(tmp_path, run, renderer("docx", "甲.docx"))
        (tmp_path / "甲.docx").write_text("改过")
    assert names(tmp_path) == {"甲.docx", "旧/甲.docx", "旧/甲-2.docx", "旧/甲-3.docx"}


def test_a_format_that_broke_takes_nothing_away(tmp_path: Path, runs: tuple[AuditRun, AuditRun]) -> None:
    write(tmp_path, runs[0], renderer("docx", "甲.docx", "乙.docx"))
    with OutputFolder(tmp_path, runs[1]) as opened:
        next(opened.write(renderer("docx", "甲.docx", "乙.docx"), {}))
    assert not opened.stale
    assert names(tmp_path) == {"甲.docx", "乙.docx"}


def test_a_damaged_listing_costs_no_file(tmp_path: Path, runs: tuple[AuditRun, AuditRun]) -> None:
    write(tmp_path, runs[0], renderer("docx", "甲.docx"))
    (tmp_path / ".hegui-outputs.json").write_text('{"files": {"../x":')
    assert len(write(tmp_path, runs[1], renderer("docx", "甲.docx")).changed) == 1


def test_what_hegui_wrote_is_not_audited(tmp_path: Path, runs: tuple[AuditRun, AuditRun]) -> None:
    reports = tmp_path / "2024"
    reports.mkdir()
    (reports / "甲局.docx").write_text("报告")
    write(reports, runs[0], renderer("docx", "整改通知书/甲局.docx", "通报.docx"))
    write(reports, runs[1], renderer("docx", "通报.docx"))
    found = find_targets([str(tmp_path)])
    assert [Path(row.path).name for row in found.rows] == ["甲局.docx"]
    assert not found.skipped
