"""Random clean drafts: truly consistent, in words and tables; and really different from one another."""

import re
from random import Random

import pytest
from hypothesis import given, settings

from balanced import assert_balanced
from hegui.proving.draft import Draft
from tools.compose import KINDS, compose
from tools.numerals import STYLES
from tools.strategies import clean_drafts


@given(clean_drafts())
@settings(max_examples=60)
def test_tables_balance(draft: Draft) -> None:
    assert_balanced(draft)
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", raw) for cells in draft.tables.values() for raw in cells.values())


@given(clean_drafts())
@settings(max_examples=60)
def test_prose_gives_the_figures_of_the_tables(draft: Draft) -> None:
    overview = draft.sections["一"]
    for row, words in (("本年新收", r"(?:新收|收到|接收)(?:的)?政府信息公开申请"), ("总计", r"(?:办结)")):
        count = draft.number("table3", (row, "总计"))
        said = re.findall(rf"{words}([\d,零一二三四五六七八九十百千万]+)件", overview)
        assert all(figure in {style(count) for style in STYLES.values()} for figure in said), (said, count)
        if count:
            assert said
    carried_out = draft.number("table3", ("结转下年度", "总计"))
    assert ("100%" in overview) <= (carried_out == 0)
    reviews = draft.number("table4", ("行政复议", "总计"))
    assert any(f"行政复议{style(reviews)}件" in overview for style in STYLES.values()) or not reviews
    issued = draft.number("table2", ("行政规范性文件", "制发"))
    assert any(f"行政规范性文件{style(issued)}件" in overview for style in STYLES.values()) or not issued


@given(clean_drafts())
@settings(max_examples=60)
def test_lists_of_topics_add_up(draft: Draft) -> None:
    read = {style(number): number for style in STYLES.values() for number in range(4000)}
    stated = re.search(r"主动公开政府信息(\S+?)条，其中(.+?)。", draft.sections["一"])
    assert stated is not None
    parts = re.findall(r"类(\S+?)条", stated[2])
    assert sum(read[part] for part in parts) == read[stated[1]]


@pytest.mark.parametrize("kind", KINDS)
def test_kind_and_year_can_be_asked_for(kind: str) -> None:
    year = 2020 if kind == "trial" else 2022
    draft = compose(Random(3), kind, year)
    assert draft.year == year
    assert draft.form.id == ("2019" if kind == "trial" else "2021")
    assert draft.unit.endswith({"county": "人民政府", "town": "人民政府"}.get(kind, "局"))


def test_the_same_seed_gives_the_same_draft_and_others_differ() -> None:
    assert compose(Random(7)) == compose(Random(7))
    drafts = [compose(Random(seed)) for seed in range(40)]
    assert len({draft.sections["一"] for draft in drafts}) > 35
    assert len({draft.signed for draft in drafts}) > 20
    assert {draft.form.id for draft in drafts} == {"2019", "2021"}
