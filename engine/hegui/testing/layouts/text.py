"""Reports stripped to text, in the dialects that scrapers leave behind."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from hegui.testing.draft import Draft
from hegui.testing.outline import Item, Kind, Line, Picture, outline
from hegui.testing.sheets import Sheet, SheetCell, covered


def pipe(draft: Draft) -> bytes:
    """A cell a line, each closed by `|`; pads at a row's end stand for what its spans covered."""
    return _encode(_lines(outline(draft, low_reviews=True), _piped), half_width=True)


def tab(draft: Draft) -> bytes:
    """A cell a line behind a tab, a blank line before each row; cells covered from above are lone tabs."""
    lines: list[str] = []
    for item in outline(draft):
        if isinstance(item, Line):
            apart = item.kind in (Kind.TITLE, Kind.HEADING)
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


def rows(draft: Draft) -> bytes:
    """A table row a line between pipes; what a span covers is blank."""
    return _encode(_lines(outline(draft), _pipe_rows))


def markdown(draft: Draft) -> bytes:
    """Markdown with pipe tables."""
    lines: list[str] = []
    for item in outline(draft):
        if isinstance(item, Sheet):
            head, *rest = _pipe_rows(item)
            lines += [head, f"|{' --- |' * item.width}", *rest]
        elif isinstance(item, Picture):
            lines.append(f"![](images/{item.table}.png)")
        else:
            lines.append(_HEADING_MARKS.get(item.kind, "") + item.text)
        lines.append("")
    return _encode(lines)


_HEADING_MARKS = {Kind.TITLE: "# ", Kind.HEADING: "## "}


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
        lines += [f"{_broken(cell, ' ')} |" if cell.text else "|" for cell in cells]
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
                lines.append("\t" + (_broken(cell, "\n") if top == row else ""))
    return lines


def _plain(sheet: Sheet) -> list[str]:
    return [part for cells in sheet.rows for cell in cells if cell.text for part in _broken(cell, "\n").split("\n")]


def _whole(sheet: Sheet) -> list[str]:
    return [cell.text for cells in sheet.rows for cell in cells if cell.text]


def _pipe_rows(sheet: Sheet) -> list[str]:
    places = covered(sheet)
    lines = []
    for row in range(len(sheet.rows)):
        texts = []
        for column in range(sheet.width):
            place, cell = places[row, column]
            texts.append(cell.text if place == (row, column) else "")
        lines.append("|" + "".join(f" {text} |" if text else "  |" for text in texts))
    return lines


def _broken(cell: SheetCell, separator: str) -> str:
    """A narrow label of four characters over two lines, as it stands in a narrow column."""
    if cell.narrow and len(cell.text) == 4:
        return cell.text[:2] + separator + cell.text[2:]
    return cell.text


def _encode(lines: list[str], half_width: bool = False) -> bytes:
    text = "\n".join(lines)
    return ((unicodedata.normalize("NFKC", text) if half_width else text) + "\n").encode()
