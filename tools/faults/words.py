"""Faults of statements, citations, wording and privacy."""

from __future__ import annotations

from random import Random

from hegui.proving.draft import Draft
from tools.faults.fault import Planted, Register
from tools.faults.structure import is_government

register = Register()

_FEE_SINCE = 2021
"""国办函〔2020〕109号 is in force from 2021."""

register.sentence(
    "law-misnamed",
    "law-name",
    "一",
    "严格执行《中华人民共和国信息公开条例》各项规定。",
    "《中华人民共和国信息公开条例》",
)
register.sentence(
    "number-of-another-document",
    "document-number",
    "六",
    "收费标准按照《政府信息公开信息处理费管理办法》（国办函〔2020〕190号）执行。",
    "国办函〔2020〕190号",
)
register.sentence(
    "number-in-square-brackets",
    "document-number",
    "六",
    "收费标准按照《政府信息公开信息处理费管理办法》（国办函[2020]109号）执行。",
    "国办函[2020]109号",
)
register.sentence(
    "basis-superseded",
    "superseded-document",
    "六",
    "本报告按照《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》"
    "（国办公开办函〔2019〕60号）要求编制。",
    "国办公开办函〔2019〕60号",
    since=2021,
)
register.sentence("known-typo", "wording-typo", "一", "不断扩宽信息公开渠道。", "扩宽")
register.sentence("word-doubled", "wording-typo", "一", "对移民后期扶持资金资金的去向逐笔公示。", "资金资金")
register.sentence("not-left-out", "wording-typo", "一", "坚持公开是常态、公开是例外的做法。", "公开是例外")
register.sentence("digits-inside-a-word", "stray-digits", "一", "持续完善政府17信息公开目录。", "政府17信息")
register.sentence(
    "bookmark-left-in", "editing-residue", "一", "[bookmark: _Toc1824]各项任务按期完成。", "[bookmark: _Toc1824]"
)
register.sentence("placeholder-left-in", "editing-residue", "一", "全年开展专题培训XX次。", "XX")
register.sentence("punctuation-doubled", "punctuation", "一", "公开内容及时准确，，查询更加方便。", "，，")
register.sentence("quotation-unclosed", "punctuation", "一", "落实“先审查、后公开要求，严把内容关。", "“")


@register.fault("numbering-style")
def numbering_mixed(draft: Draft, random: Random) -> Planted:
    prose = (
        "（一）存在的主要问题\n1.政策解读形式较为单一。\n2、个别栏目更新不及时。\n3.业务培训不够系统。\n"
        "（二）改进情况\n1.丰富解读形式。\n2、定期检查栏目。\n3.完善培训计划。"
    )
    return Planted({"section": {"五": prose}})


@register.fault("unit-name-consistent")
def voice_of_another_unit(draft: Draft, random: Random) -> Planted:
    voice = "我局" if is_government(draft) else "我镇"
    return Planted({"append": {"一": f"{voice}高度重视政府信息公开工作，定期研究部署。"}}, quote=voice)


@register.fault("unit-name-consistent", "figure-new-requests", "figure-conflict")
def requests_to_another_government(draft: Draft, random: Random) -> Planted:
    words = "全年登记群众递交省政府及省政府办公厅的信息公开申请5件。"
    return Planted({"append": {"一": words}}, quote="省政府")


@register.fault("unit-name-consistent")
def signed_by_another_unit(draft: Draft, random: Random) -> Planted:
    organ = "衡南县财政局"
    return Planted({"organ": organ}, quote=organ)


@register.fault("fee-statement")
def fee_not_mentioned(draft: Draft, random: Random) -> Planted | None:
    if draft.year < _FEE_SINCE:
        return None
    return Planted({"section": {"六": random.choice(("无。", "无其他需要报告的事项。", "暂无。"))}})


@register.fault("fee-statement-complete")
def fee_without_notices(draft: Draft, random: Random) -> Planted | None:
    if draft.year < _FEE_SINCE:
        return None
    return Planted({"section": {"六": f"{draft.year}年，实际收取信息处理费{10 * random.randint(1, 30)}元。"}})


@register.fault("fee-statement-consistent")
def fee_of_no_tariff(draft: Draft, random: Random) -> Planted | None:
    if draft.year < _FEE_SINCE:
        return None
    amount = f"{random.randint(100, 900)}.{random.randint(1, 99):02}元"
    sentence = f"{draft.year}年，发出信息处理费收费通知1件，总金额{amount}，实际收取信息处理费{amount}。"
    return Planted({"section": {"六": sentence}})


@register.fault("fee-statement-consistent")
def fee_denied_and_reported(draft: Draft, random: Random) -> Planted | None:
    if draft.year < _FEE_SINCE:
        return None
    sentence = f"{draft.year}年，发出信息处理费收费通知2件，总金额300元，实际收取300元。全年未收取信息处理费。"
    return Planted({"section": {"六": sentence}})


@register.fault("personal-data")
def personal_data_printed(draft: Draft, random: Random) -> Planted:
    identity = _identity_number(random)
    mobile = f"139{random.randint(0, 99_999_999):08}"
    sentence = random.choice((f"申请人身份证号码为{identity}。", f"申请人联系电话为{mobile}。"))
    return Planted({"append": {"一": sentence}})


def _identity_number(random: Random) -> str:
    """An identity number with a valid check digit (GB 11643), of nobody in particular."""
    body = f"4307241980{random.randint(1, 12):02}{random.randint(1, 28):02}{random.randint(0, 999):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]
