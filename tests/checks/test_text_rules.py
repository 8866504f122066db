"""The rules that judge prose, on sentences as offices write them: what they must find, and what they must let pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from prose_reports import CLEAN, UNIT, report

from hegui.model.document import Place
from hegui.model.report import Broken, Level, Report
from hegui.model.rule import Outcome, Result
from hegui.rules.ruleset import RuleSet

TOWN: Mapping[str, Any] = {"unit": "安福县云潭镇人民政府", "kind": "乡镇人民政府", "level": Level.GOVERNMENT}
COUNTY: Mapping[str, Any] = {"unit": "商丘市睢北县人民政府", "kind": "人民政府", "level": Level.GOVERNMENT}
OFFICE: Mapping[str, Any] = {"unit": "益阳市资阳区人民政府办公室", "kind": "办公厅（室）"}

Judge = Any


@pytest.fixture(scope="module")
def judge(ruleset: RuleSet) -> Judge:
    judges = {compiled.rule.id: compiled.judge for compiled in ruleset.rules}

    def of(rule: str, judged: Report) -> Outcome:
        return judges[rule](judged, {})

    return of


def quotes(outcome: Outcome) -> str:
    return "\n".join(evidence.quote or "" for finding in outcome.findings for evidence in finding.evidence)


# -- sentences that stand in section 一 ------------------------------------------------------------------------------

WRONG = [
    ("wording-typo", "不断扩宽信息公开的渠道。", "扩宽"),
    ("wording-typo", "我局能过门户网站公开信息。", "能过"),
    ("wording-typo", "行政复议1件，结果维护。", "结果维护"),
    ("wording-typo", "属于过程性性信息。", "过程性性"),
    ("wording-typo", "公众可通过可以通过网站查阅。", "可通过可以通过"),
    ("wording-typo", "我局紧紧市政府中心工作。", "紧紧市政府"),
    ("wording-typo", "切实保障的群众的知情权。", "切实保障的"),
    ("wording-typo", "2021度公开信息12条。", "2021度"),
    ("wording-typo", "2022我镇公开信息12条。", "2022我镇"),
    ("wording-typo", "工作有序。内组织召开发布会3场。", "内组织召开"),
    ("wording-typo", "我局末收到政府信息公开申请。", "末收到"),
    ("wording-typo", "加强重点领城信息公开。", "重点领城"),
    ("wording-typo", "认真贯彻落实条列，执行《中华人民共和国政府信息公开条列》。", "条列"),
    ("wording-typo", "完善监督保障保障机制。", "监督保障保障"),
    ("wording-typo", "推进信息息公开。", "信息息"),
    ("stray-digits", "对照清单整改政府17信息公开检查反映的问题。", "政府17信息公开"),
    ("stray-digits", "落实主动公4开要求。", "主动公4开"),
    ("stray-digits", "县人民1政府高度重视。", "人民1政府"),
    ("editing-residue", "[bookmark: _GoBack]公开信息12条。", "_GoBack"),
    ("editing-residue", "详见Error! Reference source not found.", "Error! Reference"),
    ("editing-residue", "详见错误!未找到引用源。", "错误!未找到"),
    ("editing-residue", "详见错误！未定义书签。", "错误！未定义"),
    ("editing-residue", "点击HYPERLINK查看。", "HYPERLINK"),
    ("editing-residue", "由XX局负责，公开信息XX条。", "XX"),
    ("editing-residue", "由××镇负责。", "××"),
    ("editing-residue", "20XX年公开信息12条，XX月XX日发布。", "20XX年"),
    ("editing-residue", "公开信息____条。", "____"),
    ("editing-residue", "公开信息12条。&nbsp;&nbsp;", "&nbsp;"),
    ("editing-residue", "<p>公开信息12条。</p>", "<p>"),
    ("editing-residue", "扫一扫在手机打开当前页", "扫一扫在手机打开"),
    ("editing-residue", "【打印本页】【关闭窗口】", "打印本页"),
    ("editing-residue", "公开信息${count}条。", "${count}"),
    ("editing-residue", "锟斤拷公开信息12条。", "锟斤拷"),
    ("template-leak", "该部分以表格形式报告。", "该部分以表格形式报告"),
    ("template-leak", "（可根据实际情况增减）", "可根据实际情况增减"),
    ("template-leak", "（单位名称）公开信息12条。", "（单位名称）"),
    ("punctuation", "公开信息12条，，发布解读3篇。", "，，"),
    ("punctuation", "公开信息12条。。", "。。"),
    ("punctuation", "公开信息12条；。", "；。"),
    ("punctuation", "严格落实《条例》的“五公开要求。", "“五公开"),
    ("punctuation", "公开信息12条）。", "）"),
    ("punctuation", "公开信息12条.", "."),
    ("law-name", "依据《中华人民共和国政府公开条例》办理。", "《中华人民共和国政府公开条例》"),
    ("law-name", "依据《信息公开条例》办理。", "《信息公开条例》"),
    ("law-name", "依据《中华人民共和国政务信息公开条例》办理。", "政务信息公开条例"),
    ("law-name", "依据《中华人民共和国政府信息公开法》办理。", "政府信息公开法"),
    ("law-name", "依据《中华人民共和国政府信息公开条理》办理。", "条理"),
    ("law-name", "依据《中华人民共合国政府信息公开条例》办理。", "共合国"),
    ("law-name", "关于实施〈中华人民共和国信息公开条例〉的意见。", "信息公开条例"),
    ("law-name", "依据中华人民共和国信息公开条例办理。", "中华人民共和国信息公开条例"),
    ("law-name", "依据《中华人民共和国行政复仪法》办理。", "行政复仪法"),
    ("document-number", "按照国办公开办函[2021]30号编制。", "[2021]30号"),
    ("document-number", "按照国办公开办函(2021)30号编制。", "(2021)30号"),
    ("document-number", "按照国办公开办函【2021】30号编制。", "【2021】30号"),
    ("document-number", "按照国办公开办函〔2021〕第30号编制。", "〔2021〕第30号"),
    ("document-number", "按照国办公开办函〔2021〕030号编制。", "〔2021〕030号"),
    ("document-number", "按照国办公开办函〔20213号编制。", "〔20213号"),
    ("document-number", "《政府信息公开信息处理费管理办法》（国办函〔2021〕109号）", "国办函〔2021〕109号"),
    (
        "document-number",
        "《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》"
        "（国办公开办函〔2019〕60号）",
        "60号",
    ),
    ("document-number", "《国务院办公厅关于印发2021年政务公开工作要点的通知》（国办发〔2021〕30号）", "30号"),
    ("document-number", "《中华人民共和国政府信息公开条例》（国务院令第771号）", "771号"),
    ("superseded-document", "按照国办公开办函〔2019〕60号要求编制。", "60号"),
    ("superseded-document", "按照《中华人民共和国政府信息公开工作年度报告格式（试行）》编制。", "试行"),
    ("superseded-document", "依据《中华人民共和国政府信息公开条例》（国务院令第492号）编制。", "492号"),
    ("stale-year", "认真落实《国务院办公厅关于印发2021年政务公开工作要点的通知》要求。", "2021年政务公开工作要点"),
    ("stale-year", "按照2023年度政府信息公开工作提纲，公开信息12条。", "2023年度"),
    ("stale-year", "根据县政府2022年政务公开年度工作方案，公开信息12条。", "2022年政务公开年度工作方案"),
    ("personal-data", "为申请人王小明提供了信息。", "王**"),
    ("personal-data", "申请人：李建国，身份证号码11010519491231002X。", "1101**********002X"),
    ("personal-data", "申请人联系电话13812345678。", "138******78"),
    ("personal-data", "手机：138-1234-5678。", "138"),
    ("personal-data", "退款至银行卡号6222021234567890128。", "6222"),
    ("personal-data", "答复件发送至zhangsan88@163.com。", "z"),
    ("unit-name-consistent", "我镇公开信息12条。", "我镇"),
    ("unit-name-consistent", "我委认真落实条例。", "我委"),
]

RIGHT = [
    ("wording-typo", "才能过关的事项已办结，各部门门户网站运行正常，信息息息相关。"),
    ("wording-typo", "年末收到申请3件，年度末产生费用0元，自己公开自己更新。"),
    ("wording-typo", "为了了解群众诉求，以提高满意度为目的的活动3次，以申请公开的方式提出。"),
    ("wording-typo", "2024年度公开信息12条，2024年我局公开信息3条，不断拓宽渠道，通过网站公开。"),
    ("wording-typo", "政府信息公开信息处理费未收取，公开公正，信息公开公开栏更新3次，天然气份额稳定。"),
    ("stray-digits", "主动公开12条，公开6个平台的政务信息，政府2024年信息公开工作有序，行政复议3件。"),
    ("editing-residue", "答复张××、王XX等人的申请，网址www.xxs.gov.cn/ayxxxgk/，公众可扫一扫二维码查询。"),
    ("editing-residue", "网站浏览次数12万次，使用LED屏和APP发布，3×5米公开栏2块，邮箱xxgk_ll@163.com。"),
    ("editing-residue", "关于印发<柳州市依申请公开规程>的通知。"),
    ("template-leak", "具体数据见下表。本部分数据由各股室提供。发出收费通知的件数和总金额均为0。"),
    ("punctuation", "1）公开信息12条；\n2）发布解读“五公开”3篇……\n（3）公布《条例》——全文。"),
    ("numbering-style", "（一）公开\n1.信息12条。\n2.解读3篇。\n（二）申请\n1、收到3件。\n2、办结3件。"),
    ("numbering-style", "（一）公开\n1.信息12条。\n（二）申请3件。"),
    ("law-name", "依据《上海市政府信息公开规定》《政府信息公开办法》《条例》《政府信息公开条例》办理。"),
    ("law-name", "依据《湖南省实施〈中华人民共和国政府信息公开条例〉办法》《政府信息公开条例宣传方案》办理。"),
    ("law-name", "学习《中华人民共和国监察法》《消防法》《行政许可法》《中华人民共和国行政复议法实施条例》。"),
    ("law-name", "学习《中华人民共和国政府信息公开条例（修订草案）》《政府投资条例》《企业信息公示暂行条例》。"),
    ("document-number", "依据国办公开办函〔2021〕30号、湘政办函〔2024〕12号，通知（2024年1月5日）已印发。"),
    ("document-number", "《中华人民共和国政府信息公开条例》（国务院令第711号），公告〔2024〕第3号。"),
    ("document-number", "法院（2023）湘0724行初12号判决，《通知》（国办公开办函〔2021〕30号）。"),
    (
        "document-number",
        "《国务院办公厅关于印发〈政府信息公开信息处理费管理办法〉的通知》（国办函〔2020〕109号）",
    ),
    ("document-number", "转发《2021年政务公开工作要点》（湘政办发〔2021〕33号）。"),
    ("superseded-document", "原国办公开办函〔2019〕60号已废止。国务院令第492号公布、第711号修订。"),
    ("stale-year", "落实2024年政务公开工作要点，巩固2023年工作成果。"),
    ("stale-year", "落实《法治政府建设实施纲要（2021—2025年）》，自2021年起围绕中心工作和重点工作公开信息。"),
    ("stale-year", "按照《关于做好2023年政府信息公开工作年度报告编制工作的通知》编制。"),
    ("personal-data", "申请人王某某、张××提出申请；申请人于2024年3月申请；听取申请人陈述、申辩。"),
    ("personal-data", "告知申请人程序、途径；申请人张贴公告；申请人情况见表；申请人周边环境。"),
    (
        "personal-data",
        "联系电话：13812345678，0736-5550100；电子邮箱：lxgyj0736@163.com；统一信用代码11430724006385X。",
    ),
    ("personal-data", "索引号431000012025000171，投资13800000000元，证书编号110105194912310021。"),
    ("unit-name-consistent", "我县、我市、我办、本机关均可；“我镇”见于来信；自我局限应当克服；我委托第三方评估。"),
]


@pytest.mark.parametrize(("rule", "sentence", "quote"), WRONG, ids=lambda value: str(value)[:24])
def test_a_fault_in_the_text_is_found_and_quoted(judge: Judge, rule: str, sentence: str, quote: str) -> None:
    outcome = judge(rule, report({"一": f"{CLEAN['一']}\n{sentence}"}))
    assert outcome.result is Result.FAIL
    assert quote in quotes(outcome)


@pytest.mark.parametrize(("rule", "sentence"), RIGHT, ids=lambda value: str(value)[:24])
def test_what_only_resembles_a_fault_is_let_pass(judge: Judge, rule: str, sentence: str) -> None:
    outcome = judge(rule, report({"一": f"{CLEAN['一']}\n{sentence}"}))
    assert outcome.result is Result.PASS, outcome.findings


# -- the fee ---------------------------------------------------------------------------------------------------------

FEE_STATED = [
    "2024年，本县没有收取过政府信息公开处理费用。",
    "本年度不存在收取信息处理费的情况。",
    "全年收取政府信息公开信息处理费0元。",
    "未对公众依申请公开政府信息收取任何费用。",
    "未收取政府信息公开费用，不存在减免费用。",
    "2024年政府信息公开未收费。",
    "未收取任何费用。",
    "对25件政府信息公开申请收取了信息处理费2950元。",
    "我局没有发出收费通知。",
    "信息处理费：无。",
    "（一）其他事项\n无。\n（二）收取信息处理费的情况\n无。",
    "发出收费通知的件数和总金额，以及实际收取的总金额均为0。",
    "本年度未产生政府信息公开信息处理费。",
    "依据《政府信息公开信息处理费管理办法》，2024年未收取信息处理费。",
]
FEE_NOT_STATED = [
    "无。",
    "无其他需要报告的事项。",
    "暂无。",
    "我局严格执行《政府信息公开信息处理费管理办法》，无其他需要报告的事项。",
    "严格按照政府信息公开信息处理费管理办法执行，无其他需要报告的事项。",
    "2024年行政事业性收费3.2万元，无其他需要报告的事项。",
    "办理建议12件、提案3件，均已答复。",
]


@pytest.mark.parametrize("statement", FEE_STATED)
def test_the_fee_is_stated_in_many_ways(judge: Judge, statement: str) -> None:
    assert judge("fee-statement", report({"六": statement})).result is Result.PASS


@pytest.mark.parametrize("statement", FEE_NOT_STATED)
def test_what_says_nothing_of_the_fee_is_no_statement(judge: Judge, statement: str) -> None:
    assert judge("fee-statement", report({"六": statement})).result is Result.FAIL


def test_a_statement_in_another_section_passes_with_a_note(judge: Judge) -> None:
    text = f"{CLEAN['一']}\n依法办理政府信息公开申请，未收取任何费用。"
    outcome = judge("fee-statement", report({"一": text, "六": "无。"}))
    assert outcome.result is Result.PASS
    assert "第一部分" in outcome.reason


def test_a_missing_section_six_is_no_excuse(judge: Judge) -> None:
    outcome = judge("fee-statement", report({"六": None}))
    assert outcome.result is Result.FAIL
    assert outcome.findings[0].evidence[0].section == "六"


def test_a_text_that_breaks_off_cannot_be_assessed(judge: Judge) -> None:
    assert judge("fee-statement", report({"五": None, "六": None})).result is Result.CANNOT_ASSESS
    assert (
        judge("fee-statement", replace(report({"六": "无"}), broken=Broken("六", "无", Place()))).result
        is Result.CANNOT_ASSESS
    )
    cut = replace(report({"五": "存在的问题：一是解读", "六": None}), broken=Broken("五", "一是解读", Place()))
    assert judge("problems-and-improvements", cut).result is Result.CANNOT_ASSESS


def test_a_picture_in_section_six_may_hold_the_statement(judge: Judge) -> None:
    assert judge("fee-statement", report({"六": ""}, pictures=("六",))).result is Result.CANNOT_ASSESS


@pytest.mark.parametrize(
    ("statement", "result"),
    [
        ("2024年收取信息处理费420元。", Result.FAIL),
        ("发出信息处理费收费通知2件。", Result.FAIL),
        ("发出信息处理费收费通知2件，总金额240元，实际收取240元。", Result.PASS),
        ("对25件政府信息公开申请收取了信息处理费2950元。", Result.PASS),
        ("未收取信息处理费。", Result.PASS),
        ("共收取信息处理费0元。", Result.PASS),
        ("无。", Result.NOT_APPLICABLE),
    ],
)
def test_a_statement_is_complete_or_says_zero(judge: Judge, statement: str, result: Result) -> None:
    assert judge("fee-statement-complete", report({"六": statement})).result is result


@pytest.mark.parametrize(
    ("statement", "dropped", "result"),
    [
        ("未收取信息处理费。\n2024年共收取信息处理费420元。", 0, Result.FAIL),
        ("发出收费通知1件，总金额125元，实际收取125元。", 0, Result.FAIL),
        ("收取信息处理费0.042万元。", 0, Result.PASS),
        ("发出收费通知1件，总金额100元，实际收取200元。", 0, Result.FAIL),
        ("没有发出收费通知。\n发出收费通知2件，总金额300元，实际收取0元。", 0, Result.FAIL),
        ("没有发出收费通知，未收取信息处理费。", 1, Result.FAIL),
        ("发出收费通知2件，总金额300元，申请人逾期未缴纳，实际收取0元。", 1, Result.PASS),
        ("2024年未收取信息处理费；上年收取信息处理费425元。", 0, Result.PASS),
        ("收费标准为100元/件，未收取信息处理费。", 0, Result.PASS),
        ("未收取信息处理费。", 0, Result.PASS),
    ],
)
def test_statements_of_the_fee_agree(judge: Judge, statement: str, dropped: int, result: Result) -> None:
    outcome = judge("fee-statement-consistent", report({"六": statement}, dropped=dropped))
    assert outcome.result is result, outcome.findings


@pytest.mark.parametrize(
    ("statement", "dropped", "result"),
    [
        ("未收取信息处理费。", 1, Result.FAIL),
        ("发出收费通知1件，总金额100元，实际收取0元。", 1, Result.PASS),
        ("未收取信息处理费。", 0, Result.PASS),
        ("未收取信息处理费。", None, Result.CANNOT_ASSESS),
    ],
)
def test_an_unpaid_fee_needs_a_notice(judge: Judge, statement: str, dropped: int | None, result: Result) -> None:
    assert judge("table3-fee-dropped", report({"六": statement}, dropped=dropped)).result is result


# -- structure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "result"),
    [
        (CLEAN["标题"], Result.PASS),
        ("2022年上海市政府信息公开工作年度报告", Result.PASS),
        ("某镇人民政府2023年政府信息公开工作年度报告", Result.PASS),
        (f"{UNIT}2024年度政府信息公开工作年度报告", Result.FAIL),
        (f"{UNIT}2024政府信息公开工作年度报告", Result.FAIL),
        (f"{UNIT}2024年政府信息公开年度报告", Result.FAIL),
        (f"{UNIT}2024年政府信息公开工作报告", Result.FAIL),
        (f"{UNIT}政府信息公开工作年度报告", Result.FAIL),
        ("2024年政府信息公开工作年度报告", Result.FAIL),
        ("政府信息公开工作2024年度报告", Result.FAIL),
        (None, Result.CANNOT_ASSESS),
    ],
)
def test_the_title_has_organ_year_and_genre(judge: Judge, title: str | None, result: Result) -> None:
    assert judge("title-form", report({"标题": title})).result is result


@pytest.mark.parametrize(
    ("preamble", "result"),
    [
        ("统计期限为2024年1月1日至2024年12月31日。", Result.PASS),
        ("统计期：自2024年1月1日起到12月31日止。", Result.PASS),
        ("起止时间从2024年1月1日—2024年12月31日。", Result.PASS),
        ("数据统计期限自20241月1日起至202412月31日止。", Result.PASS),
        ("所列数据截止日期为2024年12月31日。", Result.PASS),
        ("2024年，我局公开信息12条。", Result.FAIL),
    ],
)
def test_the_period_is_stated_in_many_ways(judge: Judge, preamble: str, result: Result) -> None:
    assert judge("period-stated", report({"导语": preamble})).result is result


@pytest.mark.parametrize("aspect", ["主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障"])
def test_an_aspect_that_is_left_out_is_named(judge: Judge, aspect: str) -> None:
    kept = [line for line in CLEAN["一"].split("\n") if aspect not in line]
    outcome = judge("overview-aspects", report({"一": "\n".join(kept)}))
    assert [finding.key[-4:] for finding in outcome.findings] == [aspect[-4:]]


def test_what_the_introduction_announces_is_not_reported_yet(judge: Judge) -> None:
    announced = "我局持续推进主动公开、依申请公开、政府信息管理、平台建设和监督保障。"
    lines = [line for line in CLEAN["一"].split("\n") if "平台建设" not in line]
    outcome = judge("overview-aspects", report({"一": "\n".join([announced, *lines])}))
    assert outcome.result is Result.FAIL


def test_aspects_may_be_reported_in_running_text(judge: Judge) -> None:
    text = "一是主动公开信息42条；二是规范依申请公开；三是严格信息审核；四是加强网站和新媒体建设；五是组织培训2次。"
    assert judge("overview-aspects", report({"一": text})).result is Result.PASS


def test_an_overview_that_was_not_read_cannot_be_assessed(judge: Judge) -> None:
    assert judge("overview-aspects", report({"一": None})).result is Result.CANNOT_ASSESS
    assert judge("overview-figures", report({"一": None})).result is Result.CANNOT_ASSESS
    assert judge("overview-length", report({"一": None})).result is Result.CANNOT_ASSESS


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2024年公开信息12条。", Result.PASS),
        ("办结率100%。", Result.PASS),
        ("2024年，自1月1日起按国办公开办函〔2021〕30号要求公开，12月31日完成。", Result.FAIL),
    ],
)
def test_years_dates_and_document_numbers_are_no_figures(judge: Judge, text: str, result: Result) -> None:
    assert judge("overview-figures", report({"一": text})).result is result


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("（一）公开信息12条。（五）纳入考核，开展社会评议，未发生责任追究情形。", []),
        ("（五）将政务公开纳入绩效考评，加强社会监督，全年未发生责任追究情况。", ["社会评议"]),
        ("（五）完善考核办法和责任追究办法。", ["社会评议"]),
        ("（五）加强培训。", ["工作考核", "社会评议", "责任追究"]),
    ],
)
def test_governments_report_three_results(judge: Judge, text: str, missing: list[str]) -> None:
    announced = "全文含“工作考核、社会评议和责任追究结果情况”。"
    outcome = judge("assessment-results", report({"导语": announced, "一": text}, **COUNTY))
    assert [finding.key for finding in outcome.findings] == missing


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (CLEAN["五"], []),
        ("政策解读的质量还需进一步提升。下一步将加强解读工作的指导。", []),
        ("（一）存在的主要问题\n解读形式单一。\n（二）改进情况\n制作图解和短视频，推动解读通俗易懂。", []),
        ("存在问题：更新不及时。改进措施：建立台账，按月提醒。", []),
        ("无。", ["存在的问题", "改进情况"]),
        ("", ["存在的问题", "改进情况"]),
        ("2024年工作取得一定成绩，成效显著。", ["存在的问题", "改进情况"]),
        ("工作成效显著。下一步，我局将继续努力。", ["存在的问题"]),
        ("一是解读形式不够丰富；二是信息报送需要进一步加强；三是公开的主动性有待改进。", ["改进情况"]),
        ("不存在问题。今后我局将进一步做好工作。", ["存在的问题"]),
    ],
)
def test_problems_and_improvements_are_both_there(judge: Judge, text: str, missing: list[str]) -> None:
    outcome = judge("problems-and-improvements", report({"五": text}))
    assert [finding.key for finding in outcome.findings] == missing


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (CLEAN["五"], Result.PASS),
        ("存在问题：1.力量不足。2.渠道较窄。\n改进情况：1.配齐人员。2.拓宽渠道。", Result.PASS),
        ("一是甲不够；二是乙不够；三是丙不够。今后将在三个方面改进：\n1.改甲。\n2.改乙。\n3.改丙。", Result.PASS),
        ("一是甲不够；二是乙不够；三是丙不够。下一步，一是改甲；二是改乙。", Result.FAIL),
        ("（一）存在的问题\n一是甲不够。二是乙不够。\n（二）改进措施\n一是改甲。二是改乙。三是改丙。", Result.FAIL),
        ("一是甲不够，下一步改甲；二是乙不够，下一步改乙。", Result.NOT_APPLICABLE),
        ("解读不够丰富。下一步，一是丰富形式；二是加强指导。", Result.NOT_APPLICABLE),
    ],
)
def test_problems_are_counted_against_measures(judge: Judge, text: str, result: Result) -> None:
    assert judge("problems-answered", report({"五": text})).result is result


SIX = "总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、"
SIX += "存在的主要问题及改进情况、其他需要报告的事项"


@pytest.mark.parametrize(
    ("preamble", "result"),
    [
        (f"本报告由{SIX}六个部分组成。", Result.PASS),
        (f"报告包括：{SIX.replace('、', '；')}。", Result.PASS),
        (f"本报告由{SIX}五部分组成。", Result.FAIL),
        (f"全文包括{SIX.removesuffix('、其他需要报告的事项')}。", Result.FAIL),
        (f"全文包括{SIX.removesuffix('、其他需要报告的事项')}等。", Result.PASS),
        ("全文包括主动公开、依申请公开、政府信息管理、平台建设、监督保障等方面。", Result.NOT_APPLICABLE),
        ("根据《条例》编制本报告。", Result.NOT_APPLICABLE),
    ],
)
def test_the_parts_announced_are_those_of_the_report(judge: Judge, preamble: str, result: Result) -> None:
    assert judge("preamble-parts", report({"导语": preamble})).result is result


def test_mixed_numbering_is_told_from_nested_lists(judge: Judge) -> None:
    text = "1.决策公开3项。\n2、服务公开5项。\n3、结果公开2项。"
    outcome = judge("numbering-style", report({"一": text}))
    assert len(outcome.findings) == 1
    assert "1.决策公开" in quotes(outcome)
    assert "2、服务公开" in quotes(outcome)


def test_a_law_misquoted_twice_is_one_finding_with_two_places(judge: Judge) -> None:
    wrong = "《中华人民共和国政府公开条例》"
    outcome = judge("law-name", report({"导语": f"执行{wrong}。", "一": f"依据{wrong}公开信息12条。"}))
    assert len(outcome.findings) == 1
    assert len(outcome.findings[0].evidence) == 2


def test_page_furniture_after_the_report_is_no_residue(judge: Judge) -> None:
    outcome = judge("editing-residue", report({"落款": "扫一扫在手机打开当前页\n打印本页"}))
    assert outcome.result is Result.PASS


def test_next_years_plan_belongs_to_section_five_only(judge: Judge) -> None:
    plan = "按照2025年政务公开工作要点要求，做好各项工作。"
    assert judge("stale-year", report({"五": f"下一步，{plan}"})).result is Result.PASS
    assert judge("stale-year", report({"一": plan})).result is Result.FAIL


def test_a_report_whose_year_is_unknown_has_no_stale_year(judge: Judge) -> None:
    assert judge("stale-year", report(year=None)).result is Result.CANNOT_ASSESS


def test_the_trial_form_was_in_force_for_2020(judge: Judge) -> None:
    text = {"导语": "按照国办公开办函〔2019〕60号要求编制。"}
    assert judge("superseded-document", report(text, year=2020)).result is Result.PASS
    assert judge("superseded-document", report(text, year=2021)).result is Result.FAIL


# -- names of the organ ----------------------------------------------------------------------------------------------

SPEECHLESS = {"六": "2024年未收取信息处理费。"}


@pytest.mark.parametrize(
    ("organ", "of", "result"),
    [
        (UNIT, {}, Result.PASS),
        ("县公共事业监督管理局", {}, Result.PASS),
        ("常德市临澧县公共事业监督管理局", {}, Result.PASS),
        ("临澧县公共事业监管局", {}, Result.PASS),
        ("局办公室", {}, Result.PASS),
        ("临澧县人民政府", {}, Result.PASS),
        (None, {}, Result.PASS),
        ("临澧县财政局", {}, Result.FAIL),
        ("石门县公共事业监督管理局", {}, Result.FAIL),
        ("云潭镇人民政府", TOWN, Result.PASS),
        ("安福县云潭镇党政综合办公室", TOWN, Result.PASS),
        ("安福县白石镇人民政府", TOWN, Result.FAIL),
        ("安福县农业农村局", TOWN, Result.FAIL),
        ("睢北县人民政府办公室", COUNTY, Result.PASS),
        ("睢北县政务服务和大数据管理局", COUNTY, Result.PASS),
        ("睢北县财政局", COUNTY, Result.FAIL),
        ("资阳区人民政府办公室", OFFICE, Result.PASS),
        ("赫山区人民政府办公室", OFFICE, Result.FAIL),
    ],
)
def test_the_signature_is_of_the_reporting_organ(
    judge: Judge, organ: str | None, of: Mapping[str, Any], result: Result
) -> None:
    assert judge("unit-name-consistent", report(SPEECHLESS, organ=organ, **of)).result is result


@pytest.mark.parametrize(
    ("sentence", "of", "result"),
    [
        ("2024年，县财政局认真贯彻《条例》。", {}, Result.FAIL),
        ("2024年，县公用事业局认真贯彻《条例》。", {}, Result.PASS),
        ("2024年，县住建局始终以人民为中心。", {"unit": "宾阳县住房和城乡建设局"}, Result.PASS),
        ("2024年，县委高度重视，全县坚持公开为常态。", {}, Result.PASS),
        ("云潭镇坚持公开为常态。", TOWN, Result.PASS),
        ("白石镇坚持公开为常态。", TOWN, Result.FAIL),
        ("2024年，全镇坚持公开为常态。", TOWN, Result.PASS),
        ("区政府办公室坚持公开为常态。", OFFICE, Result.PASS),
    ],
)
def test_the_first_paragraph_is_about_the_reporting_organ(
    judge: Judge, sentence: str, of: Mapping[str, Any], result: Result
) -> None:
    assert judge("unit-name-consistent", report({**SPEECHLESS, "一": sentence}, **of)).result is result


@pytest.mark.parametrize(
    ("voice", "of", "result"),
    [
        ("我局", TOWN, Result.FAIL),
        ("我街道", TOWN, Result.FAIL),
        ("我乡", TOWN, Result.FAIL),
        ("我镇", TOWN, Result.PASS),
        ("我县", TOWN, Result.PASS),
        ("我局", COUNTY, Result.FAIL),
        ("我县", COUNTY, Result.PASS),
        ("我办", COUNTY, Result.PASS),
        ("我局", OFFICE, Result.FAIL),
        ("我办", OFFICE, Result.PASS),
        ("我局", {}, Result.PASS),
        ("我局", {"unit": "湘乡市人力资源服务中心"}, Result.PASS),
        ("我镇", {"unit": "某县云溪街道办事处", "kind": "街道办事处"}, Result.FAIL),
        ("我街道", {"unit": "某县云溪街道办事处", "kind": "街道办事处"}, Result.PASS),
    ],
)
def test_the_text_speaks_as_the_reporting_organ(
    judge: Judge, voice: str, of: Mapping[str, Any], result: Result
) -> None:
    text = {**SPEECHLESS, "一": f"2024年，{voice}公开信息12条。"}
    assert judge("unit-name-consistent", report(text, **of)).result is result


def test_nobody_says_which_organ_it_is(judge: Judge) -> None:
    assert judge("unit-name-consistent", replace(report(), unit=None)).result is Result.CANNOT_ASSESS


# -- all rules together ----------------------------------------------------------------------------------------------


def test_the_clean_report_is_clean(ruleset: RuleSet, judge: Judge) -> None:
    kinds = ("pattern", "topic", "statement", "length", "mention", "citation", "list", "enumeration", "unit-name")
    rules = [compiled.rule for compiled in ruleset.rules if compiled.rule.check in kinds]
    ours = [
        rule.id for rule in rules if not (rule.scope.levels or rule.scope.provinces) and rule.id != "overview-length"
    ]
    accused = {rule: judge(rule, report()).findings for rule in ours}
    assert {rule: findings for rule, findings in accused.items() if findings} == {}
