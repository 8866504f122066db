"""A ruled table that goes on on the next page wherever the page ends: within a row, a label, the title of a group."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import TABLES, Recognise, truth

from hegui.judge.report import judge
from hegui.model.rule import Result
from hegui.proving.draft import Draft
from hegui.rules.ruleset import RuleSet
from tools.layouts import pdf
from tools.strategies import clean_drafts


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=6, deadline=None)
@given(draft=clean_drafts(), at=st.floats(5, 640))
def test_no_number_and_no_label_is_lost(
    draft: Draft, table: str, at: float, recognised: Recognise, ruleset: RuleSet
) -> None:
    report = recognised(pdf.torn(draft, table, at), ".pdf")
    assert {name: {path: cell.value for path, cell in report.tables[name].cells.items()} for name in TABLES} == truth(
        draft
    )
    assert [seen for seen in report.tables[table].labels if seen.text is None and seen.axis != "group"] == []
    assert [verdict.rule for verdict in judge(report, ruleset) if verdict.result is Result.FAIL] == []
