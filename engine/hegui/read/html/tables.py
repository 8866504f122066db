"""Tables of a web page: which of them hold data, and their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from hegui.model.document import GridCell
from hegui.read.spans import Layout, SpannedCell, holds_data, lay_out

_DIGITS = re.compile(r"\s*\+?(\d{1,6})")


class TableContent(NamedTuple):
    """A table that holds data."""

    captions: list[str]
    layout: Layout
    cells: dict[int, GridCell]
    """The cells by the identity of their element in the tree."""
    clamped: bool
    """Whether a cell spans more columns than the limit and was cut to it."""


def tables_around(nodes: Iterable[LexborNode]) -> frozenset[int]:
    """All tables in which any of these elements stands, by their identity in the tree."""
    tables: set[int] = set()
    met: set[int] = set()
    for inner in nodes:
        node = inner.parent
        while node is not None and node.mem_id not in met:
            met.add(node.mem_id)
            if node.tag == "table":
                tables.add(node.mem_id)
            node = node.parent
    return frozenset(tables)


def read_table(
    table: LexborNode, text_of: Callable[[LexborNode], str], hidden: Collection[int], columns: int
) -> TableContent | None:
    """Read a table that has no table in it.

    Returns None where it only lays out the page: fewer than two cells with text or two columns, most text in prose, or
    more columns than `columns`, which is also the most that a cell may span.
    """
    spans = {
        cell.mem_id: (_span(cell, "rowspan", 0), _span(cell, "colspan", 1)) for cell in table.css("[rowspan],[colspan]")
    }
    captions, groups = _row_groups(table)
    laid_out: list[list[list[SpannedCell]]] = []
    identities: list[int] = []
    texts: list[str] = []
    for group in groups:
        rows: list[list[SpannedCell]] = []
        for tr in group:
            if tr.mem_id in hidden:
                continue
            row: list[SpannedCell] = []
            for cell in tr.iter():
                identity = cell.mem_id
                if cell.tag not in ("td", "th") or identity in hidden:
                    continue
                text = text_of(cell)
                rowspan, colspan = spans.get(identity, (1, 1))
                row.append((text, rowspan, colspan))
                identities.append(identity)
                texts.append(text)
            rows.append(row)
        laid_out.append(rows)
    if not holds_data(texts):
        return None
    layout = lay_out(laid_out, columns)
    if layout is None or layout.columns < 2:
        return None
    clamped = any(colspan > columns for _, colspan in spans.values())
    return TableContent(captions, layout, dict(zip(identities, layout.cells, strict=True)), clamped)


def _row_groups(table: LexborNode) -> tuple[list[str], list[list[LexborNode]]]:
    """Captions, and rows by group, the foot last wherever it stands."""
    captions: list[str] = []
    groups: list[list[LexborNode]] = []
    foot: list[list[LexborNode]] = []
    for child in table.iter():
        tag = child.tag
        if tag in ("tbody", "thead", "tfoot"):
            (foot if tag == "tfoot" else groups).append([row for row in child.iter() if row.tag == "tr"])
        elif tag == "caption":
            captions.append(child.text())
    return captions, groups + foot


def _span(cell: LexborNode, name: str, least: int) -> int:
    digits = _DIGITS.match(cell.attributes.get(name) or "1")
    return max(int(digits[1]), least) if digits else 1
