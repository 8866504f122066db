"""Two pages on one sheet are read one after the other."""

from __future__ import annotations

from io import BytesIO

import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from printed import TABLES, Recognise, truth
from pypdfium2 import PdfDocument

from hegui.judge.report import judge
from hegui.model.rule import Result
from hegui.proving.draft import Draft
from hegui.rules.ruleset import RuleSet
from tools.layouts import LAYOUTS
from tools.strategies import clean_drafts


def two_up(data: bytes) -> bytes:
    """The pages of a PDF in pairs on sheets laid across."""
    pages = PdfDocument(data)
    sheets = PdfDocument(pdfium.FPDF_ImportNPagesToOne(pages.raw, 841.89, 595.28, 2, 1))
    written = BytesIO()
    sheets.save(written)
    return written.getvalue()


@pytest.mark.parametrize("layout", ["pdf", "pdf-plain"])
@settings(max_examples=8, deadline=None)
@given(draft=clean_drafts())
def test_two_pages_on_a_sheet_are_read_apart(
    draft: Draft, layout: str, recognised: Recognise, ruleset: RuleSet
) -> None:
    sheets = two_up(LAYOUTS[layout].render(draft))
    report = recognised(sheets, ".pdf")
    assert {name: {path: cell.value for path, cell in report.tables[name].cells.items()} for name in TABLES} == truth(
        draft
    )
    assert [verdict.rule for verdict in judge(report, ruleset) if verdict.result is Result.FAIL] == []
    places = [passage.place.page for passage in report.passages]
    assert {*places} == {*range(1, len(PdfDocument(sheets)) + 1)}
