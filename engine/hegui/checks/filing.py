"""Kind `filing`: the reports at hand are those of the units on the roster, all of them and no others.

A kind of its own: only here is looked for what is not there at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hegui.checks.tally import Tally
from hegui.model.corpus import Corpus, RosterUnit, Stray
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Context, CorpusCheck, CorpusJudge, ParametersOf, fill, not_applicable, verdict_of

_NO_ROSTER = "没有给出单位名册（--roster）"
_ROSTER = "单位名册"
_MOST_NAMED = 3


def _compile(rule: Rule, _: Context) -> CorpusJudge:
    return _complete(rule) if rule.params["expect"] == "complete" else _listed(rule)


def _complete(rule: Rule) -> CorpusJudge:
    def judge(corpus: Corpus, _: ParametersOf) -> Outcome:
        if corpus.roster is None or corpus.year is None:
            return not_applicable(_NO_ROSTER if corpus.roster is None else "没有一份报告认出了年度")
        tally = Tally()
        nameless = [
            stray.path
            for stray in corpus.undecided
            if stray.unit is None and not stray.candidates and stray.year in (None, corpus.year)
        ]
        open_units: list[str] = []
        for unit in corpus.due:
            tally.judged += 1
            if (unit.name, corpus.year) in corpus.filed:
                continue
            if theirs := next(_perhaps(unit, corpus), None):
                tally.unjudged(unit.name, theirs)
            elif nameless:
                open_units.append(unit.name)
            else:
                tally.findings.append(_missing(rule, unit, corpus.year))
        why = _open(nameless, len(open_units))
        for name in open_units:
            tally.unjudged(name, why)
        return tally.outcome("名册中没有单位")

    return judge


def _perhaps(unit: RosterUnit, corpus: Corpus) -> Iterator[str]:
    """Files that may be the report of a unit."""
    for stray in corpus.undecided:
        if unit.name in stray.candidates and stray.year in (None, corpus.year):
            if stray.unread:
                yield f"文件未能读出（{stray.path}）"
            elif len(stray.candidates) == 1 and stray.unit == unit.name:
                yield f"报告的年度没有认出（{stray.path}）"
            else:
                yield f"可能是这份报告，但单位名称不能确定（{stray.path}）"


def _open(nameless: Sequence[str], units: int) -> str:
    """Why units without a report may have filed one. A file is the report of one unit at most."""
    named = "、".join(nameless[:_MOST_NAMED]) + ("等" if len(nameless) > _MOST_NAMED else "")
    why = f"没有找到报告，但有 {len(nameless)} 份文件未能读出或没有认出单位（{named}）"
    sure = units - len(nameless)
    return f"{why}，因此这 {units} 个单位中至少有 {sure} 个没有报送" if sure > 0 else why


def _missing(rule: Rule, unit: RosterUnit, year: int) -> Finding:
    evidence = Evidence(section=_ROSTER, quote=" ".join(filter(None, (unit.place, unit.name))), unit=unit.name)
    return Finding(
        fill(rule.message, {"单位": unit.name, "年度": year}), "report", (evidence,), units=(unit.name,), year=year
    )


def _listed(rule: Rule) -> CorpusJudge:
    def judge(corpus: Corpus, _: ParametersOf) -> Outcome:
        if corpus.roster is None:
            return not_applicable(_NO_ROSTER)
        return verdict_of([_unexpected(rule, stray) for stray in corpus.unexpected])

    return judge


def _unexpected(rule: Rule, stray: Stray) -> Finding:
    name = stray.unit or stray.path
    evidence = Evidence(quote=stray.path, unit=name)
    message = fill(rule.message, {"单位": name, "文件": stray.path})
    return Finding(message, "report", (evidence,), units=(name,), year=stray.year)


FILING_CHECK = CorpusCheck(
    name="filing",
    title="报告与名册相符",
    compile=_compile,
    properties={
        "expect": {
            "enum": ["complete", "listed"],
            "description": "complete 名册上的单位都有报告；listed 报告都属于名册上的单位",
        }
    },
    required=("expect", "message"),
    fields=("单位", "年度", "文件"),
)
