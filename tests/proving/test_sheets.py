"""Printed tables: the grid is whole, labels and groups stand where the official form has them."""

import pytest
from hypothesis import given, settings

from hegui.proving import edit, load_draft
from hegui.proving.draft import Draft, national_drafts
from hegui.proving.sheets import Sheet, covered, sheet_of, split
from tools.strategies import clean_drafts


def printed(draft: Draft, table_id: str, low_reviews: bool = False) -> Sheet:
    sheet = sheet_of(draft, table_id, low_reviews)
    assert sheet is not None
    return sheet


def assert_whole(sheet: Sheet) -> None:
    places = covered(sheet)
    assert set(places) == {(row, column) for row in range(len(sheet.rows)) for column in range(sheet.width)}
    area = sum(cell.rowspan * cell.colspan for cells in sheet.rows for cell in cells)
    assert area == len(sheet.rows) * sheet.width


@pytest.mark.parametrize("low_reviews", [False, True])
@pytest.mark.parametrize("table_id", ["table2", "table3", "table4"])
@pytest.mark.parametrize("name", national_drafts())
def test_spans_fill_the_grid_without_overlap(name: str, table_id: str, low_reviews: bool) -> None:
    assert_whole(printed(load_draft(name), table_id, low_reviews))


@given(clean_drafts())
@settings(max_examples=20)
def test_every_cell_of_the_form_is_printed_once(draft: Draft) -> None:
    for table_id in draft.form.table_by_id:
        paths = [cell.path for cells in printed(draft, table_id).rows for cell in cells if cell.path]
        assert paths == list(draft.form.table(table_id).paths)


def test_table_3_has_the_groups_of_the_official_form() -> None:
    sheet = printed(load_draft("bureau"), "table3")
    assert (len(sheet.rows), sheet.width) == (28, 10)
    labels = [[cell.text for cell in cells if cell.path is None] for cells in sheet.rows]
    assert labels[0] == ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"]
    assert labels[1] == ["自然人", "法人或其他组织", "总计"]
    assert labels[2] == ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    assert labels[5] == ["三、本年度办理结果", "（一）予以公开"]
    assert labels[7] == ["（三）不予公开", "1.属于国家秘密"]
    assert labels[8] == ["2.其他法律行政法规禁止公开"]
    assert labels[-1] == ["四、结转下年度继续办理"]


def test_table_4_prints_the_results_of_reviews_high_or_low() -> None:
    high, low = (printed(load_draft("bureau"), "table4", low) for low in (False, True))
    assert [len(cells) for cells in high.rows] == [2, 7, 10, 15]
    assert [len(cells) for cells in low.rows] == [2, 2, 15, 15]


def test_a_dropped_row_leaves_its_group_whole() -> None:
    sheet = printed(edit(load_draft("bureau"), {"drop": ["table3.国家秘密"]}), "table3")
    assert_whole(sheet)
    assert [cell.text for cell in sheet.rows[7][:2]] == ["（三）不予公开", "2.其他法律行政法规禁止公开"]
    assert sheet.rows[7][0].rowspan == 7


def test_dropped_columns_and_whole_blocks_leave_no_trace() -> None:
    narrow = printed(edit(load_draft("bureau"), {"drop": ["table3.商业企业"]}), "table3")
    assert_whole(narrow)
    assert narrow.width == 9
    short = printed(edit(load_draft("bureau"), {"drop": ["table2.行政许可"]}), "table2")
    assert_whole(short)
    assert "第二十条第（五）项" not in [cell.text for cells in short.rows for cell in cells]


def test_a_label_that_deviates_is_printed_instead_of_the_forms() -> None:
    draft = edit(load_draft("bureau"), {"label": {"table4.column.结果维持": "结果维护", "table3.column.总计": "合计"}})
    texts = [cell.text for cells in printed(draft, "table4").rows for cell in cells]
    assert texts.count("结果维护") == 3
    assert "结果维持" not in texts
    texts = [cell.text for cells in printed(draft, "table3").rows for cell in cells]
    assert texts.count("合计") == 1
    assert "（七）总计" in texts


@pytest.mark.parametrize("at", range(4, 28))
def test_a_table_broken_over_a_page_keeps_every_cell(at: int) -> None:
    whole = printed(load_draft("county"), "table3")
    upper, lower = split(whole, at)
    for part in (upper, lower):
        assert_whole(part)
    cells = [cell for cells in whole.rows for cell in cells if cell.path]
    assert [cell for part in (upper, lower) for cells in part.rows for cell in cells if cell.path] == cells
