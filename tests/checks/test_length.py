"""The kind `length`: how many characters a part has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from made_rules import compiled, rule
from prose_reports import report

from hegui.model.rule import Outcome, Result
from hegui.rules.check import Context, Judge

LEXICONS: Mapping[str, Any] = {}


def judge(message: str = "{判断}", **params: Any) -> Judge:
    return compiled(rule("length", message, **params), Context({}, LEXICONS, thorough=True))


def of(judge: Judge, parts: Mapping[str, str | None], **fields: Any) -> Outcome:
    return judge(report(parts, **fields), {})


def test_a_length_is_counted_without_line_breaks() -> None:
    rule = judge("{字数}字，{判断}，{下限}至{上限}", scope="一", min=5, max=8)
    assert of(rule, {"一": "甲乙丙丁\n戊"}).result is Result.PASS
    assert of(rule, {"一": "甲乙\n丙丁"}).findings[0].message == "4字，过短，5至8"
    assert of(rule, {"一": "甲" * 9}).findings[0].key == "过长"


def test_a_province_sets_other_bounds_by_parameter() -> None:
    rule = judge("{判断}", scope="一", min=5, max=8)
    text = report({"一": "甲" * 9})
    assert rule(text, {"some-rule": {"max": 1000}}).result is Result.PASS
    assert rule(text, {"some-rule": {"min": 20, "max": 1000}}).result is Result.FAIL


def test_bounds_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="大于"):
        judge("{判断}", scope="一", min=9, max=8)
