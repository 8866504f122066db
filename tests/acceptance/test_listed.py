"""Reports whose tables are lists, a line for each cell: the same verdicts as of printed tables, and no guess."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from random import Random

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from hegui.judge.report import judge
from hegui.model.report import Report
from hegui.model.rule import Result
from hegui.proving import edit, load_draft
from hegui.proving.draft import Draft
from hegui.read import read_content
from hegui.recognise import Knowledge, recognise
from hegui.recognise.numerals import is_value
from hegui.rules.ruleset import RuleSet
from tools.compose import compose
from tools.layouts import document_of
from tools.layouts.listed import Names, workbook
from tools.strategies import clean_drafts

Accused = Mapping[str, list[str]]
Read = Callable[[bytes, str], Report]


@pytest.fixture(scope="module")
def knowledge(ruleset: RuleSet) -> Knowledge:
    return Knowledge.of(ruleset.forms, ruleset.lexicons)


def report_of(content: bytes, name: str, knowledge: Knowledge) -> Report:
    return recognise(read_content(content, name), knowledge)


def numbers(report: Report) -> dict[str, dict[tuple[str, ...], str]]:
    return {name: {path: cell.raw for path, cell in table.cells.items()} for name, table in report.tables.items()}


def accused(report: Report, ruleset: RuleSet) -> Accused:
    failed = (verdict for verdict in judge(report, ruleset) if verdict.result is Result.FAIL)
    return {verdict.rule: [finding.message for finding in verdict.findings] for verdict in failed}


def changed(content: bytes, change: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FAULTY = {
    "unbalanced": {"set": {"table3.自然人.予以公开": 13}},
    "no number": {"set": {"table2.行政许可": "若干", "table4.行政复议.总计": "/"}},
    "relabelled": {"label": {"table3.column.总计": "合计"}},
}


@pytest.mark.parametrize("one_sheet", [True, False], ids=["one sheet", "a sheet each"])
@pytest.mark.parametrize("names", Names)
@pytest.mark.parametrize("name", ["bureau", "trial", *FAULTY, *map(str, range(4))])
def test_a_list_says_what_the_tables_say(
    ruleset: RuleSet, knowledge: Knowledge, name: str, names: Names, one_sheet: bool
) -> None:
    draft = _draft(name)
    printed = report_of(document_of(draft), "报告.html", knowledge)
    listed = report_of(workbook(draft, names, one_sheet), "年报数据.xlsx", knowledge)
    assert numbers(listed) == numbers(printed)
    wanted = accused(printed, ruleset)
    assert accused(listed, ruleset) == {rule: wanted[rule] for rule in wanted if rule.startswith("table")}


def _draft(name: str) -> Draft:
    if name in FAULTY:
        return edit(load_draft("bureau"), FAULTY[name])
    return compose(Random(int(name))) if name.isdigit() else load_draft(name)


def reword(sheet: Worksheet, random: Random) -> None:
    """Names in other words than the form's."""
    for row in sheet.iter_rows(min_row=4, max_col=2):
        for cell in row:
            if isinstance(cell.value, str) and not is_value(cell.value) and random.random() < 0.3:
                cell.value = random.choice(["其中：", "全年", "合计的"]) + cell.value


def repeat(sheet: Worksheet, random: Random) -> None:
    """Some lines again, with another number."""
    for row in random.sample(range(4, sheet.max_row), 5):
        values = [cell.value for cell in sheet[row]]
        sheet.append([value + 1 if isinstance(value, int) else value for value in values])


def compare(sheet: Worksheet, random: Random) -> None:
    """Another column of numbers, such as those of the year before."""
    for row in range(4, sheet.max_row + 1):
        sheet.cell(row, sheet.max_column if row > 4 else sheet.max_column + 1, random.randint(0, 9))


def shorten(sheet: Worksheet, random: Random) -> None:
    """Lines left out."""
    for _ in range(random.randint(1, sheet.max_row - 4)):
        sheet.delete_rows(random.randint(4, sheet.max_row))


def shuffle(sheet: Worksheet, random: Random) -> None:
    """The lines in another order."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    random.shuffle(rows)
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)


@pytest.mark.slow
@given(
    draft=clean_drafts(),
    names=st.sampled_from([name for name in Names if name is not Names.MERGED]),
    damage=st.sampled_from([reword, repeat, compare, shorten, shuffle]),
    random=st.randoms(use_true_random=False),
    one_sheet=st.booleans(),
)
@settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate])
@pytest.mark.slow
def test_no_cell_of_a_damaged_list_is_guessed(
    ruleset: RuleSet,
    knowledge: Knowledge,
    draft: Draft,
    names: Names,
    damage: Callable[[Worksheet, Random], None],
    random: Random,
    one_sheet: bool,
) -> None:
    content = changed(workbook(draft, names, one_sheet), lambda sheet: damage(sheet, random))
    listed = report_of(content, "年报数据.xlsx", knowledge)
    printed = numbers(report_of(document_of(draft), "报告.html", knowledge))
    for name, cells in numbers(listed).items():
        assert {path: printed[name].get(path) for path in cells} == cells
    assert not accused(listed, ruleset)


@pytest.mark.parametrize("kind", ["其他办理情况", "申请办理明细"])
def test_a_list_in_words_of_its_own_is_no_missing_table(ruleset: RuleSet, knowledge: Knowledge, kind: str) -> None:
    def rename(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(min_row=4, max_col=1):
            text = str(row[0].value)
            if "政府信息公开申请" in text or "办理" in text:
                row[0].value = f"{kind}：{text}"

    content = changed(workbook(load_draft("bureau")), rename)
    assert not accused(report_of(content, "年报数据.xlsx", knowledge), ruleset)
