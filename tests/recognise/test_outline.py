"""The six sections: found under every way of numbering, and never made of lists, tables or a table of contents."""

from __future__ import annotations

import pytest
from printed import HEADINGS, TITLE, Recognise, body, found, keys, with_headings

ALL = "一二三四五六"
DIGITS = dict(zip(ALL, "123456", strict=True))

NUMBERINGS = [
    "{k}、{t}",
    "{k}．{t}",
    "{k}.{t}",
    "{k},{t}",
    "{k}：{t}",
    "{k} {t}",
    "{k}　{t}",
    "{k}{t}",
    "{k}·{t}",
    "　　{k} 、 {t}",
    "（{k}）{t}",
    "({k}){t}",
    "（{k}）、{t}",
    "第{k}部分　{t}",
    "第{k}部分：{t}",
    "{d}、{t}",
    "{d}.{t}",
    "{t}",
    "{k}、{t}：",
    "{k}、{t}。",
    "【{k}、{t}】",
    "[bookmark: _GoBack]{k}、{t}",
    "{k}、\n{t}",
    "{k}\n{t}",
    "一、{t}",
]


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_every_numbering_is_understood(numbering: str, recognised: Recognise) -> None:
    report = recognised(with_headings(lambda k, t: numbering.format(k=k, t=t, d=DIGITS[k])))
    assert keys(report) == ALL
    assert found(report) == (10, 175, 15)


@pytest.mark.parametrize("marks", ["## {t}", "## {k}、{t}", "## {d}. {t}", "**{k}、{t}**", "**{t}**", "**{k}、**{t}"])
def test_headings_of_markdown(marks: str, recognised: Recognise) -> None:
    report = recognised(with_headings(lambda k, t: marks.format(k=k, t=t, d=DIGITS[k])), ".md")
    assert keys(report) == ALL


OTHER_WORDS = {
    "工作情况": "一",
    "2024年总体情况": "一",
    "总体情况如下": "一",
    "政府信息公开情况": "二",
    "政府信息公开申请情况": "三",
    "收到和处理政府信息公开审请情况": "三",
    "因政府信息公开工作被申请行政复议、提起行政诉讼情况": "四",
    "政府信息公开行政复义、行政诉颂情况": "四",
    "下一步工作打算": "五",
    "工作中的不足与今后努力方向": "五",
    "其它": "六",
}


@pytest.mark.parametrize(("title", "section"), OTHER_WORDS.items())
def test_a_heading_in_other_words_counts_by_its_number(title: str, section: str, recognised: Recognise) -> None:
    report = recognised(with_headings(lambda k, t: f"{k}、{title if k == section else t}"))
    assert keys(report) == ALL
    assert report.section_by_key[section].title == title


@pytest.mark.parametrize(
    ("first", "second"), [("四、政府信息公开行政复议、", "行政诉讼情况"), ("三、收到和处理政府信息公开", "申请情况")]
)
def test_a_heading_broken_over_two_lines_is_one(first: str, second: str, recognised: Recognise) -> None:
    report = recognised(with_headings(lambda k, t: f"{first}\n{second}" if k == first[0] else f"{k}、{t}"))
    assert keys(report) == ALL
    assert report.section_by_key[first[0]].title == HEADINGS[first[0]]
    assert second not in report.prose


def test_exchanged_headings_keep_their_titles(recognised: Recognise) -> None:
    exchanged = {"三": "四", "四": "三"}
    report = recognised(with_headings(lambda k, t: f"{k}、{HEADINGS[exchanged.get(k, k)]}"))
    assert keys(report) == "一二四三五六" or keys(report) == ALL.replace("三四", "四三")
    assert [section.number for section in report.sections] == list(ALL)


def test_misnumbered_headings_keep_their_titles(recognised: Recognise) -> None:
    shifted = {"五": "四", "六": "五"}
    report = recognised(with_headings(lambda k, t: f"{shifted.get(k, k)}、{t}"))
    assert keys(report) == ALL
    assert [section.number for section in report.sections] == list("一二三四四五")


@pytest.mark.parametrize("missing", list("一二四五六"))
def test_a_heading_that_is_not_there_is_not_invented(missing: str, recognised: Recognise) -> None:
    report = recognised(with_headings(lambda k, t: "" if k == missing else f"{k}、{t}"))
    assert keys(report) == ALL.replace(missing, "")


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("六、其他需要报告的事项：无。", "无。"),
        ("六、其他需要报告的事项无。", "无。"),
        ("六、其他需要报告的事项 我局无其他需要报告的事项。", "我局无其他需要报告的事项。"),
        ("六、其他需要报告的事项。2024年，我局未收取信息处理费。", "2024年，我局未收取信息处理费。"),
    ],
)
def test_heading_and_text_on_one_line(heading: str, text: str, recognised: Recognise) -> None:
    report = recognised(with_headings(lambda k, t: heading if k == "六" else f"{k}、{t}"))
    assert report.section_by_key["六"].title == HEADINGS["六"]
    assert report.text_of("六").startswith(text)


