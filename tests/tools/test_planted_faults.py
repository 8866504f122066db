"""Planted faults: each changes the report it is planted in, and knows what the finding must show."""

from random import Random

import pytest
from hypothesis import given, settings

from hegui.model.rule import Evidence
from hegui.proving import edit, load_draft
from hegui.proving.draft import national_drafts
from tools.faults import FAULTS, Fault, Planted
from tools.layouts import LAYOUTS, document_of
from tools.strategies import Spoilt, spoilt_drafts


def test_names_are_unique() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names)) > 70


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_fits_a_base_draft_and_changes_it(fault: Fault) -> None:
    planted = {name: fault.plant(load_draft(name), Random(5)) for name in national_drafts()}
    fitting = {name: edits for name, edits in planted.items() if edits is not None}
    assert fitting
    for name, edits in fitting.items():
        assert document_of(edit(load_draft(name), edits.edits)) != document_of(load_draft(name))


@given(spoilt_drafts())
@settings(max_examples=60)
def test_a_fault_changes_what_is_printed(spoilt: Spoilt) -> None:
    assert document_of(spoilt.draft) != document_of(spoilt.clean)


def test_a_fault_fits_only_layouts_that_can_print_what_it_needs() -> None:
    blank, picture, words = (
        next(fault for fault in FAULTS if need in fault.needs) for need in ("blanks", "pictures", "grid")
    )
    assert blank.fits(LAYOUTS["tab"])
    assert not blank.fits(LAYOUTS["compact"])
    assert picture.fits(LAYOUTS["word"])
    assert not picture.fits(LAYOUTS["tab"])
    assert words.fits(LAYOUTS["text"])
    assert not words.fits(LAYOUTS["spaced"])
    assert all(fault.fits(LAYOUTS["html"]) for fault in FAULTS)


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        (Evidence(table="table3", row="予以公开", column="自然人", quote="15"), True),
        (Evidence(table="table3", row="予以公开", column="总计"), False),
        (Evidence(section="一", quote="予以公开15件"), False),
    ],
)
def test_a_cell_is_shown_by_evidence_of_that_cell(evidence: Evidence, shown: bool) -> None:
    assert Planted({}, "table3", "予以公开", "自然人").is_shown_by(evidence) is shown


@pytest.mark.parametrize(
    ("quote", "shown"),
    [("不断扩宽渠道", True), ("扩宽", True), ("扩 宽 公开，不断", True), ("拓宽", False), ("", False), (None, False)],
)
def test_words_are_shown_by_a_quote_around_or_inside_them(quote: str | None, shown: bool) -> None:
    words = "扩宽公开,不断" if quote and "公开" in quote else "扩宽"
    assert Planted({}, quote=words).is_shown_by(Evidence(section="一", quote=quote)) is shown
