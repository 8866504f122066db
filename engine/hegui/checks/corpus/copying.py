"""Kind `copied`: how much of a report's own words stood in the unit's report of the year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hegui.checks.corpus.narrative import (
    IGNORE,
    SECTIONS,
    Narrative,
    narrative,
    pattern_of,
    share,
    shared_passages,
    side_by_side,
)
from hegui.checks.corpus.tally import Tally, compare_years
from hegui.model.corpus import Corpus, Filed
from hegui.model.rule import Finding, Outcome, Rule, Severity
from hegui.rules.check import Context, CorpusCheck, CorpusJudge, ParametersOf, fill

_SHARE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
_COUNT = {"type": "integer", "minimum": 1}


def _compile(rule: Rule, _: Context) -> CorpusJudge:
    ignored = pattern_of(rule.params.get("ignore", ()))

    def judge(corpus: Corpus, parameters_of: ParametersOf) -> Outcome:
        def compare(tally: Tally, report: Filed, before: Filed) -> None:
            tally.judged += 1
            keys = {**rule.params, **parameters_of(report).get(rule.id, {})}
            for section in keys["sections"]:
                one, other = (narrative(each, (section,), ignored) for each in (report, before))
                if one.size >= keys["least"]:
                    tally.findings += found(section, one, other, keys)

        return compare_years(corpus, compare)

    def found(section: str, one: Narrative, other: Narrative, keys: Mapping[str, Any]) -> Iterator[Finding]:
        shared = shared_passages(one, other, keys["passage"])
        repeated = share(shared, one)
        if repeated < keys["warning"]:
            return
        report, before = one.filed, other.filed
        fields = {
            "单位": report.unit.name,
            "部分": f"第{section}部分",
            "重复率": f"{repeated:.0%}",
            "年度": report.year,
            "上一年度": before.year,
        }
        yield Finding(
            fill(rule.message, fields),
            key=section,
            evidence=side_by_side(one, other, shared, keys["evidence"]),
            units=(report.unit.name,),
            severity=Severity.ERROR if repeated >= keys["error"] else Severity.WARNING,
            year=report.year,
        )

    return judge


COPIED = CorpusCheck(
    name="copied",
    title="照抄上年",
    compile=_compile,
    properties={
        "sections": SECTIONS,
        "ignore": IGNORE,
        "warning": {**_SHARE, "description": "重复率达到多少为警告；参数中与规则同名的一项可以另行规定"},
        "error": {**_SHARE, "description": "重复率达到多少为错误"},
        "passage": {**_COUNT, "description": "连续相同多少字才算重复（不计标点和数字）"},
        "least": {**_COUNT, "description": "文字少于多少字的部分不作比较（不计标点和数字）"},
        "evidence": {**_COUNT, "description": "证据中并列最长的几段"},
    },
    required=("sections", "warning", "error", "passage", "least", "evidence", "message"),
    fields=("单位", "部分", "重复率", "年度", "上一年度"),
    parameters=("{id}",),
)
