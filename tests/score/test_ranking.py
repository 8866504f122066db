"""Units ranked among their like."""

from typing import Any

from hegui.score.ranking import parents, ranking, standings

Record = dict[str, Any]


def row(name: str | None, total: float = 90, **about: Any) -> Record:
    """A row of an audit: a county's department of good standing unless told otherwise."""
    unit = {"name": name, "level": "department", "kind": "部门", "tier": "县"}
    score = {"total": total, "of": 100, "coverage": 1, "grade": "合格", "note": ""}
    failed = [
        {
            "rule": rule,
            "title": f"规则{rule}",
            "severity": "error",
            "verdict": "fail",
            "findings": [{"fingerprint": "0"}],
        }
        for rule in about.pop("failed", ())
    ]
    return {
        "source": {"path": f"{name}.html"},
        "unit": {**unit, **{key: about.pop(key) for key in unit if key in about}},
        "year": about.pop("year", 2024),
        "score": {**score, **about},
        "verdicts": failed,
    }


def rank(*rows: Record, **corpus: Any) -> list[Record]:
    return ranking(standings(rows, {"verdicts": [], **corpus}))


def ranks(group: Record) -> dict[str, int]:
    return {unit["name"]: unit["rank"] for unit in group["units"]}


def test_equal_totals_share_a_rank_and_the_next_is_left_out() -> None:
    (group,) = rank(row("甲局", 80), row("乙局", 95), row("丙局", 95), row("丁局", 70), row("戊局", 80))
    assert ranks(group) == {"乙局": 1, "丙局": 1, "甲局": 3, "戊局": 3, "丁局": 5}
    assert [unit["name"] for unit in group["units"]] == ["乙局", "丙局", "甲局", "戊局", "丁局"]


def test_only_like_units_are_compared() -> None:
    groups = rank(
        row("甲局", 60),
        row("甲县政府", 99, level="government", kind="人民政府"),
        row("市甲局", 98, tier="市"),
        row("甲镇政府", 97, level="government", kind="乡镇人民政府", tier="乡"),
        row("甲局", 50, year=2023),
    )
    assert [(group["year"], group["group"], ranks(group)) for group in groups] == [
        (2024, "市级部门", {"市甲局": 1}),
        (2024, "县级部门", {"甲局": 1}),
        (2024, "县级人民政府", {"甲县政府": 1}),
        (2024, "乡镇人民政府", {"甲镇政府": 1}),
        (2023, "县级部门", {"甲局": 1}),
    ]


def test_below_the_minimum_coverage_there_is_no_rank() -> None:
    note = "可判定的规则占 50%，不评等级。"
    (group,) = rank(row("甲局", 100, grade=None, coverage=0.5, note=note), row("乙局", 70))
    assert ranks(group) == {"乙局": 1}
    assert group["unranked"] == [{"name": "甲局", "path": "甲局.html", "parent": None, "reason": note}]
    assert (group["count"], group["ranked"], group["highest"]) == (2, 1, 70)


def test_a_unit_that_was_not_recognised_has_none_to_compare_with() -> None:
    groups = rank(row(None, level=None, kind=None, tier=None), row("甲局"))
    assert [group["group"] for group in groups] == ["县级部门", "单位未识别"]
    group = groups[1]
    assert group["units"] == []
    assert group["unranked"][0]["name"] == "None.html"


def test_the_spread_of_a_group() -> None:
    (group,) = rank(*(row(f"{total}局", total) for total in (60, 70, 80, 90, 100)))
    keys = "mean", "highest", "upper_quartile", "median", "lower_quartile", "lowest"
    assert [group[key] for key in keys] == [80, 100, 90, 80, 70, 60]
    (single,) = rank(row("甲局", 88.5))
    assert {single[key] for key in keys} == {88.5}
    (none,) = rank(row("甲局", grade=None))
    assert {none[key] for key in keys} == {None}


def test_grades_from_the_best() -> None:
    (group,) = rank(row("甲局", 60, grade="合格"), row("乙局", 99, grade="优秀"), row("丙局", 61, grade="合格"))
    assert list(group["grades"].items()) == [("优秀", 1), ("合格", 2)]


def test_the_most_frequent_faults() -> None:
    waived = row("丁局", failed=["a"])
    waived["verdicts"][0]["findings"][0]["waiver"] = {"reason": "已批准"}
    rows = row("甲局", failed=["a", "b"]), row("乙局", failed=["b"]), row("丙局"), waived
    (group,) = rank(*rows)
    assert [(one["rule"], one["count"], one["share"]) for one in group["most_frequent"]] == [
        ("b", 2, 0.5),
        ("a", 1, 0.25),
    ]
    assert {unit["name"]: unit["faults"] for unit in group["units"]} == {"甲局": 2, "乙局": 1, "丙局": 0, "丁局": 0}


def test_what_was_found_in_comparing_counts_for_the_units_named() -> None:
    finding = {"units": ["甲局", "乙局"], "year": 2024, "fingerprint": "0"}
    verdict = {
        "rule": "near-duplicate",
        "title": "雷同",
        "severity": "warning",
        "verdict": "fail",
        "findings": [finding],
    }
    rows = row("甲局"), row("乙局"), row("丙局"), row("甲局", year=2023)
    now, before = rank(*rows, verdicts=[verdict])
    assert {unit["name"]: unit["faults"] for unit in now["units"]} == {"甲局": 1, "乙局": 1, "丙局": 0}
    assert before["units"][0]["faults"] == 0


def test_the_roster_goes_before_what_was_recognised() -> None:
    listed = {
        "report": "甲局.html",
        "name": "甲县甲局",
        "tier": "市",
        "level": None,
        "kind": None,
        "parent": "甲市政府",
    }
    (group,) = rank(row("甲局"), units=[listed, {**listed, "name": "乙局", "report": None}])
    assert group["group"] == "市级部门"
    assert (group["units"][0]["name"], group["units"][0]["parent"]) == ("甲县甲局", "甲市政府")


def test_how_the_units_of_a_parent_did() -> None:
    units = [
        {"report": f"{name}.html", "name": name, "parent": parent}
        for name, parent in (("甲局", "甲县"), ("乙镇", "甲县"), ("丙局", "乙县"), ("甲县", None))
    ]
    rows = row("甲局", 60), row("乙镇", 80, kind="乡镇人民政府", tier="乡"), row("丙局", 90), row("甲县", 50)
    found = parents(standings(rows, {"verdicts": [], "units": units}))
    assert [(one["parent"], one["year"], one["count"], one["median"]) for one in found] == [
        ("乙县", 2024, 1, 90),
        ("甲县", 2024, 2, 70),
    ]


def test_what_has_no_score_is_left_out() -> None:
    assert rank({**row("甲局"), "score": None}) == []
