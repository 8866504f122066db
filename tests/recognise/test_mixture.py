"""A table 2 whose parts follow the forms of two years: told once, its own parts read, nothing else accused."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from printed import Recognise, only, page, table

from hegui.judge.report import judge
from hegui.model.rule import Result
from hegui.proving import load_draft
from hegui.proving.draft import Draft
from hegui.proving.outline import outline
from hegui.proving.sheets import Sheet, SheetCell
from hegui.rules.ruleset import RuleSet

Row = Sequence[SheetCell]
SHARED = ("第二十条第（一）项", "第二十条第（五）项", "第二十条第（六）项", "第二十条第（八）项")
MIXTURES = [mix for mix in product((True, False), repeat=4) if len(set(mix)) == 2]


def parts_of(draft: Draft) -> dict[str, list[Row]]:
    """The rows of table 2 under each heading."""
    sheet = next(item for item in outline(draft) if isinstance(item, Sheet) and item.id == "table2")
    parts: dict[str, list[Row]] = {}
    for row in sheet.rows:
        if row[0].text.startswith("第二十条"):
            heading = row[0].text
        parts.setdefault(heading, []).append(row)
    return parts


def mixed(draft: Draft, other: Draft, from_other: tuple[bool, ...], as_lines: bool) -> str:
    """The draft with some parts of its table 2 as the other draft has them."""
    own, foreign = parts_of(draft), parts_of(other)
    rows = [
        row
        for heading, is_other in zip(SHARED, from_other, strict=True)
        for row in (foreign if is_other else own)[heading]
    ]
    if as_lines:
        return page(draft, only("table2", lambda _: "".join(f"<p>{cell.text}</p>" for row in rows for cell in row)))
    return page(draft, only("table2", lambda _: table(rows)))


@pytest.mark.parametrize("as_lines", [False, True])
@pytest.mark.parametrize("mix", MIXTURES)
@pytest.mark.parametrize(("name", "other"), [("bureau", "trial"), ("county", "trial"), ("trial", "bureau")])
def test_a_table_of_two_forms_is_told_once(
    name: str, other: str, mix: tuple[bool, ...], as_lines: bool, recognised: Recognise, ruleset: RuleSet
) -> None:
    draft = load_draft(name)
    report = recognised(mixed(draft, load_draft(other), mix, as_lines), ".html")
    failed = {verdict.rule for verdict in judge(report, ruleset) if verdict.result is Result.FAIL}
    assert failed & {"form-of-year", "table-rows", "table-labels", "table-number-format", "table-blank-cells"} == {
        "form-of-year"
    }
    found = report.tables["table2"]
    right = (draft if found.form == draft.form.id else load_draft(other)).tables["table2"]
    assert found.cells
    assert all(cell.raw == right[path] for path, cell in found.cells.items())


@pytest.mark.parametrize(("name", "other"), [("bureau", "trial"), ("trial", "bureau")])
def test_on_a_tie_the_form_of_the_year_is_followed(name: str, other: str, recognised: Recognise) -> None:
    report = recognised(mixed(load_draft(name), load_draft(other), (True, True, False, False), False), ".html")
    found = report.tables["table2"]
    assert found.form == load_draft(name).form.id
    assert [part.heading for part in found.others] == list(SHARED[:2])
