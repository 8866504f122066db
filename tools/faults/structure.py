"""Faults of structure and dates."""

from __future__ import annotations

from random import Random

from hegui.model.rule import Result
from hegui.proving.draft import Draft
from tools.faults.fault import Planted, Register

register = Register()


def is_government(draft: Draft) -> bool:
    return draft.unit.endswith("人民政府")


@register.fault("title-form")
def title_without_year(draft: Draft, random: Random) -> Planted:
    title = f"{draft.unit}政府信息公开工作年度报告"
    return Planted({"title": title}, quote=title)


@register.fault("title-form")
def title_of_another_kind(draft: Draft, random: Random) -> Planted:
    title = f"{draft.unit}{draft.year}年政府信息公开{random.choice(('工作报告', '年报'))}"
    return Planted({"title": title}, quote=title)


@register.fault(
    "sections-present", "fee-statement", "problems-and-improvements", "overview-aspects", "assessment-results"
)
def section_missing(draft: Draft, random: Random) -> Planted:
    return Planted({"drop": [f"section.{random.choice('一五六')}"]})


@register.fault("sections-order")
def sections_exchanged(draft: Draft, random: Random) -> Planted:
    return Planted({"order": ["一", "二", "三", "五", "四", "六"]})


@register.fault("section-titles")
def heading_of_plans(draft: Draft, random: Random) -> Planted:
    heading = random.choice(("五、下一步工作打算", "五、工作改进举措与设想"))
    return Planted({"heading": {"五": heading}}, quote=heading.partition("、")[2])


@register.fault("preamble-parts")
def preamble_with_other_parts(draft: Draft, random: Random) -> Planted:
    parts = "由概述、主动公开政府信息情况、政策解读情况、申诉处理情况、存在的主要问题及改进情况五个部分组成"
    return Planted({"preamble": f"本报告依据《中华人民共和国政府信息公开条例》编制，{parts}。{draft.period}"})


@register.fault("period-stated")
def period_not_stated(draft: Draft, random: Random) -> Planted:
    return Planted({"drop": ["period"]})


@register.fault("overview-aspects")
def platforms_not_reported(draft: Draft, random: Random) -> Planted:
    overview = (
        f"{draft.year}年，各项任务稳步推进。\n"
        "（一）主动公开。聚焦群众关心的事项，全年主动公开政府信息86条。\n"
        "（二）依申请公开。安排专人登记、答复政府信息公开申请，畅通受理渠道。\n"
        "（三）政府信息管理。落实信息发布审核和保密审查要求，定期清理过期内容。\n"
        "（四）监督保障。将公开工作纳入年度考核，定期开展社会评议，未发生责任追究情形。"
    )
    return Planted({"section": {"一": overview}})


@register.fault("overview-aspects", "assessment-results")
def aspects_only_announced(draft: Draft, random: Random) -> Planted:
    announced = random.choice(
        (
            "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、存在的主要问题及改进情况组成。",
            "现从主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面报告如下。",
        )
    )
    overview = f"{announced}{draft.year}年，严格信息发布审核，优化门户网站栏目3个，组织业务培训2次。"
    return Planted({"section": {"一": overview}})


@register.fault("overview-length", "overview-aspects", "assessment-results")
def overview_of_one_line(draft: Draft, random: Random) -> Planted:
    return Planted({"section": {"一": f"{draft.year}年，主动公开政府信息86条。"}})


@register.fault("overview-length")
def overview_without_end(draft: Draft, random: Random) -> Planted:
    return Planted({"append": {"一": "\n".join([draft.sections["一"]] * 12)}})


@register.fault("overview-figures")
def overview_without_figures(draft: Draft, random: Random) -> Planted:
    overview = (
        "坚持以公开为常态，及时发布各类政府信息，主动公开工作取得积极成效。\n"
        "畅通依申请公开渠道，规范答复流程，切实维护申请人合法权益。\n"
        "加强政府信息管理，严格发布审核，定期清理过期内容。\n"
        "推进政府信息公开平台建设，优化门户网站栏目，用好政务新媒体。\n"
        "强化监督保障，将公开工作纳入考核，开展社会评议，未发生责任追究情形。"
    )
    return Planted({"section": {"一": overview}})


