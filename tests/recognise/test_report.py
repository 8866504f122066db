"""A file's report as a whole: its copies, another report beside it, its form, and files that hold no report."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import HEADINGS, TITLE, UNIT, Recognise, body, busy_draft, found, keys

from hegui.proving import Draft, edit, load_draft
from hegui.recognise import NotAReport
from tools.layouts import Layout, document_of
from tools.strategies import clean_drafts, layouts


def _draft(unit: str = UNIT, year: int = 2024) -> Draft:
    return edit(load_draft("bureau"), {"unit": unit, "year": year})


def _text(unit: str = UNIT, year: int = 2024) -> str:
    return document_of(_draft(unit, year), "compact").decode()


def _page(unit: str = UNIT, year: int = 2024) -> str:
    return document_of(_draft(unit, year), "html").decode()


def _untitled(text: str) -> str:
    return text.split("\n", 1)[1]


@settings(max_examples=60, deadline=None)
@given(draft=clean_drafts(), layout=layouts())
def test_a_clean_report_is_recognised_in_full_in_every_layout(
    draft: Draft, layout: Layout, recognised: Recognise
) -> None:
    report = recognised(layout.render(draft), layout.suffix)
    assert report.unit is not None
    assert (report.unit.name, report.year, report.form) == (draft.unit, draft.year, draft.form.id)
    assert keys(report) == "一二三四五六"
    assert found(report) == tuple(len(cells) for cells in draft.tables.values())
    assert report.signature.organ == draft.organ
    assert report.dates.period_end is not None
    assert not report.copies


COPIES = {
    "twice": (_text() + _text(), [6]),
    "three times": (_text() * 3, [6, 6]),
    "again without a title": (_text() + _untitled(_text()), [6]),
    "again, cut off": (_text() + _text()[: len(_text()) // 2], [3]),
    "again, from the middle": (_text() + _text()[_text().index("四、政府信息公开") :], [3]),
}


@pytest.mark.parametrize("case", COPIES)
def test_the_same_report_again_is_a_copy(case: str, recognised: Recognise) -> None:
    text, sections = COPIES[case]
    report = recognised(text)
    assert (keys(report), found(report)) == ("一二三四五六", (10, 175, 15))
    assert [len(copy.sections) for copy in report.copies] == sections
    assert report.dates.signed is not None
    assert report.prose.count("六、") <= 1
    assert any("审查第一份" in note for note in report.notes)


def test_the_page_and_its_attachment(recognised: Recognise) -> None:
    attached = f"<div><pre>{_text()}</pre></div></body>"
    report = recognised(_page().replace("</body>", attached), ".html")
    assert [table.read_by for table in (*report.tables.values(), *report.copies[0].tables.values())] == [
        *["grid"] * 3,
        *["stream"] * 3,
    ]
    assert report.tables["table3"].integers == report.copies[0].tables["table3"].integers


@pytest.mark.parametrize(
    "other", [_text(year=2023), _text("安化县水利局"), _untitled(_text("安化县水利局")), _untitled(_text(year=2023))]
)
def test_another_report_in_the_file_is_no_copy(other: str, recognised: Recognise) -> None:
    report = recognised(_text() + other)
    assert report.unit is not None
    assert (report.unit.name, report.year) == (UNIT, 2024)
    assert not report.copies
    assert any("另一份报告" in note and "单独的文件" in note for note in report.notes)


def test_a_short_beginning_before_the_report_is_no_copy(recognised: Recognise) -> None:
    report = recognised("\n".join(_text().split("\n")[:4]) + "\n" + _text())
    assert (keys(report), found(report), report.copies) == ("一二三四五六", (10, 175, 15), ())


LISTED = "\n".join(f"{key}、{title}" for key, title in HEADINGS.items())
NO_REPORTS = {
    "news": """某县完成2024年政府信息公开工作年度报告编制发布
