"""From paths to audits: whatever breaks is a row with a sentence."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import hegui.audit.run as run_module
from hegui.audit.run import Auditor, audit_file, audit_paths
from hegui.model.document import Document, Source
from hegui.model.rule import Result
from hegui.read import ReadError
from hegui.recognise import NotAReport
from hegui.score import SchemeError
from hegui.testing import document_of, load_draft


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, make_report: Any) -> dict[str, Any]:
    """Reading and recognition that do as the test says; by default every file is the same report."""
    steps: dict[str, Any] = {
        "read": lambda path, **_: Document(Source(str(path), "cd" * 32, "text"), ()),
        "recognise": lambda document, knowledge: make_report(source=document.source),
    }
    for name in ("read", "recognise"):
        monkeypatch.setattr(run_module, name, partial(_step, steps, name))
    return steps


def _step(steps: dict[str, Any], name: str, *arguments: object, **options: object) -> Any:
    return steps[name](*arguments, **options)


def _raise(exception: BaseException) -> Any:
    def step(*_: object, **__: object) -> None:
        raise exception

    return step


def test_a_report_is_judged_and_scored(pipeline: Any, make_rule: Any, make_ruleset: Any) -> None:
    audit = audit_file("报告.txt", make_ruleset(make_rule()))
    assert audit.source == Source("报告.txt", "cd" * 32, "text")
    assert [verdict.result for verdict in audit.verdicts] == [Result.PASS]
    assert audit.score is not None
    assert (audit.score.total, audit.score.coverage) == (100, 1)
    assert not audit.problems


@pytest.mark.parametrize(
    ("step", "exception", "kind", "words"),
    [
        ("read", ReadError("文件是空的。"), "read", "文件是空的。"),
        ("recognise", NotAReport("没有年度报告的标题。"), "not-a-report", "没有年度报告的标题。"),
        ("read", MemoryError(), "read", "内存不足"),
        ("recognise", KeyError("总计"), "read", "KeyError"),
    ],
)
def test_what_breaks_is_a_problem_of_the_row(
    pipeline: Any, make_ruleset: Any, step: str, exception: Exception, kind: str, words: str
) -> None:
    pipeline[step] = _raise(exception)
    audit = audit_file("报告.txt", make_ruleset())
    (problem,) = audit.problems
    assert (problem.kind, problem.where) == (kind, "报告.txt")
    assert words in problem.message
    assert audit.report is None
    assert audit.score is None
    assert audit.source.path == "报告.txt"


def test_a_broken_file_stops_no_other(pipeline: Any, make_ruleset: Any, tmp_path: Path) -> None:
    for name in ("1.txt", "2.txt", "3.txt"):
        (tmp_path / name).write_text("内容", encoding="utf-8")
    good = pipeline["read"]
    pipeline["read"] = lambda path, **_: good(path) if path.name != "2.txt" else _raise(ValueError("坏"))()
    seen = []
    audits = audit_paths(
        [str(tmp_path), "没有的文件夹/"], make_ruleset(), lambda number, count, path: seen.append((number, count))
    )
    assert [bool(audit.problems) for audit in audits] == [False, True, False, False]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_entries_of_an_archive_are_audited_where_they_are(make_ruleset: Any, tmp_path: Path) -> None:
    path = tmp_path / "各乡镇.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("1.txt", "不是报告")
        archive.writestr("2.zip", b"PK\3\4 nested")
        archive.writestr("内部/3.html", document_of(load_draft("town")))
    first, nested, report = audit_paths([str(path)], make_ruleset())
    assert [first.source.path, nested.source.path] == [f"{path}/1.txt", f"{path}/2.zip"]
    assert [audit.problems[0].kind for audit in (first, nested)] == ["not-a-report", "read"]
    assert "压缩包中的压缩包" in nested.problems[0].message
    assert (report.source.path, report.source.format) == (f"{path}/内部/3.html", "html")


def test_ctrl_c_is_passed_on(pipeline: Any, make_ruleset: Any) -> None:
    pipeline["recognise"] = _raise(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        audit_file("报告.txt", make_ruleset())


def test_an_unknown_scheme_is_told_with_the_nearest(make_ruleset: Any) -> None:
    with pytest.raises(SchemeError, match=r"没有评分方案“defualt”.*default"):
        Auditor.of(make_ruleset(), "defualt")
