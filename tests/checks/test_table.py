"""The kinds `table` and `cell` on drafts, printed and read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from made_rules import compiled, rule

from hegui.model.rule import Outcome, Result
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.rules.check import Context


def judged(
    runner: CaseRunner, kind: str, message: str, edits: Mapping[str, Any], draft: str = "bureau", **params: Any
) -> Outcome:
    ruleset = runner.ruleset
    report = runner.report_of(edit(load_draft(draft), edits))
    return compiled(rule(kind, message, **params), Context(ruleset.forms, ruleset.lexicons, thorough=True))(report, {})


@pytest.mark.parametrize(
    ("lost", "beside"),
    [
        ("table3.公开出版物", "2.重复申请"),
        ("table3.本年新收", "二、上年结转政府信息公开申请数量"),
        ("table2.行政强制", "行政处罚"),
    ],
)
def test_a_lost_row_is_shown_beside_its_neighbour(runner: CaseRunner, lost: str, beside: str) -> None:
    ruleset = runner.ruleset
    report = runner.report_of(edit(load_draft("bureau"), {"drop": [lost]}))
    made = rule("table", "{表}{行列}{标签}", expect="rows")
    outcome = compiled(made, Context(ruleset.forms, ruleset.lexicons, thorough=True))(report, {})
    evidence = outcome.findings[0].evidence[0]
    neighbour = next(seen for seen in report.tables[evidence.table or ""].labels if seen.form_text == beside)
    assert neighbour.place is not None
    assert evidence.grid == (neighbour.place.table, neighbour.place.row, neighbour.place.column)


CELLS = {
    "table3.科研机构.重复申请": None,
    "table3.商业企业.重复申请": "/",
    "table2.行政强制": "-4",
    "table3.自然人.其他": "约1",
}


@pytest.mark.parametrize(
    ("forbid", "messages"),
    [
        (["空白"], ["表三重复申请·科研机构没有填写"]),
        (["符号"], ["表三重复申请·商业企业不是数字"]),
        (["文字", "负数"], ["表二行政强制是负数", "表三其他·自然人不是数字"]),
        (["小数"], []),
    ],
)
def test_a_rule_names_what_must_not_stand_in_a_cell(runner: CaseRunner, forbid: list[str], messages: list[str]) -> None:
    outcome = judged(runner, "cell", "{表}{格}{问题}", {"set": CELLS}, forbid=forbid)
    assert [finding.message for finding in outcome.findings] == messages


def test_the_cells_of_a_row_may_be_one_finding(runner: CaseRunner) -> None:
    keys = {"forbid": ["空白", "符号", "文字"], "by_row": True}
    outcome = judged(runner, "cell", "{格}{问题}", {"set": CELLS}, **keys)
    assert [finding.message for finding in outcome.findings] == [
        "重复申请（商业企业、科研机构）填“/”",
        "其他（自然人）填“约1”",
    ]


def test_a_rule_may_be_about_one_table(runner: CaseRunner) -> None:
    keys = {"forbid": ["空白", "符号", "文字"], "table": "table2"}
    assert judged(runner, "cell", "{格}{问题}", {"set": CELLS}, **keys).result is Result.PASS
    dropped = {"drop": ["table3.国家秘密", "table2.行政强制"]}
    outcome = judged(runner, "table", "{表}{行列}{标签}", dropped, expect="rows", table="table2")
    assert [finding.message for finding in outcome.findings] == ["表二行“行政强制”"]
    labels = {"label": {"table3.column.总计": "合计", "table2.row.行政规范性文件": "规范性文件"}}
    outcome = judged(runner, "table", "{标签}应为{应为}", labels, expect="labels", table="table2")
    assert [finding.message for finding in outcome.findings] == ["规范性文件应为行政规范性文件"]


def test_a_fraction_may_stand_where_the_form_says_so(runner: CaseRunner) -> None:
    edits = {"set": {"table2.行政事业性收费": "3.25", "table2.行政许可": "3.5"}}
    outcome = judged(runner, "cell", "{格}填{内容}，{问题}", edits, forbid=["小数"])
    assert [finding.message for finding in outcome.findings] == ["行政许可填3.5，是小数，而该格应填件数"]


def test_the_form_is_told_by_the_table_that_the_rule_names(runner: CaseRunner) -> None:
    keys = {"expect": "form", "table": "table2"}
    outcome = judged(runner, "table", "{年度}：{所用格式}；{应用格式}", {"year": 2022}, "trial", **keys)
    assert "〔2019〕60号" in outcome.findings[0].message
    assert "〔2021〕30号" in outcome.findings[0].message
    assert judged(runner, "table", "", {}, "trial", **keys).result is Result.PASS


@pytest.mark.parametrize(
    ("kind", "keys", "told"),
    [
        ("table", {"expect": "present", "table": "table9"}, "都没有“table9”这张表，最接近的是"),
        ("table", {"expect": "present"}, "哪一张表"),
        ("cell", {"forbid": ["空白"], "table": "表三"}, "都没有“表三”这张表"),
    ],
)
def test_a_table_that_no_form_has_is_refused(runner: CaseRunner, kind: str, keys: Mapping[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        judged(runner, kind, "", {}, **keys)
