"""What the HTML layouts share: tables, spans, labels in two lines."""

from __future__ import annotations

from collections.abc import Callable

from hegui.testing.sheets import Sheet, SheetCell


def spans(cell: SheetCell) -> str:
    """The attributes of a cell's spans, with a leading blank."""
    rowspan = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    colspan = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return rowspan + colspan


def table(sheet: Sheet, opening: str, row: str, cell: Callable[[SheetCell], str]) -> str:
    """A table: its opening tag, the opening tag of each row, and the element of each cell."""
    lines = [opening]
    for cells in sheet.rows:
        lines += [row, *(cell(each) for each in cells), "</tr>"]
    return "\n".join([*lines, "</table>"])


def halves(cell: SheetCell) -> tuple[str, ...]:
    """A narrow label of four characters in two lines, every other text in one."""
    if cell.narrow and len(cell.text) == 4:
        return cell.text[:2], cell.text[2:]
    return (cell.text,)
