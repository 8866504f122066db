"""Tables that came as lines: in each dialect every number goes to its own cell, or to none where that is in doubt."""

from __future__ import annotations

import re

import pytest
from printed import Recognise, busy_draft, found, keys, wrong_cells

from hegui.recognise.numerals import is_value
from hegui.testing import LAYOUTS, document_of

LINES = ("compact", "spaced", "pipe", "tab")
ROWS = ("rows", "markdown")
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


def test_a_row_without_its_label_is_placed_where_one_is_missing(recognised: Recognise) -> None:
    report = recognised(_text("compact").replace("(二)部分公开(区分处理的,只计这一情形,不计其他情形)\n", ""))
    assert (wrong_cells(report, busy_draft("county")), found(report)) == ([], WHOLE)
    assert report.tables["table3"].cells["部分公开", "总计"].how == "position"
    missing = [label.key for label in report.tables["table3"].labels if label.text is None]
    assert missing == ["部分公开"]


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
    report = recognised("\n".join(map(PARTED[parted], _rows("rows"))))
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
    jumbled = ["".join(sorted("".join(row))) if len(row) > 1 else row[0] for row in _rows("rows")]
    report = recognised("\n".join(jumbled))
    assert not report.tables
    assert report.unread_tables == {"table2", "table3", "table4"}
