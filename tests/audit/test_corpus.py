"""All reports together: who is compared with whom, what rules on many reports come to, and what that costs whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hegui.audit.corpus import add_corpus, judge_corpus
from hegui.audit.corpus.gather import gather
from hegui.audit.record import record_of, row_of
from hegui.audit.rows import Packed, Rows
from hegui.checks.corpus.tally import compare_years
from hegui.jurisdiction.jurisdiction import Jurisdiction
from hegui.model.audit import Audit, Problem
from hegui.model.corpus import Corpus, Filed, RosterUnit
from hegui.model.document import Source
from hegui.model.renderer import Record, known_as
from hegui.model.report import Level, Unit
from hegui.model.rule import Evidence, Finding, Outcome, Result, Scope, Severity
from hegui.recognise import Knowledge
from hegui.rules.check import CorpusJudge, cannot_assess, failed
from hegui.rules.overrides import Override
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet
from hegui.score import scheme_of, score

SCHEME = {
    "name": "default",
    "title": "百分制",
    "of": 100,
    "points": {"error": 5, "warning": 2, "info": 0},
    "grades": [{"title": "优秀", "from": 95}, {"title": "不合格", "from": 0}],
}
KNOWLEDGE = Knowledge.of({}, {"roster": {"not_places": ["城市"]}})


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
def row(make_report: Callable[..., Any], make_ruleset: Callable[..., RuleSet]) -> Callable[..., Record]:
    """A clean report's row."""

    def make(name: str | None, year: int | None = 2024, path: str = "", **changes: Any) -> Record:
        source = Source(path or f"{name}{year}.html", "ab" * 32, "html")
        report = make_report(unit=unit(name, **changes) if name else None, year=year, source=source)
        return row_of(Audit(source, report, (), score([], scheme_of(SCHEME, None))), make_ruleset())

    return make


def broken(path: str, kind: str = "read") -> Record:
    problem = Problem(kind, "打不开", path)
    return row_of(Audit(Source(path, "", ""), None, problems=(problem,)), RuleSet((), {}, {}, {}, (), (), {}, ""))


def jurisdiction(*units: str | RosterUnit) -> Jurisdiction:
    return Jurisdiction(tuple(RosterUnit(one) if isinstance(one, str) else one for one in units), KNOWLEDGE)


def added(ruleset: RuleSet, rows: Sequence[Record], *more: Any, **named: Any) -> Record:
    """The record of these rows with its corpus."""
    record = record_of(list(rows), ruleset)
    add_corpus(record, ruleset, scheme_of(SCHEME, None), *more, **named)
    return record


# Who is compared with whom


def test_the_year_before_may_be_in_the_run_or_named_as_earlier(
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet]
) -> None:
    corpus = gather([row("甲局"), row("甲局", 2023), row("乙局")], [[row("乙局", 2023)]], make_ruleset())
    before = {report.unit.name: corpus.before(report) for report in corpus.reports if report.year == 2024}
    assert {name: (one.year, one.number) for name, one in before.items() if one} == {
        "甲局": (2023, 1),
        "乙局": (2023, -1),
    }
    assert corpus.year == 2024


def test_units_of_one_name_in_two_places_are_two(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    rows = [row("教育局"), row("教育局", county="威县", path="又.html"), row("教育局", 2023, county="威县")]
    corpus = gather(rows, [[row("教育局", 2023)]], make_ruleset())
    before = [corpus.before(report) for report in corpus.reports]
    assert [one and one.unit.name for one in before] == ["清河县教育局", "威县教育局", None]

    rule = corpus_rule(lambda corpus, _: failed(found("威县教育局")))
    record = added(make_ruleset(corpus_rules=(rule,)), rows)
    assert [one["score"]["total"] for one in record["reports"]] == [100, 95, 100]
    assert "repeated" not in record["corpus"]


def test_districts_of_one_name_in_two_cities_are_two(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    rows = [row("教育局", city=city, county="桥东区", path=f"{city}.html") for city in ("邢台市", "张家口市")]
    corpus = gather(rows, [[row("教育局", 2023, county="桥东区")]], make_ruleset())
    assert [one and one.unit.name for one in map(corpus.before, corpus.reports)] == ["邢台市桥东区教育局", None]

    rule = corpus_rule(lambda corpus, _: failed(found("邢台市桥东区教育局")))
    record = added(make_ruleset(corpus_rules=(rule,)), rows)
    assert [known_as(one) for one in record["reports"]] == ["邢台市桥东区教育局", "教育局"]
    assert [one["faults"] for group in record["corpus"]["ranking"] for one in group["units"]] == [0, 1]


def test_a_unit_off_the_roster_is_not_its_namesake_on_it(
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet]
) -> None:
    roster = jurisdiction(RosterUnit("教育局", province="河北省", city="邢台市", county="清河县"))
    rows = [row("教育局"), row("教育局", county="威县", path="又.html")]
    corpus = gather(rows, [[row("教育局", 2023)]], make_ruleset(), roster)
    assert [one and one.unit.name for one in map(corpus.before, corpus.reports)] == ["教育局", None]


def test_of_several_reports_of_one_name_without_a_place_none_is_held_against_the_year_before(
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet]
) -> None:
    places = {"province": None, "city": None, "county": None}
    rows = [{**row("县教育局", path=f"{form}.html", **places), "form": form} for form in ("2019", "2021")]

    def compared(rows: Sequence[Record]) -> tuple[int, Result, str]:
        seen: list[Filed] = []
        corpus = gather(rows, [[row("县教育局", 2023, **places)]], make_ruleset())
        outcome = compare_years(corpus, lambda tally, report, _: seen.append(report))
        return len(seen), outcome.result, outcome.reason

    number, result, reason = compared(rows)
    assert (number, result) == (0, Result.CANNOT_ASSESS)
    assert "不知道是不是同一个单位的" in reason
    assert compared(rows[:1])[0] == 1


