"""The likely cause of two columns that are out by the same number: cases entered in the wrong one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from hegui.model.report import Number
from hegui.rules.evaluation import Exact


class Transfer(NamedTuple):
    """`cases` that stand in the column `wrong` and belong in `right`; the row is named where only one can hold them."""

    cases: Exact
    wrong: str
    right: str
    row: str | None


def transfers(
    differences: Mapping[str, Exact], rows: Iterable[str], value: Callable[[str, str], Number | None]
) -> Mapping[str, Transfer]:
    """The transfer that would mend each column, where exactly one is possible.

    `differences` are left minus right side of the unbalanced columns: positive where cases are missing on the right;
    `rows` are the rows that a case may have been entered in and `value` gives a cell by row and column.
    """
    found: dict[str, Transfer] = {}
    for right, cases in differences.items():
        partners = [column for column, difference in differences.items() if difference == -cases]
        rivals = [column for column, difference in differences.items() if difference == cases]
        if cases <= 0 or len(partners) != 1 or len(rivals) != 1:
            continue
        wrong = partners[0]
        able = [row for row in rows if (held := value(row, wrong)) is not None and held >= cases]
        if able:
            found[right] = found[wrong] = Transfer(cases, wrong, right, able[0] if len(able) == 1 else None)
    return found
