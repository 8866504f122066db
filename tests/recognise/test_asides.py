"""Digits beside a number that are raised, struck out, hidden or of no size change no number, in any format."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import TABLES, Recognise, truth

from hegui.proving import edit
from hegui.proving.draft import Draft
from tools.layouts import LAYOUTS
from tools.layouts.asides import KINDS, aside, in_html, in_markdown, in_word
from tools.strategies import clean_drafts

PRINTED = ("html", "word", "cms", "broken", "docx", "docx-rough", "pdf", "pdf-landscape", "markdown")


def _with_asides(draft: Draft, kind: str, random: Random) -> Draft:
    """The draft with a digit put to some of its numbers: behind each of them, or before it where it is struck out."""
    edits = {}
    for table_id in TABLES:
        for path, raw in random.sample(sorted(draft.tables[table_id].items()), 4):
            digit = aside(kind, random.randrange(10))
            before = kind != "raised" and random.random() < 0.5
            edits[f"{table_id}.{'.'.join(path)}"] = digit + (raw or "0") if before else (raw or "0") + digit
    return edit(draft, {"set": edits})


def _printed(draft: Draft, layout: str, way: int) -> bytes:
    data = LAYOUTS[layout].render(draft)
    if layout.startswith("docx"):
        return in_word(data, way)
    if layout.startswith("pdf"):
        return data
    if layout == "markdown":
        return in_markdown(data.decode(), way).encode()
    encoding = "gb18030" if layout == "cms" else "utf-8"
    return in_html(data.decode(encoding), way).encode(encoding)


@pytest.mark.parametrize("layout", PRINTED)
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=4, deadline=None)
@given(draft=clean_drafts(), random=st.randoms(use_true_random=False), way=st.integers(0, 9))
def test_a_digit_beside_a_number_is_no_part_of_it(
    draft: Draft, kind: str, layout: str, random: Random, way: int, recognised: Recognise
) -> None:
    report = recognised(_printed(_with_asides(draft, kind, random), layout, way), LAYOUTS[layout].suffix)
    assert {name: {path: cell.value for path, cell in report.tables[name].cells.items()} for name in TABLES} == truth(
        draft
    )


@pytest.mark.parametrize("layout", PRINTED)
@settings(max_examples=4, deadline=None)
@given(draft=clean_drafts(), random=st.randoms(use_true_random=False), way=st.integers(0, 9))
def test_of_a_number_that_is_struck_out_nothing_is_said(
    draft: Draft, layout: str, random: Random, way: int, recognised: Recognise
) -> None:
    table_id = random.choice(TABLES)
    path = random.choice(sorted(draft.tables[table_id]))
    struck = edit(draft, {"set": {f"{table_id}.{'.'.join(path)}": aside("struck", 7)}})
    report = recognised(_printed(struck, layout, way), LAYOUTS[layout].suffix)
    table = report.tables[table_id]
    assert path not in table.cells
    assert table.doubtful[path].raw == "7"
    assert "带删除线" in "".join(report.notes)
