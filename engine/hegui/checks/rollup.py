"""Kind `rollup`: a supervising government's figures are the sum of those of its units on the roster.

A kind of its own: it is the only comparison that goes by the hierarchy of the roster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hegui.checks.narrative import texts_in
from hegui.checks.passages import SCOPE, scope_of
from hegui.checks.patterns import PATTERNS, any_of
from hegui.checks.tally import Tally, filed_cell, total_of
from hegui.model.corpus import Address, Corpus, Filed
from hegui.model.form import Form
from hegui.model.report import Number
from hegui.model.rule import Finding, Outcome, Rule
from hegui.model.verdict import Difference
from hegui.rules.check import Context, CorpusCheck, CorpusJudge, ParametersOf, fill, not_applicable
from hegui.rules.evaluation import value_text
from hegui.rules.grading import difference

_MOST_SHOWN = 5
_OTHERWISE = "名册中没有汇总所属单位数据的报告"


class _Wrong(NamedTuple):
    """A cell whose number is not the sum."""

    address: Address
    stated: Number
    due: Number

    def in_words(self, form: Form) -> str:
        table, path = self.address
        return f"{form.table_name(table)}{'·'.join(path)}为 {value_text(self.stated)}，合计 {value_text(self.due)}"


def _compile(rule: Rule, context: Context) -> CorpusJudge:
    speaks_for_area = any_of(rule.params["speaks_for_area"], context)
    sections = frozenset(scope_of(rule.params["scope"], context))

    def judge(corpus: Corpus, parameters_of: ParametersOf) -> Outcome:
        if corpus.roster is None:
            return not_applicable("没有给出单位名册（--roster）")
        stated = {unit.name: unit.rollup for unit in corpus.roster}

        def sums_up(report: Filed) -> bool:
            """Whether a report is about its unit and all units under it."""
            said = stated.get(report.unit.name)
            if said is None:
                assumed: bool = parameters_of(report)["rollup"]["assumed"]
                return assumed or any(map(speaks_for_area.search, texts_in(report, sections)))
            return said

        tally = Tally()
        for report in corpus.reports:
            if report.unit.name in corpus.children and sums_up(report):
                children = list(_children(corpus, report, tally))
                whole = [child for child in children if child.unit.name not in corpus.children or sums_up(child)]
                for child in children:
                    if child not in whole:
                        tally.unjudged(report.unit.name, f"{child.unit.name}的报告没有汇总它的所属单位")
                if len(whole) == len(corpus.children[report.unit.name]):
                    _add_up(rule, context.forms, report, whole, tally)
        return tally.outcome(_OTHERWISE)

    return judge


def _children(corpus: Corpus, report: Filed, tally: Tally) -> Iterator[Filed]:
    """The reports of all units under this one; what is missing is told."""
    lacking: dict[str, list[str]] = {}
    for child in corpus.children[report.unit.name]:
        filed = corpus.of(child.name, report.year)
        if filed is None:
            several = corpus.disputed(child.name, report.year)
            lacking.setdefault("有几份数字不同的报告" if several else "没有找到报告", []).append(child.name)
        elif filed.form != report.form:
            lacking.setdefault("用的是另一种格式，或没有读出表格", []).append(child.name)
        else:
            yield filed
    for reason, names in lacking.items():
        tally.unjudged(report.unit.name, f"所属单位{'、'.join(names)}{reason}，不能加总")


def _add_up(rule: Rule, forms: Mapping[str, Form], report: Filed, children: Sequence[Filed], tally: Tally) -> None:
    wrong: list[_Wrong] = []
    open_cells = 0
    for address, index in report.addresses.items():
        stated, due = report.values[index], total_of(child.values[index] for child in children)
        if stated is None or due is None:
            open_cells += 1
        elif stated != due:
            wrong.append(_Wrong(address, stated, due))
    tally.judged += 1
    if open_cells:
        tally.unjudged(report.unit.name, f"本级或所属单位的报告有空白或没有读出的数字，{open_cells} 格没有核对")
    if not wrong:
        return
    form = forms[report.form or ""]
    shown = wrong[:_MOST_SHOWN]
    more = f"等 {len(wrong)} 格" if len(wrong) > len(shown) else ""
    fields = {
        "单位": report.unit.name,
        "年度": report.year,
        "单位数": len(children),
        "不符": "；".join(one.in_words(form) for one in shown) + more,
    }
    evidence = tuple(
        filed_cell(report, *one.address, formula=f"{value_text(one.stated)} ≠ {value_text(one.due)}") for one in shown
    )
    tally.findings.append(
        Finding(
            fill(rule.message, fields),
            "rollup",
            evidence,
            units=(report.unit.name,),
            year=report.year,
            difference=_greatest(difference(one.stated, one.due) for one in wrong),
        )
    )


def _greatest(differences: Iterable[Difference]) -> Difference:
    """Of several cells the greatest difference, and the greatest share."""
    all_of = list(differences)
    shares = [one.share for one in all_of]
    return Difference(max(one.by for one in all_of), None if None in shares else max(filter(None, shares), default=0))


ROLLUP_CHECK = CorpusCheck(
    measures=True,
    name="rollup",
    title="汇总数等于各单位之和",
    compile=_compile,
    properties={
        "speaks_for_area": {**PATTERNS, "description": "表明报告汇总了全区域数据的用语（正则表达式）"},
        "scope": {**SCOPE, "description": "在哪些部分找这些用语：官方格式中的序号（如 一），或导语、标题"},
    },
    required=("speaks_for_area", "scope"),
    fields=("单位", "年度", "单位数", "不符"),
    parameters=("rollup",),
)
