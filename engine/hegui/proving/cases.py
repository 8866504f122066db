"""Runs the cases in rule files: each edits a clean draft, prints it, reads it back, recognises and judges it.

from hegui.proving.cases import run_cases
assert all(result.ok for result in run_cases(ruleset))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from hegui.guarding.scratch import Scratch
from hegui.judge.audit import audit_of
from hegui.judge.corpus import judge_corpus
from hegui.judge.report import judge
from hegui.model.audit import Problem
from hegui.model.corpus import Corpus
from hegui.model.report import Report
from hegui.model.reports import Reports
from hegui.model.rule import Rule
from hegui.model.verdict import Finding, Result, Severity, Verdict
from hegui.output.view import RESULTS, SEVERITIES
from hegui.project.corpus import gather
from hegui.project.host import Host
from hegui.proving.corpora import corpus_of_case, jurisdiction_of
from hegui.proving.draft import Draft, draft_of
from hegui.proving.edits import edit
from hegui.proving.layouts import HTML, LAYOUTS, Layout
from hegui.proving.places import EditError
from hegui.read import ReadError, read
from hegui.recognise import Knowledge, NotAReport, recognise
from hegui.rules.assembly import load_ruleset
from hegui.rules.check import AnyCheck, CorpusCheck
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, FoundPack, RuleSet

_RESULTS = (Result.FAIL, Result.PASS, Result.NOT_APPLICABLE, Result.CANNOT_ASSESS)
_SILENT = (Result.PASS, Result.NOT_APPLICABLE, Result.CANNOT_ASSESS)
_WANTED = ("severity", "points", "basis")
UNMADE = (EditError, ReadError, NotAReport, ValueError)
"""Why there is no report of a draft."""


class CaseResult(NamedTuple):
    """What came of one case. `why` tells a rule's author in Chinese what is wrong where it is not `ok`."""

    rule: str
    case: str
    expected: Result
    got: Result
    ok: bool
    why: str = ""

    def __str__(self) -> str:
        if self.ok:
            return f"{self.rule} {self.case}：{RESULTS[self.got]}"
        if self.got is self.expected:
            return f"{self.rule} {self.case}：结论是{RESULTS[self.got]}，但{self.why}"
        return f"{self.rule} {self.case}：应为{RESULTS[self.expected]}，实为{RESULTS[self.got]}。{self.why}"


class Case(NamedTuple):
    """A case made ready: a report, or several, and what a rule must say to it."""

    rule: str
    name: str
    accepted: tuple[Result, ...]
    """The results that are right; the first is the one to name."""
    report: Report | Corpus | None
    fault: str = ""
    """Why there is no report."""
    quote: str = ""
    """Words that the findings must show."""
    wanted: Mapping[str, Any] = {}
    """What else the verdict must be, where the case says so: `severity` (of the gravest finding), `points`, and words
    in the `basis` that is cited."""


