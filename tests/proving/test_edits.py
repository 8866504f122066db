"""The edits of a rule's cases: each does what the contract says, and a faulty one is named in Chinese."""

from datetime import date

import pytest
import yaml

from hegui.proving import EditError, edit, load_draft

BUREAU = load_draft("bureau")


@pytest.mark.parametrize(
    ("name", "table_id", "path"),
    [
        ("table3.自然人.本年新收", "table3", ("本年新收", "自然人")),
        ("table3.本年新收.自然人", "table3", ("本年新收", "自然人")),
        ("table3.其他.总计", "table3", ("其他", "总计")),
        ("table3.总计.其他", "table3", ("总计", "其他")),
        ("table3.商业企业.其他", "table3", ("其他", "商业企业")),
        ("table2.规章.制发", "table2", ("规章", "制发")),
        ("table2.制发.规章", "table2", ("规章", "制发")),
        ("table2.行政许可", "table2", ("行政许可",)),
        ("table4.行政复议.结果维持", "table4", ("行政复议", "结果维持")),
        ("表三.自然人.本年新收", "table3", ("本年新收", "自然人")),
    ],
)
def test_set_finds_the_cell_in_either_order_and_the_row_first(name: str, table_id: str, path: tuple[str, ...]) -> None:
    spoilt = edit(BUREAU, {"set": {name: 99}})
    assert spoilt.tables[table_id][path] == "99"
    changed = {key for key, raw in spoilt.tables[table_id].items() if raw != BUREAU.tables[table_id][key]}
    assert changed == {path}


@pytest.mark.parametrize(("raw", "printed"), [(None, ""), (3.5, "3.5"), ("24件", "24件"), ("/", "/"), (-2, "-2")])
def test_set_takes_raw_text_numbers_and_null(raw: object, printed: str) -> None:
    assert edit(BUREAU, {"set": {"table3.自然人.重复申请": raw}}).tables["table3"]["重复申请", "自然人"] == printed


def test_unit_is_replaced_wherever_it_stands() -> None:
    renamed = edit(BUREAU, {"unit": "长沙市财政局"})
    assert renamed.unit == renamed.organ == renamed.metadata["发布机构"] == "长沙市财政局"
    assert renamed.title == "长沙市财政局2024年政府信息公开工作年度报告"
    assert BUREAU.unit not in str(renamed)


def test_year_moves_the_following_year_along_and_leaves_document_numbers_alone() -> None:
    moved = edit(BUREAU, {"year": 2022})
    assert moved.year == 2022
    assert moved.title.endswith("2022年政府信息公开工作年度报告")
    assert moved.period == "报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
    assert moved.signed == "2023年1月10日"
    assert "〔2021〕30号" in moved.preamble
    assert "2024年" not in str(moved)


def test_year_does_not_touch_the_year_of_a_document_of_the_same_year() -> None:
    moved = edit(load_draft("trial"), {"year": 2022, "append": {"六": "依据国办函〔2020〕109号。"}})
    assert (
        edit(load_draft("trial"), {"append": {"六": "国办函〔2020〕109号"}, "year": 2022})
        .sections["六"]
        .endswith("〔2020〕109号")
    )
    assert moved.signed == "2023年1月15日"


def test_edits_apply_in_the_order_of_the_contract_whatever_their_order() -> None:
    edits = {"replace": {"县政府": "市政府"}, "title": "别的标题", "year": 2023, "unit": "甲局"}
    assert edit(BUREAU, edits) == edit(BUREAU, dict(reversed(edits.items())))
    assert edit(BUREAU, edits).title == "别的标题"


def test_drop_takes_tables_rows_and_columns() -> None:
    assert "table3" not in edit(BUREAU, {"drop": ["table3"]}).tables
    assert edit(BUREAU, {"drop": ["表三.国家秘密"]}) == edit(BUREAU, {"drop": ["table3.国家秘密"]})
    assert edit(BUREAU, {"picture": ["表三"]}) == edit(BUREAU, {"picture": ["table3"]})
    rows = {path[0] for path in edit(BUREAU, {"drop": ["table3.国家秘密"]}).tables["table3"]}
    assert "国家秘密" not in rows
    assert len(rows) == 24
    by_row = edit(BUREAU, {"drop": ["table3.总计"]}).tables["table3"]
    assert not any(path[0] == "总计" for path in by_row)
    assert any(path[1] == "总计" for path in by_row)
    by_column = edit(BUREAU, {"drop": ["table3.column.总计"]}).tables["table3"]
    assert len(by_column) == 25 * 6
    assert not any(path[1] == "总计" for path in by_column)


def test_drop_takes_sections_headings_and_parts() -> None:
    assert "六" not in edit(BUREAU, {"drop": ["section.六"]}).sections
    headless = edit(BUREAU, {"drop": ["section.六.heading"]})
    assert "六" in headless.sections
    assert "六" not in headless.headings
    assert edit(BUREAU, {"drop": ["period"]}).period == ""
    assert edit(BUREAU, {"drop": ["period"]}).preamble == BUREAU.preamble
    assert edit(BUREAU, {"drop": ["preamble"]}).texts[:2] == ("", "")
    assert edit(BUREAU, {"drop": ["signature.date"]}).signed is None
    assert edit(BUREAU, {"drop": ["signature.organ"]}).organ is None
    bare = edit(BUREAU, {"drop": ["signature"]})
    assert bare.organ is bare.signed is None


