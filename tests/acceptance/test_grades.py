"""Only what could be judged is graded: a report whose table 3 nobody read, or whose year nobody knows, has no grade."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hegui.model.audit import Audit
from hegui.project.project import Project
from hegui.proving import edit, load_draft
from tools.layouts import document_of

DRAFTS = ["bureau", "county", "town", "trial"]
SCHEMES = [
    "default",
    "ten-point",
    "gansu-ten-point",
    "guangxi-ten-point",
    "henan-assessment",
    "hunan-ten-point",
    "jiangsu-hundred",
    "jiangxi-hundred",
]
_TABLE = re.compile(r"<table(?:(?!</table>).)*本年新收(?:(?!</table>).)*</table>", re.DOTALL)


@pytest.fixture(scope="module", params=SCHEMES)
def project(request: pytest.FixtureRequest) -> Project:
    return Project(scheme=request.param, cache=False)


def _audit(project: Project, folder: Path, page: str) -> Audit:
    path = folder / "报告.html"
    path.write_text(page, "utf-8")
    return project.audit(path).reports[0]


def _page(draft: str, **edits: object) -> str:
    return document_of(edit(load_draft(draft), edits), "html").decode()


@pytest.mark.parametrize("draft", DRAFTS)
def test_an_unread_table_of_requests_leaves_a_report_ungraded(draft: str, project: Project, tmp_path: Path) -> None:
    page, count = _TABLE.subn('<p><img src="表三.png"></p>', _page(draft))
    assert count == 1
    audit = _audit(project, tmp_path, page)
    assert audit.score is not None
    assert audit.score.grade is None
    assert "未评级" in audit.score.note
    assert "图片" in audit.score.note


@pytest.mark.parametrize("draft", DRAFTS)
def test_without_a_year_there_is_no_grade_and_it_is_told_where_to_look(
    draft: str, project: Project, tmp_path: Path
) -> None:
    audit = _audit(project, tmp_path, re.sub(r"20\d\d", "", _page(draft)))
    assert audit.year is None
    assert audit.score is not None
    assert audit.score.grade is None
    assert "年度（标题、统计期限）" in audit.score.note


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_date_that_nobody_prints_costs_no_grade(draft: str, project: Project, tmp_path: Path) -> None:
    audit = _audit(project, tmp_path, _page(draft, drop=["signature"]))
    assert audit.score is not None
    assert audit.score.coverage < 1
    assert audit.score.grade is not None
