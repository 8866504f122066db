"""The cases of a scoring scheme say what a report should be worth; what is otherwise is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

PACK = 'name: local\ntitle: 某市规则\nversion: "1"\nextends: [national]\n'
SCHEME = """\
name: local-hundred
title: 某市百分制
of: 100
points: {error: 5, warning: 2, info: 0}
rules: {published-by-deadline: 10}
grades:
  - {title: 合格, from: 60}
  - {title: 不合格, from: 0}
cases:
  - {name: 样稿, total: 100, deductions: {}}
  - {name: 逾期, edits: {signed: 2025年2月5日, published: 2025-02-05}, CASE}
"""


@pytest.fixture
def tested(tmp_path: Path, hegui: Any) -> Any:
    """What `rules test` of a pack says whose second case expects this."""

    def run(case: str) -> Any:
        folder = tmp_path / "local"
        (folder / "schemes").mkdir(parents=True)
        (folder / "pack.yaml").write_text(PACK, "utf-8")
        (folder / "schemes" / "local-hundred.yaml").write_text(SCHEME.replace("CASE", case), "utf-8")
        return hegui("rules", "test", folder)

    return run


def test_cases_that_hold(tested: Any) -> None:
    ran = tested("total: 90, grade: 合格, deductions: {published-by-deadline: 10}, bonuses: {}")
    assert (ran.status, "1 个评分方案的 2 个用例，全部通过。" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("total: 95", "总分应为 95，实为 90（published-by-deadline −10）"),
        ("total: 90, grade: 不合格", "等级应为不合格，实为合格"),
        ("total: 90, table: 部门表", "评分表应为部门表，实为无"),
        ("total: 90, deductions: {published-by-deadline: 5}", "published-by-deadline 应扣 5 分，实扣 10 分"),
        ("total: 90, bonuses: {fee-statement: 1}", "fee-statement 应加 1 分，实加 0 分"),
        ("total: 90, on: county", "总分应为 90，实为 100（没有扣分、加分）"),
    ],
)
def test_what_is_otherwise_is_told(tested: Any, case: str, told: str) -> None:
    ran = tested(case)
    assert ran.status == 1
    assert told in ran.out


def test_rules_on_many_reports_count_where_a_case_tells_of_more(tested: Any) -> None:
    ran = tested("total: 90, previous: {set: {table3.自然人.结转下年度: 9}}")
    assert ran.status == 1
    assert "总分应为 90，实为" in ran.out
    assert "carried-forward-continuity" in ran.out
