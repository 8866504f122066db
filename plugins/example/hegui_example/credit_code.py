"""规则种类 example-credit-code：统一社会信用代码的校验码是否相符。

YAML 写不出的判断才需要写成这样的规则种类：找出代码，正则表达式就够了；算校验码，要有程序。
"""

from __future__ import annotations

from hegui.plugin import (
    PATTERN,
    SCOPE,
    Check,
    Context,
    Finding,
    Judge,
    Outcome,
    Parameters,
    Report,
    Rule,
    fill,
    regex,
    scope_of,
    texts_of,
    verdict_of,
)

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_credit_code(code: str) -> bool:
    """18 位代码的最后一位是不是校验码（GB 32100—2015）。"""
    values = [_CHARACTERS.find(character) for character in code]
    if len(values) != 18 or -1 in values:
        return False
    weighted = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return values[17] == -weighted % 31


def _compile(rule: Rule, context: Context) -> Judge:
    """把一条规则变成判断函数；规则的各键在 rule.params 中，写得不对的抛出 ValueError，写明错在哪里。"""
    pattern = regex(rule.params["pattern"], context)
    scope = scope_of(rule.params.get("scope"), context)
    if "代码" not in pattern.groups:
        raise ValueError("pattern 中应有 (?P<代码>…) 一组。")

    def judge(report: Report, _: Parameters) -> Outcome:
        """只看报告和参数，给出结论；没有读到的不算问题。"""
        findings = []
        for text in texts_of(report, scope):
            for match in pattern.finditer(text.content, text.start, text.end):
                if not is_credit_code(match["代码"]):
                    message = fill(rule.message, {"代码": match["代码"]})
                    # 第二项是问题的“位置”，用来在下一次审查时认出同一个问题，不要写进数字和行号。
                    findings.append(Finding(message, "代码", (text.evidence(*match.span("代码")),)))
        return verdict_of(findings)

    return judge


CREDIT_CODE = Check(
    name="example-credit-code",
    title="统一社会信用代码",
    compile=_compile,
    properties={"scope": SCOPE, "pattern": {**PATTERN, "description": "含 (?P<代码>…) 一组的正则表达式"}},
    required=("pattern", "message"),
    fields=("代码",),
)
