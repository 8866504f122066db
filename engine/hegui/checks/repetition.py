"""Kinds `text-repetition` and `table-repetition`: a report that repeats the unit's report of the year before.

Kinds of their own: how much of a text stood in another, and that every cell of all tables is as it was, are measures
of a whole report, which no formula over single figures gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hegui.checks.narrative import (
    COMPARED,
    IGNORED,
    Narrative,
    ignored_by,
    narrative,
    share,
    shared_passages,
    side_by_side,
)
from hegui.checks.passages import section_of
from hegui.checks.tally import Tally, compare_years, filed_cell
from hegui.model.corpus import Address, Corpus, Filed
from hegui.model.rule import Finding, Outcome, Rule, Severity
from hegui.rules.check import Context, CorpusCheck, CorpusJudge, ParametersOf, fill
from hegui.rules.layers import LaidOver

_MOST_SHOWN = 4
_SHARE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
_COUNT = {"type": "integer", "minimum": 1}


# -- text ------------------------------------------------------------------------------------------------------------


def _compile_text(rule: Rule, context: Context) -> CorpusJudge:
    ignored = ignored_by(rule.params.get("ignore", ()), context)
    for section in rule.params["sections"]:
        section_of(section, context)
    names = {section.key: section.name for form in context.forms.values() for section in form.sections}

    def judge(corpus: Corpus, parameters_of: ParametersOf) -> Outcome:
        def compare(tally: Tally, report: Filed, before: Filed) -> None:
            tally.judged += 1
            keys = LaidOver(rule.params, parameters_of(report), rule.id)
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
            "部分": names.get(section, section),
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


# -- tables ----------------------------------------------------------------------------------------------------------


def _compile_tables(rule: Rule, _: Context) -> CorpusJudge:
    lasting = frozenset(rule.params["lasting"])

    def compare(tally: Tally, report: Filed, before: Filed) -> None:
        if report.form != before.form or not report.values or len(report.values) != len(before.values):
            return
        tally.judged += 1
        known = [pair for pair in zip(report.values, before.values, strict=True) if None not in pair]
        if any(now != then for now, then in known):
            return
        moved = [address for address in report.addresses if _counts(report, address, lasting)]
        if not moved:
            return
        if len(known) < len(report.values):
            tally.unjudged(report.unit.name, "读出的数字与上一年度全部相同，但有空白或没有读出的格")
            return
        shown = moved[:_MOST_SHOWN]
        evidence = tuple(filed_cell(one, *address) for address in shown for one in (report, before))
        fields = {"单位": report.unit.name, "年度": report.year, "上一年度": before.year, "格数": len(known)}
        message = fill(rule.message, fields)
        tally.findings.append(Finding(message, "tables", evidence, units=(report.unit.name,), year=report.year))

    def judge(corpus: Corpus, _: ParametersOf) -> Outcome:
        return compare_years(corpus, compare)

    return judge


def _counts(report: Filed, address: Address, lasting: frozenset[str]) -> bool:
    """Whether a cell is not nought and holds what happened in the year, not what lasts from year to year."""
    table, path = address
    return bool(report.value(table, *path)) and not lasting.intersection(path)


TEXT_REPETITION_CHECK = CorpusCheck(
    name="text-repetition",
    title="文字照抄上年",
    compile=_compile_text,
    properties={
        "sections": COMPARED,
        "ignore": IGNORED,
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

TABLE_REPETITION_CHECK = CorpusCheck(
    name="table-repetition",
    title="表格与上年逐格相同",
    compile=_compile_tables,
    properties={
        "lasting": {
            "type": "array",
            "description": "累计数所在的行、列：只有这些不为 0 的，年年相同不足为奇",
            "items": {"type": "string", "minLength": 1, "description": "行或列的名称"},
        }
    },
    required=("lasting", "message"),
    fields=("单位", "年度", "上一年度", "格数"),
)