LISTS = {
    "五": [
        "一、存在的主要问题\n公开不够及时。\n二、改进措施\n加强学习。",
        "（一）存在问题\n不多。\n（二）改进情况\n好。",
    ],
    "一": [
        "一、主动公开情况\n公开1条。\n二、依申请公开情况\n0件。\n三、政府信息管理\n好。\n四、平台建设\n好。\n五、监督保障\n好。",
        "（一）主动公开政府信息情况\n公开1条。\n（二）收到和处理政府信息公开申请情况\n收到0件。",
        "1.主动公开政府信息情况\n公开1条。",
    ],
    "六": ["（一）其他需要报告的事项\n无。", "1.其他需要报告的事项\n无。", "一、其他\n无。\n二、说明\n无。"],
}


@pytest.mark.parametrize(("section", "text"), [(key, text) for key, texts in LISTS.items() for text in texts])
def test_a_list_inside_a_section_is_no_section(section: str, text: str, recognised: Recognise) -> None:
    report = recognised(with_headings(lambda k, t: f"{k}、{t}\n{text}" if k == section else f"{k}、{t}"))
    assert keys(report) == ALL
    assert report.section_by_key[section].title == HEADINGS[section]
    assert found(report) == (10, 175, 15)


@pytest.mark.parametrize(
    "numbering",
    ["（{k}）{t}\n好。", "（{k}）{t}。好。", "{d}.{t}\n好。", "{d}、{t}：好。", "（{d}）{t}\n好。"],
)
@pytest.mark.parametrize("missing", list("二三四六"))
@pytest.mark.parametrize("first", [0, 2])
def test_a_subheading_in_the_words_of_a_lost_heading_is_not_that_heading(
    missing: str, first: int, numbering: str, recognised: Recognise
) -> None:
    titles = [HEADINGS[missing], "政府信息管理", "监督保障"]
    titles = titles if first == 0 else titles[::-1]
    series = "\n".join(numbering.format(k=k, d=DIGITS[k], t=title) for k, title in zip(ALL, titles, strict=False))
    printed = {missing: "", "一": f"一、{HEADINGS['一']}\n{series}"}
    report = recognised(with_headings(lambda k, t: printed.get(k, f"{k}、{t}")))
    assert keys(report) == ALL.replace(missing, "")
    assert found(report) == (10, 175, 15)


@pytest.mark.parametrize(
    "line", ["（一）主动公开政府信息情况", "（一）主动公开政府信息情况。公开信息12条。", "3.主动公开政府信息情况"]
)
def test_a_lone_subheading_bears_another_number(line: str, recognised: Recognise) -> None:
    printed = {"二": "", "一": f"一、总体情况\n工作有序。\n{line}"}
    report = recognised(with_headings(lambda k, t: printed.get(k, f"{k}、{t}")))
    assert keys(report) == "一三四五六"


def test_a_heading_without_number_does_not_empty_a_numbered_section(recognised: Recognise) -> None:
    printed = {"二": "", "一": "一、总体情况\n主动公开政府信息情况\n公开信息12条。\n政府信息管理\n先审后发。"}
    report = recognised(with_headings(lambda k, t: printed.get(k, f"{k}、{t}")))
    assert keys(report) == "一三四五六"
    assert "公开信息12条" in report.text_of("一")


CONTENTS = [
    "{k}、{t}",
    "{k}、{t}……………3",
    "{k}、{t}\t3",
    "{k}、{t}\n",
    "{k}、{t}\n（一）有关情况\n（二）其他情况",
    "{k}、{t}；",
]


@pytest.mark.parametrize("line", CONTENTS)
def test_a_table_of_contents_is_no_copy_and_no_prose(line: str, recognised: Recognise) -> None:
    contents = "\n".join(line.format(k=key, t=title) for key, title in HEADINGS.items())
    report = recognised(f"{TITLE}\n目  录\n{contents}\n{body()}")
    assert keys(report) == ALL
    assert found(report) == (10, 175, 15)
    assert not report.copies
    assert HEADINGS["三"] not in report.prose


def test_sections_in_another_order(recognised: Recognise) -> None:
    text = body()
    cut = [text.index(f"{key}、{title}\n") for key, title in HEADINGS.items()]
    parts = [text[start:end] for start, end in zip(cut, [*cut[1:], len(text)], strict=True)]
    report = recognised("\n".join([TITLE, *(parts[index] for index in (0, 1, 2, 4, 3, 5))]))
    assert keys(report) == "一二三五四六"
    assert found(report) == (10, 175, 15)


OLD_OUTLINE = f"""{TITLE.replace("2024", "2018")}
一、概述
2018年，我局认真贯彻落实条例。
二、主动公开政府信息情况
全年公开100条。
三、依申请公开政府信息情况
收到2件。
四、政府信息公开的收费及减免情况
未收费。
五、因政府信息公开申请行政复议、提起行政诉讼情况
无。
六、政府信息公开工作存在的主要问题及改进情况
有不足。
七、其他需要报告的事项
无。
政府信息公开情况统计表
一、主动公开情况
条
100
四、行政复议数量
件
0
"""


def test_the_outline_of_the_years_before_2019(recognised: Recognise) -> None:
    report = recognised(OLD_OUTLINE)
    assert [(section.key, section.number) for section in report.sections] == list(zip(ALL, "一二三五六七", strict=True))
    assert not report.tables
    assert report.year == 2018
