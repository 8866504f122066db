"""Tables on pages that could not be put into cells: not judged, never called missing."""

from collections.abc import Sequence

import pytest

from hegui.judge.report import judge
from hegui.model.document import Block, Document, Grid, GridCell, Paragraph, Place, Source
from hegui.model.report import Report
from hegui.model.rule import Result, Verdict
from hegui.proving import edit, load_draft
from hegui.proving.draft import national_drafts
from hegui.read import read_content
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet
from tools.layouts import pdf

TITLE = "某县财政局2024年政府信息公开工作年度报告"
ROWS = ("行政许可", "行政处罚", "行政强制")


@pytest.fixture
def knowledge(ruleset: RuleSet) -> Knowledge:
    return Knowledge.of(ruleset.forms, ruleset.lexicons)


def failed(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.rule for verdict in verdicts if verdict.result in (Result.FAIL, Result.ERROR)]


@pytest.mark.parametrize("off", [15, 30, 40])
@pytest.mark.parametrize("name", national_drafts())
def test_what_a_ragged_table_needs_is_not_judged(name: str, off: float, knowledge: Knowledge, ruleset: RuleSet) -> None:
    report = recognise(read_content(pdf.ragged(load_draft(name), off), "a.pdf"), knowledge)
    assert report.unread_tables
    assert report.unread_tables.isdisjoint(report.tables)
    verdicts = judge(report, ruleset)
    assert failed(verdicts) == []
    unjudged = {verdict.rule: verdict.reason for verdict in verdicts if verdict.result is Result.CANNOT_ASSESS}
    assert unjudged.keys() >= {"table-rows", "table-labels"} | {f"{table}-present" for table in report.unread_tables}
    assert "没有逐格对齐" in unjudged["table-rows"]


def test_what_is_really_missing_from_a_table_without_lines_is_found(knowledge: Knowledge, ruleset: RuleSet) -> None:
    draft = edit(load_draft("bureau"), {"drop": ["table3.row.公开出版物"], "label": {"table3.column.总计": "合计"}})
    report = recognise(read_content(pdf.plain(draft), "a.pdf"), knowledge)
    assert report.unread_tables == frozenset()
    assert {"table-rows", "table-labels"} <= set(failed(judge(report, ruleset)))


def report_of(knowledge: Knowledge, *section_two: Block, page: int | None = 1, ocr: bool = False) -> Report:
    """A report whose second section holds these blocks."""
    place = Place(page=page)
    texts = (TITLE, "一、总体情况", "全年工作正常。", "二、主动公开政府信息情况")
    after = ("三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
    blocks = [*(Paragraph(text, place) for text in texts), *section_two, *(Paragraph(text, place) for text in after)]
    return recognise(Document(Source("a", "", "pdf", ocr=ocr), tuple(blocks)), knowledge)


def grid(*labels: str, page: int | None = 1) -> Grid:
    """The part of table 2 that counts decisions, with these texts for the labels of its rows."""
    texts = [("信息内容", "本年处理决定数量"), *((label, "3") for label in labels)]
    cells = tuple(GridCell(text, row, column) for row, pair in enumerate(texts) for column, text in enumerate(pair))
    return Grid(cells, len(texts), 2, Place(page=page, table=1), spans=page is None)


@pytest.mark.parametrize(
    ("labels", "is_read"),
    [
        pytest.param(("行政许可", "行政处罚", "行政强制"), True, id="as in the form"),
        pytest.param(("行政许可", "行政惩罚", "行政强制"), True, id="a word changed by the unit"),
        pytest.param(("行政许可", "行政罚处", "行政强制"), False, id="a jumbled word"),
        pytest.param(("行政许可", "行政处罚37", "行政强制"), False, id="a number in a label"),
        pytest.param(("行政许可", "行政处罚行政事业性收费", "行政强制"), False, id="two labels in a cell"),
    ],
)
def test_a_label_tells_whether_it_was_changed_or_misread(
    knowledge: Knowledge, labels: tuple[str, ...], is_read: bool
) -> None:
    assert ("table2" in report_of(knowledge, grid(*labels)).tables) is is_read


def test_a_table_that_the_format_itself_names_is_read_as_it_stands(knowledge: Knowledge) -> None:
    report = report_of(knowledge, grid("行政许可", "行政罚处", "行政强制", page=None), page=None)
    assert "table2" in report.tables


def test_a_misread_label_of_a_scan_does_not_cost_its_table(knowledge: Knowledge) -> None:
    assert "table2" in report_of(knowledge, grid("行政许可", "行政罚处", "行政强制"), ocr=True).tables


def test_a_table_in_words_is_no_table(knowledge: Knowledge) -> None:
    said = "本年制发规章0件，废止0件，现行有效0件；作出行政许可3件、行政处罚1件、行政强制0件，行政事业性收费0万元。"
    report = report_of(knowledge, Paragraph(said, Place(page=1)))
    assert report.tables == {}
    assert report.unread_tables == frozenset()
