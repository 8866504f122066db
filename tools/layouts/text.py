"""Reports stripped to text, in the dialects that scrapers leave behind."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterable
from io import StringIO

from hegui.proving.draft import Draft
from hegui.proving.layouts import pipe_rows
from hegui.proving.outline import Item, Line, LineKind, Picture, outline
from hegui.proving.sheets import Sheet, covered


def pipe(draft: Draft) -> bytes:
    """A cell a line, each closed by `|`; pads at a row's end stand for what its spans covered."""
    return _encode(_lines(outline(draft, low_reviews=True), _piped), half_width=True)


def tab(draft: Draft) -> bytes:
    """A cell a line behind a tab, a blank line before each row; cells covered from above are lone tabs."""
    lines: list[str] = []
    for item in outline(draft):
        if isinstance(item, Line):
            apart = item.kind in (LineKind.TITLE, LineKind.HEADING)
            lines += ["", item.text] if apart else [item.text]
        elif isinstance(item, Sheet):
            lines += [*_tabbed(item), "", ""]
    return _encode(lines)


def spaced(draft: Draft) -> bytes:
    """Everything a line of its own between blank lines, narrow labels broken in two."""
    lines = _lines(outline(draft), _plain)
    return _encode([part for line in lines for part in (line, "")], half_width=True)


def compact(draft: Draft) -> bytes:
    """A cell a line without any blank line."""
    return _encode(_lines(outline(draft, low_reviews=True), _whole), half_width=True)


def markdown(draft: Draft) -> bytes:
    """Markdown with pipe tables."""
    lines: list[str] = []
    for item in outline(draft):
        if isinstance(item, Sheet):
            head, *rest = pipe_rows(item)
            lines += [head, f"|{' --- |' * item.width}", *rest]
        elif isinstance(item, Picture):
            lines.append(f"![](images/{item.table}.png)")
        else:
            lines.append(_HEADING_MARKS.get(item.kind, "") + item.text)
        lines.append("")
    return _encode(lines)


def exported(draft: Draft) -> bytes:
    """As a spreadsheet exports it: each row a line of cells between commas, other lines padded to as many."""
    items = list(outline(draft))
    width = max((item.width for item in items if isinstance(item, Sheet)), default=1)
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for item in items:
        if isinstance(item, Sheet):
            places = covered(item)
            for row in range(len(item.rows)):
                at = [(places[row, column], (row, column)) for column in range(item.width)]
                texts = [cell.text if place == own else "" for (place, cell), own in at]
                writer.writerow([*texts, *[""] * (width - item.width)])
        elif isinstance(item, Line):
            writer.writerow([item.text, *[""] * (width - 1)])
    return _encode(stream.getvalue().split("\n")[:-1])


_HEADING_MARKS = {LineKind.TITLE: "# ", LineKind.HEADING: "## "}


def _lines(items: Iterable[Item], table: Callable[[Sheet], list[str]]) -> list[str]:
    lines: list[str] = []
    for item in items:
        if isinstance(item, Sheet):
            lines += table(item)
        elif isinstance(item, Line):
            lines.append(item.text)
    return lines


def _piped(sheet: Sheet) -> list[str]:
    lines: list[str] = []
    for cells in sheet.rows:
        lines += [f"{' '.join(cell.lines)} |" if cell.text else "|" for cell in cells]
        if pads := sheet.width - len(cells):
            lines.append("|" * pads)
    return lines if len(sheet.rows[-1]) == sheet.width else lines[:-1]


def _tabbed(sheet: Sheet) -> list[str]:
    lines: list[str] = []
    places = covered(sheet)
    for row in range(len(sheet.rows)):
        lines.append("")
        for column in range(sheet.width):
            (top, left), cell = places[row, column]
            if left == column:
                lines.append("\t" + ("\n".join(cell.lines) if top == row else ""))
    return lines


def _plain(sheet: Sheet) -> list[str]:
    return [part for cells in sheet.rows for cell in cells if cell.text for part in cell.lines]


def _whole(sheet: Sheet) -> list[str]:
    return [cell.text for cells in sheet.rows for cell in cells if cell.text]


def _encode(lines: list[str], half_width: bool = False) -> bytes:
    text = "\n".join(lines)
    return ((unicodedata.normalize("NFKC", text) if half_width else text) + "\n").encode()
