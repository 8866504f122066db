"""The tags of a PDF as a second witness: which texts are the cells of a table, said by the program that wrote it.

They are asked only about tables without lines, and believed only about the same characters. Where a table leaves it in
doubt what stands in which cell, they settle it; where they give a label other numbers than it was read with, neither is
relied on.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2.raw as pdfium

from hegui.model.document import Document, Grid
from hegui.read.characters import tidy
from hegui.read.formats.pdf.pdfium import open_pdf
from hegui.read.grids import SpannedCell, is_value, lay_out
from hegui.read.pages.page import character
from hegui.read.pages.view import MOST
from hegui.read.reader import Limits

_NESTING = 32
_LONGEST = 64
"""Bytes of the name of a tag."""

_Row = Sequence[SpannedCell]


def with_tags(document: Document, data: bytes, limits: Limits) -> Document:
    """The document with its doubtful tables as the tags have them, where these speak of the same characters, and with
    the rows of others in doubt that the tags have otherwise."""
    undrawn = [block for block in document.blocks if isinstance(block, Grid) and not block.spans]
    tagged = list(_tables(data, limits)) if undrawn else []
    if not tagged:
        return document
    settled = {id(grid): (_settled if grid.doubts else _held_to)(grid, tagged, limits) for grid in undrawn}
    return replace(document, blocks=tuple(settled.get(id(block), block) for block in document.blocks))


def _settled(grid: Grid, tagged: Iterable[Sequence[_Row]], limits: Limits) -> Grid:
    wanted = _characters(cell.text for cell in grid.cells)
    for rows in tagged:
        if _characters(text for row in rows for text, _, _ in row) == wanted:
            layout = lay_out([rows], limits.columns)
            if layout is not None and layout.columns > 1:
                return Grid(*layout, grid.place, grid.path)
    return grid


def _held_to(grid: Grid, tagged: Iterable[Sequence[_Row]], _: Limits) -> Grid:
    """The grid with those numbers in doubt that the tags do not put behind the same label in the same order."""
    said: dict[str, list[Sequence[str]]] = {}
    for rows in tagged:
        for row in rows:
            label, numbers = _named(text for text, _, _ in row)
            said.setdefault(label, []).append(numbers)
    own = [[cell for cell in grid.cells if cell.row == row] for row in range(grid.rows)]
    doubts = {
        (cell.row, cell.column)
        for cells in own
        for label, numbers in [_named(cell.text for cell in cells)]
        if label in said and numbers and numbers not in said[label]
        for cell in cells
        if is_value(cell.text)
    }
    return replace(grid, doubts=frozenset(doubts)) if doubts else grid


def _named(texts: Iterable[str]) -> tuple[str, Sequence[str]]:
    """The last label before the first number of a row, without blanks, and its numbers."""
    label = ""
    numbers: list[str] = []
    for text in map("".join, map(str.split, texts)):
        if is_value(text):
            numbers.append(text)
        elif text and not numbers:
            label = text
    return label, numbers


def _characters(texts: Iterable[str]) -> Counter[str]:
    return Counter("".join("".join(texts).split()))


def _tables(data: bytes, limits: Limits) -> Iterator[Sequence[_Row]]:
    """The tables that are tagged as such; one that goes on over pages is as many as it has pages."""
    with open_pdf(data, limits) as document:
        for page in document if pdfium.FPDFCatalog_IsTagged(document.raw) else ():
            tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
            if not tree:
                continue
            try:
                roots = [
                    pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)
                    for index in range(pdfium.FPDF_StructTree_CountChildren(tree))
                ]
                tables = [table for root in roots for table in _below(root, ("Table",), 0)]
                if tables:
                    texts = _texts(page.raw)
                    yield from ([list(_cells(row, texts)) for row in _below(table, ("TR",), 0)] for table in tables)
            finally:
                pdfium.FPDF_StructTree_Close(tree)


def _texts(page: Any) -> Mapping[int, str]:
    """The text of each piece of marked content, by its number."""
    found: dict[int, str] = {}
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return found
    try:
        for index in range(min(pdfium.FPDFText_CountChars(text_page), MOST)):
            drawn = pdfium.FPDFText_GetTextObject(text_page, index)
            number = pdfium.FPDFPageObj_GetMarkedContentID(drawn) if drawn else -1
            if number >= 0:
                found[number] = found.get(number, "") + character(pdfium.FPDFText_GetUnicode(text_page, index))
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    return found


def _cells(row: Any, texts: Mapping[int, str]) -> Iterator[SpannedCell]:
    for cell in _below(row, ("TD", "TH"), 0):
        text = tidy("".join(texts.get(number, "") for number in _contents(cell, 0)))
        yield text, max(_span(cell, b"RowSpan"), 1), max(_span(cell, b"ColSpan"), 1)


def _below(element: Any, names: Sequence[str], depth: int) -> Iterator[Any]:
    """The nearest elements of these names, the element itself among them."""
    if _name(element) in names:
        yield element
    elif depth < _NESTING:
        for child in _children(element):
            yield from _below(child, names, depth + 1)


def _children(element: Any) -> Iterator[Any]:
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
            yield child


def _contents(element: Any, depth: int) -> Iterator[int]:
    """The numbers of the marked content in an element, in reading order."""
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if child and depth < _NESTING:
            yield from _contents(child, depth + 1)
        elif not child:
            yield pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)


def _name(element: Any) -> str:
    buffer = ctypes.create_string_buffer(_LONGEST)
    length = pdfium.FPDF_StructElement_GetType(element, buffer, _LONGEST)
    return buffer.raw[: min(length, _LONGEST)].decode("utf-16-le", "replace").rstrip("\0")


def _span(cell: Any, name: bytes) -> int:
    number = ctypes.c_float()
    for index in range(pdfium.FPDF_StructElement_GetAttributeCount(cell)):
        attribute = pdfium.FPDF_StructElement_GetAttributeAtIndex(cell, index)
        value = pdfium.FPDF_StructElement_Attr_GetValue(attribute, name) if attribute else None
        if value and pdfium.FPDF_StructElement_Attr_GetNumberValue(value, number):
            return int(number.value)
    return 1
