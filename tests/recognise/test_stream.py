"""Tables that came as lines: in each dialect every number goes to its own cell, or to none where that is in doubt."""

from __future__ import annotations

import re

import pytest
from printed import Recognise, busy_draft, found, keys, wrong_cells

from hegui.recognise.numerals import is_value
from tools.layouts import LAYOUTS, document_of

LINES = ("compact", "spaced", "pipe", "tab")
ROWS = ("text", "markdown")
WHOLE = (10, 175, 15)
_NUMBER = re.compile(r"(?m)^([\t|]* ?)(\d+)( ?\|?)$")


def _text(layout: str) -> str:
    return document_of(busy_draft("county"), layout).decode()


def _between(text: str, before: str, line: str, *, behind: bool = False) -> str:
    """The text with a line put before or behind the heading that begins like this."""
    lines = text.split("\n")
    at = max(index for index, own in enumerate(lines) if before in own and len(own) < 40) + behind
    return "\n".join([*lines[:at], line, "", *lines[at:]])


@pytest.mark.parametrize("kind", ["county", "trial", "bureau", "town"])
@pytest.mark.parametrize("layout", LINES + ROWS)
def test_every_dialect(layout: str, kind: str, recognised: Recognise) -> None:
    draft = busy_draft(kind if kind != "town" else "county")
    report = recognised(document_of(draft, layout), LAYOUTS[layout].suffix)
    assert wrong_cells(report, draft) == []
    assert found(report) == ((22, 161, 15) if kind == "trial" else WHOLE)
    assert keys(report) == "一二三四五六"


CHANGES = {
    "thousands": lambda text: re.sub(r"(?m)^([\t|]* ?)(\d+)(\d{3})( ?\|?)$", r"\1\2,\3\4", text),
    "件 behind": lambda text: _NUMBER.sub(r"\1\2件\3", text),
    "digits of full width": lambda text: _NUMBER.sub(
        lambda match: match[1] + match[2].translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}) + match[3], text
    ),
    "合计": lambda text: text.replace("总计", "合计"),
    "labels over two lines": lambda text: text.replace("不掌握相关", "不掌握\n相关").replace(
        "结转下年度继续", "结转下年\n度继续"
    ),
    "no numbers before labels": lambda text: re.sub(r"(?m)^([\t|]*)\d\.(\D)", r"\1\2", text),
    "wrong characters": lambda text: text.replace("大量反复申请", "大量反复申情").replace("或重新出具", "或从新出具"),
    "no headings between the tables": lambda text: re.sub(
        r"(?m)^\s*[三四]、(收到和处理|政府信息公开行政).*\n", "", text
    ),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("layout", LINES)
@pytest.mark.parametrize("change", CHANGES)
def test_every_number_is_found_in_its_place(change: str, layout: str, recognised: Recognise) -> None:
    text = _text(layout)
    changed = CHANGES[change](text)
    assert changed != text
    report = recognised(changed)
    assert (wrong_cells(report, busy_draft("county")), found(report)) == ([], WHOLE)


@pytest.mark.parametrize("layout", LINES + ROWS)
@pytest.mark.parametrize(
    ("heading", "behind"),
    [
        ("二、主动公开", True),
        ("三、收到和处理", False),
        ("三、收到和处理", True),
        ("四、政府信息", False),
        ("五、存在", False),
    ],
)
def test_prose_beside_a_table_stays_prose(heading: str, behind: bool, layout: str, recognised: Recognise) -> None:
    note = "注：以上数据由各股室提供，共计3项。"
    report = recognised(_between(_text(layout), heading, note, behind=behind), LAYOUTS[layout].suffix)
    assert note in report.prose
    assert (wrong_cells(report, busy_draft("county")), found(report)) == ([], WHOLE)


@pytest.mark.parametrize("layout", LINES + ROWS)
def test_the_lines_of_a_table_are_no_prose(layout: str, recognised: Recognise) -> None:
    report = recognised(_text(layout), LAYOUTS[layout].suffix)
    assert [passage.text for passage in report.passages if re.fullmatch(r"[\d|.,]+", passage.text)] == []
    assert "行政事业性收费" not in report.text_of("二")
    assert "结转下年度继续办理" not in report.text_of("三")


