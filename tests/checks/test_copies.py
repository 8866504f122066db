"""The kind `copy`: one report that stands twice in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from made_rules import compiled, rule

from hegui.model.rule import Outcome, Result
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.rules.check import Context


def judged(runner: CaseRunner, expect: str, message: str, edits: Mapping[str, Any]) -> Outcome:
    report = runner.report_of(edit(load_draft("bureau"), edits))
    return compiled(rule("copy", message, expect=expect), Context(runner.ruleset.forms, {}))(report, {})


def test_a_report_that_stands_twice_is_told_with_both_titles(runner: CaseRunner) -> None:
    (finding,) = judged(runner, "single", "{份数}份", {"repeat": True}).findings
    assert (finding.message, len(finding.evidence)) == ("2份", 2)
    assert judged(runner, "single", "", {}).result is Result.PASS


@pytest.mark.parametrize(
    ("second", "messages"),
    [
        (True, []),
        ({"set": {"table3.自然人.予以公开": 13}}, ["予以公开·自然人：14、13"]),
        ({"set": {"table2.行政许可": None}}, ["行政许可：1286、空"]),
        ({"signed": "2025年1月12日"}, ["成文日期：2025年1月10日、2025年1月12日"]),
    ],
)
def test_copies_are_held_against_each_other_cell_by_cell(
    runner: CaseRunner, second: object, messages: list[str]
) -> None:
    outcome = judged(runner, "same", "{位置}：{一份}、{另一份}", {"repeat": second})
    assert [finding.message for finding in outcome.findings] == messages


def test_one_report_has_no_copy_to_differ_from(runner: CaseRunner) -> None:
    assert judged(runner, "same", "", {}).result is Result.NOT_APPLICABLE
