"""Rosters as offices keep them are read; what is wrong with one is told by row and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from hegui.errors import RosterError
from hegui.project.roster import read_roster
from hegui.recognise import Knowledge
from hegui.rules.columns import columns_read
from hegui.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from conftest import Read

FULL = """单位名称,别名,代码,层级,类别,上级,省份,市,县,网址,文件,截止日期（月-日）,汇总,备注
南县人民政府,南县,1,县级政府,,,湖南,益阳市,南县,,,,是,
南县教育局,教育局；教体局,2,县直部门,部门,南县人民政府,湖南省,益阳市,,https://www.nanxian.gov.cn/a.html,教育局\\2024.docx,02-15,,新任
"""


def _told(read: Read, text: str, name: str = "名册.csv") -> str:
    with pytest.raises(RosterError) as caught:
        read(text, name)
    return str(caught.value)


def test_every_column_is_read(read: Read) -> None:
    government, bureau = read(FULL)
    assert (government.name, government.aliases, government.level, government.tier, government.rollup) == (
        "南县人民政府",
        ("南县",),
        "government",
        "县",
        True,
    )
    assert bureau.aliases == ("教育局", "教体局")
    assert (bureau.code, bureau.level, bureau.kind, bureau.tier) == ("2", "department", "部门", "县")
    assert (bureau.parent, bureau.province, bureau.city) == ("南县人民政府", "湖南省", "益阳市")
    assert (bureau.url, bureau.file) == ("https://www.nanxian.gov.cn/a.html", "教育局/2024.docx")
    assert bureau.deadline is not None
    assert bureau.deadline.of(2024) == date(2025, 2, 15)
    assert (government.deadline, bureau.rollup, bureau.place) == (None, None, "第 3 行")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_office_software_are_read(read: Read, encoding: str) -> None:
    assert read(FULL, encoding=encoding) == read(FULL)


def test_headings_may_be_english_and_tabs_may_part_the_columns(read: Read) -> None:
    (unit,) = read("name\taliases\tlevel\n南县教育局\t教育局\tdepartment\n")
    assert (unit.name, unit.aliases, unit.level) == ("南县教育局", ("教育局",), "department")


def test_a_title_and_blank_rows_do_no_harm(read: Read) -> None:
    units = read("南县应报告单位一览\n\n序号,单位\n1,南县教育局\n,\n2,南县水利局\n")
    assert [(unit.name, unit.place) for unit in units] == [("南县教育局", "第 4 行"), ("南县水利局", "第 6 行")]


def test_yaml_lists_units_by_name_or_with_more(read: Read) -> None:
    bureau = "  - name: 南县教育局\n    别名: [教育局, 教体局]\n    截止日期: 2025-02-15\n    汇总: false\n"
    text = f"单位:\n  - 南县水利局\n{bureau}"
    first, second = read(text, "名册.yaml")
    assert (first.name, second.aliases, second.rollup) == ("南县水利局", ("教育局", "教体局"), False)
    assert second.deadline is not None
    assert (second.deadline.of(2024), second.deadline.of(2023)) == (date(2025, 2, 15), None)


def _workbook(path: Path, rows: Sequence[Sequence[str | int]]) -> None:
    book = Workbook()
    book.create_sheet("说明", 0).append(["本表由办公室维护"])
    sheet = book["Sheet"]
    for row in rows:
        sheet.append(row)
    book.save(path)


def test_a_workbook_is_read_where_its_list_is(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "名册.xlsx"
    _workbook(file, [["单位名称", "代码", "层级"], ["南县教育局", 1024, "部门"], ["", "", ""], ["南县水利局", 7, ""]])
    units, remarks = read_roster(file, knowledge)
    assert remarks == ("工作表“说明”没有“单位名称”一列，没有读取。",)
    assert [(unit.name, unit.code, unit.level, unit.place) for unit in units] == [
        ("南县教育局", "1024", "department", "第 2 行"),
        ("南县水利局", "7", None, "第 4 行"),
    ]


def test_a_fault_in_a_workbook_is_told_by_its_row(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "名册.xlsx"
    _workbook(file, [["单位名称", "层级"], ["南县教育局", "科级"]])
    with pytest.raises(RosterError, match=re.escape("名册.xlsx 第 2 行“层级”一栏：不认识“科级”")):
        read_roster(file, knowledge)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("单位名称,层级\n甲局,上级\n", "第 2 行“层级”一栏：不认识“上级”，可写 政府、部门"),
        ("单位名称,类别\n甲局,委办\n", "第 2 行“类别”一栏：不认识“委办”，最接近的是“委办局”"),
        ("单位名称,省份\n甲局,胡南\n", "第 2 行“省”一栏：没有“胡南”这个省份，最接近的是“湖南”"),
        ("单位名称,截止日期\n甲局,2-30\n", "第 2 行“截止日期”一栏：“2-30”不是日期"),
        ("单位名称,汇总\n甲局,可能\n", "第 2 行“汇总”一栏：不认识“可能”，请写 是 或 否"),
        ("单位名称,网址\n甲局,www.gov.cn\n", "第 2 行“网址”一栏：“www.gov.cn”不是网址"),
        ("单位名称,别名\n,甲\n", "第 2 行“单位名称”一栏：没有填写"),
        ("单位名称\n甲局\n乙局\n甲 局\n", "第 4 行“单位名称”一栏：单位“甲局”与第 2 行重复"),
        ("单位名称,代码\n甲局,1\n乙局,1\n", "第 3 行“代码”一栏：代码“1”与第 2 行重复"),
        ("单位名称,上级\n甲局,乙局\n乙局,丙局\n丙局,甲局\n", "上下级成了圈：甲局 → 乙局 → 丙局 → 甲局"),
        ("单位名称,上级\n甲局,甲局\n", "上下级成了圈：甲局 → 甲局"),
        ("单位名称,别名,上级\n甲局,局,\n乙局,局,\n丙所,,局\n", "可能是乙局、甲局，请写全称"),
        ("单位名称,截止日其\n甲局,1\n", "第 1 行：不认识的列“截止日其”，最接近的是“截止日期”"),
        ("单位名称,name\n甲局,乙局\n", "“单位名称”和“name”两列意思相同"),
        ("单位名称,代码\n甲局,1,2\n", "第 2 行：比表头多出“2”"),
        ("甲局,1\n", "没有表头，应有一列名为“单位名称”"),
        ("单位名称\n", "表头下面没有单位"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(read: Read, text: str, told: str) -> None:
    assert told in _told(read, text)


def test_other_columns_pass(read: Read) -> None:
    (unit,) = read("名次,单位名称,职级,单位性质,上报情况,行政级别,在编人数\n1,甲局,正科,公益一类,已报,正科,12\n")
    assert (unit.name, unit.level, unit.listing["在编人数"]) == ("甲局", None, "12")


def test_the_same_mistake_in_many_rows_is_told_once(read: Read) -> None:
    told = _told(read, "单位名称,层级\n" + "".join(f"第{number}局,科级\n" for number in range(400)))
    assert told.count("\n") == 1
    assert "第 2 行、第 3 行、第 4 行等 400 行“层级”一栏：不认识“科级”" in told


@pytest.mark.parametrize(
    "rows",
    [
        ["单位信息,,所在地,,", "单位名称,层级,省,市,网址"],
        ["单位名称,层级,所在地,,网址", ",,省,市,"],
        ["序号（自动）,层级,所在地,,网址", "单位名称,,省,市,"],
    ],
)
def test_headings_of_two_rows(read: Read, rows: list[str]) -> None:
    (unit,) = read("\n".join(["2024 年名册,,,,", *rows, "甲局,部门,湖南省,益阳市,https://a.gov.cn/"]))
    assert (unit.name, unit.level, unit.province, unit.city) == ("甲局", "department", "湖南省", "益阳市")
    assert unit.url == "https://a.gov.cn/"


def test_a_row_below_the_header_that_lacks_its_name_is_no_second_header(read: Read) -> None:
    assert "第 2 行“单位名称”一栏：没有填写" in _told(read, "单位名称,别名\n,甲\n")


@pytest.mark.parametrize(
    "row",
    [
        "合计,2 个",
        "总计：2,",
        "小计（个）,",
        "填表人：张三,联系电话：123",
        "制表单位：某办,",
        ",合计",
        "一、县直部门,",
        "注：按序排列,",
    ],
)
def test_rows_that_are_no_units(read: Read, row: str) -> None:
    assert [unit.name for unit in read(f"序号,单位名称\n1,甲局\n{row}\n2,合计测算中心\n")] == ["甲局", "合计测算中心"]


def test_every_sheet_with_units_is_read(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "名册.xlsx"
    book = Workbook()
    for title, rows in {
        "市直": [["单位名称", "层级"], ["市教育局", "市直部门"]],
        "乡镇": [["乡镇名单", ""], ["单位名称", "在编人数"], ["甲镇人民政府", 12]],
        "附注": [["本表由办公室维护"]],
        "空": [],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(file)
    units, remarks = read_roster(file, knowledge)
    assert [(unit.name, unit.place, unit.listing["在编人数"]) for unit in units] == [
        ("市教育局", "“市直”表第 2 行", ""),
        ("甲镇人民政府", "“乡镇”表第 3 行", "12"),
    ]
    assert remarks == ("工作表“附注”没有“单位名称”一列，没有读取。",)


def test_merged_headings_of_a_workbook(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "名册.xlsx"
    book = Workbook()
    sheet = book["Sheet"]
    for row in (
        ["序号", "单位名称", "所在地", ""],
        ["", "", "市", "县"],
        [1, "甲局", "益阳市", "南县"],
        ["合计", "", "", 1],
    ):
        sheet.append(row)
    for cells in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(cells)
    book.save(file)
    (unit,) = read_roster(file, knowledge).units
    assert (unit.name, unit.city, unit.county) == ("甲局", "益阳市", "南县")


def test_every_mistake_is_told_at_once(read: Read) -> None:
    told = _told(read, "单位名称,层级,截止日期\n甲局,上级,昨天\n甲局,部门,\n").splitlines()
    assert len(told) == 4
    assert all("名册.csv 第" in line for line in told[1:])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- name: 甲局\n  level: 上级\n", "第 1 行“层级”一栏"),
        ("- name: 甲局\n  nmae: 乙局\n", "第 2 行：不认识的列“nmae”，最接近的是“name”"),
        ("甲局\n", "应是单位的列表"),
        ("- name: 甲局\n  name: 乙局\n", "重复"),
    ],
)
def test_faults_in_yaml_are_told_by_line(read: Read, text: str, told: str) -> None:
    assert told in _told(read, text, "名册.yaml")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("名册.csv", "单位名称,在编人数（人）,备注\n甲局, 12 ,新设\n乙局,,\n"),
        ("名册.yaml", "- 单位名称: 甲局\n  在编人数: 12\n  备注: 新设\n- 单位名称: 乙局\n"),
    ],
)
def test_a_roster_may_have_columns_of_its_own(read: Read, name: str, text: str) -> None:
    first, second = read(text, name)
    assert first.listing == {"单位名称": "甲局", "在编人数": "12", "备注": "新设"}
    assert second.listing == {"单位名称": "乙局", "在编人数": "", "备注": ""}


def test_a_column_that_a_rule_reads_is_no_slip_for_another(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "名册.csv"
    file.write_text("单位名称,截止日子\n甲局,正科\n", "utf-8")
    with pytest.raises(RosterError, match="不认识的列“截止日子”"):
        read_roster(file, knowledge)
    (unit,) = read_roster(file, knowledge, ["截止日子"]).units
    assert (unit.deadline, unit.listing["截止日子"]) == (None, "正科")


def test_the_columns_that_rules_read_are_those_that_they_name(ruleset: RuleSet) -> None:
    judged = ruleset.rule("table3-row-total")
    assert judged is not None
    params = {**judged.params, "assert": '总计 >= 名册.甲 and 名册.乙 == "丙"'}
    changed = replace(judged, params=params, message="{名册.丁}", advice="{名册.戊}")
    assert columns_read([changed], ruleset.checks) == {"甲", "乙", "丁", "戊"}
    assert columns_read([judged], ruleset.checks) == set()


def test_a_parent_may_be_named_by_alias_or_code(read: Read) -> None:
    units = read("单位名称,别名,代码,上级\n南县人民政府,南县,430921,\n甲局,,,南县\n乙局,,,430921\n")
    assert [unit.parent for unit in units] == [None, "南县人民政府", "南县人民政府"]


def test_what_is_no_list_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    picture = tmp_path / "名册.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(RosterError, match="不是 CSV、Excel"):
        read_roster(picture, knowledge)
    with pytest.raises(RosterError, match="没有这个文件"):
        read_roster(tmp_path / "没有.csv", knowledge)


@pytest.mark.parametrize("more", [0, 20_000])
def test_a_quote_left_open_swallows_no_unit(read: Read, more: int) -> None:
    text = '单位名称,别名\n南县水利局,\n"南县教育局,教育局\n' + "南县民政局,民政局\n" * (more + 1)
    assert "名册.csv 第 3 行：引号没有成对" in _told(read, text)


def test_an_empty_file_is_told(read: Read) -> None:
    assert "文件是空的" in _told(read, "\n")


def test_columns_may_be_parted_by_tabs_under_a_title(read: Read) -> None:
    (unit,) = read("南县单位名册\n单位名称\t别名\n南县教育局\t教体局\n")
    assert (unit.name, unit.aliases) == ("南县教育局", ("教体局",))


def test_a_day_may_be_written_full_width(read: Read) -> None:
    (unit,) = read("单位名称,截止日期\n南县教育局,２０２５－０２－１５\n")
    assert unit.deadline is not None
    assert unit.deadline.of(2024) == date(2025, 2, 15)


@pytest.mark.parametrize("written", ["南县", "南县政府", "益阳市南县人民政府", "县人民政府"])
def test_a_parent_may_be_written_otherwise(read: Read, written: str) -> None:
    units = read(f"单位名称,上级\n南县人民政府,\n南县教育局,{written}\n")
    assert (units[1].parent, units[1].parent_hint) == ("南县人民政府", None)


def test_a_parent_that_is_not_listed_is_outside_the_roster(read: Read) -> None:
    units = read("单位名称,上级\n南县人民政府,益阳市人民政府\n南县教育局,南县人民政俯\n")
    assert [(unit.parent, unit.parent_hint) for unit in units] == [
        ("益阳市人民政府", None),
        ("南县人民政俯", "南县人民政府"),
    ]


def test_a_parent_that_may_be_several_is_none_of_them(read: Read) -> None:
    units = read("单位名称,上级\n南县教育局,\n安化县教育局,\n某中心,县教育局\n")
    assert (units[2].parent, units[2].parent_hint) == ("县教育局", "南县教育局”或“安化县教育局")


def test_parents_outside_are_no_fault_however_long_the_roster(read: Read) -> None:
    units = read("单位名称,上级\n" + "".join(f"第{number}局,某市政府{number}\n" for number in range(20_000)))
    assert {unit.parent_hint for unit in units} == {None}
