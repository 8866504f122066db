"""What is about reports is declined, with the reason; what is a report of an odd kind is read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import Recognise, page

from hegui.proving import load_draft
from hegui.proving.draft import Draft
from hegui.proving.sheets import Sheet
from hegui.recognise.report import NotAReport
from tools.strategies import clean_drafts

HEADS = (("2022年", "2023年"), ("2021年度", "2022年度", "2023年度"), ("上年数", "本年数", "增减"), ("修改前", "修改后"))
UNITS = ("县财政局", "县教育局", "青山镇人民政府", "城关街道办事处")


def side_by_side(heads: Sequence[str], sheet: Sheet) -> str:
    """A row for each row of a table, a column for each year or unit, their numbers side by side."""
    rows = [["项目", *heads]]
    for row in sheet.rows:
        labels = [cell.text for cell in row if cell.path is None and cell.text]
        if labels and any(cell.path for cell in row):
            rows.append([labels[-1], *("3" for _ in heads)])
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows) + "</table>"


@pytest.mark.parametrize("heads", [*HEADS, UNITS])
@settings(max_examples=4, deadline=None)
@given(draft=clean_drafts())
def test_years_or_units_side_by_side_are_declined(draft: Draft, heads: Sequence[str], recognised: Recognise) -> None:
    with pytest.raises(NotAReport, match="对比或汇总"):
        recognised(page(draft, lambda sheet: side_by_side(heads, sheet)), ".html")


def test_units_in_rows_are_declined(recognised: Recognise) -> None:
    labels = (
        "单位",
        "本年新收政府信息公开申请数量",
        "上年结转政府信息公开申请数量",
        "（七）总计",
        "结转下年度继续办理",
    )
    rows = [labels, *((unit, "1", "0", "1", "0") for unit in UNITS)]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    with pytest.raises(NotAReport, match="几个单位"):
        recognised(f"<html><body><h1>2023年政府信息公开年报数据</h1><table>{table}</table></body></html>", ".html")


def test_two_texts_beside_one_another_are_declined(recognised: Recognise) -> None:
    draft = load_draft("town")
    rows = "".join(
        f"<tr><td>{draft.headings[key]}<br>{text}</td><td>{draft.headings[key]}<br>{text}</td></tr>"
        for key, text in draft.sections.items()
    )
    with pytest.raises(NotAReport, match="成对并列"):
        recognised(f"<html><body><table>{rows}</table></body></html>", ".html")


ABOUT = (
    "某县人民政府办公室关于做好2023年政府信息公开工作年度报告编制发布工作的通知",
    "关于编制2023年政府信息公开工作年度报告的通知",
    "关于2023年政府信息公开工作年度报告抽查情况的通报",
    "某县2022年和2023年政府信息公开工作年度报告对比分析",
    "某市政府信息公开工作年度报告汇总表",
    "《某县2023年政府信息公开工作年度报告》解读",
    "政府信息公开工作年度报告格式",
)


@pytest.mark.parametrize("title", ABOUT)
def test_what_is_about_reports_is_declined(title: str, recognised: Recognise) -> None:
    headings = "".join(
        f"<p>{heading}</p><p>各单位应当如实填写。</p>" for heading in load_draft("town").headings.values()
    )
    with pytest.raises(NotAReport, match=title[:12]):
        recognised(f"<html><body><h1>{title}</h1>{headings}</body></html>", ".html")


@pytest.mark.parametrize(
    "title",
    [
        "关于公布某县财政局2023年政府信息公开工作年度报告的通知",
        "某县财政局2023年政府信息公开工作年度报告_通知公告_某县人民政府",
        "政府信息公开年报_年度报告汇总_某县",
    ],
)
@settings(max_examples=4, deadline=None)
@given(draft=clean_drafts())
def test_a_report_under_such_words_is_read(draft: Draft, title: str, recognised: Recognise) -> None:
    html = page(draft).replace("<html>", f"<html><head><title>{title}</title></head>")
    assert set(recognised(html, ".html").tables) == {"table2", "table3", "table4"}


@given(exact=st.lists(st.sampled_from("一二三四五六"), min_size=5, max_size=6, unique=True))
@settings(max_examples=10, deadline=None)
def test_five_headings_with_pictures_for_tables_are_a_report(exact: list[str], recognised: Recognise) -> None:
    draft = load_draft("town")
    picture = '<p><img src="a.png" width="600" height="400"></p>'
    parts = "".join(
        f"<p>{draft.headings[key]}</p>{draft.sections[key] or picture}"
        for key in sorted(exact, key="一二三四五六".index)
    )
    report = recognised(f"<html><body>{parts}</body></html>", ".html")
    assert len(report.sections) == len(exact)