class CaseRunner:
    """Judges drafts by a ruleset, end to end. Clean drafts are as the `pack` says whose rules are proven, if any."""

    def __init__(self, ruleset: RuleSet, pack: str = "") -> None:
        self.ruleset = ruleset
        self.pack = pack
        self._changes = next((each.draft_changes for each in ruleset.packs if each.name == pack), ())
        self._cases: dict[str, tuple[Case, ...]] = {}

    @cached_property
    def knowledge(self) -> Knowledge:
        """What reports are recognised by."""
        return Knowledge.of(self.ruleset.forms, self.ruleset.lexicons)

    def draft(self, name: str) -> Draft:
        """A clean draft. Raises ValueError where there is none of this name, or where the pack's edits do not fit."""
        draft = draft_of(name, self.ruleset.drafts, self.ruleset.forms)
        for edits in self._changes:
            try:
                draft = edit(draft, edits.get(name, {}))
            except EditError as error:
                raise EditError(f"drafts.yaml 中 {name} 的改动有误：{error}") from None
        return draft

    def clean_draft(self, case: Mapping[str, Any]) -> Draft:
        """The clean draft that a case edits: the first of the ruleset where it names none."""
        return self.draft(str(case.get("on") or next(iter(self.ruleset.drafts), "")))

    def draft_of_case(self, case: Mapping[str, Any]) -> Draft:
        """The draft of a case, edited. Raises ValueError where that cannot be done."""
        return edit(self.clean_draft(case), case[expected_of(case)] or {})

    def report_of(self, draft: Draft, layout: Layout = HTML) -> Report:
        """The draft as recognised after it was printed in this layout."""
        with Scratch() as folder:
            file = Path(folder) / f"case{layout.suffix}"
            file.write_bytes(layout.render(draft))
            return recognise(read(file), self.knowledge)

    def verdicts_of(self, draft: Draft, layout: Layout = HTML) -> Mapping[str, Verdict]:
        """The verdicts on a draft by their rules' ids."""
        verdicts = judge(self.report_of(draft, layout), self.ruleset)
        return {verdict.rule: verdict for verdict in verdicts}

    def run(self, rule: Rule) -> Iterator[CaseResult]:
        """The results of a rule's own cases."""
        return self._run(rule, self.cases_of(rule))

    def silent(self, rule: Rule) -> Iterator[CaseResult]:
        """One result a clean draft: the rule must not fail on it."""
        return self._run(rule, self.clean_cases(rule))

    def cases_of(self, rule: Rule) -> tuple[Case, ...]:
        """A rule's own cases, each printed, read and recognised once however often it is asked for before another rule
        is: the reports of all rules together would fill the memory."""
        if rule.id not in self._cases:
            self._cases = {rule.id: tuple(self.case(rule, *numbered) for numbered in enumerate(rule.cases, 1))}
        return self._cases[rule.id]

    def clean_cases(self, rule: Rule) -> tuple[Case, ...]:
        """Every clean draft as a case in which the rule must be silent."""
        try:
            reports = self._clean_corpora if self.is_of_many(rule) else self._clean
        except UNMADE as error:
            return (Case(rule.id, "合格样稿", _SILENT, None, f"样稿无法制成：{error}"),)
        return tuple(Case(rule.id, f"合格样稿 {name}", _SILENT, report) for name, report in reports.items())

    def is_of_many(self, rule: Rule) -> bool:
        """Whether a rule is on many reports."""
        return isinstance(self.ruleset.checks[rule.check], CorpusCheck)

    @cached_property
    def _clean(self) -> Mapping[str, Report]:
        return {name: self.report_of(self.draft(name)) for name in self.ruleset.drafts}

    @cached_property
    def _clean_corpora(self) -> Mapping[str, Corpus]:
        """Each clean draft alone, and all of them together."""
        audits = {name: audit_of(report) for name, report in self._clean.items()}
        each = {name: gather(Reports.of([one]), [], self.ruleset) for name, one in audits.items()}
        return {**each, "全部": gather(Reports.of(audits.values()), [], self.ruleset)}

    def case(self, rule: Rule, number: int, case: Mapping[str, Any]) -> Case:
        """A case of a rule as written, made ready."""
        expected = expected_of(case)
        name = f"用例 {number}" + (f"（{case['name']}）" if "name" in case else "")
        try:
            draft = self.draft_of_case(case)
            report: Report | Corpus
            if self.is_of_many(rule):
                report = corpus_of_case(case, draft, self.clean_draft, self.report_of, self.ruleset, self.knowledge)
            else:
                report = self.report_of(draft, layout_of(case))
                jurisdiction = jurisdiction_of(case, self.ruleset, self.knowledge)
                report = jurisdiction.completed(report) if jurisdiction else report
        except UNMADE as error:
            return Case(rule.id, name, (expected,), None, f"用例无法执行：{error}")
        wanted = {key: case[key] for key in _WANTED if key in case}
        return Case(rule.id, name, (expected,), report, quote=str(case.get("quote", "")), wanted=wanted)

    def _run(self, rule: Rule, cases: Sequence[Case]) -> Iterator[CaseResult]:
        single = self.with_only(rule)
        return (outcome_of(case, single) for case in cases)

    def with_only(self, rule: Rule) -> RuleSet:
        """The ruleset with this one of its rules alone."""
        return with_only(self.ruleset, next(each for each in self.ruleset.compiled if each.rule.id == rule.id))


def runner_of(*plugins: Path) -> CaseRunner:
    """A runner of plugins that are worked on, folders or files, beside all that is installed."""
    return CaseRunner(load_ruleset(Host.load([*plugins])))


def with_only(ruleset: RuleSet, compiled: CompiledRule | CompiledCorpusRule) -> RuleSet:
    """The ruleset with this rule alone."""
    if isinstance(compiled, CompiledCorpusRule):
        return replace(ruleset, rules=(), corpus_rules=(compiled,))
    return replace(ruleset, rules=(compiled,), corpus_rules=())