近日，某县完成年度报告编制。
一、加强领导
高度重视。
二、严格审核
做好主动公开。""",
    "notice": f"""关于做好2024年政府信息公开工作年度报告编制工作的通知
各单位：
报告包括以下内容：
{LISTED}
请于1月20日前报送。""",
    "list": """政府信息公开年报
甲局2024年政府信息公开工作年度报告 2025-01-10
乙局2024年政府信息公开工作年度报告 2025-01-11""",
    "interpretation": """某县2024年政府信息公开工作年度报告解读
一、编制背景
依照条例。
二、主要内容
包括总体情况。""",
    "guide": """某局政府信息公开指南
一、主动公开
（一）公开范围
二、依申请公开
（一）受理机构""",
    "another report": """某局2024年法治政府建设年度报告
一、总体情况
好。
二、存在的主要问题及改进情况
少。
三、其他需要报告的事项
无。""",
    "government work": """某县2024年政府工作报告
一、2024年工作回顾
二、2025年目标任务""",
    "an empty page": "您访问的页面不存在",
}


@pytest.mark.parametrize("case", NO_REPORTS)
def test_what_is_no_report_is_declined(case: str, recognised: Recognise) -> None:
    with pytest.raises(NotAReport, match=r"没有找到|不是一份年度报告"):
        recognised(NO_REPORTS[case])


def test_a_title_without_a_report_points_to_the_attachment(recognised: Recognise) -> None:
    page = f'<html><body><h1>{TITLE}</h1><a href="/a/2024.pdf">{TITLE}.pdf</a></body></html>'
    with pytest.raises(NotAReport, match="附件"):
        recognised(page, ".html")


def test_tables_alone_are_a_report(recognised: Recognise) -> None:
    text = _text()
    report = recognised(text[text.index("第二十条") : text.index("五、存在的主要问题")])
    assert found(report) == (10, 175, 15)
    assert report.title is None


def test_the_form_is_told_by_the_labels_whatever_the_year(recognised: Recognise) -> None:
    trial = document_of(busy_draft("trial"), "compact").decode()
    report = recognised(trial.replace(str(busy_draft("trial").year), "2022"))
    assert (report.form, report.year) == ("2019", 2022)


def test_furniture_around_the_report_is_no_prose(recognised: Recognise) -> None:
    above = "首页\n政务公开\n当前位置：首页>政府信息公开年报\n"
    below = "扫一扫在手机打开当前页\n相关解读\n版权所有：某县政府\n网站标识码：4309230001\n"
    report = recognised(f"{above}{TITLE}\n来源：某局 发布时间：2025-01-13 字体：【大 中 小】\n{body()}{below}")
    assert report.passages[0].section == "标题"
    assert report.passages[1].section == "一" or report.passages[1].text.startswith("2024年")
    for word in ("首页", "扫一扫", "版权所有", "字体", "发布时间"):
        assert word not in report.prose
    assert report.metadata["发布时间"] == "2025-01-13"


def test_offsets_of_sections_and_passages_agree(recognised: Recognise) -> None:
    report = recognised(_text())
    for passage in report.passages:
        assert report.prose[passage.start : passage.start + len(passage.text)] == passage.text
    for section in report.sections:
        inside = [passage.text for passage in report.passages if passage.section == section.key]
        assert report.text_of(section.key) == "\n".join(inside)


POOL = [
    *dict.fromkeys(_text().split("\n")),
    "",
    "一、",
    "（一）",
    "2025年2月30日",
    "发布时间：",
    "|||",
    "\t0",
    "# 一、总体情况",
    "|规章|0|0|0|",
]


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(
        st.one_of(st.sampled_from(POOL), st.text(st.characters(exclude_categories=["C"]), max_size=30)), max_size=60
    )
)
def test_any_lines_are_a_report_or_declined(lines: list[str], recognised: Recognise) -> None:
    try:
        report = recognised("\n".join(["某", *lines]))
    except NotAReport:
        return
    assert all(report.passage_at(section.start) for section in report.sections if report.passages)
