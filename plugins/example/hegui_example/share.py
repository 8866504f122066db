# 可选：corpus-check
"""规则种类 example-share：一批报告中，一个单位的数占全部单位合计的比例。

对许多份报告一起判断的，写成这样的规则种类：看到的是同一批的各份报告，每处问题写明涉及哪些单位。
"""

from __future__ import annotations

from hegui.plugin import (
    Context,
    Corpus,
    CorpusCheck,
    CorpusJudge,
    Finding,
    Outcome,
    ParametersOf,
    Rule,
    filed_cell,
    fill,
    not_applicable,
    value_text,
    verdict_of,
)


def _compile(rule: Rule, _: Context) -> CorpusJudge:
    """把一条规则变成判断函数；规则的各键在 rule.params 中。"""
    table, *path = rule.params["cell"].split(".")
    most: int = rule.params["most"]

    def judge(corpus: Corpus, _: ParametersOf) -> Outcome:
        """没有读到这一格的报告不算在内；少于两份，无从比较。"""
        values = {filed.number: filed.value(table, *path) for filed in corpus.reports}
        known = {number: value for number, value in values.items() if value is not None}
        total = sum(known.values())
        if len(known) < 2 or not total:
            return not_applicable("没有两份以上的报告可供比较")
        findings = []
        for filed in corpus.reports:
            value = known.get(filed.number, 0)
            if value * 10 > total * most:
                told = {"单位": filed.unit.name, "数": value_text(value), "合计": value_text(total)}
                evidence = filed_cell(filed, table, tuple(path), f"{value_text(value)} ÷ {value_text(total)}")
                # units 写明涉及的单位：问题因此计在它们名下。
                findings.append(
                    Finding(fill(rule.message, told), "占比", (evidence,), units=(filed.unit.name,), year=filed.year)
                )
        return verdict_of(findings)

    return judge


SHARE = CorpusCheck(
    name="example-share",
    title="一个单位的数占全部单位的比例",
    compile=_compile,
    properties={
        "cell": {"type": "string", "description": "哪一格：表、行、列以点相连，如 table3.本年新收.总计"},
        "most": {"type": "integer", "minimum": 1, "maximum": 10, "description": "最多占几成，如 9"},
    },
    required=("cell", "most", "message"),
    fields=("单位", "数", "合计"),
)
# 可选完
