"""Text whose lines were broken at a fixed width reads as its paragraphs do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from printed import Recognise, busy_draft, found, keys, wrong_cells

from tools.layouts import document_of

WHOLE = (10, 175, 15)


def _broken(line: str, columns: int) -> Iterator[str]:
    part, used = "", 0
    for character in line:
        width = 1 if character.isascii() else 2
        if used + width > columns:
            yield part
            part, used = "", 0
        part += character
        used += width
    yield part


@pytest.mark.parametrize("joint", ["", " ", "　"])
@pytest.mark.parametrize("columns", [42, 60, 72, 80, 100])
@pytest.mark.parametrize("kind", ["county", "bureau"])
def test_broken_lines_read_as_paragraphs(kind: str, columns: int, joint: str, recognised: Recognise) -> None:
    draft = busy_draft(kind)
    text = document_of(draft, "compact").decode()
    broken = "\n".join(part + joint for line in text.splitlines() for part in _broken(line, columns))
    assert broken != text
    report = recognised(broken)
    assert report.prose == recognised(text).prose
    assert wrong_cells(report, draft) == []
    assert found(report) == WHOLE


def test_lines_of_their_own_stay_apart(recognised: Recognise) -> None:
    text = document_of(busy_draft("county"), "compact").decode()
    items = [f"{number}.公开第{number}类信息并在门户网站、公示栏同时发布的事项共计若干项" for number in "12345"]
    report = recognised(text.replace("五、存在", "\n".join([*items, "五、存在"]), 1))
    assert all(item in report.prose.splitlines() for item in items)


@pytest.mark.parametrize("columns", [20, 26, 34, 50, 90, 120])
def test_tables_and_headings_of_broken_lines(columns: int, recognised: Recognise) -> None:
    draft = busy_draft("county")
    text = document_of(draft, "compact").decode()
    report = recognised("\n".join(part for line in text.splitlines() for part in _broken(line, columns)))
    assert (wrong_cells(report, draft), found(report), keys(report)) == ([], WHOLE, "一二三四五六")
    assert [day and day.value for day in (report.dates.period_end, report.dates.signed)] == [
        day and day.value for day in (recognised(text).dates.period_end, recognised(text).dates.signed)
    ]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("统计期限为2024年1月1日至", "2024年12月31日。"),
        ("如有疑问，请与我局联系（电子信箱：", "abc@example.com）。"),
        ("报告依据《中华人民共和国政府信息", "公开条例》编制。"),
    ],
)
def test_a_line_that_cannot_end_a_paragraph_goes_on(before: str, behind: str, recognised: Recognise) -> None:
    text = document_of(busy_draft("county"), "compact").decode()
    report = recognised(text.replace("一、总体情况", f"{before}\n{behind}\n一、总体情况", 1))
    assert before + behind in report.prose.splitlines()


def _period(recognised: Recognise, text: str, suffix: str = ".txt") -> list[date | None]:
    dates = recognised(text, suffix).dates
    return [day and day.value for day in (dates.period_start, dates.period_end, dates.signed)]


@pytest.mark.parametrize("mark", ["\n", "<br>", "</p><p>"])
@pytest.mark.parametrize(
    "parts",
    [
        *(
            ("自2023年1月1日起至2023年12月31日止"[:at], "自2023年1月1日起至2023年12月31日止"[at:])
            for at in range(1, 23)
        ),
        ("自", "2023年1月1日", "起至2023年12月31日", "止"),
        ("自2023年1月1日", "起", "至", "2023年12月31日止"),
        ("自2023年1月1日至", "2023年12月31日"),
    ],
)
def test_a_period_may_go_over_lines_and_paragraphs(parts: tuple[str, ...], mark: str, recognised: Recognise) -> None:
    title, sentence = "云泽县审计局2023年政府信息公开工作年度报告", f"本报告的统计期限{mark.join(parts)}。"
    rest = ("一、总体情况", "全年公开信息12条。", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")
    text = "\n".join((title, sentence, *rest))
    page = "".join(f"<p>{line}</p>" for line in (title, sentence, *rest))
    assert _period(recognised, *((text,) if mark == "\n" else (page, ".html"))) == [
        date(2023, 1, 1),
        date(2023, 12, 31),
        None,
    ]


@pytest.mark.parametrize("count", range(14, 60, 3))
@pytest.mark.parametrize("indent", ["", " "])
def test_lines_may_be_broken_after_so_many_characters(count: int, indent: str, recognised: Recognise) -> None:
    text = document_of(busy_draft("county"), "compact").decode()
    broken = re.sub(rf"(?m)(.{{{count}}})(?=.)", rf"\1\n{indent}", text)
    report, whole = recognised(broken), recognised(text)
    assert (_period(recognised, broken), report.year) == (_period(recognised, text), whole.year)
