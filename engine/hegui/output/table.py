"""Tables in columns of plain text, measured as a terminal shows Chinese."""

from __future__ import annotations

from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> list[str]:
    """Lines of a table under a ruled header. Cells may have several lines; the columns named in `right` are numbers."""
    import tabulate  # costs as much to import as a report to audit

    tabulate.MIN_PADDING = 0  # else each column is two wider than its header, and eight columns leave the screen
    sides = ["right" if name in right else "left" for name in header]
    text = tabulate.tabulate(rows, headers=header, tablefmt="simple", colalign=sides, disable_numparse=True)
    return [line.rstrip() for line in text.splitlines()]
