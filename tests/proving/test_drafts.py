"""The base drafts: complete, balanced, and said in words that agree with their tables."""

import pytest

from balanced import assert_balanced
from hegui.proving import load_draft
from hegui.proving.draft import national_drafts


@pytest.mark.parametrize("name", national_drafts())
def test_every_identity_holds(name: str) -> None:
    assert_balanced(load_draft(name))


@pytest.mark.parametrize("name", national_drafts())
def test_has_all_parts_of_a_report(name: str) -> None:
    draft = load_draft(name)
    assert list(draft.sections) == list("一二三四五六")
    assert draft.title == f"{draft.unit}{draft.year}年政府信息公开工作年度报告"
    assert draft.organ == draft.unit
    assert draft.signed is not None
    assert draft.signed.startswith(f"{draft.year + 1}年")
    assert draft.published is None
    assert all(draft.sections[section] for section in "一五六")


@pytest.mark.parametrize(
    ("name", "table_id", "path", "raw"),
    [
        ("bureau", "table3", ("本年新收", "自然人"), "24"),
        ("bureau", "table3", ("国家秘密", "总计"), "0"),
        ("bureau", "table2", ("行政事业性收费",), "3.2"),
        ("county", "table2", ("行政许可",), "48236"),
        ("county", "table4", ("复议后起诉", "总计"), "4"),
        ("trial", "table2", ("行政处罚", "增减"), "-2"),
        ("trial", "table3", ("其他处理", "总计"), "1"),
    ],
)
def test_cells_hold_what_the_file_says(name: str, table_id: str, path: tuple[str, ...], raw: str) -> None:
    assert load_draft(name).tables[table_id][path] == raw


def test_the_town_has_nothing_but_noughts() -> None:
    assert {raw for cells in load_draft("town").tables.values() for raw in cells.values()} == {"0"}


def test_an_unknown_draft_is_named_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"没有名为“village”的样稿.*bureau、county"):
        load_draft("village")
