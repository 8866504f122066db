"""The check `unchanged`: tables that repeat those of the year before in every cell."""

from __future__ import annotations

from hegui.checks.corpus.tally import Tally, cell, compare_years
from hegui.model.corpus import Address, Corpus, Filed
from hegui.model.rule import Finding, Outcome, Rule
from hegui.rules.check import Context, CorpusCheck, CorpusJudge, ParametersOf, fill

_MOST_SHOWN = 4


def _compile(rule: Rule, _: Context) -> CorpusJudge:
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
        evidence = tuple(cell(one, *address) for address in shown for one in (report, before))
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


UNCHANGED = CorpusCheck(
    name="unchanged",
    title="与上年完全相同",
    compile=_compile,
    properties={
        "lasting": {
            "type": "array",
            "description": "累计数所在的行、列：只有这些不为 0 的，年年相同不足为奇",
            "items": {"type": "string", "minLength": 1, "description": "行或列的名称"},
        }
    },
    required=("lasting",),
    fields=("单位", "年度", "上一年度", "格数"),
)
