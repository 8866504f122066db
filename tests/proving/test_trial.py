"""A rule tried out tells its steps; over many reports they become its coverage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hegui.model.audit import Problem
from hegui.model.rule import Result
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner, with_only
from hegui.proving.trial import Observed, measure, observe, try_rule
from hegui.rules.ruleset import CompiledRule, RuleSet
from hegui.rules.trace import Judged, Located, Step, judged, listen, listening, located
from tools.layouts import document_of


def _compiled(ruleset: RuleSet, rule_id: str) -> CompiledRule:
    return next(compiled for compiled in ruleset.rules if compiled.rule.id == rule_id)


def _observed(runner: CaseRunner, rule: str, draft: str = "bureau", **edits: Any) -> Observed:
    report = runner.report_of(edit(load_draft(draft), edits))
    return observe(report, with_only(runner.ruleset, _compiled(runner.ruleset, rule)))


def _steps(observed: Observed, kind: type[Step]) -> dict[str, str]:
    return {step.what: step.seen for step in observed.steps if isinstance(step, kind)}


def test_without_a_listener_nothing_is_kept() -> None:
    located("某", "某")
    with listen() as steps:
        assert listening()
        judged("甲", "1 = 1", True)
        with listen() as inner:
            located("乙", "")
    located("某", "某")
    assert not listening()
    assert steps == [Judged("甲", "1 = 1", True)]
    assert inner == [Located("乙", "")]


def test_a_formula_shows_each_column_with_its_numbers(runner: CaseRunner) -> None:
    observed = _observed(
        runner, "table3-column-balance", set={"table3.自然人.本年新收": 99, "table3.社会公益组织.总计": None}
    )
    assert "175 格" in _steps(observed, Located)["表三"]
    held = {step.what: step.holds for step in observed.steps if isinstance(step, Judged)}
    assert (held["自然人"], held["商业企业"], held["社会公益组织"]) == (False, True, None)
    assert _steps(observed, Judged)["自然人"] == "99 + 1 ≠ 23 + 2"


def test_a_formula_of_dates_shows_the_dates(runner: CaseRunner) -> None:
    observed = _observed(runner, "published-by-deadline", signed="2025年2月18日")
    assert _steps(observed, Located) == {"公开日期": "2025年2月18日（成文日期）", "公布期限": "2025年1月31日"}
    assert _steps(observed, Judged) == {"算式": "2025年2月18日 > 2025年1月31日"}


@pytest.mark.parametrize(
    ("rule", "what", "seen", "holds"),
    [
        ("figure-new-requests", "新收", "正文 28，表中 本年新收 26", False),
        ("overview-aspects", "监督保障", "“监督保障”", True),
        ("fee-statement-complete", "发出收费通知的件数", "没有写明", False),
        ("overview-length", "字数", "下限 200", True),
        ("editing-residue", "不应出现的文字", "“（待补充）”", False),
        ("title-form", "应有的文字", "“2024”", True),
    ],
)
def test_rules_on_text_show_the_words(runner: CaseRunner, rule: str, what: str, seen: str, holds: bool) -> None:
    observed = _observed(
        runner,
        rule,
        replace={"新收政府信息公开申请26件": "新收政府信息公开申请28件"},
        append={"一": "另有统计数（待补充）。"},
        section={"六": "2024年，我局收取信息处理费420元。"},
    )
    assert any(step.what == what and seen in step.seen and step.holds is holds for step in observed.steps)


def test_listening_changes_no_verdict(runner: CaseRunner) -> None:
    """Steps are told by the same code that judges, on the slow way where there is a fast one."""
    for draft in ("bureau", "trial"):
        for edits in ({}, {"set": {"table3.自然人.本年新收": 99}, "drop": ["section.五"]}):
            report = runner.report_of(edit(load_draft(draft), edits))
            verdicts = runner.verdicts_of(edit(load_draft(draft), edits))
            for compiled in runner.ruleset.rules:
                assert observe(report, with_only(runner.ruleset, compiled)).verdict == verdicts[compiled.rule.id]


def test_a_rule_on_files(ruleset: RuleSet, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(document_of(load_draft("bureau"), "html"))
    (tmp_path / "b.txt").write_text("这不是年度报告。", "utf-8")
    good, bad = try_rule(_compiled(ruleset, "table3-row-total"), ruleset, [str(tmp_path)])
    assert isinstance(good.observed, Observed)
    assert good.observed.verdict.result is Result.PASS
    assert good.observed.steps
    assert isinstance(bad.observed, Problem)


def test_a_rule_is_tried_with_a_roster(ruleset: RuleSet, tmp_path: Path) -> None:
    draft = load_draft("bureau")
    (tmp_path / "a.html").write_bytes(document_of(draft, "html"))
    roster = tmp_path / "名册.csv"
    roster.write_text(f"单位名称,联系科室\n{draft.unit},法规科\n", "utf-8")
    compiled = _compiled(ruleset, "table3-row-total")
    (trial,) = try_rule(compiled, ruleset, [str(tmp_path / "a.html")], roster=str(roster))
    assert isinstance(trial.observed, Observed)
    assert trial.observed.report.unit is not None
    assert trial.observed.report.unit.listing["联系科室"] == "法规科"


def test_coverage_counts_and_points_out_what_located_nothing(ruleset: RuleSet, tmp_path: Path) -> None:
    without = {"drop": ["table4"], "replace": {"；上年结转1件": ""}}
    for name, edits in (("a", {}), ("b", {"set": {"table3.自然人.本年新收": 99}}), ("c", {"drop": ["table3"]})):
        draft = edit(load_draft("bureau"), {**without, **edits, "drop": [*without["drop"], *edits.get("drop", [])]})
        (tmp_path / f"{name}.html").write_bytes(document_of(draft, "html"))
    (tmp_path / "d.txt").write_text("这不是年度报告。", "utf-8")
    ids = ["table3-column-balance", "table4-totals", "figure-carried-in", "assessment-results", "table4-present"]
    coverage = measure(ruleset, [str(tmp_path)], ids)
    assert (coverage.reports, coverage.unread) == (3, 1)
    rules = {each.rule.id: each for each in coverage.rules}
    balance = rules["table3-column-balance"]
    assert (balance.applied, balance.located, balance.judged, balance.results[Result.FAIL]) == (3, 2, 2, 1)
    assert balance.results[Result.CANNOT_ASSESS] == 1
    assert {each.rule.id for each in coverage.blind} == {"table4-totals", "figure-carried-in", "table4-present"}
    assert [each.rule.id for each in coverage.unused] == ["assessment-results"]
