"""The kind `mention`: years, days and numbers that the text mentions, held against formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from made_rules import compiled, rule
from prose_reports import report

from hegui.model.document import Place
from hegui.model.report import Dated, Dates, Report
from hegui.model.rule import Outcome, Result
from hegui.proving.cases import CaseRunner
from hegui.rules.check import Context, parameters_of
from hegui.rules.ruleset import RuleSet

PARAMETERS: Mapping[str, Any] = {
    "deadlines": {"department": "01-31", "government": "03-31"},
    "attendance": {"least": 20},
}


def judged(message: str, text: str | None = None, on: Report | None = None, **params: Any) -> Outcome:
    judge = compiled(rule("mention", message, **params), Context({}, {}, thorough=True))
    return judge(on or report({"一": text}), PARAMETERS)


# -- numbers of a pattern --------------------------------------------------------------------------------------------

ATTENDANCE: Mapping[str, Any] = {
    "assert": "人次 >= 次数 * 每次至少",
    "limits": {"每次至少": "attendance.least"},
    "mentions": [{"pattern": r"培训(?P<次数>\d+)次，(?P<人次>[\d一二三四五六七八九十百]+)人次", "says": "培训"}],
}


def test_the_groups_of_a_pattern_are_names_of_the_formula() -> None:
    outcome = judged("{次数}次{人次}人次，少{差额}", "培训2次，39人次。", **ATTENDANCE)
    assert [(finding.key, finding.message) for finding in outcome.findings] == [("培训", "2次39人次，少1")]
    assert judged("{原文}", "培训2次，40人次。", **ATTENDANCE).result is Result.PASS


def test_numbers_may_be_written_in_chinese() -> None:
    assert judged("{原文}", "培训2次，三十人次。", **ATTENDANCE).findings[0].message == "培训2次，三十人次"


def test_a_limit_that_no_pack_sets_is_told() -> None:
    judge = compiled(rule("mention", "", **ATTENDANCE), Context({}, {}))
    with pytest.raises(ValueError, match=r"参数中没有“attendance\.least”"):
        judge(report(), {})


def test_a_rule_reads_the_parameters_of_its_limits_and_deadline(ruleset: RuleSet) -> None:
    check = ruleset.checks["mention"]
    assert parameters_of(rule("mention", "", **ATTENDANCE), check) == ("attendance",)
    quoted = rule("mention", "", **{**ATTENDANCE, "assert": "日期 <= 公布期限", "limits": {}})
    assert parameters_of(quoted, check) == ("deadlines",)


def test_a_rate_of_nothing_is_no_rate_that_is_held_against_a_text() -> None:
    """Of two groups, so that one can be nought."""
    rate: Mapping[str, Any] = {
        "assert": "公开率 == 公开 / 收到 * 100",
        "mentions": [{"pattern": r"收到(?P<收到>\d+)件，公开(?P<公开>\d+)件，公开率(?P<公开率>\d+)%"}],
    }
    assert judged("{原文}", "收到4件，公开2件，公开率50%。", **rate).result is Result.PASS
    assert judged("{原文}", "收到4件，公开2件，公开率60%。", **rate).result is Result.FAIL
    outcome = judged("{原文}", "收到0件，公开0件，公开率90%。", **rate)
    assert (outcome.result, "除数为 0" in outcome.reason) == (Result.CANNOT_ASSESS, True)


# -- what stands beside it -------------------------------------------------------------------------------------------


def of_year(text: str, part: str = "一", **entry: Any) -> Outcome:
    mention = {"pattern": r"(?P<年份>20\d\d)年要点", "after": "(?:落实|按照)[^，]{0,20}$", **entry}
    return judged("{原文}", mentions=[mention], on=report({part: text}), **{"assert": "年份 == 报告年度"})


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("落实2023年要点。", Result.FAIL),
        ("落实2024年要点。", Result.PASS),
        ("制定2023年要点。", Result.PASS),
        ("落实规定，制定2023年要点。", Result.PASS),
        ("落实规定。2023年要点。", Result.PASS),
    ],
)
def test_what_must_stand_before_it_in_its_sentence(text: str, result: Result) -> None:
    assert of_year(text).result is result


def test_the_quote_begins_with_what_stands_before() -> None:
    (finding,) = of_year("认真落实省2023年要点。").findings
    assert (finding.message, finding.evidence[0].quote) == ("2023年要点", "落实省2023年要点")


@pytest.mark.parametrize(("within", "result"), [("sentence", Result.PASS), ("clause", Result.FAIL)])
def test_an_excuse_counts_in_the_sentence_or_in_the_clause(within: str, result: Result) -> None:
    text = "落实2023年要点，编制下年规划。"
    assert of_year(text, unless=["规划"], within=within).result is result


def test_an_excuse_may_name_the_year_of_the_report() -> None:
    assert of_year("落实2023年要点和2024年要点。", unless=["{报告年度}"]).result is Result.PASS


def test_the_subject_must_be_named_in_the_sentence() -> None:
    assert of_year("落实2023年要点。", about=["公开"]).result is Result.PASS
    assert of_year("落实2023年要点，公开信息。", about=["公开"]).result is Result.FAIL


def test_the_same_words_in_two_places_are_one_finding() -> None:
    (finding,) = of_year("落实2023年要点。\n按照2023年要点。").findings
    assert (finding.key, len(finding.evidence)) == ("2023年要点", 2)


def test_only_the_first_place_counts_where_the_rule_says_so() -> None:
    assert len(of_year("落实2023年要点。落实2022年要点。").findings) == 2
    assert len(of_year("落实2023年要点。落实2022年要点。", first=True).findings) == 1


def test_a_part_may_have_a_formula_of_its_own(ruleset: RuleSet) -> None:
    asserted = {"一": "年份 == 报告年度", "其他": "年份 >= 报告年度"}
    keys = {"assert": asserted, "mentions": [{"pattern": r"(?P<年份>20\d\d)年要点"}]}
    judge = compiled(rule("mention", "{原文}", **keys), Context(ruleset.forms, {}))
    assert judge(report({"一": "2025年要点"}), PARAMETERS).result is Result.FAIL
    assert judge(report({"五": "2025年要点"}), PARAMETERS).result is Result.PASS
    assert judge(report({"五": "2023年要点"}), PARAMETERS).result is Result.FAIL


def test_without_the_year_of_the_report_nothing_is_judged() -> None:
    outcome = judged(
        "", mentions=[{"pattern": r"(?P<年份>20\d\d)年"}], on=report(year=None), **{"assert": "年份 == 报告年度"}
    )
    assert (outcome.result, outcome.reason) == (Result.CANNOT_ASSESS, "未能识别报告年度")


# -- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1月31日前公布。", Result.PASS),
        ("2月1日前公布。", Result.FAIL),
        ("2月30日前公布。", Result.PASS),
        ("2024年2月1日前公布。", Result.PASS),
    ],
)
def test_month_and_day_are_a_day_of_the_year_after_the_report(text: str, result: Result) -> None:
    pattern = r"(?:(?P<年>20\d\d)年)?(?P<月>\d{1,2})月(?P<日>\d{1,2})日前"
    outcome = judged(
        "{月}月{日}日晚于{公布期限}", text, mentions=[{"pattern": pattern}], **{"assert": "日期 <= 公布期限"}
    )
    assert outcome.result is result
    if result is Result.FAIL:
        assert outcome.findings[0].message == "2月1日晚于2025年1月31日"


def test_a_day_is_held_against_a_deadline_in_working_days_of_a_year_that_is_known() -> None:
    pattern = r"(?:(?P<年>20\d\d)年)?(?P<月>\d{1,2})月(?P<日>\d{1,2})日前"
    keys = {"mentions": [{"pattern": pattern}], "assert": "日期 <= 公布期限 + 3 个工作日"}
    assert judged("{原文}", "2月7日前公布。", **keys).result is Result.PASS
    late = judged("{原文}晚{相距}", "2月10日前公布。", **keys)
    assert [finding.message for finding in late.findings] == ["2月10日前晚2 个工作日"]
    keys["assert"] = "日期 <= 顺延(日期)"
    unknown = judged("{原文}", "2090年2月7日前公布。", **keys)
    assert unknown.result is Result.CANNOT_ASSESS
    assert unknown.reason == "“2090年2月7日前”未能判断：2090 年的放假安排还没有载入"


def test_a_printed_date_must_exist_however_it_is_written() -> None:
    text = "2024年2月29日开会，2024.13.1发布，二〇二四年二月三十日检查。"
    outcome = judged("{原文}", text, mentions=[{"printed": "date"}])
    assert [finding.message for finding in outcome.findings] == ["2024.13.1", "二〇二四年二月三十日"]


def test_printed_dates_and_the_period_may_have_a_formula() -> None:
    period = Dated(date(2023, 12, 31), "2023年12月31日", Place(line=2))
    on = replace(report({"一": "2026年1月1日起。"}), dates=Dates(period_end=period))
    mentions = [{"printed": "date", "scope": "一", "says": "正文"}, {"printed": "period", "says": "统计期限"}]
    outcome = judged("{说明}{年}", mentions=mentions, on=on, with_title=True, **{"assert": "年 == 报告年度"})
    assert [finding.message for finding in outcome.findings] == ["正文2026", "统计期限2023"]
    assert [evidence.section for evidence in outcome.findings[1].evidence] == ["标题", None]


# -- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"mentions": [{"says": "甲"}]}, "pattern（文字）或 printed"),
        ({"mentions": [{"pattern": "甲", "printed": "date"}]}, "pattern（文字）或 printed"),
        ({"mentions": [{"pattern": "甲"}]}, "缺少 assert"),
        ({"mentions": [{"pattern": r"(?P<甲>\d)"}], "assert": "乙 > 1"}, "没有“乙”这个名称"),
        ({"mentions": [{"pattern": r"(?P<甲>\d)"}], "assert": "甲 > 公布期限"}, "应是"),
        ({"mentions": [{"pattern": r"(?P<甲>\d)"}], "assert": "甲 > 1", "message": "{乙}"}, "不能用"),
    ],
)
def test_a_rule_with_a_mistake_is_refused(keys: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        judged(keys.pop("message", ""), "", **keys)


# -- the paragraph around --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2023年公开信息12条。", Result.FAIL),
        ("2023年公开信息12条。2024年公开信息9条。", Result.PASS),
        ("2023年公开信息12条。\n2024年公开信息9条。", Result.FAIL),
    ],
)
def test_words_of_the_same_paragraph_may_excuse(text: str, result: Result) -> None:
    mentions = [{"pattern": r"(?P<年>20\d\d)年公开", "unless_near": ["{报告年度}年公开"]}]
    assert judged("{原文}", text, **{"assert": "年 == 报告年度", "mentions": mentions}).result is result


# -- cells and the roster ----------------------------------------------------------------------------------------------

REQUESTS: Mapping[str, Any] = {
    "assert": "件数 == 表三.总计.本年新收",
    "mentions": [{"pattern": r"办理申请(?P<件数>[\d.一二三四五六七八九十万]+)件"}],
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("办理申请26件。", None),
        ("办理申请二十六件。", None),
        ("办理申请0.0026万件。", None),
        ("办理申请1.2万件。", "正文12000件，表中26件，差11974"),
        ("办理申请二十七件。", "正文27件，表中26件，差1"),
    ],
)
def test_a_capture_is_compared_with_a_cell(
    ruleset: RuleSet, runner: CaseRunner, text: str, message: str | None
) -> None:
    made = rule("mention", "正文{件数}件，表中{表三.总计.本年新收}件，差{差额}", **REQUESTS)
    on = replace(report({"一": text}), tables=runner.report_of(runner.draft("bureau")).tables)
    outcome = compiled(made, Context(ruleset.forms, {}, thorough=True))(on, PARAMETERS)
    assert [finding.message for finding in outcome.findings] == ([message] if message else [])


def test_a_capture_is_compared_with_the_roster() -> None:
    keys: Mapping[str, Any] = {
        "assert": "人数 == 名册.在编人数",
        "mentions": [{"pattern": r"在编(?P<人数>\d+)人"}],
    }
    on = report({"一": "在编12人。"})
    assert on.unit
    named = replace(on, unit=replace(on.unit, listed=on.unit.name, listing={"在编人数": "13"}))
    assert [one.message for one in judged("{人数}和{名册.在编人数}", on=named, **keys).findings] == ["12和13"]
    assert judged("{人数}", on=on, **keys).result is Result.CANNOT_ASSESS