@register.fault("assessment-results")
def social_assessment_not_reported(draft: Draft, random: Random) -> Planted | None:
    if not is_government(draft) or not any("社会评议" in text for text in draft.texts):
        return None
    return Planted({"replace": {"社会评议": "工作调研"}})


@register.fault("problems-and-improvements")
def nothing_to_improve(draft: Draft, random: Random) -> Planted:
    return Planted(
        {"section": {"五": random.choice(("无。", f"{draft.year}年，各项工作成效显著，受到群众一致好评。"))}}
    )


@register.fault("problems-answered")
def problem_without_measure(draft: Draft, random: Random) -> Planted:
    prose = (
        "存在的主要问题：一是政策解读形式较为单一；二是个别栏目更新不及时；三是业务培训不够系统。\n"
        "改进情况：一是丰富解读形式，增加图文解读；二是定期检查栏目更新情况。"
    )
    return Planted({"section": {"五": prose}})


@register.fault("form-of-year", "superseded-document")
def form_of_another_year(draft: Draft, random: Random) -> Planted:
    years = (2019, 2020) if draft.form.id == "2021" else (2021, 2022, 2023)
    return Planted({"year": random.choice(years)})


@register.fault("template-leak")
def instruction_left_in(draft: Draft, random: Random) -> Planted:
    instruction = "该部分以表格形式报告。表格如下："
    return Planted({"section": {random.choice("二三"): instruction}}, quote=instruction)


@register.fault("report-duplicated")
def report_twice(draft: Draft, random: Random) -> Planted:
    return Planted({"repeat": True})


@register.fault("report-copies-differ")
def copies_differ(draft: Draft, random: Random) -> Planted:
    number = draft.number("table3", ("本年新收", "自然人")) + random.randint(1, 9)
    return Planted({"repeat": {"set": {"table3.本年新收.自然人": number}}})


@register.fault("date-valid")
def date_that_does_not_exist(draft: Draft, random: Random) -> Planted:
    printed = f"{draft.year + 1}年2月{random.choice((30, 31))}日"
    return Planted({"signed": printed}, quote=printed)


@register.fault("signed-after-period")
def signed_within_the_year(draft: Draft, random: Random) -> Planted:
    printed = f"{draft.year}年{random.randint(1, 11)}月10日"
    return Planted({"signed": printed, "published": None}, quote=printed)


@register.fault("signed-before-published")
def published_before_signed(draft: Draft, random: Random) -> Planted:
    year = draft.year + 1
    return Planted({"signed": f"{year}年1月{random.randint(20, 30)}日", "published": f"{year}-01-12"})


@register.fault("published-by-deadline")
def published_late(draft: Draft, random: Random) -> Planted:
    year, month = draft.year + 1, 4 if is_government(draft) else 2
    day = random.randint(2, 28)
    published = random.choice((None, f"{year}-{month:02}-{day:02}"))
    return Planted({"signed": f"{year}年{month}月{day}日", "published": published})


@register.fault("signature-present")
def signature_missing(draft: Draft, random: Random) -> Planted:
    return Planted({"drop": [random.choice(("signature", "signature.organ", "signature.date"))]})


@register.fault("year-consistent")
def period_of_another_year(draft: Draft, random: Random) -> Planted:
    period = draft.period.replace(str(draft.year), str(draft.year - 1))
    return Planted({"replace": {draft.period: period}})


@register.fault("year-consistent")
def doings_of_another_year(draft: Draft, random: Random) -> Planted:
    year = f"{draft.year - 1}年"
    return Planted({"append": {"一": f"{year}，共组织专题培训3次、现场观摩1次。"}}, quote=year)


@register.fault("year-consistent", "form-of-year", "superseded-document")
def title_of_another_year(draft: Draft, random: Random) -> Planted:
    return Planted({"title": draft.title.replace(str(draft.year), str(draft.year + 1))})


@register.fault("stale-year")
def plan_of_another_year(draft: Draft, random: Random) -> Planted:
    plan = f"{draft.year - 2}年政务公开工作要点"
    return Planted({"append": {"一": f"认真落实{plan}，细化任务分工，逐项推进落实。"}}, quote=plan)


@register.fault("table3-present", result=Result.CANNOT_ASSESS, needs=("pictures",))
def picture_for_table(draft: Draft, random: Random) -> Planted:
    return Planted({"picture": ["table3"]})