def test_a_place_that_one_report_does_not_tell_makes_no_other_unit(
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet]
) -> None:
    (report, _) = gather([row("教育局"), row("教育局", 2023, county=None)], [], make_ruleset()).reports
    assert report.unit.name == "教育局"


def test_an_earlier_audit_of_the_same_year_stands_for_no_report_of_this_one(
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet]
) -> None:
    corpus = gather([row("甲局")], [[row("乙局", 2024)]], make_ruleset(), jurisdiction("甲局", "乙局"))
    assert corpus.of("乙局", 2024) is None


@pytest.mark.parametrize(
    ("years", "year"), [([2024, 2023], 2024), ([2024] * 9 + [2042], 2024), ([2023] * 3 + [2024], 2024)]
)
def test_a_slip_in_one_report_makes_no_new_year(
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet], years: list[int], year: int
) -> None:
    from hegui.rules.ruleset import Layer

    ruleset = make_ruleset(parameters=(Layer(Scope(), {"corpus": {"stray_share": 0.2}}),))
    assert gather([row(f"{number}局", each) for number, each in enumerate(years)], [], ruleset).year == year


def test_strays_are_told_apart(row: Callable[..., Record], make_ruleset: Callable[..., RuleSet]) -> None:
    roster = jurisdiction("清河县教育局", "清河县水利局", "清河县水务局", RosterUnit("清河县城市管理执法局"))
    rows = [
        row("清河县教育局"),
        row("清河县民政局", path="民政.html"),
        row("清河县城管局", path="城管.html"),
        row(None, path="无名.html"),
        row("清河县水利局", None, path="无年.html"),
        row("清河县文旅局", None, path="文旅.html"),
        broken("清河县水务局.pdf"),
        broken("通知.html", "not-a-report"),
    ]
    corpus = gather(rows, [], make_ruleset(), roster)
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
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet]
) -> None:
    rows = [row("清河县城市管理执法局"), row("清河县城管局", path="城管.html")]
    corpus = gather(rows, [], make_ruleset(), jurisdiction("清河县城市管理执法局"))
    assert [stray.path for stray in corpus.unexpected] == ["城管.html"]
    assert not corpus.undecided


def test_reports_whose_unit_is_open_are_compared_with_no_other_year(
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet]
) -> None:
    places = {"province": None, "city": None, "county": None}
    rows = [row("县教育局", **places), row("县教育局", 2023, **places)]
    corpus = gather(rows, [], make_ruleset(), jurisdiction("清河县教育局", "威县教育局"))
    assert all(corpus.before(report) is None for report in corpus.reports)


# What rules come to


def _nothing(corpus: Corpus, _: Any) -> Outcome:
    return failed(*(found(report.unit.name, year=report.year) for report in corpus.reports))


