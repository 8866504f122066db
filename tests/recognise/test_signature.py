"""Who signed and when, in whatever form it stands at the end or under the title; nothing where there is none."""

from __future__ import annotations

from datetime import date

import pytest
from printed import TITLE, UNIT, Recognise, body

SIGNED = [
    "{u}\n2025年1月10日",
    "{u}\n2025年 1 月 10 日",
    "{u}\n2025.1.10",
    "{u}\n2025-01-10",
    "{u}\n2025/1/10",
    "{u}\n二〇二五年一月十日",
    "{u}\n（2025年1月10日）",
    "{u} 2025年1月10日",
    "{u}2025年1月10日",
    "2025年1月10日\n{u}",
    "{u}（盖章）\n2025年1月10日",
    "特此报告。{u}2025年1月10日",
    "{u}\n2025年1月10日\n抄送：县政务公开办。",
    "附件：统计表\n{u}\n2025年1月10日",
    "{u}\n2025年1月10日\n附件：年度报告.docx",
    "{u}\n2025年1月10日\n（联系人：张三，联系电话：0737-1234567）",
    "{u}\n2025年1月10日\n发布时间：2025-01-13 09:00",
    "{u}\n2025年1月10日\n【打印本页】【关闭窗口】\n上一篇：没有了\n下一篇：没有了\n版权所有：某县政府\n网站标识码：4309230001",
    "\n\n{u}\n\n\n2025年1月10日\n\n",
    "{u}\n2025年1月10日\n- 3 -",
]


@pytest.mark.parametrize("signature", SIGNED)
def test_organ_and_date_at_the_end(signature: str, recognised: Recognise) -> None:
    report = recognised(f"{TITLE}\n{body()}{signature.format(u=UNIT)}\n")
    assert report.signature.organ == UNIT
    assert report.dates.signed is not None
    assert report.dates.signed.value == date(2025, 1, 10)
    assert UNIT not in report.text_of("六") or "特此报告" in signature


@pytest.mark.parametrize("date_line", ["2025年1月", "2025年1月  日", "2025年 月 日"])
def test_an_unfinished_date_is_no_date_and_no_prose(date_line: str, recognised: Recognise) -> None:
    report = recognised(f"{TITLE}\n{body()}{UNIT}\n{date_line}\n")
    assert report.signature.organ == UNIT
    assert report.dates.signed is None
    assert "2025年" not in report.text_of("六")


def test_a_day_that_does_not_exist_is_kept_as_printed(recognised: Recognise) -> None:
    signed = recognised(f"{TITLE}\n{body()}{UNIT}\n2025年2月30日\n").dates.signed
    assert signed is not None
    assert (signed.value, signed.quote) == (None, "2025年2月30日")


@pytest.mark.parametrize(
    "end", ["", "以上情况截至2025年1月10日。", "我局将于2025年1月10日起施行。", "发布时间：2025-01-20", "惠及全市群众"]
)
def test_no_signature_is_made_of_other_words(end: str, recognised: Recognise) -> None:
    report = recognised(f"{TITLE}\n{body()}{end}\n")
    assert report.signature.organ is None
    assert report.dates.signed is None


@pytest.mark.parametrize("line", ["（2025年1月10日）", "（{u} 2025年1月10日）", "{u}\n（2025年1月10日）"])
def test_a_date_under_the_title(line: str, recognised: Recognise) -> None:
    signed = recognised(f"{TITLE}\n{line.format(u=UNIT)}\n2024年，我局认真贯彻条例。\n{body()}").dates.signed
    assert signed is not None
    assert signed.value == date(2025, 1, 10)
