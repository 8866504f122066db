"""A unit's kind, level, tier and place come from its name; what the name leaves open is left open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed import Recognise, body

from hegui.model.report import Unit
from hegui.recognise import Knowledge

# 名称 | 类别 | 级别 | 层级 | 省 | 市 | 县；- 为空
UNITS = """
湖南省 | 人民政府 | government | 省 | 湖南省 | - | -
湖南省人民政府办公厅 | 办公厅（室） | department | 省 | 湖南省 | - | -
湖南省公安厅 | 部门 | department | 省 | 湖南省 | - | -
广西发改委 | 部门 | department | 省 | 广西壮族自治区 | - | -
益阳市人民政府 | 人民政府 | government | 市 | 湖南省 | 益阳市 | -
益阳市资阳区人民政府办公室 | 办公厅（室） | department | 县 | 湖南省 | 益阳市 | 资阳区
安化县林业局 | 部门 | department | 县 | 湖南省 | 益阳市 | 安化县
鹤城区 | 人民政府 | government | 县 | 湖南省 | 怀化市 | 鹤城区
昆山市人民政府 | 人民政府 | government | 县 | 江苏省 | 苏州市 | 昆山市
仙桃市 | 人民政府 | government | 县 | 湖北省 | - | 仙桃市
北京市朝阳区教育局 | 部门 | department | 县 | 北京市 | - | 朝阳区
重庆市渝中区人民政府 | 人民政府 | government | 县 | 重庆市 | - | 渝中区
浦东新区 | 人民政府 | government | 县 | 上海市 | - | 浦东新区
两江新区 | 开发区管委会 | department | - | - | - | -
济南高新区管委会 | 开发区管委会 | department | 市 | 山东省 | 济南市 | -
东莞市虎门镇 | 乡镇人民政府 | government | 乡 | 广东省 | 东莞市 | -
黄浦区五里桥街道办事处 | 街道办事处 | department | 乡 | 上海市 | - | 黄浦区
国家税务总局湘潭市岳塘区税务局 | 垂直管理机构 | department | 县 | 湖南省 | 湘潭市 | 岳塘区
中华人民共和国长沙海关 | 垂直管理机构 | department | 市 | 湖南省 | 长沙市 | -
湘潭市公安局岳塘分局 | 派出机构 | department | 市 | 湖南省 | 湘潭市 | -
湘潭市住房公积金管理中心 | 部门 | department | 市 | 湖南省 | 湘潭市 | -
中共安化县委机构编制委员会办公室 | 办公厅（室） | department | 县 | 湖南省 | 益阳市 | 安化县
湘西土家族苗族自治州 | 人民政府 | government | 市 | 湖南省 | 湘西土家族苗族自治州 | -
湘西州人民政府 | 人民政府 | government | 市 | 湖南省 | 湘西土家族苗族自治州 | -
海南州 | 人民政府 | government | 市 | 青海省 | 海南藏族自治州 | -
河南县 | 人民政府 | government | 县 | 青海省 | 黄南藏族自治州 | 河南蒙古族自治县
三江县 | 人民政府 | government | 县 | 广西壮族自治区 | 柳州市 | 三江侗族自治县
融水县 | 人民政府 | government | 县 | 广西壮族自治区 | 柳州市 | 融水苗族自治县
鄂温克旗 | 人民政府 | government | 县 | 内蒙古自治区 | 呼伦贝尔市 | 鄂温克族自治旗
锡林郭勒盟行政公署 | 人民政府 | government | 市 | 内蒙古自治区 | 锡林郭勒盟 | -
第八师石河子市 | 人民政府 | government | 县 | 新疆维吾尔自治区 | - | 石河子市
达州市云岭县人民政府 | 人民政府 | government | 县 | 四川省 | 达州市 | -
鼓楼区人民政府 | 人民政府 | government | 县 | - | - | -
桥西区 | 人民政府 | government | 县 | 河北省 | - | -
城关镇人民政府 | 乡镇人民政府 | government | 乡 | - | - | -
襄樊市 | 人民政府 | government | - | - | - | -
司法部 | 部门 | department | - | - | - | -
林业局 | 部门 | department | - | - | - | -
"""


def _told(unit: Unit) -> list[str]:
    values = (unit.name, unit.kind, unit.level, unit.tier, unit.province, unit.city, unit.county)
    return [value or "-" for value in values]


@pytest.mark.parametrize("line", UNITS.strip().splitlines())
def test_a_name_tells_kind_level_tier_and_place(line: str, knowledge: Knowledge) -> None:
    expected = line.split(" | ")
    assert _told(knowledge.units.read(expected[0])) == expected


CONTEXTS = [
    ("鼓楼区", "我区位于南京市", "江苏省", "南京市"),
    ("鼓楼区", "福建省福州市", "福建省", "福州市"),
    ("鼓楼区", "江苏省的一个区", "江苏省", None),
    ("鼓楼区", "学习福州市、南京市的经验", None, None),
    ("鼓楼区", "", None, None),
    ("宝山区大场镇人民政府", "上海市宝山区", "上海市", None),
    ("桥西区", "张家口市", "河北省", "张家口市"),
]


@pytest.mark.parametrize(("name", "context", "province", "city"), CONTEXTS)
def test_only_the_context_tells_like_names_apart(
    name: str, context: str, province: str | None, city: str | None, knowledge: Knowledge
) -> None:
    unit = knowledge.units.read(name, context)
    assert (unit.province, unit.city) == (province, city)


def test_a_fuller_name_elsewhere_gives_the_place(recognised: Recognise) -> None:
    report = recognised(
        f"发布机构：北京市东城区人民政府东华门街道办事处\n东华门街道办事处2024年政府信息公开工作年度报告\n{body()}"
    )
    assert report.unit is not None
    assert (report.unit.name, report.unit.province) == ("东华门街道办事处", "北京市")


@given(data=st.data())
def test_every_division_is_found_by_its_full_name(data: st.DataObject, knowledge: Knowledge) -> None:
    rows = [row for row in knowledge.lexicons["divisions"] if row["name"] not in ("市辖区", "县") and not row["until"]]
    row = data.draw(st.sampled_from(rows))
    names = {row["code"]: row["name"] for row in knowledge.lexicons["divisions"]}
    code = row["code"]
    province, city = names[code[:2] + "0000"], names.get(code[:4] + "00", "")
    full = "".join(dict.fromkeys((province, city if "直辖" not in city and city != "市辖区" else "", row["name"])))
    unit = knowledge.units.read(f"{full}财政局")
    assert unit.province == province
    assert row["name"] in (unit.county, unit.city, unit.province)
    assert unit.kind == "部门"
