"""The kind `citation`, with lexicons as a province may write them."""

from __future__ import annotations

from typing import Any

import pytest
from made_rules import compiled, rule
from prose_reports import report

from hegui.model.rule import Outcome, Result
from hegui.rules.check import Context

LEXICONS = {
    "phrases": {"题名之后": "(?:的通知)?（"},
    "ours": {
        "documents": [
            {"name": "某市公开规范", "distance": 1, "misquoted": ["某市规范"]},
            {"name": "某市要点", "number": "某政发〔2023〕1号", "older": ["某政发〔2020〕1号"], "titles": ["某市要点"]},
            {"name": "某令", "number": "市令第7号", "titles": ["某令"]},
        ],
        "codes": ["某政发"],
        "decrees": [{"written": r"市(?:第|令第)(?P<n>\d)号", "number": "市令第{n}号"}],
    },
}


def judged(text: str, **keys: Any) -> Outcome:
    made = rule("citation", "{引文}应为{正}，{说明}", lexicon="ours", **keys)
    return compiled(made, Context({}, LEXICONS, thorough=True))(report({"一": text}), {})


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("落实《某市公开规范》。", []),
        ("落实《某市公开规程》。", ["某市公开规程应为某市公开规范，应为“某市公开规范”"]),
        ("落实《某市规范》。", ["某市规范应为某市公开规范，应为“某市公开规范”"]),
        ("落实《某县公开规程》。", []),
        ("落实《某市要点》（某政发〔2023〕1号）。", []),
        ("落实《某市要点》（某政发〔2020〕1号）。", []),
        (
            "落实《某市要点》的通知（某政发〔2024〕1号）。",
            ["某政发〔2024〕1号应为某政发〔2023〕1号，《某市要点》的文号是某政发〔2023〕1号"],
        ),
        ("落实《某市要点》（他政发〔2024〕1号）。", []),
        ("落实《某令》（市第8号）。", ["市令第8号应为市令第7号，《某令》的文号是市令第7号"]),
        ("落实《某令》（市第7号）。", []),
    ],
)
def test_names_and_numbers_are_those_of_the_lexicon(text: str, wrong: list[str]) -> None:
    assert [finding.message for finding in judged(text).findings] == wrong


def test_a_number_that_is_none_is_quoted_with_its_code() -> None:
    keys = {"malformed": [{"pattern": r"\[20\d\d\]\d号", "says": "用六角括号"}]}
    (finding,) = judged("按照某政发[2024]3号文件。", **keys).findings
    assert finding.evidence[0].quote == "某政发[2024]3号"


def test_names_without_brackets_are_looked_for_where_the_rule_names_them() -> None:
    assert judged("执行某市公开规程。").result is Result.PASS
    assert judged("执行某市公开规程。", unquoted=["某市公开规."]).result is Result.FAIL


def test_a_code_that_is_nearly_one_is_a_wrong_number() -> None:
    lexicons = {**LEXICONS, "ours": {**LEXICONS["ours"], "codes": ["某政公开办函"]}}
    documents = [{"name": "某要点", "number": "某政公开办函〔2023〕1号", "titles": ["某要点"]}]
    lexicons["ours"]["documents"] = documents
    made = compiled(rule("citation", "{引文}应为{正}", lexicon="ours"), Context({}, lexicons, thorough=True))
    for written, right in (("某政公开办涵", False), ("某县文", True), ("某政公开办函", True)):
        outcome = made(report({"一": f"落实《某要点》（{written}〔2023〕1号）。"}), {})
        assert (outcome.result is Result.PASS) is right, written


def test_a_malformed_number_is_excused_where_the_report_lost_characters() -> None:
    malformed = [{"pattern": "〔\\d{5,8}号", "says": "缺括号", "unless_anywhere": "20231月"}]
    assert judged("按照某政发〔20231号。", malformed=malformed).result is Result.FAIL
    assert judged("按照某政发〔20231号，自20231月起。", malformed=malformed).result is Result.PASS
