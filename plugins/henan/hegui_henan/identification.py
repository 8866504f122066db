"""Kind `henan-identification`: a report that nowhere says who made it and for what time.

Preamble, period and signature may each be left out; only without all of them does a report not speak for itself. Rules
in YAML look for each alone and cannot ask for one of the three.
"""

from __future__ import annotations

from hegui.checks.passages import BODY, PREAMBLE, texts_of
from hegui.checks.patterns import LEXICON, lexicon_of
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill


def _compile(rule: Rule, context: Context) -> Judge:
    makers = frozenset(lexicon_of(context, rule.params["lexicon"]).get("makers", ()))

    def judge(report: Report, _: Parameters) -> Outcome:
        there = {
            "导语": bool(texts_of(report, (PREAMBLE,))),
            "统计期限": report.dates.period_start is not None or report.dates.period_end is not None,
            "落款": report.signature.organ is not None,
            "发布机构": any(report.metadata.get(name) for name in makers),
        }
        if any(there.values()):
            return PASSED
        if report.truncated:
            return cannot_assess("文件没有读全")
        body = texts_of(report, (BODY,))
        evidence = body[0].opening() if body else Evidence(section=BODY)
        return failed(Finding(fill(rule.message, {"缺项": "、".join(there)}), "编制机关", (evidence,)))

    return judge


IDENTIFICATION = Check(
    name="henan-identification",
    title="看得出由谁编制、统计到何时",
    compile=_compile,
    properties={"lexicon": {**LEXICON, "description": "词表名称：makers 为页面信息中写明编制机关的各项"}},
    required=("lexicon", "message"),
    fields=("缺项",),
)
