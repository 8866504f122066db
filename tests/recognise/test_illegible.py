"""Characters that were lost on the way (U+FFFD, private use): what they stand in is read as far as it goes and accuses
nobody."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import Recognise, page, wrong_cells

from hegui.judge.report import judge
from hegui.model.rule import Result
from hegui.proving.draft import Draft
from hegui.rules.ruleset import RuleSet
from tools.strategies import clean_drafts

LOST = ("\ufffd", "\ue123", "\U000f0001")


@pytest.mark.parametrize("lost", LOST)
@settings(max_examples=12, deadline=None)
@given(draft=clean_drafts(), random=st.randoms(use_true_random=False))
def test_a_lost_character_in_a_table_or_heading_accuses_nobody(
    draft: Draft, lost: str, random: Random, recognised: Recognise, ruleset: RuleSet
) -> None:
    labels = [label.text for table in draft.form.tables for label in (*table.axes["row"], *table.axes["column"])]
    words = random.choice([*(label for label in labels if len(label) > 3), *draft.headings.values()])
    at = random.choice([index for index, character in enumerate(words) if "\u4e00" <= character <= "\u9fff"])
    worn = words[:at] + lost + words[at + 1 :]
    report = recognised(page(draft).replace(words, worn), ".html")
    assert wrong_cells(report, draft) == []
    rules = {"table-labels", "table-rows", "table-number-format", "table-blank-cells", "section-titles"}
    assert rules.isdisjoint(verdict.rule for verdict in judge(report, ruleset) if verdict.result is Result.FAIL)
