"""Kind `length`: how many characters a part of the report has."""

from __future__ import annotations

from hegui.checks.passages import SCOPE, length_of, missing_parts, scope_of, texts_of
from hegui.model.report import Report
from hegui.model.rule import Finding, Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill
from hegui.rules.layers import LaidOver
from hegui.rules.trace import judged

_COUNT = {"type": "integer", "minimum": 0, "description": "字数，含标点"}


def _compile(rule: Rule, context: Context) -> Judge:
    scope = scope_of(rule.params["scope"], context)
    own = {"min": rule.params.get("min", 0), "max": rule.params.get("max", 10**6)}
    if own["min"] > own["max"]:
        raise ValueError(f"下限 {own['min']} 大于上限 {own['max']}，请改正。")

    def judge(report: Report, parameters: Parameters) -> Outcome:
        missing = missing_parts(report, scope)
        if missing:
            return cannot_assess(f"没有读到{'、'.join(map(report.template.section_name, missing))}，无从计算字数")
        if why := next(filter(None, map(report.unread, scope)), ""):
            return cannot_assess(f"{why}，无从计算字数")
        texts = texts_of(report, scope)
        count = length_of(texts)
        bounds = LaidOver(own, parameters, rule.id)
        low, high = (bounds.shown[key] for key in ("min", "max"))
        judged("字数", f"{count} 字，下限 {low}，上限 {high}", low <= count <= high)
        if low <= count <= high:
            return PASSED
        _ = bounds["min" if count < low else "max"]  # by which it is judged
        values = {"字数": count, "下限": low, "上限": high, "判断": "过短" if count < low else "过长"}
        return failed(Finding(fill(rule.message, values), str(values["判断"]), (texts[0].opening(),)))

    return judge


LENGTH_CHECK = Check(
    name="length",
    title="篇幅",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "min": {**_COUNT, "default": 0, "description": "下限；参数中与规则同名的一项可以另行规定 min、max"},
        "max": {**_COUNT, "description": "上限"},
    },
    required=("scope", "message"),
    fields=("字数", "下限", "上限", "判断"),
    parameters=("{id}",),
)
