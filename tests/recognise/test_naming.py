"""Whoever reports is named by title, line beside it, preamble, signature or page: any layout gives that unit and year,
and nothing that only stands there becomes a name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import Recognise, body

from hegui.recognise import Knowledge

LAYOUTS = [
    "{u}\n{y}年政府信息公开工作年度报告\n{y}年政府信息公开工作年度报告\n{period}\n{body}",
    "{u}\n{y}年政府信息公开工作年度报告\n{u}{y}年政府信息公开工作年度报告\n{period}\n{body}",
    "{u}{y}年政府信息公开工作年度报告\n{y}年政府信息公开工作年度报告\n{body}",
    "{u}\n{after}年1月8日\n{y}年政府信息公开工作年度报告\n{period}\n{body}",
    "{y}年政府信息公开工作年度报告\n{u}\n{after}年1月8日\n{period}\n{body}",
    "{y}年政府信息公开工作年度报告\n{after}年1月8日\n{u}\n{body}",
    "{y}年政府信息公开工作年度报告\n（{u}）\n{body}",
    "{y}年政府信息公开工作年度报告（{u}）\n{body}",
    "{u}关于{y}年政府信息公开工作的年度报告\n{body}",
    "{u}关于{y}年度政府信息公开工作情况的报告\n{body}",
    "关于{u}{y}年政府信息公开工作的年度报告\n{body}",
    "{u}政府信息公开工作的{y}年度报告\n{body}",
    "{y}年度{u}政府信息公开工作年度报告\n{body}",
    "{u}政府信息公开工作年度报告\n（{y}年度）\n{body}",
    "依照《中华人民共和国政府信息公开条例》，编写{u}{y}年政府信息公开工作年度报告。\n{body}",
    "根据《中华人民共和国政府信息公开条例》等规定，现向社会公布《{u}{y}年政府信息公开工作年度报告》。\n{body}",
    "按照上级要求，{u}现面向社会公开{y}年度政府信息公开年度报告。{period}\n{body}",
    "本报告由{u}根据《中华人民共和国政府信息公开条例》编制。{period}\n{body}",
    "依据《中华人民共和国政府信息公开条例》第五十条，{u}编制本报告。{period}\n{body}",
    "根据《中华人民共和国政府信息公开条例》规定，{u}编制了{y}年政府信息公开工作年度报告。\n{body}",
    "《{u}{y}年政府信息公开工作年度报告》已经审定，现予公布。\n{body}",
    "政府信息公开工作年度报告\n{u}根据《中华人民共和国政府信息公开条例》的规定编制本年度报告。{period}\n{body}",
    "根据有关规定，现向社会公布{y}年{u}政府信息公开工作年度报告。{period}\n{body}",
    "根据有关规定，现特向社会公布{y}年度{u}信息公开工作年度报告。{period}\n{body}",
    "政府信息公开工作年度报告\n根据有关规定，现公布{u}政府信息公开年度报告。{period}\n{body}",
    "政府信息公开年度报告\n现将{u}{y}年度政府信息公开工作情况公布如下。{period}\n{body}",
    "根据有关规定，{u}编制了{u}{y}年政府信息公开工作年度报告。{period}\n{body}",
    "政府信息公开年度报告\n{u}（以下简称我单位）编制本报告。{period}\n{body}",
    "{period}\n{body}{u}\n{after}年1月8日\n",
    "{y}年政府信息公开工作年度报告\n{body}{u}（公章）\n{after}年1月8日\n",
    "发布机构：{u}\n发布日期：{after}-01-08\n{y}年政府信息公开工作年度报告\n{body}",
]
"""A report with its unit {u} and year {y}, somewhere. The body names neither."""

AROUND = [
    "信息公开目录",
    "政务公开专区",
    "政府信息公开年报",
    "当前位置：首页",
    "某某市人民政府门户网站",
    "政府信息公开专栏",
    "依申请公开",
    "上级有关部门",
    "本机关",
    "办公室",
    "（此件公开发布）",
    "\ufffd\ufffd\ufffd市\ufffd\ufffd局",
    "\ue001\ue002\ue003局",
    "365网上平台_APP官网人民政府办公室",
]
"""What stands on a line above or below a title, or behind the text, and names no unit."""

MADE_UP = ["澄湖市", "澄湖市桐溪区", "柳泉县", "云岭自治州"]
BODIES = [
    "人民政府",
    "人民政府办公室",
    "人民政府外事办公室",
    "星河镇人民政府",
    "青石街道办事处",
    "双塘乡人民政府",
    "高新技术产业开发区管理委员会",
    "公安局城南分局",
    "住房公积金管理中心",
    "总工会",
    "消防救援支队",
    "残联",
    "工商联",
    "国营三合农场",
]
SECOND = "{u}（绿化委员会办公室）"


@st.composite
def units(draw: st.DrawFn, knowledge: Knowledge) -> str:
    """A name of a place, in the table or made up, and of one of its organs, at times with a second name."""
    rows = [row for row in knowledge.lexicons["divisions"] if row["name"] not in ("市辖区", "县") and not row["until"]]
    by_code = {row["code"]: row["name"] for row in rows}
    row = draw(st.sampled_from(rows))
    city = by_code.get(row["code"][:4] + "00", "")
    known = city * (len(city) > 2 and "直辖" not in city and city != row["name"]) + row["name"]
    place = draw(st.sampled_from([known, row["name"], *MADE_UP]).filter(lambda name: "直辖" not in name))
    offices = [*BODIES, *knowledge.lexicons["roster"]["abbreviations"]]
    name = place + draw(st.sampled_from(offices))
    return draw(st.sampled_from([name, name, name, SECOND.format(u=name)]))


@given(data=st.data())
@settings(max_examples=60)
def test_every_layout_gives_the_unit_and_the_year(
    data: st.DataObject, recognised: Recognise, knowledge: Knowledge
) -> None:
    unit, year = data.draw(units(knowledge)), data.draw(st.integers(2019, 2025))
    layout = data.draw(st.sampled_from(LAYOUTS))
    period = f"统计期限：{year}年1月1日至{year}年12月31日。"
    text = layout.format(u=unit, y=year, after=year + 1, period=period, body=body().replace("2024", str(year)))
    report = recognised(text)
    assert report.unit is not None
    assert (report.unit.name, report.year) == (unit, year)


@given(data=st.data())
@settings(max_examples=40)
def test_what_only_stands_there_never_becomes_a_name(data: st.DataObject, recognised: Recognise) -> None:
    lines = st.lists(st.sampled_from(AROUND), max_size=2).map("\n".join)
    above, below, behind = data.draw(lines), data.draw(lines), data.draw(lines)
    report = recognised(f"{above}\n2024年政府信息公开工作年度报告\n{below}\n{body()}{behind}\n")
    assert report.unit is None
    assert report.year == 2024


@pytest.mark.parametrize("kind", ["人民政府", "办公厅（室）", "街道办事处", "开发区管委会", "部门"])
def test_a_second_name_in_brackets_does_not_change_what_the_unit_is(kind: str, knowledge: Knowledge) -> None:
    names = {
        "人民政府": "安化县人民政府",
        "办公厅（室）": "安化县人民政府办公室",
        "街道办事处": "安化县东坪街道办事处",
        "开发区管委会": "安化经济开发区管委会",
        "部门": "安化县林业局",
    }
    unit = knowledge.units.read(f"{names[kind]}（安化县绿化中心）")
    assert (unit.kind, unit.county) == (kind, "安化县" if kind != "开发区管委会" else unit.county)


YEARS = [
    ("2022年以来，我乡按照部署做信息公开。", "", 2022),
    ("2022年，我乡公开信息80条。比2021年增加3条。", "", 2022),
    ("2022年以来，我乡按照部署做信息公开。", "安化县梅城镇人民政府\n2023年1月9日", 2022),
    ("自2019年以来，我乡一直重视信息公开。2022年，我乡公开信息80条。", "", 2022),
    ("2019年以来，我乡一直重视信息公开。", "安化县梅城镇人民政府\n2023年1月9日", None),
    ("截至2022年12月31日，我乡公开信息80条。", "", 2022),
    ("2022年1—12月，我乡公开信息80条。", "", 2022),
    ("我乡重视信息公开。", "安化县梅城镇人民政府\n2023年1月9日", None),
]


@pytest.mark.parametrize(("opening", "signed", "year"), YEARS)
def test_without_title_and_period_the_text_tells_the_year(
    opening: str, signed: str, year: int | None, recognised: Recognise
) -> None:
    bare = body().replace("2024年", "").replace("一、总体情况\n", f"一、总体情况\n{opening}\n")
    assert recognised(bare + signed + "\n").year == year


def test_where_preamble_and_period_name_different_years_the_text_tells(recognised: Recognise) -> None:
    opening = "某单位编制了2021年政府信息公开年度报告。统计期限：2020年1月1日至2020年12月31日。\n"
    said = {
        year: body().replace("2024年", "").replace("一、总体情况\n", f"一、总体情况\n{year}年，我局公开信息。\n")
        for year in (2020, 2021)
    }
    assert {year: recognised(opening + text).year for year, text in said.items()} == {2020: 2020, 2021: 2021}


def test_a_slip_in_the_period_makes_no_other_year(recognised: Recognise) -> None:
    """The year of the report's name and of its text is that of the report; where they differ, the period's is."""
    opening = "某局编制了2024年政府信息公开年度报告。本报告中所列数据的统计期限自2023年1月1日起至2023年12月31日止。\n"
    told = body().split("一、总体情况\n", 1)[1]
    assert recognised(f"{opening}一、总体情况\n2024年，我局公开信息80条。\n{told}").year == 2024
    other = told.replace("2024年", "2023年")
    assert recognised(f"{opening}一、总体情况\n2023年，我局公开信息80条。\n{other}").year == 2023
