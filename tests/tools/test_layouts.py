"""Layouts: each prints every fact of a draft once, in its place, and only page furniture besides."""

import re
import unicodedata
from email import message_from_bytes

import pytest
from hypothesis import given, settings
from lxml import html

from hegui.proving import edit, load_draft
from hegui.proving.draft import Draft, national_drafts
from tools.layouts import LAYOUTS, Layout, document_of
from tools.strategies import clean_drafts

PAGES = ("html", "word", "cms", "broken", "mhtml")
TEXTS = tuple(name for name, layout in LAYOUTS.items() if layout.suffix in (".txt", ".md"))
SOURCES = (*PAGES, *TEXTS)
"""The layouts whose file is text. What the others print is seen by their own tests and by reading it back."""


def source_of(data: bytes, name: str) -> str:
    """The text of the file, decoded as its layout promises."""
    if name == "mhtml":
        part = next(part for part in message_from_bytes(data).walk() if part.get_content_type() == "text/html")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload.decode("gb18030")
    return data.decode("gb18030" if name == "cms" else "utf-8")


def visible(source: str, name: str) -> str:
    """What a reader sees, without blanks and in one width."""
    if name in PAGES:
        source = re.sub(r"(?is)<!--.*?-->|<(style|script|title)\b.*?</\1>", "", source)
        source = html.fromstring(source).text_content()
    if name in ("csv", "listed"):
        source = re.sub(r",+$", "", source, flags=re.M)
    return squeezed(source)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def numbered(draft: Draft) -> Draft:
    """The draft with a number of its own in every cell."""
    paths = [(table.id, path) for table in draft.form.tables for path in table.paths]
    numbers = {f"{table_id}.{'.'.join(path)}": 700_001 + index for index, (table_id, path) in enumerate(paths)}
    return edit(draft, {"set": numbers})


@pytest.mark.parametrize("layout", SOURCES)
@pytest.mark.parametrize("name", national_drafts())
def test_every_cell_is_printed_once_and_in_order(name: str, layout: str) -> None:
    draft = numbered(load_draft(name))
    source = source_of(document_of(draft, layout), layout)
    found = re.findall(r"(?<!\d)7\d{5}(?!\d)", source)
    wanted = [raw for cells in draft.tables.values() for raw in cells.values()]
    assert found == wanted


@pytest.mark.parametrize("layout", SOURCES)
@pytest.mark.parametrize("name", national_drafts())
def test_every_paragraph_and_label_is_printed_once(name: str, layout: str) -> None:
    draft = edit(load_draft(name), {"published": "2025-01-20", "tail": "附件：信息公开目录"})
    text = visible(source_of(document_of(draft, layout), layout), layout)
    paragraphs = [line for prose in draft.sections.values() for line in prose.splitlines()]
    assert draft.signed is not None
    once = [draft.preamble + draft.period, *draft.headings.values(), draft.signed, draft.tail, draft.published or ""]
    for line in (*paragraphs, *once):
        assert text.count(squeezed(line)) >= 1, line
    for line in (line for line in (*paragraphs, *once) if len(line) > 15):
        assert text.count(squeezed(line)) == 1, line
    for label in ("行政事业性收费", "1.属于国家秘密", "(七)总计", "四、结转下年度继续办理", "未经复议直接起诉"):
        assert squeezed(label) in text


@pytest.mark.parametrize("layout", SOURCES)
def test_sections_and_tables_stand_in_the_order_of_the_draft(layout: str) -> None:
    draft = edit(load_draft("bureau"), {"order": ["一", "二", "三", "五", "四", "六"]})
    text = visible(source_of(document_of(draft, layout), layout), layout)
    marks = [*(draft.headings[section] for section in ("一", "二")), "第二十条第（五）项", draft.headings["三"]]
    marks += [
        "自然人法人或其他组织",
        draft.headings["五"],
        draft.headings["四"],
        draft.headings["六"],
        draft.signed or "",
    ]
    places = [text.index(squeezed(mark)) for mark in marks if squeezed(mark) in text]
    assert len(places) >= len(marks) - 1
    assert places == sorted(places)


