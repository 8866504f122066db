"""A pattern that no text of a report can meet, or that every text meets, is told; any other is left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.checks.patterns import Regex
from hegui.checks.reachable import unreachable
from hegui.recognise.text import squeeze


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("电话:", "一律写作“：”"),
        ("公开(次数|件数),共", "一律写作“，”"),
        ("２０２４年", "一律写作“2”"),
        ("[０-９]+件", "一律写作“0”"),
        (r"平台\(停用\)", "一律写作“（”"),
        ("(?:停用;|注销;)", "一律写作“；”"),
        ("停用(?=:)", "一律写作“：”"),
        ("掌上 常德", "空格"),
        ("APP 客户端", "空格"),
        ("平台^停用", "“^”"),
        ("平台$停用", "“$”"),
        ("掌上|", "与空的文字也相合"),
        ("(?:掌上)?", "与空的文字也相合"),
        (r"\d*", "与空的文字也相合"),
    ],
)
def test_what_can_never_be_met_or_always_is_told(pattern: str, why: str) -> None:
    assert why in unreachable(re.compile(pattern, re.MULTILINE))
    with pytest.raises(ValueError, match=re.escape(f"正则表达式“{pattern}”")):
        Regex(pattern).examine()


@pytest.mark.parametrize(
    "pattern",
    [
        "电话[:：]",
        "停用|电话:",
        "平台(?:,|，)停用",
        "停用:?",
        "hegui APP",
        "^停用$",
        "停用(?!:)",
        "[^:]停用",
        "(?!)",
        r"停用\n^注销",
        "办公室?$|办事处$",
    ],
)
def test_what_may_be_met_is_left_alone(pattern: str) -> None:
    assert unreachable(re.compile(pattern, re.MULTILINE)) == ""


_PIECES = st.sampled_from(
    ["平台", "a", " ", ":", "：", "２", "2", "^", "$", "(?:停用|,)", "[:：]", "[,;]", "a?", ":?", "(?=;)", "\n"]
)


@settings(max_examples=300)
@given(st.lists(_PIECES, min_size=1, max_size=5).map("".join), st.text("平台停用a :：２2,;，；\n", max_size=12))
def test_no_text_meets_what_is_said_never_to_be_met(written: str, raw: str) -> None:
    pattern = re.compile(written, re.MULTILINE)
    text = "\n".join(map(squeeze, raw.split("\n")))
    if "永远找不到" in unreachable(pattern):
        assert not pattern.search(text)