def outcome_of(case: Case, single: RuleSet) -> CaseResult:
    """What the only rule of a ruleset says to a case."""
    expected = case.accepted[0]
    if case.report is None:
        return CaseResult(case.rule, case.name, expected, Result.ERROR, False, case.fault)
    judged = judge_corpus(case.report, single) if isinstance(case.report, Corpus) else judge(case.report, single)
    verdict = judged[0]
    findings = [finding for one in judged for finding in one.findings]
    told = "；".join(finding.message for finding in findings) or verdict.reason
    if verdict.result not in case.accepted:
        return CaseResult(case.rule, case.name, expected, verdict.result, False, told)
    if case.quote and not any(case.quote in text for text in _texts(findings)):
        return CaseResult(case.rule, case.name, expected, verdict.result, False, f"证据中没有“{case.quote}”：{told}")
    if other := next(_unlike(case.wanted, verdict, findings), ""):
        return CaseResult(case.rule, case.name, expected, verdict.result, False, f"{other}：{told}")
    return CaseResult(case.rule, case.name, expected, verdict.result, True)


def _unlike(wanted: Mapping[str, Any], verdict: Verdict, findings: Sequence[Finding]) -> Iterator[str]:
    """In what a verdict is not as a case wants it, in words."""
    severity, points = wanted.get("severity", verdict.severity), wanted.get("points", {})
    if severity != verdict.severity:
        yield f"级别应为{SEVERITIES[Severity(severity)]}，实为{SEVERITIES[verdict.severity]}"
    for scheme, cost in points.items():
        if verdict.points.get(scheme) != cost:
            yield f"扣分应为 {cost}（评分方案 {scheme}），实为 {verdict.points.get(scheme, '未写')}"
    cited = "；".join(dict.fromkeys(finding.basis for finding in findings))
    if (basis := wanted.get("basis", "")) not in cited:
        yield f"引用的依据中没有“{basis}”，引用的是“{cited}”"


def run_cases(ruleset: RuleSet, ids: Sequence[str] = ()) -> list[CaseResult]:
    """Run the cases of these rules, of all rules where none is named, and hold each rule to silence on clean drafts.

    Each rule is judged within its own pack's lineage.
    """
    return [
        result
        for rule, runner in rules_with_runners(ruleset, ids)
        for results in (runner.run(rule), runner.silent(rule))
        for result in results
    ]


def rules_with_runners(ruleset: RuleSet, ids: Sequence[str] = ()) -> Iterator[tuple[Rule, CaseRunner]]:
    """These rules (all where none is named), each with the runner of its pack."""
    runners: dict[str, CaseRunner] = {}
    for rule in ruleset.all_rules:
        if ids and rule.id not in ids:
            continue
        if rule.source.pack not in runners:
            runners[rule.source.pack] = CaseRunner(ruleset_of_pack(ruleset, rule.source.pack), rule.source.pack)
        runner = runners[rule.source.pack]
        if runner.ruleset.rule(rule.id) is None:  # it needs what a pack brings that its own does not extend
            runner = CaseRunner(ruleset, rule.source.pack)
        yield rule, runner


def expected_of(case: Mapping[str, Any]) -> Result:
    """What a rule must come to in a case as written."""
    return next(result for result in _RESULTS if result in case)


def layout_of(case: Mapping[str, Any]) -> Layout:
    """How the draft of a case is printed. Raises ValueError for a layout that there is not."""
    name = case.get("layout", HTML.name)
    if name not in LAYOUTS:
        raise ValueError(f"没有名为“{name}”的版式；可用的版式有：{'、'.join(LAYOUTS)}。")
    return LAYOUTS[name]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a ruleset was loaded from, as a registry to load from again."""

    packs: Sequence[FoundPack]
    checks: Mapping[str, AnyCheck]
    problems: Sequence[Problem] = ()


def ruleset_of_pack(ruleset: RuleSet, pack: str) -> RuleSet:
    """The ruleset that a pack of this ruleset makes with those it extends and those for everybody.

    The cases of a rule prove it as its author wrote it. What a pack beside it switches off or measures otherwise is
    proved by that pack's own cases.
    """
    found = [FoundPack(each.path, each.plugin) for each in ruleset.packs]
    return load_ruleset(_Loaded(found, ruleset.checks), only=[pack])


def _texts(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        yield finding.message
        for evidence in finding.evidence:
            yield evidence.quote or ""
            yield evidence.formula or ""
