"""Tables of a page: whatever their spans, rows and columns are like, each number goes to its own cell or to none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from printed import TABLES, Recognise, busy_draft, found, keys, only, page, table, wrong_cells

from hegui.proving.sheets import Sheet, SheetCell, covered, split

TABLE2, TABLE3, TABLE4 = TABLES
BLANK = SheetCell("")
WHOLE = {"county": (10, 175, 15), "trial": (22, 161, 15)}
Printed = Callable[[Sheet], str]


def _spans(rowspan: Callable[[int], int], colspan: Callable[[int], int]) -> Printed:
    def printed(sheet: Sheet) -> str:
        return table(
            [
                [
                    cell._replace(rowspan=max(rowspan(cell.rowspan), 1), colspan=max(colspan(cell.colspan), 1))
                    for cell in row
                ]
                for row in sheet.rows
            ]
        )

    return printed


def _same(span: int) -> int:
    return span


def _one(_: int) -> int:
    return 1


def _more(span: int) -> int:
    return span + 1 if span > 1 else 1


def _less(span: int) -> int:
    return span - 1


def _blanks_for_spans(sheet: Sheet) -> str:
    places = covered(sheet)
    return table(
        [
            [
                places[row, column][1]._replace(rowspan=1, colspan=1)
                if places[row, column][0] == (row, column)
                else BLANK
                for column in range(sheet.width)
            ]
            for row in range(len(sheet.rows))
        ]
    )


def _padded(before: int, behind: int) -> Printed:
    return lambda sheet: table([[*[BLANK] * before, *row, *[BLANK] * behind] for row in sheet.rows])


def _over_pages(again: int) -> Printed:
    """Table 3 broken before a row, the first lines of its header printed again on the second page."""

    def printed(sheet: Sheet) -> str:
        upper, lower = split(sheet, 15)
        return f"{table(upper.rows)}<p>— 3 —</p>{table([*sheet.rows[:again], *lower.rows])}"

    return only(TABLE3, printed)


def _header_again(sheet: Sheet) -> str:
    upper, lower = split(sheet, 15)
    return table([*upper.rows, *sheet.rows[:3], *lower.rows])


def _four_tables(headed: bool) -> Printed:
    """Table 2 as a table for each item of article 20, the item in the table or above it."""

    def printed(sheet: Sheet) -> str:
        parts: list[list[tuple[SheetCell, ...]]] = []
        for row in sheet.rows:
            if row[0].text.startswith("第二十条"):
                parts.append([])
            parts[-1].append(row)
        return "".join(f"<p>{part[0][0].text}</p>{table(part[1:])}" if headed else table(part) for part in parts)

    return only(TABLE2, printed)


def _exchanged(sheet: Sheet) -> str:
    """商业企业 and 科研机构 exchanged."""
    rows = [list(row) for row in sheet.rows]
    rows[2][:2] = reversed(rows[2][:2])
    for row in rows[3:]:
        row[-6:-4] = reversed(row[-6:-4])
    return table(rows)


def _total_first(sheet: Sheet) -> str:
    rows = [list(row) for row in sheet.rows]
    rows[1] = [rows[1][2], *rows[1][:2]]
    return table([*rows[:3], *([*row[:-7], row[-1], *row[-7:-1]] for row in rows[3:])])


def _halved_header(sheet: Sheet) -> str:
    """商业 | 科研 in one line of the header, 企业 | 机构 in the next."""
    rows = [[cell._replace(rowspan=cell.rowspan + (cell.rowspan > 1)) for cell in row] for row in sheet.rows[:2]]
    upper = [cell._replace(text=cell.text[:2], rowspan=1) for cell in sheet.rows[2]]
    lower = [cell._replace(text=cell.text[2:], rowspan=1) for cell in sheet.rows[2]]
    return table([*rows, upper, lower, *sheet.rows[3:]])


def _with_rows(before: str, behind: str) -> Printed:
    def printed(sheet: Sheet) -> str:
        top, bottom = (SheetCell(text, colspan=sheet.width) for text in (before, behind))
        return table([[top], *sheet.rows, [bottom]])

    return printed


def _texts(changed: Callable[[str], str]) -> Printed:
    return lambda sheet: table([[cell._replace(text=changed(cell.text)) for cell in row] for row in sheet.rows])


def _full_width(text: str) -> str:
    return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}) if text.isdigit() else text


SHAPES: dict[str, Printed] = {
    "as the form": lambda sheet: table(sheet.rows),
    "th": lambda sheet: table(sheet.rows, "th"),
    "no spans": _spans(_one, _one),
    "no rowspans": _spans(_one, _same),
    "no colspans": _spans(_same, _one),
    "rowspans too big": _spans(_more, _same),
    "rowspans too small": _spans(_less, _same),
    "colspans too big": _spans(_same, _more),
    "colspans too small": _spans(_same, _less),
    "blanks for spans": _blanks_for_spans,
    "a column before": _padded(1, 0),
    "a column behind": _padded(0, 1),
    "three columns behind": _padded(0, 3),
    "a title and a note": _with_rows("附表：统计表", "填表说明：由各单位如实填写"),
    "over two pages": _over_pages(0),
    "over two pages with its header": _over_pages(3),
    "its header twice": only(TABLE3, _header_again),
    "four tables": _four_tables(headed=False),
    "four tables under lines": _four_tables(headed=True),
    "columns exchanged": only(TABLE3, _exchanged),
    "the total first": only(TABLE3, _total_first),
    "header halved": only(TABLE3, _halved_header),
    "between prose": lambda sheet: f"<p>数据如下：</p>{table(sheet.rows)}<p>注：由各股室提供，共12件。</p>",
    "in another table": lambda sheet: f"<table><tr><td>{table(sheet.rows)}</td></tr></table>",
    "broken labels": lambda sheet: (
        table(sheet.rows).replace("本年新收", "本年<br>新收").replace("尚未审结", "尚未<br>审结")
    ),
    "blanks in cells": _texts(lambda text: f"\u00a0{text}\u3000"),
    "digits of full width": _texts(_full_width),
    "合计 for 总计": _texts(lambda text: text.replace("总计", "合计")),
}


@pytest.mark.parametrize("low_reviews", [False, True])
@pytest.mark.parametrize("kind", ["county", "trial"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_number_is_found_in_its_place(shape: str, kind: str, low_reviews: bool, recognised: Recognise) -> None:
    draft = busy_draft(kind)
    report = recognised(page(draft, SHAPES[shape], low_reviews=low_reviews), ".html")
    assert wrong_cells(report, draft) == []
    assert found(report) == WHOLE[kind]
    assert keys(report) == "一二三四五六"


LAYOUTS = {
    "in a cell": ("<p>{}</p>", "<table><tr><td>{}</td></tr></table>", "{}"),
    "in the cells of a column": ("<tr><td>{}</td></tr>", "<table>{}</table>", "<tr><td>{}</td></tr>"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_report_laid_out_by_a_table(layout: str, recognised: Recognise) -> None:
    line, around, cell = LAYOUTS[layout]
    draft = busy_draft("county")
    report = recognised(page(draft, lambda sheet: cell.format(table(sheet.rows)), line, around), ".html")
    assert (wrong_cells(report, draft), found(report), keys(report)) == ([], WHOLE["county"], "一二三四五六")


@pytest.mark.parametrize("width", [10, 15])
@pytest.mark.parametrize("kind", ["bureau", "county", "trial"])
def test_a_report_that_is_one_table(kind: str, width: int, recognised: Recognise) -> None:
    draft = busy_draft(kind)
    html = page(
        draft,
        lambda sheet: table(sheet.rows).removeprefix("<table>").removesuffix("</table>"),
        f"<tr><td colspan={width}>{{}}</td></tr>",
        "<table>{}</table>",
    )
    report = recognised(html, ".html")
    assert wrong_cells(report, draft) == []
    assert found(report) == WHOLE["trial" if kind == "trial" else "county"]
    assert keys(report) == "一二三四五六"


def test_two_tables_glued_together(recognised: Recognise) -> None:
    draft = busy_draft("county")
    html = page(draft)
    first, second = html.index("</table>"), html.index("<table>", html.index("</table>"))
    report = recognised(html[:first] + html[second + len("<table>") :], ".html")
    assert (wrong_cells(report, draft), found(report)) == ([], WHOLE["county"])


@pytest.mark.parametrize("order", [(0, 2, 1), (2, 1, 0), (1, 0, 2)])
def test_a_table_in_the_section_of_another(order: tuple[int, ...], recognised: Recognise) -> None:
    draft = busy_draft("county")
    tables: list[str] = []

    def marked(sheet: Sheet) -> str:
        tables.append(table(sheet.rows))
        return f"@{len(tables) - 1}@"

    html = page(draft, marked)
    for place, index in enumerate(order):
        html = html.replace(f"@{place}@", tables[index])
    report = recognised(html, ".html")
    assert (wrong_cells(report, draft), found(report)) == ([], WHOLE["county"])


def _review_rows(sheet: Sheet, first: str) -> str:
    """Table 4 with a row for each way of contesting."""
    numbers = sheet.rows[-1]
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")
    header = [SheetCell(first), *(SheetCell(text) for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))]
    return table([header, *([SheetCell(name), *numbers[at * 5 : at * 5 + 5]] for at, name in enumerate(names))])


def _review_tables(sheet: Sheet) -> str:
    """Table 4 as a table for 行政复议 and one for 行政诉讼."""
    numbers = sheet.rows[-1]
    results = [SheetCell(text) for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]
    kinds = [SheetCell(text, colspan=5) for text in ("未经复议直接起诉", "复议后起诉")]
    reviews = table([[SheetCell("行政复议", colspan=5)], results, numbers[:5]])
    return reviews + table([[SheetCell("行政诉讼", colspan=10)], kinds, [*results, *results], numbers[5:]])


def _named_row(sheet: Sheet) -> str:
    return table([*sheet.rows[:-1], [SheetCell("数量"), *sheet.rows[-1]]])


@pytest.mark.parametrize("printed", [lambda sheet: _review_rows(sheet, "类别"), _review_tables, _named_row])
def test_other_layouts_of_the_reviews(printed: Printed, recognised: Recognise) -> None:
    draft = busy_draft("county")
    report = recognised(page(draft, only(TABLE4, printed)), ".html")
    assert (wrong_cells(report, draft), found(report)) == ([], WHOLE["county"])


def test_a_column_that_is_not_printed_is_not_found(recognised: Recognise) -> None:
    def without_others(sheet: Sheet) -> str:
        return table([*sheet.rows[:2], sheet.rows[2][:-1], *((*row[:-2], row[-1]) for row in sheet.rows[3:])])

    draft = busy_draft("county")
    report = recognised(page(draft, only(TABLE3, without_others)), ".html")
    assert wrong_cells(report, draft) == []
    assert found(report) == (10, 150, 15)
    assert [label.key for label in report.tables["table3"].labels if label.text is None] == ["其他"]


def test_a_merged_row_is_read_as_such_and_a_lost_label_is_not(recognised: Recognise) -> None:
    draft = busy_draft("county")

    def lost(sheet: Sheet) -> str:
        return table([[cell for cell in row if not cell.text.startswith("1.申请人")] for row in sheet.rows])

    report = recognised(page(draft, only(TABLE3, lost)), ".html")
    assert wrong_cells(report, draft) == []
    assert ("其他处理", "总计") not in report.tables["table3"].cells


@pytest.mark.parametrize(
    ("printed", "kind"), [("约5", "text"), ("12abc", "text"), ("—", "mark"), ("无", "mark"), ("", "blank")]
)
def test_what_is_no_number_has_no_value(printed: str, kind: str, recognised: Recognise) -> None:
    path = ("予以公开", "科研机构")

    def changed(sheet: Sheet) -> str:
        return table(
            [[cell._replace(text=printed) if cell.path == path else cell for cell in row] for row in sheet.rows]
        )

    draft = busy_draft("county")
    report = recognised(page(draft, only(TABLE3, changed)), ".html")
    cell = report.tables["table3"].cells[path]
    assert (cell.raw, cell.kind, cell.value) == (printed, kind, None)
    assert (wrong_cells(report, draft), found(report)) == ([], WHOLE["county"])


def test_places_name_the_row_of_the_source_also_in_a_part_of_a_table(recognised: Recognise) -> None:
    html = page(
        busy_draft("county"),
        lambda sheet: table(sheet.rows).removeprefix("<table>").removesuffix("</table>"),
        "<tr><td colspan=10>{}</td></tr>",
        "<table>{}</table>",
    )
    report = recognised(html, ".html")
    heading = report.section_by_key["三"].place
    cell = report.tables["table3"].cells["本年新收", "自然人"].place
    assert heading.row is not None
    assert cell.row == heading.row + 4  # three lines of header between them