@pytest.mark.parametrize("layout", LINES + ROWS)
def test_a_page_number_is_no_prose_and_shifts_nothing(layout: str, recognised: Recognise) -> None:
    report = recognised(_between(_text(layout), "四、政府信息", "12"), LAYOUTS[layout].suffix)
    assert wrong_cells(report, busy_draft("county")) == []
    assert all(passage.text != "12" for passage in report.passages)


def test_reviews_with_a_row_for_each_way_of_contesting(recognised: Recognise) -> None:
    draft = busy_draft("county")
    text = _text("compact")
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    rows = ["类别", *results]
    for kind in ("行政复议", "未经复议直接起诉", "复议后起诉"):
        rows += [kind, *(draft.tables["table4"][kind, result] for result in results)]
    start, end = text.index("行政复议\n"), text.index("五、存在的主要问题")
    report = recognised(text[:start] + "\n".join(rows) + "\n" + text[end:])
    assert (wrong_cells(report, draft), found(report)) == ([], WHOLE)


def test_a_header_in_an_order_that_cannot_be_is_declined(recognised: Recognise) -> None:
    text = _text("compact").replace("结果维持", "@").replace("结果纠正", "结果维持").replace("@", "结果纠正")
    report = recognised(text)
    assert found(report) == (10, 175, 0)
    assert report.tables["table4"].unplaced


@pytest.mark.parametrize("layout", ["compact", "spaced"])
def test_more_numbers_behind_a_label_than_columns_are_not_divided(layout: str, recognised: Recognise) -> None:
    """The label of a row is lost: its numbers and those before it could stand row by row or column by column."""
    label = r"\(二\)部分公开\(.*\)\n+"
    report = recognised(re.sub(label, "", _text(layout)))
    table = report.tables["table3"]
    assert (wrong_cells(report, busy_draft("county")), found(report)) == ([], (10, 161, 15))
    assert {path[0] for path in table.cells}.isdisjoint({"予以公开", "部分公开"})
    assert "读到 14 个" in table.unplaced[0]


def test_a_page_number_in_a_row_costs_the_row(recognised: Recognise) -> None:
    report = recognised(_text("compact").replace("规章\n", "规章\n- 3 -\n", 1))
    assert (wrong_cells(report, busy_draft("county")), found(report)) == ([], (7, 175, 15))


def test_a_row_that_lost_a_cell_is_not_guessed_at(recognised: Recognise) -> None:
    label = "(七)总计\n"
    text = _text("compact")
    at = text.index(label) + len(label)
    report = recognised(text[:at] + text[text.index("\n", at) + 1 :])
    assert wrong_cells(report, busy_draft("county")) == []
    assert found(report) == (10, 168, 15)
    assert "总计" in report.tables["table3"].unplaced[0]


def _rows(layout: str) -> list[list[str]]:
    """The lines of a report printed as rows of cells; a line outside the tables is a row of one."""
    return [
        [cell.strip() for cell in line.strip("| ").split("|") if cell.strip()] if "|" in line else [line]
        for line in _text(layout).splitlines()
        if not re.fullmatch(r"[|\s:-]+", line)
    ]


PARTED = {
    "by one blank": " ".join,
    "in columns": lambda row: "".join(cell.ljust(44) for cell in row).rstrip(),
    "values under their label": lambda row: "\n".join(
        [*(cell for cell in row if not is_value(cell)), " ".join(filter(is_value, row))]
    ).rstrip(),
}


@pytest.mark.parametrize("parted", PARTED)
def test_rows_whose_cells_stand_apart_by_blanks(parted: str, recognised: Recognise) -> None:
    report = recognised("\n".join(map(PARTED[parted], _rows("text"))))
    assert wrong_cells(report, busy_draft("county")) == []
    assert found(report) == WHOLE


