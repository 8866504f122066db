"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.read.characters import beginning, decode

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
_CHARACTERS = (
    "政府信息公开工作年度报告条例申请予以部分不提供处理复议诉讼规章范性文件许可罚强制收费总体情况存在问题改进措施"
    "其他需要的事项一是在了有和人这中大为上个国我以来时用们生到于出就对成会可主发同动也能下过说种面而方后多定行学法民得经"
    "，。、（）：；“”《》0123456789 |\t"
)

lines = st.lists(st.text(alphabet=_CHARACTERS, max_size=60), min_size=1, max_size=12)
reports = lines.map(lambda found: "政府信息公开工作年度报告\n" + "\n".join(found) + "\n")


@given(reports, st.sampled_from(ENCODINGS))
def test_text_survives_every_encoding(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert not decoded.broken
    assert decoded.notes == ()
    assert beginning(text.encode(encoding), 4096)


@given(reports)
def test_gb2312_and_gbk_are_read_as_gb18030(text: str) -> None:
    assert decode(text.encode("gb2312")).text == decode(text.encode("gbk")).text == text


@given(reports, st.integers(0, 2**32))
def test_a_broken_byte_costs_only_its_place(text: str, where: int) -> None:
    data = text.encode() * 4
    position = where % len(data)
    decoded = decode(data[:position] + b"\xff" + data[position:])
    assert decoded.encoding == "utf-8"
    assert 1 <= decoded.broken <= 4  # the byte, and those of the character that it tears apart
    assert abs(len(decoded.text) - len(text) * 4) <= 4
    assert "UTF-8" in decoded.notes[0]


def test_broken_bytes_in_gbk_are_counted_and_noted() -> None:
    data = "本年新收政府信息公开申请数量\n".encode("gbk") * 20 + b"\xff\xff\n" + "上年结转\n".encode("gbk")
    decoded = decode(data)
    assert decoded.encoding == "gb18030"
    assert decoded.text.endswith("上年结转\n")
    assert f"{decoded.broken} 处" in decoded.notes[0]


def test_broken_bytes_in_a_gbk_page_that_is_mostly_markup() -> None:
    data = ("<td width=62 style='border:solid windowtext 1.0pt'>规章</td>" * 40).encode("gbk") + b"\xff"
    decoded = decode(data)
    assert (decoded.encoding, decoded.broken) == ("gb18030", 1)


def test_a_file_cut_within_a_character() -> None:
    data = ("某区人民政府2024年政府信息公开工作年度报告\n" * 3).encode()[:-2]
    decoded = decode(data)
    assert decoded.text.startswith("某区人民政府2024年")
    assert decoded.broken == 1


def test_replacement_characters_of_the_source_are_not_blamed_on_its_bytes() -> None:
    assert decode("已有�一处".encode()).notes == ()
    assert decode("已有�一处".encode() * 9 + b"\xff").broken == 1


def test_a_nul_byte_does_not_make_utf_16() -> None:
    text = "一、总体情况\0\n我局公开信息12条。\n"
    assert decode(text.encode()).text == text
    assert decode(text.encode("gb18030")).text == text


def test_ascii_in_utf_16_without_a_mark() -> None:
    assert decode("2024 report\n".encode("utf-16-le")).text == "2024 report\n"


def test_a_mark_is_no_part_of_the_text() -> None:
    assert decode(codecs.BOM_UTF16_BE + "报告".encode("utf-16-be")).text == "报告"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 500, b"\x7fELF\x02\x01\x01" + b"\0" * 900]
)
def test_binary_is_not_text(data: bytes) -> None:
    assert beginning(data, 4096) is None
