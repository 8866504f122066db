"""Damage to a table may cost numbers. It never moves one: what is found is right, or it is not found."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from printed import TABLES, Recognise, Rows, only, page, table, wrong_cells

from hegui.proving.draft import Draft
from hegui.proving.sheets import Sheet, SheetCell
from hegui.recognise.numerals import is_value
from tools.layouts import LAYOUTS, document_of
from tools.strategies import clean_drafts

RANDOM = st.randoms(use_true_random=False)
STRAY = ("备注", "第1页", "2", "—", "合计", "小计", "填表人：张三", "注：含各乡镇", "- 3 -", "约5", "12abc")


def _is_heading(line: str) -> bool:
    return len(line) < 30 and line.strip(" #*").startswith(("二、主动", "三、收到", "四、政府", "五、存在"))


def _damaged_lines(lines: list[str], random: Random) -> list[str]:
    """One or two lines of the tables lost, printed twice or emptied, a label lost, or a line put in between."""
    headings = [index for index, line in enumerate(lines) if _is_heading(line)]
    inside = [index for index in range(headings[0] + 1, headings[-1]) if index not in headings and lines[index].strip()]
    at = random.choice(inside)
    match random.choice(("lost", "twice", "emptied", "label lost", "row lost", "stray", "misspelt")):
        case "lost":
            return lines[:at] + lines[at + 1 :]
        case "twice":
            return lines[:at] + lines[at : at + 1] + lines[at:]
        case "emptied":
            emptied = "".join(character for character in lines[at] if character in "|\t")
            return [*lines[:at], emptied, *lines[at + 1 :]]
        case "label lost":
            at = random.choice([index for index in inside if not is_value(lines[index].strip("|\t "))])
            return lines[:at] + lines[at + 1 :]
        case "row lost":
            labels = [
                index for index in inside if not is_value(lines[index].strip("|\t ")) and lines[index].strip("|\t ")
            ]
            first = random.choice(labels[:-1])
            last = min(index for index in (*labels, *headings) if index > first)
            return lines[:first] + lines[last:]
        case "stray":
            return [*lines[:at], random.choice(STRAY), *lines[at:]]
        case _:
            return [*lines[:at], lines[at].replace("公开", "公幵").replace("申请", "审请"), *lines[at + 1 :]]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    draft=clean_drafts(),
    layout=st.sampled_from(["compact", "spaced", "pipe", "tab", "text", "markdown"]),
    random=RANDOM,
)
@pytest.mark.slow
def test_damaged_lines_move_no_number(draft: Draft, layout: str, random: Random, recognised: Recognise) -> None:
    lines = document_of(draft, layout).decode().split("\n")
    report = recognised("\n".join(_damaged_lines(lines, random)), LAYOUTS[layout].suffix)
    assert wrong_cells(report, draft) == []


def _damaged_rows(rows: Rows, random: Random) -> Rows:
    """A cell lost, printed twice, emptied or put in between, a span wrong, a label altered, a row lost or twice."""
    damaged = [list(row) for row in rows]
    row = random.choice(damaged)
    at = random.randrange(len(row))
    cells = [(own, index) for own in damaged for index in range(len(own))]
    match random.choice(
        ("lost", "twice", "emptied", "inserted", "span", "label", "row lost", "row twice", "last column")
    ):
        case "lost":
            del row[at]
        case "twice":
            row.insert(at, row[at])
        case "emptied":
            row[at] = row[at]._replace(text="")
        case "inserted":
            row.insert(at, SheetCell(random.choice(("", "备注", "7", "—"))))
        case "span":
            own, index = random.choice(
                [(own, index) for own, index in cells if own[index].rowspan + own[index].colspan > 2]
            )
            name = random.choice([name for name in ("rowspan", "colspan") if getattr(own[index], name) > 1])
            own[index] = own[index]._replace(
                **{name: random.choice((1, getattr(own[index], name) + random.choice((1, -1))))}
            )
        case "label":
            own, index = random.choice([(own, index) for own, index in cells if own[index].path is None])
            own[index] = own[index]._replace(
                text=random.choice(("", own[index].text[:-1], own[index].text + "数", "某某"))
            )
        case "row lost":
            damaged.remove(row)
        case "row twice":
            damaged.insert(damaged.index(row), row)
        case _:
            damaged = [own[:-1] for own in damaged]
    return damaged


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(draft=clean_drafts(), table_id=st.sampled_from(TABLES), low_reviews=st.booleans(), random=RANDOM)
@pytest.mark.slow
def test_a_damaged_grid_moves_no_number(
    draft: Draft, table_id: str, low_reviews: bool, random: Random, recognised: Recognise
) -> None:
    def damaged(sheet: Sheet) -> str:
        assume(any(cell.rowspan + cell.colspan > 2 for row in sheet.rows for cell in row))
        return table(_damaged_rows(sheet.rows, random))

    report = recognised(page(draft, only(table_id, damaged), low_reviews=low_reviews), ".html")
    assert wrong_cells(report, draft) == []
