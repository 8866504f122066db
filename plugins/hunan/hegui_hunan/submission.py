"""Kind `hunan-submission`: a report that was signed after the day by which its office wanted it handed in.

Offices set that day by year and level of the unit, apart from the day of publication, the only one that the expression
language knows; so it is a parameter that this kind reads.
"""

from __future__ import annotations

from datetime import date

from hegui.checks.evidence import words_at
from hegui.model.report import Report
from hegui.model.rule import Finding, Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill, not_applicable
from hegui.rules.expression import value_text


def _compile(rule: Rule, _: Context) -> Judge:
    def judge(report: Report, parameters: Parameters) -> Outcome:
        if report.year is None or report.unit is None:
            return cannot_assess("未能识别报告年度" if report.year is None else "未能识别报告单位")
        day = parameters.get(rule.id, {}).get(report.unit.level)
        if day is None:
            return not_applicable("没有规定该单位的报送期限")
        due, signed = _due(rule.id, day, report.year), report.dates.signed
        if signed is None or signed.value is None:
            return cannot_assess("没有读到成文日期" if signed is None else f"“{signed.quote}”不是可辨认的日期")
        if signed.value <= due:
            return PASSED
        values = {"成文日期": value_text(signed.value), "报送期限": value_text(due), "天数": (signed.value - due).days}
        return failed(Finding(fill(rule.message, values), "报送", (words_at(signed.quote, signed.place, "落款"),)))

    return judge


def _due(parameter: str, day: object, year: int) -> date:
    """The month and day `01-26` in the year after the report's."""
    try:
        return date.fromisoformat(f"{year + 1}-{day}")
    except ValueError:
        raise ValueError(f'参数 {parameter} 中的“{day}”不是月日，应写作 "01-26" 这样') from None


SUBMISSION = Check(
    name="hunan-submission",
    title="成文日期不晚于报送期限",
    compile=_compile,
    properties={},
    required=("message",),
    fields=("成文日期", "报送期限", "天数"),
    parameters=("{id}",),
)
"""The days stand in a parameter named after the rule, by the unit's level: `{department: "01-26"}`."""