def test_one_report_with_nothing_beside_it_has_no_corpus(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    ruleset = make_ruleset(corpus_rules=(corpus_rule(_nothing),))
    assert added(ruleset, [row("甲局")])["corpus"] == {"verdicts": []}
    assert added(ruleset, [row("甲局")], [[row("甲局", 2023)]])["corpus"]["verdicts"]


def test_findings_name_units_and_year_and_keep_their_fingerprints(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    def judge(corpus: Corpus, _: Any) -> Outcome:
        names = [report.unit.name for report in corpus.reports]
        return failed(found(*names), found(*names, key="别处"), found(*reversed(names)))

    ruleset = make_ruleset(corpus_rules=(corpus_rule(judge),))
    prints = []
    for rows in ([row("甲局"), row("乙局")], [row("乙局"), row("甲局"), row("甲局", 2023)][:2]):
        (verdict,) = added(ruleset, rows)["corpus"]["verdicts"]
        prints.append([finding["fingerprint"] for finding in verdict["findings"]])
        assert sorted(verdict["findings"][0]["units"]) == ["乙局", "甲局"]
        assert verdict["findings"][0]["year"] == 2024
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == 2


def test_findings_of_another_severity_are_a_verdict_of_their_own(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    outcome = failed(
        found("甲局", severity=Severity.WARNING), found("乙局"), found("甲局", key="又", severity=Severity.ERROR)
    )
    ruleset = make_ruleset(corpus_rules=(corpus_rule(lambda corpus, _: outcome),))
    record = added(ruleset, [row("甲局"), row("乙局")])
    assert [(one["severity"], len(one["findings"])) for one in record["corpus"]["verdicts"]] == [
        ("error", 2),
        ("warning", 1),
    ]
    first, second = record["reports"]
    assert (first["score"]["total"], second["score"]["total"]) == (95, 95)
    (deduction,) = first["score"]["deductions"]
    assert len(deduction["fingerprints"]) == 2


@pytest.mark.parametrize("exit_", [ValueError("坏了"), SystemExit(1)])
def test_a_rule_that_breaks_costs_its_own_verdict_only(
    row: Callable[..., Record],
    corpus_rule: Callable[..., CompiledCorpusRule],
    make_ruleset: Callable[..., RuleSet],
    exit_: BaseException,
) -> None:
    def broken_judge(corpus: Corpus, _: Any) -> Outcome:
        raise exit_

    ruleset = make_ruleset(corpus_rules=(corpus_rule(broken_judge, "broken"), corpus_rule(_nothing)))
    record = added(ruleset, [row("甲局"), row("乙局")])
    broken_one, other = record["corpus"]["verdicts"]
    assert (broken_one["verdict"], other["verdict"]) == ("error", "fail")
    assert "broken" in broken_one["reason"]
    assert record["complete"] is False


def test_a_rule_that_hangs_is_stopped(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    def endless(corpus: Corpus, _: Any) -> Outcome:
        while True:
            pass

    ruleset = make_ruleset(corpus_rules=(corpus_rule(endless),))
    (verdict,) = judge_corpus(gather([row("甲局"), row("乙局")], [], ruleset), ruleset, seconds=0.2)
    assert verdict.result is Result.ERROR
    assert "已停止" in verdict.reason


def test_a_rule_is_given_those_reports_only_that_it_is_for(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    rule = corpus_rule(_nothing, scope=Scope(levels=("government",)))
    rows = [row("甲局"), row("清河县", level=Level.GOVERNMENT)]
    (verdict,) = added(make_ruleset(corpus_rules=(rule,)), rows)["corpus"]["verdicts"]
    assert [finding["units"] for finding in verdict["findings"]] == [["清河县"]]


def test_whom_a_rule_is_for_may_not_be_known(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    rule = corpus_rule(lambda corpus, _: Outcome(Result.PASS), scope=Scope(tiers=("县",)))
    (verdict,) = added(make_ruleset(corpus_rules=(rule,)), [row("甲局", tier=None), row("乙局")])["corpus"]["verdicts"]
    assert verdict["verdict"] == "cannot_assess"
    assert "甲局" in verdict["reason"]


def test_packs_of_an_area_change_rules_for_its_units(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    rule = corpus_rule(_nothing)
    graver = Override("beside", "hunan", Scope(provinces=("湖南省",)), "从严", severity=Severity.WARNING)
    off = Override("beside", "henan", Scope(provinces=("河南省",)), "不查", enabled=False)
    rows = [row("甲局"), row("乙局", province="湖南省"), row("丙局", province="河南省")]
    verdicts = added(make_ruleset(corpus_rules=(rule,), overrides=(graver, off)), rows)["corpus"]["verdicts"]
    assert [(one["severity"], [finding["units"] for finding in one["findings"]]) for one in verdicts] == [
        ("error", [["甲局"]]),
        ("warning", [["乙局"]]),
    ]


def test_units_of_all_areas_are_judged_together_where_no_pack_changes_the_rule(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    def together(corpus: Corpus, _: Any) -> Outcome:
        return failed(found(*(report.unit.name for report in corpus.reports)))

    other = Override("another", "hunan", Scope(provinces=("湖南省",)), "从严", severity=Severity.INFO)
    ruleset = make_ruleset(corpus_rules=(corpus_rule(together),), overrides=(other,))
    (verdict,) = added(ruleset, [row("甲局"), row("乙局", province="湖南省")])["corpus"]["verdicts"]
    assert verdict["findings"][0]["units"] == ["甲局", "乙局"]


def test_what_nobody_can_tell_is_no_failure(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    rule = corpus_rule(lambda corpus, _: cannot_assess("缺少上年的报告"))
    record = added(make_ruleset(corpus_rules=(rule,)), [row("甲局"), row("乙局")])
    assert record["corpus"]["verdicts"][0]["reason"] == "缺少上年的报告"
    assert [one["score"]["total"] for one in record["reports"]] == [100, 100]


# What it costs


def test_every_unit_named_pays_and_every_point_has_its_fingerprint(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    rule = corpus_rule(lambda corpus, _: failed(found("甲局", "乙局")))
    rows = [row("甲局"), row("甲局", 2023), row("乙局"), row("丙局")]
    record = added(make_ruleset(corpus_rules=(rule,)), rows)
    assert [one["score"]["total"] for one in record["reports"]] == [95, 100, 95, 100]
    (finding,) = record["corpus"]["verdicts"][0]["findings"]
    assert record["reports"][0]["score"]["deductions"][0]["fingerprints"] == [finding["fingerprint"]]
    assert record["reports"][3]["score"] == rows[3]["score"]


def test_failures_beside_others_do_not_raise_the_coverage(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    rows = [row("甲局"), row("乙局")]
    record = added(make_ruleset(corpus_rules=(corpus_rule(_nothing),)), rows)
    assert record["reports"][0]["score"]["coverage"] == rows[0]["score"]["coverage"]


def test_what_is_waived_costs_nothing_and_is_told(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    def waive(verdicts: list[Record]) -> list[Record]:
        return [
            {**one, "findings": [{**finding, "waiver": {"reason": "准"}} for finding in one["findings"]]}
            for one in verdicts
        ]

    record = added(make_ruleset(corpus_rules=(corpus_rule(_nothing),)), [row("甲局"), row("乙局")], mark=waive)
    score = record["reports"][0]["score"]
    assert (score["total"], score["before_waivers"]["total"], score["deductions"]) == (100, 95, [])


def test_rows_may_lie_on_disk(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    ruleset = make_ruleset(corpus_rules=(corpus_rule(_nothing),))
    in_memory = added(ruleset, [row("甲局"), row("乙局")])
    kept = Rows(2)
    for number, name in enumerate(("甲局", "乙局")):
        kept.put(number, Packed.of(row(name)))
    record = record_of(kept, ruleset)
    add_corpus(record, ruleset, scheme_of(SCHEME, None))
    assert list(record["reports"]) == in_memory["reports"]
    assert record["corpus"] == in_memory["corpus"]


# What else is told


def test_every_unit_of_the_roster_is_listed_with_its_report(
    row: Callable[..., Record], corpus_rule: Callable[..., CompiledCorpusRule], make_ruleset: Callable[..., RuleSet]
) -> None:
    roster = jurisdiction(RosterUnit("清河县教育局", code="7", parent="清河县"), "清河县", "清河县水利局")
    rows = [
        row("清河县教育局"),
        row("清河县水利局", 2023),
        row("清河县教育局", path="又.html"),
        row("县水局", path="水.html"),
    ]
    corpus = added(make_ruleset(corpus_rules=(corpus_rule(_nothing),)), rows, jurisdiction=roster)["corpus"]
    about = {one["name"]: (one["report"], one["total"], one["code"], one["parent"]) for one in corpus["units"]}
    assert about == {
        "清河县教育局": ("清河县教育局2024.html", 95, "7", "清河县"),
        "清河县": (None, None, None, None),
        "清河县水利局": (None, None, None, None),
    }
    assert corpus["repeated"] == [{"unit": "清河县教育局", "year": 2024, "paths": ["清河县教育局2024.html", "又.html"]}]
    assert corpus["ambiguous"] == [{"path": "水.html", "unit": "县水局", "candidates": ["清河县水利局"]}]


def test_a_stored_audit_is_read_report_by_report(
    row: Callable[..., Record], make_ruleset: Callable[..., RuleSet], tmp_path: Path
) -> None:
    import json

    from hegui.audit.stored import StoredError, stored_rows
    from hegui.output.json import render

    record = record_of([row("甲局", 2023), row("乙局", 2023)], make_ruleset())
    file = tmp_path / "audit.json"
    file.write_text("".join(render(record)), "utf-8")
    assert list(stored_rows(file)) == record["reports"]
    file.write_text(json.dumps(record, ensure_ascii=False, indent=2), "utf-8-sig")
    assert list(stored_rows(file)) == record["reports"]
    for text in (
        "{}",
        "[]",
        '{"schema": "hegui/audit/1", "reports": [1]}',
        '{"schema": "hegui/audit/1",\n"reports": [\n{}',
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(StoredError, match="hegui audit --format json"):
            stored_rows(file)