@pytest.mark.parametrize("layout", LINES + ROWS)
def test_rows_whose_labels_lost_their_numbers(layout: str, recognised: Recognise) -> None:
    """总计 and 其他 could then be columns as well: the place among the rows tells."""
    text = re.sub(r"(?m)^([\t| ]*)(?:[（(][一二三四五六七][）)]|\d\.)(?=[^\d\n|]+\s*(?:\||$))", r"\1", _text(layout))
    assert "七）总计" not in text
    report = recognised(text, LAYOUTS[layout].suffix)
    assert wrong_cells(report, busy_draft("county")) == []
    labels = report.tables["table3"].labels
    assert [seen.form_text for seen in labels if seen.text is None and seen.axis != "group"] == []


def test_a_table_that_is_there_and_out_of_line_is_not_called_missing(recognised: Recognise) -> None:
    jumbled = ["".join(sorted("".join(row))) if len(row) > 1 else row[0] for row in _rows("text")]
    report = recognised("\n".join(jumbled))
    assert not report.tables
    assert report.unread_tables == {"table2", "table3", "table4"}


def _with_note(text: str, note: str) -> str:
    return re.sub(r"(?m)^(规章|行政许可|\(七\)总计)$", rf"\1{note}", text)


DIALECTS = {
    "a bar before each cell": lambda: re.sub(
        r"(?m)^\|(.*)\|$",
        lambda match: "\n".join(["|", *(f"{cell.strip()}\n|" for cell in match[1].split("|"))]),
        _text("text"),
    ),
    "a row over lines": lambda: re.sub(
        r"(?m)^\|(.*)\|$", lambda match: match[1].strip().replace(" | ", " |\n") + " |", _text("text")
    ),
    "tabs": lambda: re.sub(r"(?m)^\|(.*)\|$", lambda match: match[1].replace("|", "\t").strip(), _text("text")),
    "a note behind a label": lambda: _with_note(_text("compact"), "（没有的填零）"),
    "a note below a label": lambda: _with_note(_text("compact"), "\n（没有的填零）"),
    "the number behind its label": lambda: re.sub(r"(行政(?:许可|处罚|强制))\n", r"\1 ", _text("compact")),
    "the group before its label": lambda: re.sub(
        r"行政复议\n行政诉讼\n未经复议直接起诉\n复议后起诉\n((?:.*\n){15})((?:.*\n){5})((?:.*\n){5})((?:.*\n){5})",
        lambda match: "".join(
            f"{kind}\n结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n{match[number]}"
            for number, kind in enumerate(("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"), 2)
        ),
        _text("compact"),
    ),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_cells_are_read_whatever_parts_them(dialect: str, recognised: Recognise) -> None:
    text = DIALECTS[dialect]()
    assert text not in (_text("compact"), _text("text"))
    report = recognised(text)
    assert (wrong_cells(report, busy_draft("county")), found(report)) == ([], WHOLE)
    assert [seen.form_text for seen in report.tables["table3"].labels if seen.text is None and seen.axis == "row"] == []


def test_blank_lines_in_place_of_blank_cells(recognised: Recognise) -> None:
    """Where each row is whole with a blank cell in each gap, the gaps are cells; else they are but blank lines."""
    text = re.sub(r"(?m)^0\n", "\n", _text("compact").replace("\n0\n0\n0\n", "\n0\n0\n0\n"))
    report = recognised(text)
    assert wrong_cells(report, busy_draft("county")) == []
    assert "table3" in report.tables


def test_digits_that_ran_together_are_one_a_column(recognised: Recognise) -> None:
    text = re.sub(r"(?m)(?:^\d+\n){3,}", lambda match: match[0].replace("\n", "") + "\n", _text("compact"))
    report = recognised(text)
    assert wrong_cells(report, busy_draft("county")) == []
    assert report.tables["table3"].cells["国家秘密", "总计"].value is not None or report.tables["table3"].unplaced


def test_values_before_their_labels_are_given_to_nobody(recognised: Recognise) -> None:
    """As a page is copied whose numbers stand a little higher than the labels."""
    values_first = re.sub(
        r"(?m)^(规章|行政规范性文件|行政许可|行政处罚|行政强制|行政事业性收费)\n((?:[\d.,]+\n)+)",
        r"\2\1\n",
        _text("compact"),
    )
    report = recognised(values_first)
    assert "table2" in report.unread_tables
    assert wrong_cells(report, busy_draft("county")) == []
