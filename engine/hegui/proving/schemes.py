"""Runs the cases in scoring schemes: each edits a clean draft, judges it by all rules of the scheme's pack and of those
that it extends, and holds the score to what the case expects. Rules on many reports judge it where the case tells of
any beside it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hegui.judge.audit import audit_of
from hegui.judge.corpus import judge_corpus
from hegui.judge.report import judge
from hegui.judge.scheme import find_scheme
from hegui.judge.score import score_all
from hegui.model.audit import Addition, Audit, Deduction, Score, amount
from hegui.model.corpus import Corpus
from hegui.model.reports import Reports
from hegui.project.corpus import gather
from hegui.proving.cases import UNMADE, CaseRunner, ruleset_of_pack
from hegui.proving.corpora import BESIDE, drafts_beside, jurisdiction_of
from hegui.proving.draft import Draft
from hegui.proving.edits import edit
from hegui.rules.ruleset import Pack, RuleSet


class SchemeResult(NamedTuple):
    """What came of one case of a scheme. `why` tells its author in Chinese what is otherwise than expected."""

    scheme: str
    case: str
    why: str = ""

    @property
    def ok(self) -> bool:
        return not self.why

    def __str__(self) -> str:
        return f"评分方案 {self.scheme} {self.case}：{self.why or '符合'}"


def run_scheme_cases(ruleset: RuleSet, packs: Container[str] | None = None) -> Iterator[SchemeResult]:
    """Run the cases of the schemes of these packs, of all where none is named."""
    for pack in ruleset.packs:
        if packs is not None and pack.name not in packs:
            continue
        proven = [name for name in _schemes_of(pack, ruleset) if "cases" in ruleset.schemes[name]]
        if not proven:
            continue
        runner = CaseRunner(ruleset_of_pack(ruleset, pack.name), pack.name)
        for name in proven:
            for title, case in cases_of_scheme(ruleset.schemes[name]):
                yield SchemeResult(name, title, why_not(case, name, runner))


def cases_of_scheme(scheme: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The cases of a scheme, each with what it is called."""
    for number, case in enumerate(scheme.get("cases", ()), 1):
        yield f"用例 {number}" + (f"（{case['name']}）" if "name" in case else ""), case


def _schemes_of(pack: Pack, ruleset: RuleSet) -> Sequence[str]:
    return [name for name in ruleset.schemes if (pack.path / "schemes" / f"{name}.yaml").is_file()]


def why_not(case: Mapping[str, Any], scheme: str, runner: CaseRunner) -> str:
    """What is otherwise than a case of a scheme expects, in Chinese; empty where nothing is."""
    try:
        draft = edit(runner.clean_draft(case), case.get("edits") or {})
        reports, corpus = _audited(case, draft, runner)
    except UNMADE as error:
        return f"用例无法执行：{error}"
    among_others = judge_corpus(corpus, runner.ruleset) if case.keys() & BESIDE else ()
    score_all(reports, find_scheme(scheme, runner.ruleset), corpus, among_others)
    made = reports[0].score
    return "；".join(_differences(case, made)) if made else "用例无法执行：样稿没有读出"


def _audited(case: Mapping[str, Any], draft: Draft, runner: CaseRunner) -> tuple[Reports, Corpus]:
    """The draft of a case and those beside it, judged one by one, the first first; and the corpus that they are.

    Raises ValueError, in Chinese, for what cannot be made.
    """
    ruleset = runner.ruleset
    beside = drafts_beside(case, draft, runner.clean_draft)
    jurisdiction = jurisdiction_of(case, ruleset, runner.knowledge)

    def audits(drafts: Iterable[Draft]) -> Iterator[Audit]:
        for one in drafts:
            report = runner.report_of(one)
            report = jurisdiction.completed(report) if jurisdiction else report
            yield audit_of(report, judge(report, ruleset))

    reports, before = Reports.of(audits([draft, *beside.others])), Reports.of(audits(beside.previous))
    return reports, gather(reports, [before], ruleset, jurisdiction)


def _differences(case: Mapping[str, Any], made: Score) -> Iterator[str]:
    """What is otherwise than a case expects."""
    if case["total"] != made.total:
        entries = (f"{one.rule} {sign}{one.points}" for sign, some in _entries(made) for one in some)
        yield f"总分应为 {case['total']}，实为 {made.total}（{'，'.join(entries) or '没有扣分、加分'}）"
    for key, heading, its in (("grade", "等级", made.grade), ("table", "评分表", made.table)):
        if key in case and case[key] != its:
            yield f"{heading}应为{case[key] or '未评级'}，实为{its or '无'}"
    for key, verb, some in (("deductions", "扣", made.deductions), ("bonuses", "加", made.bonuses)):
        if key not in case:
            continue
        points = _by_rule(some)
        for rule in dict.fromkeys((*case[key], *points)):
            expected, got = case[key].get(rule, 0), points.get(rule, 0)
            if expected != got:
                yield f"{rule} 应{verb} {expected} 分，实{verb} {got} 分"


def _entries(made: Score) -> Iterator[tuple[str, Sequence[Deduction | Addition]]]:
    yield "−", made.deductions
    yield "+", made.bonuses


def _by_rule(entries: Sequence[Deduction | Addition]) -> Mapping[str, float]:
    points: dict[str, Decimal] = {}
    for one in entries:
        points[one.rule] = points.get(one.rule, Decimal(0)) + Decimal(str(one.points))
    return {rule: amount(value) for rule, value in points.items()}
