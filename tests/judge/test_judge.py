"""Every rule gives a verdict, in a stable order, with fingerprints that survive a new run."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from hegui.judge.report import judge
from hegui.model.form import Years
from hegui.model.report import Level, Unit
from hegui.model.rule import Evidence, Finding, Result, Scope, Severity
from hegui.project.host import Host
from hegui.proving.cases import CaseRunner
from hegui.proving.edits import edit
from hegui.rules.assembly import load_ruleset
from hegui.rules.check import Outcome, cannot_assess, failed
from hegui.rules.ruleset import Layer, Override


def _at(key: str, line: int = 1, message: str = "有误") -> Finding:
    return Finding(message, key, (Evidence(quote="12", line=line),))


def test_every_rule_gives_one_verdict_and_a_broken_one_stops_nothing(
    make_report: Any, make_rule: Any, make_ruleset: Any
) -> None:
    rules = [
        make_rule("passes"),
        make_rule("breaks", lambda report, parameters: 1 / 0),
        make_rule("fails", lambda report, parameters: failed(_at("处"))),
        make_rule("blind", lambda report, parameters: cannot_assess("表三未能识别")),
        make_rule("past", scope=Scope(years=Years(2019, 2020))),
    ]
    verdicts = {verdict.rule: verdict for verdict in judge(make_report(), make_ruleset(*rules))}
    assert {name: verdict.result for name, verdict in verdicts.items()} == {
        "passes": Result.PASS,
        "breaks": Result.ERROR,
        "fails": Result.FAIL,
        "blind": Result.CANNOT_ASSESS,
        "past": Result.NOT_APPLICABLE,
    }
    assert "ZeroDivisionError" in verdicts["breaks"].reason
    assert verdicts["blind"].reason == "表三未能识别"
    assert verdicts["past"].reason


def test_a_rule_out_of_scope_is_not_run(make_report: Any, make_rule: Any, make_ruleset: Any) -> None:
    ran: list[str] = []
    rule = make_rule(judge=lambda *_: ran.append("ran"), scope=Scope(levels=("government",)))
    (verdict,) = judge(make_report(), make_ruleset(rule))
    assert verdict.result is Result.NOT_APPLICABLE
    assert not ran


def test_a_pack_switches_a_rule_off_and_changes_a_severity_for_its_units(
    make_report: Any, make_rule: Any, make_ruleset: Any
) -> None:
    fails = lambda report, parameters: failed(_at("处"))  # noqa: E731
    area = Scope(provinces=("河北省",))
    ruleset = make_ruleset(
        make_rule("off", fails),
        make_rule("milder", fails),
        overrides=(
            Override("off", "hebei", area, "本省另有规定", enabled=False),
            Override("milder", "hebei", area, "本省从宽", severity=Severity.INFO),
        ),
    )
    off, milder = judge(make_report(), ruleset)
    assert (off.result, milder.severity) == (Result.NOT_APPLICABLE, Severity.INFO)
    assert "本省另有规定" in off.reason
    elsewhere = make_report(unit=Unit("某省某局", Level.DEPARTMENT, "部门", province="湖南省"))
    off, milder = judge(elsewhere, ruleset)
    assert (off.result, milder.severity) == (Result.FAIL, Severity.ERROR)


def test_parameters_are_those_of_the_unit_and_year(make_report: Any, make_rule: Any, make_ruleset: Any) -> None:
    seen: list[Any] = []

    def look(report: Any, parameters: Any) -> Outcome:
        seen.append(parameters)
        return failed(_at("处"))

    layers = (
        Layer(Scope(), {"期限": {"部门": "01-31", "政府": "03-31"}}),
        Layer(Scope(provinces=("河北省",), years=Years(2024, None)), {"期限": {"部门": "01-20"}}),
        Layer(Scope(provinces=("湖南省",)), {"期限": {"部门": "01-10"}}),
    )
    ruleset = make_ruleset(make_rule(judge=look), parameters=layers)
    judge(make_report(), ruleset)
    judge(make_report(year=2023), ruleset)
    assert seen == [{"期限": {"部门": "01-20", "政府": "03-31"}}, {"期限": {"部门": "01-31", "政府": "03-31"}}]


def test_the_order_is_that_of_the_categories_and_then_of_the_ruleset(
    make_report: Any, make_rule: Any, make_ruleset: Any
) -> None:
    rules = [
        make_rule(f"{category}-{number}", category=category)
        for number in (2, 1)
        for category in ("privacy", "wording", "structure", "tables", "dates")
    ]
    order = [verdict.rule for verdict in judge(make_report(), make_ruleset(*rules))]
    categories = ("structure", "tables", "dates", "wording", "privacy")
    assert order == [f"{category}-{number}" for category in categories for number in (2, 1)]


def test_findings_of_one_place_become_one_with_all_evidence(
    make_report: Any, make_rule: Any, make_ruleset: Any
) -> None:
    found = (_at("扩宽", 3), _at("其他", 4), _at("扩宽", 9), _at("扩宽", 9), _at("扩宽", 12, "又有误"))
    (verdict,) = judge(make_report(), make_ruleset(make_rule(judge=lambda *_: failed(*found))))
    first, other = verdict.findings
    assert [evidence.line for evidence in first.evidence] == [3, 9, 12]
    assert first.message == "有误；又有误"
    assert [evidence.line for evidence in other.evidence] == [4]
    assert len({finding.fingerprint for finding in verdict.findings}) == 2


def test_a_fingerprint_is_the_place_and_neither_line_nor_value(
    make_report: Any, make_rule: Any, make_ruleset: Any
) -> None:
    def fingerprint(
        rule_id: str = "a", key: str = "自然人", line: int = 1, message: str = "差 1", **report: Any
    ) -> str:
        finding = Finding(message, key, (Evidence(line=line, quote=message),))
        ruleset = make_ruleset(make_rule(rule_id, lambda *_: failed(finding)))
        (verdict,) = judge(make_report(**report), ruleset)
        return verdict.findings[0].fingerprint

    same = {fingerprint(), fingerprint(line=9), fingerprint(message="差 2"), fingerprint(title="另一标题")}
    assert len(same) == 1
    other = Unit("青河县财政局", Level.DEPARTMENT, "部门")
    others = {fingerprint("b"), fingerprint(key="总计"), fingerprint(year=2023), fingerprint(unit=other)}
    assert len(others) == 4
    assert not same & others
    assert fingerprint(unit=None, year=None)


def test_judging_again_gives_the_same(make_report: Any, make_rule: Any, make_ruleset: Any) -> None:
    finds = [make_rule(f"rule-{number}", lambda *_: failed(_at("甲"), _at("乙"))) for number in range(20)]
    random.Random(1).shuffle(finds)
    ruleset = make_ruleset(*finds)
    assert judge(make_report(), ruleset) == judge(make_report(), ruleset)


def test_many_threads_give_what_one_gives(runner: CaseRunner) -> None:
    """With rules that have judged nothing yet: what is compiled when first needed is needed by all at once."""
    units = ("常德市财政局", "怀化市财政局", "南阳市财政局", "柳州市财政局", "武威市财政局", "某局")
    edits = {"set": {"table3.自然人.本年新收": 99}, "signed": "2025-03-03"}
    reports = [runner.report_of(edit(runner.draft("bureau"), {**edits, "unit": unit})) for unit in units] * 4
    one_by_one = list(map(partial(judge, ruleset=load_ruleset(Host.load())), reports))
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(partial(judge, ruleset=load_ruleset(Host.load())), reports))
    assert together == one_by_one
