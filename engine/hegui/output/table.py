"""Tables in columns of plain text, measured as a terminal shows Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from hegui.output.text import width

_GAP = "  "


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> list[str]:
    """Lines of a table under a ruled header. Cells may have several lines; the columns named in `right` are numbers."""
    broken = [[cell.split("\n") for cell in row] for row in rows]
    broad = [
        max(width(line) for cell in column for line in cell)
        for column in zip([[name] for name in header], *broken, strict=True)
    ]

    def laid_out(cells: Sequence[str]) -> str:
        padded = []
        for name, cell, columns in zip(header, cells, broad, strict=True):
            blanks = " " * (columns - width(cell))
            padded.append(blanks + cell if name in right else cell + blanks)
        return _GAP.join(padded).rstrip()

    ruler = _GAP.join("-" * columns for columns in broad)
    lines = (line for row in broken for line in zip_longest(*row, fillvalue=""))
    return [laid_out(header), ruler, *map(laid_out, lines)]
