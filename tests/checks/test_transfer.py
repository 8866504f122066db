"""Suspecting that cases stand in the wrong column."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hegui.checks.transfer import Transfer, transfers
from hegui.model.report import Number
from hegui.rules.evaluation import Exact

ROWS = ("予以公开", "不掌握")
Cells = Mapping[tuple[str, str], Number | None]


def suspected(differences: Mapping[str, Exact], cells: Cells) -> Mapping[str, Transfer]:
    return transfers(differences, ROWS, lambda row, column: cells.get((row, column)))


def test_two_columns_out_by_the_same_number_have_one_cause() -> None:
    found = suspected({"自然人": 2, "商业企业": -2}, {("予以公开", "商业企业"): 3, ("不掌握", "商业企业"): 1})
    transfer = Transfer(2, wrong="商业企业", right="自然人", row="予以公开")
    assert found == {"自然人": transfer, "商业企业": transfer}


def test_the_row_is_left_open_where_several_hold_enough_cases() -> None:
    found = suspected({"自然人": 1, "商业企业": -1}, {("予以公开", "商业企业"): 1, ("不掌握", "商业企业"): 1})
    assert found["自然人"].row is None


def test_two_pairs_are_two_causes() -> None:
    cells = {("予以公开", "乙"): 1, ("不掌握", "丁"): 3}
    found = suspected({"甲": 1, "乙": -1, "丙": 3, "丁": -3}, cells)
    assert {column: transfer.wrong for column, transfer in found.items()} == {
        "甲": "乙",
        "乙": "乙",
        "丙": "丁",
        "丁": "丁",
    }


@pytest.mark.parametrize(
    ("differences", "cells"),
    [
        ({"甲": 1}, {}),
        ({"甲": 1, "乙": 1}, {("予以公开", "乙"): 1}),
        ({"甲": 1, "乙": -2}, {("予以公开", "乙"): 2}),
        ({"甲": 1, "乙": -1, "丙": -1}, {("予以公开", "乙"): 1, ("予以公开", "丙"): 1}),
        ({"甲": 1, "丙": 1, "乙": -1}, {("予以公开", "乙"): 1}),
        ({"甲": 2, "乙": -2}, {("予以公开", "乙"): 1, ("不掌握", "乙"): 1}),
        ({"甲": 1, "乙": -1}, {("予以公开", "乙"): None}),
        ({"甲": 1, "乙": -1}, {("予以公开", "甲"): 5}),
    ],
)
def test_nothing_is_suspected_where_no_single_transfer_would_mend_it(
    differences: Mapping[str, Exact], cells: Cells
) -> None:
    assert suspected(differences, cells) == {}
