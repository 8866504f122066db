"""Runs the cases in rule files: each edits a clean draft, prints it, reads it back, recognises and judges it.

from hegui.testing.cases import run_cases
assert all(result.ok for result in run_cases(ruleset))
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from hegui.audit.judge import judge
from hegui.model.report import Report
from hegui.model.rule import Finding, Result, Rule, Verdict
from hegui.read import ReadError, read
from hegui.recognise import Knowledge, NotAReport, recognise
from hegui.rules.ruleset import RuleSet
from hegui.testing.draft import Draft, load_draft
from hegui.testing.edits import EditError, edit
from hegui.testing.layouts import LAYOUTS, document_of

DRAFTS = ("bureau", "county", "town", "trial")
"""The clean drafts on which every rule must stay silent."""

_RESULTS = (Result.FAIL, Result.PASS, Result.NOT_APPLICABLE, Result.CANNOT_ASSESS)


class CaseResult(NamedTuple):
    """What came of one case. `why` tells a rule's author in Chinese what is wrong where it is not `ok`."""

    rule: str
    case: str
    expected: Result
    got: Result
    ok: bool
    why: str = ""


class CaseRunner:
    """Judges drafts by a ruleset, end to end."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset

    @cached_property
    def _knowledge(self) -> Knowledge:
        return Knowledge.of(self.ruleset.forms, self.ruleset.lexicons)

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
        for number, case in enumerate(rule.cases, 1):
            yield self._run(rule, number, case)

    def silent(self, rule: Rule) -> Iterator[CaseResult]:
        """One result a clean draft: the rule must not fail on it."""
        for name in DRAFTS:
            verdict = self._clean[name].get(rule.id)
            got = verdict.result if verdict else Result.NOT_APPLICABLE
            ok = got not in (Result.FAIL, Result.ERROR)
            why = "" if ok or verdict is None else f"在合格样例上误报：{_told(verdict)}"
            yield CaseResult(rule.id, f"合格样例 {name}", Result.PASS, got, ok, why)

    @cached_property
    def _clean(self) -> Mapping[str, Mapping[str, Verdict]]:
        return {name: self.verdicts_of(load_draft(name)) for name in DRAFTS}

    def _run(self, rule: Rule, number: int, case: Mapping[str, Any]) -> CaseResult:
        expected = next(result for result in _RESULTS if result in case)
        name = f"用例 {number}" + (f"（{case['name']}）" if "name" in case else "")
        try:
            draft = edit(load_draft(case.get("on", DRAFTS[0])), case[expected] or {})
            verdict = self.verdicts_of(draft, case.get("layout", "html")).get(rule.id)
        except (EditError, ReadError, NotAReport, ValueError) as error:
            return CaseResult(rule.id, name, expected, Result.ERROR, False, f"用例无法执行：{error}")
        if verdict is None:
            got, why = Result.NOT_APPLICABLE, "规则包不适用于该样例的机关"
        else:
            got, why = verdict.result, _told(verdict)
        if got is not expected:
            return CaseResult(rule.id, name, expected, got, False, why)
        words = str(case.get("quote", ""))
        if words and verdict and not any(words in text for text in _texts(verdict.findings)):
            return CaseResult(rule.id, name, expected, got, False, f"证据中没有“{words}”：{why}")
        return CaseResult(rule.id, name, expected, got, True)


def run_cases(ruleset: RuleSet, ids: Sequence[str] = ()) -> list[CaseResult]:
    """Run the cases of these rules, of all rules where none is named, and hold each rule to silence on clean drafts."""
    runner = CaseRunner(ruleset)
    rules = [compiled.rule for compiled in ruleset.rules if not ids or compiled.rule.id in ids]
    return [result for rule in rules for results in (runner.run(rule), runner.silent(rule)) for result in results]


def _told(verdict: Verdict) -> str:
    return "；".join(finding.message for finding in verdict.findings) or verdict.reason


def _texts(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        yield finding.message
        for evidence in finding.evidence:
            yield evidence.quote or ""
            yield evidence.formula or ""
