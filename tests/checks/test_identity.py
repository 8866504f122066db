"""The check `identity`, on reports made by hand with the tables of the official forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.checks.identity import IDENTITY_CHECK
from hegui.model.document import Place, Source
from hegui.model.form import CellPath, Form
from hegui.model.report import Cell, CellKind, Dated, Dates, Level, Report, Signature, Table, Unit
from hegui.model.rule import Basis, Outcome, Result, Rule, RuleSource, Scope, Severity
from hegui.rules.check import Context
from hegui.rules.forms import forms_of
from hegui.rules.strict_yaml import read_yaml

FORMS = Path(__file__).parents[2] / "ruleset" / "forms"
DEADLINES = {"deadlines": {"department": "01-31", "government": "03-31", "kinds": {"街道办事处": "03-15"}}}

COLUMN_BALANCE: Mapping[str, Any] = {
    "for_each": "table3.column",
    "assert": "本年新收 + 上年结转 == 总计 + 结转下年度",
    "message": "{列}：{本年新收} + {上年结转} ≠ {总计} + {结转下年度}，差 {差额}",
    "explain": {"transfer": {"rows": "办理结果", "columns": "申请人"}},
}
OUTCOME_TOTAL = {
    "for_each": "table3.column",
    "assert": "总计 == 合计(办理结果)",
    "message": "{列}：{左边} ≠ {右边}",
}
ROW_TOTAL = {"for_each": "table3.row", "assert": "总计 == 合计(申请人)", "message": "{行}：{左边} ≠ {右边}"}
STOCK_FLOW = {"for_each": "table2.row", "assert": "现行有效 - 制发 + 废止 >= 0", "message": "{行}：{左边}"}


@cache
def forms() -> Mapping[str, Form]:
    return forms_of({path.stem: read_yaml(path).data for path in FORMS.glob("*.yaml")})[0]


def cell(raw: str | int | Decimal) -> Cell:
    place = Place(line=7, table=1, row=2, column=3)
    if isinstance(raw, str):
        kind = {"": CellKind.BLANK, "/": CellKind.MARK}.get(raw, CellKind.TEXT)
        return Cell(raw, kind, None, place)
    return Cell(str(raw), CellKind.NUMBER, raw, place)


def report(cells: Mapping[str, str | int | Decimal | None] | None = None, form: str = "2021", **fields: Any) -> Report:
    """A report whose cells are nought but for these (`table3.本年新收.自然人`); None is not found."""
    tables = {}
    for table in forms()[form].tables:
        values: dict[CellPath, Cell] = {path: cell(0) for path in table.paths}
        for name, raw in (cells or {}).items():
            table_id, *path = name.split(".")
            if table_id != table.id:
                continue
            if raw is None:
                del values[tuple(path)]
            else:
                values[tuple(path)] = cell(raw)
        tables[table.id] = Table(table.id, values, (), Place(), form, paths=table.paths)
    unit = Unit("某县某局", Level.DEPARTMENT, "部门", "县")
    blank = Report(
        source=Source("x.txt", "0" * 64, "text"),
        title="某县某局2024年政府信息公开工作年度报告",
        title_place=Place(line=1),
        unit=unit,
        year=2024,
        form=form,
        template=forms()[form],
        dates=Dates(),
        signature=Signature(None, None),
        metadata={},
        sections=(),
        tables=tables,
        passages=(),
        prose="",
        figures=(),
    )
    return replace(blank, **fields)


def rule(keys: Mapping[str, Any], **scope: Any) -> Rule:
    params = {key: value for key, value in keys.items() if key != "message"}
    return Rule(
        id="some-rule",
        title="某规则",
        category="tables",
        basis=Basis("某文件"),
        severity=Severity.ERROR,
        check="identity",
        params=params,
        message=keys.get("message", "不成立"),
        advice="请改正。",
        scope=Scope(**scope),
        cases=(),
        source=RuleSource("national", "rules/tables/some-rule.yaml", 1),
    )


def judge(keys: Mapping[str, Any], on: Report, **scope: Any) -> Outcome:
    return IDENTITY_CHECK.compile(rule(keys, **scope), Context(forms(), {}))(on, DEADLINES)


def messages(outcome: Outcome) -> list[str]:
    assert outcome.result is Result.FAIL, outcome
    return [finding.message for finding in outcome.findings]


def refusal(keys: Mapping[str, Any]) -> str:
    with pytest.raises(ValueError) as error:
        IDENTITY_CHECK.compile(rule(keys), Context(forms(), {}))
    return str(error.value)


# Rows and columns


def test_a_formula_for_each_column_names_the_column_its_values_and_the_cells() -> None:
    outcome = judge(COLUMN_BALANCE, report({"table3.本年新收.自然人": 24, "table3.总计.自然人": 23}))
    assert messages(outcome) == ["自然人：24 + 0 ≠ 23 + 0，差 1"]
    (finding,) = outcome.findings
    assert finding.key == "table3/自然人"
    assert [(item.row, item.column, item.quote, item.formula) for item in finding.evidence] == [
        ("本年新收", "自然人", "24", "24 + 0 ≠ 23 + 0"),
        ("上年结转", "自然人", "0", None),
        ("总计", "自然人", "23", None),
        ("结转下年度", "自然人", "0", None),
    ]
    assert finding.evidence[0].line == 7
    assert finding.evidence[0].grid == (1, 2, 3)


def test_every_column_out_of_balance_is_a_finding_of_its_own_in_the_forms_order() -> None:
    cells = {"table3.本年新收.总计": 1, "table3.本年新收.其他": 1}
    assert messages(judge(COLUMN_BALANCE, report(cells))) == ["其他：1 + 0 ≠ 0 + 0，差 1", "总计：1 + 0 ≠ 0 + 0，差 1"]


def test_a_formula_for_each_row_takes_the_columns_names() -> None:
    outcome = judge(ROW_TOTAL, report({"table3.其他.其他": 2, "table3.其他.自然人": 1, "table3.其他.总计": 5}))
    assert messages(outcome) == ["其他：5 ≠ 3"]
    assert [(item.row, item.column) for item in outcome.findings[0].evidence] == [
        ("其他", "总计"),
        ("其他", "自然人"),
        ("其他", "其他"),
    ]


def test_a_group_is_the_rows_of_that_group_and_nothing_else() -> None:
    cells = {
        "table3.国家秘密.自然人": 2,
        "table3.重复申请.自然人": 1,
        "table3.总计.自然人": 3,
        "table3.本年新收.自然人": 9,
    }
    assert judge(OUTCOME_TOTAL, report(cells)).result is Result.PASS
    closed = {"for_each": "table3.column", "assert": "合计(不予公开) <= 1", "message": "{列} {不予公开}"}
    assert messages(judge(closed, report(cells))) == ["自然人 2"]


def test_rows_that_lack_a_name_are_left_out() -> None:
    cells: dict[str, Any] = {"table2.规章.制发": 1, "table2.行政许可": 99, "table2.行政事业性收费": Decimal("3.2")}
    assert messages(judge(STOCK_FLOW, report(cells))) == ["规章：-1"]


def test_a_rule_does_not_speak_to_a_form_without_its_names() -> None:
    outcome = judge(STOCK_FLOW, report(form="2019"))
    assert outcome.result is Result.NOT_APPLICABLE
    assert "国办公开办函〔2019〕60号" in outcome.reason


def test_the_same_rule_reads_each_form_by_its_own_rows() -> None:
    trial = {"table3.其他处理.自然人": 2, "table3.总计.自然人": 3}
    assert messages(judge(OUTCOME_TOTAL, report(trial, form="2019"))) == ["自然人：3 ≠ 2"]


def test_a_merged_row_counts_in_place_of_its_parts() -> None:
    parts: dict[str, Any] = {
        f"table3.{row}.{column}": None
        for row in ("逾期不补正", "逾期不缴费", "其他")
        for column in ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    }
    merged: dict[str, Any] = {f"table3.其他处理.{path.split('.')[2]}": 0 for path in parts}
    on = report({**parts, **merged, "table3.其他处理.自然人": 2, "table3.予以公开.自然人": 1, "table3.总计.自然人": 3})
    assert judge(OUTCOME_TOTAL, on).result is Result.PASS
    assert messages(judge(ROW_TOTAL, on)) == ["予以公开：0 ≠ 1", "其他处理：0 ≠ 2", "总计：0 ≠ 3"]
    named = {"for_each": "table3.column", "assert": "逾期不缴费 == 0"}
    assert judge(named, on).result is Result.CANNOT_ASSESS


def test_a_merged_row_beside_its_parts_is_not_counted_twice() -> None:
    cells = {"table3.其他处理.自然人": 2, "table3.其他.自然人": 2, "table3.总计.自然人": 2}
    assert judge(OUTCOME_TOTAL, report(cells)).result is Result.PASS


# Single formulas


@pytest.mark.parametrize("name", ["table3.其他.自然人", "table3.自然人.其他"])
def test_the_parts_of_a_dotted_name_may_stand_in_either_order(name: str) -> None:
    keys = {"assert": f"{name} == 0", "message": "{" + name + "}"}
    outcome = judge(keys, report({"table3.其他.自然人": 4}))
    assert messages(outcome) == ["4"]
    assert outcome.findings[0].key == "table3/其他/自然人"


def test_a_dotted_name_that_fits_both_ways_names_the_row_first() -> None:
    cells = {"table3.其他.总计": 1, "table3.总计.其他": 2}
    assert messages(judge({"assert": "table3.其他.总计 == 0", "message": "{左边}"}, report(cells))) == ["1"]
    assert messages(judge({"assert": "table3.总计.其他 == 0", "message": "{左边}"}, report(cells))) == ["2"]


def test_a_formula_may_join_tables_and_facts() -> None:
    keys = {
        "assert": "报告年度 < 2024 or table3.逾期不缴费.总计 <= table2.行政事业性收费",
        "message": "{报告年度}：{右边}",
    }
    cells = {"table3.逾期不缴费.总计": 1}
    assert messages(judge(keys, report(cells))) == ["2024：2024"]
    assert judge(keys, report(cells, year=2023)).result is Result.PASS
    assert judge(keys, report({**cells, "table2.行政事业性收费": Decimal("1.5")})).result is Result.PASS


def test_a_division_by_nought_cannot_be_judged() -> None:
    keys = {"for_each": "table3.column", "assert": "总计 / 本年新收 <= 1"}
    outcome = judge(keys, report())
    assert outcome.result is Result.CANNOT_ASSESS
    assert "除数为 0" in outcome.reason


# What is missing


def test_a_blank_is_missing_and_never_nought() -> None:
    outcome = judge(COLUMN_BALANCE, report({"table3.上年结转.自然人": "", "table3.上年结转.总计": "/"}))
    assert outcome.result is Result.CANNOT_ASSESS
    assert outcome.reason == (
        "自然人：上年结转为空白，仅在空白视为 0 时成立；总计：上年结转填“/”，不是件数，仅在空白视为 0 时成立"
    )


def test_it_is_told_where_even_a_blank_read_as_nought_would_not_mend_it() -> None:
    outcome = judge(COLUMN_BALANCE, report({"table3.上年结转.自然人": "", "table3.本年新收.自然人": 1}))
    assert outcome.result is Result.CANNOT_ASSESS
    assert outcome.reason == "自然人：上年结转为空白，空白视为 0 时也不成立"


def test_words_and_cells_not_found_are_told_apart_from_blanks() -> None:
    cells = {"table3.上年结转.自然人": "12abc", "table3.总计.自然人": None, "table3.结转下年度.自然人": ""}
    outcome = judge(COLUMN_BALANCE, report(cells))
    assert outcome.result is Result.CANNOT_ASSESS
    assert outcome.reason == "自然人：上年结转填“12abc”，不是件数，总计未找到，结转下年度为空白"
    assert judge(COLUMN_BALANCE, report({"table3.总计.总计": None})).reason == "总计：总计未找到"


def test_a_fault_elsewhere_is_found_all_the_same_and_what_was_not_judged_is_told() -> None:
    outcome = judge(COLUMN_BALANCE, report({"table3.上年结转.自然人": "", "table3.本年新收.商业企业": 2}))
    assert messages(outcome) == ["商业企业：2 + 0 ≠ 0 + 0，差 2"]
    assert outcome.reason.startswith("另有 1 处未能判断：自然人：上年结转为空白")


def test_a_missing_cell_does_not_hide_a_fault_that_the_others_prove() -> None:
    keys = {"assert": "table2.规章.制发 == 0 and table2.规章.现行有效 == 0", "message": "{table2.规章.制发}"}
    outcome = judge(keys, report({"table2.规章.制发": "", "table2.规章.现行有效": 6}))
    assert messages(outcome) == ["缺"]
    assert [(item.column, item.formula) for item in outcome.findings[0].evidence] == [("现行有效", "6 ≠ 0")]


def test_many_gaps_are_summed_up() -> None:
    rows = ("予以公开", "部分公开", "国家秘密", "不掌握", "重复申请", "其他")
    blanks = {f"table3.{row}.自然人": "" for row in rows}
    assert "予以公开、部分公开、国家秘密、不掌握等 6 格为空白" in judge(OUTCOME_TOTAL, report(blanks)).reason
    reason = judge(ROW_TOTAL, report({**blanks, "table3.总计.自然人": None})).reason
    assert reason == (
        "予以公开、部分公开、国家秘密、不掌握等 6 处：自然人为空白，仅在空白视为 0 时成立；总计：自然人未找到"
    )
    marks = {f"table3.{path[0]}.自然人": f"约{position}" for position, path in enumerate(_PATHS[::7])}
    reason = judge(ROW_TOTAL, report(marks)).reason
    assert reason.count("；") == 5
    assert reason.endswith("……")


def test_a_table_that_is_not_there_cannot_be_judged() -> None:
    on = report()
    on = replace(on, tables={key: table for key, table in on.tables.items() if key != "table3"})
    outcome = judge(COLUMN_BALANCE, on)
    assert (outcome.result, outcome.reason) == (Result.CANNOT_ASSESS, "未找到“收到和处理政府信息公开申请情况”的表格")
    pictured = judge({**COLUMN_BALANCE, "missing": "not_applicable"}, replace(on, pictures=("三",)))
    assert pictured.result is Result.CANNOT_ASSESS
    assert "图片" in pictured.reason
    nothing = judge(COLUMN_BALANCE, replace(on, tables={}, form=None))
    assert nothing.result is Result.CANNOT_ASSESS


def test_a_rule_may_say_that_it_does_not_apply_where_nothing_is_stated() -> None:
    keys = {"assert": "成文日期 > 统计期止", "missing": "not_applicable", "missing_reason": "没有落款日期"}
    outcome = judge(keys, report())
    assert (outcome.result, outcome.reason) == (Result.NOT_APPLICABLE, "没有落款日期")
    unreadable = judge(keys, report(dates=Dates(signed=Dated(None, "2025年2月30日", Place()))))
    assert unreadable.result is Result.CANNOT_ASSESS
    assert "2025年2月30日" in unreadable.reason
    yearless = judge(keys, report(year=None, dates=Dates(signed=Dated(date(2025, 1, 1), "", Place()))))
    assert (yearless.result, yearless.reason) == (Result.CANNOT_ASSESS, "未能识别报告年度")


# The likely cause


def test_cases_in_the_wrong_column_are_suspected_with_their_row() -> None:
    cells = {"table3.本年新收.自然人": 9, "table3.不掌握.自然人": 8, "table3.总计.自然人": 8}
    cells |= {"table3.予以公开.商业企业": 1, "table3.总计.商业企业": 1}
    assert messages(judge(COLUMN_BALANCE, report(cells))) == [
        "自然人：9 + 0 ≠ 8 + 0，差 1；疑似 1 件填错列（商业企业 ↔ 自然人，予以公开行）",
        "商业企业：0 + 0 ≠ 1 + 0，差 1；疑似 1 件填错列（商业企业 ↔ 自然人，予以公开行）",
    ]


def test_the_row_is_not_named_where_there_are_several_and_nothing_is_suspected_of_the_total_column() -> None:
    cells = {"table3.本年新收.自然人": 1, "table3.总计.商业企业": 1}
    both = {"table3.予以公开.商业企业": 1, "table3.不掌握.商业企业": 1}
    assert "（商业企业 ↔ 自然人）" in messages(judge(COLUMN_BALANCE, report({**cells, **both})))[0]
    total = {"table3.本年新收.自然人": 1, "table3.总计.总计": 1, "table3.予以公开.总计": 1}
    assert "疑似" not in "".join(messages(judge(COLUMN_BALANCE, report(total))))


# The fast way


_PATHS = forms()["2021"].table("table3").paths
_SPARSE = st.dictionaries(st.sampled_from(_PATHS), st.integers(0, 3), max_size=12)
_JUDGES = [
    IDENTITY_CHECK.compile(rule(keys), Context(forms(), {})) for keys in (COLUMN_BALANCE, OUTCOME_TOTAL, ROW_TOTAL)
]


@given(_SPARSE)
@settings(max_examples=150, deadline=None)
def test_judging_a_table_at_once_and_place_by_place_comes_to_the_same(values: Mapping[CellPath, int]) -> None:
    on = report({".".join(("table3", *path)): value for path, value in values.items()})
    slow = replace(on, tables={key: replace(table, paths=()) for key, table in on.tables.items()})
    assert on.tables["table3"].integers is not None
    assert slow.tables["table3"].integers is None
    for compiled in _JUDGES:
        assert compiled(on, DEADLINES) == compiled(slow, DEADLINES)


@given(_SPARSE, st.sets(st.sampled_from(_PATHS), max_size=20))
@settings(max_examples=150, deadline=None)
def test_a_blank_never_makes_a_fault(values: Mapping[CellPath, int], blanks: set[CellPath]) -> None:
    named = {".".join(("table3", *path)): value for path, value in values.items()}
    full = report(named)
    gappy = report({**named, **{".".join(("table3", *path)): "" for path in blanks}})
    for compiled in _JUDGES:
        before = {finding.key for finding in compiled(full, DEADLINES).findings}
        assert {finding.key for finding in compiled(gappy, DEADLINES).findings} <= before


# Mistakes in rules


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"assert": "本年新受 == 总计", "for_each": "table3.column"}, "最接近的是“本年新收”"),
        ({"assert": "table3.总计.自燃人 == 0"}, "最接近的是“table3.总计.自然人”"),
        ({"assert": "总计 == 合计(办理结裹)", "for_each": "table3.column"}, "最接近的是“办理结果”"),
        ({"assert": "办理结果 == 总计", "for_each": "table3.column"}, "合计(办理结果)"),
        ({"assert": "成文日起 > 统计期止"}, "最接近的是“成文日期”"),
        ({"assert": "总计 == 0", "for_each": "table9.row"}, "table9"),
        ({"assert": "总计 == 0", "for_each": "table3.row", "message": "{列}"}, "{列}"),
        ({"assert": "总计 == 0", "for_each": "table3.row", "message": "{列}"}, "{列}"),
        ({**COLUMN_BALANCE, "for_each": "table3.row", "assert": "总计 == 0", "message": ""}, "transfer"),
        ({**COLUMN_BALANCE, "explain": {"transfer": {"rows": "办理结果", "columns": "申请者"}}}, "transfer"),
        ({"assert": "总计 +", "for_each": "table3.row"}, "算式"),
    ],
)
def test_mistakes_in_a_rule_are_told_when_it_is_loaded(keys: Mapping[str, Any], words: str) -> None:
    assert words in refusal(keys)


def test_only_the_forms_of_the_rules_scope_are_read() -> None:
    keys = {"for_each": "table2.row", "assert": "制作 <= 公开总数", "message": "{行}"}
    assert messages(judge(keys, report({"table2.规章.制作": 1}, form="2019"), forms=("2019",))) == ["规章"]
    with pytest.raises(ValueError, match="制作"):
        judge(keys, report(), forms=("2021",))


# Columns of the roster, limits, tables by their names


def _on_roster(listing: Mapping[str, str] | None, cells: Mapping[str, int] | None = None) -> Report:
    unit = Unit("某县某局", Level.DEPARTMENT, "部门", "县", listed=None if listing is None else "某县某局")
    return report(cells, unit=replace(unit, listing=listing or {}))


PER_HEAD = {
    "assert": "表三.总计.本年新收 <= 名册.在编人数 * 10",
    "message": "{名册.在编人数} 人新收 {表三.总计.本年新收} 件",
}


def test_a_column_of_the_roster_is_a_number() -> None:
    outcome = judge(PER_HEAD, _on_roster({"在编人数": "三"}, {"table3.本年新收.总计": 31}))
    (finding,) = outcome.findings
    assert (finding.message, finding.evidence[0].formula) == ("3 人新收 31 件", "31 > 3 × 10")
    assert judge(PER_HEAD, _on_roster({"在编人数": "4"}, {"table3.本年新收.总计": 31})).result is Result.PASS


@pytest.mark.parametrize(
    ("listing", "reason"),
    [
        (None, "没有给出单位名册，或名册中没有这个单位"),
        ({"在编人数": ""}, "单位名册的“在编人数”一栏没有填写"),
        ({"在编人数": "约20"}, "单位名册的“在编人数”一栏填“约20”，不是数"),
        ({"在编人": "20"}, "单位名册没有“在编人数”一栏，最接近的是“在编人”"),
    ],
)
def test_what_the_roster_does_not_say_is_not_judged(listing: Mapping[str, str] | None, reason: str) -> None:
    outcome = judge(PER_HEAD, _on_roster(listing))
    assert (outcome.result, outcome.reason) == (Result.CANNOT_ASSESS, reason)


def test_a_rule_may_not_apply_where_the_roster_is_silent() -> None:
    optional = {**PER_HEAD, "missing": "not_applicable"}
    assert judge(optional, _on_roster(None)).result is Result.NOT_APPLICABLE
    assert judge(optional, _on_roster({"在编人数": ""})).result is Result.NOT_APPLICABLE
    assert judge(optional, _on_roster({"别的": "1"})).result is Result.CANNOT_ASSESS  # the roster is to be mended


@pytest.mark.parametrize(
    ("kind", "result"), [("乡 镇", Result.FAIL), ("部门", Result.PASS), ("", Result.CANNOT_ASSESS)]
)
def test_a_column_of_the_roster_is_a_text(kind: str, result: Result) -> None:
    towns = {"assert": '名册.类型 != "乡镇" or 表三.总计.本年新收 > 0', "message": "{名册.类型}"}
    assert judge(towns, _on_roster({"类型": kind})).result is result


def test_limits_are_named_in_the_formula_and_the_message() -> None:
    keys = {
        "assert": "表三.总计.本年新收 <= 最多",
        "limits": {"最多": "caseload.most"},
        "message": "多于 {最多} 件，多 {差额} 件",
    }
    made = rule(keys)
    check = IDENTITY_CHECK.compile(made, Context(forms(), {}))
    outcome = check(report({"table3.本年新收.总计": 31}), {"caseload": {"most": 30}})
    assert [finding.message for finding in outcome.findings] == ["多于 30 件，多 1 件"]
    assert check(report({"table3.本年新收.总计": 31}), {"caseload": {"most": 31}}).result is Result.PASS
    assert IDENTITY_CHECK.reads is not None
    assert list(IDENTITY_CHECK.reads(made)) == ["caseload"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"assert": "表三.总计.本年新收 > 上年.表三.总计.本年新收"}, "上一年度报告中的数.*check: continuity"),
        ({"assert": "表三.总计.本年新收 > 1", "limits": {"最多": "a.b"}}, "limits 中的“最多”没有用在算式或条件"),
        ({"assert": "表三.总记.本年新收 > 1"}, "最接近的是"),
    ],
)
def test_a_name_of_another_kind_of_rule_is_told(keys: Mapping[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        IDENTITY_CHECK.compile(rule(keys), Context(forms(), {}))


def test_a_table_is_named_by_its_id_or_as_the_form_calls_it() -> None:
    for name in ("table3", "表三"):
        keys = {"for_each": f"{name}.row", "assert": f"总计 <= {name}.本年新收.总计", "message": "{行}"}
        outcome = judge(keys, report({"table3.上年结转.总计": 1}))
        assert [finding.key for finding in outcome.findings] == ["table3/上年结转"]
