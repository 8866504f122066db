"""Runs the cases in rule files: each edits a clean draft, prints it, reads it back, recognises and judges it.

from hegui.testing.cases import run_cases
assert all(result.ok for result in run_cases(ruleset))
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from hegui.audit.corpus import judge_corpus
from hegui.audit.corpus.gather import gather
from hegui.audit.judge import judge
from hegui.model.corpus import Corpus
from hegui.model.report import Report
from hegui.model.rule import Finding, Result, Rule, Verdict
from hegui.output.view import RESULTS
from hegui.read import ReadError, read
from hegui.recognise import Knowledge, NotAReport, recognise
from hegui.rules.check import CorpusCheck
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet
from hegui.testing.corpora import corpus_of_case, row
from hegui.testing.draft import DRAFTS, Draft, load_draft
from hegui.testing.edits import edit
from hegui.testing.layouts import LAYOUTS, document_of
from hegui.testing.lineage import lineage
from hegui.testing.places import EditError

_RESULTS = (Result.FAIL, Result.PASS, Result.NOT_APPLICABLE, Result.CANNOT_ASSESS)
_SILENT = (Result.PASS, Result.NOT_APPLICABLE, Result.CANNOT_ASSESS)
_UNMADE = (EditError, ReadError, NotAReport, ValueError)
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


class CaseRunner:
    """Judges drafts by a ruleset, end to end. Clean drafts are as the `pack` says whose rules are proven, if any."""

    def __init__(self, ruleset: RuleSet, pack: str = "") -> None:
        self.ruleset = ruleset
        self._changes = next((each.drafts for each in ruleset.packs if each.name == pack), ())
        self._cases: dict[str, tuple[Case, ...]] = {}

    @cached_property
    def _knowledge(self) -> Knowledge:
        return Knowledge.of(self.ruleset.forms, self.ruleset.lexicons)

    def draft(self, name: str) -> Draft:
        """A clean draft. Raises EditError where the pack's edits of it do not fit."""
        draft = load_draft(name)
        for edits in self._changes:
            try:
                draft = edit(draft, edits.get(name, {}))
            except EditError as error:
                raise EditError(f"drafts.yaml 中 {name} 的改动有误：{error}") from None
        return draft

    def report_of(self, draft: Draft, layout: str = "html") -> Report:
        """The draft as recognised after it was printed in this layout."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"case{LAYOUTS[layout].suffix}"
            file.write_bytes(document_of(draft, layout))
            return recognise(read(file), self._knowledge)

    def verdicts_of(self, draft: Draft, layout: str = "html") -> Mapping[str, Verdict]:
        """The verdicts on a draft by their rules' ids."""
        verdicts = judge(self.report_of(draft, layout), self.ruleset)
        return {verdict.rule.id: verdict for verdict in verdicts}

    def run(self, rule: Rule) -> Iterator[CaseResult]:
        """The results of a rule's own cases."""
        return self._run(rule, self.cases_of(rule))

    def silent(self, rule: Rule) -> Iterator[CaseResult]:
        """One result a clean draft: the rule must not fail on it."""
        return self._run(rule, self.clean_cases(rule))

    def cases_of(self, rule: Rule) -> tuple[Case, ...]:
        """A rule's own cases, each printed, read and recognised once however often it is asked for."""
        if rule.id not in self._cases:
            self._cases[rule.id] = tuple(self._case(rule, *numbered) for numbered in enumerate(rule.cases, 1))
        return self._cases[rule.id]

    def clean_cases(self, rule: Rule) -> tuple[Case, ...]:
        """Every clean draft as a case in which the rule must be silent."""
        try:
            reports = self._clean_corpora if self._is_of_many(rule) else self._clean
        except _UNMADE as error:
            return (Case(rule.id, "合格样稿", _SILENT, None, f"样稿无法制成：{error}"),)
        return tuple(Case(rule.id, f"合格样稿 {name}", _SILENT, report) for name, report in reports.items())

    def _is_of_many(self, rule: Rule) -> bool:
        return isinstance(self.ruleset.checks[rule.check], CorpusCheck)

    @cached_property
    def _clean(self) -> Mapping[str, Report]:
        return {name: self.report_of(self.draft(name)) for name in DRAFTS}

    @cached_property
    def _clean_corpora(self) -> Mapping[str, Corpus]:
        """Each clean draft alone, and all of them together."""
        rows = {name: row(report, self.ruleset) for name, report in self._clean.items()}
        alone = {name: gather([one], [], self.ruleset) for name, one in rows.items()}
        return {**alone, "全部": gather(list(rows.values()), [], self.ruleset)}

    def _case(self, rule: Rule, number: int, case: Mapping[str, Any]) -> Case:
        expected = next(result for result in _RESULTS if result in case)
        name = f"用例 {number}" + (f"（{case['name']}）" if "name" in case else "")
        try:
            draft = edit(self.draft(case.get("on", DRAFTS[0])), case[expected] or {})
            report: Report | Corpus
            if self._is_of_many(rule):
                report = corpus_of_case(case, draft, self.draft, self.report_of, self.ruleset, self._knowledge)
            else:
                report = self.report_of(draft, case.get("layout", "html"))
        except _UNMADE as error:
            return Case(rule.id, name, (expected,), None, f"用例无法执行：{error}")
        return Case(rule.id, name, (expected,), report, quote=str(case.get("quote", "")))

    def _run(self, rule: Rule, cases: Sequence[Case]) -> Iterator[CaseResult]:
        alone = self.alone(rule)
        return (outcome_of(case, alone) for case in cases)

    def alone(self, rule: Rule) -> RuleSet:
        """The ruleset with this one of its rules alone."""
        compiled: Iterable[CompiledRule | CompiledCorpusRule] = chain(self.ruleset.rules, self.ruleset.corpus_rules)
        return only(self.ruleset, next(each for each in compiled if each.rule.id == rule.id))


def only(ruleset: RuleSet, compiled: CompiledRule | CompiledCorpusRule) -> RuleSet:
    """The ruleset with this rule alone."""
    if isinstance(compiled, CompiledCorpusRule):
        return replace(ruleset, rules=(), corpus_rules=(compiled,))
    return replace(ruleset, rules=(compiled,), corpus_rules=())


def outcome_of(case: Case, alone: RuleSet) -> CaseResult:
    """What the only rule of a ruleset says to a case."""
    expected = case.accepted[0]
    if case.report is None:
        return CaseResult(case.rule, case.name, expected, Result.ERROR, False, case.fault)
    judged = judge_corpus(case.report, alone) if isinstance(case.report, Corpus) else judge(case.report, alone)
    verdict = replace(judged[0], findings=tuple(finding for one in judged for finding in one.findings))
    told = "；".join(finding.message for finding in verdict.findings) or verdict.reason
    if verdict.result not in case.accepted:
        return CaseResult(case.rule, case.name, expected, verdict.result, False, told)
    if case.quote and not any(case.quote in text for text in _texts(verdict.findings)):
        return CaseResult(case.rule, case.name, expected, verdict.result, False, f"证据中没有“{case.quote}”：{told}")
    return CaseResult(case.rule, case.name, expected, verdict.result, True)


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
            runners[rule.source.pack] = CaseRunner(lineage(ruleset, rule.source.pack), rule.source.pack)
        runner = runners[rule.source.pack]
        if runner.ruleset.rule(rule.id) is None:  # it needs what a pack brings that its own does not extend
            runner = CaseRunner(ruleset, rule.source.pack)
        yield rule, runner


def _texts(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        yield finding.message
        for evidence in finding.evidence:
            yield evidence.quote or ""
            yield evidence.formula or ""
