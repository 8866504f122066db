"""A form that nobody thought of when the engine was written: seven chapters, four annexes with columns of their own.

All there is of it is data, in `invented_form/`: the form, a clean draft, rules and a scheme. It is loaded beside the
national pack, as any office would.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import hegui
from hegui.cli import main
from hegui.model.form import CellPath, Label
from hegui.model.report import MatchedBy, Report
from hegui.proving.cases import CaseRunner, run_cases
from hegui.proving.draft import Draft
from hegui.proving.edits import Edits, edit
from tools.layouts import LAYOUTS, document_of

PACK = Path(__file__).parent / "invented_form"
REPORTS = Path(__file__).parents[2] / "reports"
CHAPTERS = ["总述", "发布", "受理", "争议", "平台", "短板", "补充"]
FAULTS: Edits = {
    "set": {"附表丁.小程序.总数": 61, "附表乙.结余.总数": 6},
    "section": {"平台": "平台运行平稳。"},
    "drop": ["section.补充"],
    "label": {"附表甲.row.通告": "通告"},
}
"""A wrong sum in each of two annexes, a chapter without what it must tell, one that is missing, a label of its own."""


@pytest.fixture(scope="module")
def rules() -> hegui.Rules:
    return hegui.load(rules=[PACK])


@pytest.fixture(scope="module")
def runner(rules: hegui.Rules) -> CaseRunner:
    return CaseRunner(rules.ruleset)


@pytest.fixture(scope="module")
def draft(runner: CaseRunner) -> Draft:
    return runner.draft("pilot")


def numbered(draft: Draft) -> Draft:
    """The draft with another number in every cell, so that none can take the place of another unnoticed."""
    numbers = iter(range(101, 999))
    tables = {table.id: {path: str(next(numbers)) for path in table.paths} for table in draft.form.tables}
    return replace(draft, tables=tables)


def values(report: Report) -> Mapping[str, Mapping[CellPath, str]]:
    return {name: {path: cell.raw for path, cell in table.cells.items()} for name, table in report.tables.items()}


# -- read ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "pdf-plain"])
def test_it_is_read_whole_in_every_layout(layout: str, draft: Draft, runner: CaseRunner) -> None:
    written = numbered(draft)
    report = runner.report_of(written, LAYOUTS[layout])
    assert (report.form, report.template) == ("pilot", draft.form)
    assert [section.key for section in report.sections] == CHAPTERS
    assert {section.how for section in report.sections} == {MatchedBy.EXACT}
    assert [report.template.heading(section.number, section.title) for section in report.sections] == [
        section.heading for section in draft.form.sections
    ]
    assert values(report) == written.tables
    assert report.text_of("短板") == draft.sections["短板"]
    assert report.unit is not None
    assert (report.unit.name, report.year) == (draft.unit, 2031)
    dates = (report.dates.period_start, report.dates.period_end, report.dates.signed)
    assert [str(day and day.value) for day in dates] == ["2031-01-01", "2031-12-31", "2032-01-10"]


def test_where_a_page_has_no_lines_a_number_may_be_lost_and_never_moves(draft: Draft, runner: CaseRunner) -> None:
    written = numbered(draft)
    report = runner.report_of(written, LAYOUTS["pdf-plain"])
    assert [section.key for section in report.sections] == CHAPTERS
    found = {(name, path, raw) for name, cells in values(report).items() for path, raw in cells.items()}
    assert found
    assert found <= {(name, path, raw) for name, cells in written.tables.items() for path, raw in cells.items()}


@pytest.mark.parametrize(
    "printed", ["{}、{}", "（{}）{}", "第{}部分　{}", "{}.{}", "第{}章{}"], ids=["顿号", "括号", "部分", "点", "章"]
)
def test_its_chapters_are_known_under_other_numerals(printed: str, draft: Draft, runner: CaseRunner) -> None:
    numbers = "1234567" if printed == "{}.{}" else "一二三四五六七"
    headings = {
        section.key: printed.format(number, section.title)
        for number, section in zip(numbers, draft.form.sections, strict=True)
    }
    report = runner.report_of(edit(draft, {"heading": headings}))
    assert [section.key for section in report.sections] == CHAPTERS
    assert "".join(section.number for section in report.sections) == "一二三四五六七"


def test_a_chapter_under_another_title_is_known_by_its_number(draft: Draft, runner: CaseRunner) -> None:
    report = runner.report_of(edit(draft, {"heading": {"平台": "第五章 平台建设及互动"}}))
    assert report.section_by_key["平台"].how is MatchedBy.SIMILAR


def merged(label: Label) -> Label:
    """The label with what may be printed as one row printed so."""
    return replace(label, parts=() if label.mergeable else tuple(map(merged, label.parts)), mergeable=False)


def test_a_group_may_be_printed_as_one_row(draft: Draft, runner: CaseRunner) -> None:
    """4.其余处置, without the two rows that it has in the form."""
    tables = [
        replace(
            table,
            blocks=tuple(replace(block, row_headers=tuple(map(merged, block.row_headers))) for block in table.blocks),
        )
        for table in draft.form.tables
    ]
    cells = dict(draft.tables["附表乙"])
    for column in ("个人", "公司", "社团", "总数"):
        cells["其余", column] = str(sum(int(cells.pop((row, column))) for row in ("撤回", "并案")))
    printed = replace(draft, form=replace(draft.form, tables=tuple(tables)), tables={**draft.tables, "附表乙": cells})
    assert values(runner.report_of(printed))["附表乙"] == cells
    assert runner.verdicts_of(printed)["pilot-outcomes"].result is hegui.Result.PASS


def test_reports_in_other_forms_are_read_and_judged_as_without_it(rules: hegui.Rules) -> None:
    ours, theirs = (
        hegui.Project(each, cache=False).audit(REPORTS, timestamp=False, workers=1).reports
        for each in (rules, hegui.load())
    )
    for one, other in zip(ours, theirs, strict=True):
        assert (one.form, one.template, one.sections, one.tables) == (
            other.form,
            other.template,
            other.sections,
            other.tables,
        )
        verdicts = [verdict for verdict in one.verdicts if verdict.pack != "pilot"]
        assert verdicts == list(other.verdicts)
        own = {verdict.result for verdict in one.verdicts if verdict.pack == "pilot"}
        assert own <= {hegui.Result.NOT_APPLICABLE}


# -- judged and scored -----------------------------------------------------------------------------------------------


def test_its_rules_hold_by_its_own_draft_and_are_silent_on_the_national_ones(rules: hegui.Rules) -> None:
    own = [rule.id for rule in rules.ruleset.all_rules if rule.source.pack == "pilot"]
    results = run_cases(rules.ruleset, own)
    assert [str(result) for result in results if not result.ok] == []
    clean = {result.case for result in results if result.case.startswith("合格样稿")}
    assert clean == {f"合格样稿 {name}" for name in rules.ruleset.drafts}


@pytest.fixture(scope="module")
def audited(rules: hegui.Rules, draft: Draft, tmp_path_factory: pytest.TempPathFactory) -> hegui.AuditRun:
    """A clean report as a Word document, and one with faults as a page."""
    folder = tmp_path_factory.mktemp("试点")
    (folder / "1-合格.docx").write_bytes(document_of(draft, "docx"))
    (folder / "2-有误.html").write_bytes(document_of(edit(draft, FAULTS), "html"))
    return hegui.Project(rules, scheme="pilot", cache=False).audit(folder, timestamp=False, workers=1)


def test_a_clean_report_gets_full_marks_and_every_rule_that_applies_is_judged(audited: hegui.AuditRun) -> None:
    score = audited.reports[0].score
    assert score is not None
    assert (score.scheme, score.total, score.coverage, score.grade) == ("pilot", 100, 1, "达标")


def test_what_is_wrong_is_told_in_the_words_of_the_form(audited: hegui.AuditRun) -> None:
    report = audited.reports[1]
    told = {verdict.rule: verdict.findings[0].message for verdict in report.verdicts if verdict.findings}
    assert told == {
        "pilot-rows": "结余：合计 6 ≠ 个人 1 与各类组织之和",
        "pilot-balance": "总数：新增 29 + 结余 6 ≠ 小计 27 + 转下期 3",
        "pilot-platforms": "小程序：互动总数 61 ≠ 留言与咨询之和 16",
        "pilot-platforms-told": "没有写明答复时限",
        "sections-present": "缺少“第七章 补充说明”部分。",
        "table-labels": "附表甲标签“通告”与统一格式的“公开通告”不一致。",
    }
    assert report.score is not None
    lost = {deduction.rule: deduction.points for deduction in report.score.deductions}
    assert (lost["pilot-rows"], lost["pilot-platforms-told"]) == (7, 3)
    assert report.score.total == 100 - sum(lost.values())
    assert report.score.grade == "未达标"


def test_national_rules_on_parts_that_it_has_not_do_not_apply(audited: hegui.AuditRun) -> None:
    by_rule = {verdict.rule: verdict for verdict in audited.reports[0].verdicts}
    assert by_rule["table4-present"].reason == "《政务公开试点年度报告格式》（试点函〔2031〕1号）没有本规则审查的表四"
    for rule in ("table3-row-total", "table2-present", "overview-length", "fee-statement", "problems-answered"):
        assert by_rule[rule].result is hegui.Result.NOT_APPLICABLE
    for rule in ("sections-present", "sections-order", "section-titles", "table-rows", "table-labels", "date-valid"):
        assert by_rule[rule].result is hegui.Result.PASS


# -- rendered --------------------------------------------------------------------------------------------------------


def words_of(file: Path) -> str:
    """All words in a file that was written, as its reader sees them."""
    content = file.read_bytes()
    match file.suffix:
        case ".xlsx":
            book = openpyxl.load_workbook(io.BytesIO(content))
            return "\n".join(str(value) for sheet in book for row in sheet.values for value in row if value is not None)
        case ".docx":
            return re.sub("<[^>]*>", "", zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode())
        case ".html":
            text = content.decode()
            packed = re.findall(r">([A-Za-z0-9+/=]{200,})<", text)
            return text + "".join(zlib.decompress(base64.b64decode(each)).decode() for each in packed)
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("form", ["json", "md", "csv", "xlsx", "docx", "html", "junit", "sarif", "marked"])
def test_every_output_calls_its_parts_by_their_names(form: str, audited: hegui.AuditRun, tmp_path: Path) -> None:
    files = hegui.render(audited, form, tmp_path)
    words = "".join(map(words_of, files))
    assert "附表丁" in words
    assert "附表乙" in words
    assert "第五章" in words
    if form in ("md", "csv", "docx", "marked"):  # the others name rules that do not apply, too
        assert not re.search("表[二三四]|第.部分", words)
    if form == "xlsx":
        assert "附表丁·小程序·总数" in words


def test_the_terminal_tells_of_one_report(draft: Draft, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "有误.txt"
    file.write_bytes(document_of(edit(draft, FAULTS), "compact"))
    assert main(["audit", str(file), "--rules", str(PACK), "--scheme", "pilot", "--no-cache"]) == 1
    words = capsys.readouterr().out
    assert "附表丁 小程序 · 总数" in words
    assert "第五章" in words
    assert "试点百分制" in words


def test_a_stored_run_is_rendered_without_the_pack(audited: hegui.AuditRun, tmp_path: Path) -> None:
    audited.save(tmp_path / "audit.json")
    again = hegui.read_run(tmp_path / "audit.json")
    (fresh,) = hegui.render(audited, "md", tmp_path / "one")
    (stored,) = hegui.render(again, "md", tmp_path / "two")
    assert fresh.read_text("utf-8") == stored.read_text("utf-8")
