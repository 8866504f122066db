"""Headings within a paragraph, where a page lost its line breaks."""

from __future__ import annotations

import re

import pytest
from printed import TITLE, Recognise, body, keys

_PROSE = re.compile(r"(?<![\d|])\n(?=\D)")


def _run_together(separator: str) -> str:
    """The report with the prose up to table 2, and that behind table 4, in one paragraph each."""
    text = body(signed=True)
    first, last = text.index("第二十条"), text.index("五、存在")
    head, tables, tail = text[:first].strip(), text[first:last], text[last:].strip()
    *prose, organ, day = tail.split("\n")
    return "\n".join(
        [TITLE, separator.join(head.split("\n")), tables + separator.join(prose), organ, day],
    )


@pytest.mark.parametrize("separator", [" ", "　　", ""])
def test_sections_of_a_page_without_line_breaks(separator: str, recognised: Recognise) -> None:
    report = recognised(_run_together(separator))
    whole = recognised(f"{TITLE}\n{body(signed=True)}")
    assert keys(report) == "一二三四五六"
    for key in "五六":
        assert report.text_of(key).replace("\n", "") == whole.text_of(key).replace("\n", "")


def test_parts_listed_in_the_preamble_are_no_headings(recognised: Recognise) -> None:
    listed = "本报告包括：一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况。数据统计至年末。"
    report = recognised(f"{TITLE}\n{listed}\n{body()}")
    assert keys(report) == "一二三四五六"
    assert listed in report.prose.replace("\n", "")
