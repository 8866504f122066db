"""Every rule proves itself: its cases hold, its failing case turns the verdict, and it is silent on clean reports."""

import pytest

from hegui.judge.report import judge
from hegui.model.report import Report
from hegui.model.rule import Result
from hegui.proving.cases import rules_with_runners, run_cases
from hegui.proving.layouts import LAYOUTS
from hegui.rules.ruleset import RuleSet


def test_the_ruleset_loads_without_a_problem(ruleset: RuleSet) -> None:
    assert ruleset.problems == ()
    assert len(ruleset.rules) >= 68


@pytest.mark.long
def test_every_case_of_every_rule_holds(ruleset: RuleSet) -> None:
    wrong = [f"{result.rule} {result.case}: {result.why}" for result in run_cases(ruleset) if not result.ok]
    assert wrong == []


def test_every_rule_has_a_failing_and_another_case(ruleset: RuleSet) -> None:
    for compiled in ruleset.rules:
        kinds = [result for case in compiled.rule.cases for result in Result if result in case]
        assert len(kinds) >= 2, compiled.rule.id
        assert Result.FAIL in kinds, compiled.rule.id
        assert set(kinds) - {Result.FAIL}, compiled.rule.id


@pytest.mark.long
def test_every_failing_case_really_turns_the_verdict(ruleset: RuleSet) -> None:
    """The same draft does not fail the rule without the case's edits, and does with them."""
    single = {compiled.rule.id for compiled in ruleset.rules}
    clean: dict[tuple[str, str, str], Report] = {}
    for rule, runner in rules_with_runners(ruleset):
        for case in rule.cases if rule.id in single else ():
            if Result.FAIL not in case:
                continue
            layout, draft = LAYOUTS[case.get("layout", "html")], runner.clean_draft(case)
            key = (rule.source.pack, str(case.get("on")), layout.name)
            if key not in clean:
                clean[key] = runner.report_of(draft, layout)
            alone = runner.with_only(rule)
            (before,) = judge(clean[key], alone)
            (after,) = judge(runner.report_of(runner.draft_of_case(case), layout), alone)
            assert before.result is not Result.FAIL, (rule.id, case)
            assert after.result is Result.FAIL, (rule.id, case)
            assert all(finding.evidence for finding in after.findings), (rule.id, case)
