"""Small packs made on the spot, with a check of their own: the rule language is tested without hegui's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hegui.model.audit import Problem
from hegui.model.report import Report
from hegui.model.rule import Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters
from hegui.rules.ruleset import FoundPack

RULE = """\
id: some-rule
title: 不得出现某词
basis: {document: 国办公开办函〔2021〕30号, clause: 第一条}
severity: error
check: word
word: 某词
message: "{word} 出现 {count} 次"
advice: 请删去。
cases:
  - fail: {append: {一: 某词}}
  - pass: {}
"""

FORM = """\
id: "2021"
title: 某格式
years: 2021-
document: 某文号
heading: "{number}、{title}"
section_name: 第{number}部分
sections:
  - {key: 一, title: 总体情况, aliases: [概述], cues: 总体|概述}
tables:
  - id: table2
    name: 表二
    title: 某表
    section: 一
    corner: 信息内容
    blocks:
      - heading: 某项
        rows:
          - 规章
          - {key: 收费, text: 行政事业性收费, decimal: true}
          - {key: 复议, text: 复议和诉讼, mergeable: true, parts: [行政复议, {key: 合计, text: 小计, total: true}]}
        columns: [{key: 制发, text: 本年制发件数, aliases: [制发件数]}]
"""

DRAFT = """\
of: 某局
form: "2021"
unit: 某市某局
year: 2024
title: 某市某局2024年政府信息公开工作年度报告
preamble: 导语。
period: 统计期限一句。
sections: {一: 正文。}
tables: {table2: {规章: 1}}
signature: {organ: 某市某局, date: 2025年1月10日}
"""

SCHEME = """\
name: default
title: 百分制
of: 100
points: {error: 5, warning: 2, info: 0}
grades: [{title: 合格, from: 60}, {title: 不合格, from: 0}]
"""


def _compile(rule: Rule, context: Context) -> Judge:
    if rule.params["word"] == "空词":
        raise ValueError("“空词”不是词，请换一个。")
    if rule.params["word"] == "崩溃":
        raise RuntimeError("boom")

    def judge(report: Report, parameters: Parameters) -> Outcome:
        return PASSED

    return judge


WORD = Check(
    name="word",
    title="用词",
    compile=_compile,
    properties={
        "word": {"type": "string", "minLength": 1, "description": "要找的词"},
        "limit": {"type": "integer", "minimum": 0, "description": "最多几次"},
    },
    required=("word",),
    fields=("word", "count"),
    parameters=("deadlines", "levels", "limit"),
)


@dataclass
class FakeHost:
    packs: list[FoundPack] = field(default_factory=list)
    checks: Mapping[str, Check] = field(default_factory=lambda: {"word": WORD})
    problems: list[Problem] = field(default_factory=list)


MakePack = Callable[..., Path]


def rule_text(rule_id: str, *changes: tuple[str, str]) -> str:
    """The sample rule under another id, with words replaced; each must occur."""
    text = RULE
    for old, new in (("some-rule", rule_id), *changes):
        assert old in text
        text = text.replace(old, new)
    return text
