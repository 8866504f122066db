"""The checks that compare reports of two years, and those of a roster, on reports made by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from made_rules import CHECKS
from msgspec.structs import replace

from handmade import audit_made_up
from hegui.model.audit import PrintedPassage
from hegui.model.corpus import Corpus, Filed, RosterUnit, Stray
from hegui.model.report import Level, Number, Unit
from hegui.model.rule import Basis, Outcome, Result, Rule, RuleSource, Scope, Severity
from hegui.rules.check import Context
from hegui.rules.ruleset import RuleSet

PARAMETERS = {"year_on_year": {"factor": 5, "minimum": 50}, "rollup": {"assumed": False}}
Cells = Mapping[str, Number | None]
Judge = Callable[..., Outcome]


@pytest.fixture(scope="session")
def judge(ruleset: RuleSet) -> Judge:
    """Judge a corpus by a rule of the national pack, some of its keys changed."""

    def judge(rule_id: str, corpus: Corpus, parameters: Mapping[str, Any] = PARAMETERS, **changes: Any) -> Outcome:
        rule = ruleset.rule(rule_id)
        assert rule is not None
        params = {key: value for key, value in {**rule.params, **changes}.items() if value is not None}
        made = Rule(
            rule.id, rule.title, rule.category, Basis("某文件"), Severity.ERROR, rule.check, params,
            rule.message, rule.advice, Scope(), (), RuleSource("national", "x.yaml", 1),
        )  # fmt: skip
        compiled = CHECKS[rule.check].compile(made, Context(ruleset.forms, ruleset.lexicons))
        return compiled(corpus, lambda report: parameters)

    return judge


@pytest.fixture(scope="session")
def filed(ruleset: RuleSet) -> Callable[..., Filed]:
    """A report all of whose cells are 0 but these."""

    def filed(
        cells: Cells | None = None, name: str = "甲局", year: int = 2024, form: str | None = "2021",
        number: int = 0, texts: Sequence[tuple[str, str]] = (), level: Level = Level.DEPARTMENT,
    ) -> Filed:  # fmt: skip
        tables = ruleset.forms[form].tables if form else ()
        paths = [(table.id, path) for table in tables for path in table.paths]
        addresses = {address: index for index, address in enumerate(paths)}
        values: list[Number | None] = [0] * len(paths)
        for place, value in (cells or {}).items():
            table, *path = place.split(".")
            values[addresses[table, tuple(path)]] = value
        passages = tuple(PrintedPassage(section, text) for section, text in texts)
        audit = replace(audit_made_up(name), passages=passages)
        unit = Unit(name, level, "部门", "县")
        return Filed(
            number, f"{name}{year}.html", unit, year, form, None, None, addresses, lambda: audit, lambda: tuple(values)
        )

    return filed


def corpus(
    *reports: Filed, earlier: Sequence[Filed] = (), roster: Sequence[RosterUnit] | None = None, **more: Any
) -> Corpus:
    known: dict[tuple[str, int], tuple[Filed, ...]] = {}
    for report in (*reports, *earlier):
        key = report.unit.name, report.year
        known[key] = (*known.get(key, ()), report)
    listed = None if roster is None else tuple(roster)
    return Corpus(reports, known, 2024, listed, due=listed or (), **more)


def _carried(count: Number | None) -> Cells:
    return {"table3.结转下年度.自然人": count}


def test_each_column_of_each_unit_is_a_finding_with_both_numbers(judge: Judge, filed: Callable[..., Filed]) -> None:
    now = filed({"table3.上年结转.自然人": 3, "table3.上年结转.总计": 4})
    then = filed({"table3.结转下年度.自然人": 2, "table3.结转下年度.总计": 4}, year=2023)
    outcome = judge("carried-forward-continuity", corpus(now, earlier=[then]))
    (finding,) = outcome.findings
    assert (finding.units, finding.year, finding.key) == (("甲局",), 2024, "table3/自然人")
    assert [(one.year, one.unit, one.row, one.column, one.quote) for one in finding.evidence] == [
        (2024, "甲局", "上年结转", "自然人", "3"),
        (2023, "甲局", "结转下年度", "自然人", "2"),
    ]
    assert finding.evidence[0].formula == "3 ≠ 2"
    assert all(words in finding.message for words in ("甲局", "自然人", "3", "2", "2024", "2023"))


def test_years_of_one_run_are_compared_one_with_the_other(judge: Judge, filed: Callable[..., Filed]) -> None:
    first, second, third = filed(_carried(1), year=2022), filed(_carried(2), year=2023), filed(year=2024)
    outcome = judge("carried-forward-continuity", corpus(third, second, first))
    assert [(finding.year, finding.evidence[0].formula) for finding in outcome.findings] == [
        (2024, "0 ≠ 2"),
        (2023, "0 ≠ 1"),
    ]


def test_a_year_between_is_no_year_before(judge: Judge, filed: Callable[..., Filed]) -> None:
    outcome = judge("carried-forward-continuity", corpus(filed(), earlier=[filed(_carried(9), year=2022)]))
    assert outcome.result is Result.NOT_APPLICABLE


def test_what_is_blank_is_told_and_the_rest_is_judged(judge: Judge, filed: Callable[..., Filed]) -> None:
    now = filed({"table3.上年结转.其他": None, "table3.上年结转.自然人": 1})
    outcome = judge("carried-forward-continuity", corpus(now, earlier=[filed(year=2023)]))
    assert outcome.result is Result.FAIL
    assert [finding.key for finding in outcome.findings] == ["table3/自然人"]
    assert "甲局：其他有空白" in outcome.reason


@pytest.mark.parametrize("unread", [2024, 2023])
def test_a_report_without_tables_is_not_judged(judge: Judge, filed: Callable[..., Filed], unread: int) -> None:
    reports = {year: filed(form=None if year == unread else "2021", year=year) for year in (2024, 2023)}
    outcome = judge("carried-forward-continuity", corpus(reports[2024], earlier=[reports[2023]]))
    assert outcome.result is Result.CANNOT_ASSESS
    assert f"{unread} 年度的报告没有读出表格" in outcome.reason


def test_two_reports_of_a_year_that_differ_are_compared_with_nothing(judge: Judge, filed: Callable[..., Filed]) -> None:
    twice = [filed(_carried(1), year=2023), filed(_carried(2), year=2023)]
    outcome = judge("carried-forward-continuity", corpus(filed(), earlier=twice))
    assert outcome.result is Result.CANNOT_ASSESS
    assert "有几份，数字不同" in outcome.reason
    same = [filed(_carried(1), year=2023), filed(_carried(1), year=2023)]
    assert judge("carried-forward-continuity", corpus(filed(), earlier=same)).result is Result.FAIL


def test_forms_are_compared_where_they_have_the_same(judge: Judge, filed: Callable[..., Filed]) -> None:
    now, then = filed({"table3.上年结转.总计": 1}, year=2021), filed(form="2019", year=2020)
    assert judge("carried-forward-continuity", corpus(now, earlier=[then])).result is Result.FAIL
    assert judge("normative-stock-continuity", corpus(now, earlier=[then])).result is Result.NOT_APPLICABLE
    assert judge("tables-unchanged", corpus(now, earlier=[then])).result is Result.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"assert": "上年结转 == 去年.结转下年度"}, "没有“去年.结转下年度”这个名称"),
        ({"assert": "上年结转 == 上年.结转明年"}, "没有“上年.结转明年”这个名称"),
        ({"assert": "上年结转 == 成文日期"}, "没有“成文日期”这个名称"),
        ({"assert": "上年结转 == 报告年度"}, "没有“上年.”开头的数"),
        ({"for_each": "table9.row"}, "都没有“table9.row”"),
    ],
)
def test_a_formula_with_a_mistake_is_told(judge: Judge, changes: Mapping[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told.replace(".", r"\.")):
        judge("carried-forward-continuity", corpus(), **changes)


def test_tables_that_only_last_are_not_held_for_copied(judge: Judge, filed: Callable[..., Filed]) -> None:
    def outcome(cells: Cells) -> Result:
        result: Result = judge("tables-unchanged", corpus(filed(cells), earlier=[filed(cells, year=2023)])).result
        return result

    assert outcome({}) is Result.PASS
    assert outcome({"table2.规章.现行有效": 8}) is Result.PASS
    assert outcome({"table2.行政许可": 8}) is Result.FAIL
    assert outcome({"table2.行政许可": 8, "table2.行政处罚": None}) is Result.CANNOT_ASSESS
    assert outcome({"table2.规章.现行有效": 8, "table2.行政处罚": None}) is Result.PASS


def test_amounts_of_money_may_jump_too(judge: Judge, filed: Callable[..., Filed]) -> None:
    now = filed({"table2.行政事业性收费": Decimal("520.5")}, texts=[("一", "全年收费情况良好。")])
    then = filed({"table2.行政事业性收费": Decimal("1.25")}, year=2023)
    (finding,) = judge("year-on-year-jump", corpus(now, earlier=[then])).findings
    assert "520.5" in finding.message
    assert "1.25" in finding.message


def test_a_jump_without_text_to_explain_it_is_left_open(judge: Judge, filed: Callable[..., Filed]) -> None:
    now, then = filed({"table2.行政许可": 900}), filed({"table2.行政许可": 3}, year=2023)
    assert judge("year-on-year-jump", corpus(now, earlier=[then])).result is Result.CANNOT_ASSESS


def test_how_much_is_a_jump_is_a_parameter(judge: Judge, filed: Callable[..., Filed]) -> None:
    text = [("一", "作出行政许可。")]
    reports = corpus(filed({"table2.行政许可": 30}, texts=text), earlier=[filed({"table2.行政许可": 20}, year=2023)])
    assert judge("year-on-year-jump", reports).result is Result.PASS
    assert judge("year-on-year-jump", reports, {"year_on_year": {"factor": 1.5, "minimum": 10}}).result is Result.FAIL


FIGURES: Mapping[str, Any] = {
    "figures": [{"name": "许可", "cells": ["table2.行政许可", "table2.行政许可.处理决定"]}],
    "assert": "本年 <= 上年",
    "limits": {},
}


def test_figures_may_be_held_to_any_formula_and_need_no_text(judge: Judge, filed: Callable[..., Filed]) -> None:
    """The cell may be another in the form of the other year; a blank leaves it open."""
    now, then = filed({"table2.行政许可": 9}, year=2021), filed({"table2.行政许可.处理决定": 8}, year=2020, form="2019")
    (finding,) = judge("year-on-year-jump", corpus(now, earlier=[then]), **FIGURES, explained=None).findings
    assert (finding.key, finding.evidence[0].quote, finding.evidence[1].quote) == ("许可", "9", "8")
    blank = filed({"table2.行政许可": None}, year=2021)
    assert (
        judge("year-on-year-jump", corpus(blank, earlier=[then]), **FIGURES, explained=None).result
        is Result.CANNOT_ASSESS
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"for_each": "table2.row"}, "for_each（表的每一行或每一列）和 figures"),
        ({"assert": "本年 <= 去年"}, "没有“去年”这个名称，最接近的是“上年”|没有“去年”"),
        ({"figures": [{"name": "许可", "cells": ["table2.许可"]}]}, "都没有“table2.许可”"),
    ],
)
def test_a_rule_on_figures_with_a_mistake_is_told(judge: Judge, changes: Mapping[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        judge("year-on-year-jump", corpus(), **{**FIGURES, **changes})


COUNTY = [
    RosterUnit("某县人民政府"),
    RosterUnit("甲局", parent="某县人民政府"),
    RosterUnit("乙局", parent="某县人民政府"),
]
WHOLE = [("导语", "本报告汇总全县数据。")]


def _county(filed: Callable[..., Filed], total: Number, **more: Any) -> Filed:
    cells = {"table3.本年新收.总计": total}
    return filed(cells, name="某县人民政府", level=Level.GOVERNMENT, **{"texts": WHOLE, **more})


def _bureaus(filed: Callable[..., Filed], *counts: Number | None) -> list[Filed]:
    return [filed({"table3.本年新收.总计": count}, name=name) for name, count in zip("甲乙", counts, strict=False)]


def _named(reports: Sequence[Filed]) -> list[Filed]:
    from dataclasses import replace

    return [replace(report, unit=replace(report.unit, name=f"{report.unit.name}局")) for report in reports]


@pytest.mark.parametrize(("total", "result"), [(7, Result.PASS), (8, Result.FAIL)])
def test_the_whole_is_the_sum_of_the_parts(
    judge: Judge, filed: Callable[..., Filed], total: int, result: Result
) -> None:
    reports = corpus(_county(filed, total), *_named(_bureaus(filed, 3, 4)), roster=COUNTY)
    outcome = judge("rollup-total", reports)
    assert outcome.result is result
    if result is Result.FAIL:
        (finding,) = outcome.findings
        assert finding.units == ("某县人民政府",)
        assert finding.evidence[0].formula == "8 ≠ 7"


def test_a_part_that_is_missing_is_named(judge: Judge, filed: Callable[..., Filed]) -> None:
    outcome = judge("rollup-total", corpus(_county(filed, 99), *_named(_bureaus(filed, 3)), roster=COUNTY))
    assert outcome.result is Result.CANNOT_ASSESS
    assert "乙局没有找到报告" in outcome.reason
    assert "甲局" not in outcome.reason


def test_a_cell_that_is_blank_somewhere_is_not_added_up(judge: Judge, filed: Callable[..., Filed]) -> None:
    outcome = judge("rollup-total", corpus(_county(filed, 99), *_named(_bureaus(filed, 3, None)), roster=COUNTY))
    assert outcome.result is Result.CANNOT_ASSESS
    assert "1 格没有核对" in outcome.reason


def test_a_report_on_the_organ_alone_sums_up_nothing(judge: Judge, filed: Callable[..., Filed]) -> None:
    own = _county(filed, 99, texts=[("导语", "本报告反映县政府办公室的工作。")])
    bureaus = _named(_bureaus(filed, 3, 4))
    assert judge("rollup-total", corpus(own, *bureaus, roster=COUNTY)).result is Result.NOT_APPLICABLE
    assumed = {**PARAMETERS, "rollup": {"assumed": True}}
    assert judge("rollup-total", corpus(own, *bureaus, roster=COUNTY), assumed).result is Result.FAIL


def test_a_part_that_is_no_whole_of_its_own_leaves_it_open(judge: Judge, filed: Callable[..., Filed]) -> None:
    roster = [RosterUnit("某市人民政府"), RosterUnit("某县人民政府", parent="某市人民政府"), COUNTY[1]]
    city = filed({"table3.本年新收.总计": 9}, name="某市人民政府", level=Level.GOVERNMENT, texts=WHOLE)
    county = _county(filed, 2, texts=[("导语", "县政府办公室的工作。")])
    outcome = judge("rollup-total", corpus(city, county, roster=roster))
    assert outcome.result is Result.CANNOT_ASSESS
    assert "某县人民政府的报告没有汇总它的所属单位" in outcome.reason


def test_who_has_no_report_is_missing(judge: Judge, filed: Callable[..., Filed]) -> None:
    outcome = judge("report-missing", corpus(filed(), roster=COUNTY))
    assert [finding.units for finding in outcome.findings] == [("某县人民政府",), ("乙局",)]
    assert all(finding.evidence for finding in outcome.findings)


@pytest.mark.parametrize(
    "stray",
    [
        Stray("a.html", "乙", 2024, ("乙局", "丙局")),
        Stray("a.html", "乙局", None, ("乙局",)),
        Stray("乙局.pdf", "乙局", None, ("乙局",), unread=True),
        Stray("扫描.pdf", None, None, (), unread=True),
        Stray("a.html", None, 2024),
    ],
)
def test_who_may_have_a_report_is_not_missing(judge: Judge, filed: Callable[..., Filed], stray: Stray) -> None:
    outcome = judge("report-missing", corpus(filed(), roster=COUNTY[1:], undecided=(stray,)))
    assert outcome.result is Result.CANNOT_ASSESS
    assert outcome.reason.startswith("乙局：")
    assert stray.path in outcome.reason


def test_of_more_units_than_files_that_nobody_knows_some_filed_nothing(
    judge: Judge, filed: Callable[..., Filed]
) -> None:
    roster = [*COUNTY[1:], *(RosterUnit(name) for name in ("丙局", "丁局"))]
    unknown = [Stray("扫描.pdf", None, None, (), unread=True), Stray("无名.html", None, 2024)]
    open_to_all = judge("report-missing", corpus(filed(), roster=roster, undecided=tuple(unknown)))
    assert open_to_all.result is Result.CANNOT_ASSESS
    assert "乙局、丙局、丁局：" in open_to_all.reason
    assert open_to_all.reason.endswith("这 3 个单位中至少有 1 个没有报送")
    enough = judge("report-missing", corpus(filed(), roster=roster[:-1], undecided=tuple(unknown)))
    assert "至少" not in enough.reason


@pytest.mark.parametrize("stray", [Stray("a.html", "乙", 2023, ("乙局", "丙局")), Stray("a.html", None, 2023)])
def test_a_stray_report_of_another_year_excuses_nobody(judge: Judge, filed: Callable[..., Filed], stray: Stray) -> None:
    outcome = judge("report-missing", corpus(filed(), roster=COUNTY[1:], undecided=(stray,)))
    assert [finding.units for finding in outcome.findings] == [("乙局",)]


def test_who_is_on_no_roster_is_told_where_there_is_one(judge: Judge, filed: Callable[..., Filed]) -> None:
    stray = Stray("丁局.html", "丁局", 2024)
    outcome = judge("report-unexpected", corpus(filed(), roster=COUNTY, unexpected=(stray,)))
    assert [(finding.units, finding.year) for finding in outcome.findings] == [(("丁局",), 2024)]
    assert judge("report-unexpected", corpus(filed())).result is Result.NOT_APPLICABLE
    assert judge("report-missing", corpus(filed())).result is Result.NOT_APPLICABLE


# -- formulas that are judged once -----------------------------------------------------------------------------------

ONCE = {
    "for_each": None,
    "assert": "表三.总计.上年结转 == 上年.表三.总计.结转下年度",
    "message": "{单位}：{表三.总计.上年结转} 不同于 {上年.表三.总计.结转下年度}，差 {差额}",
}


@pytest.fixture(scope="session")
def judge_once(ruleset: RuleSet) -> Judge:
    def judge(corpus: Corpus, parameters: Mapping[str, Any] = PARAMETERS, **keys: Any) -> Outcome:
        params = {key: value for key, value in {**ONCE, **keys}.items() if value is not None and key != "message"}
        message = {**ONCE, **keys}["message"]
        made = Rule(
            "some-rule", "某规则", "corpus", Basis("某文件"), Severity.ERROR, "continuity", params,
            message, "改正。", Scope(), (), RuleSource("national", "x.yaml", 1),
        )  # fmt: skip
        compiled = CHECKS["continuity"].compile(made, Context(ruleset.forms, ruleset.lexicons))
        return compiled(corpus, lambda report: parameters)

    return judge


def test_single_places_of_two_years_are_compared(judge_once: Judge, filed: Callable[..., Filed]) -> None:
    now = filed({"table3.上年结转.总计": 3})
    outcome = judge_once(corpus(now, earlier=[filed({"table3.结转下年度.总计": 5}, year=2023)]))
    (finding,) = outcome.findings
    assert (finding.message, finding.key) == ("甲局：3 不同于 5，差 2", "table3/上年结转/总计")
    assert [(one.year, one.quote) for one in finding.evidence] == [(2024, "3"), (2023, "5")]
    assert judge_once(corpus(now, earlier=[filed({"table3.结转下年度.总计": 3}, year=2023)])).result is Result.PASS
    assert judge_once(corpus(now)).result is Result.NOT_APPLICABLE


def test_sums_and_products_take_last_years_cells(judge_once: Judge, filed: Callable[..., Filed]) -> None:
    keys: dict[str, Any] = {
        "assert": "合计(表三.总计.办理结果) <= 合计(上年.表三.总计.办理结果) * 倍数",
        "limits": {"倍数": "year_on_year.factor"},
        "message": "{左边} 多于上年的 {倍数} 倍",
    }
    then = filed({"table3.予以公开.总计": 2}, year=2023)
    outcome = judge_once(corpus(filed({"table3.予以公开.总计": 11}), earlier=[then]), **keys)
    assert [finding.message for finding in outcome.findings] == ["11 多于上年的 5 倍"]
    assert judge_once(corpus(filed({"table3.予以公开.总计": 10}), earlier=[then]), **keys).result is Result.PASS


def test_a_blank_in_either_year_is_not_judged(judge_once: Judge, filed: Callable[..., Filed]) -> None:
    outcome = judge_once(corpus(filed(), earlier=[filed({"table3.结转下年度.总计": None}, year=2023)]))
    assert outcome.result is Result.CANNOT_ASSESS
    assert "甲局：上年.表三.总计.结转下年度有空白或没有读出的数字" in outcome.reason


def test_the_roster_is_named_beside_two_years(judge_once: Judge, filed: Callable[..., Filed]) -> None:
    keys = {
        "assert": '名册.类型 != "乡镇" or 表三.总计.本年新收 >= 上年.表三.总计.本年新收',
        "message": "{名册.类型}{年度}",
    }
    then = filed({"table3.本年新收.总计": 2}, year=2023)

    def listed(listing: Mapping[str, str] | None) -> Outcome:
        now = filed()
        unit = dataclasses.replace(now.unit, listed=None if listing is None else "甲局", listing=listing or {})
        return judge_once(corpus(dataclasses.replace(now, unit=unit), earlier=[then]), **keys)

    assert [finding.message for finding in listed({"类型": "乡镇"}).findings] == ["乡镇2024"]
    assert listed({"类型": "部门"}).result is Result.PASS
    assert listed({"类型": ""}).reason == "甲局：单位名册的“类型”一栏没有填写"
    assert listed(None).result is Result.CANNOT_ASSESS
