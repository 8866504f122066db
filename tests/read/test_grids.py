"""Cells with spans on a grid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hegui.model.document import GridCell
from hegui.read.grids import Layout, SpannedCell, lay_out

LIMIT = 500


def laid_out(*groups: list[list[SpannedCell]]) -> Layout:
    layout = lay_out(groups, LIMIT)
    assert layout is not None
    return layout


def places(*groups: list[list[SpannedCell]]) -> dict[str, tuple[int, int, int, int]]:
    return {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in laid_out(*groups).cells}


cells = st.tuples(st.text("表数", max_size=2), st.integers(0, 6), st.integers(1, 8))
tables = st.lists(st.lists(st.lists(cells, max_size=6), max_size=6), max_size=3)


@given(tables)
def test_cells_never_overlap_and_lie_within_the_extents(groups: list[list[list[SpannedCell]]]) -> None:
    layout = laid_out(*groups)
    taken = [
        (row, column)
        for cell in layout.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]
    assert len(taken) == len(set(taken))
    assert all(row < layout.rows and column < layout.columns for row, column in taken)


@given(tables)
def test_no_cell_is_lost_and_order_is_kept(groups: list[list[list[SpannedCell]]]) -> None:
    layout = laid_out(*groups)
    rows = [row for group in groups for row in group]
    assert layout.rows == len(rows)
    assert [(cell.text, cell.row) for cell in layout.cells] == [
        (text, number) for number, row in enumerate(rows) for text, _, _ in row
    ]
    assert [(cell.row, cell.column) for cell in layout.cells] == sorted(
        (cell.row, cell.column) for cell in layout.cells
    )


@st.composite
def tilings(draw: st.DrawFn) -> tuple[int, int, list[GridCell]]:
    """A rectangle cut into cells without gaps, such that each row and column has a cell that starts in it."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    found = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in free:
                width = draw(st.integers(1, 3))
                while not all((row, column + offset) in free for offset in range(width)):
                    width -= 1
                height = min(draw(st.integers(1, 3)), rows - row)
                while not all((row + down, column + right) in free for down in range(height) for right in range(width)):
                    height -= 1
                free -= {(row + down, column + right) for down in range(height) for right in range(width)}
                found.append(GridCell(f"{row}/{column}", row, column, height, width))
    return rows, max(cell.column for cell in found) + 1, found


@given(tilings())
def test_a_table_without_faults_comes_out_as_it_was_cut(tiling: tuple[int, int, list[GridCell]]) -> None:
    rows, columns, expected = tiling
    source: list[list[SpannedCell]] = [
        [(cell.text, cell.rowspan, cell.colspan) for cell in expected if cell.row == row] for row in range(rows)
    ]
    layout = laid_out(source)
    assert (layout.rows, layout.columns) == (rows, columns)
    assert list(layout.cells) == [cell._replace(colspan=min(cell.colspan, columns - cell.column)) for cell in expected]


def test_a_rowspan_that_is_too_long_shifts_nothing() -> None:
    found = places([[("甲", 1, 1), ("乙", 9, 1)], [("标签", 1, 3), ("12", 1, 1)]])
    assert found["乙"] == (0, 1, 2, 1)
    assert found["标签"] == (1, 0, 1, 1)
    assert found["12"] == (1, 3, 1, 1)


def test_a_rowspan_ends_with_its_row_group() -> None:
    found = places([[("头", 5, 1), ("a", 1, 1)]], [[("行", 1, 1), ("0", 1, 1)]])
    assert found["头"] == (0, 0, 1, 1)
    assert found["行"] == (1, 0, 1, 1)


def test_rowspan_zero_reaches_to_the_end_of_its_group() -> None:
    found = places([[("三", 0, 1), ("a", 1, 1)], [("b", 1, 1)], [("c", 1, 1)]])
    assert found["三"] == (0, 0, 3, 1)
    assert found["c"] == (2, 1, 1, 1)


def test_columns_in_which_nothing_starts_are_dropped_at_the_right_edge() -> None:
    layout = laid_out([[("表题", 1, 40)], [("规章", 1, 1), ("0", 1, 3)]])
    assert layout.columns == 2
    assert [cell.colspan for cell in layout.cells] == [2, 1, 1]


def test_missing_cells_leave_their_places_empty() -> None:
    layout = laid_out([[("a", 1, 1), ("b", 1, 1), ("c", 1, 1)], [("d", 1, 1)]])
    assert (layout.rows, layout.columns, len(layout.cells)) == (2, 3, 4)


def test_an_absurdly_wide_table_is_refused() -> None:
    assert lay_out([[[("0", 1, LIMIT)] * 2]], LIMIT) is None
    assert lay_out([[[("0", 1, 1)] * (LIMIT + 1)]], LIMIT) is None