def test_prose_is_replaced_appended_and_rewritten() -> None:
    edited = edit(
        BUREAU,
        {
            "preamble": "新的导语。",
            "section": {"六": "无。", "三": "说明。"},
            "append": {"一": "又一段。", "三": "第二段。"},
            "replace": {"412条": "421条"},
            "heading": {"五": "五、下一步打算"},
            "tail": "附件：无",
        },
    )
    assert edited.texts[:2] == ("新的导语。", "")
    assert edited.sections["六"] == "无。"
    assert edited.sections["三"] == "说明。\n第二段。"
    assert edited.sections["一"].endswith("\n又一段。")
    assert "主动公开政府信息421条" in edited.sections["一"]
    assert edited.headings["五"] == "五、下一步打算"
    assert edited.tail == "附件：无"


@pytest.mark.parametrize(
    ("written", "printed"),
    [("2025-01-10", "2025年1月10日"), ("'二〇二五年一月十日'", "二〇二五年一月十日"), ("null", None)],
)
def test_signed_takes_yaml_dates_text_and_null(written: str, printed: str | None) -> None:
    assert edit(BUREAU, yaml.safe_load(f"signed: {written}")).signed == printed


def test_published_prints_a_date_with_dashes() -> None:
    assert edit(BUREAU, {"published": date(2025, 1, 20)}).published == "2025-01-20"
    assert edit(BUREAU, {"published": "2025年1月20日 10:30"}).published == "2025年1月20日 10:30"


def test_order_repeat_label_and_picture() -> None:
    edited = edit(
        BUREAU,
        {
            "order": ["一", "二", "三", "五", "四", "六"],
            "label": {"table4.column.结果维持": "结果维护", "table3.group.不予公开": "（三）不公开"},
            "picture": ["table2"],
            "repeat": {"set": {"table2.行政许可": 1}},
        },
    )
    assert list(edited.sections) == ["一", "二", "三", "五", "四", "六"]
    assert edited.labels == {"table4.column.结果维持": "结果维护", "table3.group.不予公开": "（三）不公开"}
    assert edited.pictures == {"table2"}
    assert edited.copy is not None
    assert edited.copy.tables["table2"]["行政许可",] == "1"
    assert edited.tables["table2"]["行政许可",] == "1286"
    assert edit(BUREAU, {"repeat": True}).copy == BUREAU


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"sett": {}}, "没有“sett”这种改法，最接近的是“set”"),
        ({"set": {"table3.自燃人.本年新收": 1}}, "set：表三没有“自燃人”这一格，最接近的是“自然人”"),
        ({"set": {"table3.自然人": 1}}, "set：表三的“自然人”要写明行和列，如 table3."),
        (
            {"set": {"table5.自然人.本年新收": 1}},
            "set：“table5.自然人.本年新收”应以表的编号或名称开头（table2 或 表二、table3 或 表三、table4 或 表四）",
        ),
        ({"set": ["table3"]}, "set：应为“名称: 内容”的对照"),
        ({"label": {"table3.column.合计": "总计"}}, "label：表三没有“合计”这一列"),
        ({"label": {"table3.总计": "合计"}}, "label：“table3.总计”应写作"),
        ({"label": {"table3.column.总计": 3}}, "label：table3.column.总计：应为文字"),
        ({"drop": ["table3.国家密码"]}, "drop：表三没有“国家密码”这一行或列，最接近的是“国家秘密”"),
        ({"drop": ["signatur"]}, "drop：没有“signatur”这一部分，最接近的是“signature”"),
        ({"drop": ["section.七"]}, "drop：没有“七”这一部分"),
        ({"drop": ["section.六.title"]}, "drop：“section.六.title”应写作 section.六 或 section.六.heading"),
        ({"drop": "table3"}, "drop：应为名称的列表"),
        ({"section": {"七": "无。"}}, "section：没有“七”这一部分；应为一、二"),
        ({"section": {"六": 3}}, "section：应为文字，写的是“3”"),
        ({"replace": {"并无此语": "x"}}, "replace：导语和正文中没有“并无此语”"),
        ({"order": ["一", "二"]}, "order：应把现有各部分各列一次"),
        ({"year": "2024"}, "year：应为四位数的年份"),
        ({"signed": 2025}, "signed：应为文字"),
        ({"picture": ["table9"]}, "picture：没有“table9”这张表"),
        ({"repeat": 3}, "repeat：应为“名称: 内容”的对照"),
        ({"repeat": {"title": 3}}, "title：应为文字"),
    ],
)
def test_a_faulty_edit_is_named_with_what_is_wrong(edits: dict[str, object], message: str) -> None:
    with pytest.raises(EditError) as caught:
        edit(BUREAU, edits)
    assert str(caught.value).startswith(message)


def test_replace_sees_what_earlier_edits_wrote() -> None:
    assert edit(BUREAU, {"section": {"六": "暂无。"}, "replace": {"暂无": "没有"}}).sections["六"] == "没有。"
