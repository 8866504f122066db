"""What an office fills into the workbook comes back as decisions, and what cannot be taken is told row by row."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import hegui
from hegui.errors import HistoryUsageError
from hegui.history.history import History
from hegui.history.returned import Imported, import_workbook
from hegui.model.run import AuditRun
from hegui.model.verdict import DecisionState

REPORT = Path(__file__).parents[2] / "reports" / "17-某局-2024-收支不平.docx"
Fill = Callable[..., Path]


@pytest.fixture(scope="module")
def run() -> AuditRun:
    return hegui.Project(hegui.load(), cache=False).audit([REPORT])


@pytest.fixture
def past(run: AuditRun, empty: Path, tmp_path: Path) -> Iterator[History]:
    with History(shutil.copy(empty, tmp_path)) as opened:
        opened.save(run)
        yield opened


@pytest.fixture
def fill(run: AuditRun, tmp_path: Path) -> Fill:
    """Writes cells into the rows of the list of findings, and gives the workbook."""

    def filled(*rows: dict[str, Any]) -> Path:
        (path,) = hegui.render(run, "xlsx", tmp_path)
        book = load_workbook(path)
        sheet = book["问题清单"]
        columns = {cell.value: cell.column for cell in sheet[2]}
        for number, cells in enumerate(rows, 3):
            for name, value in cells.items():
                sheet.cell(number, columns[name]).value = value
        book.save(path)
        return path

    return filled


def fingerprints(run: AuditRun) -> list[str]:
    (audit,) = run.reports
    return [finding.fingerprint for verdict in audit.verdicts for finding in verdict.findings]


def opinion(state: str, reason: str = "已核实", by: str = "李四", **more: Any) -> dict[str, Any]:
    return {"复核意见": state, "复核理由": reason, "复核人": by, **more}


def test_opinions_come_back_as_decisions(past: History, run: AuditRun, fill: Fill) -> None:
    path = fill(opinion("不成立"), {"整改情况": "已整改", "备注": "3月5日重新发布"}, {"整改情况": "整改中"})
    first, second, *_ = fingerprints(run)
    made = import_workbook(past, path, by="王五")
    assert (list(made.decided), made.unchanged, made.refused) == ([first, second], 0, ())
    told = past.decisions()
    assert set(told) == {first, second}
    assert (told[first].state, told[first].reason, told[first].by) == (DecisionState.DISMISSED, "已核实", "李四")
    assert (told[second].state, told[second].reason, told[second].by) == (
        DecisionState.MENDED,
        "3月5日重新发布",
        "王五",
    )


def test_the_same_workbook_again_changes_nothing(past: History, run: AuditRun, fill: Fill) -> None:
    path = fill(opinion("予以接受", 有效至="2025年12月31日"), opinion("属实"))
    import_workbook(past, path)
    events = [len(past.events(one)) for one in fingerprints(run)]
    assert import_workbook(past, path) == Imported({}, 2, ())
    assert [len(past.events(one)) for one in fingerprints(run)] == events


def test_what_was_decided_stands_in_the_next_workbook_and_mending_goes_on_from_it(
    past: History, run: AuditRun, fill: Fill, tmp_path: Path
) -> None:
    first = fingerprints(run)[0]
    import_workbook(past, fill(opinion("属实")))
    again = hegui.Project(hegui.load(), cache=False, decisions=past.decisions()).audit([REPORT])
    (path,) = hegui.render(again, "xlsx", tmp_path / "再次")
    book = load_workbook(path)
    sheet = book["问题清单"]
    columns = {cell.value: cell.column for cell in sheet[2]}
    assert [sheet.cell(3, columns[name]).value for name in ("复核意见", "复核理由", "复核人")] == [
        "属实",
        "已核实",
        "李四",
    ]
    sheet.cell(3, columns["整改情况"]).value = "已整改"
    book.save(path)
    import_workbook(past, path)
    assert past.decisions()[first].state is DecisionState.MENDED


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (opinion("不成立", 指纹="0123456789abcdef"), "历史中没有指纹为“0123456789abcdef”的问题"),
        (opinion("不成立", 指纹="改坏了"), "历史中没有指纹为“改坏了”的问题"),
        (opinion("不成立", reason=""), "没有写明理由"),
        (opinion("不成立", by=""), "没有写明复核人"),
        (opinion("好的"), "复核意见“好的”不认识"),
        (opinion("予以接受"), "请写明有效至哪一天"),
        (opinion("予以接受", 有效至="年底"), "不是日期"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_and_keeps_no_other(
    past: History, run: AuditRun, fill: Fill, cells: dict[str, Any], why: str
) -> None:
    made = import_workbook(past, fill(cells, opinion("属实")))
    (line,) = made.refused
    assert why in line
    assert "第 3 行" in line
    assert list(made.decided) == [fingerprints(run)[1]]


def test_rows_that_cannot_be_taken_are_told_in_their_order_each_as_a_clause(past: History, fill: Fill) -> None:
    made = import_workbook(past, fill(opinion("予以接受"), opinion("好的")))
    assert [line.partition("：")[0].split("第")[-1] for line in made.refused] == [" 3 行", " 4 行"]
    assert not any(line.endswith("。") for line in made.refused)


def test_two_opinions_on_one_finding_are_told(past: History, run: AuditRun, fill: Fill) -> None:
    first = fingerprints(run)[0]
    made = import_workbook(past, fill(opinion("属实"), opinion("不成立", 指纹=first)))
    assert past.decisions()[first].state is DecisionState.CONFIRMED
    assert "意见不同" in made.refused[0]


def test_another_file_is_told(past: History, tmp_path: Path) -> None:
    (tmp_path / "别的.csv").write_text("单位,得分\n甲局,90\n", encoding="utf-8")
    with pytest.raises(HistoryUsageError, match="指纹"):
        import_workbook(past, tmp_path / "别的.csv")
