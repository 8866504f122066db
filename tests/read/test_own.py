"""hegui knows what it made itself; a copy that its unit has put right is a report again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from pypdfium2 import PdfDocument

import hegui
from hegui.read import ReadError, read
from hegui.read.own import is_own

REPORTS = Path(__file__).parents[2] / "reports"
WORD, PDF = REPORTS / "17-某局-2024-收支不平.docx", REPORTS / "18-某县政府-2024-文表不符.pdf"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("结果")
    run = hegui.Project(hegui.load(), cache=False).audit([WORD, PDF])
    for name in ("xlsx", "docx", "html", "md", "csv", "marked"):
        hegui.render(run, name, folder)
    hegui.render(run, "marked", folder / "网页", page=True)
    return folder


def test_everything_that_is_written_is_known(outputs: Path) -> None:
    files = [path for path in outputs.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert {path.suffix for path in files} == {".xlsx", ".docx", ".html", ".md", ".csv", ".pdf"}
    for path in files:
        assert is_own(path.read_bytes()), path
        with pytest.raises(ReadError, match="不是单位的报告"):
            read(path)


def test_no_report_is_taken_for_one() -> None:
    assert not [path.name for path in REPORTS.iterdir() if path.is_file() and is_own(path.read_bytes())]


def test_a_copy_that_its_unit_has_put_right_is_read(outputs: Path) -> None:
    (copy,) = (outputs / "批注").glob("*.docx")
    document = Document(str(copy))
    document.paragraphs[-1].add_run("（已改正）")
    made = io.BytesIO()
    document.save(made)
    assert is_own(copy.read_bytes())
    assert not is_own(made.getvalue())

    (marked,) = (outputs / "批注").glob("*.pdf")
    again = io.BytesIO()
    PdfDocument(marked).save(again)
    assert is_own(marked.read_bytes())
    assert not is_own(again.getvalue())
    assert not is_own(marked.read_bytes().replace(b"%PDF-1", b"%PDF-2", 1))
