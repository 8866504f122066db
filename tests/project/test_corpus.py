"""All reports together: who is compared with whom, what rules on many reports come to, and what that costs whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from hegui.checks.tally import compare_years
from hegui.judge.audit import audit_of, not_audited
from hegui.judge.corpus import judge_corpus
from hegui.judge.scheme import scheme_of
from hegui.judge.score import score_all
from hegui.judge.waivers import Waiver, Waivers
from hegui.model.audit import Audit, Problem, ScoreBefore
from hegui.model.corpus import Corpus, Filed, RosterUnit
from hegui.model.document import Source
from hegui.model.report import Level, Unit
from hegui.model.reports import Reports
from hegui.model.rule import Scope
from hegui.model.run import Ambiguous, CorpusAudit, Repeated
from hegui.model.verdict import Evidence, Finding, Outcome, Result, Severity
from hegui.project.corpus import corpus_audit, gather
from hegui.project.jurisdiction import Jurisdiction
from hegui.recognise import Knowledge
from hegui.rules.check import CorpusJudge, cannot_assess, failed
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, Layer, Override, RuleSet

SCHEME = scheme_of(
    {
        "name": "default",
        "title": "百分制",
        "of": 100,
        "points": {"error": 5, "warning": 2, "info": 0},
        "grades": [{"title": "优秀", "from": 95}, {"title": "不合格", "from": 0}],
    }
)
KNOWLEDGE = Knowledge.of({}, {"roster": {"not_places": ["城市"]}})
MakeAudit = Callable[..., Audit]
MakeRule = Callable[..., CompiledCorpusRule]
MakeRuleset = Callable[..., RuleSet]


def unit(name: str, **changes: Any) -> Unit:
    return replace(Unit(name, Level.DEPARTMENT, "部门", "县", "河北省", "邢台市", "清河县"), **changes)


def found(*units: str, key: str = "处", year: int = 2024, severity: Severity | None = None) -> Finding:
    return Finding("有问题", key, (Evidence(quote="12"),), units=units, year=year, severity=severity)


@pytest.fixture
def corpus_rule(make_rule: Callable[..., CompiledRule]) -> Callable[..., CompiledCorpusRule]:
    def make(judge: CorpusJudge, rule_id: str = "beside", **changes: Any) -> CompiledCorpusRule:
        return CompiledCorpusRule(make_rule(rule_id, category="corpus", **changes).rule, judge)

    return make


@pytest.fixture
def report(make_report: Callable[..., Any]) -> MakeAudit:
    """A clean report."""

    def make(name: str | None, year: int | None = 2024, path: str = "", **changes: Any) -> Audit:
        source = Source(path or f"{name}{year}.html", "ab" * 32, "html")
        return audit_of(make_report(unit=unit(name, **changes) if name else None, year=year, source=source))

    return make


def broken(path: str, kind: Any = "read") -> Audit:
    return not_audited(Source(path, "", ""), Problem(kind, "打不开", path))


def jurisdiction(*units: str | RosterUnit) -> Jurisdiction:
    return Jurisdiction(tuple(RosterUnit(one) if isinstance(one, str) else one for one in units), KNOWLEDGE)


def gathered(
    audits: Iterable[Audit],
    ruleset: RuleSet,
    earlier: Iterable[Audit] = (),
    jurisdiction: Jurisdiction | None = None,
) -> Corpus:
    return gather(Reports.of(audits), [Reports.of(earlier)], ruleset, jurisdiction)


def together(
    ruleset: RuleSet,
    audits: Sequence[Audit],
    jurisdiction: Jurisdiction | None = None,
    waivers: Waivers | None = None,
) -> tuple[Sequence[Audit], CorpusAudit]:
    """These reports, judged beside one another and scored, and what they come to together."""
    reports = Reports.of(audits)
    corpus = gather(reports, [], ruleset, jurisdiction)
    verdicts = judge_corpus(corpus, ruleset)
    if waivers:
        verdicts = waivers.on_corpus(verdicts)
    score_all(reports, SCHEME, corpus, verdicts, waivers)
    return reports, corpus_audit(corpus, verdicts, reports)


def totals(audits: Iterable[Audit]) -> list[float | None]:
    return [audit.score.total if audit.score else None for audit in audits]


# Who is compared with whom


def test_the_year_before_may_be_in_the_run_or_named_as_earlier(report: MakeAudit, make_ruleset: MakeRuleset) -> None:
    corpus = gathered([report("甲局"), report("甲局", 2023), report("乙局")], make_ruleset(), [report("乙局", 2023)])
    before = {report.unit.name: corpus.before(report) for report in corpus.reports if report.year == 2024}
    assert {name: (one.year, one.number) for name, one in before.items() if one} == {
        "甲局": (2023, 1),
        "乙局": (2023, -1),
    }
    assert corpus.year == 2024


def test_units_of_one_name_in_two_places_are_two(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    rows = [report("教育局"), report("教育局", county="威县", path="又.html"), report("教育局", 2023, county="威县")]
    corpus = gathered(rows, make_ruleset(), [report("教育局", 2023)])
    before = [corpus.before(report) for report in corpus.reports]
    assert [one and one.unit.name for one in before] == ["清河县教育局", "威县教育局", None]

    rule = corpus_rule(lambda corpus, _: failed(found("威县教育局")))
    audits, corpus = together(make_ruleset(corpus_rules=(rule,)), rows)
    assert totals(audits) == [100, 95, 100]
    assert not corpus.repeated


def test_districts_of_one_name_in_two_cities_are_two(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    rows = [report("教育局", city=city, county="桥东区", path=f"{city}.html") for city in ("邢台市", "张家口市")]
    corpus = gathered(rows, make_ruleset(), [report("教育局", 2023, county="桥东区")])
    assert [one and one.unit.name for one in map(corpus.before, corpus.reports)] == ["邢台市桥东区教育局", None]

    rule = corpus_rule(lambda corpus, _: failed(found("邢台市桥东区教育局")))
    audits, corpus = together(make_ruleset(corpus_rules=(rule,)), rows)
    assert [one.unit.in_findings for one in audits] == ["邢台市桥东区教育局", "教育局"]
    assert [one.faults for group in corpus.ranking for one in group.units] == [0, 1]


def test_a_unit_off_the_roster_is_not_its_namesake_on_it(report: MakeAudit, make_ruleset: MakeRuleset) -> None:
    roster = jurisdiction(RosterUnit("教育局", province="河北省", city="邢台市", county="清河县"))
    rows = [report("教育局"), report("教育局", county="威县", path="又.html")]
    corpus = gathered(rows, make_ruleset(), [report("教育局", 2023)], roster)
    assert [one and one.unit.name for one in map(corpus.before, corpus.reports)] == ["教育局", None]


def test_of_several_reports_of_one_name_without_a_place_none_is_held_against_the_year_before(
    report: MakeAudit, make_ruleset: MakeRuleset
) -> None:
    places = {"province": None, "city": None, "county": None}
    rows = [structs.replace(report("县教育局", path=f"{form}.html", **places), form=form) for form in ("2019", "2021")]

    def compared(rows: Sequence[Audit]) -> tuple[int, Result, str]:
        seen: list[Filed] = []
        corpus = gathered(rows, make_ruleset(), [report("县教育局", 2023, **places)])
        outcome = compare_years(corpus, lambda tally, report, _: seen.append(report))
        return len(seen), outcome.result, outcome.reason

    number, result, reason = compared(rows)
    assert (number, result) == (0, Result.CANNOT_ASSESS)
    assert "不知道是不是同一个单位的" in reason
    assert compared(rows[:1])[0] == 1


def test_a_place_that_one_report_does_not_tell_makes_no_other_unit(
    report: MakeAudit, make_ruleset: MakeRuleset
) -> None:
    (report, _) = gathered([report("教育局"), report("教育局", 2023, county=None)], make_ruleset()).reports
    assert report.unit.name == "教育局"


def test_an_earlier_audit_of_the_same_year_stands_for_no_report_of_this_one(
    report: MakeAudit, make_ruleset: MakeRuleset
) -> None:
    corpus = gathered([report("甲局")], make_ruleset(), [report("乙局", 2024)], jurisdiction("甲局", "乙局"))
    assert corpus.of("乙局", 2024) is None


@pytest.mark.parametrize(
    ("years", "year"), [([2024, 2023], 2024), ([2024] * 9 + [2042], 2024), ([2023] * 3 + [2024], 2024)]
)
def test_a_slip_in_one_report_makes_no_new_year(
    report: MakeAudit, make_ruleset: MakeRuleset, years: list[int], year: int
) -> None:

    ruleset = make_ruleset(parameters=(Layer(Scope(), {"corpus": {"stray_share": 0.2}}),))
    assert gathered([report(f"{number}局", each) for number, each in enumerate(years)], ruleset).year == year


def test_strays_are_told_apart(report: MakeAudit, make_ruleset: MakeRuleset) -> None:
    roster = jurisdiction("清河县教育局", "清河县水利局", "清河县水务局", RosterUnit("清河县城市管理执法局"))
    rows = [
        report("清河县教育局"),
        report("清河县民政局", path="民政.html"),
        report("清河县城管局", path="城管.html"),
        report(None, path="无名.html"),
        report("清河县水利局", None, path="无年.html"),
        report("清河县文旅局", None, path="文旅.html"),
        broken("清河县水务局.pdf"),
        broken("通知.html", "not-a-report"),
    ]
    corpus = gathered(rows, make_ruleset(), jurisdiction=roster)
    assert [(stray.path, stray.unit) for stray in corpus.unexpected] == [
        ("民政.html", "清河县民政局"),
        ("文旅.html", "清河县文旅局"),
    ]
    assert {stray.path: (stray.candidates, stray.unread) for stray in corpus.undecided} == {
        "城管.html": (("清河县城市管理执法局",), False),
        "无名.html": ((), False),
        "无年.html": (("清河县水利局",), False),
        "清河县水务局.pdf": (("清河县水务局",), True),
    }


def test_a_name_like_that_of_a_unit_with_a_report_is_of_another_unit(
    report: MakeAudit, make_ruleset: MakeRuleset
) -> None:
    rows = [report("清河县城市管理执法局"), report("清河县城管局", path="城管.html")]
    corpus = gathered(rows, make_ruleset(), jurisdiction=jurisdiction("清河县城市管理执法局"))
    assert [stray.path for stray in corpus.unexpected] == ["城管.html"]
    assert not corpus.undecided


def test_reports_whose_unit_is_open_are_compared_with_no_other_year(
    report: MakeAudit, make_ruleset: MakeRuleset
) -> None:
    places = {"province": None, "city": None, "county": None}
    rows = [report("县教育局", **places), report("县教育局", 2023, **places)]
    corpus = gathered(rows, make_ruleset(), jurisdiction=jurisdiction("清河县教育局", "威县教育局"))
    assert all(corpus.before(report) is None for report in corpus.reports)


# What rules come to


def _nothing(corpus: Corpus, _: Any) -> Outcome:
    return failed(*(found(report.unit.name, year=report.year) for report in corpus.reports))


def test_findings_name_units_and_year_and_keep_their_fingerprints(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    def judge(corpus: Corpus, _: Any) -> Outcome:
        names = [report.unit.name for report in corpus.reports]
        return failed(found(*names), found(*names, key="别处"), found(*reversed(names)))

    ruleset = make_ruleset(corpus_rules=(corpus_rule(judge),))
    prints = []
    for rows in ([report("甲局"), report("乙局")], [report("乙局"), report("甲局"), report("甲局", 2023)][:2]):
        (verdict,) = together(ruleset, rows)[1].verdicts
        prints.append([finding.fingerprint for finding in verdict.findings])
        assert sorted(verdict.findings[0].units) == ["乙局", "甲局"]
        assert verdict.findings[0].year == 2024
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == 2


def test_findings_of_another_severity_are_a_verdict_of_their_own(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    outcome = failed(
        found("甲局", severity=Severity.WARNING), found("乙局"), found("甲局", key="又", severity=Severity.ERROR)
    )
    ruleset = make_ruleset(corpus_rules=(corpus_rule(lambda corpus, _: outcome),))
    audits, corpus = together(ruleset, [report("甲局"), report("乙局")])
    assert [(one.severity, len(one.findings)) for one in corpus.verdicts] == [
        ("error", 2),
        ("warning", 1),
    ]
    assert totals(audits) == [95, 95]
    assert audits[0].score is not None
    (deduction,) = audits[0].score.deductions
    assert len(deduction.fingerprints) == 2


@pytest.mark.parametrize("exit_", [ValueError("坏了"), SystemExit(1)])
def test_a_rule_that_breaks_costs_its_own_verdict_only(
    report: MakeAudit,
    corpus_rule: MakeRule,
    make_ruleset: MakeRuleset,
    exit_: BaseException,
) -> None:
    def broken_judge(corpus: Corpus, _: Any) -> Outcome:
        raise exit_

    ruleset = make_ruleset(corpus_rules=(corpus_rule(broken_judge, "broken"), corpus_rule(_nothing)))
    _, corpus = together(ruleset, [report("甲局"), report("乙局")])
    broken_one, other = corpus.verdicts
    assert (broken_one.result, other.result) == (Result.ERROR, Result.FAIL)
    assert "broken" in broken_one.reason


def test_a_rule_that_hangs_is_stopped(report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset) -> None:
    def endless(corpus: Corpus, _: Any) -> Outcome:
        while True:
            pass

    ruleset = make_ruleset(corpus_rules=(corpus_rule(endless),))
    (verdict,) = judge_corpus(gathered([report("甲局"), report("乙局")], ruleset), ruleset, seconds=0.2)
    assert verdict.result is Result.ERROR
    assert "已停止" in verdict.reason


def test_a_rule_is_given_those_reports_only_that_it_is_for(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    rule = corpus_rule(_nothing, scope=Scope(levels=("government",)))
    rows = [report("甲局"), report("清河县", level=Level.GOVERNMENT)]
    (verdict,) = together(make_ruleset(corpus_rules=(rule,)), rows)[1].verdicts
    assert [finding.units for finding in verdict.findings] == [("清河县",)]


def test_whom_a_rule_is_for_may_not_be_known(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    rule = corpus_rule(lambda corpus, _: Outcome(Result.PASS), scope=Scope(tiers=("县",)))
    (verdict,) = together(make_ruleset(corpus_rules=(rule,)), [report("甲局", tier=None), report("乙局")])[1].verdicts
    assert verdict.result is Result.CANNOT_ASSESS
    assert "甲局" in verdict.reason


def test_packs_of_an_area_change_rules_for_its_units(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    rule = corpus_rule(_nothing)
    graver = Override("beside", "hunan", Scope(provinces=("湖南省",)), "从严", severity=Severity.WARNING)
    off = Override("beside", "henan", Scope(provinces=("河南省",)), "不查", enabled=False)
    rows = [report("甲局"), report("乙局", province="湖南省"), report("丙局", province="河南省")]
    verdicts = together(make_ruleset(corpus_rules=(rule,), overrides=(graver, off)), rows)[1].verdicts
    assert [(one.severity, [finding.units for finding in one.findings]) for one in verdicts] == [
        ("error", [("甲局",)]),
        ("warning", [("乙局",)]),
    ]


def test_units_of_all_areas_are_judged_together_where_no_pack_changes_the_rule(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    def all_of_them(corpus: Corpus, _: Any) -> Outcome:
        return failed(found(*(report.unit.name for report in corpus.reports)))

    other = Override("another", "hunan", Scope(provinces=("湖南省",)), "从严", severity=Severity.INFO)
    ruleset = make_ruleset(corpus_rules=(corpus_rule(all_of_them),), overrides=(other,))
    (verdict,) = together(ruleset, [report("甲局"), report("乙局", province="湖南省")])[1].verdicts
    assert verdict.findings[0].units == ("甲局", "乙局")


def test_what_nobody_can_tell_is_no_failure(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    rule = corpus_rule(lambda corpus, _: cannot_assess("缺少上年的报告"))
    audits, corpus = together(make_ruleset(corpus_rules=(rule,)), [report("甲局"), report("乙局")])
    assert corpus.verdicts[0].reason == "缺少上年的报告"
    assert totals(audits) == [100, 100]


# What it costs


def test_every_unit_named_pays_and_every_point_has_its_fingerprint(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    rule = corpus_rule(lambda corpus, _: failed(found("甲局", "乙局")))
    rows = [report("甲局"), report("甲局", 2023), report("乙局"), report("丙局")]
    audits, corpus = together(make_ruleset(corpus_rules=(rule,)), rows)
    assert totals(audits) == [95, 100, 95, 100]
    (finding,) = corpus.verdicts[0].findings
    assert audits[0].score is not None
    assert audits[0].score.deductions[0].fingerprints == (finding.fingerprint,)


def test_failures_beside_others_do_not_raise_the_coverage(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    audits, _ = together(make_ruleset(corpus_rules=(corpus_rule(_nothing),)), [report("甲局"), report("乙局")])
    assert [audit.score and audit.score.coverage for audit in audits] == [0, 0]  # no rule was judged on them alone


def test_what_is_waived_costs_nothing_and_is_told(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    waiver = Waiver("准", "王某", date(2025, 1, 1), rule="beside", unit="甲局")
    audits, corpus = together(
        make_ruleset(corpus_rules=(corpus_rule(_nothing),)),
        [report("甲局"), report("乙局")],
        waivers=Waivers((waiver,), date(2025, 2, 1)),
    )
    assert totals(audits) == [100, 95]
    assert audits[0].score is not None
    assert (audits[0].score.before_waivers, audits[0].score.deductions) == (ScoreBefore(95, "优秀"), ())
    assert [finding.waiver is not None for finding in corpus.verdicts[0].findings] == [True, False]


# What else is told


def test_every_unit_of_the_roster_is_listed_with_its_report(
    report: MakeAudit, corpus_rule: MakeRule, make_ruleset: MakeRuleset
) -> None:
    roster = jurisdiction(RosterUnit("清河县教育局", code="7", parent="清河县"), "清河县", "清河县水利局")
    rows = [
        report("清河县教育局"),
        report("清河县水利局", 2023),
        report("清河县教育局", path="又.html"),
        report("县水局", path="水.html"),
    ]
    _, corpus = together(make_ruleset(corpus_rules=(corpus_rule(_nothing),)), rows, roster)
    about = {one.name: (one.report, one.total, one.code, one.parent) for one in corpus.units or ()}
    assert about == {
        "清河县教育局": ("清河县教育局2024.html", 95, "7", "清河县"),
        "清河县": (None, None, None, None),
        "清河县水利局": (None, None, None, None),
    }
    assert corpus.repeated == (Repeated("清河县教育局", 2024, ("清河县教育局2024.html", "又.html")),)
    assert corpus.ambiguous == (Ambiguous("水.html", "县水局", ("清河县水利局",)),)
