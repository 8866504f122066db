"""Mended is only what was judged again and found right."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from hegui.history.comparison import ComparedReport, Comparison, Totals, compare
from hegui.model.run import RulesetUsed

KINDS = ("mended", "still", "new", "unjudged")


def _became(made: Comparison, unit: int = 0) -> dict[str, list[str]]:
    return {kind: [finding.fingerprint[0] for finding in getattr(made.units[unit], kind)] for kind in KINDS}


def test_what_became_of_each_finding(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    before = make_run(
        make_audit(
            "甲局",
            make_verdict("a", "fail", "1", "2"),
            make_verdict("b", "fail", "3"),
            make_verdict("c", "fail", "4"),
            total=80,
        )
    )
    after = make_run(
        make_audit(
            "甲局",
            make_verdict("a", "fail", "2", "5"),
            make_verdict("b", "pass"),
            make_verdict("c", "cannot_assess"),
            total=90,
        )
    )
    made = compare(before, after)
    assert _became(made) == {"mended": ["1", "3"], "still": ["2"], "new": ["5"], "unjudged": ["4"]}
    (unit,) = made.units
    assert unit.before == ComparedReport("甲局.html", 80, "良好")
    assert unit.after == ComparedReport("甲局.html", 90, "良好")
    assert made.sum == Totals(units=1, mended=2, still=1, new=1, unjudged=1, better=1, worse=0, unchanged=0)


def test_a_rule_that_is_gone_mends_nothing(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    before = make_run(make_audit("甲局", make_verdict("a", "fail", "1"), total=80))
    after = make_run(make_audit("甲局", total=100), ruleset=RulesetUsed("sha256:2", (), {}))
    made = compare(before, after)
    assert _became(made)["unjudged"] == ["1"]
    assert not made.same_rules


def test_a_report_that_is_gone_mends_nothing(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    before = make_run(make_audit("甲局", make_verdict("a", "fail", "1"), total=80), make_audit("乙局", total=90))
    after = make_run(make_audit("乙局", total=95), make_audit("丙局", make_verdict("a", "fail", "2"), total=70))
    made = compare(before, after)
    assert [unit.name for unit in made.units] == ["甲局", "乙局", "丙局"]
    assert _became(made, 0)["unjudged"] == ["1"]
    assert made.units[0].after is None
    assert _became(made, 2)["new"] == ["2"]
    assert made.units[2].before is None
    assert (made.sum.better, made.sum.worse) == (1, 0)


def test_an_unreadable_report_mends_nothing(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    before = make_run(make_audit("甲局", make_verdict("a", "fail", "1"), total=80))
    after = make_run(make_audit("甲局", total=None))
    assert _became(compare(before, after))["unjudged"] == ["1"]


def test_several_reports_of_a_unit_go_by_their_files(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    before = make_run(
        make_audit("甲局", make_verdict("a", "fail", "1"), total=80, path="网页.html"),
        make_audit("甲局", make_verdict("a", "fail", "2"), total=70, path="附件.docx"),
    )
    after = make_run(make_audit("甲局", make_verdict("a", "pass"), total=100, path="附件.docx"))
    made = compare(before, after)
    assert [(unit.name, _became(made, at)["mended"]) for at, unit in enumerate(made.units)] == [
        ("网页.html", []),
        ("附件.docx", ["2"]),
    ]


def test_faults_of_several_reports_are_of_each_unit(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    copied = make_verdict("near-duplicate", "fail", "1", units=("甲局", "乙局"))
    reports = make_audit("甲局", total=80), make_audit("乙局", total=80)
    before = make_run(*reports, corpus=(copied, make_verdict("report-missing", "fail", "2", units=("丙局",))))
    after = make_run(*reports, corpus=(make_verdict("near-duplicate", "pass"),))
    made = compare(before, after)
    assert _became(made, 0)["mended"] == _became(made, 1)["mended"] == ["1"]
    assert made.units[2].name == "丙局"
    assert _became(made, 2)["unjudged"] == ["2"]


def test_who_reported_at_last_has_mended_that(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    missing = make_verdict("report-missing", "fail", "1", units=("甲局",))
    before = make_run(make_audit("乙局", total=80), corpus=(missing,))
    after = make_run(
        make_audit("甲局", total=90), make_audit("乙局", total=80), corpus=(make_verdict("report-missing", "pass"),)
    )
    made = compare(before, after)
    names = [unit.name for unit in made.units]
    assert _became(made, names.index("甲局"))["mended"] == ["1"]


def test_a_fault_is_of_the_year_that_it_names(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    last = make_audit("甲局", total=80, path="去年.html", year=2023)
    jump = make_verdict("jump", "fail", "1", units=("甲局",), year=2024)
    before = make_run(last, make_audit("甲局", total=80), corpus=(jump,))
    after = make_run(last, make_audit("甲局", total=80), corpus=(make_verdict("jump", "pass"),))
    made = compare(before, after)
    assert {unit.year: len(unit.mended) for unit in made.units} == {2023: 0, 2024: 1}


def test_what_had_nothing_to_be_compared_with_mends_nothing(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    reports = make_audit("甲局", total=80), make_audit("乙局", total=80)
    jump = make_verdict("jump", "fail", "1", units=("甲局",), year=2024)
    before = make_run(*reports, corpus=(jump,))
    without_last_year = make_run(*reports, corpus=(make_verdict("jump", "not_applicable"),))
    assert _became(compare(before, without_last_year))["unjudged"] == ["1"]
    other = replace(
        make_verdict("jump", "fail", "2", units=("乙局",), year=2024), reason="另有未能判断的：甲局：没有读出表格"
    )
    assert _became(compare(before, make_run(*reports, corpus=(other,))))["unjudged"] == ["1"]


def test_a_unit_goes_by_its_name_on_the_roster(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    report = make_audit("县教育局", total=80)
    report = replace(report, unit=replace(report.unit, roster="南县教育局"))
    missing = make_verdict("report-missing", "fail", "1", units=("南县教育局",), year=2024)
    after = make_run(report, corpus=(make_verdict("report-missing", "pass"),))
    (unit,) = compare(make_run(corpus=(missing,)), after).units
    assert (unit.name, unit.year, len(unit.mended)) == ("南县教育局", 2024, 1)


def test_a_unit_is_the_same_with_and_without_its_city(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    before = make_run(make_audit("洪泽区财政局", make_verdict("a", "fail", "1", "2"), total=80))
    after = make_run(make_audit("淮安市洪泽区财政局", make_verdict("a", "fail", "2"), total=90))
    made = compare(before, after)
    (unit,) = made.units
    assert unit.name == "淮安市洪泽区财政局"
    assert _became(made)["mended"] == ["1"]
    assert _became(made)["still"] == ["2"]
