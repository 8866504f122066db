"""Corrections are made in the files that they mean, as long as these have not changed; mistakes in a list are told with
their place and the nearest word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hegui.errors import CorrectionsError
from hegui.judge.corrections import Corrections, read_corrections
from hegui.model.correction import Correction, Given, merged
from hegui.rules.ruleset import RuleSet

DIGEST = "ab" * 32


@pytest.fixture
def read(tmp_path: Path, ruleset: RuleSet) -> Callable[[str], Corrections]:
    def read(text: str) -> Corrections:
        path = tmp_path / "更正.yaml"
        path.write_text(text, "utf-8")
        return read_corrections(path, ruleset)

    return read


def test_a_list_is_read(read: Any) -> None:
    (one,) = read(
        "- file: 某局.pdf\n  by: 张三\n  year: 2023\n  dates: {signed: 2024-01-20}\n  sections: {三: 依申请公开统计}\n"
        "  cells: {table3.本年新收.自然人: 12, table2.行政事业性收费: null}\n"
        "  verdicts: {overview-length: {verdict: pass, reason: 看过}}\n"
    ).all
    assert one.given == Given(
        year=2023,
        dates=(("signed", date(2024, 1, 20)),),
        cells=(("table3", ("本年新收", "自然人"), 12), ("table2", ("行政事业性收费",), None)),
        headings=(("三", "依申请公开统计"),),
    )
    assert [(hand.rule, hand.result.value, hand.reason) for hand in one.verdicts] == [
        ("overview-length", "pass", "看过")
    ]


MISTAKES = [
    ("- file: 甲.pdf\n  by: 张三\n  yaer: 2023\n", 3, "year"),
    ("- file: 甲.pdf\n  year: 2023\n", 1, "by"),
    ("- by: 张三\n  year: 2023\n", 1, "file（文件名）或 digest"),
    ("- file: 甲.pdf\n  by: 张三\n", 1, "没有写明更正什么"),
    ("- file: 甲.pdf\n  by: 张三\n  cells: {table3.本年新收.自然入: 1}\n", 3, "table3.本年新收.自然人"),
    ("- file: 甲.pdf\n  by: 张三\n  cells: {table3.本年新收.自然人: 十二}\n", 3, ""),
    ("- file: 甲.pdf\n  by: 张三\n  sections: {七: 附件}\n", 3, "没有“七”这个部分"),
    ("- file: 甲.pdf\n  by: 张三\n  dates: {signd: 2024-01-20}\n", 3, "signed"),
    ("- file: 甲.pdf\n  by: 张三\n  dates: {signed: 2024-02-30}\n", 3, "不是存在的日期"),
    ("- file: 甲.pdf\n  by: 张三\n  verdicts: {overview-lenght: {verdict: pass, reason: 好}}\n", 3, "overview-length"),
    ("- file: 甲.pdf\n  by: 张三\n  verdicts: {overview-length: {verdict: ok, reason: 好}}\n", 3, "pass"),
    ("- file: 甲.pdf\n  by: 张三\n  verdicts: {overview-length: {verdict: pass}}\n", 3, "reason"),
    ("- file: 甲.pdf\n  by: 张三\n  verdicts: {near-duplicate: {verdict: pass, reason: 好}}\n", 3, "几份报告一起判断"),
    ('- digest: "xyz"\n  by: 张三\n  year: 2023\n', 1, ""),
]


@pytest.mark.parametrize(("text", "line", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_the_nearest_word(text: str, line: int, told: str, read: Any) -> None:
    with pytest.raises(CorrectionsError) as caught:
        read(text)
    assert f"更正.yaml:{line}" in str(caught.value)
    assert told in str(caught.value)


FILES = [
    ("某局.pdf", None, True),
    ("某县/某局.pdf", None, True),
    ("别县/某局.pdf", None, False),
    ("局.pdf", None, False),
    ("某局.pdf", "abababababab", True),
    ("某局.pdf", "cdcdcdcdcdcd", False),
    (None, "abababababab", True),
    (None, "cdcdcdcdcdcd", False),
]


@pytest.mark.parametrize(("file", "digest", "meant"), FILES)
def test_a_file_is_meant_by_name_or_digest(file: str | None, digest: str | None, meant: bool) -> None:
    corrections = Corrections((Correction(by="张三", file=file, digest=digest),))
    assert bool(corrections.of("/报告/某县/某局.pdf", DIGEST)) == meant


def test_of_the_same_place_the_last_counts() -> None:
    cell = ("table3", ("本年新收", "自然人"))
    some = (
        Correction(by="张三", given=Given(unit="甲局", year=2022, cells=((*cell, 1),))),
        Correction(by="李四", given=Given(year=2023, cells=((*cell, 2),))),
    )
    assert merged(some) == Given(unit="甲局", year=2023, cells=((*cell, 2),))
