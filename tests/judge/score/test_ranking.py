"""Units ranked among their like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hegui.judge.ranking import parents, ranking, scored_units
from hegui.model.audit import AuditedFile, AuditedUnit, FindingSummary, ReportDates, Score, Summary, VerdictSummary
from hegui.model.run import CorpusAudit, RankingGroup, RosterEntry
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict, Waived


def report(name: str | None, total: float | None = 90, failed: Sequence[str] = (), **about: Any) -> Summary:
    """A report: a county's department of good standing unless told otherwise; without a total it was not audited."""
    unit = {"level": "department", "kind": "部门", "tier": "县", "province": None, "city": None, "county": None}
    unit |= {key: about.pop(key) for key in unit if key in about}
    waiver = Waived("已批准", "王某", "2025-01-20", None) if about.pop("waived", False) else None
    year = about.pop("year", 2024)
    score = {"scheme": "default", "title": "百分制", "of": 100, "coverage": 1, "grade": "合格", "note": "", **about}
    return Summary(
        source=AuditedFile(f"{name}.html", None, "html"),
        unit=AuditedUnit(name, **unit),
        year=year,
        form="2021",
        dates=ReportDates(None, None, None, None),
        verdicts=tuple(
            VerdictSummary(rule, f"规则{rule}", "tables", Severity.ERROR, Result.FAIL, (FindingSummary("0", waiver),))
            for rule in failed
        ),
        applied=(),
        categories=(),
        score=None if total is None else Score(total=total, categories=(), deductions=(), **score),
        errors=(),
    )


def entry(name: str, parent: str | None = None, path: str | None = None, tier: str | None = None) -> RosterEntry:
    return RosterEntry(name, None, None, None, tier, parent, 2024, path, None, None)


def rank(*reports: Summary, **corpus: Any) -> tuple[RankingGroup, ...]:
    return ranking(scored_units(reports, CorpusAudit(**{"verdicts": (), **corpus})))


def ranks(group: RankingGroup) -> dict[str, int]:
    return {unit.name: unit.rank for unit in group.units}


def test_equal_totals_share_a_rank_and_the_next_is_left_out() -> None:
    (group,) = rank(report("甲局", 80), report("乙局", 95), report("丙局", 95), report("丁局", 70), report("戊局", 80))
    assert ranks(group) == {"乙局": 1, "丙局": 1, "甲局": 3, "戊局": 3, "丁局": 5}
    assert [unit.name for unit in group.units] == ["乙局", "丙局", "甲局", "戊局", "丁局"]


def test_units_of_different_tables_are_not_compared() -> None:
    groups = rank(
        report("甲局", 60), report("乙局", 40, table="另一张表", of=50), report("丙局", 45, table="另一张表", of=50)
    )
    assert [(group.group, group.table, group.of, ranks(group)) for group in groups] == [
        ("县级部门", "", 100, {"甲局": 1}),
        ("县级部门", "另一张表", 50, {"丙局": 1, "乙局": 2}),
    ]


def test_only_like_units_are_compared() -> None:
    groups = rank(
        report("甲局", 60),
        report("甲县政府", 99, level="government", kind="人民政府"),
        report("市甲局", 98, tier="市"),
        report("甲镇政府", 97, level="government", kind="乡镇人民政府", tier="乡"),
        report("甲局", 50, year=2023),
    )
    assert [(group.year, group.group, ranks(group)) for group in groups] == [
        (2024, "市级部门", {"市甲局": 1}),
        (2024, "县级部门", {"甲局": 1}),
        (2024, "县级人民政府", {"甲县政府": 1}),
        (2024, "乡镇人民政府", {"甲镇政府": 1}),
        (2023, "县级部门", {"甲局": 1}),
    ]


