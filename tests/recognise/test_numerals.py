"""Numbers as reports write them, in prose and in cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.model.report import CellKind, Number
from hegui.recognise.numerals import chinese_number, is_value, parse_number, read_cell
from tools.numerals import chinese, full_width

whole = st.integers(0, 99_999_999)


@given(whole)
def test_every_chinese_numeral_is_read_as_the_number_it_was_made_of(number: int) -> None:
    assert chinese_number(chinese(number)) == parse_number(chinese(number)) == number


@given(whole, st.integers(1, 9_999))
def test_hundreds_of_millions(low: int, high: int) -> None:
    gap = "零" if 0 < low < 10_000_000 else ""
    assert chinese_number(f"{chinese(high)}亿{gap}{chinese(low) if low else ''}") == high * 10**8 + low


@given(whole)
def test_ways_of_writing_one_number_mean_the_same(number: int) -> None:
    written = [str(number), f"{number:,}", f"{number:,}".replace(",", "，"), full_width(number), chinese(number)]
    assert {parse_number(text) for text in written} == {number}
    assert {read_cell(text) for text in written[:4]} == {(CellKind.NUMBER, number)}


@given(whole, st.sampled_from("件宗起份条项次个"))
def test_a_unit_in_a_cell_is_no_part_of_its_number(number: int, unit: str) -> None:
    assert read_cell(f" {number}{unit} ") == (CellKind.NUMBER, number)


@given(st.decimals(0, 10**6, places=4))
def test_decimals_are_exact(value: Decimal) -> None:
    assert parse_number(f"{value:f}") == value


@given(st.integers(1, 9_999), st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_a_closing_myriad_multiplies(number: int, myriad: tuple[str, int]) -> None:
    name, scale = myriad
    assert parse_number(f"{number}{name}") == parse_number(f"{chinese(number)}{name}") == number * scale


@given(st.text("零一二三四五六七八九十百千万亿〇两", min_size=1, max_size=8))
def test_what_is_read_could_be_written_so(text: str) -> None:
    """A numeral that is no number is refused, never guessed at."""
    value = chinese_number(text)
    if value is not None and value < 10**8 and set(text) & set("十百千万"):
        same = text.replace("〇", "零").replace("两", "二").replace("一十", "十")
        assert chinese(value).replace("一十", "十") == same


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none_and_any_cell_has_a_kind(text: str) -> None:
    assert parse_number(text) is None or isinstance(parse_number(text), int | Decimal)
    kind, value = read_cell(text)
    assert (value is not None) == (kind is CellKind.NUMBER)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二〇二四", 2024),
        ("二○二四", 2024),
        ("二零二四", 2024),
        ("十", 10),
        ("十二", 12),
        ("一十二", 12),
        ("廿", 20),
        ("廿五", 25),
        ("卅一", 31),
        ("两千零五", 2005),
        ("一百十二", 112),
        ("三万五千", 35_000),
        ("一万零三", 10_003),
        ("十二亿三千万", 1_230_000_000),
        ("一万三千亿", 1_300_000_000_000),
        ("1.5万", 15_000),
        ("1,234", 1234),
        ("39 917", 39_917),
        ("-8", -8),
        ("+3", 3),
        ("143.2062", Decimal("143.2062")),
        ("3.0", 3),
    ],
)
def test_numbers(text: str, value: Number) -> None:
    assert parse_number(text) == value


ASCII = ["", "12abc", "1,23", "1,2345", "1.2.3", "12-3", "3%", "1e5", "9" * 40]
SIGNS = ["１２ａ", "²", "½", "无", "—", "万", "百", "十百", "一百二", "二十三四", "零十", "二万亿三亿四亿"]


@pytest.mark.parametrize("text", [*ASCII, *SIGNS])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("", CellKind.BLANK),
        ("  ", CellKind.BLANK),
        ("\u3000", CellKind.BLANK),
        ("/", CellKind.MARK),
        ("／", CellKind.MARK),
        ("—", CellKind.MARK),
        ("－", CellKind.MARK),
        ("一", CellKind.MARK),
        ("无", CellKind.MARK),
        ("不适用", CellKind.MARK),
        ("0", CellKind.NUMBER),
        ("0件", CellKind.NUMBER),
        ("-3", CellKind.NUMBER),
        ("3.2万元", CellKind.NUMBER),
        ("12abc", CellKind.TEXT),
        ("减4", CellKind.TEXT),
        ("10余", CellKind.TEXT),
        ("三", CellKind.TEXT),
        ("三件", CellKind.TEXT),
        ("自然人", CellKind.TEXT),
        ("约26", CellKind.TEXT),
        ("①", CellKind.TEXT),
        ("5/6", CellKind.TEXT),
        ("9、1", CellKind.TEXT),
        ("5 6", CellKind.NOT_FOUND),
        ("22，其中修订16件", CellKind.NOT_FOUND),
        ("45（1）", CellKind.NOT_FOUND),
        ("2\ufffd", CellKind.NOT_FOUND),
        ("\ue0231", CellKind.NOT_FOUND),
    ],
)
def test_what_a_cell_holds(raw: str, kind: CellKind) -> None:
    assert read_cell(raw)[0] is kind
    assert is_value(raw) is (kind in (CellKind.NUMBER, CellKind.MARK))


NOTES = (
    "（其中修订16件）",
    "（含3件）",
    "(注1)",
    "①",
    "*",
    "＊",
    "※",
    "¹",
    "[1]",
    "〔注〕",
    "件",
    "件（含转办）",
    "①②",
    " （见注）",
)


@given(st.integers(0, 10**6), st.sampled_from(NOTES), st.booleans())
def test_a_remark_is_no_part_of_the_number(value: int, note: str, grouped: bool) -> None:
    assert read_cell((f"{value:,}" if grouped else str(value)) + note) == (CellKind.NUMBER, value)


@given(
    st.integers(0, 999),
    st.integers(0, 99),
    st.sampled_from([" ", "，", "；", "，其中", "、其中", "件，含", "（", "件其中"]),
)
def test_of_two_numbers_none_is_chosen(first: int, second: int, between: str) -> None:
    assert read_cell(f"{first}{between}{second}{'）' * (between == '（')}") == (CellKind.NOT_FOUND, None)


@pytest.mark.parametrize("mark", ["—", "/", "无"])
def test_a_mark_with_a_remark_stays_a_mark(mark: str) -> None:
    assert read_cell(f"{mark}（见注）") == (CellKind.MARK, None)
