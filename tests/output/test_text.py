"""Chinese text is measured and broken as a terminal shows it, and nothing in it commands the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.output.text import clean, in_cell, shorten, table, width, wrap

CHINESE = st.text("报告一本年新收自然人，。；：（）“”、《》 0123456789%+-=abcDEF—…", max_size=120)


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("表三", 4), ("表3：9≠8", 8), ("〔2021〕30号", 12), ("", 0), ("—…“”", 4)]
)
def test_a_chinese_character_takes_two_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@given(CHINESE, st.integers(4, 60))
def test_no_line_is_wider_than_asked(text: str, columns: int) -> None:
    assert all(width(line) <= columns for line in wrap(text, columns))


@given(CHINESE, st.integers(4, 60))
def test_breaking_loses_blanks_only(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["局" * 200_000, "a" * 200_000, "a局 " * 100_000])
def test_a_cell_shows_no_more_than_a_screen_has_room_for(text: str) -> None:
    lines = in_cell(text, 20).splitlines()
    assert len(lines) <= 40 and lines[-1].endswith("…")


def test_a_word_wider_than_the_line_is_cut_in_time_that_grows_with_its_length() -> None:
    assert [len(line) for line in wrap("a" * 1_000_050, 100)] == [100] * 10_000 + [50]


@given(CHINESE)
def test_a_text_that_fits_stays_one_line(text: str) -> None:
    assert len(wrap(text, 1000)) == 1


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    text = "《中华人民共和国政府信息公开条例》第四十九条（以下简称“条例”），要求在1月31日前公布。"
    for columns in range(8, 40):
        lines = wrap(text, columns)
        assert not any(line[0] in "，。、）》”" for line in lines)
        assert not any(line[-1] in "（《“" for line in lines)


def test_numbers_are_not_torn_unless_they_are_wider_than_the_line() -> None:
    assert wrap("合计143.2062万元", 8) == ["合计", "143.2062", "万元"]
    assert wrap("合计143.2062万元", 6) == ["合计", "143.20", "62万元"]


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("红\x1b[31m字", "红\ufffd[31m字"),
        ("标题\x9b2J", "标题\ufffd2J"),
        ("甲\r\n乙\t丙", "甲  乙 丙"),
        ("一\u2028二", "一 二"),
        ("txt\u202efdp.exe", "txtfdp.exe"),
        ("零\u200b宽\ufeff", "零宽"),
        ("半\ud800个", "半\ufffd个"),
        ("\ufffe非\uffff", "\ufffd非\ufffd"),
        ("\x00\x07\x7f", "\ufffd\ufffd\ufffd"),
    ],
)
def test_nothing_commands_the_terminal(hostile: str, harmless: str) -> None:
    assert clean(hostile) == harmless


@given(st.text())
def test_clean_text_is_printable_in_utf8(text: str) -> None:
    made = clean(text)
    made.encode("utf-8")
    assert width(made) >= 0
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in made)
    assert clean(made) == made


def test_what_is_left_out_shows() -> None:
    assert shorten("一二三四五", 5) == "一二三四五"
    assert shorten("一二三四五六", 5) == "一二三四…"


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
