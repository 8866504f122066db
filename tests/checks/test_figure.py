"""The kind `figure`: what a rule may ask of the figures of a text, and what it may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from made_rules import compiled, rule

from hegui.model.rule import Outcome, Result
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.rules.check import Context


def judged(runner: CaseRunner, message: str, edits: Mapping[str, Any], parameters: Any = None, **keys: Any) -> Outcome:
    ruleset = runner.ruleset
    judge = compiled(rule("figure", message, **keys), Context(ruleset.forms, ruleset.lexicons, thorough=True))
    return judge(runner.report_of(edit(load_draft("bureau"), edits)), parameters or {})


def test_what_is_claimed_needs_a_cell_of_nought(runner: CaseRunner) -> None:
    claim = {"append": {"一": "收到的政府信息公开申请均已办结。"}}
    keys: Mapping[str, Any] = {"zero": {"全部办结": "table3.结转下年度.总计"}}
    (finding,) = judged(runner, "{原文}而{格}{表中}件", claim, **keys).findings
    assert finding.message == "均已办结而结转下年度2件"
    assert judged(runner, "", claim, **keys, excuse=["均已"]).result is Result.NOT_APPLICABLE
    unread = {**claim, "set": {"table3.结转下年度.总计": None}}
    assert judged(runner, "", unread, **keys).reason == "表中结转下年度一格没有读到数字"
    assert judged(runner, "", {}, **keys, missing_reason="没有这样说").reason == "没有这样说"


def test_an_amount_may_be_too_large_for_its_level(runner: CaseRunner) -> None:
    edits = {
        "set": {"table2.行政事业性收费": "500"},
        "replace": {"行政事业性收费金额3.2万元": "行政事业性收费金额500万元"},
    }
    keys = {"scale": {"行政事业性收费": "table2.行政事业性收费"}, "limits": "most"}
    limits = {"most": {"department": {"县": 400}}}
    (finding,) = judged(runner, "{说明}", edits, limits, **keys).findings
    assert finding.message == "超过同级机关的常见上限 400 万元"
    assert judged(runner, "", edits, {"most": {"department": {"县": 500}}}, **keys).result is Result.PASS


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({}, "写一项，也只写一项"),
        ({"agree": ["新收"], "subjects": {"新收": ["table3.本年新收.总计"]}}, "写一项，也只写一项"),
        ({"subjects": {"新收": ["table3.新收.总计"]}}, "没有“table3.新收.总计”这个单元格"),
        ({"scale": {"行政许可": "table2.行政许可", "行政处罚": "table2.行政处罚"}}, "只写一个事项"),
        ({"scale": {"甲": "table2.行政许可"}}, "没有“甲”这一事项"),
    ],
)
def test_a_rule_on_figures_with_a_mistake_is_refused(runner: CaseRunner, keys: Mapping[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        judged(runner, "", {}, **keys)
