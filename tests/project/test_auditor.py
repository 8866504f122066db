"""From a file to its audit: whatever breaks is a row with a sentence."""

from __future__ import annotations

import signal
from functools import partial
from typing import Any

import pytest

from hegui.errors import MismatchError
from hegui.model.audit import Audit, AuditedFile
from hegui.model.document import Document, Source
from hegui.model.verdict import Result
from hegui.project import auditor as module
from hegui.project.auditor import Auditor, Recipe
from hegui.project.targets import Target
from hegui.read import ReadError
from hegui.read.archive import Archives
from hegui.recognise import NotAReport
from hegui.rules.ruleset import RuleSet


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, make_report: Any) -> dict[str, Any]:
    """Reading and recognition that do as the test says; by default every file is the same report."""
    steps: dict[str, Any] = {
        "read": lambda path, **_: Document(Source(str(path), "cd" * 32, "text"), ()),
        "recognise": lambda document, *_: make_report(source=document.source),
    }
    for name in ("read", "recognise"):
        monkeypatch.setattr(module, name, partial(_step, steps, name))
    return steps


def _step(steps: dict[str, Any], name: str, *arguments: object, **options: object) -> Any:
    return steps[name](*arguments, **options)


def _raise(exception: BaseException) -> Any:
    def step(*_: object, **__: object) -> None:
        raise exception

    return step


def _audit(ruleset: RuleSet) -> Audit:
    return Auditor.of(ruleset).audit(Target("报告.txt"), Archives())


def test_a_report_is_judged(steps: Any, make_rule: Any, make_ruleset: Any) -> None:
    audit = _audit(make_ruleset(make_rule()))
    assert audit.source == AuditedFile("报告.txt", "cd" * 32, "text")
    assert [verdict.result for verdict in audit.verdicts] == [Result.PASS]
    assert not audit.errors


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
    steps: Any, make_ruleset: Any, step: str, exception: Exception, kind: str, words: str
) -> None:
    steps[step] = _raise(exception)
    audit = _audit(make_ruleset())
    (problem,) = audit.errors
    assert (problem.kind, problem.where) == (kind, "报告.txt")
    assert words in problem.message
    assert audit.verdicts == ()
    assert audit.source.path == "报告.txt"
    assert audit.source.sha256 == ("cd" * 32 if step == "recognise" else None)


def test_ctrl_c_is_passed_on(steps: Any, make_ruleset: Any) -> None:
    steps["recognise"] = lambda *_: signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        _audit(make_ruleset())


def test_recognition_that_never_ends_is_stopped(steps: Any, make_ruleset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(module, "_BUDGET", 0.2)
    steps["recognise"] = endless
    (problem,) = _audit(make_ruleset()).errors
    assert "审查这份文件：运行超过 0.2 秒，已停止" in problem.message


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Recipe(version="0"), "请装成同一版本"),
        (Recipe(ruleset_digest="sha256:other"), "请统一后重新审查"),
        (Recipe(roster="没有.csv"), "读不到单位名册 没有.csv"),
    ],
)
def test_another_process_makes_the_same_auditor_or_none(ruleset: RuleSet, recipe: Recipe, words: str) -> None:
    made = recipe._replace(ruleset_digest=recipe.ruleset_digest or ruleset.digest)
    with pytest.raises(MismatchError, match=words):
        made.auditor()
    assert Recipe(ruleset_digest=ruleset.digest).auditor().ruleset.digest == ruleset.digest