def test_below_the_minimum_coverage_there_is_no_rank() -> None:
    note = "可判定的规则占 50%，不评等级。"
    (group,) = rank(report("甲局", 100, grade=None, coverage=0.5, note=note), report("乙局", 70))
    assert ranks(group) == {"乙局": 1}
    (left,) = group.unranked
    assert (left.name, left.path, left.parent, left.reason) == ("甲局", "甲局.html", None, note)
    assert (group.count, group.ranked, group.highest) == (2, 1, 70)


def test_a_unit_that_was_not_recognised_has_none_to_compare_with() -> None:
    groups = rank(report(None, level=None, kind=None, tier=None), report("甲局"))
    assert [group.group for group in groups] == ["县级部门", "单位未识别"]
    assert groups[1].units == ()
    assert groups[1].unranked[0].name == "None.html"


def test_the_spread_of_a_group() -> None:
    def spread(group: RankingGroup) -> list[float | None]:
        return [
            group.mean, group.highest, group.upper_quartile, group.median, group.lower_quartile, group.lowest
        ]  # fmt: skip

    (group,) = rank(*(report(f"{total}局", total) for total in (60, 70, 80, 90, 100)))
    assert spread(group) == [80, 100, 90, 80, 70, 60]
    (single,) = rank(report("甲局", 88.5))
    assert set(spread(single)) == {88.5}
    (none,) = rank(report("甲局", grade=None))
    assert set(spread(none)) == {None}


def test_grades_from_the_best() -> None:
    (group,) = rank(
        report("甲局", 60, grade="合格"), report("乙局", 99, grade="优秀"), report("丙局", 61, grade="合格")
    )
    assert list(group.grades.items()) == [("优秀", 1), ("合格", 2)]


def test_the_most_frequent_faults() -> None:
    reports = (
        report("甲局", failed=["a", "b"]),
        report("乙局", failed=["b"]),
        report("丙局"),
        report("丁局", failed=["a"], waived=True),
    )
    (group,) = rank(*reports)
    assert [(one.rule, one.count, one.share) for one in group.most_frequent] == [("b", 2, 0.5), ("a", 1, 0.25)]
    assert {unit.name: unit.faults for unit in group.units} == {"甲局": 2, "乙局": 1, "丙局": 0, "丁局": 0}


def test_what_was_found_in_comparing_counts_for_the_units_named() -> None:
    finding = Finding("雷同", "处", (Evidence(line=1),), units=("甲局", "乙局"), year=2024, fingerprint="0")
    verdict = Verdict("near-duplicate", "雷同", "national", "corpus", Severity.WARNING, Result.FAIL, "", (finding,))
    reports = report("甲局"), report("乙局"), report("丙局"), report("甲局", year=2023)
    now, before = rank(*reports, verdicts=(verdict,))
    assert {unit.name: unit.faults for unit in now.units} == {"甲局": 1, "乙局": 1, "丙局": 0}
    assert before.units[0].faults == 0


def test_the_roster_goes_before_what_was_recognised() -> None:
    units = (entry("甲县甲局", "甲市政府", "甲局.html", "市"), entry("乙局", "甲市政府", None, "市"))
    (group,) = rank(report("甲局"), units=units)
    assert group.group == "市级部门"
    assert (group.units[0].name, group.units[0].parent) == ("甲县甲局", "甲市政府")


def test_how_the_units_of_a_parent_did() -> None:
    units = tuple(
        entry(name, parent, f"{name}.html")
        for name, parent in (("甲局", "甲县"), ("乙镇", "甲县"), ("丙局", "乙县"), ("甲县", None))
    )
    reports = (
        report("甲局", 60),
        report("乙镇", 80, kind="乡镇人民政府", tier="乡"),
        report("丙局", 90),
        report("甲县", 50),
    )
    found = parents(scored_units(reports, CorpusAudit((), units=units)))
    assert [(one.parent, one.year, one.count, one.median) for one in found] == [
        ("乙县", 2024, 1, 90),
        ("甲县", 2024, 2, 70),
    ]


def test_what_has_no_score_is_left_out() -> None:
    assert rank(report("甲局", None)) == ()