@pytest.mark.parametrize("layout", PAGES)
def test_spans_put_every_number_beside_its_label_and_under_its_heading(layout: str) -> None:
    draft = numbered(load_draft("bureau"))
    tree = html.fromstring(source_of(document_of(draft, layout), layout))
    beside: dict[str, set[str]] = {}
    for table in (element for element in tree.iter("table") if not list(element.iterdescendants("table"))):
        grid = grid_of(table)
        for (row, column), text in grid.items():
            if re.fullmatch(r"7\d{5}", text):
                labels = {grid[row, other] for other in range(column)} | {grid[other, column] for other in range(row)}
                beside[text] = {label for label in labels if not label.isdigit()}
    cells = draft.tables
    assert {"行政规范性文件", "本年废止件数"} <= beside[cells["table2"]["行政规范性文件", "废止"]]
    assert {"行政强制", "本年处理决定数量"} <= beside[cells["table2"]["行政强制",]]
    for row, column, label in (
        ("本年新收", "自然人", "一、本年新收政府信息公开申请数量"),
        ("国家秘密", "法律服务机构", "1.属于国家秘密"),
        ("重复申请", "其他", "2.重复申请"),
        ("总计", "总计", "(七)总计"),
    ):
        wanted = {squeezed(label)} | ({column} if layout != "broken" or row in ("本年新收", "国家秘密") else set())
        assert wanted <= beside[cells["table3"][row, column]]
    assert {"复议后起诉", "尚未审结"} <= beside[cells["table4"]["复议后起诉", "尚未审结"]]
    assert {"行政复议", "结果纠正"} <= beside[cells["table4"]["行政复议", "结果纠正"]]


def grid_of(table: html.HtmlElement) -> dict[tuple[int, int], str]:
    """Text by row and column with spans resolved, as a browser lays it out."""
    grid: dict[tuple[int, int], str] = {}
    for row, element in enumerate(table.iter("tr")):
        column = 0
        for cell in element.iter("td", "th"):
            while (row, column) in grid:
                column += 1
            height, width = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            for down in range(height):
                for right in range(width):
                    grid[row + down, column + right] = squeezed(cell.text_content())
            column += width
    return grid


@pytest.mark.parametrize("layout", [LAYOUTS[name] for name in SOURCES if LAYOUTS[name].blanks])
def test_a_blank_cell_keeps_its_neighbours_in_place(layout: Layout) -> None:
    filled = document_of(load_draft("bureau"), layout.name)
    blank = document_of(edit(load_draft("bureau"), {"set": {"table3.公开出版物.自然人": None}}), layout.name)
    assert source_of(blank, layout.name) != source_of(filled, layout.name)
    if layout.name in TEXTS:
        lines = [len(source_of(data, layout.name).splitlines()) for data in (filled, blank)]
        assert lines[0] == lines[1]
    else:
        cells = [source_of(data, layout.name).lower().count("<td") for data in (filled, blank)]
        assert cells[0] == cells[1]


@pytest.mark.parametrize("layout", [LAYOUTS[name] for name in SOURCES])
def test_a_picture_stands_for_its_table(layout: Layout) -> None:
    pictured = source_of(document_of(edit(load_draft("bureau"), {"picture": ["table3"]}), layout.name), layout.name)
    assert "科研" not in pictured
    assert ("table3" in pictured) == layout.pictures


@pytest.mark.parametrize("layout", SOURCES)
def test_a_second_copy_is_printed_with_its_own_figures(layout: str) -> None:
    draft = edit(load_draft("bureau"), {"repeat": {"set": {"table2.行政许可": 987654}}})
    text = visible(source_of(document_of(draft, layout), layout), layout)
    assert text.count(squeezed(draft.sections["五"])) == 2
    assert text.count("987654") == 1


@pytest.mark.parametrize("layout", ["word", "cms"])
def test_pages_of_offices_are_as_large_as_real_ones(layout: str) -> None:
    assert 70_000 < len(document_of(load_draft("bureau"), layout)) < 100_000


@given(clean_drafts())
@settings(max_examples=10, deadline=None)
def test_rendering_is_deterministic(draft: Draft) -> None:
    for layout in LAYOUTS.values():
        assert layout.render(draft) == layout.render(draft)


def test_an_unknown_layout_is_named_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"没有名为“wps”的版式.*html、word"):
        document_of(load_draft("bureau"), "wps")
