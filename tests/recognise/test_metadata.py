"""The date of publication: from lines, tables and elements of a page; never today's date, an address, or 1970."""

from __future__ import annotations

from datetime import date

import pytest
from printed import TITLE, Recognise, body

DAY = date(2025, 1, 13)

LINES = [
    "发布时间：2025-01-13 16:29",
    "发布日期：２０２５-０１-１３",
    "发 布 时 间 ： 2025-01-13",
    "【发布时间：2025-01-13】",
    "发布时间:2025-01-13T10:20:00",
    "发布时间：20250113",
    "发布时间：\n2025-01-13",
    "索引号\nA-1\n发布日期\n2025年1月13日\n有效性\n有效",
    "发布日期\n2025/1/13",
    "索引号 A-1 发布日期 2025-01-13 有效性 有效",
    "发布日期2025.01.13",
    "来源: 某县人民政府  |   发布日期: 2025-01-13 17:05",
    "来源：某局 2025-01-13 10:20 【字体：大 中 小】",
    "2025-01-13 10:20 来源：某局 浏览：12",
    "2025年01月13日 (点击: )",
    "[ 2025-01-13 ]",
    "日期:2025-01-13 来源:",
    "时间：2025年01月13日 投稿：",
    "录入时间：2025-01-13 10:22:33",
    "成文日期：2025-01-10 发布日期：2025-01-13",
    "【发布日期】2025.01.13 【来源】某局",
    "[发布时间] 2025-01-13",
    "发布日期：2025-01-1\n3",
    "发布日期：2025-0\n1-13",
    "发布日期\n2025年1月1\n3日",
    "归档时间：2026-01-01 发布时间：2025-01-13 更新时间：2025-03-01",
    "- 索引号: x\n- 文号:\n- 发布日期: 2025-01-13\n- 时效性: 有效",
]


@pytest.mark.parametrize("line", LINES)
def test_published_in_a_line(line: str, recognised: Recognise) -> None:
    published = recognised(f"{TITLE}\n{line}\n{body()}").dates.published
    assert published is not None
    assert published.value == DAY


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：1970-01-01",
        "更新时间：2025-06-13",
        "http://www.x.gov.cn/202501/t20250116_1.html",
        "发文日期：2025年1月10日",
    ],
)
def test_what_is_no_date_of_publication(line: str, recognised: Recognise) -> None:
    assert recognised(f"{TITLE}\n{line}\n{body()}").dates.published is None


def test_metadata_behind_the_report_counts_and_is_no_prose(recognised: Recognise) -> None:
    report = recognised(f"{TITLE}\n{body()}发布时间：2025-01-13\n")
    assert report.dates.published is not None
    assert report.dates.published.value == DAY
    assert "发布时间" not in report.prose


def test_a_table_about_the_page_may_stand_behind_the_report(recognised: Recognise) -> None:
    table = "<table><tr><td>索引号</td><td>1/2025-1</td><td>发布日期</td><td>2025-01-13</td></tr></table>"
    page = _page().replace("</article>", f"{table}</article>")
    published = recognised(page, ".html").dates.published
    assert published is not None
    assert published.value == DAY


def test_a_table_of_events_is_not_one_about_the_page(recognised: Recognise) -> None:
    table = "<table><tr><th>时间</th><th>名称</th></tr><tr><td>2024-05-06</td><td>培训</td></tr></table>"
    assert recognised(_page().replace("</article>", f"{table}</article>"), ".html").dates.published is None


def _page(head: str = "", above: str = "") -> str:
    lines = "".join(f"<p>{line}</p>" for line in body().splitlines())
    return f"<html><head>{head}</head><body>{above}<article><h1>{TITLE}</h1>{lines}</article></body></html>"


PARTS = [
    ('<meta name="PubDate" content="2025-01-13 10:20">', ""),
    ('<meta property="article:published_time" content="2025-01-13T10:20:00+08:00">', ""),
    (
        "",
        "<table><tr><td>索引号</td><td>1/2025-1</td></tr><tr><td>公开日期</td><td>2025-01-13</td></tr></table>",
    ),
    ("", "<table><tr><td>索引号：</td><td>1/2025-1</td><td>发布日期：</td><td>2025-01-13 10:11:12</td></tr></table>"),
    ("", "<ul><li>发布日期：<span>2025-01-13</span></li><li>来源：<a>某局</a></li></ul>"),
    ("", "<table><tr><td>来源：某局 发布日期：2025年1月13日</td><td>浏览次数：3</td></tr></table>"),
    ("", "<table><tr><th>索引号</th><th>发布日期</th></tr><tr><td>1/2025-1</td><td>2025-01-13</td></tr></table>"),
    ("", "<p>发布日期</p><p>2025年1月13日</p>"),
    ("", "<dl><dt>发布日期：</dt><dd>2025-01-13</dd></dl>"),
]


@pytest.mark.parametrize(("head", "above"), PARTS)
def test_published_in_a_page(head: str, above: str, recognised: Recognise) -> None:
    published = recognised(_page(head, above), ".html").dates.published
    assert published is not None
    assert published.value == DAY


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ('<meta name="PubDate" content="1970-01-01">', ""),
        ("", "<div>今天是2026年3月5日 星期四</div>"),
        ("", "<div>2026年3月5日</div>"),
        ("", "<ul><li><a>某局2023年政府信息公开年报</a> 2024-01-15</li></ul>"),
        ("", "<table><tr><td>发布日期</td><td></td><td>成文日期</td><td>2025-01-10</td></tr></table>"),
    ],
)
def test_other_dates_of_a_page(head: str, above: str, recognised: Recognise) -> None:
    assert recognised(_page(head, above), ".html").dates.published is None
