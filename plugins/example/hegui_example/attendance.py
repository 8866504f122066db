"""规则种类 example-attendance：同一句话里的两个数相比。

YAML 写不出的判断才需要写成这样的规则种类：这里要把文字中的两个数取出来相比，界限还要随参数而变。
"""

from __future__ import annotations

from hegui.checks.passages import SCOPE, scope_of, texts_of
from hegui.checks.patterns import PATTERN, regex
from hegui.model.report import Report
from hegui.model.rule import Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, fill, verdict_of


def _compile(rule: Rule, context: Context) -> Judge:
    """把一条规则变成判断函数；规则的各键在 rule.params 中，写得不对的抛出 ValueError，写明错在哪里。"""
    pattern = regex(rule.params["pattern"], context)
    scope = scope_of(rule.params.get("scope"))
    if not {"次数", "人次"} <= pattern.compiled.groupindex.keys():
        raise ValueError("pattern 中应有 (?P<次数>…) 和 (?P<人次>…) 两组。")

    def judge(report: Report, parameters: Parameters) -> Outcome:
        """只看报告和参数，给出结论；没有读到的不算问题。"""
        least = parameters[rule.id]["least"]
        findings = []
        for text in texts_of(report, scope):
            for match in pattern.finditer(text.content, text.start, text.end):
                times, people = int(match["次数"]), int(match["人次"])
                if people < times * least:
                    values = {"次数": times, "人次": people, "每次至少": least}
                    # 第二项是问题的“位置”，用来在下一次审查时认出同一个问题，不要写进数字和行号。
                    findings.append(Finding(fill(rule.message, values), "培训", (text.evidence(*match.span()),)))
        return verdict_of(findings)

    return judge


ATTENDANCE = Check(
    name="example-attendance",
    title="次数与人次相称",
    compile=_compile,
    properties={"scope": SCOPE, "pattern": {**PATTERN, "description": "含 (?P<次数>…)、(?P<人次>…) 两组的正则表达式"}},
    required=("pattern", "message"),
    fields=("次数", "人次", "每次至少"),
    parameters=("{id}",),  # 所读的参数，{id} 即规则编号
)
