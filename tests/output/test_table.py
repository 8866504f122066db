"""Columns of Chinese text stand under one another."""

from __future__ import annotations

from hegui.output.table import table
from hegui.output.text import width


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert table(["单位", "分"], [["清河县财政局", "100"], ["a", "9.5"]], ["分"]) == [
        "单位           分",
        "------------  ---",
        "清河县财政局  100",
        "a             9.5",
    ]


def test_a_cell_may_have_several_lines() -> None:
    lines = table(["甲", "乙"], [["一\n二\n三", "右\n边"], ["四", "五"]])
    assert [line.split() for line in lines[2:]] == [["一", "右"], ["二", "边"], ["三"], ["四", "五"]]


def test_no_line_is_wider_than_the_rule() -> None:
    lines = table(["名称", "值"], [["中文abc", "１"], ["", "—"]])
    assert all(width(line) <= width(lines[1]) for line in lines)


def test_a_table_without_rows_is_its_header() -> None:
    assert len(table(["甲"], [])) == 2
