"""Hypothesis strategies for reports: random clean drafts, spoilt drafts, layouts. Needs the package hypothesis."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from hegui.proving.draft import Draft
from hegui.proving.edits import edit
from tools.compose import compose
from tools.faults import FAULTS, Fault, Planted
from tools.layouts import LAYOUTS, Layout


class Spoilt(NamedTuple):
    """A draft with one planted fault."""

    draft: Draft
    clean: Draft
    fault: Fault
    planted: Planted


def layouts() -> st.SearchStrategy[Layout]:
    return st.sampled_from(list(LAYOUTS.values()))


def clean_drafts(kind: str | None = None, year: int | None = None) -> st.SearchStrategy[Draft]:
    """Clean drafts of units of this kind (see `compose.KINDS`) on this year, of any where not given."""
    return _randoms().map(lambda random: compose(random, kind, year))


@st.composite
def spoilt_drafts(draw: st.DrawFn, layout: Layout | None = None, faults: tuple[Fault, ...] = FAULTS) -> Spoilt:
    """Random drafts with one of these faults, of those that the layout can print."""
    random = draw(_randoms())
    fault = draw(st.sampled_from([fault for fault in faults if layout is None or fault.fits(layout)]))
    clean = compose(random)
    planted = fault.plant(clean, random)
    assume(planted is not None)
    assert planted is not None
    return Spoilt(edit(clean, planted.edits), clean, fault, planted)


def _randoms() -> st.SearchStrategy[Random]:
    return st.randoms(use_true_random=False)
