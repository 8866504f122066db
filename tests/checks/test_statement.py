"""The kind `statement`: a sentence that must be there, be complete, and not contradict another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from made_rules import compiled, rule
from prose_reports import report

from hegui.model.rule import Outcome, Result
from hegui.rules.check import Context, Judge

LEXICONS: Mapping[str, Any] = {
    "outsourcing": {"cues": ["外包"], "subject": ["新媒体"], "says": ["未|没有|无"]},
    "fee": {
        "cues": ["收"],
        "subject": ["处理费"],
        "says": [r"未|\d"],
        "other_year": ["上年"],
        "claims": {
            "否认": "未收",
            "实收": r"实收(?P<n>\d+)(?P<unit>万元|元)",
            "通知": r"通知(?P<n>\d+)件",
        },
    },
}


def judge(message: str = "没有说明", **params: Any) -> Judge:
    return compiled(rule("statement", message, **params), Context({}, LEXICONS, thorough=True))


def of(judge: Judge, parts: Mapping[str, str | None], **fields: Any) -> Outcome:
    return judge(report(parts, **fields), {})


def test_a_statement_needs_subject_and_predicate_in_one_sentence() -> None:
    rule = judge("没有说明", lexicon="outsourcing", home="一")
    assert of(rule, {"一": "政务新媒体未外包。"}).result is Result.PASS
    assert of(rule, {"一": "政务新媒体有外包。未发生差错。"}).result is Result.FAIL
    assert "第五部分" in of(rule, {"五": "政务新媒体没有外包。"}).reason


@pytest.mark.parametrize("params", [{"lexicon": "nothing"}, {"subject": ["甲"], "says": ["乙"]}])
def test_a_statement_rule_that_lacks_its_words_is_refused(params: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"词表|cues"):
        judge("没有说明", **params)


# -- claims ----------------------------------------------------------------------------------------------------------


def agreeing(*conditions: Mapping[str, Any], message: str = "{说明}", **keys: Any) -> Judge:
    return judge(message, lexicon="fee", home="六", conditions=list(conditions), **keys)


CONTRADICTION = {"assert": "否认 == 0 or 实收 == 0", "says": "既称未收，又收{实收}元", "name": "收取"}


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("未收处理费。处理费实收420元。", ["既称未收，又收420元"]),
        ("未收处理费。处理费实收0元，后实收3万元。", ["既称未收，又收30000元"]),
        ("未收处理费。上年处理费实收420元。", []),
        ("未收处理费。", []),
        ("处理费实收420元。", []),
    ],
)
def test_claims_contradict_each_other_only_where_both_are_made(text: str, messages: list[str]) -> None:
    outcome = of(agreeing(CONTRADICTION), {"六": text})
    assert [finding.message for finding in outcome.findings] == messages
    assert all(finding.key == "收取" and len(finding.evidence) == 2 for finding in outcome.findings)


def test_what_is_claimed_more_than_once_may_be_no_total() -> None:
    condition = {"assert": "通知 >= 实收", "once": ["通知"], "says": "多于"}
    assert of(agreeing(condition), {"六": "处理费通知1件，实收2元。"}).result is Result.FAIL
    assert of(agreeing(condition), {"六": "处理费通知1件，通知3件，实收2元。"}).result is Result.PASS


def test_every_number_must_be_a_multiple_and_each_wrong_one_is_named_once() -> None:
    condition = {"of": "实收", "multiple_of": 10, "says": "{实收}元不整"}
    outcome = of(agreeing(condition), {"六": "处理费实收125元，实收125元，实收15元，实收20元。"})
    assert [finding.message for finding in outcome.findings] == ["125、15元不整"]


def test_what_is_not_said_counts_as_nought_where_the_rule_says_so() -> None:
    condition = {"assert": "通知 > 0", "says": "没有通知"}
    assert of(agreeing(condition), {"六": "未收处理费。"}).result is Result.PASS
    assert of(agreeing(condition, unsaid=0), {"六": "未收处理费。"}).result is Result.FAIL


@pytest.mark.parametrize(
    "condition",
    [{"says": "甲"}, {"of": "实收"}, {"assert": "实收 == 0", "of": "实收", "multiple_of": 10}, {"assert": "不详 == 0"},
     {"of": "不详", "multiple_of": 10}, {"assert": "实收 == 0", "says": "{不详}"}],
)  # fmt: skip
def test_a_condition_with_a_mistake_is_refused(condition: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"assert|claims|名称|不能用"):
        agreeing(condition)
