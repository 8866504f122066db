"""The title: however it is worded or broken over lines, unit and year come out; what is no title gives no unit."""

from __future__ import annotations

import pytest
from printed import TITLE, UNIT, Recognise, body

TITLES = [
    "{u}2024年政府信息公开工作年度报告",
    "{u}2024年度政府信息公开工作年度报告",
    "{u}2024政府信息公开工作年度报告",
    "{u} 2024 年政府信息公开工作年度报告",
    "{u}２０２４年政府信息公开工作年度报告",
    "{u}二〇二四年政府信息公开工作年度报告",
    "{u}二○二四年政府信息公开工作年度报告",
    "2024年{u}政府信息公开工作年度报告",
    "2024年度{u}政府信息公开工作年度报告",
    "{u}政府信息公开工作2024年度报告",
    "{u}政府信息公开2024年度工作报告",
    "{u}政府信息公开年度报告（2024年）",
    "{u}政府信息公开工作年度报告(2024)",
    "{u}2024年政府信息公开年报",
    "{u}2024年政府信息公开工作报告",
    "{u}2024年政府信息公开工作总结",
    "{u}2024年政府信息公开年度工作报告",
    "{u}2024年政府信息公开工作情况年度报告",
    "{u}2024年政务公开工作年度报告",
    "{u}关于2024年政府信息公开工作年度报告",
    "{u}关于2024年度政府信息公开工作的报告",
    "{u}2024年政府信息公开工作年度报告（2025年1月10日）",
    "{u}2024年政府信息公开工作年度报告.docx",
    "{u}2024年政府信息公开工作年度报告_安化县人民政府门户网站",
    "《{u}2024年政府信息公开工作年度报告》",
    "**{u}2024年政府信息公开工作年度报告**",
    "# {u}2024年政府信息公开工作年度报告",
    "【年报】{u}2024年政府信息公开工作年度报告",
    "[ {u} ] 2024年政府信息公开工作年度报告",
    "标题：{u}2024年政府信息公开工作年度报告",
    "现公布{u}2024年政府信息公开工作年度报告",
    "附件1\n{u}2024年政府信息公开工作年度报告",
    "首页 > 政务公开 > {u}2024年政府信息公开工作年度报告\n{u}2024年政府信息公开工作年度报告",
    "{u}2024年政府信息公开工作年度报告\n政府信息公开年报",
    "{u}\n2024年政府信息公开工作年度报告",
    "{u}\n2024年政府信息公开\n工作年度报告",
    "{u}2024年政府信息公开工作\n年度报告",
    "{u}\n\n2024年\n\n政府信息公开工作年度报告",
    "安化县\n林业局2024年政府信息公开工作年度报告",
    "{u}政府信息公开工作年度报告\n（2024年度）",
    "2024年政府信息公开工作年度报告\n{u}",
    "2024年政府信息公开工作年度报告\n（{u}）",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_gives_unit_and_year(title: str, recognised: Recognise) -> None:
    report = recognised(f"{title.format(u=UNIT)}\n{body()}")
    assert report.unit is not None
    assert (report.unit.name, report.unit.county, report.year) == (UNIT, "安化县", 2024)


UNITS = [
    "鹤城区",
    "湖南省",
    "益阳市资阳区人民政府办公室",
    "国家税务总局湘乡市税务局",
    "湘乡市公安局昆仑桥分局",
    "雨湖区云塘街道办事处",
    "湘潭高新技术产业开发区管理委员会",
    "湘潭市住房公积金管理中心",
    "中共安化县委机构编制委员会办公室",
    "中华人民共和国长沙海关",
    "无锡市人民政府",
    "新疆生产建设兵团第一师阿拉尔市",
]


@pytest.mark.parametrize("unit", UNITS)
def test_every_kind_of_unit_is_taken_whole(unit: str, recognised: Recognise) -> None:
    report = recognised(f"{unit}2024年政府信息公开工作年度报告\n{body()}")
    assert report.unit is not None
    assert report.unit.name == unit


def test_without_a_unit_in_the_title_the_signature_names_it(recognised: Recognise) -> None:
    for title in ("2024年政府信息公开工作年度报告", "政府信息公开工作年度报告", ""):
        report = recognised(f"{title}\n{body()}{UNIT}\n2025年1月10日\n")
        assert report.unit is not None
        assert report.unit.name == UNIT


def test_without_a_unit_in_the_title_the_preamble_names_it(recognised: Recognise) -> None:
    report = recognised(f"2024年政府信息公开工作年度报告\n本报告由{UNIT}编制。\n{body()}")
    assert report.unit is not None
    assert report.unit.name == UNIT


def test_words_of_the_page_above_the_title_are_no_unit(recognised: Recognise) -> None:
    report = recognised(f"信息公开目录\n2024年政府信息公开工作年度报告\n本报告由本机关编制。\n{body()}")
    assert report.unit is None
    assert report.year == 2024


def test_the_title_of_the_page_stands_in_for_one_that_the_text_lacks(recognised: Recognise) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in body().splitlines())
    report = recognised(f"<html><head><title>{TITLE}_某网站</title></head><body>{paragraphs}</body></html>", ".html")
    assert report.unit is not None
    assert (report.unit.name, report.year) == (UNIT, 2024)


def test_the_title_printed_again_is_no_prose(recognised: Recognise) -> None:
    report = recognised(f"{UNIT}2023年政府信息公开工作年度报告\n{TITLE}\n{body()}")
    assert report.year == 2024
    assert "2023年政府信息公开" not in report.prose
