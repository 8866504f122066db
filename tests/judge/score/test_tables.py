"""One scheme may score kinds of units by tables of their own; who is of which is not mixed."""

from __future__ import annotations

from typing import Any

import pytest

from hegui.judge.audit import audit_of
from hegui.judge.score import score
from hegui.model.report import Level, Unit

TABLES = [
    {"title": "政府表", "applies": {"levels": ["government"]}, "points": {"error": 10}, "rules": {"named": 1}},
    {"title": "部门表", "of": 50, "grades": [{"title": "过关", "from": 40}, {"title": "未过关", "from": 0}]},
]
COUNTY = Unit("某县人民政府", Level.GOVERNMENT, "人民政府", "县")
BUREAU = Unit("某县财政局", Level.DEPARTMENT, "部门", "县")


@pytest.fixture
def scored(make_rule: Any, make_verdict: Any, make_scheme: Any, make_report: Any) -> Any:
    rules = [make_rule("named"), make_rule("other")]
    scheme = make_scheme(*rules, tables=TABLES, rules={"named": 3, "other": 4})
    verdicts = tuple(map(make_verdict, rules))
    return lambda unit: score(audit_of(make_report(unit=unit), verdicts).summary(), scheme)


def test_a_unit_is_scored_by_the_table_for_its_kind(scored: Any) -> None:
    county, bureau = scored(COUNTY), scored(BUREAU)
    assert (county.table, county.total, county.of, county.grade) == ("政府表", 95, 100, "合格")
    assert (bureau.table, bureau.total, bureau.of, bureau.grade) == ("部门表", 43, 50, "过关")


def test_a_unit_that_was_not_recognised_is_not_graded(scored: Any) -> None:
    made = scored(None)
    assert made.grade is None
    assert "不能确定用哪一张评分表" in made.note
